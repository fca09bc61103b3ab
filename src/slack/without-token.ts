import { StorageError } from '../storage/storage.ts';
import { readerFor, textsInBothLanguages } from '../texts/index.ts';
import { messageModal } from './kit/message-modal.ts';
import type { Incoming } from './payloads.ts';

/**
 * The HTTP answer that shows a text to whoever sent a command or a form, without anything being known of them: for where Slack
 * cannot be asked, since there is no installation or it cannot be read. Undefined where Slack shows nothing of its answer; then
 * the `response_url` of a button in a message or of a message shortcut is left, and nothing for what has none.
 */
export function shownByHttp(incoming: Incoming, text: string): object | undefined {
  if (incoming.kind === 'command') return { response_type: 'ephemeral', text };
  // On top of the form: what was filled in can be submitted again.
  if (incoming.kind === 'submission') return { response_action: 'push', view: messageModal(readerFor('en'), { text }) };
  return undefined;
}

/** What went wrong, for somebody of whom not even the language is known. */
export function failureText(error: unknown, reference: string): string {
  return textsInBothLanguages((t) => {
    const what = error instanceof StorageError ? t.errors.storage : t.errors.internal;
    return `${what} (${t.errors.reference(reference)})`;
  });
}
