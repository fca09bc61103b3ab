import { describe, expect, it } from 'vitest';
import { type Entry, sum } from './books.ts';
import { reportOf } from './report.ts';
import type { Run } from './soak.ts';
import { verdicts } from './verdicts.ts';

const change = { about: 'x', told: 'done' as const, words: '', effectsThen: 1, effects: 1, noted: 1 };
const draft: Entry = { kind: 'draft', atMs: 1, heard: 'ok', tookMs: 5, process: 'A', answeredMs: 20, change };
const steady = (bytes: (minute: number) => number, process = 'A') =>
  Array.from({ length: 10 }, (_, minute) => ({ process, atMs: minute * 60_000 + 1, bytes: bytes(minute) }));

/** A run of ten minutes in which everything went well. */
function runOf(change: Partial<Run> = {}): Run {
  const { entries = [draft] } = change;
  return {
    minutes: 10,
    rate: 1,
    workspaces: 1,
    seed: 1,
    people: 1,
    entries,
    sums: sum(entries, []),
    weather: [],
    killings: [],
    restarts: 0,
    passedOn: 0,
    leftOut: 0,
    failures: [],
    repeats: 0,
    strays: [],
    unhandled: [],
    errors: new Map(),
    leak: undefined,
    memory: steady(() => 100),
    redis: '7',
    longestPauseMs: 1,
    loadShare: 0.1,
    ...change,
  };
}

const brokenIn = (run: Run) => verdicts(run).flatMap(({ promise, isKept }) => (isKept === false ? [promise] : []));
const saying = (words: string) => [expect.stringContaining(words)];

describe('the verdict on a soak', () => {
  it('is that everything was kept where nothing went wrong', () => {
    expect(brokenIn(runOf())).toEqual([]);
    expect(reportOf(runOf())).not.toContain('broken');
  });

  it.each<[string, Partial<Run>]>([
    ['within three seconds', { entries: [draft, { ...draft, heard: 'timeout', answeredMs: undefined }] }],
    ['is answered', { entries: [draft, { ...draft, answeredMs: undefined }] }],
    ['is missing', { entries: [{ ...draft, change: { ...change, effects: 0 } }] }],
    ['done twice', { entries: [{ ...draft, change: { ...change, effects: 2 } }] }],
    ['as not done is there', { entries: [draft, { ...draft, change: { ...change, told: 'not-done' } }] }],
    ['audit log twice', { entries: [{ ...draft, change: { ...change, noted: 2 } }] }],
    ['is in the audit log, or', { entries: [{ ...draft, change: { ...change, noted: 0 } }] }],
    ['another workspace', { strays: ['Firma 2'] }],
    ['unhandled error', { unhandled: ['B ended by itself'] }],
    ['address, token or secret', { leak: 'an address' }],
    ['Memory is flat', { memory: steady((minute) => 100 + 2 * minute) }],
    ['Memory is flat', { memory: steady(() => 100, 'B') }],
    ['The load is what', { failures: ['a form has no such field'] }],
    ['The load is what', { leftOut: 13 }],
    ['The load is what', { entries: [] }],
  ])('names the promise that was broken: %s', (words, change) => {
    expect(brokenIn(runOf(change))).toEqual(saying(words));
    expect(reportOf(runOf(change))).toContain('**broken**');
  });

  it('forgives a change that the log says was not written into the audit log', () => {
    const entries = [{ ...draft, change: { ...change, noted: 0 } }];
    const errors = new Map([['changes could not be written into the audit log', 1]]);
    expect(brokenIn(runOf({ entries, errors }))).toEqual([]);
  });

  it('says nothing about memory after a short run', () => {
    const run = runOf({ minutes: 2, memory: [] });
    expect(verdicts(run).filter(({ isKept }) => isKept === undefined)).toHaveLength(1);
    expect(brokenIn(run)).toEqual([]);
  });
});
