import { describe, expect, it } from 'vitest';
import { type Entry, type SubmittedChange, sum } from './books.ts';

const read: Entry = { kind: 'stats', atMs: 1_000, heard: 'ok', tookMs: 5, process: 'A', answeredMs: 20 };
const kept: SubmittedChange = { about: 'x', told: 'done', words: '', effectsThen: 1, effects: 1, noted: 1 };
const changed = (change: Partial<SubmittedChange> = {}): Entry => ({
  ...read,
  kind: 'draft',
  change: { ...kept, ...change },
});
const silent = (entry: Entry): Entry => ({ ...entry, answeredMs: undefined });
const killed = [{ process: 'A', atMs: 2_000, endedAtMs: 2_100 }];

/** What is wrong in the books, by its name. */
function wrongIn(entries: Entry[], killings = killed): string[] {
  const { lost, unanswered, unclear, missing, doubled, denied, notedTwice, notNoted } = sum(entries, killings);
  const lists = { lost, unanswered, unclear, missing, doubled, denied, notedTwice, notNoted };
  return Object.entries(lists).flatMap(([name, wrong]) => (wrong.length > 0 ? [name] : []));
}

describe('the books of a soak', () => {
  it('count what was taken, answered and told', () => {
    const apology = { ...read, isApology: true };
    const entries = [read, apology, changed(), changed({ told: 'refused' }), changed({ told: undefined })];
    expect(sum(entries, [])).toMatchObject({
      accepted: 5,
      answered: 5,
      apologies: 1,
      told: { done: 1, refused: 1, nothing: 1, uncertain: 0, 'not-done': 0 },
    });
  });

  it('miss an answer', () => {
    expect(wrongIn([silent(read)], [])).toEqual(['unanswered']);
    expect(wrongIn([silent(changed())], [])).toEqual(['unanswered']);
  });

  it('excuse a read that its process was killed in, and nothing else', () => {
    expect(wrongIn([silent(read)])).toEqual([]);
    expect(wrongIn([silent({ ...read, process: 'B' })])).toEqual(['unanswered']);
    expect(wrongIn([silent({ ...read, atMs: 3_000 })])).toEqual(['unanswered']);
    expect(wrongIn([silent({ ...read, atMs: -40_000 })])).toEqual(['unanswered']);
    expect(wrongIn([silent(changed())])).toEqual(['unanswered']);
  });

  it('excuse a connection that broke as its process was killed, and no other error', () => {
    const cutOff: Entry = { ...silent(read), heard: 'failed', tookMs: 1_500 };
    expect(wrongIn([cutOff])).toEqual([]);
    expect(sum([cutOff], killed).lostToKilling).toBe(1);
    expect(wrongIn([{ ...cutOff, heard: 'timeout' }])).toEqual(['lost']);
    expect(wrongIn([{ ...cutOff, process: 'B' }])).toEqual(['lost']);
    expect(wrongIn([{ ...cutOff, tookMs: 500 }])).toEqual(['lost']);
    expect(wrongIn([{ ...cutOff, atMs: 2_101 }])).toEqual(['lost']);
  });

  it.each<[string[], Partial<SubmittedChange>]>([
    [[], { told: 'done' }],
    [['missing'], { told: 'done', effects: 0 }],
    [['missing'], { told: 'done', effectsThen: 0 }],
    [['doubled'], { told: 'done', effects: 2 }],
    [['doubled'], { told: 'uncertain', effectsThen: 2 }],
    [['doubled'], { told: 'refused', effects: 2 }],
    [['unclear'], { told: undefined }],
    [['unclear', 'doubled'], { told: undefined, effects: 2 }],
    [['denied'], { told: 'not-done', effects: 1 }],
    [['notedTwice'], { told: 'uncertain', noted: 2 }],
    [['notNoted'], { told: 'done', noted: 0 }],
    [[], { told: 'not-done', effects: 0, effectsThen: 0 }],
    [[], { told: 'uncertain', effects: 0 }],
    [[], { told: 'uncertain', effects: 1 }],
    [[], { told: 'refused', effects: 1 }],
  ])('find %j in %j', (wrong, change) => {
    expect(wrongIn([changed(change)])).toEqual(wrong);
  });

  it('hold a change whose submission Slack heard nothing of to once at most', () => {
    const unheard = (effects: number): Entry => ({
      ...silent(changed({ told: undefined, effects, effectsThen: 0, noted: 0 })),
      heard: 'failed',
      atMs: 1_999,
    });
    expect(wrongIn([unheard(0), unheard(1)])).toEqual([]);
    expect(wrongIn([unheard(2)])).toEqual(['doubled']);
  });
});
