import { Agent, get } from 'node:http';
import { expect, test } from 'vitest';
import { createLogger } from '../logger.ts';
import { lastRequests } from './last-requests.ts';
import { createServer } from './server.ts';

/** What came of a client's last request. */
type End = 'told to close' | 'refused' | 'lost';

/** A client as a proxy is one: asks over one kept connection, again and again, until it hears that this one is closed. */
async function client(url: string, onAnswer: () => void): Promise<End> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const ask = () =>
    new Promise<End | undefined>((resolve) => {
      const request = get(url, { agent }, (answer) => {
        onAnswer();
        const isLast = answer.headers.connection === 'close';
        answer.resume().once('end', () => resolve(isLast ? 'told to close' : undefined));
      });
      request.once('error', () => resolve(request.reusedSocket ? 'lost' : 'refused'));
    });
  let end = await ask();
  while (end === undefined) end = await ask();
  agent.destroy();
  return end;
}

async function start(isDraining: () => boolean) {
  const server = await createServer(createLogger('silent'), {
    withoutPages: async () => undefined,
    isHttps: false,
    isDraining,
  });
  return { server, url: await server.listen({ port: 0, host: '127.0.0.1' }) };
}

test('no request is lost of those that come over open connections while a server is closed', async () => {
  let isDraining = false;
  const { server, url } = await start(() => isDraining);
  let answers = 0;
  const count = () => {
    answers += 1;
  };
  const clients = Array.from({ length: 50 }, () => client(url, count));
  await expect.poll(() => answers, { timeout: 15_000 }).toBeGreaterThan(100);
  isDraining = true;
  await lastRequests(server.server);
  await server.close();
  expect(new Set(await Promise.all(clients))).toEqual(new Set(['told to close']));
});

test('a client that never stops asking does not keep a server from being closed', async () => {
  const { server, url } = await start(() => false);
  let asking: Promise<End> | undefined;
  await new Promise<void>((resolve) => {
    asking = client(url, resolve);
  });
  await lastRequests(server.server);
  await server.close();
  expect(await asking).toBeDefined();
});
