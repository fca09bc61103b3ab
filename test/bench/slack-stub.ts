import { createServer } from 'node:http';

/** As much of Slack as commands need, and no more work than that: everybody is a member, and answers are taken. */
export interface SlackStub {
  url: string;
  /** An address for one answer, and that answer as it comes. */
  expectAnswer(): { responseUrl: string; answer: Promise<string> };
  close(): void;
}

export async function startSlackStub(): Promise<SlackStub> {
  const waiting = new Map<string, (body: string) => void>();
  let answers = 0;
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      const path = request.url ?? '';
      if (path.startsWith('/answers/')) {
        waiting.get(path)?.(body);
        response.end('ok');
        return;
      }
      const workspace = /xoxb-(\w+?)-/.exec(request.headers.authorization ?? '')?.[1];
      const user = {
        id: new URLSearchParams(body).get('user'),
        team_id: workspace,
        locale: 'en-US',
        tz: 'Europe/Berlin',
      };
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(path.endsWith('/users.info') ? { ok: true, user } : { ok: true }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : ''}`;
  return {
    url,
    expectAnswer() {
      answers += 1;
      const path = `/answers/${answers}`;
      const answer = new Promise<string>((resolve) => {
        waiting.set(path, (body) => {
          // A line that says that work is going on is none.
          if (/"text":"[^"]* …"/.test(body)) return;
          waiting.delete(path);
          resolve(body);
        });
      });
      return { responseUrl: url + path, answer };
    },
    close: () => void server.close(),
  };
}
