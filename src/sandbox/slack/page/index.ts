import { readFile } from 'node:fs/promises';
import type { FastifyPluginAsync } from 'fastify';

/** Addresses of neighbours that the page links to. Read at every request, so they may be filled in once those listen. */
export interface PageLinks {
  /** Where the app installs itself; without it, the page links to Slack's consent page as an "Add to Slack" button would. */
  installUrl?: string;
  /** The local CleverReach. */
  cleverReachUrl?: string;
}

/** What the plugin is registered with. */
export interface PageOptions {
  links?: PageLinks;
}

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
};

/** Every file of the page, by the name it is asked for. A name that is not here is not served. */
const FILES = [
  'style.css',
  'acts.js',
  'api.js',
  'blocks.js',
  'chart.js',
  'combobox.js',
  'composer.js',
  'dialogs.js',
  'dom.js',
  'editor.js',
  'elements.js',
  'env.js',
  'fields.js',
  'main.js',
  'menu.js',
  'messages.js',
  'modal.js',
  'mrkdwn.js',
  'rich-text.js',
  'sidebar.js',
  'table.js',
  'traffic.js',
];

// The page shows what an app sends: nothing of it may run, and pictures are all that may come from elsewhere.
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  'img-src data: http: https:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * The page in the browser at `/`: plain HTML, CSS and modules, served as they lie here. All it knows comes from the
 * control API under `/sandbox/`.
 */
export const page: FastifyPluginAsync<PageOptions> = async (server, { links = {} }) => {
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
        })
        .send(content);
    });
  };
  serve('/', 'index.html');
  for (const file of FILES) serve(`/page/${file}`, file);
  server.get('/page/links', async (_request, reply) => reply.header('cache-control', 'no-store').send(links));
};
