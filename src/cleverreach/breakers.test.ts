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
      expect(await call('T1', async () => 'answer')).toBe('not made: CleverReachUnavailableError');
      await expect(breakers.run('T1', 'POST /mailings', async () => 'answer')).rejects.toMatchObject({
        code: 'cleverreach_unavailable',
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

it('what CleverReach refuses is an answer, and so is a mistake of our own', async () => {
  const { call, fail, changes } = setUp();
  await fail('T1', 20, refused);
  await fail('T1', 20, () => Promise.reject(new TypeError('ours')));
  expect(await call('T1', async () => 'answer')).toBe('answer');
  expect(changes).toEqual([]);
});
