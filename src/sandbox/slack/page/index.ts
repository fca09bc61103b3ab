import { readFile } from 'node:fs/promises';
import type { FastifyPluginAsync } from 'fastify';
import { nameToEmoji } from 'gemoji';

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
  'frame.css',
  'controls.css',
  'messages.css',
  'blocks.css',
  'dialogs.css',
  'tools.css',
  'acts.js',
  'api.js',
  'blocks.js',
  'chart.js',
  'combobox.js',
  'composer.js',
  'curl.js',
  'dialogs.js',
  'dom.js',
  'editor.js',
  'elements.js',
  'env.js',
  'fields.js',
  'file-field.js',
  'frame.js',
  'guide.js',
  'home.js',
  'icons.js',
  'main.js',
  'markdown.js',
  'menu.js',
  'message-files.js',
  'messages.js',
  'modal.js',
  'mrkdwn.js',
  'place.js',
  'rich-text.js',
  'settings.js',
  'sidebar.js',
  'table.js',
  'texts.js',
  'thread.js',
  'traffic.js',
  'unread.js',
  'view-settings.js',
];

/** Slack's names where they differ from those that everybody else uses. */
const SLACK_EMOJI = {
  'e-mail': '📧',
  large_green_circle: '🟢',
  large_yellow_circle: '🟡',
  large_orange_circle: '🟠',
  large_purple_circle: '🟣',
  large_brown_circle: '🟤',
  large_green_square: '🟩',
  large_yellow_square: '🟨',
  large_red_square: '🟥',
  large_blue_square: '🟦',
  pencil: '📝',
  simple_smile: '🙂',
};

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
  const serve = (path: string, file: string, read = () => readFile(new URL(file, import.meta.url), 'utf8')) => {
    server.get(path, async (_request, reply) => {
      const content = await read();
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
  // Libraries come from where they were installed; nothing is built.
  serve('/page/marked.js', 'marked.js', () => readFile(new URL(import.meta.resolve('marked')), 'utf8'));
  const emoji = `export const EMOJI = ${JSON.stringify({ ...nameToEmoji, ...SLACK_EMOJI })};\n`;
  serve('/page/emoji.js', 'emoji.js', async () => emoji);
  server.get('/page/links', async (_request, reply) => reply.header('cache-control', 'no-store').send(links));
};
