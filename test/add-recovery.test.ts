import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { SEED_GROUPS } from '../src/sandbox/cleverreach/index.ts';
import type { Message } from '../src/sandbox/slack/index.ts';
import { StorageError } from '../src/storage/storage.ts';
import { createInterruptedJobs } from './interrupted-jobs.ts';
import { recovering } from './recovering.ts';
import { channel, member, startWorld, type World } from './world.ts';

/** That an address is added once, is sent one mail, and is told of rightly, whatever happens between the form and its answer. */

const { newsletter, press } = SEED_GROUPS;
const jobs = createInterruptedJobs();
const settling = { lateMs: 0, againMs: 1 };
let world: World;

beforeAll(async () => {
  world = await startWorld({ jobs, settling });
  await world.ready();
});
afterAll(() => world.close());
const { reset, answersTo, audited: entriesOf } = recovering(jobs, () => world);
beforeEach(async () => {
  reset();
  Object.assign(settling, { lateMs: 0, againMs: 1 });
  world.cleverReach.account.verified = true;
  await world.slack.closeView(member, 'modal', { all: true }).catch(() => null);
});

let count = 0;
const soon = { timeout: 5_000, interval: 5 };
const someone = () => `added${++count}@example.com`;
const inGroup = (group: { id: string }, email: string) => world.cleverReach.account.receivers.member(group.id, email);
const mailsTo = (email: string) => world.cleverReach.account.sentMails.filter((mail) => mail.email === email);
/** The requests that add somebody, whatever came of them. */
const additions = () =>
  world.cleverReach.requests.filter(({ method, path }) => method === 'POST' && path.endsWith('/receivers'));
const creating = (group: { id: string }) => `/groups/${group.id}/receivers$`;

async function audited(email: string): Promise<string[]> {
  return (await entriesOf(({ address }) => address === email)).map(({ action, result }) => `${action} ${result}`);
}

/** The form for the address, ready to be submitted. */
async function fillIn(email: string, group: { id: string } = newsletter, values: Record<string, string> = {}) {
  const { slack } = world;
  await slack.command(member, channel, `/cleverreach add ${email} ${group.id}`);
  await slack.waitFor(() => {
    const blocks = slack.currentView(member)?.content['blocks'];
    return blocks !== undefined && !JSON.stringify(blocks).includes('hourglass');
  });
  if (group === press) await slack.choose(member, 'modal', { blockId: 'consent-on-record' }, 'on-record');
  await slack.fill(member, 'modal', values);
}
const submitted = () =>
  answersTo(async () => expect(await world.slack.submit(member, 'modal')).toEqual({ outcome: 'closed' }));

/** Adds to the newsletter, with a double opt-in. */
async function added(email: string): Promise<Message[]> {
  await fillIn(email);
  return submitted();
}

/** Adds to the press group, with consent on record. */
async function recorded(email: string, source = 'Card'): Promise<Message[]> {
  await fillIn(email, press, { source });
  return submitted();
}

/** A colleague enters the address in CleverReach. */
function enter(
  group: { id: string },
  email: string,
  source: string,
  registered = Math.floor(Date.now() / 1_000),
): void {
  const book = world.cleverReach.account.receivers;
  book.join(group.id, book.personFor(email), { registered, activated: registered, source });
}

describe('an address whose process dies', () => {
  test('at any one moment is added once and told of once; of its mail it is told where nobody knows', async () => {
    await added(someone());
    const moments = jobs.runs[0] ?? [];
    expect(moments).toEqual(expect.arrayContaining(['add:begun', 'add-before:done', 'add:done', 'opt-in-mail:done']));
    for (const moment of moments) {
      const email = someone();
      jobs.deaths = [moment];
      const answers = await added(email);
      expect(inGroup(newsletter, email)?.membership.activated).toBe(0);
      const isUnknown = moment === 'opt-in-mail:begun' || moment === 'opt-in-mail:done';
      expect(mailsTo(email)).toHaveLength(moment === 'opt-in-mail:begun' ? 0 : 1);
      expect(answers.map(({ text }) => text)).toEqual([
        isUnknown
          ? expect.stringContaining('did not confirm whether the double opt-in e-mail went out')
          : expect.stringContaining('Added, waiting for confirmation'),
      ]);
      expect(await audited(email)).toEqual([isUnknown ? 'receiver.add partly' : 'receiver.add done']);
      expect(jobs.failures).toEqual([]);
    }
  });

  test('again and again is added once, with the source that was given, and sent one mail at most', async () => {
    const deaths = fc.array(fc.nat(18), { minLength: 2, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(deaths, deaths, async (forRecord, forMail) => {
        const [known, asked] = [someone(), someone()];
        reset();
        jobs.deaths = forRecord;
        expect((await recorded(known)).map(({ text }) => text)).toEqual([expect.stringMatching(/^Added\n/)]);
        expect(additions().filter(({ status }) => status === 200)).toHaveLength(1);
        expect(inGroup(press, known)?.membership).toMatchObject({ source: 'Card', deactivated: 0 });
        expect(await audited(known)).toEqual(['receiver.add done']);

        jobs.deaths = forMail;
        expect(await added(asked)).toHaveLength(1);
        expect(mailsTo(asked).length).toBeLessThan(2);
        expect(await audited(asked)).toHaveLength(1);
        expect(jobs.failures).toEqual([]);
      }),
      { numRuns: 8 },
    );
  });

  test('before it is added, while a colleague enters it: it is theirs, and is told as being there', async () => {
    const email = someone();
    jobs.deaths = ['add-before:noted'];
    jobs.onDeath = () => enter(press, email, 'Phone');
    const [answer] = await recorded(email);
    expect(answer?.text).toMatch(/has been active in \*Presse\* since/);
    expect(await audited(email)).toEqual(['receiver.add nothing']);
  });

  test('before it is added, and is entered hours later by a colleague: the same', async () => {
    const email = someone();
    jobs.deaths = ['add-before:noted'];
    jobs.onDeath = () => enter(press, email, 'Card', Math.floor(Date.now() / 1_000) + 7_200);
    const [answer] = await recorded(email);
    expect(answer?.text).toMatch(/has been active in \*Presse\* since/);
  });

  test('while its request is still on the way: the next process waits for it, and adds nobody', async () => {
    const email = someone();
    Object.assign(settling, { lateMs: 60_000 });
    jobs.deaths = ['add-before:noted'];
    jobs.onDeath = () => {
      world.cleverReach.requests.length = 0;
      const isLookedFor = () => expect(world.cleverReach.requests.some(({ status }) => status === 404)).toBe(true);
      void vi.waitFor(isLookedFor, soon).then(() => enter(press, email, 'Card'));
    };
    const [answer] = await recorded(email);
    expect(answer?.text).toMatch(/^Added\n/);
    expect(additions()).toEqual([]);
  });

  test('and of which CleverReach cannot be asked: that is told, and it is not added', async () => {
    const email = someone();
    jobs.deaths = ['add-before:noted'];
    jobs.onDeath = () => world.cleverReach.setFaults({ status: 429, paths: `/groups/${press.id}/receivers/` });
    const [answer] = await recorded(email);
    expect(answer?.text).toContain(`CleverReach did not confirm whether ${email} was added to *Presse*.`);
    expect([additions(), await audited(email)]).toEqual([[], ['receiver.add uncertain']]);
  });
});

describe('an address of which CleverReach does not say that it was added', () => {
  test.each(['lost', 'half'] as const)('and which is there (%s): it goes on from there', async (body) => {
    const email = someone();
    world.cleverReach.setFaults({ body, paths: creating(newsletter), methods: ['POST'] });
    const [answer] = await added(email);
    expect(answer?.text).toContain('Added, waiting for confirmation');
    expect([additions().length, mailsTo(email).length]).toEqual([1, 1]);
  });

  test('and which is there by a colleague: it is theirs', async () => {
    const email = someone();
    // Long enough for a colleague to be first.
    world.cleverReach.setFaults({ status: 502, latencyMs: 500, paths: creating(press), methods: ['POST'] });
    await fillIn(email, press, { source: 'Card' });
    const answering = submitted();
    await vi.waitFor(() => expect(additions()).toHaveLength(1), soon);
    enter(press, email, 'Phone');
    const [answer] = await answering;
    expect(answer?.text).toMatch(/has been active in \*Presse\* since/);
    expect(await audited(email)).toEqual(['receiver.add nothing']);
  });

  test('and which is not there: it is looked twice, told, and not tried again, also by the next process', async () => {
    const email = someone();
    world.cleverReach.setFaults({ body: 'reset', paths: creating(press), methods: ['POST'] });
    jobs.deaths = ['add:noted'];
    const [answer] = await recorded(email);
    expect(answer?.text).toContain(`CleverReach did not confirm whether ${email} was added to *Presse*.`);
    const asked = world.cleverReach.requests.filter(({ path }) => path.includes(`/groups/${press.id}/receivers`));
    expect(asked.map(({ method }) => method).slice(-3)).toEqual(['POST', 'GET', 'GET']);
    expect(additions()).toHaveLength(1);
    expect(await audited(email)).toEqual(['receiver.add uncertain']);
  });
});

describe('the button that sends the mail, whose process dies', () => {
  /** Waits for confirmation, and was sent no mail. */
  async function waiting(): Promise<{ email: string; answer: Message }> {
    const email = someone();
    world.cleverReach.account.verified = false;
    const [answer] = await added(email);
    world.cleverReach.account.verified = true;
    reset();
    return { email, answer: answer ?? expect.fail('There is no answer.') };
  }
  const pressing = (answer: Message) => answersTo(() => world.slack.press(member, answer, 'Try to send it again'));

  test('at any one moment sends one mail at most, and tells where nobody knows', async () => {
    const first = await waiting();
    await pressing(first.answer);
    for (const moment of jobs.runs[0] ?? expect.fail()) {
      const { email, answer } = await waiting();
      jobs.deaths = [moment];
      const answers = await pressing(answer);
      const isUnknown = ['opt-in-mail-before:noted', 'opt-in-mail:done'].includes(moment);
      expect(mailsTo(email)).toHaveLength(moment === 'opt-in-mail-before:noted' ? 0 : 1);
      expect(answers.map(({ text }) => text)).toEqual([
        expect.stringContaining(isUnknown ? 'did not confirm whether the double opt-in e-mail' : 'is on its way'),
      ]);
      expect((await audited(email))[0]).toBe(isUnknown ? 'receiver.opt-in uncertain' : 'receiver.opt-in done');
      expect(jobs.failures).toEqual([]);
    }
  });

  test('and who confirms in between: that the mail went out is told all the same', async () => {
    const { email, answer } = await waiting();
    jobs.deaths = ['opt-in-mail:noted'];
    jobs.onDeath = () => void Object.assign(inGroup(newsletter, email)?.membership ?? {}, { activated: 1_800_000_000 });
    const [told] = await pressing(answer);
    expect(told?.text).toContain('is on its way');
  });
});

test('an address that cannot be taken is told as that, and the form can be submitted again with all that is in it', async () => {
  const email = someone();
  await fillIn(email, press, { source: 'Card' });
  jobs.refusal = new StorageError('enqueue: no answer');
  const refused = await world.slack.submit(member, 'modal');
  jobs.refusal = undefined;
  expect(JSON.stringify('view' in refused && refused.view)).toContain('cannot reach its storage at the moment');
  await world.slack.closeView(member, 'modal');
  expect((await submitted()).map(({ text }) => text)).toEqual([expect.stringMatching(/^Added\n/)]);
});
