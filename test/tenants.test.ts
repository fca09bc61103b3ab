import fc from 'fast-check';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Balancer, startBalancer } from './balancer.ts';
import { addMarkedTenant, type MarkedTenant } from './marked-tenant.ts';
import { startRedis, type TestRedis } from './redis.ts';
import { tenantChannel } from './tenant.ts';
import { type ActName, type Ready, tenantTraffic } from './tenant-traffic.ts';
import { createWitness, type Witness } from './witness.ts';
import { startWorld, type World } from './world.ts';

/**
 * Many workspaces at once, each with an account of its own, through two processes that take every request in turn. Whatever
 * happens to one of them meanwhile, each call carries its own workspace's token, and each answer reaches whoever asked.
 */

let redis: TestRedis;
let balancer: Balancer;
let world: World;

beforeAll(async () => {
  [redis, balancer] = await Promise.all([startRedis(), startBalancer()]);
  // What is read is kept for a while, as in production.
  world = await startWorld({ redisUrl: redis.url, publicUrl: balancer.url, reads: { keepMs: 30_000 } });
  balancer.targets.push(world.url, (await world.another()).url);
});
afterAll(async () => {
  await world.close();
  await Promise.all([balancer.close(), redis.close()]);
});

/** What happens to a whole workspace. Where it cannot happen, the app is installed or connected instead. */
type Turn = 'disconnect' | 'uninstall' | 'expire' | 'revoke' | 'none';

interface Round {
  turn: Turn;
  /** What the workspace's people do meanwhile, one thing each. */
  acts: ActName[];
}

const actNames: ActName[] = [
  ...(['stats', 'groups', 'find', 'receivers', 'home', 'suggest', 'settings', 'add', 'unsubscribe', 'draft'] as const),
];
/** Those that need nothing but a press. */
const alwaysPossible: ReadonlySet<ActName> = new Set(['stats', 'groups', 'find', 'receivers', 'home']);

const round = fc.record<Round>({
  turn: fc.oneof(
    { weight: 4, arbitrary: fc.constant('none') },
    { weight: 2, arbitrary: fc.constant('expire') },
    { weight: 1, arbitrary: fc.constantFrom('disconnect', 'uninstall', 'revoke') },
  ),
  acts: fc.array(fc.constantFrom(...actNames), { minLength: 1, maxLength: 3 }),
});
const story = fc.array(round, { minLength: 4, maxLength: 8 });

/** Longer than a process uses tokens that another has renewed meanwhile. */
const staleMs = 5_500;
let tenantsSoFar = 0;

test('no call and no answer of one workspace is ever another’s', async () => {
  const witness = createWitness(world);
  const counted = { seen: 0, disrupted: 0 };
  await fc.assert(
    fc.asyncProperty(fc.array(story, { minLength: 8, maxLength: 14 }), async (stories) => {
      const numbers = stories.map(() => tenantsSoFar++);
      const tenants = await Promise.all(numbers.map((number) => addMarkedTenant(world, number)));
      try {
        await Promise.all(tenants.map((tenant, index) => play(tenant, stories[index] ?? [], witness, counted)));
      } finally {
        // What went wrong comes from this, perhaps.
        witness.look(tenants);
      }
      await vi.waitFor(() => expect(witness.look(tenants).pending).toBe(0), 20_000);
      for (const tenant of tenants)
        if (world.slack.snapshot().workspaces.find(({ id }) => id === tenant.id)?.installed)
          await world.slack.uninstall(tenant.id);
      for (const { account } of tenants) world.cleverReach.accounts.delete(account);
    }),
    { numRuns: 3, endOnFailure: true },
  );
  // It is of no worth where nothing was to be seen.
  const { cleverReachCalls, renewals, slackCalls, answers } = witness.look([]);
  for (const many of [counted.seen, counted.disrupted, renewals]) expect(many).toBeGreaterThan(20);
  for (const many of [cleverReachCalls, slackCalls, answers]) expect(many).toBeGreaterThan(200);
}, 120_000);

async function play(
  tenant: MarkedTenant,
  story: Round[],
  witness: Witness,
  counted: { seen: number; disrupted: number },
) {
  const traffic = tenantTraffic(world);
  let expiredAtMs = -staleMs;
  let isInstalled = true;
  let isConnected = false;

  async function turned(turn: Turn): Promise<void> {
    const { slack, cleverReach } = world;
    if (!isInstalled) {
      expect((await tenant.install()).status).toBe(200);
      isInstalled = true;
      return;
    }
    if (!isConnected) {
      // The other process may take the connection before for a good one, for some seconds or until it is used.
      const page = await vi.waitFor(
        async () => {
          await tenant.ask(tenant.admin, `find ${tenant.people[0]?.receiver()}`);
          return tenant.connect();
        },
        { timeout: 10_000, interval: 500 },
      );
      expect(page.body).toContain(`Firma ${tenant.marker}`);
      isConnected = true;
      return;
    }
    const tokens = [...cleverReach.tokens.values()].filter(({ accountId }) => accountId === tenant.account);
    if (turn === 'expire' && performance.now() - expiredAtMs > staleMs) {
      for (const token of tokens) token.expiresAtMs = 0;
      expiredAtMs = performance.now();
    }
    if (turn === 'revoke') for (const { accessToken } of tokens) cleverReach.tokens.delete(accessToken);
    const ended = witness.ending(tenant);
    if (turn === 'disconnect') {
      const question = await tenant.ask(tenant.admin, 'disconnect');
      await slack.press(tenant.admin, question, 'Disconnect');
      await slack.waitForMessage(
        tenant.admin,
        tenantChannel,
        { match: ({ ts, text }) => ts === question.ts && text.includes('has ended') },
        15_000,
      );
    }
    if (turn === 'uninstall') {
      const delivered = await slack.uninstall(tenant.id);
      expect(delivered.map(({ outcome }) => outcome)).toEqual(['ok', 'ok']);
    }
    if (turn === 'disconnect' || turn === 'uninstall' || turn === 'revoke') isConnected = false;
    if (turn === 'uninstall') isInstalled = false;
    if (turn === 'disconnect' || turn === 'uninstall') ended();
  }

  for (const { turn, acts } of [{ turn: 'none' as const, acts: [] }, ...story]) {
    const disrupts = !isConnected || !(turn === 'none' || turn === 'expire');
    const possible = acts.filter((name) => isInstalled && (isConnected || alwaysPossible.has(name)));
    const people = tenant.people;
    const ready = await Promise.all(
      possible.map(async (name, index): Promise<Ready> => {
        const person = people[index] ?? expect.fail('nobody is left');
        return traffic[name](person);
      }),
    );
    const going = ready.map(async ({ go, seen }) => {
      if (disrupts) {
        await (async () => go())().catch(onlyImpossible);
      } else {
        await go();
        await seen();
        counted.seen += 1;
      }
    });
    await Promise.all([turned(turn), ...going]);
    if (disrupts) counted.disrupted += 1;
    if (isInstalled)
      await Promise.all(
        people.map(({ id }) => world.slack.closeView(id, 'modal', { all: true }).catch(() => undefined)),
      );
  }
}

/** What a person cannot do any more: the app is gone, or a form has become a message that says why it cannot be submitted. */
function onlyImpossible(error: unknown): void {
  if (!(error instanceof Error) || error.name !== 'ControlError') throw error;
}
