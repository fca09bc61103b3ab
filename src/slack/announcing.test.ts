import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLogger } from '../logger.ts';
import { announcing } from './announcing.ts';

const log = createLogger('silent');

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Work that ends when the test says so. */
function openEnd() {
  let end: (result: string) => void = () => undefined;
  let fail: (error: Error) => void = () => undefined;
  const work = new Promise<string>((resolve, reject) => {
    end = resolve;
    fail = reject;
  });
  return { work: () => work, end, fail };
}

/** Hours later, whatever waited for a time has had its turn. */
const muchLater = () => vi.advanceTimersByTimeAsync(3_600_000);

describe('what is said while work goes on', () => {
  it('is nothing when it takes no longer than a moment', async () => {
    const announce = vi.fn(async () => undefined);
    expect(await announcing({ announce, log }, 'working', async () => 'done')).toBe('done');
    await muchLater();
    expect(announce).not.toHaveBeenCalled();
  });

  it('is a line, once', async () => {
    const announce = vi.fn(async () => undefined);
    const { work, end } = openEnd();
    const result = announcing({ announce, log }, 'working', work);
    await muchLater();
    end('done');
    expect(await result).toBe('done');
    expect(announce.mock.calls).toEqual([[{ text: 'working' }, {}]]);
  });

  it('is what is there so far, again and again, and leaves two of the five posts to the answer', async () => {
    let soFar = 0;
    const said: string[] = [];
    const announce = vi.fn(async ({ text }: { text: string }) => void said.push(text));
    const { work, end } = openEnd();
    const result = announcing({ announce, log }, () => ({ text: `${++soFar}` }), work, { replace: true });
    await muchLater();
    end('done');
    await result;
    expect(said).toEqual(['1', '2', '3']);
    expect(announce).toHaveBeenLastCalledWith({ text: '3' }, { replace: true });
  });

  it('comes in order, however slowly Slack takes it', async () => {
    let soFar = 0;
    const taken: string[] = [];
    const announce = vi.fn(async ({ text }: { text: string }) => {
      await new Promise((resolve) => setTimeout(resolve, text === '1' ? 20_000 : 0));
      taken.push(text);
    });
    const { work, end } = openEnd();
    const result = announcing({ announce, log }, () => ({ text: `${++soFar}` }), work);
    await muchLater();
    end('done');
    await result;
    expect(taken).toEqual(['1', '2', '3']);
  });

  it('is over with the work: what still waits for its turn is dropped, and the answer comes after what is on its way', async () => {
    const order: string[] = [];
    const announce = vi.fn(async () => {
      await new Promise((resolve) => setTimeout(resolve, 20_000));
      order.push('announced');
    });
    const { work, end } = openEnd();
    const result = announcing({ announce, log }, () => ({ text: 'so far' }), work).then(() => order.push('answer'));
    await vi.advanceTimersByTimeAsync(16_000);
    end('done');
    await muchLater();
    await result;
    expect(order).toEqual(['announced', 'answer']);
    expect(announce).toHaveBeenCalledOnce();
  });

  it.each([
    ['Slack does not take it', vi.fn(() => Promise.reject(new Error('no'))), () => ({ text: 'so far' })],
    [
      'it cannot be made',
      vi.fn(async () => undefined),
      () => {
        throw new Error('no');
      },
    ],
  ])('is no reason to fail when %s', async (_why, announce, said) => {
    const { work, end } = openEnd();
    const result = announcing({ announce, log }, said, work);
    await muchLater();
    end('done');
    expect(await result).toBe('done');
  });

  it('ends with work that fails, and the failure is told', async () => {
    const announce = vi.fn(async () => undefined);
    const { work, fail } = openEnd();
    const result = announcing({ announce, log }, () => ({ text: 'so far' }), work);
    const told = expect(result).rejects.toThrow('broken');
    await vi.advanceTimersByTimeAsync(2_000);
    fail(new Error('broken'));
    await told;
    await muchLater();
    expect(announce).toHaveBeenCalledOnce();
  });
});
