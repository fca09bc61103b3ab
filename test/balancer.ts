import { createServer, request as httpRequest } from 'node:http';
import getPort from 'get-port';

/** Stands before several processes, as in production: one request to each in turn, whoever it is from. */
export interface Balancer {
  url: string;
  /** The addresses of the processes; may be filled in later. */
  targets: string[];
  close(): Promise<void>;
}

export async function startBalancer(): Promise<Balancer> {
  const port = await getPort({ host: '127.0.0.1' });
  const targets: string[] = [];
  let turn = 0;
  const server = createServer((request, response) => {
    turn += 1;
    const { method, headers, url } = request;
    const onward = httpRequest(`${targets[turn % targets.length]}${url}`, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  });
  // A connection that is ended just when it is used again would look like a process that fails.
  server.keepAliveTimeout = 120_000;
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${port}`,
    targets,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
