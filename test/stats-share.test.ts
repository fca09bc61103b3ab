import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { SEED_GROUPS } from '../src/sandbox/cleverreach/index.ts';
import type { Message } from '../src/sandbox/slack/index.ts';
import type { Records } from '../src/storage/records.ts';
import { createAuditLog } from '../src/workspaces/audit-log.ts';
import { admin, channel, guest, member, startWorld, type World } from './world.ts';

let world: World;
let records: Records;

beforeAll(async () => {
  world = await startWorld();
  records = world.records;
  await world.ready();
});
afterAll(() => world.close());
beforeEach(() => world.cleverReach.setFaults({}));
afterEach(async () => {
  await world.slack.closeView(member, 'modal', { all: true }).catch(() => null);
});

const { id, name } = SEED_GROUPS.press;
const ids = { admin: 'U07ANNA0001', member: 'U07BEN00002' };
/** On a busy machine a line that work is going on may come first. */
const isAnswer = ({ author, text }: Message) => author === 'app' && !text.endsWith(' …');
const last = (user: string, where = channel) => world.slack.messagesFor(user, where).at(-1)?.ts ?? '0';
const lastAudit = async () => (await createAuditLog({ records }).latest(world.workspace, { count: 1 }))[0];
const rename = (to: string) => {
  const group = world.cleverReach.account.groups.get(id);
  if (!group) throw new Error('The seed has changed.');
  group.name = to;
};

async function ask(user: string, line: string, where = channel): Promise<Message> {
  const after = last(user, where);
  const { message } = await world.slack.command(user, where, `/cleverreach ${line}`);
  if (message && isAnswer(message)) return message;
  return world.slack.waitForMessage(user, where, {
    after,
    match: (answer) => isAnswer(answer) && JSON.stringify(answer.blocks).includes('groups:share'),
  });
}

/** Presses _Share in channel_ and says yes. Gives what everyone sees, and what only the sharer does. */
async function shareOf(user: string, line: string, forgedValue?: string) {
  const answer = await ask(user, line);
  const after = last(user);
  const forged = forgedValue === undefined ? {} : { forgedValue };
  await world.slack.press(user, answer, { actionId: 'groups:share-here' }, { confirm: true, ...forged });
  const told = await world.slack.waitForMessage(user, channel, {
    after,
    match: (message) => isAnswer(message) && message.ephemeralFor !== null,
  });
  const posted = world.slack
    .messagesFor(guest, channel)
    .filter((message) => message.ts > after && isAnswer(message) && message.ephemeralFor === null);
  return { posted, told };
}

describe('sharing list health from a channel', () => {
  test('asks first', async () => {
    const answer = await ask(member, `stats ${id}`);
    const pressed = await world.slack.press(member, answer, 'Share in channel');
    expect(pressed).toMatchObject({ outcome: 'confirm', dialog: { title: 'Share here?' } });
  });

  test('posts the figures of one group for everyone, with who shared them and without a button', async () => {
    const { posted, told } = await shareOf(member, `stats ${id}`);
    const [shared] = posted;
    expect(posted).toHaveLength(1);
    expect(shared?.text).toMatch(new RegExp(`^Shared by <@${ids.member}>\n${name}: \\d+ receivers, `));
    expect(shared?.blocks.map(({ type }) => type)).toContain('data_visualization');
    expect(JSON.stringify(shared?.blocks)).not.toContain('"type":"button"');
    expect(told.text).toBe('Shared in <#C07MARKET02>.');
    expect(await lastAudit()).toMatchObject({
      userId: ids.member,
      action: 'groups.share',
      groups: [{ id, name }],
      result: 'done',
      detail: 'C07MARKET02',
    });
  });

  test('posts the figures of all groups, in the sharer’s language', async () => {
    const [shared] = (await shareOf(admin, 'statistik')).posted;
    expect(shared?.text).toMatch(
      new RegExp(`^Geteilt von <@${ids.admin}>\nZustand der Empfängerlisten\n6 Empfängerlisten: `),
    );
    for (const group of Object.values(SEED_GROUPS)) expect(shared?.text).toContain(group.name);
    expect(JSON.stringify(shared?.blocks)).not.toContain('"type":"button"');
    expect((await lastAudit())?.groups).toBeUndefined();
  });

  test('the audit log says whose figures they were', async () => {
    await shareOf(member, `stats ${id}`);
    await shareOf(member, 'stats');
    const after = last(admin);
    const { message } = await world.slack.command(admin, channel, '/cleverreach audit');
    const log = message ?? (await world.slack.waitForMessage(admin, channel, { after, match: isAnswer }));
    expect(log.text).toContain(`<@${ids.member}> hat die Zahlen von *${name}* geteilt.`);
    expect(log.text).toContain(`<@${ids.member}> hat die Zahlen aller Listen geteilt.`);
  });

  test('shows no whole address that a group is called by', async () => {
    rename('Friends of anna.mueller@example.com');
    try {
      for (const line of [`stats ${id}`, 'stats']) {
        const [shared] = (await shareOf(member, line)).posted;
        expect(JSON.stringify(shared)).toContain('a…@example.com');
        expect(JSON.stringify(shared)).not.toContain('anna.mueller');
      }
    } finally {
      rename(name);
    }
  });

  test.each(['990099', '', '../groups/1', '<!channel>', 'ALL'])(
    'a forged value (%s) shares nothing',
    async (forgedValue) => {
      const { posted, told } = await shareOf(member, `stats ${id}`, forgedValue);
      expect(posted).toEqual([]);
      expect(told.text).toContain('This group no longer exists.');
    },
  );

  test('a group that was deleted meanwhile is not shared', async () => {
    const answer = await ask(member, `stats ${id}`);
    world.cleverReach.setFaults({ status: 404, paths: `/groups/${id}/stats` });
    const after = last(member);
    await world.slack.press(member, answer, 'Share in channel', { confirm: true });
    const told = await world.slack.waitForMessage(member, channel, { after, match: isAnswer });
    expect(told.ephemeralFor).not.toBeNull();
    expect(told.text).toContain('This group no longer exists.');
  });

  test('says so when it takes longer than a moment, so that nobody presses twice', async () => {
    const answer = await ask(member, `stats ${id}`);
    world.cleverReach.setFaults({ latencyMs: 1_000 });
    const after = last(member);
    await world.slack.press(member, answer, 'Share in channel', { confirm: true });
    const line = await world.slack.waitForMessage(member, channel, { after });
    expect(line.text).toBe('Sharing …');
    await world.slack.waitForMessage(member, channel, { after, text: 'Shared in' });
  });
});

describe('sharing list health from a direct message', () => {
  test('asks where to, and posts there', async () => {
    const answer = await ask(member, 'stats', '@app');
    await world.slack.press(member, answer, 'Share in channel');
    await world.slack.waitFor(() => world.slack.currentView(member));
    const after = last(admin, '#general');
    await world.slack.choose(member, 'modal', { blockId: 'channel' }, 'C07GENERAL1');
    await world.slack.submit(member);
    const shared = await world.slack.waitForMessage(admin, '#general', { after, match: isAnswer });
    expect(shared.text).toMatch(new RegExp(`^Shared by <@${ids.member}>\nList health\n6 groups: `));
  });
});
