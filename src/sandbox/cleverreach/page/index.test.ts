import { readdir, readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultsSchema } from '../faults.ts';
import { startBench, type TestBench } from '../test-client.ts';

const folder = new URL('.', import.meta.url);
let bench: TestBench;
beforeAll(async () => {
  bench = await startBench({ seed: 'empty' });
});
afterAll(() => bench.sandbox.close());

/** What the page asks for, file by file, beginning with its HTML. */
async function everythingAsked(): Promise<string[]> {
  const asked = ['/'];
  for (const path of asked) {
    const named = (await bench.raw(path)).text.matchAll(/(?:src|href)="(\/page\/[^"]+)"|from '\.\/([^']+)'/g);
    for (const [, absolute, relative] of named) {
      const next = absolute ?? `/page/${relative}`;
      if (!asked.includes(next)) asked.push(next);
    }
  }
  return asked;
}

/** A module of the page, which no compiler knows. */
const load = (file: string) => import(new URL(file, folder).href);

describe('the look into the local CleverReach', () => {
  it('is served whole: every style and module that a part of it names', async () => {
    const asked = await everythingAsked();
    for (const path of asked) expect([path, (await bench.raw(path)).status]).toEqual([path, 200]);
    const files = (await readdir(folder)).filter((file) => /\.(js|css)$/.test(file)).map((file) => `/page/${file}`);
    expect(asked.filter((path) => path !== '/').sort()).toEqual(files.sort());
  });

  it('lets nothing foreign run', async () => {
    const { headers } = await bench.raw('/page/main.js');
    expect(headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    const policy = (await bench.raw('/')).headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toContain('unsafe');
  });

  it.each(['/page/index.ts', '/page/nothing.js', '/page/..%2findex.ts', '/page/'])(
    'does not serve %s',
    async (path) => {
      expect((await bench.raw(path)).status).toBe(404);
    },
  );

  it('never makes markup of a text', async () => {
    for (const file of (await readdir(folder)).filter((name) => name.endsWith('.js'))) {
      const source = await readFile(new URL(file, folder), 'utf8');
      expect([
        file,
        /innerHTML|outerHTML|insertAdjacentHTML|document\.write|insertHTML|DOMParser|srcdoc|\beval\(/.exec(source),
      ]).toEqual([file, null]);
    }
  });

  it('says everything in both languages', async () => {
    const { TEXTS } = await load('texts.js');
    const shape = (value: unknown): unknown =>
      typeof value === 'object' && value !== null
        ? Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, shape(inner)]))
        : typeof value;
    expect(shape(TEXTS.de)).toEqual(shape(TEXTS.en));
  });
});

describe('the fault switches', () => {
  it('set faults the sandbox takes, are then on, and leave nothing behind', async () => {
    const { SWITCHES, isOn, thrown } = await load('fault-switches.js');
    expect(SWITCHES).toHaveLength(12);
    for (const one of SWITCHES) {
      const faults = thrown(one, {}, true);
      expect([one.name, faultsSchema.safeParse(faults).success, isOn(one, faults)]).toEqual([one.name, true, true]);
      expect(thrown(one, faults, false)).toEqual({});
      for (const other of SWITCHES) {
        if (other !== one) expect([one.name, other.name, isOn(other, faults)]).toEqual([one.name, other.name, false]);
      }
    }
  });

  it('are named and explained in both languages', async () => {
    const { SWITCHES } = await load('fault-switches.js');
    const { TEXTS } = await load('texts.js');
    const names = SWITCHES.map(({ name }: { name: string }) => name).sort();
    for (const language of ['en', 'de']) {
      expect(Object.keys(TEXTS[language].faults.names).sort()).toEqual(names);
      expect(Object.keys(TEXTS[language].faults.explain).sort()).toEqual(names);
    }
  });

  it('leave alone what others set, and replace what cannot go together', async () => {
    const { SWITCHES, thrown } = await load('fault-switches.js');
    const named = (name: string) => SWITCHES.find((one: { name: string }) => one.name === name);
    const also = [{ status: 500, paths: '/groups' }];
    expect(thrown(named('down-503'), { status: 500, latencyMs: 5, also }, true)).toEqual({
      status: 503,
      latencyMs: 5,
      also,
    });
    // A limit that has run out would keep the switch from doing anything.
    expect(thrown(named('silent'), { times: 0 }, true)).toEqual({ hang: true });
  });

  it('own up to what they cannot show', async () => {
    const { beyondSwitches } = await load('fault-switches.js');
    expect(beyondSwitches({})).toBeNull();
    expect(beyondSwitches({ status: 503, body: 'half', times: 3, paths: '/x' })).toBeNull();
    expect(beyondSwitches({ status: 418, body: 'lost', latencyMs: 0 })).toEqual({ status: 418, body: 'lost' });
    expect(beyondSwitches({ status: 418, times: 0 })).toBeNull();
    expect(beyondSwitches({ also: [{ status: 500, times: 0 }] })).toBeNull();
    expect(beyondSwitches({ also: [{ status: 500 }] })).toEqual({ also: [{ status: 500 }] });
  });
});
