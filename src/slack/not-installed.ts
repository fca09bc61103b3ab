import { textsInBothLanguages } from '../texts/index.ts';
import { type Ack, addressOf } from './answers.ts';
import type { Incoming } from './payloads.ts';
import type { Reception } from './receiver.ts';
import type { Services } from './services.ts';
import { shownByHttp } from './without-token.ts';

/**
 * Says that the app is not installed, and where it can be. Without an installation there is no token, so Slack can be asked
 * nothing: not who this is, nor to open a modal.
 */
export async function answerNotInstalled(
  services: Services,
  incoming: Exclude<Incoming, { kind: 'event' | 'closed' }>,
  ack: Ack,
  log: Reception['log'],
): Promise<void> {
  const url = `${services.publicUrl}/slack/install`;
  const text = textsInBothLanguages((t) => t.notInstalled(url));
  if (incoming.kind === 'options') return ack({ options: [] });
  const shown = shownByHttp(incoming, text);
  ack(shown);
  if (shown !== undefined || incoming.kind === 'command' || incoming.kind === 'submission') return;
  const reached = await services.replies.respond(addressOf(incoming), { text });
  if (!reached) log.info('somebody was not told that the app is not installed: there is no way to reach them');
}
