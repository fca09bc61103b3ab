import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { auditCsv } from '../src/slack/audit/csv.ts';
import { auditMessage, pageSize } from '../src/slack/audit/messages.ts';
import { ownAppRemovedMessage, ownAppSavedMessage } from '../src/slack/connection/own-app/messages.ts';
import { ownAppModal } from '../src/slack/connection/own-app/modal.ts';
import { messageModal } from '../src/slack/kit/message-modal.ts';
import { mrkdwn } from '../src/slack/kit/text.ts';
import { changedFields, savedMessage, settingsFields } from '../src/slack/settings/messages.ts';
import { maxPeople, settingsModal } from '../src/slack/settings/modal.ts';
import { readerFor } from '../src/texts/index.ts';
import type { Settings } from '../src/workspaces/settings.ts';
import { expectFit, expectFitModal } from './fit.ts';
import { auditEntry as entry, name, reader } from './generated.ts';

const changes: fc.Arbitrary<Settings['changes']> = fc.oneof(
  fc.constantFrom({ by: 'members' } as const, { by: 'admins' } as const),
  fc.array(fc.constant('U0ANNA'), { maxLength: maxPeople }).map((userIds) => ({ by: 'people', userIds }) as const),
);
const settings: fc.Arbitrary<Settings> = fc
  .record({
    language: fc.constantFrom('de', 'en', undefined),
    changes,
    group: fc.option(fc.record({ id: fc.constantFrom('1', '240001'), name }), { nil: undefined }),
    sender: fc.option(fc.record({ name, email: name }), { nil: undefined }),
    masksSender: fc.boolean(),
  })
  .map(({ language, group, sender, ...rest }) => ({
    ...rest,
    ...(language ? { language } : {}),
    ...(group ? { defaultGroup: group } : {}),
    ...(sender ? { defaultSender: sender } : {}),
  }));

describe('whatever things are called, Slack takes it and nobody is pinged', () => {
  test('the settings and what was changed in them', () => {
    fc.assert(
      fc.property(reader, settings, settings, name, fc.boolean(), (r, before, after, clientId, flag) => {
        const oauthApp = r.t.connection.ownApp.own(mrkdwn(clientId, 200));
        expectFitModal(settingsModal(r, { settings: after, isUnreadable: flag, oauthApp, hasAccount: !flag }, ''));
        const saved = savedMessage(r, after, changedFields(before, after));
        expectFit(saved);
        expectFitModal(messageModal(r, saved));
        expect(changedFields(after, after)).toEqual([]);
        expect(changedFields(undefined, after)).toEqual(settingsFields);
      }),
      { numRuns: 300 },
    );
  });

  test('the audit log, page by page', () => {
    const entries = fc.array(fc.option(entry, { nil: undefined, freq: 8 }), { maxLength: pageSize });
    fc.assert(
      fc.property(reader, entries, fc.integer({ min: 1, max: 9_999 }), fc.boolean(), (r, some, page, hasOlder) => {
        const message = auditMessage(r, { page, entries: some, hasOlder });
        expectFit(message);
        expectFitModal(messageModal(r, message));
      }),
      { numRuns: 300 },
    );
  });

  test('an unassigned character hides no formula behind it', () => {
    const [made] = fc.sample(entry, 1);
    const file = auditCsv(readerFor('en'), made ? [{ ...made, userName: '\u{3347A}=1+1' }] : []);
    expect(file).toContain("'\u{3347A}=1+1");
  });

  test('the file has a row for each entry, and no cell that begins as a formula does', () => {
    fc.assert(
      fc.property(reader, fc.array(fc.option(entry, { nil: undefined }), { maxLength: 20 }), (r, entries) => {
        const rows: string[][] = parse(auditCsv(r, entries), { bom: true, record_delimiter: '\r\n' });
        expect(rows).toHaveLength(entries.length + 1);
        for (const cell of rows.flat()) expect(cell).not.toMatch(/^[\s\p{C}]*[=+\-@\t\r＝＋－＠]/u);
      }),
      { numRuns: 200 },
    );
  });

  test('an own OAuth app', () => {
    fc.assert(
      fc.property(reader, name, fc.boolean(), (r, clientId, isConnected) => {
        const redirectUrl = 'https://app.example.com/cleverreach/callback';
        for (const stored of ['none', 'unreadable', { clientId, clientSecret: 'planted' }] as const) {
          const modal = ownAppModal(r, { stored, redirectUrl, isConnected }, '');
          expectFitModal(modal);
          expect(JSON.stringify(modal)).not.toContain('planted');
        }
      }),
      { numRuns: 200 },
    );
    for (const r of [readerFor('en'), readerFor('de')]) {
      const connectUrl = 'https://app.example.com/cleverreach/connect?link=T1.x';
      expectFit(ownAppSavedMessage(r, { isConnected: false, connectUrl }));
      expectFit(ownAppRemovedMessage(r, true, { isConnected: true, connectUrl: undefined }));
    }
  });
});
