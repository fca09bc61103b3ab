/** For this room's tests: a server on loopback that answers what the test tells it, good and bad, over real sockets. */
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import { text as readText } from 'node:stream/consumers';
import { type AccessTokens, type CleverReach, createCleverReach, type ObservedCall } from './index.ts';

export type Answer = (response: ServerResponse) => void;

interface SeenRequest {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** A whole answer with JSON in it. */
export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Answer {
  return (response) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

/** A whole answer with any text in it. */
export function text(body: string, status = 200, headers: Record<string, string> = {}): Answer {
  return (response) => response.writeHead(status, { 'content-type': 'text/html', ...headers }).end(body);
}

/** The connection is reset once the request is in. */
export const reset: Answer = (response) => void response.socket?.resetAndDestroy();

/** The connection stays open and nothing comes. */
export const silence: Answer = () => undefined;

/** Headers and a piece of the body, then silence. */
export const silenceInTheBody: Answer = (response) => {
  response.writeHead(200, { 'content-length': '1000' }).write('[');
};

/** Headers and a piece of the body, then the connection ends. */
export const cutShort: Answer = (response) => {
  response.writeHead(200, { 'content-length': '1000' });
  response.write('[{"id":', () => response.socket?.destroy());
};

/** Bytes that are no HTTP, with something in them that no log should show. */
export const noHttp: Answer = (response) => void response.socket?.end('secret@example.org says hello\r\n\r\n');

export interface ScriptedServer {
  url: string;
  cleverReach: CleverReach;
  /** What was asked, in order. */
  seen: SeenRequest[];
  /** What `observe` was told, in order. */
  observed: ObservedCall[];
  /** Answers that no request has come for. */
  left(): number;
  close(): Promise<void>;
}

/** Gives the answers in turn; a request beyond them is answered 599, which no test expects. */
export async function startScriptedServer(
  answers: Answer[],
  options: { path?: string; timeoutMs?: number } = {},
): Promise<ScriptedServer> {
  const script = [...answers];
  const seen: SeenRequest[] = [];
  const observed: ObservedCall[] = [];
  const server = createServer(async (request, response) => {
    const body = await readText(request);
    seen.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body });
    (script.shift() ?? text('nothing left in the script', 599))(response);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  const url = `http://127.0.0.1:${address.port}`;
  const timeoutMs = options.timeoutMs ?? 5_000;
  const cleverReach = createCleverReach({
    url: `${url}${options.path ?? ''}`,
    observe: (call) => observed.push(call),
    timeouts: { readMs: timeoutMs, writeMs: timeoutMs },
  });
  return {
    url,
    cleverReach,
    seen,
    observed,
    left: () => script.length,
    async close() {
      server.closeAllConnections();
      server.close();
      await cleverReach.close();
    },
  };
}

/** Tokens that are renewed by counting up: `token-1`, `token-2`, … */
export function countedTokens(): AccessTokens & { rejected: string[] } {
  const rejected: string[] = [];
  return {
    rejected,
    current: async () => `token-${rejected.length + 1}`,
    async renew(token) {
      rejected.push(token);
      return `token-${rejected.length + 1}`;
    },
  };
}
