import { median } from './load.ts';
import { interleaved, type Measure, mib, ms, ratio } from './measure.ts';
import type { Served } from './stage.ts';

/** From `node dist/main.js` to `/readyz`, beside the start of a bare Bolt app; and what an idle process takes. */
export const start: Measure = async (stage) => {
  const memories: number[] = [];
  const timed = (begin: () => Promise<Served>) => async () => {
    const begunAt = performance.now();
    const served = await begin();
    const took = performance.now() - begunAt;
    memories.push(await served.memory());
    await served.kill();
    return took;
  };
  const [ours = [], rivals = []] = await interleaved(
    timed(() => stage.start()),
    timed(() => stage.startRival('bare-bolt.js')),
  );
  const times = median(ours) / median(rivals);
  // Every second one is the product's.
  const memory = median(memories.filter((_, index) => index % 2 === 0));
  return [
    {
      what: 'From `node dist/main.js` until `/readyz` says ok, beside the start of bare Bolt',
      measured: `${ratio(times)} (${ms(median(ours))} to ${ms(median(rivals))})`,
      target: 'at most 1.5 ×',
      isMet: times <= 1.5,
    },
    {
      what: 'Resident memory of an idle process',
      measured: mib(memory),
      target: 'under 120 MiB',
      isMet: memory < 120 * 1024 * 1024,
    },
  ];
};
