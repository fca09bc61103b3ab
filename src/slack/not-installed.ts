import { readerFor, textsInBothLanguages } from '../texts/index.ts';
import { type Ack, addressOf } from './answers.ts';
import { messageModal } from './kit/message-modal.ts';
import type { Incoming } from './payloads.ts';
import type { Reception } from './receiver.ts';
import type { Services } from './services.ts';

/**
 * Says that the app is not installed, and where it can be. Without an installation there is no token, so Slack can be asked
 * nothing: not who this is, nor to open a modal. What is left is the HTTP answer to a command or a submitted form, and the
 * `response_url` of a button in a message or of a message shortcut.
 */
export async function answerNotInstalled(
  services: Services,
  incoming: Exclude<Incoming, { kind: 'event' | 'closed' }>,
  ack: Ack,
  log: Reception['log'],
): Promise<void> {
  const url = `${services.publicUrl}/slack/install`;
  const text = textsInBothLanguages((t) => t.notInstalled(url));
  if (incoming.kind === 'command') return ack({ response_type: 'ephemeral', text });
  if (incoming.kind === 'options') return ack({ options: [] });
  // On top of the form: what was filled in can be submitted once the app is installed again.
  if (incoming.kind === 'submission')
    return ack({ response_action: 'push', view: messageModal(readerFor('en'), { text }) });
  ack();
  const reached = await services.replies.respond(addressOf(incoming), { text });
  if (!reached) log.info('somebody was not told that the app is not installed: there is no way to reach them');
}
