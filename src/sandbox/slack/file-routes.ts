import type { FastifyInstance } from 'fastify';
import type { Core } from './core.ts';
import { mayRead } from './files.ts';
import { isObject, text } from './json.ts';

/** Downloads by apps and by people, and the upload URLs of apps. */
export function fileRoutes(server: FastifyInstance, core: Core): void {
  // The private download. Without a token that may read it, Slack answers with its sign-in page and status 200.
  server.get('/files-pri/*', async (request, reply) => {
    const fault = await core.faults.hit('file');
    if (fault !== null) return reply.code(fault.status).headers(fault.headers).send(fault.body);
    const id = /^\/files-pri\/[^/]*-(F[^/]+)\//.exec(request.url)?.[1] ?? '';
    const file = core.files.find(id);
    const token = /^Bearer\s+(.+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
    const installation = core.installations.byToken(token);
    const allowed =
      installation?.active === true &&
      installation.scopes.includes('files:read') &&
      file !== undefined &&
      core.installations.reaches(installation, file.workspaceId);
    if (!allowed) return reply.type('text/html; charset=utf-8').send('<!doctype html><title>Sign in | Slack</title>');
    return reply.type(file.mimetype).send(file.content);
  });

  // What a person saves from the page. Never shown: an HTML file would run on the page's own address.
  server.get('/sandbox/file/:user/:id', async (request, reply) => {
    const user = core.state.users.get(text(request.params, 'user'));
    const file = core.files.find(text(request.params, 'id'));
    if (user === undefined || file === undefined || !mayRead(user, file)) return reply.code(404).send();
    const name = encodeURIComponent(file.name).replaceAll("'", '%27');
    return reply
      .type(file.mimetype)
      .headers({
        'content-disposition': `attachment; filename*=UTF-8''${name}`,
        'x-content-type-options': 'nosniff',
        'content-security-policy': "default-src 'none'; sandbox",
      })
      .send(file.content);
  });

  server.register(async (scope) => {
    // Bytes stay bytes here; everywhere else bodies are text.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    scope.post('/upload/v1/:ticket', async (request, reply) => {
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const bytes = await fileIn(body, request.headers['content-type'] ?? '');
      const problem = bytes === null ? 'no_file_data' : core.uploads.receive(text(request.params, 'ticket'), bytes);
      const size = bytes?.byteLength ?? 0;
      return problem === null ? reply.send(`OK - ${size}`) : reply.code(400).send(problem);
    });
  });
}

/** The file of a body that is a multipart form or the bytes themselves; null when the form holds none. */
async function fileIn(body: Buffer, contentType: string): Promise<Buffer | null> {
  if (!contentType.startsWith('multipart/form-data')) return body;
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } })
    .formData()
    .catch(() => null);
  const file = form === null ? undefined : [...form.values()].find((value) => isObject(value) || value instanceof Blob);
  return file instanceof Blob ? Buffer.from(await file.arrayBuffer()) : null;
}
