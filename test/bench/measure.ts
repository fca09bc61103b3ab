import type { Stage } from './stage.ts';

/** One line of the table. */
export interface Line {
  /** What was measured, and beside what. */
  what: string;
  measured: string;
  /** What it is to be; left out where a figure is all that is wanted. */
  target?: string;
  isMet?: boolean;
}

/** Measures one thing beside its rival. Several, so that a part of the table can be made alone. */
export type Measure = (stage: Stage) => Promise<Line[]>;

/** Rounds in which everything is measured once, one after the other, so that whatever else the machine does meets all alike. */
const rounds = 5;

/** Does each of them in turn, once to warm up and then `rounds` times, and gives what each gave. */
export async function interleaved<T>(...measured: (() => Promise<T>)[]): Promise<T[][]> {
  const results = measured.map((): T[] => []);
  for (let round = 0; round <= rounds; round += 1) {
    for (const [index, measure] of measured.entries()) {
      const result = await measure();
      if (round > 0) results[index]?.push(result);
    }
  }
  return results;
}

export const ratio = (value: number) => `${value.toFixed(2)} ×`;
export const ms = (value: number) => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
export const mib = (bytes: number) => `${Math.round(bytes / 1024 / 1024)} MiB`;
export const perSecond = (value: number) => `${Math.round(value / 10) * 10}/s`;
