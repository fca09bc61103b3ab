import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Agent } from 'undici';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLogger } from '../logger.ts';
import { createSlackFiles } from './files.ts';

let server: Server;
let origin: string;
const dispatcher = new Agent();
const asked: { url: string | undefined; authorization: string | undefined }[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push({ url: request.url, authorization: request.headers.authorization });
    const { url = '' } = request;
    if (url === '/hang') return;
    if (url === '/redirect') return response.writeHead(302, { location: '/good' }).end();
    if (url === '/endless') {
      // Says nothing of its length, and never ends.
      const write = () => {
        while (response.write(Buffer.alloc(10_000)));
        response.once('drain', write);
      };
      return write();
    }
    if (url === '/long') return response.writeHead(200, { 'content-length': '5000' }).end(Buffer.alloc(5_000));
    if (url === '/cut') {
      response.writeHead(200, { 'content-length': '500' }).write('half');
      return response.destroy();
    }
    const status = Number(/^\/(\d{3})$/.exec(url)?.[1] ?? 200);
    response.writeHead(status).end('<p>Hi</p>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // What a listening server on a port gives; null is for those that are closed.
  const { port } = server.address() as AddressInfo;
  origin = `http://127.0.0.1:${port}`;
});
afterAll(async () => {
  await dispatcher.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function download(url: string, timeoutMs = 5_000) {
  const files = createSlackFiles({ apiUrl: `${origin}/api/`, dispatcher, log: createLogger('silent'), timeoutMs });
  return files.download({ url, token: 'xoxb-secret', maxBytes: 1_000 });
}

describe('downloading a file from Slack', () => {
  test('brings its bytes, with the token', async () => {
    expect(await download(`${origin}/good`)).toEqual({ bytes: Buffer.from('<p>Hi</p>') });
    expect(asked.at(-1)).toEqual({ url: '/good', authorization: 'Bearer xoxb-secret' });
  });

  test.each([
    ['a long one that says so', '/long', 'too-large'],
    ['a long one that does not', '/endless', 'too-large'],
    ['a redirect to the sign-in page', '/redirect', 'refused'],
    ['a file that is gone', '/404', 'refused'],
    ['a refused token', '/403', 'refused'],
    ['too many requests', '/429', 'unreachable'],
    ['a broken Slack', '/500', 'unreachable'],
    ['half an answer', '/cut', 'unreachable'],
  ])('%s', async (_what, path, problem) => {
    expect(await download(`${origin}${path}`)).toEqual({ problem });
  });

  test('a Slack that does not answer', async () => {
    expect(await download(`${origin}/hang`, 50)).toEqual({ problem: 'unreachable' });
  });

  test('the token goes nowhere but to Slack', async () => {
    const before = asked.length;
    const port = new URL(origin).port;
    for (const url of [
      `http://localhost:${port}/good`,
      `https://127.0.0.1:${port}/good`,
      `http://files.slack.com/good`,
      `https://files.slack.com.evil.example/good`,
      `https://files.slack.com@127.0.0.1:${port}/good`,
      'nonsense',
      '',
    ]) {
      expect(await download(url), url).toEqual({ problem: 'refused' });
    }
    expect(asked).toHaveLength(before);
  });
});
