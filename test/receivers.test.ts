import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { SEED_GROUPS } from '../src/sandbox/cleverreach/index.ts';
import type { Message } from '../src/sandbox/slack/index.ts';
import { createSettings } from '../src/workspaces/settings.ts';
import { addTenant, connectUrlOf, visit } from './tenant.ts';
import { admin, channel, guest, member, startWorld, type World } from './world.ts';

const { newsletter, vip, press, empty } = SEED_GROUPS;
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

/** Presses a button and gives what then stands in the message's place. */
async function pressed(message: Message, button: string, text: string, forgedValue?: string): Promise<Message> {
  await world.slack.press(member, message, button, forgedValue === undefined ? {} : { forgedValue });
  const match = (shown: Message) => shown.ts === message.ts && shown.text.includes(text);
  return structuredClone(await world.slack.waitForMessage(member, channel, { match }));
}

/** The addresses on a page, in their order. */
const addresses = ({ text }: Message) =>
  Array.from(text.matchAll(/^• (\S+@[^\s,]+)/gm), ([, address]) => address ?? '');
const buttons = ({ blocks }: Message) =>
  Array.from(
    JSON.stringify(blocks).matchAll(
      /"text":"([^"]*)","emoji":false\},"action_id":"[^"]*","value":"((?:[^"\\]|\\.)*)"/g,
    ),
    ([, label = '', line = '']) => ({ label, line: line.replaceAll('\\"', '"') }),
  );
const labels = (message: Message) => buttons(message).map(({ label }) => label);
const lineOf = (message: Message, label: string) => buttons(message).find((button) => button.label === label)?.line;
/** What CleverReach was asked, without what every page needs: the list of groups. */
const asked = () =>
  world.cleverReach.requests
    .filter(({ path }) => !/\/groups$/.test(path))
    .map(({ method, path, query, body }) => ({ method, path: path.replace(/^.*\/v3/, ''), query, body }));

/** All of a group in CleverReach's own words, the newest first. */
function newestOf(groupId: string): string[] {
  return [...world.cleverReach.account.receivers.members(groupId)]
    .sort((a, b) => b.membership.registered - a.membership.registered)
    .map(({ person }) => person.email);
}

describe('a page of receivers', () => {
  test('has the newest first, with what they are and when they came, and is for the asker alone', async () => {
    const answer = await ask(member, 'receivers newsletter');
    expect(answer.ephemeralFor).not.toBeNull();
    expect(addresses(answer)).toEqual(newestOf(newsletter.id).slice(0, 15));
    expect(answer.text).toContain('Newsletter\nAll receivers, newest first');
    expect(answer.text).toContain('Page 1 · 1 to 15 of 25,000');
    expect(answer.text).toMatch(
      /^• \S+, \S.* \S.*, registered on \d+ \w+ 202\d, (active|unsubscribed|bounced|waiting)/m,
    );
    expect(JSON.stringify(answer.blocks)).toContain(':large_green_circle: ');
    expect(labels(answer)).toEqual([
      '✓ All',
      'Active',
      'Inactive',
      'Bounced',
      'Next ›',
      'Add an address',
      'List health',
    ]);
  });

  test('costs one call for the receivers and one for their number, however many there are', async () => {
    const group = world.cleverReach.addCrowd({ name: 'Millionenliste', size: 1_000_000 });
    const answer = await ask(member, 'receivers Millionenliste');
    expect(answer.text).toContain('Page 1 · 1 to 15 of 1,000,000');
    expect(
      asked()
        .map(({ path }) => path)
        .sort(),
    ).toEqual([`/groups/${group.id}/receivers`, `/groups/${group.id}/stats`]);
    world.cleverReach.requests.length = 0;
    const deep = await ask(member, `receivers ${group.id} active seite 50000`);
    expect(deep.text).toContain('Page 50,000 · 749,986 to 750,000 of 870,000');
    expect(addresses(deep)).toHaveLength(15);
    const [call, ...others] = asked().filter(({ path }) => path.endsWith('/receivers'));
    expect(others).toEqual([]);
    expect(Number(call?.query['pagesize'])).toBeLessThan(50);
    world.cleverReach.account.groups.delete(group.id);
  });

  test('is in German for a German reader, and the German words are understood in any language', async () => {
    const german = await ask(admin, 'EMPFÄNGER newsletter inaktiv');
    expect(german.text).toContain('Inaktive Empfänger, die neuesten zuerst');
    expect(german.text).toMatch(/registriert am \d\d\.\d\d\.20\d\d, (abgemeldet am|wartet seit)/);
    expect(german.text).toContain('Seite 1 · 1 bis 15 von ');
    expect((await ask(member, 'empfänger newsletter aktiv seite 2')).text).toContain('Active receivers, newest first');
  });
});

describe('paging', () => {
  test('forth and back shows everybody once, in the message’s place', async () => {
    const everybody = newestOf(press.id);
    const first = await ask(member, `receivers ${press.name}`);
    expect(labels(first)).not.toContain('‹ Previous');
    const second = await pressed(first, 'Next ›', 'Page 2');
    const third = await pressed(second, 'Next ›', 'Page 3');
    const last = await pressed(third, 'Next ›', 'Page 4');
    expect([first, second, third, last].flatMap(addresses)).toEqual(everybody);
    expect(last.text).toContain('Page 4 · 46 to 48 of 48');
    expect(labels(last)).not.toContain('Next ›');
    expect(addresses(await pressed(last, '‹ Previous', 'Page 3'))).toEqual(everybody.slice(30, 45));
  });

  test('a list that ends with a full page offers no page behind it', async () => {
    const group = world.cleverReach.addCrowd({ name: 'Dreißig', size: 30 });
    const first = await ask(member, 'receivers dreißig');
    expect(labels(await pressed(first, 'Next ›', '16 to 30 of 30'))).not.toContain('Next ›');
    const few = world.cleverReach.addCrowd({ name: 'Fünf', size: 5 });
    const only = await ask(member, 'receivers fünf');
    expect(only.text).toContain('5 receivers');
    expect(labels(only)).not.toContain('Next ›');
    world.cleverReach.account.groups.delete(group.id);
    world.cleverReach.account.groups.delete(few.id);
  });

  test('the button’s value is a command line that can be typed, with all filters', async () => {
    const first = await ask(member, 'receivers newsletter active gmail.example');
    const next = await ask(member, 'receivers newsletter aktiv example.com');
    expect(lineOf(next, 'Next ›')).toBe(`receivers ${newsletter.id} active example.com page 2`);
    expect(lineOf(next, 'Bounced')).toBe(`receivers ${newsletter.id} bounced example.com`);
    const typed = await ask(member, lineOf(next, 'Next ›') ?? '');
    expect(addresses(await pressed(next, 'Next ›', 'Page 2'))).toEqual(addresses(typed));
    expect(first.text).toContain('There are no active receivers with “gmail.example” in the address');
  });

  test('a page past the end says so and offers the first', async () => {
    const answer = await ask(member, `receivers ${press.id} page 40`);
    expect(answer.text).toContain('There is no page 40 here.');
    expect(addresses(await pressed(answer, 'First page', 'Page 1'))).toHaveLength(15);
  });

  test('a forged value can do nothing that typing could not', async () => {
    const answer = await ask(member, 'receivers newsletter');
    const forged = await pressed(
      answer,
      'Next ›',
      'no group with the ID',
      'receivers 999999999999 active page -1 <!channel>',
    );
    expect(JSON.stringify(forged.blocks)).not.toContain('<!channel>');
  });
});

describe('filters', () => {
  test.each([
    ['active', 'active', 'Active receivers'],
    ['inaktiv', 'inactive', 'Inactive receivers'],
    ['gebounct', 'bounce', 'Bounced receivers'],
  ])('“%s” is CleverReach’s type %s, and the page says what it shows', async (word, type, words) => {
    const answer = await ask(member, `receivers newsletter ${word}`);
    expect(asked().find(({ path }) => path.endsWith('/receivers'))?.query).toMatchObject({
      type,
      order_by: 'registered desc',
    });
    expect(answer.text).toContain(`${words}, newest first`);
    expect(addresses(answer)).toHaveLength(15);
  });

  test('their buttons keep the part of the address and go to the first page', async () => {
    const answer = await ask(member, 'receivers newsletter example.com page 2');
    const bounced = await pressed(answer, 'Bounced', 'Bounced receivers with “example.com” in the address');
    expect(bounced.text).toContain('Page 1');
    expect(labels(bounced)).toContain('✓ Bounced');
    expect(addresses(bounced).every((address) => address.includes('example.com'))).toBe(true);
  });

  test('a part of an address is searched by CleverReach itself, in one call', async () => {
    const answer = await ask(member, 'receivers newsletter anna.mueller');
    expect(addresses(answer)).toContain('anna.mueller@example.com');
    const [call, ...others] = asked();
    expect(others).toEqual([]);
    expect(call).toMatchObject({
      method: 'POST',
      path: '/receivers/filter',
      body: { groups: [newsletter.id], orderby: 'registered desc' },
    });
    expect(JSON.stringify(call?.body)).toContain('"condition":"anna.mueller"');
  });

  test('an address as Slack writes it is understood', async () => {
    const answer = await ask(member, 'receivers <mailto:Anna.Mueller@example.com|Anna.Mueller@example.com> newsletter');
    expect(addresses(answer)).toEqual(['anna.mueller@example.com']);
  });

  test('nobody fits: it says so, and the filters are still there', async () => {
    const answer = await ask(member, 'receivers vip kunden bounced nosuchthing');
    expect(answer.text).toContain('There are no bounced receivers with “nosuchthing” in the address in this group.');
    expect(lineOf(answer, 'All')).toBe(`receivers ${vip.id} nosuchthing`);
  });

  test('words left over are looked for, and it says how a name with blanks is written', async () => {
    const answer = await ask(member, 'receivers vip kundn gmail');
    expect(answer.text).toContain('with “kundn gmail” in the address');
    expect(answer.text).toContain('No address has a blank in it.');
  });

  test('an empty group says that it is', async () => {
    const answer = await ask(member, `receivers ${empty.name}`);
    expect(answer.text).toContain('This group has no receivers yet.');
    expect(lineOf(answer, 'Add an address')).toBe(`add ${empty.id}`);
  });
});

describe('the group', () => {
  test('that is missing is asked for, and the choice carries on with the filters', async () => {
    const question = await ask(member, 'receivers aktiv @example.com');
    expect(question.text).toContain('In which group?');
    expect(lineOf(question, press.name)).toBe(`receivers ${press.id} active @example.com`);
    await pressed(question, newsletter.name, 'Active receivers with “@example.com” in the address');
  });

  test('the workspace’s default group is offered first', async () => {
    const other = await startWorld();
    const records = other.records;
    await createSettings({ records }).save(other.workspace, {
      changes: { by: 'members' },
      masksSender: true,
      defaultGroup: { id: press.id, name: press.name },
    });
    await other.ready();
    await other.slack.command(member, channel, '/cleverreach receivers');
    const question = await other.slack.waitForMessage(member, channel, { text: 'In which group?' });
    expect(labels(question).slice(0, 3)).toEqual([press.name, newsletter.name, vip.name]);
    await other.close();
  });

  test('that fits several is chosen, and carries on with state and part', async () => {
    const question = await ask(member, 'receivers e gebounct example');
    expect(question.text).toContain('Several groups match “e”');
    expect(lineOf(question, press.name)).toBe(`receivers ${press.id} bounced example`);
  });

  test('that nobody knows is answered with those there are', async () => {
    const answer = await ask(member, 'receivers nonsense inactive');
    expect(answer.text).toContain('No group matches “nonsense”.');
    expect(lineOf(answer, newsletter.name)).toBe(`receivers ${newsletter.id} inactive`);
  });

  test('that is gone since the button was made: it says so and offers the others', async () => {
    const group = world.cleverReach.addCrowd({ name: 'Flüchtig', size: 40 });
    const page = await ask(member, 'receivers flüchtig active');
    world.cleverReach.account.groups.delete(group.id);
    const answer = await pressed(page, 'Next ›', `There is no group with the ID ${group.id} (any more).`);
    expect(lineOf(answer, newsletter.name)).toBe(`receivers ${newsletter.id} active`);
  });

  test('that goes while it is looked at: the same, without it', async () => {
    world.cleverReach.setFaults({ status: 404, paths: `/groups/${press.id}/receivers` });
    const answer = await ask(member, `receivers ${press.name}`);
    expect(answer.text).toContain('This group no longer exists.');
    expect(labels(answer)).toContain(newsletter.name);
    expect(labels(answer)).not.toContain(press.name);
  });
});

describe('who is asking, and what goes wrong', () => {
  test('a guest sees nothing', async () => {
    const answer = await ask(guest, 'receivers newsletter');
    expect(addresses(answer)).toEqual([]);
    expect(answer.text).not.toContain('@');
    expect(world.cleverReach.requests).toEqual([]);
  });

  test('without a connection it is offered, and the page comes by itself afterwards', async () => {
    const tenant = await addTenant(world);
    const offer = await tenant.ask(tenant.admin, 'receivers presse page 2');
    await (await visit(connectUrlOf(offer))).agree();
    const answer = await world.slack.waitForMessage(tenant.admin, '#general', {
      match: ({ text }) => text.includes('Page 2'),
    });
    expect(addresses(answer)).toEqual(newestOf(press.id).slice(15, 30));
  });

  test('without its total a page is still a page', async () => {
    world.cleverReach.setFaults({ status: 500, paths: '/stats' });
    expect((await ask(member, 'receivers newsletter')).text).toContain('Page 1 · 1 to 15 · with');
  });

  test('when CleverReach fails, a sentence says so, and the page stays where it was', async () => {
    const page = await ask(member, 'receivers newsletter');
    world.cleverReach.setFaults({ status: 500 });
    await world.slack.press(member, page, 'Next ›');
    await world.slack.waitForMessage(member, channel, { after: page.ts, text: 'cannot be reached' });
    expect(world.slack.messagesFor(member, channel).find(({ ts }) => ts === page.ts)?.text).toContain('Page 1');
  });

  test('while CleverReach is slow a line says what is going on, and the page takes its place', async () => {
    world.cleverReach.setFaults({ latencyMs: 800 });
    const before = world.slack.messagesFor(member, channel).at(-1)?.ts ?? '0';
    await world.slack.command(member, channel, '/cleverreach receivers newsletter');
    const said = await world.slack.waitForMessage(member, channel, { after: before, text: 'Fetching the receivers …' });
    const match = ({ ts, text }: Message) => ts === said.ts && text.includes('Page 1');
    await world.slack.waitForMessage(member, channel, { match });
  });

  test('no address is in the log', () => {
    expect(world.log()).toContain('"reference"');
    expect(world.log()).not.toMatch(/@example\.|anna\.mueller/i);
  });
});

test('from Home the page opens in a modal, where the buttons turn it', async () => {
  await world.slack.openHome(member);
  await world.slack.waitFor(() => world.slack.homeView(member));
  await world.slack.press(member, 'home', 'Help', { forgedValue: `receivers ${press.id}` });
  const says = (text: string) =>
    world.slack.waitFor(() => JSON.stringify(world.slack.currentView(member) ?? '').includes(text));
  await says('1 to 15 of 48');
  await world.slack.press(member, 'modal', 'Next ›');
  await says('16 to 30 of 48');
});
