import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { SEED_GROUPS } from '../src/sandbox/cleverreach/index.ts';
import type { Message, View } from '../src/sandbox/slack/index.ts';
import { features } from '../src/slack/features.ts';
import { type Reader, readerFor, type Texts } from '../src/texts/index.ts';
import { wordsOf } from './unsubscribing.ts';
import { admin, channel, startWorld, type World } from './world.ts';

/** Everything that can be typed or chosen in Slack, as it is promised: each by both of its words, for readers of both languages. */

const { newsletter, press } = SEED_GROUPS;
const account = 'Teehaus Muster GmbH';
const address = 'anna.mueller@example.com';

/** Admins both, since some of it is for admins: one reads German, the other English. */
const readers = [
  { user: admin, reader: readerFor('de', 'Europe/Berlin') },
  { user: 'dana', reader: readerFor('en', 'Europe/London') },
];

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await world.ready();
});
afterAll(() => world.close());
beforeEach(async () => {
  for (const { user } of readers) await world.slack.closeView(user, 'modal', { all: true }).catch(() => null);
});
afterEach(() => world.cleverReach.setFaults({}));

type Says = (t: Texts, f: Reader['f']) => string;
interface Row {
  words: [english: string, german: string];
  /** What is typed behind the word. */
  args?: string;
  /** What the answer says, in the reader's language; of a form it is the title. */
  says: Says;
  /** The form that opens, with what stands in its fields; left out: the answer is a message. */
  form?: { id: string; fields?: Record<string, string> };
}

const addForm = 'receivers:add';
const unsubscribeForm = 'receivers:unsubscribe';
const draftForm = 'mailings:create-draft';

const rows: Row[] = [
  { words: ['help', 'hilfe'], says: (t) => t.help.commands.overview },
  { words: ['connect', 'verbinden'], says: (t) => t.connection.statusText(account) },
  { words: ['disconnect', 'trennen'], says: (t) => t.connection.disconnectTitle },
  { words: ['status', 'status'], says: (t) => t.connection.statusText(account) },
  { words: ['overview', 'übersicht'], says: (t) => t.overview.newest(newsletter.name) },
  { words: ['stats', 'statistik'], says: (t) => t.groups.statsTitle },
  {
    words: ['stats', 'statistik'],
    args: 'newsletter',
    says: (t, f) => `${f.number(21_855)} ${t.receivers.standing('active', undefined)}`,
  },
  { words: ['groups', 'gruppen'], says: (t) => t.groups.allGroups(6) },
  { words: ['groups', 'gruppen'], args: 'ändl', says: (t) => t.groups.searchTitle('ändl').slice(0, -1) },
  { words: ['receivers', 'empfänger'], args: 'newsletter', says: (t) => t.receivers.shown('all', undefined) },
  { words: ['receivers', 'empfänger'], args: 'vip active', says: (t) => t.receivers.shown('active', undefined) },
  { words: ['receivers', 'empfänger'], args: 'vip inactive', says: (t) => t.receivers.shown('inactive', undefined) },
  { words: ['receivers', 'empfänger'], args: 'vip bounced', says: (t) => t.receivers.shown('bounced', undefined) },
  { words: ['receivers', 'empfänger'], args: 'vip aktiv anna', says: (t) => t.receivers.shown('active', 'anna') },
  {
    words: ['find', 'suche'],
    args: address,
    says: (t) => t.receivers.find.counts({ active: 3, waiting: 0, unsubscribed: 0, bounced: 0 }),
  },
  { words: ['add', 'eintragen'], says: (t) => t.add.modalTitle, form: { id: addForm } },
  {
    words: ['add', 'eintragen'],
    args: 'neu@example.com presse',
    says: (t) => t.add.modalTitle,
    form: { id: addForm, fields: { address: 'neu@example.com', [`group-${press.id}`]: press.id } },
  },
  { words: ['unsubscribe', 'abmelden'], says: (t) => t.unsubscribe.modalTitle, form: { id: unsubscribeForm } },
  {
    words: ['unsubscribe', 'abmelden'],
    args: `${address} presse`,
    says: (t) => t.unsubscribe.modalTitle,
    form: { id: unsubscribeForm, fields: { addresses: address, groups: press.id } },
  },
  { words: ['mailings', 'mailings'], says: (t) => t.mailings.newest(10) },
  { words: ['mailings', 'mailings'], args: 'draft', says: (t) => t.mailings.titles.draft },
  { words: ['mailings', 'mailings'], args: 'waiting', says: (t) => t.mailings.titles.waiting },
  { words: ['mailings', 'mailings'], args: 'running', says: (t) => t.mailings.titles.running },
  { words: ['mailings', 'mailings'], args: 'finished', says: (t) => t.mailings.titles.finished },
  { words: ['mailing', 'mailing'], args: '8157005', says: (t) => t.mailings.cardText('Tee für graue Tage ☕') },
  { words: ['draft', 'entwurf'], says: (t) => t.draft.modalTitle, form: { id: draftForm } },
  {
    words: ['draft', 'entwurf'],
    args: 'Tee',
    says: (t) => t.draft.modalTitle,
    form: { id: draftForm, fields: { subject: 'Tee' } },
  },
  { words: ['settings', 'einstellungen'], says: (t) => t.settings.modalTitle, form: { id: 'settings:save' } },
  { words: ['audit', 'protokoll'], says: (t) => t.audit.title },
];

/** As people type: a telephone begins with a capital, a Mac takes umlauts apart, a text program makes its own quotes. */
const spellings: [string, (word: string, args: string) => string][] = [
  ['as in the table', (word, args) => `${word} ${args}`],
  ['in capitals, with surplus blanks', (word, args) => `   ${word.toUpperCase()}    ${args}   `],
  ['without umlauts', (word, args) => `${word.replace('ü', 'ue').replace('ä', 'ae')} ${args}`],
  ['in quotes', (word, args) => `“${word}” ${args.replace(/^\S+/, '„$&“')}`],
  [
    'with punctuation',
    (word, args) => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}: ${args && `${args}?`}`.normalize('NFD'),
  ],
];

/** Types a line and gives the answer, once it is complete. */
async function answerTo(user: string, line: string): Promise<Message> {
  const before = world.slack.messagesFor(user, channel).at(-1)?.ts ?? '0';
  await world.slack.command(user, channel, `/cleverreach ${line}`);
  const match = ({ author, text }: Message) => author === 'app' && !text.endsWith('…');
  return world.slack.waitForMessage(user, channel, { after: before, match });
}

/** Types a line and gives the form that opens. */
async function formOn(user: string, line: string, id: string): Promise<View> {
  await world.slack.command(user, channel, `/cleverreach ${line}`);
  return openedForm(user, id);
}

function openedForm(user: string, id: string): Promise<View> {
  return world.slack.waitFor(() => {
    const view = world.slack.currentView(user);
    return view?.content['callback_id'] === id && view;
  });
}

const titleOf = (view: View | null) => wordsOf([view?.content['title']]);
const close = (user: string) => world.slack.closeView(user, 'modal', { all: true });

/** Waits until this stands in the field: what CleverReach has to be asked for comes after the form. */
function filled(user: string, field: string, value: string): Promise<unknown> {
  const values = () => world.slack.currentView(user)?.values[field];
  return world.slack.waitFor(() => JSON.stringify(values() ?? '').includes(value));
}

describe('every command', () => {
  test('has its line in the table of this test', () => {
    const known = features.flatMap(({ commands }) => commands ?? []).map(({ words }) => `${words.en} ${words.de}`);
    expect([...new Set(rows.map(({ words }) => words.join(' ')))].sort()).toEqual(known.sort());
    const [german, english] = readers.map(({ reader: { t, f } }) => rows.map(({ says }) => says(t, f)));
    expect(german?.filter((sentence, index) => sentence === english?.[index])).toEqual([]);
  });

  const typed = rows.flatMap((row) =>
    [...new Set(row.words)].flatMap((word) =>
      readers.map(
        ({ user, reader }) => [`${word} ${row.args ?? ''}`.trim(), reader.language, word, row, user, reader] as const,
      ),
    ),
  );

  test.each(typed)(
    '/cleverreach %s for a reader of %s, however it is typed',
    async (_line, _language, word, row, user, { t, f }) => {
      for (const [how, spell] of spellings) {
        const line = spell(word, row.args ?? '');
        if (row.form) {
          expect(titleOf(await formOn(user, line, row.form.id)), how).toBe(row.says(t, f));
          for (const [field, value] of Object.entries(row.form.fields ?? {})) await filled(user, field, value);
          await close(user);
        } else {
          expect((await answerTo(user, line)).text, how).toContain(row.says(t, f));
        }
      }
    },
  );
});

describe('what is typed behind a command is understood, however it is written', () => {
  const ways = [
    '<mailto:Anna.Mueller@example.com|Anna.Mueller@example.com>',
    `“${address}”`,
    `${address},`,
    `<${address}>.`,
  ];
  test.each(ways)('an address: %s', async (written) => {
    expect((await answerTo('dana', `find ${written}`)).text).toContain(address);
    await formOn('dana', `add ${written}`, addForm);
    await filled('dana', 'address', address);
    await close('dana');
    await formOn('dana', `unsubscribe ${written}`, unsubscribeForm);
    await filled('dana', 'addresses', address);
  });

  test.each([press.id, 'PRESSE', ' “Presse” ', '«press»', 'res', 'Presse!'])('a group: %s', async (written) => {
    const { t } = readerFor('en');
    expect((await answerTo('dana', `stats ${written}`)).text).toContain(`${press.name}: 48 receivers`);
    expect((await answerTo('dana', `receivers ${written}`)).text).toContain(
      `${press.name}\n${t.receivers.shown('all', undefined)}`,
    );
    await formOn('dana', `unsubscribe ${address} ${written}`, unsubscribeForm);
    await filled('dana', 'groups', press.id);
    await close('dana');
    await formOn('dana', `add ${written}`, addForm);
    await filled('dana', `group-${press.id}`, press.id);
  });
});

/** The shortcuts by the names under which people find them. */
const shortcuts: { global?: string; message?: string; form: string; title: Says }[] = [
  { global: 'Create mailing draft', form: draftForm, title: (t) => t.draft.modalTitle },
  { global: 'Add a recipient', form: addForm, title: (t) => t.add.modalTitle },
  { global: 'Unsubscribe an address', form: unsubscribeForm, title: (t) => t.unsubscribe.modalTitle },
  { message: 'Unsubscribe address', form: unsubscribeForm, title: (t) => t.unsubscribe.modalTitle },
  { message: 'Draft mailing from this', form: draftForm, title: (t) => t.draft.modalTitle },
];

async function choose(user: string, { global, message }: (typeof shortcuts)[number]): Promise<void> {
  if (global) await world.slack.shortcut(user, global);
  if (!message) return;
  const { ts } = world.slack.say('ben', channel, `Please take *${address}* off the list`);
  await world.slack.messageShortcut(user, channel, ts, message);
}

const chosen = shortcuts.flatMap((shortcut) =>
  readers.map(
    ({ user, reader }) => [shortcut.global ?? shortcut.message ?? '', reader.language, shortcut, user, reader] as const,
  ),
);

describe('every shortcut', () => {
  test('has its line in the table of this test', () => {
    const known = world.slack.app.shortcuts.map(({ type, name }) => `${type}: ${name}`);
    expect(shortcuts.map(({ global, message }) => (global ? `global: ${global}` : `message: ${message}`))).toEqual(
      known,
    );
  });

  test.each(chosen)('“%s” opens its form for a reader of %s', async (_name, _language, shortcut, user, { t, f }) => {
    await choose(user, shortcut);
    const view = await openedForm(user, shortcut.form);
    expect(titleOf(view)).toBe(shortcut.title(t, f));
    if (shortcut.message) expect(JSON.stringify(view.values)).toContain(address);
  });
});

describe('while CleverReach does not answer at all', () => {
  beforeEach(() => world.cleverReach.setFaults({ hang: true }));

  const { t, f } = readerFor('en');
  const opened = (title: Says) => world.slack.waitFor(() => titleOf(world.slack.currentView('dana')) === title(t, f));

  const lines = rows.flatMap(({ words: [word], args = '', says, form }) =>
    form ? [[`${word} ${args}`.trim(), says] as const] : [],
  );
  test.each(lines)('/cleverreach %s opens its form', async (line, title) => {
    await world.slack.command('dana', channel, `/cleverreach ${line}`);
    await opened(title);
  });

  test.each(shortcuts.map((shortcut) => [shortcut.global ?? shortcut.message ?? '', shortcut] as const))(
    '“%s” opens its form',
    async (_name, shortcut) => {
      await choose('dana', shortcut);
      await opened(shortcut.title);
    },
  );
});
