import type { InputBlock, KnownBlock } from '@slack/types';
import type { Reader } from '../../../texts/index.ts';
import { groupOption } from '../../groups/suggest-groups.ts';
import { context, type Modal, plainText, section } from '../../kit/blocks.ts';
import { emailInput, fileInput, lookupInput, radioInput, richTextInput, textInput } from '../../kit/inputs.ts';
import { limits } from '../../kit/limits.ts';
import { mrkdwn, plain } from '../../kit/text.ts';
import { initialRichText } from './body/index.ts';
import { type DraftForm, type groupBlocks, type Way, ways } from './held-form.ts';

/** CleverReach names no limits; longer subjects than this no mail program shows. */
export const maxSubjectLength = 250;
export const maxNameLength = 250;
export const maxSenderNameLength = 150;

/** What the form shows beside what it holds. */
export interface Shown {
  /** Sentences above the form, each mrkdwn. */
  notes?: string[];
  /** What is wrong, by the field it is shown below: for when Slack no longer takes errors. Not mrkdwn yet. */
  problems?: Record<string, string>;
  /** In place of the field for a file: how to allow the app to read files. */
  fileOffer?: KnownBlock[];
  groupBlock?: (typeof groupBlocks)[number];
}

/**
 * The draft's form. It needs nothing from CleverReach to appear: the groups are looked up while typing. There is no field
 * for a preheader: CleverReach shows mailings with one in its editor, but its API takes none when a mailing is made.
 */
export function draftModal({ t }: Reader, form: DraftForm, shown: Shown, privateMetadata: string): Modal {
  const { draft } = t;
  const initial = (value: string, max: number) => (value.trim() === '' ? {} : { initial: plain(value, max) });
  const field = (block: InputBlock): KnownBlock[] => {
    const problem = shown.problems?.[block.block_id ?? ''];
    return problem === undefined ? [block] : [block, warning(mrkdwn(problem, limits.textObject - 20))];
  };
  return {
    type: 'modal',
    callback_id: 'mailings:create-draft',
    private_metadata: privateMetadata,
    title: plainText(draft.modalTitle, limits.modalTitle),
    submit: plainText(draft.submit, limits.modalSubmit),
    close: plainText(t.cancel, limits.modalClose),
    blocks: [
      context(draft.intro),
      ...(shown.notes ?? []).map(warning),
      ...field(groupInput(draft, form, shown)),
      ...field(
        textInput('subject', draft.subject, {
          maxLength: maxSubjectLength,
          ...initial(form.subject, maxSubjectLength),
        }),
      ),
      ...field(
        textInput('name', draft.name, {
          maxLength: maxNameLength,
          optional: true,
          hint: draft.nameHint,
          ...initial(form.name, maxNameLength),
        }),
      ),
      ...field(
        textInput('sender_name', draft.senderName, {
          maxLength: maxSenderNameLength,
          ...initial(form.senderName, maxSenderNameLength),
        }),
      ),
      ...field(
        emailInput('sender_email', draft.senderEmail, {
          hint: draft.senderEmailHint,
          ...initial(form.senderEmail, limits.plainTextInput),
        }),
      ),
      ...field(wayInput(draft, form)),
      ...contentOf[form.way](draft, form, shown).flatMap((block) => (block.type === 'input' ? field(block) : [block])),
    ],
  };
}

type DraftTexts = Reader['t']['draft'];

function groupInput(draft: DraftTexts, { group }: DraftForm, { groupBlock = 'group' }: Shown): InputBlock {
  return lookupInput(groupBlock, draft.group, 'groups:choose', {
    placeholder: draft.groupPlaceholder,
    ...(group ? { initial: groupOption(group) } : {}),
  });
}

function wayInput(draft: DraftTexts, { way }: DraftForm): InputBlock {
  const option = (value: Way) => ({ text: plainText(draft.ways[value], limits.optionText), value });
  return radioInput('way', draft.way, ways.map(option), {
    initial: option(way),
    actionId: 'mailings:content-way',
    tellsAtOnce: true,
  });
}

/** The field of each way. One at a time, so that the form has one place for the content. */
const contentOf: Record<Way, (draft: DraftTexts, form: DraftForm, shown: Shown) => KnownBlock[]> = {
  text: (draft, { richText }) => [
    richTextInput('body', draft.body, { hint: draft.bodyHint, initial: initialRichText(richText) }),
  ],
  html: (draft, { html }) => [
    textInput('html', draft.html, {
      maxLength: limits.plainTextInput,
      multiline: true,
      hint: draft.htmlHint,
      // As it was pasted: blanks in it may mean something.
      ...(html === '' ? {} : { initial: html }),
    }),
  ],
  file: (draft, { file }, { fileOffer }) =>
    fileOffer ?? [
      ...(file ? [context(draft.fileKept(mrkdwn(file.name, 150)))] : []),
      fileInput('file', draft.file, ['html', 'htm'], { optional: file !== undefined, hint: draft.fileHint }),
    ],
};

function warning(text: string): KnownBlock {
  return section(`:warning: ${text}`);
}
