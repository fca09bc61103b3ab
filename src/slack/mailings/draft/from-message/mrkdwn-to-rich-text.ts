/** A part of a rich text as Slack's editor writes it, before it is read with the rich text's schema. */
export type Part = Record<string, unknown>;

type Style = Partial<Record<'bold' | 'italic' | 'strike' | 'code', true>>;

/**
 * The parts of a rich text that a text in Slack's mrkdwn shows: paragraphs, bullets, quotes, code, emphasis and links. What no
 * mailing can show becomes words: channels and user groups by the names that stand beside their ids, dates by their
 * fallbacks. People are left as mentions, whose names have to be looked up.
 *
 * Nothing on npm that is kept up reads mrkdwn, and Slack has no exact grammar of it; what is not understood stays as written.
 */
export function mrkdwnToRichText(mrkdwn: string): Part[] {
  return mrkdwn
    .replace(/\r\n?/g, '\n')
    .split(/```\n?([\s\S]*?)\n?```/)
    .flatMap((piece, index) => {
      // Every second piece stood between two fences.
      if (index % 2 === 1)
        return piece === '' ? [] : [{ type: 'rich_text_preformatted', elements: inline(piece, true) }];
      return linesOf(piece);
    });
}

const kinds = { quote: /^(?:&gt;|>)(?:&gt;&gt;|>>)? ?/, bullet: /^\s*[•◦▪‣]\s+/, text: /^/ } as const;

/** Neighbouring lines of the same kind together. */
function linesOf(text: string): Part[] {
  const groups: { kind: keyof typeof kinds; lines: string[] }[] = [];
  for (const line of text.split('\n')) {
    const kind = kinds.quote.test(line) ? 'quote' : kinds.bullet.test(line) ? 'bullet' : 'text';
    const last = groups.at(-1);
    const rest = line.replace(kinds[kind], '');
    if (last?.kind === kind) last.lines.push(rest);
    else groups.push({ kind, lines: [rest] });
  }
  return groups.flatMap(({ kind, lines }): Part[] => {
    if (kind === 'bullet') {
      const items = lines.map((line) => ({ type: 'rich_text_section', elements: inline(line) }));
      return [{ type: 'rich_text_list', style: 'bullet', elements: items }];
    }
    const joined = lines.join('\n');
    if (joined.trim() === '') return [];
    return [{ type: kind === 'quote' ? 'rich_text_quote' : 'rich_text_section', elements: inline(joined) }];
  });
}

/** `<https://…|words>`, `<@U1>`, `<!here>`; `` `code` ``. In a text of Slack's, `<` and `>` stand for nothing else. */
const TOKENS = /<([^<>\n]+)>|`([^`\n]+)`/;

function inline(text: string, isPreformatted = false): Part[] {
  const elements: Part[] = [];
  let style: Style = {};
  let rest = text;
  while (rest !== '') {
    const found = TOKENS.exec(rest);
    const before = found ? rest.slice(0, found.index) : rest;
    if (isPreformatted) elements.push(...words(before, {}));
    else {
      const emphasised = emphasis(before, style, rest.slice(before.length));
      elements.push(...emphasised.parts);
      style = emphasised.style;
    }
    if (!found) break;
    const [whole, reference, code] = found;
    if (code !== undefined)
      elements.push(...words(isPreformatted ? whole : code, isPreformatted ? {} : { ...style, code: true }));
    else elements.push(...referred(reference ?? '', isPreformatted ? {} : style));
    rest = rest.slice(found.index + whole.length);
  }
  return elements;
}

const MARKS = { '*': 'bold', _: 'italic', '~': 'strike' } as const;

/**
 * Splits at `*`, `_` and `~` where they begin or end emphasis: at the edge of a word, and only if another one closes it before
 * the line ends. `after` is what follows this piece.
 */
function emphasis(text: string, begun: Style, after: string): { parts: Part[]; style: Style } {
  const parts: Part[] = [];
  let style = begun;
  let from = 0;
  for (const { 0: mark, index } of text.matchAll(/[*_~]/g)) {
    const name = MARKS[mark as keyof typeof MARKS];
    const following = text.slice(index + 1) + after;
    const closes = style[name] && /\S$/.test(text.slice(0, index) || '.') && /^(?![\p{L}\p{N}])/u.test(following);
    const escaped = mark === '*' ? '\\*' : mark;
    const opens =
      !style[name] &&
      /(?:^|[^\p{L}\p{N}])$/u.test(text.slice(0, index)) &&
      new RegExp(`^[^\\s${escaped}](?:[^\\n${escaped}]*[^\\s${escaped}])?${escaped}(?![\\p{L}\\p{N}])`, 'u').test(
        following,
      );
    if (!closes && !opens) continue;
    parts.push(...words(text.slice(from, index), style));
    const { [name]: _, ...others } = style;
    style = closes ? others : { ...style, [name]: true };
    from = index + 1;
  }
  parts.push(...words(text.slice(from), style));
  // Emphasis ends with its line.
  return { parts, style: text.slice(from).includes('\n') ? {} : style };
}

/** Words, and emoji by their names among them. */
function words(text: string, style: Style): Part[] {
  return text.split(/:([a-z0-9_+'-]+(?:::skin-tone-[2-6])?):/i).flatMap((piece, index): Part[] => {
    if (index % 2 === 1) {
      // `10:30:45` is a time, and a name that is no emoji shows as it was written.
      return [{ type: 'emoji', name: piece, ...styleOf(style) }];
    }
    return piece === '' ? [] : [{ type: 'text', text: unescaped(piece), ...styleOf(style) }];
  });
}

/** What stands between angle brackets. */
function referred(reference: string, style: Style): Part[] {
  const [target = '', ...labels] = reference.split('|');
  const label = unescaped(labels.join('|'));
  const text = (said: string): Part[] => (said === '' ? [] : [{ type: 'text', text: said, ...styleOf(style) }]);
  if (target.startsWith('@')) return [{ type: 'user', user_id: target.slice(1) }];
  if (target.startsWith('#')) return text(label === '' ? '' : `#${label.replace(/^#/, '')}`);
  if (/^!(?:here|channel|everyone)$/.test(target)) return text(`@${target.slice(1)}`);
  // A user group or a date; a date's fallback is what it says.
  if (target.startsWith('!')) return text(label);
  return [{ type: 'link', url: unescaped(target), ...(label === '' ? {} : { text: label }), ...styleOf(style) }];
}

function styleOf(style: Style): { style?: Style } {
  return Object.keys(style).length > 0 ? { style } : {};
}

function unescaped(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
