import { Agent, createServer, request as httpRequest } from 'node:http';
import getPort from 'get-port';

/** Stands before the processes as a load balancer does: one request to each in turn; who takes no connection is left out. */
export interface Gateway {
  url: string;
  /** Where the processes listen, by name. */
  targets: Map<string, string>;
  /** How many requests found a process that took no connection, and went to another. */
  passedOn(): number;
  close(): void;
}

/** Says in an answer's headers which process it is from. */
export const servedBy = 'x-served-by';

export async function startGateway(): Promise<Gateway> {
  const port = await getPort({ host: '127.0.0.1' });
  const targets = new Map<string, string>();
  // No connection is kept: one to a process that ends at that moment would take a request down with it, and Slack's own come
  // through balancers that know about that.
  const agent = new Agent({ keepAlive: false });
  let turn = 0;
  let passedOn = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      turn += 1;
      const order = [...targets];
      const inTurn = order.map((_, index) => order[(turn + index) % order.length]);
      attempt(inTurn);
    });
    function attempt(left: (readonly [string, string] | undefined)[]): void {
      const [target, ...others] = left;
      if (!target) {
        response.writeHead(503).end();
        return;
      }
      const [name, url] = target;
      const { method, headers } = request;
      const onward = httpRequest(`${url}${request.url}`, { method, headers, agent }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, { ...answer.headers, [servedBy]: name });
        answer.pipe(response);
        answer.on('error', () => response.destroy());
      });
      onward.on('error', (error: NodeJS.ErrnoException) => {
        // Only what certainly did not arrive may be sent again.
        if (error.code === 'ECONNREFUSED') {
          passedOn += 1;
          return attempt(others);
        }
        if (!response.headersSent) response.writeHead(502, { [servedBy]: name });
        response.end();
      });
      onward.end(Buffer.concat(chunks));
    }
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${port}`,
    targets,
    passedOn: () => passedOn,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
