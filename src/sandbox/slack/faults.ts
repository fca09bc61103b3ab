import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './types.ts';

/** What a fault makes of a call, in place of its answer. */
export interface FaultAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** The switches that make Web API calls fail. */
export interface Faults {
  set(fault: Fault): void;
  clear(): void;
  /** Waits the fault's latency; null when the call goes on as usual. */
  hit(method: string): Promise<FaultAnswer | null>;
}

export function createFaults(): Faults {
  let faults: { fault: Fault; left: number }[] = [];
  return {
    set(fault) {
      faults.push({ fault, left: fault.times ?? Number.POSITIVE_INFINITY });
    },
    clear() {
      faults = [];
    },
    async hit(method) {
      const entry = faults.find(({ fault, left }) => left > 0 && (fault.method === method || fault.method === '*'));
      if (entry === undefined) return null;
      entry.left -= 1;
      const { latencyMs, status, retryAfterS, error } = entry.fault;
      if (latencyMs !== undefined) await sleep(latencyMs);
      const json = { 'content-type': 'application/json; charset=utf-8' };
      if (status === 429) {
        return {
          status,
          headers: { ...json, 'retry-after': String(retryAfterS ?? 1) },
          body: JSON.stringify({ ok: false, error: 'ratelimited' }),
        };
      }
      if (status !== undefined && status !== 200)
        return { status, headers: { 'content-type': 'text/plain' }, body: error ?? 'server error' };
      if (error !== undefined) return { status: 200, headers: json, body: JSON.stringify({ ok: false, error }) };
      return null;
    },
  };
}
