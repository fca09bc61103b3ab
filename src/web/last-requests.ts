import type { Server } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

/** When nothing has come for so long, what was on its way has arrived: a round trip, and what a busy machine needs. */
const quietMs = 250;
/** Whoever never stops asking is not waited for. */
const longestMs = 2_000;
const pollMs = 25;

/**
 * Lets what is on its way to a server arrive before it is closed. Closing it breaks every connection that is idle at that
 * moment, and a request that a client has just written to one of them would be lost without an answer. So first each answer
 * has to say that its connection is closed after it, and then nobody may have asked for a moment.
 */
export async function lastRequests(server: Server): Promise<void> {
  const startedMs = performance.now();
  let lastMs = startedMs;
  const note = () => {
    lastMs = performance.now();
  };
  server.on('request', note);
  try {
    while ((await openConnections(server)) > 0) {
      const nowMs = performance.now();
      if (nowMs - lastMs >= quietMs || nowMs - startedMs >= longestMs) return;
      await delay(pollMs);
    }
  } finally {
    server.off('request', note);
  }
}

function openConnections(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.getConnections((error, count) => (error ? reject(error) : resolve(count)));
  });
}
