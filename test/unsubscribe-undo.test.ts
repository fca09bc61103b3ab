import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { SEED_GROUPS } from '../src/sandbox/cleverreach/index.ts';
import type { Message } from '../src/sandbox/slack/index.ts';
import { undoTicket } from '../src/slack/receivers/unsubscribe/tickets.ts';
import { keys } from '../src/storage/keys.ts';
import { createAuditLog } from '../src/workspaces/audit-log.ts';
import { signedRequests } from './signed-requests.ts';
import { addTenant } from './tenant.ts';
import { type Unsubscribing, unsubscribing, wordsOf } from './unsubscribing.ts';
import { admin, channel, member, startWorld, type World } from './world.ts';

const { newsletter, vip, press: pressGroup } = SEED_GROUPS;
let world: World;
let u: Unsubscribing;

beforeAll(async () => {
  world = await startWorld();
  await world.ready();
  u = unsubscribing(world);
});
afterAll(() => world.close());
beforeEach(() => {
  world.cleverReach.setFaults({});
  world.cleverReach.requests.length = 0;
});

/** Unsubscribes and gives the answer with its button. */
async function unsubscribed(...addresses: string[]): Promise<Message> {
  await world.slack.command(member, channel, `/cleverreach unsubscribe ${addresses.join(' ')}`);
  await u.lookUp(member);
  return u.confirm(member, channel);
}

/** Presses the button and gives what the app says then, in place of the message or after it. */
async function press(message: Message, { which = 'Undo', user = member }: { which?: string; user?: string } = {}) {
  const before = new Set(shownTo(user).map(({ text }) => text));
  const pressed = await world.slack.press(user, message, which);
  expect(pressed.outcome).toBe('ok');
  return world.slack.waitFor(() => shownTo(user).find(({ text }) => !before.has(text)));
}
const shownTo = (user: string) => world.slack.messagesFor(user, channel);

/** Where the ticket of a button is kept. */
const keyOf = (value: string) => keys.ticket(world.workspace, undoTicket.kind, value.split(' ')[0] ?? '');

/** Membership at CleverReach, to change it as somebody else would. */
function membership(group: { id: string }, email: string) {
  const found = world.cleverReach.account.receivers.member(group.id, email)?.membership;
  if (!found) throw new Error(`${email} is not in ${group.id}.`);
  return found;
}

/** The newest entries of the workspace's audit log. */
async function audited(count: number) {
  const entries = await createAuditLog({ records: world.records }).latest(world.workspace, {
    count,
  });
  return entries.map((entry) => ({
    action: entry?.action,
    address: entry?.address,
    groups: entry?.groups?.map(({ name }) => name),
    result: entry?.result,
  }));
}

describe('Undo', () => {
  test('makes the address active again where it was unsubscribed, says where, and its button is gone', async () => {
    const email = u.subscriber([newsletter, vip]);
    const left = u.subscriber([pressGroup], 'inactive');
    const answer = await unsubscribed(email, left);
    expect(wordsOf(answer.blocks)).toMatch(/This can be undone until \d\d:\d\d \S+\./);
    const undone = await press(answer);
    expect(undone.text).toContain(`Undone\n${email} is active again in 2 groups:\n• Newsletter\n• VIP-Kunden`);
    expect([u.isActive(newsletter, email), u.isActive(vip, email), u.isActive(pressGroup, left)]).toEqual([
      true,
      true,
      false,
    ]);
    expect(undone.ts).toBe(answer.ts);
    expect(JSON.stringify(undone.blocks)).not.toContain('unsubscribe-undo');
  });

  test('of several addresses is for all of them, and each change is in the audit log', async () => {
    const [one, two] = [u.subscriber([newsletter, vip]), u.subscriber([pressGroup])];
    const undone = await press(await unsubscribed(one, two));
    expect(undone.text).toContain('*2 addresses* are active again, in *3 groups* in all:');
    expect(await audited(4)).toEqual([
      { action: 'receiver.undo', address: two, groups: [pressGroup.name], result: 'done' },
      { action: 'receiver.undo', address: one, groups: [newsletter.name, vip.name], result: 'done' },
      { action: 'receiver.unsubscribe', address: two, groups: [pressGroup.name], result: 'done' },
      { action: 'receiver.unsubscribe', address: one, groups: [newsletter.name, vip.name], result: 'done' },
    ]);
  });

  test('is of use to a colleague who is shown the answer, but not to a guest', async () => {
    const email = u.subscriber([newsletter]);
    await world.slack.shortcut(member, 'receivers:unsubscribe');
    await u.lookUp(member, { addresses: email });
    const answer = await u.confirm(member);
    const value = /"value":"([^"]+)"/.exec(JSON.stringify(answer.blocks))?.[1] ?? '';
    const other = await unsubscribed(u.subscriber([newsletter]));
    // Whose message the button is in does not matter; who presses it does.
    world.slack.changeUser(member, { isRestricted: true });
    const { url } = await world.another();
    const { eventsUrl } = world.slack.app;
    world.slack.app.eventsUrl = `${url}/slack/events`;
    const refused = await press(other);
    world.slack.app.eventsUrl = eventsUrl;
    world.slack.changeUser(member, { isRestricted: false });
    expect(refused.text).toContain('A full member of this workspace can help.');
    expect(u.isActive(newsletter, email)).toBe(false);
    await world.slack.press(member, other, 'Undo', { forgedValue: value });
    await world.slack.waitFor(() => u.isActive(newsletter, email));
  });

  test('pressed twice at once is done once and told once; pressed later, it is known to be used up', async () => {
    const email = u.subscriber([newsletter, vip]);
    const answer = await unsubscribed(email);
    const value = /"value":"([^"]+)"/.exec(JSON.stringify(answer.blocks))?.[1] ?? '';
    const other = await unsubscribed(u.subscriber([newsletter]));
    const told = () => shownTo(member).filter(({ text }) => text.includes(`${email} is active again`));
    await Promise.all([0, 1].map(() => world.slack.press(member, answer, 'Undo')));
    await world.slack.waitFor(() => told().length > 0);
    // It is used up when its answer is there, perhaps a moment later.
    await vi.waitFor(async () =>
      expect(await world.records.read(undoTicket, world.workspace, keyOf(value))).toBeUndefined(),
    );
    await world.slack.press(member, other, 'Undo', { forgedValue: value });
    await world.slack.waitFor(() => shownTo(member).some(({ text }) => text.includes('This was undone already')));
    expect(u.writes().filter((path) => path.endsWith('/activate'))).toHaveLength(2);
    expect(told()).toHaveLength(1);
  });

  test('after ten minutes says that they are over, and how the address comes back', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    try {
      const email = u.subscriber([newsletter]);
      const answer = await unsubscribed(email);
      vi.setSystemTime(Date.now() + 10 * 60_000);
      const late = await press(answer);
      expect(late.text).toContain('This can no longer be undone: the ten minutes are over.');
      expect(wordsOf(late.blocks)).toContain('double opt-in');
      expect(JSON.stringify(late.blocks)).toContain('"value":"add"');
      expect(u.isActive(newsletter, email)).toBe(false);
    } finally {
      vi.useRealTimers();
    }
  });

  test('leaves alone what was changed meanwhile: active, unsubscribed once more, bounced, deleted', async () => {
    const groups = [newsletter, vip, pressGroup, SEED_GROUPS.fair, SEED_GROUPS.dealers];
    const email = u.subscriber(groups);
    const answer = await unsubscribed(email);
    const book = world.cleverReach.account.receivers;
    membership(newsletter, email).deactivated = 0;
    membership(vip, email).deactivated += 60;
    membership(pressGroup, email).bounced = 1_700_000_000;
    book.leave(SEED_GROUPS.fair.id, book.personFor(email).id);
    const undone = await press(answer);
    expect(undone.text.split('\n')).toEqual([
      'Not undone everywhere',
      `${email} is active again in 1 group:`,
      '• Händler',
      'Already active again by then:',
      '• Newsletter',
      'Changed in CleverReach in the meantime, so left as is:',
      '• VIP-Kunden',
      'No mailings arrive here anyway, because earlier ones bounced:',
      '• Presse',
      'No longer in the group:',
      '• Messe 2026',
      'Adding the address with a double opt-in e-mail brings it back, once its owner agrees.',
    ]);
    expect(u.isActive(vip, email)).toBe(false);
    expect(u.writes().filter((path) => path.endsWith('/activate'))).toHaveLength(1);
  });

  test('while CleverReach is down can be tried again, and then does what is left', async () => {
    const email = u.subscriber([newsletter, vip]);
    const answer = await unsubscribed(email);
    world.cleverReach.setFaults({ status: 429, paths: `${vip.id}/receivers/.*/activate` });
    const half = await press(answer);
    expect(half.text).toContain('Not undone everywhere');
    expect(half.text).toContain('Still unsubscribed, because CleverReach refused or did not answer:\n• VIP-Kunden');
    world.cleverReach.setFaults({ status: 503 });
    const none = await press(half, { which: 'Try again' });
    expect(none.text).toContain('Not undone\n');
    world.cleverReach.setFaults({});
    const whole = await press(none, { which: 'Try again' });
    expect(whole.text).toContain(`Undone\n${email} is active again in 1 group:\n• VIP-Kunden`);
    expect([u.isActive(newsletter, email), u.isActive(vip, email)]).toEqual([true, true]);
  });

  test('of which CleverReach does not confirm anything is told as just that, and is not offered once more', async () => {
    const email = u.subscriber([newsletter]);
    const answer = await unsubscribed(email);
    world.cleverReach.setFaults({ body: 'lost', paths: '/groups/.*/receivers/' });
    const told = await press(answer);
    expect(told.text).toContain(
      'Unclear whether undone\n:warning: Not confirmed by CleverReach, please check in CleverReach:\n• Newsletter',
    );
    expect(JSON.stringify(told.blocks)).not.toContain('unsubscribe-undo');
    expect(await audited(1)).toMatchObject([{ action: 'receiver.undo', result: 'uncertain' }]);
  });

  test('keeps what went wrong before in sight, where something did', async () => {
    const email = u.subscriber([newsletter, vip]);
    await world.slack.command(member, channel, `/cleverreach unsubscribe ${email}`);
    await u.lookUp(member);
    world.cleverReach.setFaults({ status: 429, paths: `/groups/${vip.id}/receivers/` });
    const answer = await u.confirm(member, channel);
    world.cleverReach.setFaults({});
    const undone = await press(answer);
    expect(undone.text).toContain('is active again in 1 group:\n• Newsletter');
    expect(shownTo(member).find(({ ts }) => ts === answer.ts)?.text).toContain('Not unsubscribed everywhere');
  });

  test('with the value of another workspace, or with nonsense, does nothing', async () => {
    const email = u.subscriber([newsletter]);
    const answer = await unsubscribed(email);
    const value = /"value":"([^"]+)"/.exec(JSON.stringify(answer.blocks))?.[1] ?? '';
    const tenant = await addTenant(world);
    await tenant.connect();
    for (const forged of [value, '', 'T1.x', 'x'.repeat(2_000)]) {
      const before = world.slack.messagesFor(tenant.admin, '@app').at(-1)?.ts ?? '0';
      const { status } = await signedRequests(world).interaction({
        type: 'block_actions',
        team: { id: tenant.id },
        user: { id: tenant.admin },
        actions: [{ action_id: 'receivers:unsubscribe-undo', value: forged }],
      });
      expect(status).toBe(200);
      expect((await tenant.next(tenant.admin, '@app', before)).text).toContain('This was undone already');
    }
    expect(u.isActive(newsletter, email)).toBe(false);
    expect((await press(answer)).text).toContain('is active again');
  });

  test('is said in German to a German, with the time of their zone', async () => {
    const email = u.subscriber([newsletter]);
    await world.slack.command(admin, channel, `/cleverreach abmelden ${email}`);
    await u.lookUp(admin);
    const answer = await u.confirm(admin, channel);
    expect(wordsOf(answer.blocks)).toMatch(/Möglich bis \d\d:\d\d MEZ\./);
    const undone = await press(answer, { which: 'Rückgängig machen', user: admin });
    expect(undone.text).toContain(`${email} ist wieder aktiv in 1 Empfängerliste:\n• Newsletter`);
  });
});
