import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SEED_GROUPS } from './index.ts';
import { isEmail } from './input.ts';
import { cleanTag } from './receiver-input.ts';
import { startBench, type TestBench } from './test-client.ts';

let bench: TestBench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.sandbox.close());

const { fair } = SEED_GROUPS;

/** Bodies that have the right names and anything behind them, or are anything at all. */
const anyBody = fc.oneof(
  fc.jsonValue(),
  fc.dictionary(
    fc.constantFrom(
      'email',
      'activated',
      'tags',
      'attributes',
      'global_attributes',
      'orders',
      'postdata',
      'name',
      'type',
      'rules',
      'groups',
      'pagesize',
      'content',
      'receivers',
      'settings',
      'time',
      'emails',
      'group_id',
      'doidata',
    ),
    fc.oneof(
      fc.jsonValue(),
      fc.emailAddress(),
      fc.constant({ toString: '' }),
      fc.constant([{ field: 'email', logic: 'eq', condition: 'x' }]),
    ),
  ),
);

describe('whatever is sent', () => {
  it('no body of any shape breaks the server', async () => {
    const targets = [
      ['POST', '/groups'],
      ['POST', `/groups/${fair.id}/receivers`],
      ['POST', `/groups/${fair.id}/receivers/upsertplus`],
      ['POST', `/groups/${fair.id}/receivers/insert`],
      ['POST', `/groups/${fair.id}/get_receivers`],
      ['PUT', `/groups/${fair.id}/receivers/anna.mueller@example.com`],
      ['POST', '/receivers/filter'],
      ['POST', '/receivers/isvalid'],
      ['POST', '/attributes'],
      ['POST', '/forms/23001/send/activate'],
      ['POST', '/mailings'],
      ['PUT', '/mailings/8157009'],
      ['POST', '/mailings/8157010/release'],
    ] as const;
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...targets), anyBody, async ([method, path], body) => {
        const { status, json } = await bench.api(method, path, body);
        expect(status).toBeLessThan(500);
        if (status >= 400) expect(json).toEqual({ error: { code: status, message: expect.any(String) } });
      }),
      { numRuns: 400 },
    );
  });

  it('no receiver in the path breaks the server', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ minLength: 1, maxLength: 300 }), async (text) => {
        const { status } = await bench.api('GET', `/groups/${fair.id}/receivers/x${encodeURIComponent(text)}`);
        expect(status).toBe(404);
      }),
    );
  });

  it('no OAuth body or query breaks the server', async () => {
    const fields = fc.dictionary(
      fc.constantFrom('grant_type', 'code', 'client_id', 'client_secret', 'refresh_token', 'redirect_uri'),
      fc.oneof(fc.jsonValue(), fc.constantFrom('authorization_code', 'refresh_token', 'appNumber1')),
    );
    await fc.assert(
      fc.asyncProperty(fields, async (body) => {
        const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
        const { status, json } = await bench.raw('/oauth/token.php', init);
        expect([status, typeof json.error]).toEqual([400, 'string']);
      }),
    );
  });
});

describe('pages', () => {
  it('of any size put together are the whole list', async () => {
    const all = (await bench.api('GET', `/groups/${fair.id}/receivers?pagesize=5000`)).json;
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 20, max: 400 }),
        fc.constantFrom('', '&order_by=email desc'),
        async (size, order) => {
          const together: { email: string }[] = [];
          for (let page = 0; ; page += 1) {
            const { json } = await bench.api(
              'GET',
              `/groups/${fair.id}/receivers?pagesize=${size}&page=${page}${order}`,
            );
            together.push(...json);
            if (json.length < size) break;
          }
          const expected =
            order === ''
              ? all
              : all.toSorted((a: { email: string }, b: { email: string }) => (a.email < b.email ? 1 : -1));
          expect(together).toEqual(expected);
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe('cleaning and checking', () => {
  it('a cleaned tag stays as it is, and holds nothing but what a tag may hold', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (raw) => {
        const tag = cleanTag(raw);
        expect(cleanTag(tag)).toBe(tag);
        expect(tag).toMatch(/^([\p{L}\p{N}_-]{0,49}\.)?[\p{L}\p{N}_-]*$/u);
      }),
    );
  });

  it('usual addresses are addresses, and a blank or a bracket in them is not', () => {
    fc.assert(
      fc.property(fc.emailAddress(), fc.constantFrom(' ', '<', '\n', ',', '@'), (email, bad) => {
        expect(isEmail(email)).toBe(true);
        expect(isEmail(email.replace('@', `${bad}@`))).toBe(false);
        expect(isEmail(`${email}${bad}`)).toBe(false);
      }),
    );
  });
});
