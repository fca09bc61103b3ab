import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { SEED_GROUPS } from '../src/sandbox/cleverreach/index.ts';
import type { Message } from '../src/sandbox/slack/index.ts';
import { addTenant, connectUrlOf, visit } from './tenant.ts';
import { admin, channel, guest, member, startWorld, type World } from './world.ts';

const { newsletter, vip, press } = SEED_GROUPS;
const anna = 'anna.mueller@example.com';
let world: World;

beforeAll(async () => {
  world = await startWorld();
  await world.ready();
});
afterAll(() => world.close());
beforeEach(() => {
  world.cleverReach.setFaults({});
  world.cleverReach.requests.length = 0;
});

const ask = (user: string, line: string) => world.ask(user, line);

const lines = ({ blocks }: Message) =>
  Array.from(JSON.stringify(blocks).matchAll(/"value":"([^"]*)"/g), ([, line]) => line);

describe('an address', () => {
  test('is found in every group it is in, with its state there, in two calls', async () => {
    const answer = await ask(member, `find ${anna}`);
    expect(answer.ephemeralFor).not.toBeNull();
    expect(answer.text).toContain(`*${anna}* · Anna Müller`);
    expect(answer.text).toContain('In 3 groups: active in 3');
    expect(answer.text).toMatch(/:large_green_circle: \*Newsletter\* · active since \d+ \w+ 20\d\d · source: Website/);
    expect(answer.text).toMatch(/\*VIP-Kunden\* · active since .* · source: Kundenkartei/);
    expect(world.cleverReach.requests).toHaveLength(2);
    expect(lines(answer)).toEqual([`unsubscribe ${anna}`, `add ${anna}`]);
  });

  test.each([
    ['juergen.groess@example.org', /:white_circle: \*Newsletter\* · unsubscribed on \d+ \w+ 20\d\d/],
    ['gibt.es.nicht@example.net', /:red_circle: \*Newsletter\* · bounced on \d+ \w+ 20\d\d/],
    ['wartet@example.com', /:large_yellow_circle: \*Newsletter\* · waiting for confirmation since \d+ \w+ 20\d\d/],
  ])('that is not active anywhere is only offered to be added: %s', async (address, state) => {
    const answer = await ask(member, `find ${address}`);
    expect(answer.text).toMatch(state);
    expect(answer.text).not.toContain('In 1 group');
    expect(lines(answer)).toEqual([`add ${address}`]);
  });

  test('that is in no group can be added', async () => {
    const answer = await ask(member, 'find nobody@example.com');
    expect(answer.text).toBe('*nobody@example.com* is not in any group of this account.');
    expect(lines(answer)).toEqual(['add nobody@example.com']);
  });

  test.each([
    ['<mailto:Anna.Mueller@example.com|Anna.Mueller@example.com>'],
    ['„Anna.Mueller@EXAMPLE.com“.'],
    ['  mailto:anna.mueller@example.com  bitte!'],
  ])('is understood however it is written: %s', async (written) => {
    expect((await ask(member, `FIND ${written}`)).text).toContain('In 3 groups');
  });

  test('is found in German too, with `suche` in any language', async () => {
    const answer = await ask(admin, `suche ${anna}`);
    expect(answer.text).toContain('In 3 Empfängerlisten: in 3 aktiv');
    expect(answer.text).toMatch(/\*Newsletter\* · aktiv seit \d\d\.\d\d\.20\d\d · Quelle: Website/);
    expect((await ask(member, `Suche ${anna}`)).text).toContain('In 3 groups');
  });

  test('in a group that is not in the list any more keeps its state there', async () => {
    world.cleverReach.setFaults({ status: 200, statusBody: [{ id: press.id, name: press.name }], paths: '/groups$' });
    expect((await ask(member, `find ${anna}`)).text).toContain(`*Group ${vip.id}* · active since`);
  });
});

describe('what is no address', () => {
  test('nothing: it says what is expected, with an example', async () => {
    const answer = await ask(member, 'find');
    expect(answer.text).toContain(
      'Which address should be looked up? For example: `/cleverreach find anna.mueller@example.com`',
    );
    expect((await ask(admin, 'suche')).text).toContain('`/cleverreach suche ');
    expect(world.cleverReach.requests).toEqual([]);
  });

  test.each(['anna@@example.com', 'anna@example', 'anna(at)example.com', 'Anna Müller'])(
    'a mistyped one or a name: it says so, with an example: %s',
    async (typed) => {
      const answer = await ask(member, `find ${typed}`);
      expect(answer.text).toContain(`“${typed}” is not an e-mail address.`);
      expect(answer.text).toContain('`/cleverreach find anna.mueller@example.com`');
      expect(world.cleverReach.requests).toEqual([]);
    },
  );

  test.each([
    ['gmail', 'gmail'],
    ['@example.com', '@example.com'],
    ['<http://example.com|example.com>', 'example.com'],
    ['"active"', 'active'],
  ])('a part of one: it is looked for in a group: %s', async (typed, part) => {
    const question = await ask(member, `find ${typed}`);
    expect(question.text).toContain(`“${part}” is only part of an address`);
    await world.slack.press(member, question, newsletter.name);
    const page = await world.slack.waitForMessage(member, channel, {
      match: ({ ts, text }) => ts === question.ts && text.startsWith('Newsletter\n'),
    });
    expect(page.text).toContain(`with “${part}” in the address`);
  });

  test('several: each can be looked up', async () => {
    const question = await ask(member, `find ${anna} wartet@example.com`);
    expect(lines(question)).toEqual([`find ${anna}`, 'find wartet@example.com']);
    await world.slack.press(member, question, 'wartet@example.com');
    await world.slack.waitForMessage(member, channel, {
      match: ({ ts, text }) => ts === question.ts && text.includes('waiting for confirmation'),
    });
  });

  test('mark-up: it pings nobody', async () => {
    const answer = await ask(member, 'find <!channel> *x*');
    expect(JSON.stringify(answer)).not.toContain('<!channel>');
  });
});

describe('who is asking, and what goes wrong', () => {
  test('a guest sees nothing', async () => {
    expect((await ask(guest, `find ${anna}`)).text).not.toContain('group');
    expect(world.cleverReach.requests).toEqual([]);
  });

  test('without a connection it is offered, and the search carries on afterwards', async () => {
    const tenant = await addTenant(world);
    const offer = await tenant.ask(tenant.admin, `find ${anna}`);
    await (await visit(connectUrlOf(offer))).agree();
    await world.slack.waitForMessage(tenant.admin, '#general', { match: ({ text }) => text.includes('In 3 groups') });
  });

  test('when CleverReach fails, a sentence says so', async () => {
    world.cleverReach.setFaults({ status: 500, paths: '/receivers/filter' });
    expect((await ask(member, `find ${anna}`)).text).toContain('cannot be reached at the moment');
  });

  test('while CleverReach is slow a line says what is going on, and the answer takes its place', async () => {
    world.cleverReach.setFaults({ latencyMs: 1_600 });
    const before = world.slack.messagesFor(member, channel).at(-1)?.ts ?? '0';
    await world.slack.command(member, channel, `/cleverreach find ${anna}`);
    const said = await world.slack.waitForMessage(member, channel, { after: before, text: 'Looking the address up …' });
    const match = ({ ts, text }: Message) => ts === said.ts && text.includes('In 3 groups');
    await world.slack.waitForMessage(member, channel, { match });
  });

  test('no address is in the log', () => {
    expect(world.log()).toContain('"reference"');
    expect(world.log()).not.toMatch(/@example\.|anna\.mueller/i);
  });
});

describe('from Home, where nothing can be typed', () => {
  const shown = () => JSON.stringify(world.slack.currentView(member) ?? '');
  const says = (text: string) => world.slack.waitFor(() => shown().includes(text));

  async function openForm(): Promise<void> {
    if (world.slack.currentView(member)) await world.slack.closeView(member, 'modal', { all: true });
    await world.slack.openHome(member);
    await world.slack.waitFor(() => world.slack.homeView(member));
    await world.slack.press(member, 'home', 'Help', { forgedValue: 'find' });
    await says('Find an address');
  }

  test('a form asks for the address, and the answer takes its place', async () => {
    await openForm();
    await world.slack.fill(member, 'modal', { address: anna });
    expect(await world.slack.submit(member, 'modal')).toMatchObject({ outcome: 'updated' });
    await says('In 3 groups: active in 3');
  });

  test('a part of one leads to a page of a group', async () => {
    await openForm();
    await world.slack.fill(member, 'modal', { address: '@example.com' });
    await world.slack.submit(member, 'modal');
    await says('is only part of an address');
    await world.slack.press(member, 'modal', newsletter.name);
    await says('Receivers with “@example.com” in the address');
  });

  test.each(['Anna Müller', 'anna@@example.com'])('what is neither is told at the field: %s', async (typed) => {
    await openForm();
    await world.slack.fill(member, 'modal', { address: typed });
    expect(await world.slack.submit(member, 'modal')).toMatchObject({
      outcome: 'errors',
      errors: { address: 'This is neither an e-mail address nor a part of one.' },
    });
  });

  test('CleverReach fails: the form’s place says so', async () => {
    await openForm();
    world.cleverReach.setFaults({ status: 500 });
    await world.slack.fill(member, 'modal', { address: anna });
    await world.slack.submit(member, 'modal');
    await says('cannot be reached at the moment');
  });
});
