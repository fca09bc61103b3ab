import { expect, test } from 'vitest';
import type { CleverReachClient, Mailing } from '../../../cleverreach/index.ts';
import type { FilledDraft } from './check-form.ts';
import { findMade } from './drafts-like.ts';

const draft: FilledDraft = {
  groupId: '240001',
  name: 'April',
  subject: 'Hello',
  senderName: 'Teehaus',
  senderEmail: 'News@example.com',
  html: '<p>Tea</p>',
  text: 'Tea',
};
const begunAt = new Date('2026-03-01T12:00:00Z');
const made: Mailing = {
  id: '1',
  name: 'April',
  subject: 'Hello',
  senderName: 'Teehaus',
  senderEmail: 'news@example.com',
  html: '<p>Tea</p>',
  text: 'Tea',
  state: 'draft',
  groupIds: ['240001'],
  createdAt: begunAt,
};
const others = (count: number): Mailing[] =>
  Array.from({ length: count }, (_, index) => ({ ...made, id: String(1_000 + index), name: `Other ${index}` }));

/** An account with these drafts, of which a list tells only what `told` leaves. */
function account(drafts: Mailing[], told = (mailing: Mailing) => mailing, isPaged = true): CleverReachClient {
  const client: Pick<CleverReachClient, 'listMailings' | 'getMailing'> = {
    listMailings: async ({ page = 0, limit = 25 } = {}) =>
      drafts.slice(isPaged ? page * limit : 0, (isPaged ? page + 1 : 1) * limit).map(told),
    getMailing: async (id) => drafts.find((mailing) => mailing.id === id) ?? expect.fail(`There is no ${id}.`),
  };
  // The two calls that this makes.
  return client as CleverReachClient;
}
const before = { equal: [], begunAt };

test('the draft is found wherever it is among hundreds, in whatever order they come', async () => {
  const drafts = [...others(250), made, ...others(10)];
  expect(await findMade(account(drafts), draft, before)).toEqual({ id: '1', areAll: true });
});

test('of more drafts than are looked at, it is not said that there is none', async () => {
  expect(await findMade(account(others(1_001)), draft, before)).toEqual({ id: undefined, areAll: false });
  const withoutPages = account(others(100), undefined, false);
  expect(await findMade(withoutPages, draft, before)).toEqual({ id: undefined, areAll: false });
});

test('where a list tells little more than names, each candidate is looked at', async () => {
  const bare = ({ id, name }: Mailing): Mailing => ({
    ...{ id, name, subject: '', senderName: '', senderEmail: '' },
    ...{ html: '', text: '', groupIds: [] },
  });
  const other = { ...made, id: '2', subject: 'Another subject' };
  expect(await findMade(account([other, made], bare), draft, before)).toEqual({ id: '1', areAll: true });
  expect(await findMade(account([other], bare), draft, before)).toEqual({ id: undefined, areAll: true });
});

test.each<[string, Partial<Mailing>]>([
  ['another subject', { subject: 'Hello!' }],
  ['another name', { name: 'May' }],
  ['another sender', { senderName: 'Kaffeehaus' }],
  ['another sender’s address', { senderEmail: 'other@example.com' }],
  ['other groups', { groupIds: ['240002'] }],
])('a draft with %s is another one', async (_what, difference) => {
  expect((await findMade(account([{ ...made, ...difference }]), draft, before)).id).toBeUndefined();
});

test('of two, the one with the content goes first; whatever CleverReach made of it, it is the draft', async () => {
  const rewritten = { ...made, id: '3', html: '<html><p>Tea</p></html>' };
  expect((await findMade(account([rewritten, made]), draft, before)).id).toBe('1');
  expect((await findMade(account([rewritten]), draft, before)).id).toBe('3');
});
