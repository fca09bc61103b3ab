import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { CleverReachClient } from '../../../cleverreach/index.ts';
import { JobError, type Journal, type Step } from '../../../jobs/jobs.ts';
import { changePlaces, type PlaceChange } from './change-places.ts';
import type { Place } from './places.ts';

const places: Place[] = ['a', 'b', 'c'].map((name) => ({
  address: `${name}@example.com`,
  group: { id: '1', name: 'VIP' },
}));
const change: PlaceChange<Place> = {
  name: 'change',
  leaves: () => undefined,
  make: async () => undefined,
  isMade: () => false,
  isOurs: () => false,
};

test('what ends the run passes through as it is, once what is under way is through, and nothing is begun after it', async () => {
  const interrupted = new JobError('job_interrupted', 'not this run any more');
  const names: string[] = [];
  const journal: Journal = {
    isLast: false,
    async once<T>({ name, run }: Step<T>): Promise<T> {
      names.push(name);
      if (name === 'change-2') throw interrupted;
      // Longer than the other takes to fail.
      for (let turn = 0; turn < 5; turn += 1) await nextTurn();
      const outcome = await run();
      names.push(`${name} through`);
      return outcome;
    },
  };
  const cleverreach: Pick<CleverReachClient, 'searchReceivers'> = { searchReceivers: async () => [] };
  // The one call that this makes.
  const client = cleverreach as CleverReachClient;
  await expect(changePlaces({ cleverreach: client, journal }, places, change, () => undefined)).rejects.toBe(
    interrupted,
  );
  expect(names).toEqual(['change-1', 'change-2', 'change-1-before', 'change-1-before through', 'change-1 through']);
});
