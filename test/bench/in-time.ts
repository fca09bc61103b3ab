import { request } from 'undici';
import { quantile } from './load.ts';
import { type Line, type Measure, ms } from './measure.ts';
import type { Served, Stage } from './stage.ts';

const commandsPerSecond = 200;
const seconds = 10;

/** How soon Slack has its HTTP answer while CleverReach takes ten seconds, never answers, or Redis is frozen. */
export const inTime: Measure = async (stage) => {
  await stage.install(['TBENCH0']);
  await stage.connect('TBENCH0');
  const product = await stage.start();
  const lines: Line[] = [];
  for (const [name, faults] of [
    ['CleverReach answers after ten seconds', { latencyMs: 10_000 }],
    ['CleverReach never answers', { hang: true }],
  ] as const) {
    stage.cleverReach.setFaults({ paths: '/v3/', ...faults });
    const answers = await sendSteadily(stage, product, 'stats');
    const p99 = quantile(
      answers.map(({ tookMs }) => tookMs),
      0.99,
    );
    lines.push({
      what: `${name}: HTTP answer to \`stats\` at ${commandsPerSecond} a second, p99`,
      measured: ms(p99),
      target: 'under 100 ms',
      isMet: p99 < 100 && answers.every(({ status }) => status === 200),
    });
  }
  stage.cleverReach.setFaults({});
  stage.redis.freeze();
  const frozen = await sendSteadily(stage, product, 'stats');
  stage.redis.unfreeze();
  const slowest = Math.max(...frozen.map(({ tookMs }) => tookMs));
  const told = frozen.filter(({ status, body }) => status === 200 && body.includes('"text"')).length;
  lines.push({
    what: `Redis is frozen: HTTP answer at ${commandsPerSecond} a second, the slowest, and how many got a sentence`,
    measured: `${ms(slowest)}; ${told} of ${frozen.length}`,
    target: 'under 2,500 ms, all',
    isMet: slowest < 2_500 && told === frozen.length,
  });
  await product.kill();
  return lines;
};

/** One command every so often, whether or not those before it are answered. */
async function sendSteadily(stage: Stage, { eventsUrl }: Served, text: string) {
  const { responseUrl } = stage.slack.expectAnswer();
  const commands = stage.commands(commandsPerSecond * seconds, () => ({
    text,
    team_id: 'TBENCH0',
    user_id: 'UBENCH',
    response_url: responseUrl,
  }));
  const begunAt = performance.now();
  const sent = commands.map(async (command, index) => {
    const dueMs = (index * 1000) / commandsPerSecond;
    await new Promise((resolve) => setTimeout(resolve, begunAt + dueMs - performance.now()));
    const sentAt = performance.now();
    const { statusCode, body } = await request(eventsUrl, { method: 'POST', ...command });
    return { status: statusCode, body: await body.text(), tookMs: performance.now() - sentAt };
  });
  return Promise.all(sent);
}
