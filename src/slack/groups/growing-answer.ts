import { announcing } from '../announcing.ts';
import type { Message } from '../kit/blocks.ts';
import type { SlackRequest } from '../requests.ts';

/** Shows what is there so far as long as there is more to come. */
export type ShowSoFar = (render: () => Message) => void;

/**
 * Answers with a message that grows: should it take longer than a moment, what `work` has to show by then comes first, and
 * the whole in its place. It also takes the place of the message whose button asked for it: a choice, or older figures.
 */
export async function growingAnswer(
  request: SlackRequest,
  working: string,
  work: (showSoFar: ShowSoFar) => Promise<Message>,
): Promise<void> {
  let soFar = (): Message => ({ text: working });
  const showSoFar: ShowSoFar = (render) => {
    soFar = render;
  };
  const message = await announcing(
    request,
    () => soFar(),
    () => work(showSoFar),
    { replace: true },
  );
  await request.reply(message, { replace: true });
}
