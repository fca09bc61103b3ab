import type { Message } from './kit/blocks.ts';
import type { SlackRequest } from './requests.ts';

/** Nobody needs to be told of work that takes less than a moment. */
const momentMs = 1_200;
/**
 * When what is there so far is shown, counted from the start. A `response_url` takes five posts: these are three, and two
 * are left for the answer, which may have to be sent again.
 */
const progressMs = [momentMs, 5_000, 15_000];

/**
 * Does the work, and says so if it takes longer than a moment: once with a text, or again and again with a message that is
 * made anew of what is there so far. The answer to a command then takes the place of that; a job's answer comes after it.
 * `replace` is what the answer itself will be sent with.
 */
export async function announcing<T>(
  { announce, log }: Pick<SlackRequest, 'announce' | 'log'>,
  said: string | (() => Message),
  work: () => Promise<T>,
  options: { replace?: boolean } = {},
): Promise<T> {
  const messageNow = () => (typeof said === 'string' ? { text: said } : said());
  let isOver = false;
  // One after the other: a slow post must not arrive after a later one, nor any of them after the answer.
  let announced = Promise.resolve();
  const timers = (typeof said === 'string' ? [momentMs] : progressMs).map((afterMs) =>
    setTimeout(() => {
      announced = announced
        .then(() => (isOver ? undefined : announce(messageNow(), options)))
        .catch((error: unknown) => log.warn({ err: error }, 'Slack did not take an announcement'));
    }, afterMs),
  );
  try {
    return await work();
  } finally {
    isOver = true;
    for (const timer of timers) clearTimeout(timer);
    await announced;
  }
}
