import { createConnection, createServer, type Socket } from 'node:net';
import type { TestRedis } from './redis.ts';

/** A way to a Redis under an address that stays, as a name that a failover leads elsewhere. */
export interface RedisWay {
  url: string;
  /** From now on nothing that is sent over today's connections arrives. */
  swallow(): void;
  /** Leads new connections to another server. Those that are open stay where they are. */
  leadTo(other: TestRedis): void;
  close(): void;
}

export async function startRedisWay(first: TestRedis): Promise<RedisWay> {
  let { port } = first;
  const open: Socket[][] = [];
  const listener = createServer((inner) => {
    const outer = createConnection(port, '127.0.0.1');
    open.push([inner, outer]);
    inner.on('error', () => outer.destroy()).on('close', () => outer.destroy());
    outer.on('error', () => inner.destroy()).on('close', () => inner.destroy());
    inner.pipe(outer).pipe(inner);
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const address = listener.address();
  return {
    url: `redis://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`,
    swallow() {
      for (const socket of open.flat()) socket.unpipe().resume();
    },
    leadTo(other) {
      port = other.port;
    },
    close() {
      listener.close();
      for (const socket of open.flat()) socket.destroy();
    },
  };
}
