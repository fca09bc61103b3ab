import { setTimeout as pause } from 'node:timers/promises';
import { startRedis, type TestRedis, withClient } from './redis.ts';

/** A real Redis Cluster of three masters on loopback, each owning a third of the hash slots. */
export interface TestRedisCluster {
  readonly urls: readonly string[];
  readonly masters: readonly TestRedis[];
  close(): Promise<void>;
}

const slots = 16_384;

/** Starts three servers, joins them, and waits until each of them calls the Cluster complete. */
export async function startRedisCluster(): Promise<TestRedisCluster> {
  const args = ['--cluster-enabled', 'yes', '--cluster-node-timeout', '2000'];
  const masters = await Promise.all([startRedis({ args }), startRedis({ args }), startRedis({ args })]);
  const close = async () => {
    await Promise.all(masters.map((master) => master.close()));
  };
  try {
    await join(masters);
  } catch (error) {
    await close();
    throw error;
  }
  return { urls: masters.map(({ url }) => url), masters, close };
}

async function join(masters: readonly TestRedis[]): Promise<void> {
  const share = (index: number) => Math.floor((slots * index) / masters.length);
  for (const [index, { port }] of masters.entries()) {
    await withClient(port, async (client) => {
      await client.cluster('SET-CONFIG-EPOCH', index + 1);
      await client.call('CLUSTER', 'ADDSLOTSRANGE', share(index), share(index + 1) - 1);
    });
  }
  // Only now: an epoch can be set of a server alone that has met no other.
  for (const { port } of masters) {
    await withClient(port, async (client) => {
      for (const other of masters) await client.cluster('MEET', '127.0.0.1', other.port);
    });
  }
  for (const { port } of masters) {
    await withClient(port, async (client) => {
      const complete = `cluster_known_nodes:${masters.length}\r\n`;
      for (;;) {
        const info = await client.call('CLUSTER', 'INFO');
        if (String(info).includes('cluster_state:ok') && String(info).includes(complete)) return;
        await pause(20);
      }
    });
  }
}
