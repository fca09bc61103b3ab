import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Message } from '../src/sandbox/slack/index.ts';
import { en } from '../src/texts/en.ts';
import { interruptedChanges } from './interrupted-changes.ts';
import { addTenant, connectUrlOf, logLinesOf, type Tenant, tenantChannel, visit } from './tenant.ts';
import { admin, channel, member, startWorld, type World } from './world.ts';

/** An account for which CleverReach keeps failing is left alone for a while, and people hear so at once. */

const pauseMs = 5_000;
let world: World;
let other: Tenant;
let laterMs = 0;

beforeAll(async () => {
  world = await startWorld({ recoverAfterMs: pauseMs });
  await world.ready();
  other = await addTenant(world);
  await other.connect();
  const { now } = Date;
  vi.spyOn(Date, 'now').mockImplementation(() => now() + laterMs);
});
afterAll(async () => {
  vi.restoreAllMocks();
  await world.close();
});
beforeEach(async () => {
  laterMs += pauseMs;
  expect((await world.ask(member, 'stats vip')).text).toContain('VIP-Kunden');
});
afterEach(() => world.cleverReach.setFaults({}));

/** Five calls in a row fail, and from then on CleverReach would answer. */
async function giveUp(): Promise<void> {
  world.cleverReach.setFaults({ status: 500 });
  for (let call = 1; call <= 5; call += 1) {
    expect((await world.ask(member, 'stats')).text).toContain(en.errors.unavailable);
  }
  world.cleverReach.setFaults({});
  world.cleverReach.requests.length = 0;
}

async function figure(name: string): Promise<number> {
  const text = await (await fetch(`${world.publicUrl}/metrics`)).text();
  const line = text.split('\n').find((candidate) => candidate.startsWith(`${name} `));
  return Number(line?.split(' ').at(-1) ?? 0);
}
const changes = (change: string) => figure(`cleverreach_breaker_changes_total{change="${change}"}`);
const askedApi = () => world.cleverReach.requests.filter(({ path }) => path.startsWith('/v3/'));

describe('an account that keeps failing', () => {
  test('is not asked for a while: the answer comes at once, with a reference and a button to try again', async () => {
    const [opened, closed] = [await changes('opened'), await changes('closed')];
    await giveUp();
    const answer = await world.ask(member, 'stats vip');
    expect(askedApi()).toEqual([]);
    expect(answer.text).toContain(en.errors.unavailable);
    expect(logLinesOf(world, answer.text)).toContainEqual(
      expect.objectContaining({ err: expect.objectContaining({ message: expect.stringContaining('left alone') }) }),
    );
    expect(await changes('opened')).toBe(opened + 1);
    expect(
      await figure('cleverreach_call_seconds_count{endpoint="GET /groups",outcome="cleverreach_paused"}'),
    ).toBeGreaterThan(0);

    laterMs += pauseMs;
    await world.slack.press(member, answer, en.errors.againButton);
    const match = ({ ts, text }: Message) => ts === answer.ts && text.includes('VIP-Kunden');
    await world.slack.waitForMessage(member, channel, { match });
    expect(await changes('closed')).toBe(closed + 1);
  });

  test('is tried with one call after the pause, and left alone again if that fails', async () => {
    await giveUp();
    laterMs += pauseMs;
    world.cleverReach.setFaults({ status: 500 });
    const answers = await Promise.all([member, admin].map((user) => world.ask(user, 'groups vip')));
    for (const { text } of answers) expect(text).toMatch(/Reference|Referenz/);
    expect(askedApi()).toHaveLength(1);
  });

  test('does not keep other workspaces from theirs', async () => {
    await giveUp();
    expect((await other.ask(other.member, 'stats vip')).text).toContain('VIP-Kunden');
  });

  test('is not changed, which is certain: so it is told, with the way to do it again', async () => {
    const change = await interruptedChanges(world).add();
    await giveUp();
    expect(await change.submit()).toBe('closed');
    await vi.waitFor(() => expect(change.answers()).toHaveLength(1));
    expect(change.answers()[0]).toContain(`${en.add.failed} ${en.errors.unavailable}`);
    expect(change.isDone()).toBe(false);
    expect(askedApi()).toEqual([]);
  });

  test('can be connected anew meanwhile, and what was asked for before carries on at once', async () => {
    world.cleverReach.setFaults({ status: 500 });
    for (let call = 1; call <= 5; call += 1) await other.ask(other.admin, 'stats');
    world.cleverReach.setFaults({});
    expect((await other.ask(other.admin, 'stats vip')).text).toContain(en.errors.unavailable);
    const status = structuredClone(await other.ask(other.admin, 'status'));
    await world.slack.press(other.admin, status, 'Disconnect', { confirm: true });
    const ended = ({ ts, text }: Message) => ts === status.ts && text !== status.text;
    await world.slack.waitForMessage(other.admin, tenantChannel, { match: ended });
    const offer = await other.ask(other.admin, 'stats vip');
    expect((await (await visit(connectUrlOf(offer))).agree()).status).toBe(200);
    await world.slack.waitForMessage(other.admin, tenantChannel, { after: offer.ts, text: 'VIP-Kunden: ' });
  });
});
