import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readerFor } from '../texts/index.ts';
import { createRunLine, parseLine } from './command-line.ts';
import type { Command } from './feature.ts';
import type { Message } from './kit/blocks.ts';
import { NoTriggerError } from './opened-modal.ts';
import type { SlackRequest } from './requests.ts';

describe('a command line', () => {
  test.each([
    ['', 'help', ''],
    ['   ', 'help', ''],
    ['stats', 'stats', ''],
    ['  STATS  "Newsletter  Wien" ', 'stats', '"Newsletter  Wien"'],
    ['draft\tBig news\nsecond line', 'draft', 'Big news\nsecond line'],
    ['ÜBERSICHT', 'übersicht', ''],
    // A Mac may send the dots of an umlaut as a character of their own.
    ['u\u0308bersicht', 'übersicht', ''],
    ['stats\u00a0Newsletter', 'stats', 'Newsletter'],
  ])('%j is %j with %j', (line, word, args) => {
    expect(parseLine(line)).toEqual({ word, args });
  });

  test('of any text has a word without blanks, and arguments without blanks around them', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (line) => {
        const { word, args } = parseLine(line);
        expect(word).not.toMatch(/^$|\s/);
        expect(args).toBe(args.trim());
      }),
    );
  });

  test('of 100,000 blanks is taken apart at once', () => {
    const startedAt = performance.now();
    parseLine(`x${' '.repeat(100_000)}y${' '.repeat(100_000)}z`);
    parseLine(' '.repeat(100_000));
    expect(performance.now() - startedAt).toBeLessThan(500);
  });
});

/** Runs a line against commands that write down what they were given. */
async function run(line: string, fails?: Error) {
  const ran: string[] = [];
  const replies: Message[] = [];
  const command = (en: string, de: string): Command => ({
    words: { en, de },
    usage: () => ({ does: '' }),
    run: async (request) => {
      if (fails) throw fails;
      ran.push(`${en}(${request.args})`);
    },
  });
  const features = [{ commands: [command('stats', 'statistik'), command('status', 'status')] }, {}];
  let suggested: string[] | undefined;
  const runLine = createRunLine(features, async (request, word, closest) => {
    ran.push(`unknown ${word}(${request.args})`);
    suggested = closest.map(({ words }) => words.en);
  });
  const reply = async (message: Message) => void replies.push(message);
  // The other parts of a request are for the commands, and these do not look at them.
  await runLine({ reader: readerFor('en'), reply } as unknown as SlackRequest, line);
  return { ran, suggested, replies };
}

describe('running a line', () => {
  test.each([
    ['stats Newsletter', 'stats(Newsletter)'],
    ['Statistik Newsletter', 'stats(Newsletter)'],
    ['STATUS', 'status()'],
  ])('%j, in either language', async (line, ran) => {
    expect(await run(line)).toMatchObject({ ran: [ran], suggested: undefined });
  });

  test.each([
    ['statt Wien', ['stats', 'status']],
    ['sta', ['stats', 'status']],
    ['xyzzy', []],
    ['x'.repeat(40_000), []],
  ])('an unknown word suggests only what a slip could have meant', async (line, suggested) => {
    expect((await run(line)).suggested).toEqual(suggested);
  });

  test('a form that lacks a trigger becomes a button that brings one, with the line in it', async () => {
    const { replies } = await run('stats Newsletter', new NoTriggerError());
    expect(JSON.stringify(replies)).toContain('"value":"stats Newsletter"');
  });

  test('any other failure is the caller’s', async () => {
    await expect(run('stats', new Error('broken'))).rejects.toThrow('broken');
  });
});
