import { nameToEmoji } from 'gemoji';

/**
 * The characters of an emoji: from Slack's code points (`1f468-200d-1f33e`) where it gives them, else by its name (`tada`,
 * `+1::skin-tone-3`). Undefined for a workspace's own emoji, which is a picture that nobody outside has.
 */
export function emojiOf({ name, unicode }: { name: string; unicode?: string | undefined }): string | undefined {
  return fromCodePoints(unicode) ?? fromName(name);
}

function fromCodePoints(unicode: string | undefined): string | undefined {
  if (unicode === undefined || !/^[0-9a-f]{1,6}(?:-[0-9a-f]{1,6})*$/i.test(unicode)) return undefined;
  const points = unicode.split('-').map((point) => Number.parseInt(point, 16));
  const valid = points.every((point) => point >= 0x20 && point <= 0x10ffff && (point < 0xd800 || point > 0xdfff));
  return valid ? String.fromCodePoint(...points) : undefined;
}

function fromName(name: string): string | undefined {
  const [plainName = '', tone] = name.split('::');
  const known = knownName(plainName);
  if (known === undefined) return undefined;
  // `skin-tone-2` to `-6` are five modifiers in a row. They stand behind the first character of what they colour.
  const step = /^skin-tone-([2-6])$/.exec(tone ?? '')?.[1];
  if (step === undefined) return known;
  const [first = '', ...rest] = known;
  return `${first}${String.fromCodePoint(0x1f3fb + Number(step) - 2)}${rest.join('').replace(/^\uFE0F/, '')}`;
}

/** Slack names flags `flag-de`, where others say `de`, and has hyphens in some names where others have underscores. */
function knownName(name: string): string | undefined {
  const key = name.replace(/^flag-/, '');
  for (const candidate of [key, key.replaceAll('-', '_')]) {
    if (Object.hasOwn(nameToEmoji, candidate)) return nameToEmoji[candidate];
  }
  return undefined;
}
