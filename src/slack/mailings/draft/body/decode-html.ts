import sniffEncoding from 'html-encoding-sniffer';

/**
 * The text of an HTML file, whose encoding is named by a byte order mark or a `<meta>` in it, as a browser finds it out. Where
 * neither names one, or it does not fit, it is UTF-8, and what is no UTF-8 is `windows-1252`: as old programs write it, and
 * better than a letter in every German word that nobody can read. Undefined for what is no text at all.
 */
export function decodeHtml(bytes: Uint8Array): string | undefined {
  const named = sniffEncoding(bytes, { defaultEncoding: 'utf-8' });
  const text = decoded(bytes, named) ?? decoded(bytes, 'utf-8') ?? decoded(bytes, 'windows-1252');
  // No HTML has this character; an image or an office document that was renamed has it everywhere.
  return text?.includes('\0') ? undefined : text;
}

/** Undefined where the bytes do not fit the encoding, or it is one that Node does not know. */
function decoded(bytes: Uint8Array, encoding: string): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
