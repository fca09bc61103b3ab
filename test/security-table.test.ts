import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

/** What docs/security.md says about tests is true: each that it names is there. */

const repository = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string) => readFileSync(join(repository, path), 'utf8');

/** The lines of the tables of promises: what is promised, and the tests that are to hold it. */
const rows = (/## Promises and their tests([\s\S]*?)\n## /.exec(read('docs/security.md'))?.[1] ?? '')
  .split('\n')
  .filter((line) => line.startsWith('|') && !/^\| (promise |-)/.test(line))
  .map((line) => {
    const [, promise = '', tests = ''] = line.split('|').map((cell) => cell.trim());
    return { promise, tests: tests.split('<br>').map(namedTest) };
  });

function namedTest(cell: string): { file: string; title: string } {
  const [, file = '', title = ''] = /^`([^`]+)` › (.+)$/.exec(cell) ?? [];
  return { file, title };
}

/** The titles of a file's tests and of their groups, as they are written in it: placeholders are placeholders. */
function titlesIn(path: string): Set<string> {
  const titled = /(?:\b(?:test|it|describe)|\]\)|\)\))\s*\(\s*(?:'((?:[^'\\\n]|\\.)*)'|"([^"\n]*)"|`([^`]*)`)/g;
  const each = /\b(?:test|it|describe)\.each[^\n]*\)\(\s*(?:'([^'\n]*)'|"([^"\n]*)")/g;
  const source = read(path);
  const found = [...source.matchAll(titled), ...source.matchAll(each)];
  return new Set(found.map(([, ...quoted]) => quoted.find((text) => text !== undefined) ?? ''));
}

test('there is a table, and each line of it names tests', () => {
  expect(rows.length).toBeGreaterThan(30);
  for (const { promise, tests } of rows) {
    expect(promise.length, promise).toBeGreaterThan(20);
    for (const { file, title } of tests) expect(file && title, promise).not.toBe('');
  }
});

describe('the tests that hold a promise exist', () => {
  test.each(rows.map(({ promise, tests }) => [promise, tests] as const))('%s', (_promise, tests) => {
    for (const { file, title } of tests) expect([...titlesIn(file)], file).toContain(title);
  });
});

test('the documents that it leads to exist, and SECURITY.md leads to it', () => {
  const links = [...read('docs/security.md').matchAll(/\]\(([^)#:]+)\)/g)].map(([, link = '']) => link);
  expect(links).not.toEqual([]);
  for (const link of links) {
    const path = join('docs', link);
    expect(readdirSync(join(repository, dirname(path))), link).toContain(path.split('/').at(-1));
  }
  expect(read('SECURITY.md')).toContain('(docs/security.md)');
});
