import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { CleverReachTimeoutError, CleverReachUnavailableError } from '../src/cleverreach/index.ts';
import type { Journal } from '../src/jobs/jobs.ts';
import { answerJob } from '../src/slack/job-answer.ts';
import { jobReader } from '../src/slack/job-reader.ts';
import { createMemoryStorage } from '../src/storage/memory-storage.ts';
import { RecordError } from '../src/storage/records.ts';
import { StorageError } from '../src/storage/storage.ts';
import type { AuditEntry } from '../src/workspaces/audit-log.ts';
import { createProbe, type Probe, probedAddress } from './probe.ts';
import { startWorld, type World } from './world.ts';

/** What a person and the audit log hear of work that goes on after the request is over. */

let world: World;
let probe: Probe;
let people = 0;
let user: string;
let channel: string;
let isLogLost = false;

beforeAll(async () => {
  probe = createProbe();
  const memory = createMemoryStorage();
  const storage = {
    ...memory,
    append: async (...entry: Parameters<typeof memory.append>) => {
      if (isLogLost) throw new StorageError('append: no answer');
      return memory.append(...entry);
    },
  };
  world = await startWorld({ features: [probe.feature], storage });
  await world.ready();
});
afterAll(() => world.close());
beforeEach(() => {
  people += 1;
  user = world.slack.addUser(world.workspace, { name: `person${people}` }).id;
  channel = world.slack.addChannel(world.workspace, { name: `channel${people}`, members: [user] }).id;
  isLogLost = false;
});

/** Has the job done and gives its answer. */
async function answerOf(job: Probe['job']): Promise<string> {
  probe.job = job;
  probe.command = probe.begin;
  await world.slack.command(user, channel, '/cleverreach probe');
  const { text } = await world.slack.waitForMessage(user, channel, {
    match: ({ author, text }) => author === 'app' && text !== 'Working …',
  });
  return text;
}

/** The newest entry of the audit log. */
async function noted(): Promise<AuditEntry | undefined> {
  let entry: AuditEntry | undefined;
  probe.command = async ({ services, reply }) => {
    [entry] = await services.auditLog.latest(world.workspace, { count: 1 });
    await reply({ text: 'read' });
  };
  await world.slack.command(user, channel, '/cleverreach probe');
  return entry;
}

const change = { action: 'receiver.add', address: probedAddress } as const;

test('what was done is told, and noted with who did it', async () => {
  const answer = await answerOf(async () => ({ message: { text: 'Done' }, changes: [{ ...change, result: 'done' }] }));
  expect(answer).toBe('Done');
  expect(await noted()).toMatchObject({ ...change, result: 'done', userId: user });
});

test('what was done is told although it cannot be noted, and the operator’s log says so without the address', async () => {
  isLogLost = true;
  const answer = await answerOf(async () => ({ message: { text: 'Done' }, changes: [{ ...change, result: 'done' }] }));
  expect(answer).toBe('Done');
  expect(world.log()).toContain('"actions":["receiver.add done"]');
});

test('work that fails is told with what was not done, and noted as failed', async () => {
  const answer = await answerOf(() => Promise.reject(new Error(`a bug with ${'x'.repeat(9)}`)));
  expect(answer).toMatch(/It was not done\. Something went wrong.*Reference [0-9a-f]{10}/);
  expect(await noted()).toMatchObject({ ...change, result: 'failed' });
});

test('work that CleverReach refuses is told with the reason', async () => {
  const answer = await answerOf(() => Promise.reject(new CleverReachUnavailableError({ endpoint: 'POST /x' })));
  expect(answer).toContain('It was not done. CleverReach cannot be reached');
  expect(await noted()).toMatchObject({ result: 'failed' });
});

test('work of which nobody knows whether it was done is told as just that, and noted so', async () => {
  const uncertain = new CleverReachTimeoutError({ endpoint: 'POST /x', uncertain: true });
  const answer = await answerOf(() => Promise.reject(uncertain));
  expect(answer).toContain('CleverReach did not confirm whether this was done.');
  expect(answer).not.toContain('It was not done.');
  expect(await noted()).toMatchObject({ result: 'uncertain' });
});

const unreadable = new RecordError('record_unreadable', 'cr:{T1}:job:probe:1', 'does not fit');

test.each<[string, Journal['once']]>([
  ['work that never came to its end', ({ run }) => run()],
  [
    'work of which another version has noted what cannot be read',
    (step) => (step.name === 'result' ? Promise.reject(unreadable) : step.run()),
  ],
])('%s is told as not known, is tried no more, and noted as uncertain', async (_, once) => {
  probe.command = (request) =>
    answerJob(
      request.services,
      { workspace: world.workspace, person: jobReader(request), journal: { isLast: true, once } },
      { texts: () => ({ working: 'Working …', failed: 'It was not done.', line: 'probe' }), changes: [change] },
      () => expect.fail('it was to be tried no more'),
    );
  const { message } = await world.slack.command(user, channel, '/cleverreach probe');
  const told =
    message ?? (await world.slack.waitForMessage(user, channel, { match: ({ author }) => author === 'app' }));
  expect(told.text).toContain('it is not known whether it was done. Please check in CleverReach before trying again.');
  expect(await noted()).toMatchObject({ ...change, result: 'uncertain', userId: user });
});

test('work that lost the connection is answered with Connect, and noted as failed', async () => {
  world.cleverReach.setFaults({ tokenRevoked: true });
  const answer = await answerOf(async ({ cleverreach }) => {
    await cleverreach.listGroups();
    return { message: { text: 'Done' }, changes: [] };
  });
  world.cleverReach.setFaults({});
  expect(answer).toContain('connection');
  expect(await noted()).toMatchObject({ result: 'failed' });
});

test('each run is among the figures, and so is what waits', async () => {
  const figures = await (await fetch(`${world.publicUrl}/metrics`)).text();
  expect(figures).toMatch(/job_run_seconds_count\{kind="probe",outcome="done"\} [1-9]/);
  expect(figures).toMatch(/jobs\{state="waiting"\} 0/);
  expect(figures).toMatch(/jobs\{state="running"\} 0/);
});

test('no address is in the operator’s log', () => {
  expect(world.log()).toContain('a job did not do what was asked for');
  expect(world.log()).not.toContain(probedAddress);
});
