import { Pool } from 'undici';

/** One request of a load, made before the clock runs. */
export interface Prepared {
  headers: Record<string, string>;
  body: string;
}

/** What came of a load; latencies in milliseconds. */
export interface LoadResult {
  perSecond: number;
  p50: number;
  p99: number;
}

/**
 * Sends prepared requests over a fixed number of keep-alive connections, each with one request at a time, and waits for all
 * answers.
 *
 * @throws Error when an answer is not what it has to be: what answers errors quickly must not win.
 */
export async function runLoad(
  url: string,
  requests: readonly Prepared[],
  options: { connections: number; isRight: (status: number, body: string) => boolean },
): Promise<LoadResult> {
  const { origin, pathname } = new URL(url);
  const pool = new Pool(origin, { connections: options.connections, pipelining: 1 });
  const latencies: number[] = [];
  let next = 0;
  async function sendInTurn(): Promise<void> {
    for (let request = requests[next++]; request; request = requests[next++]) {
      const begunAt = performance.now();
      const { statusCode, body } = await pool.request({ path: pathname, method: 'POST', ...request });
      const text = await body.text();
      latencies.push(performance.now() - begunAt);
      if (!options.isRight(statusCode, text)) throw new Error(`answered ${statusCode}: ${text.slice(0, 200)}`);
    }
  }
  const begunAt = performance.now();
  try {
    await Promise.all(Array.from({ length: options.connections }, sendInTurn));
  } finally {
    await pool.destroy();
  }
  const seconds = (performance.now() - begunAt) / 1000;
  return { perSecond: requests.length / seconds, p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99) };
}

/** The value that a share of all lies at or below; NaN of none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}
