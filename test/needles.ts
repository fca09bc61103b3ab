/** The ways in which a text could stand in another without being seen at once. */
export function spellings(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const encoded = new Set<string>([
    secret,
    secret.toLowerCase(),
    encodeURIComponent(secret),
    new URLSearchParams({ secret }).toString().slice('secret='.length),
    JSON.stringify(secret).slice(1, -1),
    bytes.toString('hex'),
    [...secret].reverse().join(''),
  ]);
  for (const encoding of ['base64', 'base64url'] as const) {
    // Inside a longer text the letters depend on where the secret begins; those at its edges are its neighbours' too.
    for (const offset of [0, 1, 2]) {
      const text = Buffer.concat([Buffer.alloc(offset), bytes])
        .toString(encoding)
        .replace(/=+$/, '');
      encoded.add(text.slice(offset === 0 ? 0 : offset + 1, -2));
    }
  }
  return [...encoded].filter((spelling) => spelling.length >= 6);
}

/** Which of the named secrets stand in the text, in whatever spelling. */
export function findSecrets(text: string, secrets: Record<string, string>): string[] {
  return Object.entries(secrets).flatMap(([name, secret]) => {
    const found = spellings(secret).find((spelling) => text.includes(spelling));
    return found === undefined ? [] : [`${name} as ${found}`];
  });
}
