import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { SEED_GROUPS } from '../src/sandbox/cleverreach/index.ts';
import type { Message, View } from '../src/sandbox/slack/index.ts';
import type { Records } from '../src/storage/records.ts';
import { createAuditLog } from '../src/workspaces/audit-log.ts';
import { createSettings, type Settings } from '../src/workspaces/settings.ts';
import { addTenant, connectUrlOf, tenantChannel, visit } from './tenant.ts';
import { admin, channel, guest, member, startWorld, type World } from './world.ts';

const { newsletter, vip, fair, press } = SEED_GROUPS;
let world: World;
let records: Records;

beforeAll(async () => {
  // Two looks are two, without a pause.
  world = await startWorld({ settling: { lateMs: 0, againMs: 1 } });
  records = world.records;
  await world.ready();
});
afterAll(() => world.close());
beforeEach(async () => {
  world.cleverReach.setFaults({});
  world.cleverReach.account.verified = true;
  world.cleverReach.requests.length = 0;
  for (const user of [member, admin]) await world.slack.closeView(user, 'modal', { all: true }).catch(() => null);
});

let count = 0;
/** An address that is nowhere yet. */
const someone = () => `neu${++count}@example.com`;
const inGroup = (groupId: string, email: string) => world.cleverReach.account.receivers.member(groupId, email);
const mailsTo = (email: string) => world.cleverReach.account.sentMails.filter((mail) => mail.email === email);
const writes = () =>
  world.cleverReach.requests.filter(({ method, path }) => method !== 'GET' && !/filter|oauth/.test(path));
const blocksOf = (view: View | null) => JSON.stringify(view?.content['blocks'] ?? []);

/** Opens the form and waits until it says nothing of fetching any more. */
async function open(user: string, line: string): Promise<View> {
  await world.slack.command(user, channel, `/cleverreach ${line}`);
  return settled(user);
}

/** `before`: the hash of a view that is to be another one by then. */
async function settled(user: string, before?: string): Promise<View> {
  return world.slack.waitFor(() => {
    const view = world.slack.currentView(user);
    return view && view.hash !== before && !blocksOf(view).includes('hourglass') ? view : null;
  });
}

async function choose(user: string, group: { name: string }): Promise<View> {
  const query = group.name.slice(0, 4);
  const before = world.slack.currentView(user)?.hash;
  await world.slack.choose(user, 'modal', { actionId: 'receivers:choose-group' }, group.name, { query });
  return settled(user, before);
}

async function answerTo(user: string, work: () => Promise<unknown>, where = channel): Promise<Message> {
  const before = world.slack.messagesFor(user, where).at(-1)?.ts ?? '0';
  await work();
  // On a slow machine the line that it is being done comes first.
  const match = ({ author, text }: Message) => author === 'app' && !text.endsWith('…');
  return world.slack.waitForMessage(user, where, { after: before, match });
}

function submit(user: string, values: Record<string, string> = {}, where = channel): Promise<Message> {
  return answerTo(
    user,
    async () => {
      await world.slack.fill(user, 'modal', values);
      expect(await world.slack.submit(user, 'modal')).toEqual({ outcome: 'closed' });
    },
    where,
  );
}

/** Presses a button whose answer takes the place of its message. */
async function pressed(user: string, message: Message, label: string, confirm?: boolean): Promise<Message> {
  const target = { channel, ts: message.ts };
  const { text } = message;
  const options = confirm === undefined ? {} : { confirm };
  expect(await world.slack.press(user, target, label, options)).toMatchObject({ outcome: 'ok' });
  return world.slack.waitFor(() => {
    const now = world.slack.messagesFor(user, channel).find(({ ts }) => ts === message.ts);
    return now && now.text !== text && !now.text.includes('…') ? now : null;
  });
}

async function lastChange() {
  const [entry] = await createAuditLog({ records }).latest(world.workspace, { count: 1 });
  return entry;
}

/** As things are once an admin has set this: in a process that has read no settings yet. */
async function withSettings(changes: Partial<Settings>, work: () => Promise<void>): Promise<void> {
  const settings = createSettings({ records });
  const defaults: Settings = { changes: { by: 'members' }, masksSender: true };
  await settings.save(world.workspace, { ...defaults, ...changes });
  const { eventsUrl } = world.slack.app;
  world.slack.app.eventsUrl = `${(await world.another()).url}/slack/events`;
  try {
    await work();
  } finally {
    world.slack.app.eventsUrl = eventsUrl;
    await settings.save(world.workspace, defaults);
  }
}

const onRecord = { consent: 'on-record', source: 'Order form, 3 May 2026' };

describe('add with double opt-in', () => {
  test('the address waits, the mail goes out, and confirming it makes the receiver active', async () => {
    const address = someone();
    await open(member, `add ${address} ${newsletter.id}`);
    const answer = await submit(member, { first_name: 'Nele', last_name: 'Brandt' });
    expect(answer.ephemeralFor).not.toBeNull();
    expect(answer.text).toContain('Added, waiting for confirmation');
    expect(answer.text).toContain(`${address} is in *Newsletter*, inactive for now.`);
    expect(answer.text).toContain('Form: Newsletter-Anmeldung');
    expect(JSON.stringify(answer.blocks)).toContain(`"value":"find ${address}"`);
    expect(inGroup(newsletter.id, address)?.membership.activated).toBe(0);
    expect(inGroup(newsletter.id, address)?.person.attributes).toEqual({ firstname: 'Nele', lastname: 'Brandt' });
    expect(await lastChange()).toMatchObject({
      action: 'receiver.add',
      address,
      groups: [{ id: newsletter.id, name: 'Newsletter' }],
      result: 'done',
      detail: 'double opt-in',
    });

    const [mail, ...others] = mailsTo(address);
    expect(others).toEqual([]);
    expect(mail).toMatchObject({ kind: 'activate', formId: '23001', groupId: newsletter.id });
    if (mail) world.cleverReach.confirm(mail);
    expect(inGroup(newsletter.id, address)?.membership.activated).toBeGreaterThan(0);
  });

  test('with several forms, the one that is chosen sends the mail', async () => {
    const { forms } = world.cleverReach.account;
    forms.push({ id: '23009', name: 'Gewinnspiel', groupId: fair.id });
    try {
      const address = someone();
      await open(member, `eintragen ${address} messe`);
      await world.slack.choose(member, 'modal', { blockId: `form-${fair.id}` }, 'Gewinnspiel');
      const answer = await submit(member);
      expect(answer.text).toContain('Form: Gewinnspiel');
      expect(mailsTo(address)).toMatchObject([{ formId: '23009' }]);
    } finally {
      forms.pop();
    }
  });

  test('a group without a form offers it not, says why, and takes consent on record only', async () => {
    const view = await open(member, `add ${someone()} vip`);
    expect(blocksOf(view)).toContain('Double opt-in is not possible in this group');
    expect(blocksOf(view)).not.toContain('Send a double opt-in e-mail');
    expect(await world.slack.submit(member, 'modal')).toMatchObject({
      outcome: 'errors',
      errors: { 'consent-on-record': expect.any(String), source: expect.any(String) },
    });
  });

  test('a form that was deleted after the form was filled in: nothing is added, and that is said', async () => {
    const address = someone();
    await open(member, `add ${address} messe`);
    const { account } = world.cleverReach;
    const { forms } = account;
    account.forms = [];
    try {
      const answer = await submit(member);
      expect(answer.text).toContain(`${address} was not added, because *Messe 2026* has no form`);
      expect(inGroup(fair.id, address)).toBeUndefined();
      expect(await lastChange()).toMatchObject({ result: 'failed' });
    } finally {
      account.forms = forms;
    }
  });
});

describe('add with consent on record', () => {
  test('the address is active at once, with its source, and no mail goes out', async () => {
    const address = someone();
    await open(admin, `eintragen ${address} Presse`);
    await world.slack.choose(admin, 'modal', { blockId: 'consent-on-record' }, 'on-record');
    const answer = await submit(admin, { source: 'Presseausweis am Stand' });
    expect(answer.text).toContain(`${address} ist jetzt in *Presse* aktiv`);
    expect(answer.text).toContain('Quelle der Einwilligung: Presseausweis am Stand');
    expect(inGroup(press.id, address)?.membership).toMatchObject({ source: 'Presseausweis am Stand', deactivated: 0 });
    expect(inGroup(press.id, address)?.membership.activated).toBeGreaterThan(0);
    expect(mailsTo(address)).toEqual([]);
    expect(await lastChange()).toMatchObject({ result: 'done', detail: 'source: Presseausweis am Stand' });
  });

  test("the group's own fields and the account's are filled in, each in its kind", async () => {
    const address = someone();
    const shown = blocksOf(await open(member, `add ${address} VIP-Kunden`));
    for (const label of ['Kundennummer', 'Bonuspunkte', 'Anrede', 'Ort', 'Geburtstag']) expect(shown).toContain(label);
    await world.slack.choose(member, 'modal', { blockId: 'consent-on-record' }, 'on-record');
    await world.slack.choose(member, 'modal', { blockId: 'field-gender-1111703' }, 'female');
    await submit(member, {
      source: 'Card',
      last_name: 'Okoye',
      'field-text-1111706': 'K-7',
      'field-number-1111707': '12.5',
      'field-date-1111705': '1990-02-28',
    });
    expect(inGroup(vip.id, address)?.membership.attributes).toEqual({ kundennummer: 'K-7', bonuspunkte: '12.5' });
    expect(inGroup(vip.id, address)?.person.attributes).toEqual({
      lastname: 'Okoye',
      salutation: 'female',
      birthday: '1990-02-28',
    });
  });

  test('what the address has in fields of the account, from another group, is left as it was and named', async () => {
    const address = 'wartet@example.com';
    await open(member, `add ${address} Presse`);
    await world.slack.choose(member, 'modal', { blockId: 'consent-on-record' }, 'on-record');
    const answer = await submit(member, { source: 'Card', first_name: 'Nobody', last_name: 'Weiß' });
    expect(answer.text).toContain('Left as it was');
    expect(answer.text).toContain('Vorname');
    expect(inGroup(press.id, address)?.person.attributes).toMatchObject({ firstname: 'Sören', lastname: 'Weiß' });
  });

  test('a field that was deleted meanwhile: the address is added, and what was not saved is named', async () => {
    const address = someone();
    await open(member, `add ${address} VIP-Kunden`);
    await world.slack.choose(member, 'modal', { blockId: 'consent-on-record' }, 'on-record');
    const { account } = world.cleverReach;
    const before = account.attributes;
    account.attributes = before.filter(({ name }) => name !== 'kundennummer');
    try {
      const answer = await submit(member, { source: 'Card', 'field-text-1111706': 'K-8' });
      expect(answer.text).toContain('Not saved, because there is no field for it: K-8');
      expect(inGroup(vip.id, address)).toBeDefined();
    } finally {
      account.attributes = before;
    }
  });
});

describe('the form', () => {
  test('from the shortcut “Add a recipient” it opens empty, and the answer comes as a direct message', async () => {
    await world.slack.shortcut(member, 'receivers:add');
    await settled(member);
    await choose(member, newsletter);
    const address = someone();
    const answer = await submit(member, { address }, '@app');
    expect(answer.text).toContain(`${address} is in *Newsletter*`);
  });

  test('is there before CleverReach has answered, and keeps what was typed meanwhile', async () => {
    world.cleverReach.setFaults({ latencyMs: 300 });
    const address = someone();
    await world.slack.command(member, channel, `/cleverreach add ${address}`);
    await world.slack.waitFor(() => world.slack.currentView(member));
    await world.slack.fill(member, 'modal', { first_name: 'Nele', source: 'A card' });
    await world.slack.choose(member, 'modal', { blockId: 'consent' }, 'on-record');
    await world.slack.choose(member, 'modal', { blockId: 'group' }, newsletter.name, { query: 'News' });
    await world.slack.waitFor(() => blocksOf(world.slack.currentView(member)).includes('Fetching the fields'));
    await world.slack.fill(member, 'modal', { last_name: 'Brandt' });
    const view = await settled(member);
    expect(blocksOf(view)).toContain('Geburtstag');
    expect(view.values).toMatchObject({
      address: { value: { value: address } },
      first_name: { value: { value: 'Nele' } },
      last_name: { value: { value: 'Brandt' } },
      source: { value: { value: 'A card' } },
      consent: { value: { selected_option: { value: 'on-record' } } },
    });
    world.cleverReach.setFaults({});
    await submit(member);
    expect(inGroup(newsletter.id, address)?.person.attributes).toEqual({ firstname: 'Nele', lastname: 'Brandt' });
  });

  test('a group that is chosen later is not covered by the fields of the one before that come late', async () => {
    await open(member, 'add');
    world.cleverReach.setFaults({ latencyMs: 600, paths: `/groups/${vip.id}/` });
    const choice = { actionId: 'receivers:choose-group' };
    await world.slack.choose(member, 'modal', choice, vip.name, { query: 'VIP' });
    await choose(member, newsletter);
    const lateOne = () =>
      world.slack.exchanges({ name: 'views.update' }).find(({ error }) => error === 'hash_conflict');
    await world.slack.waitFor(lateOne);
    expect(blocksOf(world.slack.currentView(member))).not.toContain('Kundennummer');
  });

  test('a part of a name that fits several groups is a choice, and the choice carries on with the address', async () => {
    const address = someone();
    const { account } = world.cleverReach;
    account.groups.set('1363099', {
      ...(account.groups.get(press.id) ?? never()),
      id: '1363099',
      name: 'Presse Ausland',
    });
    try {
      await world.slack.command(member, channel, `/cleverreach add ${address} ress`);
      const view = await world.slack.waitFor(() => {
        const current = world.slack.currentView(member);
        return blocksOf(current).includes('Several groups match') ? current : null;
      });
      await world.slack.press(member, { id: view?.id ?? '' }, 'Presse Ausland');
      await world.slack.waitFor(() => blocksOf(world.slack.currentView(member)).includes('Geburtstag'));
      await world.slack.choose(member, 'modal', { blockId: 'consent-on-record' }, 'on-record');
      const answer = await submit(member, { source: 'Card' });
      expect(answer.text).toContain(`${address} is now active in *Presse Ausland*`);
      expect(inGroup('1363099', address)).toBeDefined();
    } finally {
      account.groups.delete('1363099');
    }
  });

  test.each([
    ['add anna.mueller@@example', '“anna.mueller@@example” is not an e-mail address'],
    ['add anna.mueller(at)example.com', '“anna.mueller(at)example.com” is neither an e-mail address nor a group'],
    ['add a@example.com b@example.com', 'Only one address can be added at a time'],
  ])('%s says so in the form', async (line, sentence) => {
    expect(blocksOf(await open(member, line))).toContain(sentence);
  });

  test('begins with the default group of the workspace', () =>
    withSettings({ defaultGroup: { id: vip.id, name: vip.name } }, async () => {
      const view = await open(member, 'add');
      expect(blocksOf(view)).toContain('Kundennummer');
      expect(view.values).toMatchObject({
        [`group-${vip.id}`]: { 'receivers:choose-group': { selected_option: { value: vip.id } } },
      });
    }));

  test('with a default group that is gone, the form says so and another can be chosen', () =>
    withSettings({ defaultGroup: { id: '99', name: 'Old' } }, async () => {
      expect(blocksOf(await open(member, 'add'))).toContain('This group no longer exists');
      expect(blocksOf(await choose(member, newsletter))).toContain('Geburtstag');
    }));

  test.each([
    ['fields', 'attributes', 'The fields of this group could not be fetched'],
    ['forms', 'forms', 'Whether this group has a form for double opt-in could not be fetched'],
  ])('without the %s, which CleverReach does not tell, it can be used all the same', async (_what, path, sentence) => {
    world.cleverReach.setFaults({ status: 403, paths: path });
    const address = someone();
    expect(blocksOf(await open(member, `add ${address} Newsletter`))).toContain(sentence);
    world.cleverReach.setFaults({});
    const answer = await submit(member);
    expect(answer.text).toContain(`${address} is in *Newsletter*`);
    expect(mailsTo(address)).toHaveLength(1);
  });

  test('without any group, which CleverReach does not tell, it opens all the same', async () => {
    world.cleverReach.setFaults({ status: 403, paths: '/groups$' });
    const shown = blocksOf(await open(member, `add ${someone()} Newsletter`));
    expect(shown).toContain('The groups could not be fetched');
  });
});

describe('what is wrong is told at its field, and nothing is added', () => {
  test('addresses, group, source, lengths, numbers and dates', async () => {
    await open(member, `add ${someone()} VIP-Kunden`);
    const entries: Record<string, string> = {
      address: 'anna at example',
      first_name: 'x'.repeat(251),
      source: 'y'.repeat(251),
      'field-number-1111707': 'twelve',
      'field-date-1111705': '1990-02-30',
      'field-gender-1111703': 'Frau',
      'consent-on-record': 'on-record',
    };
    await world.slack.fill(member, 'modal', entries, { force: true });
    const result = await world.slack.submit(member, 'modal', { force: true });
    expect(result).toEqual({
      outcome: 'errors',
      byClient: false,
      errors: {
        address: 'This is not an e-mail address.',
        first_name: 'This has 251 characters, the limit is 250.',
        source: 'This has 251 characters, the limit is 250.',
        'field-number-1111707': 'This is not a number.',
        'field-date-1111705': 'This is not a date. Please choose one in the calendar.',
        'field-gender-1111703': 'Please choose one of the options.',
      },
    });
    expect(writes()).toEqual([]);
  });

  test('nothing at all, and consent on record without a source', async () => {
    await open(member, 'add');
    await world.slack.choose(member, 'modal', { blockId: 'consent' }, 'on-record');
    const result = await world.slack.submit(member, 'modal', { force: true });
    expect(result).toMatchObject({
      errors: {
        address: 'Please enter an address.',
        group: 'Please choose a group.',
        source: 'If consent is on record, please give its source as well.',
      },
    });
  });

  test('a group that vanished after it was chosen', async () => {
    const { account } = world.cleverReach;
    const before = account.groups.get(press.id) ?? never();
    await open(member, `add ${someone()} Presse`);
    account.groups.delete(press.id);
    try {
      await world.slack.choose(member, 'modal', { blockId: 'consent-on-record' }, 'on-record');
      await world.slack.fill(member, 'modal', { source: 'Card' });
      expect(await world.slack.submit(member, 'modal')).toMatchObject({
        errors: { [`group-${press.id}`]: expect.stringContaining('no longer exists') },
      });
    } finally {
      account.groups.set(press.id, before);
    }
  });
});

describe('an address that is in the group already is told as such, and nothing of it is changed', () => {
  /** With consent on record, which would make somebody new active at once. */
  async function addAgain(user: string, address: string, group = newsletter.name): Promise<Message> {
    const before = JSON.stringify(inGroup(newsletter.id, address));
    await open(user, `add ${address} ${group}`);
    await world.slack.choose(user, 'modal', { blockId: 'consent' }, onRecord.consent);
    const answer = await submit(user, { source: onRecord.source, first_name: 'Somebody' });
    expect(JSON.stringify(inGroup(newsletter.id, address))).toBe(before);
    expect(writes()).toEqual([]);
    expect(await lastChange()).toMatchObject({ action: 'receiver.add', result: 'nothing', address });
    return answer;
  }

  test('active', async () => {
    const answer = await addAgain(member, 'anna.mueller@example.com');
    expect(answer.text).toMatch(/anna\.mueller@example\.com has been active in \*Newsletter\* since \d/);
    expect(JSON.stringify(answer.blocks)).not.toContain('receivers:opt-in');
  });

  test('waiting for confirmation: the mail can be sent again', async () => {
    const answer = await addAgain(member, 'wartet@example.com');
    expect(answer.text).toContain('is waiting for confirmation');
    const sent = await pressed(member, answer, 'Send the e-mail again');
    expect(sent.text).toContain('The double opt-in e-mail to wartet@example.com is on its way.');
    expect(mailsTo('wartet@example.com')).toHaveLength(1);
    expect(await lastChange()).toMatchObject({
      action: 'receiver.opt-in',
      result: 'done',
      groups: [{ id: newsletter.id }],
    });
  });

  test('waiting for confirmation: pressed twice, the mail is sent once', async () => {
    const address = 'wartet@example.com';
    const before = mailsTo(address).length;
    const answer = await addAgain(member, address);
    await Promise.all([1, 2].map(() => world.slack.press(member, answer, 'Send the e-mail again')));
    await world.slack.waitForMessage(member, channel, {
      match: ({ ts, text }) => ts === answer.ts && text.includes('is on its way'),
    });
    // Goes all the way to CleverReach and back, as a second mail would have by then.
    await world.slack.command(member, channel, `/cleverreach find ${address}`);
    await world.slack.waitForMessage(member, channel, { after: answer.ts, text: `*${address}*` });
    expect(mailsTo(address)).toHaveLength(before + 1);
  });

  test('unsubscribed: only the person can come back, by a mail that is sent after asking', async () => {
    const address = 'juergen.groess@example.org';
    const answer = await addAgain(admin, address);
    expect(answer.text).toMatch(
      /wurde am .* von \*Newsletter\* abgemeldet. Wieder aktiv wird die Adresse nur, wenn die Person selbst/,
    );
    const asked = await world.slack.press(admin, { channel, ts: answer.ts }, 'Double-Opt-in-Mail senden');
    expect(asked).toMatchObject({ outcome: 'confirm' });
    await pressed(admin, answer, 'Double-Opt-in-Mail senden', true);
    expect(inGroup(newsletter.id, address)?.membership.deactivated).toBeGreaterThan(0);
    const [mail] = mailsTo(address);
    if (mail) world.cleverReach.confirm(mail);
    expect(inGroup(newsletter.id, address)?.membership.deactivated).toBe(0);
  });

  test('bounced', async () => {
    const answer = await addAgain(member, 'gibt.es.nicht@example.net');
    expect(answer.text).toMatch(/came back as undeliverable on .* \(bounce\)/);
  });

  test('added by somebody else in the same moment', async () => {
    const address = 'anna.mueller@example.com';
    await open(member, `add ${address} Newsletter`);
    world.cleverReach.setFaults({ status: 404, paths: `/groups/${newsletter.id}/receivers/`, times: 1 });
    const answer = await submit(member);
    expect(answer.text).toMatch(/has been active in \*Newsletter\* since/);
    expect(mailsTo(address)).toEqual([]);
  });
});

describe('when the mail is not sent', () => {
  test('an account that is not approved: the address is there, inactive, and the mail can be sent later', async () => {
    world.cleverReach.account.verified = false;
    const address = someone();
    await open(member, `add ${address} Newsletter`);
    const answer = await submit(member);
    expect(answer.text).toContain('Added, but no e-mail was sent');
    expect(answer.text).toContain(`${address} is inactive in *Newsletter*`);
    expect(answer.text).toContain('CleverReach has not approved this account');
    expect(await lastChange()).toMatchObject({ result: 'partly' });

    const again = await pressed(member, answer, 'Try to send it again');
    expect(again.text).toContain('E-mail not sent');
    expect(await lastChange()).toMatchObject({ action: 'receiver.opt-in', result: 'failed' });
    world.cleverReach.account.verified = true;
    const sent = await pressed(member, again, 'Try to send it again');
    expect(sent.text).toContain('is on its way');
    expect(mailsTo(address)).toHaveLength(1);
  });

  test.each([
    ['refused', { status: 403 }, 'CleverReach refuses to send to this address'],
    ['down', { status: 429 }, 'CleverReach is getting too many requests'],
    ['lost', { body: 'lost' as const }, 'did not confirm whether the double opt-in e-mail went out'],
  ])('%s: why is told exactly', async (_what, fault, sentence) => {
    world.cleverReach.setFaults({ ...fault, paths: '/forms/.*/send' });
    const address = someone();
    await open(member, `add ${address} Newsletter`);
    const answer = await submit(member);
    expect(answer.text).toContain(sentence);
    expect(answer.text).toMatch(/Reference [0-9a-f]{10}/);
    expect(JSON.stringify(answer.blocks)).toContain('receivers:opt-in');
    expect(inGroup(newsletter.id, address)?.membership.activated).toBe(0);
  });
});

describe('when CleverReach does not say whether the address was added', () => {
  const creating = `/groups/${newsletter.id}/receivers$`;

  test('and it is there a moment later, it goes on as if nothing had been', async () => {
    world.cleverReach.setFaults({ body: 'lost', paths: creating, times: 1 });
    const address = someone();
    await open(member, `add ${address} Newsletter`);
    const answer = await submit(member);
    expect(answer.text).toContain('Added, waiting for confirmation');
    expect(mailsTo(address)).toHaveLength(1);
  });

  test('and it is not there, that is told, and it is not tried again', async () => {
    world.cleverReach.setFaults({ body: 'reset', paths: creating });
    const address = someone();
    await open(member, `add ${address} Newsletter`);
    const answer = await submit(member);
    expect(answer.text).toContain(`CleverReach did not confirm whether ${address} was added to *Newsletter*.`);
    expect(writes().filter(({ path }) => new RegExp(creating).test(path))).toHaveLength(1);
    expect(await lastChange()).toMatchObject({ result: 'uncertain' });
  });
});

test('an outage after the form was submitted: nothing was added, and the form is one press away', async () => {
  const address = someone();
  await open(member, `add ${address} ${press.id}`);
  await world.slack.choose(member, 'modal', { blockId: 'consent-on-record' }, 'on-record');
  world.cleverReach.setFaults({ paths: 'receivers', status: 503 });
  const answer = await submit(member, { source: 'Card' });
  expect(answer.text).toContain('The address was not added. CleverReach cannot be reached at the moment.');
  expect(inGroup(press.id, address)).toBeUndefined();
  world.cleverReach.setFaults({});
  await world.slack.press(member, { channel, ts: answer.ts }, 'Fill in again');
  const form = await settled(member);
  expect(JSON.stringify(form.values)).toContain(address);
  expect(form.values[`group-${press.id}`]).toBeDefined();
});

test('an address on the blacklist: CleverReach refuses it, and that is told', async () => {
  await open(member, 'add spamfalle@example.net Newsletter');
  const answer = await submit(member);
  expect(answer.text).toContain('Perhaps the address is on the blacklist there.');
});

describe('the button that sends the mail is checked when it is pressed', () => {
  async function withButton(): Promise<Message> {
    world.cleverReach.account.verified = false;
    await open(member, `add ${someone()} Newsletter`);
    const answer = await submit(member);
    world.cleverReach.account.verified = true;
    return answer;
  }
  const addressIn = (message: Message) => /neu\d+@example\.com/.exec(message.text)?.[0] ?? '';

  test('who has confirmed meanwhile is sent nothing', async () => {
    const answer = await withButton();
    const there = inGroup(newsletter.id, addressIn(answer)) ?? never();
    there.membership.activated = 1_700_000_000;
    const result = await pressed(member, answer, 'Try to send it again');
    expect(result.text).toContain('has been active in *Newsletter* since');
    expect(mailsTo(addressIn(answer))).toEqual([]);
  });

  test('who was deleted meanwhile is sent nothing', async () => {
    const answer = await withButton();
    const { person } = inGroup(newsletter.id, addressIn(answer)) ?? never();
    world.cleverReach.account.receivers.leave(newsletter.id, person.id);
    const result = await pressed(member, answer, 'Try to send it again');
    expect(result.text).toContain('is no longer in *Newsletter*');
  });

  test('a forged value does nothing', async () => {
    const answer = await withButton();
    for (const forgedValue of ['', 'x y z', `${newsletter.id} - nobody`, `../../1 - ${addressIn(answer)}`]) {
      const told = await answerTo(member, () =>
        world.slack.press(member, { channel, ts: answer.ts }, 'Try to send it again', { forgedValue }),
      );
      expect(told.text).toContain('older version of the app');
    }
    expect(mailsTo(addressIn(answer))).toEqual([]);
  });
});

describe('who may not add', () => {
  test('guests of the workspace are refused', async () => {
    const { message } = await world.slack.command(guest, channel, '/cleverreach eintragen');
    expect(message?.text).toContain('Gäste können die CleverReach-App nicht nutzen.');
    expect(world.slack.currentView(guest)).toBeNull();
  });

  test('where changes are for admins by now: typing, choosing, submitting and pressing are refused', async () => {
    const address = someone();
    await open(member, `add ${address} Newsletter`);
    world.cleverReach.account.verified = false;
    const answer = await submit(member);
    await open(member, `add ${someone()} Newsletter`);
    world.cleverReach.account.verified = true;
    world.cleverReach.requests.length = 0;
    await withSettings({ changes: { by: 'admins' } }, async () => {
      const refusal = 'Only Slack admins can make changes';
      const { message } = await world.slack.command(member, channel, '/cleverreach add');
      expect(message?.text).toContain(refusal);
      const form = world.slack.currentView(member) ?? never();
      await world.slack.choose(member, form, { actionId: 'receivers:choose-group' }, vip.id, { query: 'VIP' });
      const onTop = () => world.slack.viewStack(member).at(-1) ?? null;
      await world.slack.waitFor(() => blocksOf(onTop()).includes(refusal));
      await world.slack.closeView(member, 'modal');
      const submitted = await world.slack.submit(member, 'modal');
      expect(submitted).toMatchObject({ outcome: 'pushed' });
      expect(JSON.stringify(submitted)).toContain(refusal);
      const told = await answerTo(member, () =>
        world.slack.press(member, { channel, ts: answer.ts }, 'Try to send it again'),
      );
      expect(told.text).toContain(refusal);
    });
    expect(writes()).toEqual([]);
    expect(mailsTo(address)).toEqual([]);
  });
});

test('a connection that breaks while the form is filled in: the Connect button comes, and the form fetches no more', async () => {
  const { slack } = world;
  const { admin: owner, connect } = await addTenant(world);
  await connect();
  world.cleverReach.setFaults({ status: 401, paths: `/groups/${newsletter.id}/attributes` });
  await slack.command(owner, tenantChannel, `/cleverreach add ${someone()} Newsletter`);
  const offer = await slack.waitForMessage(owner, tenantChannel, { text: 'no longer accepts the connection' });
  expect(JSON.stringify(offer.blocks)).toContain('/cleverreach/connect?');
  expect(blocksOf(await settled(owner))).not.toContain('hourglass');
});

test('not connected: the Connect button comes first, and the form is offered with what was typed once connected', async () => {
  const { admin: owner, ask, next } = await addTenant(world);
  const address = someone();
  const offer = await ask(owner, `add ${address} Newsletter`);
  await (await visit(connectUrlOf(offer))).agree();
  const resumed = await next(owner, tenantChannel, offer.ts);
  expect(JSON.stringify(resumed.blocks)).toContain(`"value":"add ${address} Newsletter"`);
});

function never(): never {
  throw new Error('There is no such thing.');
}
