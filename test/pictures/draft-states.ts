import { button } from '../../src/slack/kit/blocks.ts';
import { messageModal } from '../../src/slack/kit/message-modal.ts';
import { problemsSentence } from '../../src/slack/mailings/draft/check-form.ts';
import { bodyFromMessage } from '../../src/slack/mailings/draft/from-message/index.ts';
import { type DraftForm, emptyForm } from '../../src/slack/mailings/draft/held-form.ts';
import { draftModal, type Shown } from '../../src/slack/mailings/draft/modal.ts';
import { checkingModal } from '../../src/slack/mailings/draft/submit-form.ts';
import { scopeBlocks } from '../../src/slack/optional-scope.ts';
import type { Reader } from '../../src/texts/index.ts';
import { modal, newsletter, url } from './samples.ts';

const filled: DraftForm = {
  ...emptyForm,
  group: newsletter,
  senderName: 'Teehaus Muster',
  senderEmail: 'news@example.com',
};
const form = (name: string, held: DraftForm, shown: (reader: Reader) => Shown = () => ({})) =>
  modal(name, (r) => draftModal(r, held, shown(r), ''));

const message = {
  text: '',
  blocks: [
    {
      type: 'rich_text',
      elements: [
        {
          type: 'rich_text_section',
          elements: [
            { type: 'text', text: 'Die neue Ernte ist da ' },
            { type: 'emoji', name: 'tea' },
            { type: 'text', text: '\n\nHeute eingetroffen:\n' },
          ],
        },
        {
          type: 'rich_text_list',
          style: 'bullet',
          elements: ['Darjeeling First Flush', 'Sencha aus Uji'].map((text) => ({
            type: 'rich_text_section',
            elements: [{ type: 'text', text }],
          })),
        },
      ],
    },
  ],
};

/** The draft's form, in each of its ways and with what can be wrong. */
export const draftStates = [
  form('modal-draft', emptyForm),
  form('modal-draft-remembered', filled),
  form('modal-draft-html', { ...filled, way: 'html', html: '<p>Hallo {FIRSTNAME}</p>' }),
  form('modal-draft-file', { ...filled, way: 'file' }),
  form('modal-draft-file-kept', { ...filled, way: 'file', file: { name: 'april.html', size: 1, url } }, (r) => ({
    problems: {
      file: problemsSentence(r, [
        { code: 'script', line: 12, what: '<script>' },
        { code: 'unbalanced', line: 40, what: '<div>' },
        { code: 'unbalanced', line: 41, what: '</b>' },
        { code: 'no_unsubscribe' },
      ]),
    },
  })),
  form('modal-draft-file-unscoped', { ...filled, way: 'file' }, (r) => ({
    fileOffer: scopeBlocks(r, url, r.t.draft.fileNeedsScope, [button(r.t.draft.checkAgain, 'mailings:content-way')]),
  })),
  form(
    'modal-draft-from-message',
    { ...filled, subject: 'Die neue Ernte ist da 🍵', richText: bodyFromMessage(message).richText },
    (r) => ({ notes: [r.t.draft.messageCut] }),
  ),
  form('modal-draft-group-gone', { ...emptyForm }, (r) => ({ notes: [r.t.draft.groupGone] })),
  form('modal-draft-no-groups', { ...emptyForm }, (r) => ({ notes: [r.t.draft.noGroups] })),
  modal('modal-draft-checking', (r) => checkingModal(r, 'april.html', '')),
  modal('modal-draft-checked', (r) => messageModal(r, { text: r.t.draft.checked('april.html') })),
];
