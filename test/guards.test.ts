import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { connectionFeature } from '../src/slack/connection/feature.ts';
import { changing, connected, member } from '../src/slack/guards.ts';
import { keys } from '../src/storage/keys.ts';
import { createMemoryStorage } from '../src/storage/memory-storage.ts';
import { type Storage, StorageError } from '../src/storage/storage.ts';
import { en } from '../src/texts/en.ts';
import { createProbe, type Probe } from './probe.ts';
import { addTenant, logLinesOf, type Tenant } from './tenant.ts';
import { startWorld, type World } from './world.ts';

/** Whom the guards of a write turn away, with which sentence, and in which order they ask. */

const memory = createMemoryStorage();
let lost: string | undefined;
const storage: Storage = {
  ...memory,
  get: async (key) => {
    if (key === lost) throw new StorageError('get: no answer');
    return memory.get(key);
  },
};
let world: World;
let probe: Probe;
let tenant: Tenant;
let isReached = false;

beforeAll(async () => {
  probe = createProbe();
  probe.command = member(
    changing(
      connected(async ({ reply }) => {
        isReached = true;
        await reply({ text: 'reached' });
      }),
    ),
  );
  world = await startWorld({ features: [probe.feature, connectionFeature], storage });
});
afterAll(() => world.close());
beforeEach(async () => {
  isReached = false;
  lost = undefined;
  // A workspace of its own: settings are remembered for some seconds.
  tenant = await addTenant(world);
});

async function onlyAdmins(): Promise<void> {
  const probed = probe.command;
  probe.command = async ({ services, reply }) => {
    await services.settings.save(tenant.id, { changes: { by: 'admins' }, masksSender: true });
    await reply({ text: 'saved' });
  };
  await tenant.ask(tenant.admin, 'probe');
  probe.command = probed;
}

test('a guest hears that guests may not, also where nobody may change anything and nothing is connected', async () => {
  await onlyAdmins();
  const { id } = world.slack.addUser(tenant.id, { name: 'guest', isRestricted: true });
  const channel = world.slack.addChannel(tenant.id, { name: 'with-guests', members: [id] });
  const { message } = await world.slack.command(id, channel.id, '/cleverreach probe');
  expect(message?.text).toBe(en.denied.guest);
});

test('a member who may not change anything hears who may, and is not sent to connect', async () => {
  await onlyAdmins();
  expect((await tenant.ask(tenant.member, 'probe')).text).toBe(en.denied.changes([]));
});

test('an admin may, and is asked to connect first', async () => {
  await onlyAdmins();
  expect(JSON.stringify(await tenant.ask(tenant.admin, 'probe'))).toContain('/cleverreach/connect?');
  expect(isReached).toBe(false);
});

/** From a process that has read nothing of this workspace yet. */
async function askAnother(): Promise<string> {
  const { url } = await world.another();
  const { eventsUrl } = world.slack.app;
  world.slack.app.eventsUrl = `${url}/slack/events`;
  try {
    return (await tenant.ask(tenant.member, 'probe')).text;
  } finally {
    world.slack.app.eventsUrl = eventsUrl;
  }
}

test('settings that cannot be read let nobody but admins through, with a reference for the operator', async () => {
  await storage.set(keys.settings(tenant.id), 'spoilt');
  const text = await askAnother();
  expect(text).toContain(en.denied.settingsUnreadable);
  expect(JSON.stringify(logLinesOf(world, text))).toContain(keys.settings(tenant.id));
});

test.each(['settings', 'connection'] as const)(
  'a storage that does not give the %s lets nobody through',
  async (what) => {
    await tenant.connect();
    lost = keys[what](tenant.id);
    const text = await askAnother();
    expect(text).toContain(en.errors.storage);
    expect(logLinesOf(world, text)).not.toEqual([]);
    expect(isReached).toBe(false);
  },
);
