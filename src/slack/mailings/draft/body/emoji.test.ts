import { describe, expect, test } from 'vitest';
import { emojiOf } from './emoji.ts';

describe('emojiOf', () => {
  test.each([
    ['tada', '🎉'],
    ['+1', '👍'],
    ['+1::skin-tone-3', '👍🏼'],
    ['female-technologist', undefined],
    ['woman_technologist::skin-tone-6', '👩🏿‍💻'],
    ['flag-de', '🇩🇪'],
    ['white-check-mark', '✅'],
    ['party_parrot', undefined],
    ['constructor', undefined],
    ['', undefined],
  ])('knows the name %s', (name, emoji) => {
    expect(emojiOf({ name })).toBe(emoji);
  });

  test('takes Slack’s code points before its name', () => {
    expect(emojiOf({ name: 'x', unicode: '1f468-200d-1f33e' })).toBe('👨‍🌾');
    for (const unicode of ['zz', 'd800', '110000', '', '1f468-']) expect(emojiOf({ name: 'tada', unicode })).toBe('🎉');
  });
});
