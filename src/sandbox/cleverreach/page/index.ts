import { readFile } from 'node:fs/promises';
import type { FastifyPluginAsync } from 'fastify';

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
};

/** Every file of the page, by the name it is asked for. A name that is not here is not served. */
const FILES = [
  'style.css',
  'access.js',
  'api.js',
  'dom.js',
  'fault-switches.js',
  'faults.js',
  'format.js',
  'groups.js',
  'mailing.js',
  'mailings.js',
  'mails.js',
  'main.js',
  'pager.js',
  'receivers.js',
  'recent.js',
  'requests.js',
  'rows.js',
  'texts.js',
  'texts-de.js',
  'texts-en.js',
];

// The page shows what an app wrote: nothing of it may run. Mailings are drawn in a frame with a policy of its own.
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "frame-src 'self'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * The look into the local CleverReach at `/`: plain HTML, CSS and modules, served as they lie here. All it knows comes
 * from the control API under `/sandbox/`.
 */
export const page: FastifyPluginAsync = async (server) => {
  const serve = (path: string, file: string) => {
    server.get(path, async (_request, reply) => {
      const content = await readFile(new URL(file, import.meta.url));
      const type = TYPES[file.slice(file.lastIndexOf('.') + 1)] ?? 'application/octet-stream';
      return reply
        .type(type)
        .headers({
          'content-security-policy': POLICY,
          'x-content-type-options': 'nosniff',
          'cache-control': 'no-cache',
          'x-sandbox': 'not CleverReach',
        })
        .send(content);
    });
  };
  serve('/', 'index.html');
  for (const file of FILES) serve(`/page/${file}`, file);
};
