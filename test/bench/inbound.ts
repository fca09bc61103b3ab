import { type LoadResult, median, runLoad } from './load.ts';
import { interleaved, type Measure, ms, perSecond, ratio } from './measure.ts';
import type { Served } from './stage.ts';

const count = 10_000;
const connections = 50;

/** Signed help commands through everything, beside a Bolt app that answers a constant. */
export const inbound: Measure = async (stage) => {
  await stage.install(['TBENCH0']);
  await stage.connect('TBENCH0');
  const [product, bolt] = [await stage.start(), await stage.startRival('bare-bolt.js')];
  const fields = { text: 'help', team_id: 'TBENCH0', user_id: 'UBENCH', response_url: stage.slack.url };
  const load = (served: Served, word: string) => () =>
    runLoad(
      served.eventsUrl,
      stage.commands(count, () => fields),
      {
        connections,
        isRight: (status, body) => status === 200 && body.includes(word),
      },
    );
  const [ours = [], rivals = []] = await interleaved(load(product, '/cleverreach stats'), load(bolt, 'constant'));
  await Promise.all([product.kill(), bolt.kill()]);
  const of = (results: LoadResult[], figure: keyof LoadResult) => median(results.map((result) => result[figure]));
  const times = of(ours, 'perSecond') / of(rivals, 'perSecond');
  const [p99, rivalP99] = [of(ours, 'p99'), of(rivals, 'p99')];
  return [
    {
      what: `Signed \`help\` commands a second at ${connections} connections, beside bare Bolt`,
      measured: `${ratio(times)} (${perSecond(of(ours, 'perSecond'))} to ${perSecond(of(rivals, 'perSecond'))})`,
      target: 'at least 1.3 ×',
      isMet: times >= 1.3,
    },
    {
      what: 'p99 of the same, beside bare Bolt',
      measured: `${ms(p99)} to ${ms(rivalP99)}`,
      target: 'no higher',
      isMet: p99 <= rivalP99,
    },
  ];
};
