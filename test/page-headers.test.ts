import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { en } from '../src/texts/en.ts';
import { createBrowser, type Page } from './browser-client.ts';
import { everyPage, type Scene, startScene } from './every-page.ts';
import { startWorld } from './world.ts';

/** The headers with which every page and answer comes that a browser can be brought to. */

let scene: Scene;

beforeAll(async () => {
  scene = await startScene();
});
afterAll(() => scene.close());

/** What a browser is told with everything, except by the frame of a mailing. */
const strict = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'origin-agent-cluster': '?1',
  'x-dns-prefetch-control': 'off',
  'x-download-options': 'noopen',
  'x-permitted-cross-domain-policies': 'none',
};

function policyOf({ headers }: Page): Record<string, string> {
  const directives = (headers.get('content-security-policy') ?? '').split(';').map((each) => each.trim());
  return Object.fromEntries(
    directives.map((each) => {
      const [name = '', ...values] = each.split(' ');
      return [name, values.join(' ')];
    }),
  );
}

const seen = new Set<string>();

describe('what a browser gets', () => {
  test.each(everyPage)(
    '%s (%i): with strict headers, and nothing in it that runs or comes from elsewhere',
    async (...row) => {
      const [name, status, open] = row;
      const page = await open(scene);
      expect(page.status).toBe(status);
      seen.add(/<h1>([^<]*)<\/h1>/.exec(page.body)?.[1] ?? name);
      const isFrame = name.startsWith(en.pages.preview.frame);
      expect(Object.fromEntries(Object.keys(strict).map((header) => [header, page.headers.get(header)]))).toEqual({
        ...strict,
        ...(isFrame ? { 'x-frame-options': 'SAMEORIGIN' } : {}),
      });
      for (const header of ['server', 'x-powered-by', 'access-control-allow-origin', 'strict-transport-security']) {
        expect(page.headers.get(header), header).toBeNull();
      }

      const policy = policyOf(page);
      expect(policy).toMatchObject({ 'default-src': "'none'", 'base-uri': "'none'", 'form-action': "'none'" });
      expect(policy['frame-ancestors']).toBe(isFrame ? "'self'" : "'none'");
      expect(Object.keys(policy)).not.toContain('script-src');
      if (isFrame) {
        // A mailing's styles are its author's; no script, form, window or navigation leads out of the sandbox.
        expect(policy).toMatchObject({ sandbox: '', 'style-src': "'unsafe-inline'" });
        return;
      }
      expect(JSON.stringify(policy)).not.toMatch(/unsafe|https?:|\*/);
      const [, style] = /<style>([\s\S]*?)<\/style>/.exec(page.body) ?? [];
      if (style !== undefined) expect(policy['style-src']).toBe(`'sha256-${sha256(style)}'`);
      expect(page.body).not.toMatch(/<script|<link|<img|<form|\son\w+=|\sstyle=|javascript:/i);
    },
  );

  test('is every page there is', () => {
    const titles = (texts: object): string[] =>
      Object.entries(texts).flatMap(([key, value]) => {
        if (typeof value === 'object') return titles(value);
        return typeof value === 'string' && /title$/i.test(key) && key !== 'sharedTitle' ? [value] : [];
      });
    // The preview's own title is the mailing's subject.
    const missing = titles(en.pages).filter((title) => !seen.has(title) && title !== en.pages.preview.title);
    expect(missing).toEqual([]);
  });
});

const sha256 = (text: string) => createHash('sha256').update(text).digest('base64');

test('behind https a browser is told to stay there, on this host alone, and cookies are for this host alone', async () => {
  const secure = await startWorld({ env: { PUBLIC_URL: 'https://newsletter.example' } });
  const pages = await Promise.all(
    ['/slack/install', '/cleverreach/connect', '/nowhere', '/healthz', '/%zz'].map((path) =>
      createBrowser().get(secure.publicUrl + path),
    ),
  );
  await secure.close();
  for (const { url, headers } of pages) {
    expect(headers.get('strict-transport-security'), url).toBe('max-age=31536000');
  }
  expect(pages[0]?.headers.get('set-cookie')).toMatch(
    /^__Host-slack-install=[\w-]{43}; Max-Age=600; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
  );
});
