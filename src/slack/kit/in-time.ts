/** It took longer than whoever waits for it can wait. The work itself goes on. */
export class TooLateError extends Error {
  readonly code = 'too_late';
  constructor() {
    super('It took too long.');
    this.name = 'TooLateError';
  }
}

/** The result of `work` if it comes within `patienceMs`. @throws TooLateError otherwise. */
export async function inTime<T>(work: Promise<T>, patienceMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new TooLateError()), patienceMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
