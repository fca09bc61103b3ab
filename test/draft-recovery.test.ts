import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { SEED_GROUPS } from '../src/sandbox/cleverreach/index.ts';
import type { Message } from '../src/sandbox/slack/index.ts';
import { StorageError } from '../src/storage/storage.ts';
import { createInterruptedJobs } from './interrupted-jobs.ts';
import { recovering } from './recovering.ts';
import { channel, member, startWorld, type World } from './world.ts';

/** That a draft is made once, and told of rightly, whatever happens between the form and its card. */

const jobs = createInterruptedJobs();
const settling = { lateMs: 0, againMs: 1 };
let world: World;

beforeAll(async () => {
  world = await startWorld({ jobs, settling });
  await world.ready();
});
afterAll(() => world.close());
const { reset, answersTo, audited: entriesOf } = recovering(jobs, () => world);
beforeEach(() => {
  reset();
  Object.assign(settling, { lateMs: 0, againMs: 1 });
});

const mailings = () => [...world.cleverReach.account.mailings.values()];
const called = (subject: string) => mailings().filter((mailing) => mailing.subject === subject);
const creations = () =>
  world.cleverReach.requests.filter(({ method, path }) => method === 'POST' && path.endsWith('/mailings'));
let count = 0;
const newSubject = () => `Tea number ${++count}`;

/** Fills in the form, submits it and gives everything that the app said until the job was done. */
async function draft(subject: string): Promise<Message[]> {
  await fillIn(subject);
  return submitted();
}

async function fillIn(subject: string): Promise<void> {
  const { slack } = world;
  await slack.command(member, channel, `/cleverreach draft ${subject}`);
  await slack.waitFor(() => slack.currentView(member));
  await slack.choose(member, 'modal', { blockId: 'group' }, SEED_GROUPS.press.name, { query: 'Pre' });
  await slack.fill(member, 'modal', { sender_name: 'Teehaus', sender_email: 'tea@example.com', body: 'Fresh tea.' });
}

const submitted = () =>
  answersTo(async () => expect(await world.slack.submit(member, 'modal')).toEqual({ outcome: 'closed' }));

async function audited(subject: string) {
  return (await entriesOf(({ detail }) => detail === subject)).map(({ result }) => result);
}

/** The draft is there once, one card tells of it, and one entry in the audit log. */
async function expectOneDraft(subject: string, answers: Message[]): Promise<void> {
  const [made] = called(subject);
  expect(called(subject)).toHaveLength(1);
  expect(answers.map(({ text }) => text.includes(`ID: ${made?.id}`))).toEqual([true]);
  expect(await audited(subject)).toEqual(['done']);
  expect(jobs.failures).toEqual([]);
}

describe('a draft whose process dies', () => {
  test('at any one moment is made once and told of once', async () => {
    await draft(newSubject());
    const moments = jobs.runs[0] ?? [];
    expect(moments).toEqual(
      expect.arrayContaining(['create:begun', 'create-before:done', 'create:done', 'result:done']),
    );
    for (const moment of moments) {
      const subject = newSubject();
      jobs.deaths = [moment];
      await expectOneDraft(subject, await draft(subject));
    }
    // That a process died is nothing that went wrong with a draft.
    expect(world.log()).not.toContain('a draft was not created');
  });

  test('again and again is made once and told of once', async () => {
    const deaths = fc.array(fc.nat(14), { minLength: 2, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(deaths, async (moments) => {
        const subject = newSubject();
        jobs.deaths = moments;
        await expectOneDraft(subject, await draft(subject));
      }),
      { numRuns: 15 },
    );
  });

  test('before it is asked for is not taken for an equal one that was there before', async () => {
    const subject = newSubject();
    const [first] = await draft(subject);
    jobs.deaths = ['create-before:noted'];
    const [second] = await draft(subject);
    const ids = called(subject).map(({ id }) => id);
    expect([first, second].map((card) => /ID: (\d+)/.exec(card?.text ?? '')?.[1])).toEqual(ids);
  });

  test('before it is asked for is not taken for an old one that got its name meanwhile', async () => {
    const [subject, other] = [newSubject(), newSubject()];
    await draft(other);
    const [old] = called(other);
    jobs.deaths = ['create-before:noted'];
    jobs.onDeath = () => void Object.assign(old ?? {}, { name: subject, subject, stamp: 1_700_000_000 });
    const [card] = await draft(subject);
    expect(called(subject)).toHaveLength(2);
    expect(card?.text).not.toContain(`ID: ${old?.id}`);
  });

  test('while its request is still on the way: the next process waits for it, and makes no other', async () => {
    const subject = newSubject();
    Object.assign(settling, { lateMs: 60_000 });
    jobs.deaths = ['create-before:noted'];
    jobs.onDeath = () => {
      world.cleverReach.requests.length = 0;
      void late(subject);
    };
    await expectOneDraft(subject, await draft(subject));
    expect(creations()).toHaveLength(1);
  });

  test('and whose draft nobody can be asked for: that is told, and it is not made', async () => {
    const subject = newSubject();
    jobs.deaths = ['create-before:noted'];
    jobs.onDeath = () => world.cleverReach.setFaults({ status: 429, paths: '/mailings' });
    const answers = await draft(subject);
    expect(answers.map(({ text }) => text)).toEqual([expect.stringContaining('did not confirm whether the draft was')]);
    expect([creations(), await audited(subject)]).toEqual([[], ['uncertain']]);
  });
});

describe('a draft of which CleverReach does not say that it was made', () => {
  test.each(['lost', 'half'] as const)('and which is there (%s): its card comes as ever', async (body) => {
    const subject = newSubject();
    world.cleverReach.setFaults({ body, paths: '/mailings$', methods: ['POST'] });
    await expectOneDraft(subject, await draft(subject));
  });

  test.each([
    ['the connection breaks', { body: 'reset' as const }],
    ['a gateway says that it got no answer', { status: 502 }],
  ])('and which is not there (%s): it is looked twice, told, and not made', async (_what, fault) => {
    const subject = newSubject();
    world.cleverReach.setFaults({ ...fault, paths: '/mailings$', methods: ['POST'] });
    const answers = await draft(subject);
    expect(answers.map(({ text }) => text)).toEqual([expect.stringContaining('did not confirm whether the draft was')]);
    expect(await audited(subject)).toEqual(['uncertain']);
    const asked = world.cleverReach.requests.filter(({ path }) => path.endsWith('/mailings'));
    expect(asked.map(({ method }) => method)).toEqual(['GET', 'POST', 'GET', 'GET']);

    // The form is one press away, with all that was written.
    const [answer] = answers;
    if (answer) await world.slack.press(member, { channel, ts: answer.ts }, 'Open the form again');
    const form = await world.slack.waitFor(() => world.slack.currentView(member));
    for (const written of [subject, 'Fresh tea.']) expect(JSON.stringify(form?.values)).toContain(written);
    await world.slack.closeView(member, 'modal', { all: true });
  });

  test('and whose process dies then: the next one tells the same, and does not make it', async () => {
    const subject = newSubject();
    world.cleverReach.setFaults({ body: 'reset', paths: '/mailings$', methods: ['POST'] });
    jobs.deaths = ['create:noted'];
    const answers = await draft(subject);
    expect(answers.map(({ text }) => text)).toEqual([expect.stringContaining('did not confirm whether the draft was')]);
    expect(creations()).toHaveLength(1);
  });
});

test('a draft that cannot be taken is told as that, and the form can be submitted again with all that is in it', async () => {
  const subject = newSubject();
  await fillIn(subject);
  jobs.refusal = new StorageError('enqueue: no answer');
  const refused = await world.slack.submit(member, 'modal');
  jobs.refusal = undefined;
  expect(refused.outcome).toBe('pushed');
  expect(JSON.stringify('view' in refused && refused.view)).toContain('cannot reach its storage at the moment');
  await world.slack.closeView(member, 'modal');
  await expectOneDraft(subject, await submitted());
});

/** Arrives at CleverReach after somebody has looked for it. */
async function late(subject: string): Promise<void> {
  const { cleverReach } = world;
  const isLookedFor = () =>
    expect(cleverReach.requests.some(({ path, status }) => path.endsWith('/mailings') && status === 200)).toBe(true);
  await vi.waitFor(isLookedFor, { timeout: 5_000, interval: 5 });
  const { accessToken } = await cleverReach.issueTokens();
  const content = { type: 'html', html: '<p>As it was stored</p>' };
  await fetch(`${cleverReach.url}/v3/mailings`, {
    method: 'POST',
    headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      name: subject,
      subject,
      sender_name: 'Teehaus',
      sender_email: 'tea@example.com',
      content,
      receivers: { groups: [SEED_GROUPS.press.id] },
    }),
  });
}
