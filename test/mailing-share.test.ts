import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Message } from '../src/sandbox/slack/index.ts';
import type { Records } from '../src/storage/records.ts';
import { createAuditLog } from '../src/workspaces/audit-log.ts';
import { createSettings } from '../src/workspaces/settings.ts';
import { addTenant, connectUrlOf, tenantChannel, visit } from './tenant.ts';
import { admin, channel, guest, member, startWorld, type World } from './world.ts';

let world: World;
let records: Records;

beforeAll(async () => {
  world = await startWorld();
  records = world.records;
  await world.ready();
});
afterAll(() => world.close());
beforeEach(() => {
  world.cleverReach.setFaults({});
  world.slack.clearFaults();
});
afterEach(async () => {
  for (const user of [member, admin]) await world.slack.closeView(user, 'modal', { all: true }).catch(() => null);
});

/** On a busy machine a line that work is going on may come first. */
const isAnswer = ({ author, text }: Message) => author === 'app' && !text.endsWith(' …');
const lastAudit = async () => (await createAuditLog({ records }).latest(world.workspace, { count: 1 }))[0];
const last = (user: string, where: string) => world.slack.messagesFor(user, where).at(-1)?.ts ?? '0';

/** A draft full of addresses, in every way they can be written. */
function draft() {
  const found = [...world.cleverReach.account.mailings.values()].find(({ name }) => name === 'Größentabelle');
  if (!found) throw new Error('The seed has changed.');
  return found;
}

async function cardOf(user: string, where = channel, id = draft().id): Promise<Message> {
  const after = last(user, where);
  const { message } = await world.slack.command(user, where, `/cleverreach mailing ${id}`);
  return message ?? world.slack.waitForMessage(user, where, { after, match: isAnswer });
}

/** Presses _Share in channel_ and says yes. Gives what everyone sees, and what only the sharer does. */
async function shareIn(user: string, where: string, options: { forgedValue?: string } = {}) {
  const card = await cardOf(user, where);
  const after = last(user, where);
  await world.slack.press(user, card, { actionId: 'mailings:share-here' }, { confirm: true, ...options });
  const told = await world.slack.waitForMessage(user, where, {
    after,
    match: (message) => isAnswer(message) && message.ephemeralFor !== null,
  });
  const posted = world.slack
    .messagesFor(user, where)
    .filter((message) => message.ts > after && isAnswer(message) && message.ephemeralFor === null);
  return { card, posted, told };
}

/** Roles and settings are taken for some seconds after they changed; a process that has just started knows them at once. */
async function inNewProcess(work: () => Promise<void>): Promise<void> {
  const { url } = await world.another();
  world.slack.app.eventsUrl = `${url}/slack/events`;
  try {
    await work();
  } finally {
    world.slack.app.eventsUrl = `${world.publicUrl}/slack/events`;
  }
}

describe('sharing a mailing from a channel', () => {
  test('asks first, and says who will see it', async () => {
    const card = await cardOf(member);
    const pressed = await world.slack.press(member, card, { actionId: 'mailings:share-here' });
    expect(pressed).toMatchObject({
      outcome: 'confirm',
      dialog: { title: 'Share here?', text: expect.stringContaining('Everyone who reads along here will see it') },
    });
  });

  test('posts nothing unasked: a card that came without its question, after connecting, opens the form', async () => {
    const tenant = await addTenant(world);
    const after = last(tenant.admin, tenantChannel);
    const offer = await tenant.ask(tenant.admin, `mailing ${draft().id}`);
    await (await visit(connectUrlOf(offer))).agree();
    const card = await world.slack.waitForMessage(tenant.admin, tenantChannel, {
      after,
      match: ({ blocks }) => JSON.stringify(blocks).includes('mailings:share'),
    });
    const person = world.slack.as(tenant.admin);
    await person.press(card, 'Share in channel');
    const form = await world.slack.waitFor(() => person.currentView());
    expect(form.content['callback_id']).toBe('mailings:share');
    expect(world.slack.messagesFor(tenant.member, tenantChannel).filter(isAnswer)).toEqual([]);
  });

  test('posts the card for everyone, with the name of who shared it, and leaves the own card where it is', async () => {
    const { card, posted, told } = await shareIn(admin, channel);
    const [shared] = posted;
    expect(posted).toHaveLength(1);
    expect(shared?.text).toMatch(/^Geteilt von <@U07ANNA0001>\nMailing „Äpfel &amp; Öfen/);
    // Others see it as well, guests too.
    for (const user of [member, guest]) {
      expect(world.slack.messagesFor(user, channel).map(({ ts }) => ts)).toContain(shared?.ts);
    }
    const buttons = JSON.stringify(shared?.blocks).match(/"action_id":"[^"]*"/g);
    expect(buttons).toEqual(['"action_id":"mailings:open"']);
    expect(world.slack.messagesFor(admin, channel).map(({ ts }) => ts)).toContain(card.ts);
    expect(told.text).toBe('Geteilt in <#C07MARKET02>.');
  });

  test('is written into the audit log', async () => {
    await shareIn(member, channel);
    expect(await lastAudit()).toMatchObject({
      userId: 'U07BEN00002',
      action: 'mailing.share',
      mailing: { id: draft().id, name: 'Größentabelle' },
      result: 'done',
      detail: 'C07MARKET02',
    });
  });

  test('shows no whole e-mail address, wherever it stands and however it is written', async () => {
    const mailing = draft();
    const before = { ...mailing };
    const groups = world.cleverReach.account.groups;
    const group = groups.get(mailing.groupIds[0] ?? '');
    if (!group) throw new Error('The seed has changed.');
    const groupName = group.name;
    const invisible = '\uFEFF';
    mailing.subject = 'For anna.mueller@example.com';
    mailing.senderName = 'anna.mueller@example.com';
    mailing.senderEmail = 'anna.mueller@example.com';
    group.name = `List of anna.mueller${invisible}@example.com`;
    mailing.text = [
      'Dear <anna.mueller@example.com>, (anna.mueller@example.com); mailto:anna.mueller@example.com',
      'https://example.com/?e=anna.mueller%40example.com&x=1',
      `anna.mueller@${invisible}example.com`,
      'o’brien+tag@example.com anna.mueller＠example.com',
    ].join('\n');
    try {
      const [shared] = (await shareIn(member, channel)).posted;
      const everything = JSON.stringify(shared);
      expect(everything).toContain('For a…@example.com');
      expect(everything).not.toMatch(/anna\.mueller|brien/);
      // Only the tail of the domain that every one of them has is left.
      expect(everything.match(/…@example\.com/g)?.length).toBeGreaterThan(5);

      mailing.text = '';
      mailing.html = '<p>Write to anna.mueller&#64;example.com {UNSUBSCRIBE}</p><p>anna.mueller&commat;example.com</p>';
      const [fromHtml] = (await shareIn(member, channel)).posted;
      expect(JSON.stringify(fromHtml)).not.toContain('anna.mueller');
      expect(JSON.stringify(fromHtml)).toContain('a…@example.com');
    } finally {
      Object.assign(mailing, before);
      group.name = groupName;
    }
  });

  test('shows the sender’s own address where the workspace has decided so', async () => {
    const tenant = await addTenant(world);
    await tenant.connect();
    const settings = createSettings({ records });
    await settings.save(tenant.id, { ...(await settings.get(tenant.id)), masksSender: false });
    await inNewProcess(async () => {
      const card = await cardOf(tenant.member, tenantChannel);
      const after = last(tenant.admin, tenantChannel);
      await world.slack.press(tenant.member, card, 'Share in channel', { confirm: true });
      const shared = await world.slack.waitForMessage(tenant.admin, tenantChannel, { after, match: isAnswer });
      expect(shared.text).toContain('Sender: Teehaus Muster GmbH, news@teehaus-muster.example');
    });
  });

  test('a mailing that was deleted meanwhile is not shared', async () => {
    const { id } = draft();
    const mailing = draft();
    const card = await cardOf(member);
    world.cleverReach.account.mailings.delete(id);
    try {
      const after = last(member, channel);
      await world.slack.press(member, card, { actionId: 'mailings:share-here' }, { confirm: true });
      const told = await world.slack.waitForMessage(member, channel, { after, match: isAnswer });
      expect(told.ephemeralFor).not.toBeNull();
      expect(told.text).toContain('This mailing no longer exists.');
    } finally {
      world.cleverReach.account.mailings.set(id, mailing);
    }
  });

  test('a forged value shares nothing of another account', async () => {
    // A tenant with an account of its own, and a mailing in it that nobody here may see.
    const foreign = { ...draft(), id: '77000001', subject: 'Secret of another account' };
    const other = { ...world.cleverReach.account, id: '990001', mailings: new Map([[foreign.id, foreign]]) };
    world.cleverReach.addAccount(other);
    const { posted, told } = await shareIn(member, channel, { forgedValue: foreign.id });
    expect(posted).toEqual([]);
    expect(told.text).toContain('This mailing no longer exists.');
    for (const forgedValue of ['', '../groups/1', '<!channel>']) {
      expect((await shareIn(member, channel, { forgedValue })).posted).toEqual([]);
    }
  });

  test('CleverReach being down is told to the sharer alone', async () => {
    const card = await cardOf(member);
    world.cleverReach.setFaults({ status: 503 });
    const after = last(member, channel);
    await world.slack.press(member, card, { actionId: 'mailings:share-here' }, { confirm: true });
    const told = await world.slack.waitForMessage(member, channel, { after, match: isAnswer });
    expect(told.ephemeralFor).not.toBeNull();
    expect(told.text).toContain('CleverReach cannot be reached');
  });

  test('a chart that Slack refuses is left out, the figures are not', async () => {
    const finished = [...world.cleverReach.account.mailings.values()].find(({ state }) => state === 'finished');
    const card = await cardOf(member, channel, finished?.id);
    world.slack.setFault({ method: 'response_url', status: 400, error: 'invalid_blocks', times: 1 });
    const after = last(guest, channel);
    await world.slack.press(member, card, { actionId: 'mailings:share-here' }, { confirm: true });
    const shared = await world.slack.waitForMessage(guest, channel, { after, match: isAnswer });
    await world.slack.waitForMessage(member, channel, { after: shared.ts, text: 'Shared in' });
    expect(shared.blocks.map(({ type }) => type)).not.toContain('data_visualization');
    expect(JSON.stringify(shared.blocks)).toContain('*Opened*');
  });

  test('when Slack fails, it is not posted a second time, and the log says that it is uncertain', async () => {
    const card = await cardOf(member);
    world.slack.setFault({ method: 'response_url', status: 503, error: 'down', times: 1 });
    const after = last(member, channel);
    await world.slack.press(member, card, { actionId: 'mailings:share-here' }, { confirm: true });
    const told = await world.slack.waitForMessage(member, channel, { after, match: isAnswer });
    expect(told.text).toContain('Slack did not confirm the post.');
    expect(
      world.slack.messagesFor(guest, channel).filter((message) => message.ts > after && isAnswer(message)),
    ).toEqual([]);
    expect(await lastAudit()).toMatchObject({ action: 'mailing.share', result: 'uncertain' });
  });

  test('a guest cannot, with whatever they press', async () => {
    const [shared] = (await shareIn(member, channel)).posted;
    if (!shared) throw new Error('Nothing was shared.');
    // A guest sees no button that shares; somebody who forges one is refused all the same.
    expect(JSON.stringify(shared.blocks)).not.toContain('mailings:share');
    const card = await cardOf(member);
    world.slack.changeUser(member, { isRestricted: true });
    try {
      await inNewProcess(async () => {
        const after = last(member, channel);
        await world.slack.press(member, card, { actionId: 'mailings:share-here' }, { confirm: true });
        const told = await world.slack.waitForMessage(member, channel, { after, match: isAnswer });
        expect(told.text).toContain('Guests cannot use');
        expect(told.ephemeralFor).not.toBeNull();
      });
    } finally {
      world.slack.changeUser(member, { isRestricted: false });
    }
  });
});

describe('sharing a mailing from a direct message', () => {
  async function openForm(user: string): Promise<void> {
    const card = await cardOf(user, '@app');
    expect(JSON.stringify(card.blocks)).not.toContain('"confirm"');
    await world.slack.press(user, card, { actionId: 'mailings:share' });
    await world.slack.waitFor(() => world.slack.currentView(user));
  }
  const said = (user: string) => JSON.stringify(world.slack.currentView(user)?.content ?? '');

  test('asks where to, at once and without CleverReach, and says who will see it', async () => {
    const card = await cardOf(member, '@app');
    world.cleverReach.setFaults({ hang: true });
    await world.slack.press(member, card, { actionId: 'mailings:share' });
    await world.slack.waitFor(() => world.slack.currentView(member));
    expect(said(member)).toContain('Everyone there will see it, also guests.');
  });

  test('posts in the chosen channel and confirms it', async () => {
    await openForm(admin);
    const after = last(member, '#general');
    await world.slack.choose(admin, 'modal', { blockId: 'channel' }, 'C07GENERAL1');
    const submitted = await world.slack.submit(admin);
    expect(submitted.outcome).toBe('updated');
    const shared = await world.slack.waitForMessage(member, '#general', { after, match: isAnswer });
    expect(shared.ephemeralFor).toBeNull();
    expect(shared.text).toMatch(/^Geteilt von <@U07ANNA0001>/);
    await world.slack.waitFor(() => said(admin).includes('Geteilt in <#C07GENERAL1>.') || null);
    expect(await lastAudit()).toMatchObject({ action: 'mailing.share', detail: 'C07GENERAL1', result: 'done' });
  });

  test('without a channel is told at the field', async () => {
    await openForm(member);
    const submitted = await world.slack.submit(member, 'modal', { force: true });
    expect(submitted).toMatchObject({
      outcome: 'errors',
      errors: { channel: 'Please choose where it should be shared.' },
    });
  });

  test('offers no channel that is shared with another organisation', async () => {
    await openForm(member);
    const chosen = await world.slack.choose(member, 'modal', { blockId: 'channel' }, 'C07PARTNER3');
    expect(chosen.errors).toEqual({ channel: 'That conversation is not offered here' });
  });

  test('a connection that is lost by then is offered in the form, and no line goes on saying that it is shared', async () => {
    const tenant = await addTenant(world);
    await tenant.connect();
    const person = world.slack.as(tenant.admin);
    const card = await cardOf(tenant.admin, '@app');
    await person.press(card, 'Share in channel');
    await world.slack.waitFor(() => person.currentView());
    const [conversation] = world.slack.snapshot().workspaces.find(({ id }) => id === tenant.id)?.channels ?? [];
    await person.choose('modal', { blockId: 'channel' }, conversation?.id ?? '');
    world.cleverReach.setFaults({ status: 401 });
    await person.submit();
    await world.slack.waitFor(() => said(tenant.admin).includes('/cleverreach/connect?') || null);
    expect(said(tenant.admin)).not.toContain('Sharing …');
  });

  test('CleverReach being down is told in the form', async () => {
    await openForm(member);
    await world.slack.choose(member, 'modal', { blockId: 'channel' }, 'C07GENERAL1');
    world.cleverReach.setFaults({ status: 503 });
    await world.slack.submit(member);
    await world.slack.waitFor(() => said(member).includes('CleverReach cannot be reached') || null);
  });
});

describe('sharing a mailing from Home', () => {
  const said = (user: string) => JSON.stringify(world.slack.currentView(user)?.content ?? '');
  const shows = (user: string, text: string) => world.slack.waitFor(() => said(user).includes(text) || null);

  test('the card is a modal, is refreshed in it, and the form takes its place', async () => {
    const mailing = draft();
    const value = `mailing ${mailing.id}`;
    await world.slack.openHome(member);
    await world.slack.waitFor(() => JSON.stringify(world.slack.homeView(member)?.content).includes(value) || null);
    await world.slack.press(member, 'home', { value });
    await shows(member, '"action_id":"mailings:preview"');

    const before = mailing.subject;
    mailing.subject = 'Changed while it was open';
    try {
      await world.slack.press(member, 'modal', 'Refresh');
      await shows(member, 'Changed while it was open');
    } finally {
      mailing.subject = before;
    }

    await world.slack.press(member, 'modal', 'Share in channel');
    await shows(member, 'Everyone there will see it');
    expect(world.slack.viewStack(member)).toHaveLength(1);
    const after = last(member, '#general');
    await world.slack.choose(member, 'modal', { blockId: 'channel' }, 'C07GENERAL1');
    await world.slack.submit(member);
    const shared = await world.slack.waitForMessage(admin, '#general', { after, match: isAnswer });
    expect(shared.text).toMatch(/^Shared by <@U07BEN00002>\nMailing “Äpfel/);
    await shows(member, 'Shared in <#C07GENERAL1>.');
  });
});
