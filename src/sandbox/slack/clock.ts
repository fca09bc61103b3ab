import { randomBytes } from 'node:crypto';

/** The sandbox's time in milliseconds, and the ids that are made of it. */
export interface Clock {
  now(): number;
  /** Moves the sandbox's time on, for what ages: triggers, response URLs, codes, retries. */
  advance(ms: number): void;
  /** The time that signatures carry. It is not moved: the app's clock is not either. */
  wallNow(): number;
  /** A message's timestamp, unique and ascending. */
  ts(): string;
}

export function createClock(now: () => number): Clock {
  let offsetMs = 0;
  let lastMicros = 0;
  return {
    now: () => now() + offsetMs,
    wallNow: now,
    advance(ms) {
      offsetMs += ms;
    },
    ts() {
      lastMicros = Math.max(lastMicros + 1, Math.floor((now() + offsetMs) * 1000));
      const seconds = Math.floor(lastMicros / 1_000_000);
      return `${seconds}.${String(lastMicros % 1_000_000).padStart(6, '0')}`;
    },
  };
}

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** An id such as `C07Q2ZK4M1P`. */
export function newId(prefix: string, length = 10): string {
  return prefix + [...randomBytes(length)].map((byte) => ALPHABET[byte % ALPHABET.length]).join('');
}

/** A secret that cannot be guessed, in letters and digits. */
export function newSecret(bytes = 18): string {
  return randomBytes(bytes).toString('hex');
}
