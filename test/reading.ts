import type { Message } from '../src/sandbox/slack/index.ts';
import { startRedis } from './redis.ts';
import { addTenant, type Tenant, tenantChannel } from './tenant.ts';
import { startWorld, type World } from './world.ts';

/** A world that remembers what it has read, as in production, with a clock that only the test puts forward. */
export interface Reading {
  world: World;
  /** Where the first process and the second take what Slack sends: a Redis they share, and memories of their own. */
  processes: [first: string, second: string];
  /** Lets so many milliseconds pass for what is remembered. */
  pass(ms: number): void;
  /** A connected workspace of its own, its admin in Berlin; from then on Slack sends to the first process. */
  tenant(): Promise<Tenant>;
  /** What CleverReach was asked since the last time. */
  asked(): string[];
  /** Types a line and gives the whole answer, as it was then. */
  ask(user: string, line: string): Promise<Message>;
  /** Presses a button whose answer takes the place of its message. */
  press(user: string, message: Message, label: string): Promise<Message>;
  close(): Promise<void>;
}

export async function startReading(keepMs = 30_000): Promise<Reading> {
  const redis = await startRedis();
  let clockMs = 1_000_000;
  const world = await startWorld({
    redisUrl: redis.url,
    reads: { keepMs, now: () => clockMs },
  });
  const { slack, cleverReach } = world;
  const first = slack.app.eventsUrl;
  const second = `${(await world.another()).url}/slack/events`;
  const whole = ({ author, text }: Message) => author === 'app' && !text.endsWith('…');

  return {
    world,
    processes: [first, second],
    pass(ms) {
      clockMs += ms;
    },
    async tenant() {
      slack.app.eventsUrl = first;
      const tenant = await addTenant(world, { admin: { locale: 'de-DE', tz: 'Europe/Berlin' } });
      await tenant.connect();
      await slack.waitForMessage(tenant.admin, tenantChannel, { text: 'Verbunden mit' });
      cleverReach.requests.length = 0;
      return tenant;
    },
    asked: () => cleverReach.requests.splice(0).map(({ method, path }) => `${method} ${path.replace(/^\/v3/, '')}`),
    async ask(user, line) {
      const before = slack.messagesFor(user, tenantChannel).at(-1)?.ts ?? '0';
      const { message } = await slack.command(user, tenantChannel, `/cleverreach ${line}`);
      return structuredClone(
        message ?? (await slack.waitForMessage(user, tenantChannel, { after: before, match: whole })),
      );
    },
    async press(user, { ts, text }, label) {
      await slack.press(user, { channel: tenantChannel, ts }, label);
      const match = (message: Message) => message.ts === ts && message.text !== text;
      return structuredClone(await slack.waitForMessage(user, tenantChannel, { match }));
    },
    async close() {
      await world.close();
      await redis.close();
    },
  };
}
