import { readdir, readFile } from 'node:fs/promises';
import Fastify from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type PageLinks, page } from './index.ts';

const folder = new URL('.', import.meta.url);
const links: PageLinks = {};
const server = { url: '', close: async () => {} };

beforeEach(async () => {
  const fastify = Fastify();
  await fastify.register(page, { links });
  server.url = await fastify.listen({ host: '127.0.0.1', port: 0 });
  server.close = () => fastify.close();
});
afterEach(() => server.close());

const get = (path: string) => fetch(`${server.url}${path}`);

/** What the page asks for, file by file, beginning with its HTML. */
async function everythingAsked(): Promise<string[]> {
  const asked = ['/'];
  for (const path of asked) {
    const text = await (await get(path)).text();
    const named = [...text.matchAll(/(?:src|href)="(\/page\/[^"]+)"|from '\.\/([^']+)'/g)];
    for (const [, absolute, relative] of named) {
      const next = absolute ?? `/page/${relative}`;
      if (!asked.includes(next)) asked.push(next);
    }
  }
  return asked;
}

describe('the page in the browser', () => {
  it('is served whole: every style and module that a part of it names', async () => {
    const asked = await everythingAsked();
    for (const path of asked) {
      const response = await get(path);
      expect([path, response.status]).toEqual([path, 200]);
    }
    const files = (await readdir(folder)).filter((file) => /\.(js|css)$/.test(file)).map((file) => `/page/${file}`);
    const fromPackages = ['/page/emoji.js', '/page/marked.js'];
    expect(asked.filter((path) => path !== '/').sort()).toEqual([...files, ...fromPackages].sort());
  });

  it('serves modules as JavaScript, under a policy that lets nothing foreign run', async () => {
    const response = await get('/page/main.js');
    expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    const policy = (await get('/')).headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toContain('unsafe');
  });

  it.each(['/page/index.ts', '/page/nothing.js', '/page/..%2findex.ts', '/page/'])(
    'does not serve %s',
    async (path) => {
      expect((await get(path)).status).toBe(404);
    },
  );

  it('knows the neighbours that were named after it was started', async () => {
    expect(await (await get('/page/links')).json()).toEqual({});
    links.cleverReachUrl = 'http://127.0.0.1:1/';
    expect(await (await get('/page/links')).json()).toEqual({ cleverReachUrl: 'http://127.0.0.1:1/' });
    delete links.cleverReachUrl;
  });

  it('never makes markup of a text', async () => {
    for (const file of (await readdir(folder)).filter((name) => name.endsWith('.js'))) {
      const source = await readFile(new URL(file, folder), 'utf8');
      expect([
        file,
        /innerHTML|outerHTML|insertAdjacentHTML|document\.write|insertHTML|DOMParser|\beval\(/.exec(source),
      ]).toEqual([file, null]);
    }
  });
});
