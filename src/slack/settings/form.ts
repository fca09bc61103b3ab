import type { Reader } from '../../texts/index.ts';
import type { Settings } from '../../workspaces/settings.ts';
import { type Form, oneLine } from '../form.ts';
import { parseAddress } from '../kit/addresses.ts';
import { maxPeople, maxSenderNameLength, noGroupValue } from './modal.ts';

/** What the form came to, but for the name of a group that was chosen; or what is wrong with it, by block id. */
export type ReadSettings =
  | { settings: Omit<Settings, 'defaultGroup'>; groupId: string | undefined }
  | { errors: Record<string, string> };

/** Checks every field, also what Slack's client has checked before: a forged submission passes by the client. */
export function readSettings({ t, f }: Reader, form: Form): ReadSettings {
  const texts = t.settings.errors;
  const errors: Record<string, string> = {};

  const language = languageIn(form);
  if (language === undefined) errors['language'] = texts.language;

  const changes = changesIn(form);
  if (changes === undefined) errors['changes'] = texts.changes;
  if (changes?.by === 'people') {
    if (changes.userIds.length === 0) errors['people'] = texts.peopleMissing;
    if (changes.userIds.length > maxPeople) errors['people'] = texts.tooManyPeople(f.number(maxPeople));
  }

  const name = oneLine(form.text('sender_name'));
  const typed = form.text('sender_email');
  const email = parseAddress(typed);
  if (name.length > maxSenderNameLength) {
    errors['sender_name'] = texts.senderNameTooLong(f.number(name.length), f.number(maxSenderNameLength));
  }
  if (name === '' && typed !== '') errors['sender_name'] = texts.senderNameMissing;
  if (name !== '' && typed === '') errors['sender_email'] = texts.senderEmailMissing;
  if (typed !== '' && email === undefined) errors['sender_email'] = texts.senderEmail;

  if (Object.keys(errors).length > 0 || language === undefined || changes === undefined) return { errors };
  const [groupId = noGroupValue] = form.chosen('group');
  return {
    settings: {
      ...(language === 'own' ? {} : { language }),
      changes,
      ...(email === undefined ? {} : { defaultSender: { name, email } }),
      masksSender: form.chosen('masks').includes('sender'),
    },
    groupId: groupId === noGroupValue ? undefined : groupId,
  };
}

/** Who may make changes according to the form; undefined for what the form does not offer. */
export function changesIn(form: Form): Settings['changes'] | undefined {
  const [by] = form.chosen('changes');
  if (by === 'members' || by === 'admins') return { by };
  if (by !== 'people') return undefined;
  // Ids as Slack makes them; whatever else a forged form holds is nobody's.
  return { by, userIds: [...new Set(form.people('people'))].filter((id) => /^[UW][A-Z0-9]{1,31}$/.test(id)) };
}

function languageIn(form: Form): 'own' | 'de' | 'en' | undefined {
  const [language] = form.chosen('language');
  return language === 'own' || language === 'de' || language === 'en' ? language : undefined;
}
