import type { Reader } from '../../../texts/index.ts';
import { context, type Modal, plainText } from '../../kit/blocks.ts';
import { emailInput, lookupInput, richTextInput, textInput } from '../../kit/inputs.ts';
import { limits } from '../../kit/limits.ts';
import { plain } from '../../kit/text.ts';

/** CleverReach names no limits; longer subjects than this no mail program shows. */
export const maxSubjectLength = 250;
export const maxNameLength = 250;
export const maxSenderNameLength = 150;

/** The draft's form. It needs nothing from CleverReach to appear: the groups are looked up while typing. */
export function draftModal({ t }: Reader, prefilled: { subject: string }, privateMetadata: string): Modal {
  const { draft } = t;
  return {
    type: 'modal',
    callback_id: 'mailings:create-draft',
    private_metadata: privateMetadata,
    title: plainText(draft.modalTitle, limits.modalTitle),
    submit: plainText(draft.submit, limits.modalSubmit),
    close: plainText(t.cancel, limits.modalClose),
    blocks: [
      context(draft.intro),
      lookupInput('group', draft.group, 'groups:choose', { placeholder: draft.groupPlaceholder }),
      textInput('subject', draft.subject, {
        maxLength: maxSubjectLength,
        ...(prefilled.subject === '' ? {} : { initial: plain(prefilled.subject, maxSubjectLength) }),
      }),
      textInput('name', draft.name, { maxLength: maxNameLength, optional: true, hint: draft.nameHint }),
      textInput('sender_name', draft.senderName, { maxLength: maxSenderNameLength }),
      emailInput('sender_email', draft.senderEmail, { hint: draft.senderEmailHint }),
      richTextInput('body', draft.body, { optional: true, hint: draft.bodyHint }),
      textInput('html', draft.html, {
        maxLength: limits.plainTextInput,
        multiline: true,
        optional: true,
        hint: draft.htmlHint,
      }),
    ],
  };
}
