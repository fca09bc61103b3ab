import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Message } from '../src/sandbox/slack/index.ts';
import { keys } from '../src/storage/keys.ts';
import { createMemoryStorage } from '../src/storage/memory-storage.ts';
import { de } from '../src/texts/de.ts';
import { en } from '../src/texts/en.ts';
import { type AuditEntry, type AuditLog, createAuditLog } from '../src/workspaces/audit-log.ts';
import { createBrowser } from './browser-client.ts';
import { addTenant, logLinesOf, type Tenant, tenantChannel } from './tenant.ts';
import { startWorld, type World } from './world.ts';

const storage = createMemoryStorage();
let world: World;
let auditLog: AuditLog;
let tenant: Tenant;

beforeAll(async () => {
  world = await startWorld({ storage });
  auditLog = createAuditLog({
    records: world.records,
  });
});
afterAll(() => world.close());
beforeEach(async () => {
  world.slack.clearFaults();
  tenant = await addTenant(world);
});

const shown = (message: Message) => JSON.stringify(message.blocks);
const entry = (more: Partial<AuditEntry> = {}): AuditEntry => ({
  at: new Date('2026-11-24T10:15:00Z'),
  userId: tenant.admin,
  userName: 'Anna',
  action: 'receiver.unsubscribe',
  address: 'lena@example.com',
  groups: [{ id: '240001', name: 'Newsletter' }],
  result: 'done',
  reference: 'abc123',
  ...more,
});
const add = (...entries: AuditEntry[]) =>
  entries.reduce((before, one) => before.then(() => auditLog.add(tenant.id, one)), Promise.resolve());
const addNumbered = (count: number) =>
  add(...Array.from({ length: count }, (_, index) => entry({ address: `no${index + 1}.@example.com` })));

/** Presses a button of a page and gives the page in its place. */
async function turn(page: Message, label: string, expected: string): Promise<Message> {
  await world.slack.as(tenant.admin).press(page, label);
  return world.slack.waitForMessage(tenant.admin, tenantChannel, {
    match: ({ ts, text }) => ts === page.ts && text.includes(expected),
  });
}

describe('audit', () => {
  test.each([
    ['audit', en, { tz: 'UTC' }, 'wanted to unsubscribe', '24 Nov 2026, 10:15 UTC'],
    ['protokoll', de, { locale: 'de-DE', tz: 'Europe/Berlin' }, 'wollte', '24. Nov. 2026, 11:15 MEZ'],
  ])(
    '%s says who did what, when, on what, with what result',
    async (line, { audit, errors, settings: { fields } }, admin, meant, time) => {
      tenant = await addTenant(world, { admin });
      await add(
        entry({ action: 'settings.change', detail: 'language, masksSender' }),
        entry(),
        entry({ result: 'failed', address: 'failed@example.com' }),
      );
      const answer = await tenant.ask(tenant.admin, line);
      expect(answer.ephemeralFor).toBe(tenant.admin);
      for (const text of [answer.text, shown(answer)]) {
        expect(text).toContain(`<@${tenant.admin}>`);
        expect(text).toContain('lena@example.com');
        expect(text).toContain('*Newsletter*');
        expect(text).toContain(meant);
        expect(text).toContain(audit.outcomes.failed);
        expect(text).toContain(time);
        expect(text).toContain(errors.reference('abc123'));
      }
      // The newest first.
      expect(answer.text.indexOf('failed@example.com')).toBeLessThan(answer.text.indexOf('lena@example.com'));
      expect(answer.text).toContain(`${fields.language}, ${fields.masksSender}`);
    },
  );

  test('says so where nothing was changed yet', async () => {
    expect((await tenant.ask(tenant.admin, 'audit')).text).toBe(en.audit.none);
  });

  test('is paged in place, there and back, and a page can be typed', async () => {
    await addNumbered(25);
    const first = await tenant.ask(tenant.admin, 'audit');
    expect(first.text).toContain('no25.@');
    expect(first.text).toContain('no16.@');
    expect(first.text).not.toContain('no15.@');
    expect(shown(first)).not.toContain(`"${en.audit.newerButton}"`);
    const second = await turn(first, en.audit.olderButton, 'no15.@');
    const third = await turn(second, en.audit.olderButton, 'no5.@');
    expect(shown(third)).not.toContain(`"${en.audit.olderButton}"`);
    await turn(third, en.audit.newerButton, 'no15.@');
    for (const line of ['audit page 2', 'protokoll Seite 2', 'audit 2']) {
      expect((await tenant.ask(tenant.admin, line)).text).toContain('no15.@');
    }
  });

  test('beyond the last page there is a way back to the first', async () => {
    await add(entry());
    const answer = await tenant.ask(tenant.admin, 'audit page 9');
    expect(answer.text).toBe(en.audit.noMore);
    await turn(answer, en.audit.newestButton, 'lena@example.com');
  });

  test('what cannot be read appears as such, and hides nothing', async () => {
    await add(entry({ address: 'older@example.com' }));
    await storage.append(keys.auditLog(tenant.id), 'spoilt', { keep: 100 });
    await add(entry({ address: 'newer@example.com' }));
    const { text } = await tenant.ask(tenant.admin, 'audit');
    for (const part of ['newer@example.com', en.audit.unreadable, 'older@example.com']) expect(text).toContain(part);
  });

  test('has what was done in Slack and on the pages: connecting, settings, disconnecting', async () => {
    await tenant.connect();
    await world.slack.waitForMessage(tenant.admin, tenantChannel, { text: 'Connected to the CleverReach account' });
    const question = await tenant.ask(tenant.admin, 'disconnect');
    await world.slack.as(tenant.admin).press(question, 'Disconnect');
    await world.slack.waitForMessage(tenant.admin, tenantChannel, { text: 'has ended' });
    const { text } = await tenant.ask(tenant.admin, 'audit');
    expect(text).toContain('connected the CleverReach account *Teehaus Muster GmbH*');
    expect(text).toContain('disconnected the CleverReach account *Teehaus Muster GmbH*');
  });
});

describe('the export', () => {
  /** Grants what the button asks for, as an admin follows it. */
  async function grant(page: Message): Promise<void> {
    await world.slack.as(tenant.admin).press(page, en.audit.exportButton);
    const offer = await world.slack.waitForMessage(tenant.admin, tenantChannel, { text: en.audit.export.why });
    const url = /"url":"([^"]*\/slack\/install[^"]*)"/.exec(shown(offer))?.[1] ?? '';
    expect(new URL(url).searchParams.get('with')).toContain('files:write');
    const browser = createBrowser();
    const { location } = await world.slack.as(tenant.admin).consent((await browser.get(url)).location ?? '');
    expect((await browser.get(location)).body).toContain('The permission is granted');
  }

  async function exported(page: Message): Promise<{ name: string; base64: string }> {
    await world.slack.as(tenant.admin).press(page, en.audit.exportButton);
    const message = await world.slack.waitForMessage(tenant.admin, '@app', { match: ({ files }) => files.length > 0 });
    return world.slack.as(tenant.admin).readFile(String(message.files[0]?.['id']));
  }

  test('asks for the permission it needs, and then sends the whole log as a file', async () => {
    await addNumbered(600);
    const page = await tenant.ask(tenant.admin, 'audit');
    await grant(page);
    const { name, base64 } = await exported(page);
    await world.slack.waitForMessage(tenant.admin, tenantChannel, { text: en.audit.export.sent });
    expect(name).toMatch(/^cleverreach-changes-\d{4}-\d\d-\d\d\.csv$/);
    const bytes = Buffer.from(base64, 'base64');
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    const lines = bytes.toString('utf8').slice(1).split('\r\n');
    expect(lines[0]).toBe(Object.values(en.audit.export.columns).join(','));
    expect(lines).toHaveLength(602);
    expect(lines[1]).toBe(
      `2026-11-24T10:15:00.000Z,${tenant.admin},Anna,unsubscribe,no600.@example.com,Newsletter,240001,,,done,,abc123`,
    );
    expect(lines[600]).toContain('no1.@example.com');
    expect(world.log()).not.toContain('no600.@example.com');
  });

  test('has no cell that a spreadsheet would calculate, and what cannot be read as such', async () => {
    await add(
      entry({
        address: '=cmd|x',
        groups: [
          { id: '1', name: '\u200b@SUM(1)' },
          { id: '2', name: 'Ä "q", b' },
        ],
      }),
    );
    await storage.append(keys.auditLog(tenant.id), 'spoilt', { keep: 100 });
    const page = await tenant.ask(tenant.admin, 'audit');
    await grant(page);
    const { base64 } = await exported(page);
    const text = Buffer.from(base64, 'base64').toString('utf8');
    expect(text).toContain(`,'=cmd|x,"'@SUM(1); Ä ""q"", b",`);
    expect(text).toContain(`,,,${en.audit.export.unreadable},`);
  });

  test('offers the permission again where Slack has taken it away', async () => {
    await add(entry());
    const page = await tenant.ask(tenant.admin, 'audit');
    await grant(page);
    world.slack.setFault({ method: 'files.getUploadURLExternal', error: 'missing_scope' });
    await world.slack.as(tenant.admin).press(page, en.audit.exportButton);
    await world.slack.waitFor(
      () =>
        world.slack.messagesFor(tenant.admin, tenantChannel).filter(({ text }) => text.includes(en.audit.export.why))
          .length === 2,
    );
  });

  test.each([
    { method: 'files.completeUploadExternal', status: 500 },
    { method: 'files.completeUploadExternal', error: 'not_in_channel' },
    { method: 'files.getUploadURLExternal', status: 429, retryAfterS: 30 },
    { method: 'files.getUploadURLExternal', error: 'account_inactive' },
    { method: 'chat.postMessage', error: 'channel_not_found' },
  ])('says so when Slack does not take the file: %j', async (fault) => {
    await add(entry());
    const page = await tenant.ask(tenant.admin, 'audit');
    await grant(page);
    world.slack.setFault(fault);
    await world.slack.as(tenant.admin).press(page, en.audit.exportButton);
    const answer = await world.slack.waitForMessage(tenant.admin, tenantChannel, { text: en.audit.export.failed });
    expect(logLinesOf(world, answer.text)).not.toEqual([]);
  });
});
