import { EventEmitter } from 'node:events';

/**
 * When a call has to be over, as undici takes it for a `signal`. An `AbortSignal` would do, and is the dearest part of a small
 * call: a third more calls a second without it (`npm run bench`).
 */
export class Deadline extends EventEmitter {
  aborted = false;
  readonly #timer: NodeJS.Timeout;

  constructor(afterMs: number) {
    super();
    this.#timer = setTimeout(() => {
      this.aborted = true;
      this.emit('abort');
    }, afterMs);
  }

  /** The call is over, and nothing is to be ended any more. */
  clear(): void {
    clearTimeout(this.#timer);
  }
}
