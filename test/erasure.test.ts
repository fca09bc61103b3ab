import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { startBalancer } from './balancer.ts';
import { addMarkedTenant, type MarkedTenant } from './marked-tenant.ts';
import { startRedis, type TestRedis } from './redis.ts';
import { signedRequests } from './signed-requests.ts';
import { type ActName, type Ready, tenantTraffic } from './tenant-traffic.ts';
import { startWorld, type World } from './world.ts';

/** Slack promises no order of a removal's events, and repeats them; and it stops nothing that is under way. */
interface Removal {
  events: {
    type: 'app_uninstalled' | 'tokens_revoked';
    /** The same number is the same event, sent again. */
    id: number;
    process: 0 | 1;
    /** Sent once the one before was answered, or at the same time. */
    isLater: boolean;
  }[];
  /** What the workspace's people have just done, one thing each; CleverReach takes its time over it. */
  acts: ActName[];
  /** Whether the app is installed again right after. */
  returns: boolean;
}

const event = fc.record({
  type: fc.constantFrom('app_uninstalled', 'tokens_revoked'),
  id: fc.nat({ max: 2 }),
  process: fc.constantFrom(0, 1),
  isLater: fc.boolean(),
});
const removal = fc.record<Removal>({
  events: fc.array(event, { minLength: 1, maxLength: 4 }),
  acts: fc.array(fc.constantFrom('add', 'unsubscribe', 'draft', 'settings', 'stats', 'home', 'find'), {
    minLength: 3,
    maxLength: 3,
  }),
  returns: fc.boolean(),
});

test('of a workspace that removes the app, nothing is left in Redis, whatever is under way, and no token is good', async () => {
  const [redis, balancer] = await Promise.all([startRedis(), startBalancer()]);
  const world = await startWorld({ redisUrl: redis.url, publicUrl: balancer.url });
  const urls = [world.url, (await world.another()).url] as const;
  balancer.targets.push(...urls);
  const gone: MarkedTenant[] = [];
  let count = 0;
  try {
    await fc.assert(
      fc.asyncProperty(fc.array(removal, { minLength: 6, maxLength: 6 }), async (removals) => {
        const numbers = removals.map(() => count++);
        const tenants = await Promise.all(numbers.map((number) => addMarkedTenant(world, number)));
        await Promise.all(tenants.map((tenant) => tenant.connect()));
        const played = tenants.map((tenant, index) => ({ tenant, removal: removals[index] ?? expect.fail() }));
        const ready = await Promise.all(played.map(({ tenant, removal }) => prepare(world, tenant, removal)));
        // Longer than all events take: of every other workspace tokens are being renewed meanwhile, of the rest changes are made.
        const slow = { paths: '(receivers|deactivate)$', latencyMs: 2_500 };
        world.cleverReach.setFaults({ ...slow, also: [{ paths: 'token.php', latencyMs: 1_000 }] });
        const isExpired = (tenant: MarkedTenant) => tenants.indexOf(tenant) % 2 === 0;
        const expired = new Set(tenants.filter(isExpired).map(({ account }) => account));
        for (const token of world.cleverReach.tokens.values()) if (expired.has(token.accountId)) token.expiresAtMs = 0;
        world.cleverReach.requests.length = 0;
        const going = Promise.allSettled(ready.flat().map(async ({ go }) => go()));
        const changing = played.filter(({ tenant }) => !isExpired(tenant)).flatMap(({ removal }) => removal.acts);
        const changes = changing.filter((name) => name === 'add' || name === 'unsubscribe').length;
        await vi.waitFor(() => expect(changesBegun(world)).toBe(changes), 20_000);
        await Promise.all(played.map(({ tenant, removal }) => remove(world, urls, tenant, removal)));
        await going;
        world.cleverReach.setFaults({});
        for (const { tenant, removal } of played) {
          if (removal.returns) await world.slack.uninstall(tenant.id);
          gone.push(tenant);
        }
        await vi.waitFor(async () => expect(await leftOf(redis, gone)).toEqual([]), { timeout: 20_000, interval: 200 });
      }),
      { numRuns: 3, endOnFailure: true },
    );
  } finally {
    // Whatever is still under way ends here.
    await Promise.all([world.close(), balancer.close()]);
  }
  const accounts = new Set(gone.map(({ account }) => account));
  const good = [...world.cleverReach.tokens.values()].filter(({ expiresAtMs }) => expiresAtMs > 0);
  expect(good.filter(({ accountId }) => accounts.has(accountId))).toEqual([]);
  expect(await leftOf(redis, gone)).toEqual([]);
  await redis.close();
}, 120_000);

/** How many changes CleverReach was asked for, which it takes its time for. */
const changesBegun = ({ cleverReach }: World) =>
  cleverReach.requests.filter(({ method, path }) => method !== 'GET' && /(receivers|deactivate)$/.test(path)).length;

/** Everything that they have to do before, with all that is kept of it. */
async function prepare(world: World, tenant: MarkedTenant, { acts }: Removal): Promise<Ready[]> {
  const traffic = tenantTraffic(world);
  const before = await Promise.all(tenant.people.map((person) => traffic.unsubscribe(person)));
  await Promise.all(before.map(({ go }) => go()));
  await Promise.all(before.map(({ seen }) => seen()));
  return Promise.all(tenant.people.map((person, index) => traffic[acts[index] ?? 'stats'](person)));
}

async function remove(
  world: World,
  urls: readonly [string, string],
  tenant: MarkedTenant,
  { events, returns }: Removal,
) {
  // Its token dies, and the events are the test's own.
  const { app } = world.slack;
  const { botEvents = [] } = app;
  app.botEvents = [];
  const died = world.slack.uninstall(tenant.id);
  app.botEvents = botEvents;
  await died;
  const id = randomUUID();
  const eventTime = Math.floor(Date.now() / 1000);
  const sent: Promise<unknown>[] = [];
  for (const { type, id: number, process, isLater } of events) {
    if (isLater) await Promise.all(sent);
    const envelope = {
      type: 'event_callback',
      team_id: tenant.id,
      event_id: `Ev${number}.${id}`,
      event_time: eventTime,
      event: type === 'app_uninstalled' ? { type } : { type, tokens: { bot: ['U0BOT'] } },
    };
    // Slack says which repeat it is, so none is a replay.
    const headers = { 'x-slack-retry-num': String(sent.length) };
    const body = { ...envelope, sent: sent.length };
    sent.push(
      signedRequests(world)
        .json(body, { url: urls[process], headers })
        .then(({ status }) => expect(status).toBe(200)),
    );
  }
  await Promise.all(sent);
  if (!returns) return;
  expect((await tenant.install()).status).toBe(200);
  // The other process remembers the connection for some seconds, though not its tokens for anything they are good for.
  const status = async () => (await tenant.ask(tenant.admin, 'status')).text;
  await vi.waitFor(async () => expect(await status()).toContain('Connect the CleverReach account'), {
    timeout: 10_000,
    interval: 500,
  });
}

/** What in Redis names one of them: in the names of keys, in what they hold, and in the headers of what is sealed. */
async function leftOf(redis: TestRedis, tenants: MarkedTenant[]): Promise<string[]> {
  const header = (sealed: string) => `${sealed} ${Buffer.from(sealed, 'base64url').toString('latin1')}`;
  const entries = Object.entries(await redis.dump()).map(
    ([key, value]) => `${key} ${value.replace(/eyJ[\w-]+/g, header)}`,
  );
  return entries.filter((entry) => tenants.some(({ id }) => entry.includes(id)));
}
