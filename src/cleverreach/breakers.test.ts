import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createBreakers } from './breakers.ts';
import { CleverReachNotFoundError, CleverReachTimeoutError, CleverReachUnavailableError } from './errors.ts';

const endpoint = 'GET /groups';
const unavailable = () => Promise.reject(new CleverReachUnavailableError({ endpoint, status: 502 }));
const silent = () => Promise.reject(new CleverReachTimeoutError({ endpoint, uncertain: true }));
const refused = () => Promise.reject(new CleverReachNotFoundError({ endpoint, status: 404 }));

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function setUp() {
  const changes: string[] = [];
  const breakers = createBreakers({ onChange: (change) => changes.push(change), recoverAfterMs: 1_000 });
  /** Makes a call, and says whether it was made and what came of it. */
  async function call(account: string, answer: () => Promise<string>): Promise<string> {
    const made = vi.fn(answer);
    const came = await breakers.run(account, endpoint, made).catch((error: Error) => error.constructor.name);
    return made.mock.calls.length === 0 ? `not made: ${came}` : came;
  }
  const fail = async (account: string, times: number, how = unavailable) => {
    for (let time = 0; time < times; time += 1) await call(account, how);
  };
  return { breakers, call, fail, changes };
}

describe('an account that does not answer', () => {
  it.each([
    ['is not there', unavailable],
    ['is silent', silent],
  ])(
    'because it %s is left alone after five calls, and the calls that are not made did nothing',
    async (_case, how) => {
      const { breakers, call, fail } = setUp();
      await fail('T1', 4, how);
      expect(await call('T1', async () => 'answer')).toBe('answer');
      await fail('T1', 5, how);
      expect(await call('T1', async () => 'answer')).toBe('not made: CleverReachPausedError');
      await expect(breakers.run('T1', 'POST /mailings', async () => 'answer')).rejects.toMatchObject({
        code: 'cleverreach_paused',
        uncertain: false,
        endpoint: 'POST /mailings',
      });
    },
  );

  it('does not keep the others from being asked', async () => {
    const { call, fail } = setUp();
    await fail('T1', 9);
    expect(await call('T2', async () => 'answer')).toBe('answer');
  });

  it('is tried with one call after a while, and asked as before when that is answered', async () => {
    const { call, fail, changes } = setUp();
    await fail('T1', 5);
    vi.advanceTimersByTime(999);
    expect(await call('T1', async () => 'answer')).toContain('not made');
    vi.advanceTimersByTime(1);
    expect(await call('T1', async () => 'answer')).toBe('answer');
    await fail('T1', 4);
    expect(await call('T1', async () => 'answer')).toBe('answer');
    expect(changes).toEqual(['opened', 'probing', 'closed']);
  });

  it('is left alone again when the one call is not answered either', async () => {
    const { call, fail, changes } = setUp();
    await fail('T1', 5);
    vi.advanceTimersByTime(1_000);
    expect(await call('T1', unavailable)).toBe('CleverReachUnavailableError');
    expect(await call('T1', async () => 'answer')).toContain('not made');
    expect(changes).toEqual(['opened', 'probing', 'opened']);
  });
});

describe('while one call tries an account', () => {
  /** The breaker has opened, and the one call is under way until the test says what comes of it. */
  async function probing() {
    const its = setUp();
    await its.fail('T1', 5);
    vi.advanceTimersByTime(1_000);
    const { promise, resolve, reject } = withResolvers();
    const first = its.call('T1', () => promise);
    return { ...its, first, resolve, fail: () => reject(new CleverReachTimeoutError({ endpoint })) };
  }

  it('the others wait for it, and are served when it is answered', async () => {
    const { call, first, resolve } = await probing();
    const others = [call('T1', async () => 'second'), call('T1', async () => 'third')];
    resolve('first');
    expect(await Promise.all([first, ...others])).toEqual(['first', 'second', 'third']);
  });

  it('the others are turned away when it fails', async () => {
    const { call, first, fail } = await probing();
    const other = call('T1', async () => 'second');
    fail();
    expect(await Promise.all([first, other])).toEqual(['CleverReachTimeoutError', 'not made: CleverReachPausedError']);
  });

  it('the others are turned away when it takes long', async () => {
    const { call, first, resolve } = await probing();
    const other = call('T1', async () => 'second');
    await vi.advanceTimersByTimeAsync(1_500);
    expect(await other).toBe('not made: CleverReachPausedError');
    resolve('first');
    expect(await first).toBe('first');
  });
});

/** Promise.withResolvers, which Node 20 does not have. */
function withResolvers() {
  let resolve: (value: string) => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<string>((...both) => {
    [resolve, reject] = both;
  });
  return { promise, resolve, reject };
}

it('a refusal between failures shows that CleverReach is there', async () => {
  const { call, fail } = setUp();
  await fail('T1', 4);
  await fail('T1', 1, refused);
  await fail('T1', 4);
  expect(await call('T1', async () => 'answer')).toBe('answer');
});

it('what CleverReach refuses is an answer, and so is a mistake of our own', async () => {
  const { call, fail, changes } = setUp();
  await fail('T1', 20, refused);
  await fail('T1', 20, () => Promise.reject(new TypeError('ours')));
  expect(await call('T1', async () => 'answer')).toBe('answer');
  expect(changes).toEqual([]);
});
