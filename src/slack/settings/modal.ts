import type { InputBlock } from '@slack/types';
import type { Reader } from '../../texts/index.ts';
import type { Settings } from '../../workspaces/settings.ts';
import { groupOption } from '../groups/suggest-groups.ts';
import { button, context, type Modal, type Option, plainText, section } from '../kit/blocks.ts';
import { checkInput, emailInput, lookupInput, peopleInput, radioInput, textInput } from '../kit/inputs.ts';
import { limits } from '../kit/limits.ts';

/** As long as a draft's sender may be called. */
export const maxSenderNameLength = 150;
/** More people than this are better chosen as "all members". */
export const maxPeople = 100;
/** The choice by which the default group is taken out; no id of a group. */
export const noGroupValue = 'none';

/** What the form shows. */
export interface SettingsView {
  settings: Settings;
  /** The stored ones could not be read; these are what holds where nothing is set. */
  isUnreadable: boolean;
  /** Which OAuth app the workspace connects with, as a sentence. */
  oauthApp: string;
  /** Without an account there are no groups to choose from. */
  hasAccount: boolean;
}

/** The settings' form. The people are only asked for where some are to be chosen. */
export function settingsModal(reader: Reader, view: SettingsView, privateMetadata: string): Modal {
  const { t } = reader;
  const texts = t.settings;
  const { settings, isUnreadable, oauthApp, hasAccount } = view;
  const { changes, defaultSender, masksSender } = settings;
  const [languages, changesBy] = [optionsOf(texts.languages), optionsOf(texts.changesBy)];
  return {
    type: 'modal',
    callback_id: 'settings:save',
    private_metadata: privateMetadata,
    title: plainText(texts.modalTitle, limits.modalTitle),
    submit: plainText(texts.submit, limits.modalSubmit),
    close: plainText(t.cancel, limits.modalClose),
    blocks: [
      isUnreadable ? section(texts.unreadable) : context(texts.intro),
      radioInput('language', texts.language, languages, {
        initial: languages.find(({ value }) => value === (settings.language ?? 'own')),
      }),
      radioInput('changes', texts.changes, changesBy, {
        initial: changesBy.find(({ value }) => value === changes.by),
        actionId: 'settings:changes',
        tellsAtOnce: true,
      }),
      ...(changes.by === 'people'
        ? [
            peopleInput('people', texts.people, {
              placeholder: texts.peoplePlaceholder,
              hint: texts.peopleHint,
              max: maxPeople,
              initial: changes.userIds,
            }),
          ]
        : []),
      ...groupInput(reader, settings, hasAccount),
      textInput('sender_name', texts.senderName, {
        maxLength: maxSenderNameLength,
        optional: true,
        ...(defaultSender ? { initial: defaultSender.name } : {}),
      }),
      emailInput('sender_email', texts.senderEmail, {
        optional: true,
        hint: texts.senderHint,
        ...(defaultSender ? { initial: defaultSender.email } : {}),
      }),
      checkInput('masks', texts.sharing, { value: 'sender', label: texts.masksSender, isChecked: masksSender }),
      { type: 'divider' },
      section(`*${texts.oauthApp}*\n${oauthApp}`, button(t.connection.ownAppShort, 'connection:own-app')),
    ],
  };
}

/** The one choice of the type-ahead that is no group. */
export function noGroupOption({ t }: Reader): Option {
  return { text: plainText(t.settings.noGroup, limits.optionText), value: noGroupValue };
}

function groupInput({ t }: Reader, { defaultGroup }: Settings, hasAccount: boolean): InputBlock[] {
  if (!hasAccount) return [];
  return [
    lookupInput('group', t.settings.defaultGroup, 'settings:group', {
      placeholder: t.settings.groupPlaceholder,
      hint: t.settings.defaultGroupHint,
      optional: true,
      ...(defaultGroup ? { initial: groupOption(defaultGroup) } : {}),
    }),
  ];
}

function optionsOf(labels: Record<string, string>): Option[] {
  return Object.entries(labels).map(([value, label]) => ({ text: plainText(label, limits.optionText), value }));
}
