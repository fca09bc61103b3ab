import { randomUUID } from 'node:crypto';
import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyPluginAsync,
  type FastifyReply,
  LogController,
} from 'fastify';
import { StorageError } from '../storage/storage.ts';
import { languageOfBrowser, readerFor } from '../texts/index.ts';
import { type PageContent, paragraphs, renderPage, styleHash } from './page.ts';

export interface ServerOptions {
  /** Routes that no browser comes to. Cookies and headers for browsers are a tenth of what a command costs. */
  withoutPages: FastifyPluginAsync;
  /** Whether browsers come over https. */
  isHttps: boolean;
  /** Whether the process is about to end. */
  isDraining: () => boolean;
}

/** The HTTP server that everything is mounted on: strict headers, a reference for every request, pages for every error. */
export async function createServer(
  log: FastifyBaseLogger,
  { withoutPages, isHttps, isDraining }: ServerOptions,
): Promise<FastifyInstance> {
  const server = Fastify({
    loggerInstance: log,
    // Short enough to be read out; the same stands on the page, in the message, and in each log line.
    genReqId: newReference,
    requestIdHeader: false,
    // Fastify's own answer to a path that cannot be decoded has none of the headers below, and is no page.
    rewriteUrl: ({ url = '/' }) => (isDecodable(url.split('?', 1)[0] ?? '') ? url : '/'),
    // A line per request would hold nothing that the metrics do not have.
    logController: new LogController({ requestIdLogLabel: 'reference', disableRequestLogging: true }),
    forceCloseConnections: 'idle',
    requestTimeout: 10_000,
  });
  server.addHook('onSend', (_request, reply, _payload, done) => {
    // Only connections that are idle when closing begins are closed by it; one that is kept alive after that would hold
    // up the end for as long as its client likes. And whoever hears it before sends nothing to a connection that is closed.
    if (isDraining()) reply.header('connection', 'close');
    // Pages name people and carry single-use links, and nothing else is worth keeping either.
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
    done();
  });
  // Before what only browsers need: whatever is registered here does without the hooks that come after it.
  await server.register(withoutPages);
  await server.register(cookie);
  await server.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        styleSrc: [styleHash],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    referrerPolicy: { policy: 'no-referrer' },
    xFrameOptions: { action: 'deny' },
    // For this host alone: what else is on the operator's domain is not ours to decide.
    strictTransportSecurity: isHttps && { maxAge: 365 * 24 * 60 * 60, includeSubDomains: false },
  });
  server.setNotFoundHandler(async (request, reply) => {
    const { t, language } = readerFor(languageOfBrowser(request.headers['accept-language']));
    return sendPage(reply, 404, { language, title: t.pages.notFoundTitle, body: paragraphs(t.pages.notFound) });
  });
  server.setErrorHandler(async (error: Error & { statusCode?: number; code?: string }, request, reply) => {
    const status = error instanceof StorageError ? 503 : (error.statusCode ?? 500);
    // What a sender did wrong (a body too large, a malformed header) is not the operator's problem.
    if (status < 500) {
      request.log.warn({ code: error.code }, 'refused a request');
      return reply.code(status).send({ error: error.code ?? 'bad_request' });
    }
    request.log.error({ err: error }, 'a request failed');
    const { t, language } = readerFor(languageOfBrowser(request.headers['accept-language']));
    return sendPage(reply, status, {
      language,
      title: t.pages.errorTitle,
      body: paragraphs(status === 503 ? t.pages.unavailable : t.pages.error),
      footer: t.pages.reference(request.id),
    });
  });
  return server;
}

/** Ten hexadecimal digits. A UUID's, since Node draws their random bits in advance, which costs a fifth of drawing them each time. */
function newReference(): string {
  const uuid = randomUUID();
  return uuid.slice(0, 8) + uuid.slice(9, 11);
}

function isDecodable(path: string): boolean {
  if (!path.includes('%')) return true;
  try {
    decodeURI(path);
    return true;
  } catch {
    return false;
  }
}

export function sendPage(reply: FastifyReply, status: number, content: PageContent): FastifyReply {
  return reply.code(status).type('text/html; charset=utf-8').send(renderPage(content));
}
