import { runLoad } from './load.ts';
import { type Measure, mib } from './measure.ts';
import { workspaceNames } from './stage.ts';

const commands = 100_000;
const portion = 10_000;
const workspaces = workspaceNames(500);

/** Resident memory over many commands of many workspaces, each of which gets a new token after every ten thousand. */
export const memory: Measure = async (stage) => {
  const product = await stage.start();
  const sizes: number[] = [];
  for (let done = 0; done < commands; done += portion) {
    await stage.install(workspaces);
    const fields = (index: number) => ({
      text: 'help',
      team_id: workspaces[index % workspaces.length] ?? '',
      user_id: `UBENCH${index % 1_000}`,
      response_url: stage.slack.url,
    });
    await runLoad(product.eventsUrl, stage.commands(portion, fields), {
      connections: 50,
      isRight: (status, body) => status === 200 && body.includes('/cleverreach stats'),
    });
    sizes.push(await product.memory());
  }
  await product.kill();
  const [first = Number.NaN, last = Number.NaN] = [sizes[0], sizes.at(-1)];
  return [
    {
      what: 'Resident memory after 100,000 commands of 500 workspaces with changing tokens, beside that after the first 10,000',
      measured: `${((last / first - 1) * 100).toFixed(0)} % more (${mib(first)}, then ${mib(last)})`,
      target: 'at most 10 % more',
      isMet: last <= first * 1.1,
    },
  ];
};
