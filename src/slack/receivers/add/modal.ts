import type { Attribute, Form, Group } from '../../../cleverreach/index.ts';
import type { Reader, Texts } from '../../../texts/index.ts';
import { groupOption } from '../../groups/suggest-groups.ts';
import { type Block, context, type InputBlock, type Modal, type Option, plainText, section } from '../../kit/blocks.ts';
import {
  dateInput,
  emailInput,
  lookupInput,
  numberInput,
  radioInput,
  selectInput,
  textInput,
} from '../../kit/inputs.ts';
import { limits } from '../../kit/limits.ts';
import { plain } from '../../kit/text.ts';
import type { GroupDetails } from './details.ts';
import { type FormFields, fieldBlock, formFields, kindOf } from './fields.ts';

/** CleverReach names no limit for a field; what is longer than this is no value but a text. */
export const maxFieldLength = 250;
/** A source is cut there by CleverReach's clients. */
export const maxSourceLength = 250;

/** How consent was given: the values of the choice. */
export const consents = { optIn: 'opt-in', onRecord: 'on-record' } as const;

/** What the form shows. */
export interface AddForm {
  address?: string | undefined;
  /** Filled in beforehand; the person may choose another. */
  group?: Pick<Group, 'id' | 'name'> | undefined;
  /** Sentences on top, made safe already. */
  notes: string[];
  /** Of the group that is chosen; undefined while there is none. */
  details?: GroupDetails | 'loading' | undefined;
}

/**
 * The form of `add`. An input whose options or whose beginning change has another block id then, for Slack keeps what was
 * entered wherever the ids stay.
 */
export function addModal({ t }: Reader, form: AddForm, privateMetadata: string): Modal {
  const { add } = t;
  const details = form.details === 'loading' ? undefined : form.details;
  const fields = details?.fields && formFields(details.fields);
  return {
    type: 'modal',
    callback_id: 'receivers:add',
    private_metadata: privateMetadata,
    title: plainText(add.modalTitle, limits.modalTitle),
    submit: plainText(add.submit, limits.modalSubmit),
    close: plainText(t.cancel, limits.modalClose),
    blocks: [
      ...(form.notes.length > 0 ? [section(form.notes.join('\n'))] : []),
      emailInput('address', add.address, form.address === undefined ? {} : { initial: form.address }),
      groupInput(t, form.group),
      ...nameInputs(t, fields),
      ...consentInputs(t, details),
      // Last, so that nothing moves under the fingers of who is typing already.
      ...statusLine(t, form),
      ...(fields ? fieldInputs(t, fields) : []),
    ],
  };
}

function groupInput({ add }: Texts, group: AddForm['group']): InputBlock {
  return lookupInput(group ? `group-${group.id}` : 'group', add.group, 'receivers:choose-group', {
    placeholder: add.groupPlaceholder,
    tellsAtOnce: true,
    ...(group ? { initial: groupOption(group) } : {}),
  });
}

/** Both, as long as nothing is known of the fields; then those there is a field for. */
function nameInputs({ add }: Texts, fields: FormFields | undefined): Block[] {
  const name = (blockId: string, label: string) =>
    textInput(blockId, label, { maxLength: maxFieldLength, optional: true });
  const hasFirst = fields === undefined || fields.firstName.length > 0;
  const hasLast = fields === undefined || fields.lastName.length > 0;
  return [
    ...(hasFirst ? [name('first_name', add.firstName)] : []),
    ...(hasLast ? [name('last_name', add.lastName)] : []),
    ...(hasFirst || hasLast ? [] : [context(add.noNameFields)]),
  ];
}

function statusLine({ add }: Texts, { group, notes, details }: AddForm): Block[] {
  if (details === 'loading') return [context(add.loading)];
  if (details === undefined) return group === undefined && notes.length === 0 ? [context(add.chooseGroup)] : [];
  return details.fields === undefined ? [context(add.fieldsFailed)] : [];
}

function fieldInputs(t: Texts, { shown, more }: FormFields): Block[] {
  const inputs = shown.map((field) => fieldInput(t, field));
  return [...inputs, ...(more > 0 ? [context(t.add.moreFields(more))] : [])];
}

function fieldInput(t: Texts, field: Attribute): InputBlock {
  const blockId = fieldBlock(field);
  const label = plain(field.label, 100);
  switch (kindOf(field)) {
    case 'number':
      return numberInput(blockId, label, { optional: true });
    case 'date':
      return dateInput(blockId, label, { optional: true });
    case 'gender':
      return selectInput(blockId, label, genders(t), { optional: true, placeholder: t.add.genderPlaceholder });
    case 'text':
      return textInput(blockId, label, { maxLength: maxFieldLength, optional: true });
  }
}

/** Which values CleverReach wants is not documented; a client in use writes these. */
function genders({ add }: Texts): Option[] {
  return [option('female', add.genders.female), option('male', add.genders.male)];
}

function consentInputs({ add }: Texts, details: GroupDetails | undefined): Block[] {
  const optIn = { ...option(consents.optIn, add.optIn), description: means(add.optInMeans) };
  const onRecord = { ...option(consents.onRecord, add.onRecord), description: means(add.onRecordMeans) };
  const source = (optional: boolean) =>
    textInput('source', add.source, { maxLength: maxSourceLength, optional, hint: add.sourceHint });
  if (details?.forms?.length === 0) {
    // Not chosen beforehand: that somebody has consented is for the person to say.
    return [context(add.noForm), radioInput('consent-on-record', add.consent, [onRecord]), source(false)];
  }
  return [
    ...(details && details.forms === undefined ? [context(add.formsFailed)] : []),
    radioInput('consent', add.consent, [optIn, onRecord], { initial: optIn }),
    ...formInput(add, details),
    source(true),
  ];
}

/** Only where there is something to choose. The group is part of the id, since another group has other forms. */
function formInput(add: Texts['add'], details: GroupDetails | undefined): Block[] {
  const [first, ...others] = (details?.forms ?? []).map(({ id, name }: Form) => option(id, name));
  if (details === undefined || first === undefined || others.length === 0) return [];
  return [
    selectInput(`form-${details.groupId}`, add.form, [first, ...others], { placeholder: add.form, initial: first }),
  ];
}

function option(value: string, text: string): Option {
  return { text: plainText(text, limits.optionText), value };
}

function means(sentence: string): Option['text'] {
  return plainText(sentence, limits.optionDescription);
}
