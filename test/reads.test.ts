import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createAccount, SEED_GROUPS } from '../src/sandbox/cleverreach/index.ts';
import type { Message } from '../src/sandbox/slack/index.ts';
import { readerFor } from '../src/texts/index.ts';
import { type Reading, startReading } from './reading.ts';
import { addTenant, type Tenant, tenantChannel } from './tenant.ts';

/** What is read from CleverReach is read once for all who ask, and never shown once our own doing has made it stale. */

const { vip } = SEED_GROUPS;
let reading: Reading;
let tenant: Tenant;

beforeAll(async () => {
  reading = await startReading();
});
afterAll(() => reading.close());
beforeEach(async () => {
  reading.world.cleverReach.setFaults({});
  tenant = await reading.tenant();
});

const stats = (group: { id: string }) => `GET /groups/${group.id}/stats`;

/** What somebody makes in CleverReach itself. */
const createGroup = (name: string) => reading.world.cleverReach.addCrowd({ name, size: 3 });

describe('the same figures', () => {
  test('asked for by ten people at the same moment are asked for once', async () => {
    reading.world.cleverReach.setFaults({ latencyMs: 150 });
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        reading.ask(index % 2 === 0 ? tenant.admin : tenant.member, 'stats vip'),
      ),
    );
    for (const { text } of answers) expect(text).toContain(vip.name);
    expect(reading.asked()).toEqual(['GET /groups', stats(vip)]);
  });

  test('asked for again within half a minute come from memory; later they are asked for anew', async () => {
    const first = await reading.ask(tenant.member, 'stats vip');
    expect(reading.asked()).toEqual(['GET /groups', stats(vip)]);
    reading.pass(25_000);
    expect((await reading.ask(tenant.member, 'stats vip')).text).toContain(first.text);
    expect(reading.asked()).toEqual([]);
    reading.pass(5_001);
    await reading.ask(tenant.member, 'stats vip');
    expect(reading.asked()).toEqual(['GET /groups', stats(vip)]);
  });

  test('are never another workspace’s, of the same account or of another', async () => {
    const other = await addTenant(reading.world);
    await other.connect();
    await reading.ask(tenant.member, 'stats vip');
    reading.asked();
    await other.ask(other.member, 'stats vip');
    expect(reading.asked()).toContain(stats(vip));
  });

  test('of people are asked for each time', async () => {
    const line = 'find anna.mueller@example.com';
    await reading.ask(tenant.member, line);
    reading.asked();
    await reading.ask(tenant.member, line);
    expect(reading.asked()).toEqual(['POST /receivers/filter']);
    await reading.ask(tenant.member, `receivers ${vip.id}`);
    reading.asked();
    await reading.ask(tenant.member, `receivers ${vip.id}`);
    expect(reading.asked().sort()).toEqual([`GET /groups/${vip.id}/receivers`, stats(vip)].sort());
  });

  test('are shared with those from one’s own button: what everybody sees is of this moment', async () => {
    const { ts } = await reading.ask(tenant.member, 'stats vip');
    reading.asked();
    const share = readerFor('en').t.share.button;
    await reading.world.slack.press(tenant.member, { channel: tenantChannel, ts }, share, { confirm: true });
    await reading.world.slack.waitForMessage(tenant.admin, tenantChannel, {
      match: ({ text }) => text.includes(vip.name),
    });
    expect(reading.asked()).toEqual(['GET /groups', stats(vip)]);
  });
});

describe('a change of our own', () => {
  /** Opens the form, and waits for what CleverReach is asked for. */
  async function openAdd(address: string, group: { id: string }): Promise<void> {
    const { slack } = reading.world;
    await slack.command(tenant.member, tenantChannel, `/cleverreach add ${address} ${group.id}`);
    await slack.waitFor(() => {
      const view = slack.currentView(tenant.member);
      return view !== null && !JSON.stringify(view.content).includes('hourglass');
    });
  }

  /** Says yes to it, and gives the answer. */
  async function submitAdd(): Promise<Message> {
    const { slack } = reading.world;
    await slack.fill(tenant.member, 'modal', { 'consent-on-record': 'on-record', source: 'Trade fair' });
    const before = slack.messagesFor(tenant.member, tenantChannel).at(-1)?.ts ?? '0';
    expect(await slack.submit(tenant.member, 'modal')).toEqual({ outcome: 'closed' });
    const match = ({ author, text }: Message) => author === 'app' && !text.endsWith('…');
    return slack.waitForMessage(tenant.member, tenantChannel, { after: before, match });
  }

  test('is seen at once, in whichever process somebody looks', async () => {
    const look = async (url: string) => {
      reading.world.slack.app.eventsUrl = url;
      await reading.ask(tenant.member, `stats ${SEED_GROUPS.press.id}`);
      return reading.asked();
    };
    for (const url of reading.processes) expect(await look(url)).toContain(stats(SEED_GROUPS.press));
    for (const url of reading.processes) expect(await look(url)).toEqual([]);
    await openAdd('nele.reads@example.com', SEED_GROUPS.press);
    expect((await submitAdd()).text).toContain('nele.reads@example.com');
    reading.asked();
    for (const url of reading.processes) expect(await look(url)).toContain(stats(SEED_GROUPS.press));
  });

  test('is looked at in CleverReach and not in memory before it is made', async () => {
    const group = createGroup('Short-lived');
    await reading.ask(tenant.member, 'groups');
    await openAdd('late.reads@example.com', group);
    reading.world.cleverReach.account.groups.delete(group.id);
    reading.asked();
    // The form still knows it, and the job does not.
    expect((await submitAdd()).text).toContain('no longer exists');
    expect(reading.asked()).toEqual(['GET /groups']);
  });
});

describe('another connection', () => {
  test('shows nothing that was read with the one before, also in a process that has not heard of it yet', async () => {
    const { accounts, account } = reading.world.cleverReach;
    const second = createAccount('129777', {});
    const group = reading.world.cleverReach.addCrowd({ name: 'Only of the second', size: 4, account: second });
    const [first, other] = reading.processes;
    reading.world.slack.app.eventsUrl = other;
    expect((await reading.ask(tenant.admin, 'stats')).text).toContain(vip.name);

    reading.world.slack.app.eventsUrl = first;
    const { t } = readerFor('de');
    await reading.press(tenant.admin, await reading.ask(tenant.admin, 'disconnect'), t.connection.disconnectButton);
    // The account that a person finds chosen at CleverReach is the first.
    accounts.delete(account.id);
    accounts.set(second.id, second).set(account.id, account);
    try {
      const { ts } = await reading.ask(tenant.admin, 'help');
      await tenant.connect();
      await reading.world.slack.waitForMessage(tenant.admin, tenantChannel, { after: ts, text: 'Verbunden mit' });
    } finally {
      accounts.delete(second.id);
      accounts.set(second.id, second);
    }
    reading.world.slack.app.eventsUrl = other;
    const { text } = await reading.ask(tenant.admin, 'stats');
    expect(text).toContain(group.name);
    expect(text).not.toContain(vip.name);
    accounts.delete(second.id);
  });
});
