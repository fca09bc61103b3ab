import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { CleverReachClient, GroupStats, Receiver } from '../src/cleverreach/index.ts';
import { createRedisStorage } from '../src/storage/redis-storage.ts';
import type { Storage } from '../src/storage/storage.ts';
import { createGenerations } from '../src/workspaces/generations.ts';
import { createReads, type Reads } from '../src/workspaces/reads.ts';
import { startRedis, type TestRedis } from './redis.ts';

/** Never a figure from before a change of ours: two processes on one Redis, whatever comes between what. */

let redis: TestRedis;
const storages: Storage[] = [];

beforeAll(async () => {
  redis = await startRedis();
  for (let process = 0; process < 2; process += 1) {
    storages.push(
      createRedisStorage({
        urls: [redis.url],
        onError: (error) => {
          throw error;
        },
      }),
    );
  }
});
beforeEach(() => redis.flush());
afterAll(async () => {
  await Promise.all(storages.map((storage) => storage.close()));
  await redis.close();
});

const workspace = 'T0READS';
const connection = { account: { id: '1', name: 'Teehaus' }, connectedAt: new Date('2026-11-25T08:00:00Z') };
const receiver: Receiver = {
  id: '1',
  groupId: '1',
  email: 'anna@example.com',
  state: 'active',
  attributes: {},
  globalAttributes: {},
};

const newReceiver = { email: receiver.email, activation: 'active' } as const;

/**
 * A CleverReach of one figure, that counts up with every change. Each call waits to arrive and then to be answered until the
 * test lets it; a process that has died hears no answer.
 */
function createFigure() {
  let figure = 0;
  const waiting: { step(): void }[] = [];
  const gate = () => new Promise<void>((step) => void waiting.push({ step }));
  const call = async <T>(work: () => T): Promise<T> => {
    await gate();
    const answer = work();
    await gate();
    return answer;
  };
  const refuse = () => Promise.reject(new Error('not part of this'));
  const client: CleverReachClient = {
    getGroupStats: () => call((): GroupStats => ({ total: figure, active: figure, inactive: 0, bounced: 0 })),
    addReceiver: () =>
      call(() => {
        figure += 1;
        // So that whoever made the change knows which it was.
        return { ...receiver, id: String(figure) };
      }),
    whoami: refuse,
    listGroups: refuse,
    listReceivers: refuse,
    searchReceivers: refuse,
    getReceiver: refuse,
    deactivateReceiver: refuse,
    activateReceiver: refuse,
    listAttributes: refuse,
    listForms: refuse,
    sendOptIn: refuse,
    listMailings: refuse,
    getMailing: refuse,
    getReport: refuse,
    createMailing: refuse,
  };
  return { client, waiting };
}

type Action =
  | { do: 'ask' | 'ask anew' | 'change' | 'die while changing' | 'die, and nobody says so'; process: number }
  /** What waits at CleverReach goes one step on. */
  | { do: 'step'; which: number }
  /** All that is between the processes and Redis comes to rest. */
  | { do: 'rest' };

const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('ask' as const), process: fc.nat(1) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom('ask anew' as const, 'change' as const, 'die while changing' as const),
      process: fc.nat(1),
    }),
  },
  { weight: 8, arbitrary: fc.record({ do: fc.constant('step' as const), which: fc.nat(5) }) },
  { weight: 6, arbitrary: fc.constant({ do: 'rest' as const }) },
);

async function play(actions: Action[]): Promise<{ remembered: number }> {
  const cleverReach = createFigure();
  const processes = storages.map((storage): Reads => {
    const generations = createGenerations({ storage, onError: () => undefined });
    return createReads({ clientFor: () => cleverReach.client, generations, keepMs: 60_000 });
  });
  /** What somebody has been told to be done. */
  let told = 0;
  let open = 0;
  let remembered = 0;
  const problems: string[] = [];
  const under = (work: () => Promise<unknown>) => {
    open += 1;
    void work()
      .catch((error: unknown) => problems.push(String(error)))
      .finally(() => {
        open -= 1;
      });
  };

  const ask = (process: Reads, isAnew: boolean) =>
    under(async () => {
      const before = told;
      const { cleverreach, isFromMemory } = process.forRequest(workspace, connection, { isAnew });
      const { total } = await cleverreach.getGroupStats('1');
      if (isFromMemory()) remembered += 1;
      if (total < before) problems.push(`${total} is shown after ${before} was told`);
    });
  const change = (process: Reads) =>
    under(async () => {
      const { id } = await process.forJob(workspace).addReceiver('1', newReceiver);
      // How far a job is, it tells before it is through.
      told = Math.max(told, Number(id));
    });
  /** The process dies when CleverReach has its call; the other one finds out, and tells. */
  const die = (index: number, isNoticed: boolean) =>
    under(async () => {
      const never = new Promise<never>(() => undefined);
      let tell = (_figure: number): void => undefined;
      const made = new Promise<number>((resolve) => {
        tell = resolve;
      });
      const dying = createReads({
        clientFor: () => ({
          ...cleverReach.client,
          addReceiver: async (...args) => {
            const { id } = await cleverReach.client.addReceiver(...args);
            tell(Number(id));
            return never;
          },
        }),
        generations: createGenerations({ storage: one(storages, index), onError: () => undefined }),
        keepMs: 60_000,
      });
      void dying.forJob(workspace).addReceiver('1', newReceiver);
      const figure = await made;
      // Looks whether it was done, which it was, and only tells so; or everybody sees it in CleverReach itself.
      if (isNoticed) await one(processes, 1 - index).drop(workspace);
      told = Math.max(told, figure);
    });

  for (const next of actions) {
    if (next.do === 'rest') await atRest();
    else if (next.do === 'step')
      cleverReach.waiting.splice(next.which % Math.max(1, cleverReach.waiting.length), 1)[0]?.step();
    else if (next.do === 'change') change(one(processes, next.process));
    else if (next.do === 'die while changing') die(next.process, true);
    else if (next.do === 'die, and nobody says so') die(next.process, false);
    else ask(one(processes, next.process), next.do === 'ask anew');
  }
  await vi.waitFor(
    () => {
      for (const { step } of cleverReach.waiting.splice(0)) step();
      expect(open).toBe(0);
    },
    { interval: 1, timeout: 5_000 },
  );
  expect(problems).toEqual([]);
  return { remembered };
}

function one<T>(all: T[], index: number): T {
  const found = all[index];
  if (found === undefined) throw new Error(`there is no ${index}`);
  return found;
}

/** Redis answers a connection in order, so whatever was on its way is there after a ping; twice, for what followed from that. */
async function atRest(): Promise<void> {
  for (let round = 0; round < 2; round += 1) {
    await Promise.all(storages.map((storage) => storage.ping()));
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const rest: Action = { do: 'rest' };
const step = (which = 0): Action[] => [{ do: 'step', which }, rest];
/** From beginning to end, behind so many calls that wait. */
const whole = (action: 'ask' | 'change', process: number, behind = 0): Action[] => [
  { do: action, process },
  rest,
  ...step(behind),
  ...step(behind),
];

describe('of two processes on one Redis', () => {
  test('neither shows a figure from before a change that was told, whatever comes between', async () => {
    let remembered = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(action, { minLength: 5, maxLength: 80 }), async (actions) => {
        await redis.flush();
        remembered += (await play(actions)).remembered;
      }),
      { numRuns: 200 },
    );
    // Else nothing would have been tried.
    expect(remembered).toBeGreaterThan(100);
  });

  test('what one has read before the other’s change, it reads anew; and remembers that', async () => {
    const before = [...whole('ask', 0), ...whole('ask', 0)];
    expect(await play([...before, ...whole('change', 1), ...whole('ask', 0), ...whole('ask', 0)])).toEqual({
      remembered: 2,
    });
  });

  test('what was asked before a change and answered after it is not remembered', async () => {
    const asked: Action[] = [{ do: 'ask', process: 0 }, rest, ...step()];
    await play([...asked, ...whole('change', 1, 1), ...step(), ...whole('ask', 0)]);
  });

  test('whoever asks after a change does not wait for an answer that was asked for before it', async () => {
    const asked: Action[] = [{ do: 'ask', process: 0 }, rest, ...step()];
    await play([...asked, ...whole('change', 1, 1), { do: 'ask', process: 0 }, rest, ...step()]);
  });

  test('a change whose process has died is seen before anybody has told of it', async () => {
    const died: Action[] = [{ do: 'die, and nobody says so', process: 1 }, rest, ...step(), ...step()];
    await play([...whole('ask', 0), ...died, ...whole('ask', 0)]);
  });

  test('what was read during a change is not remembered until the next', async () => {
    const during: Action[] = [{ do: 'change', process: 1 }, rest, ...whole('ask', 0, 1), ...step(), ...step()];
    const died: Action[] = [{ do: 'die, and nobody says so', process: 1 }, rest, ...step(), ...step()];
    await play([...during, ...died, ...whole('ask', 0)]);
  });

  test('also where another change was through meanwhile, once a change is told of that ended with its process', async () => {
    const dying: Action[] = [{ do: 'die while changing', process: 0 }, rest];
    const meanwhile = [...whole('change', 1, 1), ...whole('ask', 1, 1)];
    await play([...dying, ...meanwhile, ...step(), ...step(), ...whole('ask', 1)]);
  });
});
