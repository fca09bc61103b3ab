import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { SEED_GROUPS } from '../src/sandbox/cleverreach/index.ts';
import type { Message } from '../src/sandbox/slack/index.ts';
import { startRedis, type TestRedis } from './redis.ts';
import { admin, channel, member, startWorld, type World } from './world.ts';

let redis: TestRedis;
let world: World;

beforeAll(async () => {
  redis = await startRedis();
  world = await startWorld({ redisUrl: redis.url });
  await world.ready();
});
afterAll(async () => {
  await world.close();
  await redis.close();
});
beforeEach(() => {
  world.cleverReach.setFaults({});
  world.slack.clearFaults();
});

/** Types a command and gives the answer, in whichever way it came; with another `match`, a line that work is going on as well. */
async function ask(user: string, line: string, match = isAnswer): Promise<Message> {
  const before = world.slack.messagesFor(user, channel).at(-1)?.ts ?? '0';
  const { message } = await world.slack.command(user, channel, `/cleverreach ${line}`);
  return message ?? world.slack.waitForMessage(user, channel, { after: before, match });
}

/** Waits until another message stands in the place of this one. */
const replaced = ({ ts }: Message, text: string) =>
  world.slack.waitForMessage(member, channel, { match: (message) => message.ts === ts && message.text.includes(text) });

const isApp = ({ author }: Message) => author === 'app';
const isAnswer = (message: Message) => isApp(message) && !message.text.endsWith(' …');
const block = (message: Message, type: string) => message.blocks.find((candidate) => candidate['type'] === type);
const buttons = (message: Message) => (JSON.stringify(message.blocks).match(/"value":"[^"]*"/g) ?? []).join();

describe('stats of all groups', () => {
  test('a sortable table and a bar chart show every group with its own figures', async () => {
    const answer = await ask(member, 'stats');
    expect(answer.ephemeralFor).not.toBeNull();
    const rows = block(answer, 'data_table')?.['rows'] as { text: string; value?: number }[][];
    const stats = world.cleverReach.account.groups;
    expect(rows.slice(1).map(([name]) => name?.text)).toEqual(
      expect.arrayContaining([...stats.values()].map(({ name }) => name)),
    );
    const newsletter = rows.find(([name]) => name?.text === SEED_GROUPS.newsletter.name) ?? [];
    expect(newsletter[4]).toMatchObject({ type: 'raw_number', value: 25_000, text: '25,000' });
    expect(newsletter.slice(1, 4).reduce((sum, cell) => sum + (cell.value ?? 0), 0)).toBe(25_000);
    expect(block(answer, 'data_visualization')).toMatchObject({ chart: { type: 'bar' } });
  });

  test('the same figures stand in the text, for clients that draw neither', async () => {
    const answer = await ask(member, 'stats');
    for (const { name, size } of Object.values(SEED_GROUPS)) {
      expect(answer.text, name).toContain(name);
      if (size === 0) expect(answer.text).toContain(`*${name}*: 0 receivers, 0 active`);
    }
  });

  test('a German reader gets German words and numbers, and STATISTIK works in any language', async () => {
    const answer = await ask(admin, 'STATISTIK');
    expect(answer.text).toContain('6 Empfängerlisten');
    expect(JSON.stringify(answer.blocks)).toContain('25.000');
    expect((await ask(member, 'statistik')).text).toContain('6 groups');
  });

  test('a group without figures is named, the others are shown', async () => {
    world.cleverReach.setFaults({ status: 500, paths: `/groups/${SEED_GROUPS.vip.id}/stats` });
    const answer = await ask(member, 'stats');
    expect(JSON.stringify(answer.blocks)).toContain(`No figures available for: ${SEED_GROUPS.vip.name}`);
    expect(answer.text).toContain(SEED_GROUPS.press.name);
  });

  test('a message whose blocks Slack refuses comes again with plain sections', async () => {
    world.slack.setFault({ method: 'response_url', status: 400, error: 'invalid_blocks', times: 1 });
    const plain = await ask(member, 'stats');
    expect(block(plain, 'data_visualization')).toBeUndefined();
    expect(block(plain, 'data_table')).toBeUndefined();
    expect(JSON.stringify(plain.blocks)).toContain(`*${SEED_GROUPS.newsletter.name}*: 25,000 receivers, 21,8`);
  });

  test('when Slack takes none of it at the response_url, the answer comes as a direct message', async () => {
    world.slack.setFault({ method: 'response_url', status: 404, error: 'used_url' });
    await world.slack.command(member, channel, '/cleverreach stats');
    await world.slack.waitForMessage(member, '@app', { text: '6 groups' });
  });
});

describe('stats of one group', () => {
  test.each([
    ['its name in any case', 'stats nEWSLETTER'],
    ['part of its name', 'stats letter'],
    ['its id', `stats ${SEED_GROUPS.newsletter.id}`],
    ['smart quotes around it', 'stats „Newsletter“'],
    ['surplus blanks and a full stop', 'stats    Newsletter .'],
  ])('is found by %s', async (_by, line) => {
    const answer = await ask(member, line);
    expect(answer.text).toMatch(
      /^Newsletter: 25,000 receivers, 21,\d{3} active \(8\d(\.\d)?%\), 2,\d{3} inactive, \d{3} bounced\nFigures as of /,
    );
    expect(block(answer, 'data_visualization')).toMatchObject({ chart: { type: 'pie' } });
    expect(JSON.stringify(answer.blocks)).toMatch(/Figures as of \d+ \w+ \d{4}, \d\d:\d\d/);
  });

  test('Write a draft opens the form with this group chosen', async () => {
    const answer = await ask(member, `stats ${SEED_GROUPS.press.id}`);
    await world.slack.press(member, answer, 'Write a draft');
    const chosen = () => JSON.stringify(world.slack.currentView(member)?.content ?? '');
    await world.slack.waitFor(
      () => chosen().includes('"block_id":"subject"') && chosen().includes(`"value":"${SEED_GROUPS.press.id}"`),
    );
    await world.slack.closeView(member);
  });

  test('without receivers it has no pie and says so', async () => {
    const answer = await ask(member, `stats ${SEED_GROUPS.empty.name}`);
    expect(block(answer, 'data_visualization')).toBeUndefined();
    expect(JSON.stringify(answer.blocks)).toContain('This group has no receivers yet.');
  });

  test('words that fit several offer them as buttons, and the chosen one carries on', async () => {
    const answer = await ask(member, 'stats e');
    expect(answer.text).toContain('Several groups match “e”');
    expect(buttons(answer)).toContain(`stats ${SEED_GROUPS.press.id}`);
    await world.slack.press(member, answer, SEED_GROUPS.press.name);
    await replaced(answer, `${SEED_GROUPS.press.name}: 48`);
  });

  test('nonsense is answered with what exists', async () => {
    const answer = await ask(member, 'stats nonsense');
    expect(answer.text).toContain('No group matches “nonsense”');
    for (const { id } of Object.values(SEED_GROUPS)) expect(buttons(answer)).toContain(`stats ${id}`);
  });

  test('a group that vanished between the list and the figures is said to be gone', async () => {
    world.cleverReach.setFaults({ status: 404, paths: `/groups/${SEED_GROUPS.press.id}/stats` });
    const answer = await ask(member, `stats ${SEED_GROUPS.press.name}`);
    expect(answer.text).toContain('This group no longer exists');
    expect(buttons(answer)).toContain(`stats ${SEED_GROUPS.vip.id}`);
    expect(buttons(answer)).not.toContain(`stats ${SEED_GROUPS.press.id}`);
  });

  test('an old button’s group that is gone is told by its id, and the others are offered', async () => {
    const answer = await ask(member, 'stats 990099');
    expect(answer.text).toContain('There is no group with the ID 990099 (any more). These exist:');
    for (const { id } of Object.values(SEED_GROUPS)) expect(buttons(answer)).toContain(`stats ${id}`);
  });

  test('a name full of mark-up pings nobody and fakes no link', async () => {
    const hostile = '<!channel> *bold* <https://evil.example|bank> `x`';
    const group = world.cleverReach.account.groups.get(SEED_GROUPS.press.id);
    if (!group) throw new Error('The seed has changed.');
    const before = group.name;
    group.name = hostile;
    try {
      const all = await ask(member, 'stats');
      const one = await ask(member, `stats ${SEED_GROUPS.press.id}`);
      for (const { text, blocks } of [all, one]) {
        expect(text).not.toContain('<!channel>');
        for (const written of JSON.stringify(blocks).match(/"type":"mrkdwn","text":"(?:[^"\\]|\\.)*"/g) ?? []) {
          expect(written).not.toMatch(/<!channel>|<https:\/\/evil/);
        }
      }
    } finally {
      group.name = before;
    }
  });
});

describe('when CleverReach is slow', () => {
  test('a line says that work is going on, and the figures take its place', async () => {
    world.cleverReach.setFaults({ latencyMs: 800 });
    const line = await ask(member, 'stats', isApp);
    expect(line.text).toBe('Fetching the figures …');
    await replaced(line, '6 groups');
  });

  test('Refresh puts new figures in the place of the old; when it fails, the old ones stay', async () => {
    const answer = await ask(member, 'stats press');
    world.cleverReach.setFaults({ status: 500 });
    await world.slack.press(member, answer, 'Refresh');
    await world.slack.waitForMessage(member, channel, { after: answer.ts, text: 'cannot be reached' });
    await replaced(answer, 'Presse: 48');
  });
});

describe('when CleverReach fails', () => {
  test.each([
    ['an error', { status: 500 }, 'cannot be reached at the moment'],
    ['its rate limit', { status: 429 }, 'too many requests'],
    ['a missing permission', { status: 403 }, 'lacks a permission'],
    ['a page instead of data', { body: 'html' as const }, 'could not be understood'],
    ['half an answer', { body: 'half' as const }, 'could not be understood'],
    ['a broken connection', { body: 'reset' as const }, 'cannot be reached at the moment'],
  ])('with %s, a sentence comes with a reference that is in the log', async (_what, faults, sentence) => {
    world.cleverReach.setFaults(faults);
    const answer = await ask(member, 'stats');
    expect(answer.text).toContain(sentence);
    const reference = /Reference ([0-9a-f]+)/.exec(answer.text)?.[1];
    expect(world.log()).toContain(`"reference":"${reference}"`);
  });
});

describe('help', () => {
  test('an empty line, HELP and hilfe list the commands in the reader’s words and name the account', async () => {
    for (const line of ['', 'HELP', 'hilfe']) {
      const english = await ask(member, line);
      expect(JSON.stringify(english.blocks)).toContain('/cleverreach stats [group]');
      expect(JSON.stringify(english.blocks)).toContain('Connected to *Teehaus Muster GmbH*');
    }
    expect(JSON.stringify((await ask(admin, 'hilfe')).blocks)).toContain('/cleverreach statistik [Liste]');
  });

  test('an unknown word is answered with the closest commands, and the arguments go along', async () => {
    const answer = await ask(member, 'statz newsletter');
    expect(answer.text).toContain('There is no command “statz”.');
    await world.slack.press(member, answer, '/cleverreach stats newsletter');
    await replaced(answer, 'Newsletter: 25,000');
  });
});
