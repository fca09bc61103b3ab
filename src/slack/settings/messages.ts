import { isDeepStrictEqual } from 'node:util';
import type { Reader } from '../../texts/index.ts';
import type { Settings } from '../../workspaces/settings.ts';
import { type Message, section } from '../kit/blocks.ts';
import { limits } from '../kit/limits.ts';
import { mrkdwn } from '../kit/text.ts';
import { fitLines, textOf } from '../kit/text-of.ts';

/** What can be set, in the order of the form. */
export const settingsFields = ['language', 'changes', 'defaultGroup', 'defaultSender', 'masksSender'] as const;
export type SettingsField = (typeof settingsFields)[number];

/** Which settings differ; all of them where it is not known what was there before. */
export function changedFields(before: Settings | undefined, after: Settings): SettingsField[] {
  return settingsFields.filter((field) => !before || !isDeepStrictEqual(before[field], after[field]));
}

/** What was changed, and what holds now. */
export function savedMessage(reader: Reader, settings: Settings, changed: SettingsField[]): Message {
  const { t } = reader;
  const lines = changed.map((field) => `• *${t.settings.fields[field]}:* ${settingText(reader, settings, field)}`);
  const body = fitLines([`:white_check_mark: *${t.settings.saved}*`, ...lines], limits.sectionText);
  const blocks = [section(changed.length === 0 ? t.settings.nothingChanged : body)];
  return { text: textOf(blocks), blocks };
}

/** More names than this nobody reads in one line. */
const namedPeople = 20;

function settingText({ t }: Reader, settings: Settings, field: SettingsField): string {
  const texts = t.settings;
  switch (field) {
    case 'language':
      return texts.languages[settings.language ?? 'own'];
    case 'changes':
      return changesOf(texts, settings.changes);
    case 'defaultGroup':
      return settings.defaultGroup ? mrkdwn(settings.defaultGroup.name, 150) : texts.none;
    case 'defaultSender':
      return senderOf(settings.defaultSender) ?? texts.none;
    case 'masksSender':
      return settings.masksSender ? texts.masked : texts.unmasked;
  }
}

function changesOf(texts: Reader['t']['settings'], changes: Settings['changes']): string {
  const label = texts.changesBy[changes.by];
  if (changes.by !== 'people') return label;
  const named = changes.userIds.slice(0, namedPeople).map((id) => `<@${id}>`);
  return `${label} (${[...named, ...(changes.userIds.length > namedPeople ? ['…'] : [])].join(', ')})`;
}

function senderOf(sender: Settings['defaultSender']): string | undefined {
  return sender && `${mrkdwn(sender.name, 150)} (${mrkdwn(sender.email, 254)})`;
}
