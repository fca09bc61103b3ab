import type { Account, Attribute, AttributeType } from './model.ts';
import { SEED_GROUPS } from './seed-groups.ts';
import { seedMailings } from './seed-mailings.ts';
import { fillGermanShop } from './seed-receivers.ts';
import { createAccount } from './state.ts';

const DAY = 86_400;

/**
 * The account of an invented German shop: six recipient lists, one of them with 25,000 receivers, fields, tags, forms and
 * mailings in every state. `now` in unix seconds; apart from it, every start gives the same account.
 */
export function germanShop(now: number): Account {
  const account = createAccount(
    '129001',
    {
      name: 'Brückner',
      firstname: 'Käthe',
      salutation: 'Frau',
      street: 'Gereonswall 12',
      company: 'Teehaus Muster GmbH',
      zip: '50670',
      city: 'Köln',
      email: 'kaethe.brueckner@teehaus-muster.example',
    },
    (book) => fillGermanShop(book, now),
  );
  Object.values(SEED_GROUPS).forEach(({ id, name, info }, index) => {
    const stamp = now - (1600 - index * 260) * DAY;
    account.groups.set(id, {
      id,
      name,
      locked: false,
      backup: true,
      receiverInfo: info,
      stamp,
      lastMailing: 0,
      lastChanged: now - (index + 1) * DAY,
    });
  });
  const { newsletter, vip, fair } = SEED_GROUPS;
  account.attributes = [
    attribute(1_111_701, '0', 'firstname', 'Vorname', 'text'),
    attribute(1_111_702, '0', 'lastname', 'Nachname', 'text'),
    attribute(1_111_703, '0', 'salutation', 'Anrede', 'gender'),
    attribute(1_111_704, '0', 'city', 'Ort', 'text'),
    attribute(1_111_705, '0', 'birthday', 'Geburtstag', 'date'),
    attribute(1_111_706, vip.id, 'kundennummer', 'Kundennummer', 'text'),
    attribute(1_111_707, vip.id, 'bonuspunkte', 'Bonuspunkte', 'number'),
  ];
  // Two groups have a form and can send opt-in mails, the others cannot.
  account.forms = [
    { id: '23001', name: 'Newsletter-Anmeldung', groupId: newsletter.id },
    { id: '23002', name: 'Messe-Registrierung', groupId: fair.id },
  ];
  account.blacklist.set('spamfalle@example.net', {
    email: 'spamfalle@example.net',
    comment: 'Spamfalle',
    stamp: now - 90 * DAY,
    locked: false,
  });
  for (const mailing of seedMailings(now, 8_157_001)) {
    account.mailings.set(mailing.id, mailing);
    for (const id of mailing.groupIds) {
      const group = account.groups.get(id);
      if (group !== undefined) group.lastMailing = Math.max(group.lastMailing, mailing.finished);
    }
  }
  account.lastIds = {
    group: 1_363_006,
    attribute: 1_111_707,
    mailing: 8_157_000 + account.mailings.size,
    form: 23_002,
    mail: 0,
  };
  return account;
}

function attribute(id: number, groupId: string, name: string, description: string, type: AttributeType): Attribute {
  return { id, groupId, name, description, previewValue: '', defaultValue: '', type };
}
