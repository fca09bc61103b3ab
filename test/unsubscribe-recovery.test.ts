import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { SEED_GROUPS } from '../src/sandbox/cleverreach/index.ts';
import type { Message } from '../src/sandbox/slack/index.ts';
import { createMemoryStorage } from '../src/storage/memory-storage.ts';
import { StorageError } from '../src/storage/storage.ts';
import { createInterruptedJobs } from './interrupted-jobs.ts';
import { recovering } from './recovering.ts';
import { signedRequests } from './signed-requests.ts';
import { type Unsubscribing, unsubscribing, wordsOf } from './unsubscribing.ts';
import { channel, member, startWorld, type World } from './world.ts';

/** That unsubscribing and taking it back are done once, and told of rightly, whatever happens between the yes and the answer. */

const { newsletter, vip, press } = SEED_GROUPS;
const jobs = createInterruptedJobs();
let world: World;
let u: Unsubscribing;
let isPlanLost = false;

beforeAll(async () => {
  const memory = createMemoryStorage();
  const storage = {
    ...memory,
    async set(...entry: Parameters<typeof memory.set>) {
      if (isPlanLost && entry[0].includes('unsubscribe-plan')) throw new StorageError('set: no answer');
      return memory.set(...entry);
    },
  };
  world = await startWorld({ jobs, storage, settling: { lateMs: 0, againMs: 1 } });
  await world.ready();
  u = unsubscribing(world);
});
afterAll(() => world.close());
const { reset, answersTo, enqueuedUpTo, audited: entriesOf } = recovering(jobs, () => world);
beforeEach(reset);

async function plan(...addresses: string[]): Promise<void> {
  await world.slack.command(member, channel, `/cleverreach unsubscribe ${addresses.join(' ')}`);
  await u.lookUp(member);
}
const confirm = () => answersTo(() => world.slack.submit(member, 'modal'));

async function unsubscribed(...addresses: string[]): Promise<Message[]> {
  await plan(...addresses);
  return confirm();
}

const pressing = (message: Message | undefined, which = 'Undo') =>
  message ? world.slack.press(member, message, which) : expect.fail('There is no message.');

/** The writes that CleverReach took, of one kind. */
const writes = (kind: 'deactivate' | 'activate') =>
  world.cleverReach.requests.filter(({ method, path }) => method === 'PUT' && path.endsWith(`/${kind}`));

async function audited(action: string, addresses: string[]): Promise<string[]> {
  const entries = await entriesOf((entry) => entry.action === action && addresses.includes(entry.address ?? ''));
  return entries.map(({ address, result }) => `${address} ${result}`).sort();
}

function membership(group: { id: string }, email: string) {
  const found = world.cleverReach.account.receivers.member(group.id, email)?.membership;
  return found ?? expect.fail(`${email} is not in ${group.id}.`);
}

/** Two people of a test's own: one in three groups, one in a single one. */
const two = () => [u.subscriber([newsletter, vip, press]), u.subscriber([vip])] as const;

async function expectUnsubscribed([ada, ben]: readonly [string, string], answers: Message[]): Promise<void> {
  const groups = [newsletter, vip, press];
  expect(groups.map((group) => u.isActive(group, ada))).toEqual([false, false, false]);
  expect(u.isActive(vip, ben)).toBe(false);
  expect(answers.map(({ text }) => text)).toEqual([
    expect.stringMatching(/^Unsubscribed\n\*2 addresses\* were unsubscribed, from \*3 groups\* in all:\n/),
  ]);
  expect(writes('deactivate')).toHaveLength(4);
  expect(await audited('receiver.unsubscribe', [ada, ben])).toEqual([`${ada} done`, `${ben} done`].sort());
  expect(jobs.failures).toEqual([]);
}

async function expectUndone([ada, ben]: readonly [string, string], answers: Message[]): Promise<void> {
  expect([newsletter, vip, press].map((group) => u.isActive(group, ada))).toEqual([true, true, true]);
  expect(u.isActive(vip, ben)).toBe(true);
  expect(answers.map(({ text }) => text)).toEqual([
    expect.stringMatching(/^Undone\n\*2 addresses\* are active again, in \*3 groups\* in all:/),
  ]);
  expect(writes('activate')).toHaveLength(4);
  expect(await audited('receiver.undo', [ada, ben])).toEqual([`${ada} done`, `${ben} done`].sort());
  expect(jobs.failures).toEqual([]);
}

/** Unsubscribes with these deaths and takes it back with those; both are done and told of once. */
async function thereAndBack(deaths: (string | number)[], deathsBack: (string | number)[]): Promise<void> {
  const people = two();
  reset();
  jobs.deaths = deaths;
  const answers = await unsubscribed(...people);
  await expectUnsubscribed(people, answers);
  jobs.deaths = deathsBack;
  await expectUndone(people, await answersTo(() => pressing(answers[0])));
}

describe('a process that dies', () => {
  test('at any one moment: it is done once, told of once, and can be taken back, which is done once as well', async () => {
    await thereAndBack([], []);
    const [there = [], back = []] = jobs.runs;
    expect(there).toEqual(
      expect.arrayContaining(['deactivate-1:begun', 'deactivate-2-before:done', 'deactivate-1:done']),
    );
    expect(back).toEqual(expect.arrayContaining(['activate-1:begun', 'activate-2-before:done', 'activate-2:done']));
    for (let moment = 0; moment < Math.max(there.length, back.length); moment += 1) {
      await thereAndBack([moment], [moment]);
    }
  });

  test('again and again: the same', async () => {
    const deaths = fc.array(fc.nat(18), { minLength: 1, maxLength: 4 });
    await fc.assert(fc.asyncProperty(deaths, deaths, thereAndBack), { numRuns: 8 });
  });

  test('before it asked CleverReach: who has left meanwhile by themselves is not taken for unsubscribed by us', async () => {
    const email = u.subscriber([newsletter, vip]);
    jobs.deaths = ['deactivate-1:begun'];
    jobs.onDeath = () => void Object.assign(membership(vip, email), { deactivated: nowS() });
    const [answer] = await unsubscribed(email);
    expect(answer?.text).toContain(
      'was unsubscribed from 1 group:\n• Newsletter\nAlready inactive by then:\n• VIP-Kunden',
    );
    await answersTo(() => pressing(answer));
    expect([u.isActive(newsletter, email), u.isActive(vip, email)]).toEqual([true, false]);
  });

  test('after it looked: who had left a moment before that is not taken for unsubscribed by us', async () => {
    const email = u.subscriber([newsletter, vip]);
    await plan(email);
    Object.assign(membership(vip, email), { deactivated: nowS() });
    jobs.deaths = ['deactivate-1:done'];
    const [answer] = await confirm();
    expect(answer?.text).toContain(
      'was unsubscribed from 1 group:\n• Newsletter\nAlready inactive by then:\n• VIP-Kunden',
    );
  });

  test('and leaves its work for hours: who has left by themselves since then is not taken for unsubscribed by us', async () => {
    const email = u.subscriber([newsletter, vip]);
    jobs.deaths = ['deactivate-1-before:noted'];
    jobs.onDeath = () => void Object.assign(membership(vip, email), { deactivated: nowS() + 7_200 });
    const [answer] = await unsubscribed(email);
    expect(answer?.text).toContain(
      'was unsubscribed from 1 group:\n• Newsletter\nAlready inactive by then:\n• VIP-Kunden',
    );
    await answersTo(() => pressing(answer));
    expect([u.isActive(newsletter, email), u.isActive(vip, email)]).toEqual([true, false]);
  });

  test('and leaves CleverReach out of reach: what it may have done is told as uncertain, and not as undone', async () => {
    const [ada, ben] = two();
    jobs.deaths = ['deactivate-1:done'];
    jobs.onDeath = () => world.cleverReach.setFaults({ status: 429, paths: '/receivers/filter' });
    const [answer] = await unsubscribed(ada, ben);
    expect(answer?.text).toContain('Unclear whether unsubscribed');
    expect(answer?.text).toMatch(
      new RegExp(`Not confirmed by CleverReach[^\n]*\n• \\*${ada}\\*: Newsletter, VIP-Kunden, Presse\n`),
    );
    expect(await audited('receiver.unsubscribe', [ada])).toEqual([`${ada} uncertain`]);
  });

  test('while it takes back: who has left by themselves meanwhile stays out', async () => {
    const email = u.subscriber([newsletter, vip]);
    const [answer] = await unsubscribed(email);
    jobs.deaths = ['activate-1-before:noted'];
    jobs.onDeath = () => void Object.assign(membership(vip, email), { deactivated: nowS() + 60 });
    const [undone] = await answersTo(() => pressing(answer));
    expect(undone?.text).toContain('is active again in 1 group:\n• Newsletter\nChanged in CleverReach in the meantime');
    expect(u.isActive(vip, email)).toBe(false);
  });
});
const nowS = () => Math.floor(Date.now() / 1_000);

describe('CleverReach does not say that it was done', () => {
  const inVip = `/groups/${vip.id}/receivers/.*/(de)?activate`;

  test.each(['lost', 'half'] as const)('and it was (%s): that is seen, and it is not done again', async (body) => {
    const people = two();
    world.cleverReach.setFaults({ body, paths: inVip });
    const answers = await unsubscribed(...people);
    await expectUnsubscribed(people, answers);
    await expectUndone(people, await answersTo(() => pressing(answers[0])));
  });

  test('and it was not: it is done once more, which can do no harm', async () => {
    const email = u.subscriber([vip]);
    world.cleverReach.setFaults({ body: 'reset', paths: inVip, times: 1 });
    const [answer] = await unsubscribed(email);
    expect(answer?.text).toMatch(/^Unsubscribed\n/);
    world.cleverReach.setFaults({ body: 'reset', paths: inVip, times: 1 });
    const [undone] = await answersTo(() => pressing(answer));
    expect(undone?.text).toMatch(/^Undone\n/);
    expect([writes('deactivate').length, writes('activate').length]).toEqual([2, 2]);
  });

  test('and it never does: it is tried twice, and told as uncertain', async () => {
    const email = u.subscriber([vip]);
    world.cleverReach.setFaults({ status: 502, paths: inVip });
    const [answer] = await unsubscribed(email);
    expect(answer?.text).toContain('Unclear whether unsubscribed');
    expect(writes('deactivate')).toHaveLength(2);
  });
});

describe('pressed twice', () => {
  test('once it is done, a yes is told that it was done', async () => {
    await plan(u.subscriber([newsletter]));
    const { id, content } = await u.check(member);
    await confirm();
    const { body } = await signedRequests(world).interaction({
      type: 'view_submission',
      team: { id: world.workspace },
      user: { id: 'U07BEN00002' },
      view: { id, ...content, state: { values: {} } },
    });
    expect(body).toContain('submitted already');
    expect(jobs.runs).toHaveLength(1);
  });

  test('while it is being done, yes and Undo are answered once', async () => {
    const email = u.subscriber([newsletter]);
    await plan(email);
    const { id } = await u.check(member);
    /** Both before anything is done. */
    const twice = (press: () => Promise<unknown>) =>
      answersTo(async () => {
        const { enqueued } = jobs;
        jobs.gate = enqueuedUpTo(enqueued + 2);
        await Promise.all([press(), press()]);
      }, 2);
    const outcomes: string[] = [];
    const answers = await twice(async () => outcomes.push((await world.slack.submit(member, { id })).outcome));
    expect([outcomes, answers.length]).toEqual([['closed', 'closed'], 1]);
    expect(writes('deactivate')).toHaveLength(1);

    const undone = await twice(() => pressing(answers[0]));
    expect(undone.map(({ text }) => text)).toEqual([expect.stringContaining('is active again')]);
    expect(writes('activate')).toHaveLength(1);
  });
});

describe('what cannot be taken', () => {
  const refused = new StorageError('enqueue: no answer');

  test('is told as that, and the same yes can be said again', async () => {
    const people = two();
    await plan(...people);
    jobs.refusal = refused;
    const told = await world.slack.submit(member, 'modal');
    jobs.refusal = undefined;
    expect(JSON.stringify('view' in told && told.view)).toContain('cannot reach its storage at the moment');
    await world.slack.closeView(member, 'modal');
    await expectUnsubscribed(people, await confirm());
  });

  test('before it is shown is told as that, and can be looked up again with what was entered', async () => {
    const people = two();
    await world.slack.command(member, channel, `/cleverreach unsubscribe ${people.join(' ')}`);
    isPlanLost = true;
    await u.submitForm(member);
    const words = () => wordsOf(world.slack.currentView(member)?.content);
    await world.slack.waitFor(() => words().includes('cannot reach its storage at the moment'));
    isPlanLost = false;
    await world.slack.press(member, 'modal', 'Try again');
    await u.check(member);
    await expectUnsubscribed(people, await confirm());
  });

  test('is told as that, and Undo can be pressed again', async () => {
    const people = two();
    const [answer] = await unsubscribed(...people);
    jobs.refusal = refused;
    await pressing(answer);
    await world.slack.waitForMessage(member, channel, { text: 'cannot reach its storage at the moment' });
    jobs.refusal = undefined;
    await expectUndone(people, await answersTo(() => pressing(answer)));
  });
});
