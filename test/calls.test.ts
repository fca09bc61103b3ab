import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { LoggedRequest } from '../src/sandbox/cleverreach/request-log.ts';
import { features } from '../src/slack/features.ts';
import { type Act, everyAct } from './every-act.ts';
import { type Reading, startReading } from './reading.ts';
import { type Tenant, tenantChannel } from './tenant.ts';

/** docs/performance.md says how often CleverReach is asked for what; here it is done and counted. */

const document = await readFile(new URL('../docs/performance.md', import.meta.url), 'utf8');
/** Long enough for calls that are made side by side to be on their way together on a busy machine. */
const latencyMs = 80;

let reading: Reading;
let tenant: Tenant;
let acts: ReturnType<typeof everyAct>;
beforeAll(async () => {
  reading = await startReading();
  tenant = await reading.tenant();
  acts = everyAct(reading, tenant);
  reading.world.cleverReach.setFaults({ latencyMs });
});
afterAll(() => reading.close());

interface Row {
  /** What is done, as it stands in `acts`. */
  names: string[];
  calls: string;
  inARow: number;
  again: number;
}

/** A cell names one act or several; what stands behind a comma and is no name explains the one before. */
function namesIn(cell: string): string[] {
  return cell
    .split(', ')
    .map((name) => name.trim())
    .filter((name) => /^[`_A-Z]|^looking/.test(name));
}

const rows = [...document.matchAll(/^\| (.+?) +\| +([\dG +]+?) +\| +(\d+) +\| +(\d+) +\|$/gm)].map(
  ([, cell = '', calls = '', inARow, again]): Row => ({
    names: namesIn(cell),
    calls,
    inARow: Number(inARow),
    again: Number(again),
  }),
);
const each = rows.flatMap(({ names, ...counts }) => names.map((name) => [name, counts] as const));

/** `2 + G` as a number. */
function counted(calls: string): number {
  const groups = reading.world.cleverReach.account.groups.size;
  return calls.split(' + ').reduce((sum, part) => sum + (part === 'G' ? groups : Number(part)), 0);
}

/** Calls that were asked for one after another: the longest chain in which each begins after the one before has ended. */
function chainOf(requests: LoggedRequest[]): number {
  let length = 0;
  let free = Number.NEGATIVE_INFINITY;
  const spans = requests.map(({ at, durationMs }) => ({ start: at, end: at + (durationMs ?? 0) }));
  for (const { start, end } of spans.sort((a, b) => a.end - b.end)) {
    // The clock of the log has whole milliseconds.
    if (start + 1 < free) continue;
    length += 1;
    free = end;
  }
  return length;
}

/** Does it, waits until CleverReach has been asked for as much as is expected, and gives all it was asked for. */
async function requestsOf(act: Act, expected: number): Promise<LoggedRequest[]> {
  await act.before?.();
  const { requests } = reading.world.cleverReach;
  requests.length = 0;
  await act.run();
  await vi.waitFor(() => {
    const answered = requests.filter(({ durationMs }) => durationMs !== null);
    expect(answered.length, requests.map(({ path }) => path).join()).toBeGreaterThanOrEqual(expected);
  }, 10_000);
  // What would come later than the answer has had time for one of its own.
  await reading.world.slack.command(tenant.member, tenantChannel, '/cleverreach help');
  return [...requests];
}

describe('docs/performance.md', () => {
  test('has every command and every shortcut', () => {
    const names = each.map(([name]) => name);
    const words = features.flatMap(({ commands = [] }) => commands.map((command) => command.words.en));
    for (const word of words)
      expect(
        names.some((name) => name.match(/^`(\w+)/)?.[1] === word),
        word,
      ).toBe(true);
    for (const { name } of reading.world.slack.app.shortcuts) expect(names).toContain(`_${name}_`);
    expect(names.sort()).toEqual(Object.keys(acts).sort());
  });

  test.each(each)('%s', async (name, { calls, inARow, again }) => {
    const found = acts[name] ?? expect.fail(`nobody has said here how to do it: ${name}`);
    const act = typeof found === 'function' ? { run: found } : found;
    reading.pass(60_000);
    const first = await requestsOf(act, counted(calls));
    expect(first.map(({ method, path }) => `${method} ${path}`)).toHaveLength(counted(calls));
    expect(chainOf(first)).toBe(inARow);
    const second = await requestsOf(act, again);
    expect(second.map(({ method, path }) => `${method} ${path}`)).toHaveLength(again);
  });

  test('of a hundred groups as many are asked for at a time as it says, never more, and always as many', async () => {
    const atOnce = Number(/(\d+) are asked for at a time/.exec(document)?.[1]);
    const { groups } = reading.world.cleverReach.account;
    const made = Array.from({ length: 100 - groups.size }, (_, index) =>
      reading.world.cleverReach.addCrowd({ name: `Crowd ${index}`, size: 5 }),
    );
    reading.pass(60_000);
    const requests = await requestsOf({ run: () => reading.ask(tenant.member, 'stats') }, 101);
    for (const { id } of made) groups.delete(id);
    expect(requests).toHaveLength(101);
    const events = requests
      .flatMap(({ at, durationMs }) => [
        { at, change: 1 },
        { at: at + (durationMs ?? 0) - 2, change: -1 },
      ])
      .sort((a, b) => a.at - b.at || a.change - b.change);
    let now = 0;
    let most = 0;
    for (const { change } of events) {
      now += change;
      most = Math.max(most, now);
    }
    expect(most).toBe(atOnce);
    // The groups first, then their figures in so many rounds, and one for what gets out of step.
    const rounds = Math.ceil(100 / atOnce);
    expect(chainOf(requests)).toBeGreaterThan(rounds);
    expect(chainOf(requests)).toBeLessThanOrEqual(rounds + 2);
  });
});
