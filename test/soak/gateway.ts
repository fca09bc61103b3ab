import { Agent, createServer, request as httpRequest, type IncomingMessage } from 'node:http';
import getPort from 'get-port';

/**
 * Stands before the processes as a load balancer does: one request to each in turn. What a process did not take, because it is not
 * there or about to end, goes to the other.
 */
export interface Gateway {
  url: string;
  /** By name. */
  targets: Map<string, Target>;
  /** What became of a request, by its signature, for as long as it is remembered. */
  fateOf(signature: string): Fate | undefined;
  /** How many requests found a process that took no connection, and went to another. */
  passedOn(): number;
  close(): void;
}

interface Target {
  /** Where the process listens. */
  url: string;
  /** It was told to stop: what it has not begun to read by then is refused, or its connection broken; nothing else is. */
  isEnding: boolean;
}

interface Fate {
  /** The process that it went to last. */
  process: string;
  /** The status of the answer, or how the connection ended; undefined: neither yet. */
  end?: string;
}

/** More requests than are under way at any time. */
const remembered = 10_000;

export async function startGateway(): Promise<Gateway> {
  const port = await getPort({ host: '127.0.0.1' });
  const targets = new Map<string, Target>();
  // No connection is kept: one to a process that ends at that moment would take a request down with it, and Slack's own come
  // through balancers that know about that.
  const agent = new Agent({ keepAlive: false });
  const fates = new Map<string, Fate>();
  let turn = 0;
  let passedOn = 0;

  function remember({ headers }: IncomingMessage, fate: Fate): void {
    const signature = String(headers['x-slack-signature']);
    fates.delete(signature);
    fates.set(signature, fate);
    for (const oldest of fates.keys()) if (fates.size > remembered) fates.delete(oldest);
  }
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      turn += 1;
      const order = [...targets];
      const inTurn = order.map((_, index) => order[(turn + index) % order.length]);
      attempt(inTurn);
    });
    function attempt(left: (readonly [string, Target] | undefined)[]): void {
      const [target, ...others] = left;
      if (!target) {
        response.writeHead(503).end();
        return;
      }
      const [name, process] = target;
      const { method, headers } = request;
      remember(request, { process: name });
      const onward = httpRequest(`${process.url}${request.url}`, { method, headers, agent }, (answer) => {
        // It came over a connection from before, and is refused before anybody has looked at it.
        if (answer.statusCode === 503 && process.isEnding && others.length > 0) {
          answer.resume();
          passedOn += 1;
          return attempt(others);
        }
        remember(request, { process: name, end: String(answer.statusCode) });
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
        answer.on('error', () => response.destroy());
      });
      onward.on('error', (error: NodeJS.ErrnoException) => {
        // Only what certainly was not taken may be sent again.
        const isRefused = error.code === 'ECONNREFUSED' || (error.code === 'ECONNRESET' && process.isEnding);
        if (isRefused && !response.headersSent) {
          passedOn += 1;
          return attempt(others);
        }
        remember(request, { process: name, end: error.code ?? error.message });
        if (!response.headersSent) response.writeHead(502);
        response.end();
      });
      onward.end(Buffer.concat(chunks));
    }
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${port}`,
    targets,
    fateOf: (signature) => fates.get(signature),
    passedOn: () => passedOn,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
