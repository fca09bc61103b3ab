import { describe, expect, it } from 'vitest';
import { type Entry, sum, toldIn } from './books.ts';

const read: Entry = { kind: 'stats', atMs: 1_000, heard: 'ok', tookMs: 5, process: 'A', answeredMs: 20 };
const done: Entry = { ...read, kind: 'draft', change: { told: 'done', words: '', effects: 1 } };
const silent = (entry: Entry): Entry => ({ ...entry, answeredMs: undefined });

describe('the books of a soak', () => {
  it('count what was taken, answered and told', () => {
    const entries = [read, done, { ...read, heard: 'lost' as const }];
    expect(sum(entries, [])).toMatchObject({ accepted: 2, lost: 1, answered: 2, unanswered: 0 });
    expect(sum(entries, []).changes).toEqual({ done: 1, notDone: 0, uncertain: 0 });
  });

  it('miss an answer', () => {
    expect(sum([silent(read)], [])).toMatchObject({ unanswered: 1, killed: 0 });
  });

  it('excuse a read that its process was killed in, and nothing else', () => {
    const killings = [{ process: 'A', atMs: 2_000 }];
    const excused = (entry: Entry) => sum([silent(entry)], killings).killed;
    expect(excused(read)).toBe(1);
    expect(excused({ ...read, process: 'B' })).toBe(0);
    expect(excused({ ...read, atMs: 3_000 })).toBe(0);
    expect(excused({ ...read, atMs: -40_000 })).toBe(0);
    expect(excused(done)).toBe(0);
  });

  it('find what is missing, doubled, and there although it was denied', () => {
    const entry = (told: 'done' | 'not-done' | 'uncertain', effects: number) => ({
      ...done,
      change: { told, words: '', effects },
    });
    expect(sum([entry('done', 0)], []).lostEffects).toHaveLength(1);
    expect(sum([entry('done', 2)], []).doubledEffects).toHaveLength(1);
    expect(sum([entry('uncertain', 2)], []).doubledEffects).toHaveLength(1);
    expect(sum([entry('not-done', 1)], []).deniedEffects).toHaveLength(1);
    for (const fine of [entry('done', 1), entry('uncertain', 0), entry('uncertain', 1), entry('not-done', 0)]) {
      expect(sum([fine], [])).toMatchObject({ lostEffects: [], doubledEffects: [], deniedEffects: [] });
    }
  });
});

describe('what an answer tells', () => {
  it.each([
    ['a@b.example was added to *VIP*.', 'done'],
    ['CleverReach did not confirm whether the draft was created.', 'uncertain'],
    ['Not confirmed by CleverReach, please check in CleverReach:', 'uncertain'],
    ['The draft was not created. CleverReach cannot be reached.', 'not-done'],
    ['The address was not added.', 'not-done'],
    ['Nothing was unsubscribed.', 'not-done'],
    ['Unclear whether undone', 'uncertain'],
    ['Not undone. Still unsubscribed, because CleverReach refused or did not answer:', 'not-done'],
    ['a@b.example is active again in 2 groups:', 'done'],
  ])('%s', (text, told) => expect(toldIn(text)).toBe(told));
});
