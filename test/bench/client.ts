import pMap from 'p-map';
import { createCleverReach } from '../../src/cleverreach/index.ts';
import { median } from './load.ts';
import { interleaved, type Measure, perSecond, ratio } from './measure.ts';

const count = 10_000;
const atOnce = 50;

/** Small reads through our client, its checks included, beside the global `fetch` with nothing but `JSON.parse`. */
export const client: Measure = async (stage) => {
  const served = await stage.startRival('small-answers.js');
  const cleverReach = createCleverReach({ url: served.url });
  const ours = cleverReach.client({ current: async () => 'token', renew: async () => 'token' });
  const headers = { accept: 'application/json', authorization: 'Bearer token' };
  const read = (one: () => Promise<unknown>) => async () => {
    const begunAt = performance.now();
    await pMap(Array.from({ length: count }), one, { concurrency: atOnce });
    return count / ((performance.now() - begunAt) / 1000);
  };
  const [mine = [], rivals = []] = await interleaved(
    read(() => ours.getGroupStats('1')),
    read(async () => (await fetch(`${served.url}/v3/groups/1/stats`, { headers })).json()),
  );
  await cleverReach.close();
  await served.kill();
  const times = median(mine) / median(rivals);
  return [
    {
      what: 'Small reads a second through the CleverReach client, checks included, beside global `fetch`',
      measured: `${ratio(times)} (${perSecond(median(mine))} to ${perSecond(median(rivals))})`,
      target: 'at least 2.5 ×',
      isMet: times >= 2.5,
    },
  ];
};
