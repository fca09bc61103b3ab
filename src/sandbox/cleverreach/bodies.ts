import type { FastifyInstance } from 'fastify';
import { ApiError } from './errors.ts';
import type { Query } from './input.ts';

/**
 * Bodies as CleverReach takes them: JSON (also empty, and any scalar), form-encoded and multipart. A body without a
 * content type counts as JSON.
 */
export function addBodyParsers(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser(/^application\/([\w.-]+\+)?json\b/i, { parseAs: 'string' }, (_request, body, done) => {
    parseJson(String(body), done);
  });
  server.addContentTypeParser(
    /^application\/x-www-form-urlencoded\b/i,
    { parseAs: 'string' },
    (_request, body, done) => {
      done(null, Object.fromEntries(new URLSearchParams(String(body))));
    },
  );
  server.addContentTypeParser(/^multipart\/form-data\b/i, { parseAs: 'buffer' }, (request, body, done) => {
    readMultipart(Buffer.from(body), request.headers['content-type'] ?? '').then((fields) => done(null, fields), done);
  });
  server.addContentTypeParser('*', { parseAs: 'string' }, (request, body, done) => {
    if ((request.headers['content-type'] ?? '') === '') parseJson(String(body), done);
    else done(null, String(body) === '' ? undefined : String(body));
  });
}

/** Whether a body came as JSON; the REST API takes nothing else. */
export function isJsonBody(contentType: string | undefined): boolean {
  return contentType === undefined || /^application\/([\w.-]+\+)?json\b/i.test(contentType);
}

function parseJson(text: string, done: (error: Error | null, body?: unknown) => void): void {
  if (text.trim() === '') {
    done(null, undefined);
    return;
  }
  try {
    done(null, JSON.parse(text));
  } catch {
    done(new ApiError(400, 'invalid JSON'));
  }
}

/** The platform reads multipart itself, through `Response`; files are of no use here and left out. */
async function readMultipart(body: Buffer, contentType: string): Promise<Query> {
  const fields: Query = {};
  try {
    const form = await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } }).formData();
    for (const [name, value] of form.entries()) if (typeof value === 'string') fields[name] = value;
  } catch {
    throw new ApiError(400, 'invalid body');
  }
  return fields;
}
