import type { SlackRequest } from './requests.ts';

/** Nobody needs to be told of work that takes less than a moment. */
const momentMs = 1_200;

/** Does the work, and says so with `text` if it takes longer than a moment. The answer to a command then takes
 * the place of that line; a job's answer comes after it. */
export async function announcing<T>(
  { announce, log }: Pick<SlackRequest, 'announce' | 'log'>,
  text: string,
  work: () => Promise<T>,
): Promise<T> {
  let announced: Promise<void> | undefined;
  const timer = setTimeout(() => {
    announced = announce(text).catch((error: unknown) =>
      log.warn({ err: error }, 'Slack did not take an announcement'),
    );
  }, momentMs);
  try {
    return await work();
  } finally {
    clearTimeout(timer);
    // Or the line could arrive after the answer that is to replace it.
    await announced;
  }
}
