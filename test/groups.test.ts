import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { SEED_GROUPS } from '../src/sandbox/cleverreach/index.ts';
import type { Message } from '../src/sandbox/slack/index.ts';
import { admin, channel, guest, member, startWorld, type World } from './world.ts';

let world: World;

beforeAll(async () => {
  world = await startWorld();
  await world.ready();
});
afterAll(() => world.close());
beforeEach(() => world.cleverReach.setFaults({}));

/** Types a command and gives the answer whose text fits, in whichever way it came. */
async function ask(user: string, line: string, text = ''): Promise<Message> {
  const before = world.slack.messagesFor(user, channel).at(-1)?.ts ?? '0';
  const { message } = await world.slack.command(user, channel, `/cleverreach ${line}`);
  if (message?.text.includes(text)) return message;
  return world.slack.waitForMessage(user, channel, {
    after: before,
    match: (answer) => answer.author === 'app' && answer.text.includes(text) && !answer.text.endsWith(' …'),
  });
}

const buttons = (message: Message) => (JSON.stringify(message.blocks).match(/"value":"[^"]*"/g) ?? []).join();
const newestIn = (groupId: string) =>
  [...world.cleverReach.account.receivers.members(groupId)]
    .toSorted((a, b) => b.membership.registered - a.membership.registered)
    .slice(0, 5)
    .map(({ person }) => person.email);

describe('overview', () => {
  test('lists every group with its sums, and the newest receivers of the largest', async () => {
    const answer = await ask(member, 'overview', 'Overview');
    for (const { name } of Object.values(SEED_GROUPS)) expect(answer.text).toContain(`• *${name}*: `);
    expect(answer.text).toMatch(/6 groups: \*[\d,]+\* active, [\d,]+ inactive, [\d,]+ bounced/);
    expect(answer.text).toContain(`Newest receivers of ${SEED_GROUPS.newsletter.name}`);
    const newest = newestIn(SEED_GROUPS.newsletter.id);
    expect(newest).toHaveLength(5);
    for (const email of newest) expect(answer.text).toContain(email);
  });

  test('ÜBERSICHT is understood and answered in the reader’s language, with what comes next', async () => {
    const answer = await ask(admin, 'ÜBERSICHT', 'Übersicht');
    expect(answer.text).toContain(`Neueste Empfänger von ${SEED_GROUPS.newsletter.name}`);
    expect(buttons(answer)).toContain(`receivers ${SEED_GROUPS.newsletter.id}`);
    expect((await ask(member, 'übersicht', 'Overview')).ephemeralFor).not.toBeNull();
  });

  test('tells who is waiting for confirmation from who has left', async () => {
    const newestFirst = [...world.cleverReach.account.receivers.members(SEED_GROUPS.newsletter.id)].toSorted(
      (a, b) => b.membership.registered - a.membership.registered,
    );
    const [waiting, left] = newestFirst;
    if (!waiting || !left) throw new Error('The seed has changed.');
    const before = [{ ...waiting.membership }, { ...left.membership }];
    Object.assign(waiting.membership, { activated: 0, deactivated: 1, bounced: 0 });
    Object.assign(left.membership, { deactivated: left.membership.registered + 60, bounced: 0 });
    try {
      const { text } = await ask(member, 'overview', 'Overview');
      expect(text).toContain(`:large_yellow_circle: ${waiting.person.email} · waiting for confirmation`);
      expect(text).toContain(`:white_circle: ${left.person.email} · unsubscribed`);
    } finally {
      Object.assign(waiting.membership, before[0]);
      Object.assign(left.membership, before[1]);
    }
  });

  test('shows the figures also when CleverReach does not give the receivers', async () => {
    world.cleverReach.setFaults({ status: 500, paths: '/receivers$' });
    const answer = await ask(member, 'overview', 'Overview');
    expect(answer.text).toContain('They could not be fetched');
    expect(answer.text).toContain(`• *${SEED_GROUPS.press.name}*: `);
  });

  test('is refused to a guest, and CleverReach is not asked', async () => {
    world.cleverReach.requests.length = 0;
    expect((await ask(guest, 'overview')).text).toContain('Gäste können die CleverReach-App nicht nutzen');
    expect(world.cleverReach.requests).toEqual([]);
  });
});

describe('groups', () => {
  test.each([
    ['groups', Object.values(SEED_GROUPS).map(({ name }) => name)],
    ['GRUPPEN', Object.values(SEED_GROUPS).map(({ name }) => name)],
    ['groups letter', [SEED_GROUPS.newsletter.name]],
  ])('%s gives those whose name contains the text', async (line, names) => {
    const answer = await ask(member, line, 'group');
    const table = answer.blocks.find(({ type }) => type === 'data_table');
    const rows = (table?.['rows'] ?? []) as { text: string }[][];
    expect(rows.slice(1).map(([name]) => name?.text)).toEqual(expect.arrayContaining(names));
    expect(rows).toHaveLength(names.length + 1);
    for (const name of names) expect(answer.text).toContain(name);
  });

  test('a single one leads to its figures and its receivers', async () => {
    const { id } = SEED_GROUPS.newsletter;
    const answer = await ask(member, 'groups newsletter', '1 group');
    expect(buttons(answer)).toContain(`stats ${id}`);
    expect(buttons(answer)).toContain(`receivers ${id}`);
  });

  test('where none fits, the most similar are offered and carry on', async () => {
    const answer = await ask(member, 'groups pressse', 'No group matches');
    expect(buttons(answer)).toContain(`groups ${SEED_GROUPS.press.id}`);
  });
});

describe('the figures of many groups', () => {
  test('those that are there are shown, with how many, until all have come; in five posts at most', async () => {
    const added = Array.from({ length: 34 }, (_, index) =>
      world.cleverReach.addCrowd({ name: `Filiale ${index + 1}`, size: 10 + index }),
    );
    try {
      world.cleverReach.setFaults({ latencyMs: 500, paths: '/stats$' });
      const first = await ask(member, 'stats', 'of 40 groups so far');
      expect(first.text).toMatch(/\d+ of 40 groups so far/);
      expect(first.text).toMatch(/: [\d,]+ receivers, /);
      const last = await world.slack.waitForMessage(member, channel, {
        match: ({ ts, text }) => ts === first.ts && text.startsWith('List health\n40 groups'),
      });
      expect(last.text).not.toContain('so far');
    } finally {
      for (const { id } of added) world.cleverReach.account.groups.delete(id);
    }
  });
});
