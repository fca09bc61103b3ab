import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { SEED_GROUPS } from '../src/sandbox/cleverreach/index.ts';
import type { Message, View } from '../src/sandbox/slack/index.ts';
import type { Records } from '../src/storage/records.ts';
import { createAuditLog } from '../src/workspaces/audit-log.ts';
import { createSettings, type Settings } from '../src/workspaces/settings.ts';
import { admin, channel, member, startWorld, type World } from './world.ts';

const { newsletter, press, vip } = SEED_GROUPS;
let world: World;
let records: Records;

beforeAll(async () => {
  world = await startWorld();
  records = world.records;
  await world.ready();
});
afterAll(() => world.close());
beforeEach(async () => {
  world.cleverReach.setFaults({});
  for (const user of [member, admin]) await world.slack.closeView(user, 'modal', { all: true }).catch(() => null);
});

const mailings = () => [...world.cleverReach.account.mailings.values()];
const goodHtml = '<h1>Hello</h1><p>News. <a href="{UNSUBSCRIBE}">Unsubscribe</a></p>';
const shown = (user = member) => JSON.stringify(world.slack.currentView(user)?.content['blocks'] ?? []);
const entered = (blockId: string, user = member) =>
  Object.values(world.slack.currentView(user)?.values[blockId] ?? {})[0];

async function open(line = 'draft', user = member): Promise<View> {
  await world.slack.command(user, channel, `/cleverreach ${line}`);
  return world.slack.waitFor(() => world.slack.currentView(user));
}

async function chooseWay(way: 'text' | 'html', user = member): Promise<void> {
  await world.slack.choose(user, 'modal', { blockId: 'way' }, way);
  const field = way === 'text' ? 'body' : way;
  await world.slack.waitFor(() => shown(user).includes(`"block_id":"${field}"`));
}

async function answerTo(work: () => Promise<unknown>, user = member): Promise<Message> {
  const before = world.slack.messagesFor(user, channel).at(-1)?.ts ?? '0';
  await work();
  return world.slack.waitForMessage(user, channel, { after: before, match: ({ author }) => author === 'app' });
}

async function submit(values: Record<string, string>, user = member): Promise<Message> {
  return answerTo(async () => {
    await world.slack.fill(user, 'modal', values);
    expect(await world.slack.submit(user, 'modal')).toEqual({ outcome: 'closed' });
  }, user);
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

describe('what the form begins with', () => {
  test('nothing, where nothing was ever drafted or set', async () => {
    await open();
    expect(shown()).not.toContain('initial_option":{"text":{"type":"plain_text","text":"N');
    expect(entered('sender_name')).toMatchObject({ value: null });
  });

  test('the default group and sender: opened with them, the form reports the id of the draft it made', async () => {
    const defaultSender = { name: 'Teehaus Muster', email: 'news@example.com' };
    await withSettings({ defaultGroup: newsletter, defaultSender }, async () => {
      await open('draft Tea of the month');
      expect(entered('group')).toMatchObject({ selected_option: { value: newsletter.id } });
      const card = await submit({ body: 'Good morning!' });
      const made = mailings().at(-1);
      expect(card.text).toContain(`ID: ${made?.id}`);
      expect(made).toMatchObject({
        subject: 'Tea of the month',
        senderName: 'Teehaus Muster',
        senderEmail: 'news@example.com',
      });
      expect(made?.groupIds).toEqual([newsletter.id]);
    });
  });

  test('else with the group and sender of the last draft', async () => {
    await open();
    await world.slack.choose(member, 'modal', { blockId: 'group' }, vip.name, { query: 'VIP' });
    await submit({ subject: 's', sender_name: 'Anna vom Teehaus', sender_email: 'anna@example.com', body: 'b' });
    await open('entwurf', admin);
    expect(entered('group', admin)).toMatchObject({ selected_option: { value: vip.id } });
    expect(entered('sender_name', admin)).toMatchObject({ value: 'Anna vom Teehaus' });
    expect(entered('sender_email', admin)).toMatchObject({ value: 'anna@example.com' });
  });

  test('a default group that is gone is taken out, and said so', async () => {
    await withSettings({ defaultGroup: { id: '999999', name: 'Messe 2019' } }, async () => {
      await open();
      await world.slack.waitFor(() => shown().includes('no longer exists'));
      expect(shown()).not.toContain('Messe 2019');
      const result = await world.slack.submit(member, 'modal', { force: true });
      expect(result).toMatchObject({ errors: { 'group:found': expect.stringContaining('choose a group') } });
    });
  });

  test('an account without groups is told where to make one', async () => {
    const { groups } = world.cleverReach.account;
    const all = [...groups];
    groups.clear();
    try {
      await open();
      await world.slack.waitFor(() => shown().includes('no group in this CleverReach account'));
    } finally {
      for (const [id, group] of all) groups.set(id, group);
    }
  });
});

describe('a button that begins a draft for a group', () => {
  async function pressDraft(groupId: string): Promise<void> {
    const { message } = await world.slack.command(member, channel, '/cleverreach statt');
    const forgedValue = `draft group:${groupId}`;
    await world.slack.press(member, { channel, ts: message?.ts ?? '' }, { actionId: 'command:run:0' }, { forgedValue });
  }

  test('opens the form at once and fills the group in', async () => {
    await pressDraft(press.id);
    await world.slack.waitFor(() => world.slack.currentView(member));
    await world.slack.waitFor(() => shown().includes(`"text":"${press.name}"`));
    const card = await submit({ subject: 's', sender_name: 'n', sender_email: 'n@example.com', body: 'b' });
    expect(card.text).toContain(`ID: ${mailings().at(-1)?.id}`);
    expect(mailings().at(-1)?.groupIds).toEqual([press.id]);
  });

  test('a group that is gone is said to be gone', async () => {
    await pressDraft('999999');
    await world.slack.waitFor(() => shown().includes('no longer exists in CleverReach'));
  });
});

describe('the ways to the content', () => {
  test('what was written and pasted survives going from one way to another', async () => {
    await open();
    await world.slack.fill(member, 'modal', { subject: 'Kept', body: 'Written here' });
    await chooseWay('html');
    expect(shown()).not.toContain('"block_id":"body"');
    await world.slack.fill(member, 'modal', { html: goodHtml });
    await chooseWay('text');
    expect(JSON.stringify(entered('body'))).toContain('Written here');
    expect(entered('subject')).toMatchObject({ value: 'Kept' });
    await chooseWay('html');
    expect(entered('html')).toMatchObject({ value: goodHtml });
  });

  test('only the way that is chosen counts', async () => {
    await open();
    await world.slack.choose(member, 'modal', { blockId: 'group' }, press.name, { query: 'Pre' });
    await world.slack.fill(member, 'modal', { body: 'Written here' });
    await chooseWay('html');
    await submit({ subject: 's', sender_name: 'n', sender_email: 'n@example.com', html: goodHtml });
    expect(mailings().at(-1)?.html).toBe(goodHtml);
    expect(mailings().at(-1)?.text).toContain('News.');
  });

  test('several problems of the HTML are told with their lines', async () => {
    await open();
    await world.slack.choose(member, 'modal', { blockId: 'group' }, press.name, { query: 'Pre' });
    await chooseWay('html');
    const html = '<p>Hi</p>\n<script>alert(1)</script>\n<div>\n</b>\n</i>';
    await world.slack.fill(member, 'modal', { subject: 's', sender_name: 'n', sender_email: 'n@example.com', html });
    const result = await world.slack.submit(member, 'modal');
    const said = result.outcome === 'errors' ? result.errors['html'] : '';
    expect(said).toContain('Line 2: scripts and active content are not allowed in a mailing (<script>).');
    expect(said).toContain('Line 3: <div> is not closed.');
    expect(said).toContain('Line 4: </b> closes nothing that is open.');
    expect(said).toContain('There are 2 further problems.');
  });
});

describe('when nothing came of it', () => {
  test('the answer brings the form back with everything that was written', async () => {
    await open();
    await world.slack.choose(member, 'modal', { blockId: 'group' }, press.name, { query: 'Pre' });
    world.cleverReach.setFaults({ status: 503, paths: '/mailings' });
    const answer = await submit({
      subject: 'Not lost',
      sender_name: 'n',
      sender_email: 'n@example.com',
      body: 'Long text',
    });
    expect(answer.text).toContain('The draft was not created');
    const [entry] = await createAuditLog({ records }).latest(world.workspace, { count: 1 });
    expect(entry).toMatchObject({ action: 'mailing.draft', result: 'failed', detail: 'Not lost' });
    world.cleverReach.setFaults({});
    await world.slack.press(member, { channel, ts: answer.ts }, 'Open the form again');
    await world.slack.waitFor(() => world.slack.currentView(member));
    expect(entered('subject')).toMatchObject({ value: 'Not lost' });
    expect(entered('group')).toMatchObject({ selected_option: { value: press.id } });
    expect(JSON.stringify(entered('body'))).toContain('Long text');
    await answerTo(async () => void (await world.slack.submit(member, 'modal')));
    expect(mailings().at(-1)).toMatchObject({ subject: 'Not lost' });
  });

  test('nobody else gets it', async () => {
    await open();
    await world.slack.choose(member, 'modal', { blockId: 'group' }, press.name, { query: 'Pre' });
    world.cleverReach.setFaults({ status: 503, paths: '/mailings' });
    const answer = await submit({ subject: 'Secret', sender_name: 'n', sender_email: 'n@example.com', body: 'b' });
    const line = /"value":"(draft kept:[^"]+)"/.exec(JSON.stringify(answer.blocks))?.[1] ?? '';
    expect(line).not.toBe('');
    await open(line, admin);
    expect(shown(admin)).not.toContain('Secret');
    expect(shown(admin)).toContain('nicht mehr gespeichert');
  });
});
