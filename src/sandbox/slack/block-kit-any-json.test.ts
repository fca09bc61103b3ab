import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { modal } from './block-kit/samples.ts';
import { checkMessage, checkOptions, checkView } from './block-kit.ts';

describe('whatever JSON comes in', () => {
  const types = [
    'section',
    'actions',
    'input',
    'data_table',
    'data_visualization',
    'rich_text',
    'container',
    'carousel',
    'plan',
    'card',
  ];
  const almostBlock = fc.dictionary(
    fc.constantFrom(
      'elements',
      'element',
      'text',
      'rows',
      'chart',
      'fields',
      'child_blocks',
      'tasks',
      'accessory',
      'block_id',
      '__proto__',
    ),
    fc.oneof(fc.jsonValue(), fc.array(fc.record({ type: fc.constantFrom(...types), text: fc.jsonValue() }))),
  );
  const almost = fc.record({
    text: fc.jsonValue(),
    blocks: fc.array(fc.tuple(fc.constantFrom(...types), almostBlock).map(([type, rest]) => ({ ...rest, type }))),
  });

  it('is answered with problems and never an error', () => {
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), almost), (value) => {
        for (const problems of [
          checkMessage(value),
          checkView(value, 'modal'),
          checkView(value, 'home'),
          checkOptions(value),
        ]) {
          for (const problem of problems) expect(problem.pointer).toMatch(/^(\/.*)?$/s);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('also nested a hundred thousand deep', () => {
    const deep: unknown = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`);
    expect(checkView({ ...modal(), blocks: deep }, 'modal')).not.toEqual([]);
    expect(checkMessage({ text: 'x', blocks: deep })).not.toEqual([]);
  });
});
