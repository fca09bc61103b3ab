import { parseArgs } from 'node:util';
import { client } from './client.ts';
import { inTime } from './in-time.ts';
import { inbound } from './inbound.ts';
import type { Line, Measure } from './measure.ts';
import { memory } from './memory.ts';
import { setStage } from './stage.ts';
import { start } from './start.ts';

const measures: Record<string, Measure> = { inbound, 'in-time': inTime, client, memory, start };

/** `npm run bench [-- name …]`: measures all of it, or what is named, and prints the table. Its exit code says nothing of the figures. */
async function main(): Promise<void> {
  const { positionals } = parseArgs({ allowPositionals: true });
  const wanted = positionals.length > 0 ? positionals : Object.keys(measures);
  const lines: Line[] = [];
  for (const name of wanted) {
    const measure = measures[name];
    if (!measure) throw new Error(`There is no ${name}; there are: ${Object.keys(measures).join(', ')}.`);
    process.stderr.write(`${name} …\n`);
    const stage = await setStage();
    try {
      lines.push(...(await measure(stage)));
    } finally {
      await stage.close();
    }
  }
  process.stdout.write(tableOf(lines));
}

function tableOf(lines: Line[]): string {
  const rows = lines.map(({ what, measured, target = '', isMet }) => {
    const verdict = isMet === undefined ? '' : isMet ? 'met' : 'missed';
    return `| ${what} | ${measured} | ${target} | ${verdict} |\n`;
  });
  return `| what | measured | target | |\n| --- | --- | --- | --- |\n${rows.join('')}`;
}

await main();
