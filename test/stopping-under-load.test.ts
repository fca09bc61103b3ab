import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Agent } from 'undici';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { SEED_GROUPS } from '../src/sandbox/cleverreach/index.ts';
import { en } from '../src/texts/en.ts';
import { type BuiltProduct, buildProduct } from './built-product.ts';
import { startRedis, type TestRedis } from './redis.ts';
import { commandFields, signedRequests } from './signed-requests.ts';
import { type Surroundings, startSurroundings } from './surroundings.ts';

/** A process that is told to stop while many people are waiting for it, and more keep asking. */

const clients = { waiting: 200, pressing: 20 };
let product: BuiltProduct;
let redis: TestRedis;
let surroundings: Surroundings;
let responseUrls: ResponseUrls;
/** A connection for each client, kept for longer than a process that is told to stop has. */
const connections = { waiting: agent(), pressing: agent() };

function agent(): Agent {
  return new Agent({ connections: Math.max(...Object.values(clients)), pipelining: 1, keepAliveTimeout: 60_000 });
}

beforeAll(async () => {
  [product, redis, responseUrls] = await Promise.all([buildProduct(), startRedis(), startResponseUrls()]);
  surroundings = await startSurroundings({ redisUrl: redis.url });
}, 120_000);
afterAll(async () => {
  await Promise.all(Object.values(connections).map((agent) => agent.destroy()));
  await responseUrls?.close();
  await surroundings?.close();
  await redis?.close();
  await product?.remove();
});

test('answers everybody whom it has taken a command of, refuses the others cleanly, and ends in time with code 0', async () => {
  const { publicUrl, cleverReach } = surroundings;
  const process = product.start(surroundings.env);
  surroundings.watchLog(process.stdout);
  await process.logged(/"msg":"listening"/);
  await surroundings.ready();
  const signed = signedRequests(surroundings);
  const taken = new Set<string>();
  const refused: Record<string, number> = {};

  /** Whether the command was taken; what it was answered at once. */
  async function send(line: string, dispatcher: Agent, responseUrl = ''): Promise<string | undefined> {
    const fields = { ...commandFields(surroundings, line), response_url: responseUrl };
    try {
      const answer = await signed.form(fields, { url: publicUrl, dispatcher });
      if (answer.status === 200) return answer.body;
      refused[answer.status] = (refused[answer.status] ?? 0) + 1;
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
      refused[code] = (refused[code] ?? 0) + 1;
    }
    return undefined;
  }
  /** Asks for somebody, waits for the answer, asks for somebody else, until it is refused or not answered. */
  async function waiting(client: number): Promise<void> {
    for (let round = 1; ; round += 1) {
      const id = `c${client}r${round}`;
      if ((await send(`find ${id}@example.com`, connections.waiting, responseUrls.url(id))) === undefined) return;
      taken.add(id);
      await responseUrls.answered(id, process.exited);
      if (!responseUrls.answers.has(id)) return;
    }
  }
  /** Asks for what is answered at once, again and again: until it is refused, or only until the process is to stop. */
  const helped = { times: 0 };
  let isStopping = false;
  async function pressing(client: number): Promise<void> {
    for (
      let answer = await send('help', connections.pressing);
      answer !== undefined;
      answer = await send('help', connections.pressing)
    ) {
      expect(answer).toContain(en.help.title);
      helped.times += 1;
      // Leaves a connection behind that would be kept alive for longer than the process has.
      if (isStopping && client % 2 === 0) return;
    }
  }

  // One of them asks for what CleverReach never answers.
  const { vip } = SEED_GROUPS;
  cleverReach.setFaults({ latencyMs: 1_000, also: [{ paths: `/groups/${vip.id}/stats$`, hang: true }] });
  cleverReach.requests.length = 0;
  expect(await send(`stats ${vip.id}`, connections.waiting, responseUrls.url('silence'))).toBe('');
  taken.add('silence');
  await vi.waitFor(() => expect(cleverReach.requests.some(({ path }) => path.endsWith('/stats'))).toBe(true), 5_000);
  const done = Promise.all([
    ...Array.from({ length: clients.waiting }, (_, client) => waiting(client)),
    ...Array.from({ length: clients.pressing }, (_, client) => pressing(client)),
  ]);
  await vi.waitFor(() => expect(taken.size).toBeGreaterThan(clients.waiting * 1.5), { timeout: 30_000, interval: 5 });

  const unanswered = taken.size - responseUrls.answers.size;
  const helpedBefore = helped.times;
  process.signal('SIGTERM');
  isStopping = true;
  expect(await process.exited).toBe(0);
  await done;

  expect(process.stderr()).toBe('');
  expect(unanswered).toBeGreaterThan(clients.waiting / 2);
  expect(helpedBefore).toBeGreaterThan(clients.pressing);
  // Everybody once.
  expect([...responseUrls.answers.keys()].sort()).toEqual([...taken].sort());
  expect([...responseUrls.answers.values()].filter((answers) => answers.length !== 1)).toEqual([]);
  expect(responseUrls.answers.get('silence')?.join()).toContain(en.errors.timeout);
  // In words of HTTP, or because nobody listens any more; not by a connection that breaks under a request that was taken.
  const cleanly = ['503', 'ECONNREFUSED', 'ECONNRESET', 'UND_ERR_SOCKET'];
  expect(Object.keys(refused).filter((how) => !cleanly.includes(how))).toEqual([]);
}, 90_000);

/** Where commands are answered later, by what they are called. */
interface ResponseUrls {
  url(id: string): string;
  /** What came under each; lines that say that work is going on are left out. */
  answers: Map<string, string[]>;
  /** Resolves when there is an answer, or when there can be none any more. */
  answered(id: string, orEnded: Promise<unknown>): Promise<void>;
  close(): Promise<void>;
}

async function startResponseUrls(): Promise<ResponseUrls> {
  const answers = new Map<string, string[]>();
  const listeners = new Map<string, () => void>();
  const server: Server = createServer(async (request, response) => {
    const id = request.url?.slice(1) ?? '';
    const message: { text: string } = JSON.parse(await text(request));
    response.end('ok');
    if (message.text.endsWith(' …')) return;
    answers.set(id, [...(answers.get(id) ?? []), message.text]);
    listeners.get(id)?.();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: (id) => `http://127.0.0.1:${port}/${id}`,
    answers,
    answered: (id, orEnded) =>
      new Promise((resolve) => {
        if (answers.has(id)) return resolve();
        listeners.set(id, resolve);
        void orEnded.then(() => resolve());
      }),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
