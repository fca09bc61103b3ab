import { type DefaultTreeAdapterTypes, ErrorCodes, Parser, type Token } from 'parse5';
import { UNSUBSCRIBE } from './unsubscribe-placeholder.ts';

/** A tag as it stands in the source, with the line it begins in. */
export interface Tag {
  kind: 'start' | 'end';
  /** Lower case, prefix included (`v:rect`). */
  name: string;
  line: number;
  selfClosing: boolean;
  /** Names in lower case, prefix included (`xlink:href`); values with their entities decoded. */
  attributes: { name: string; value: string }[];
}

export interface HtmlReading {
  /** Every tag a browser's parser sees, in order. */
  tags: Tag[];
  /** Where the source ends within a tag or a comment, so that the rest of it is lost. */
  cutOff: { what: '<' | '<!--'; line: number } | undefined;
  /** Set if elements are nested deeper than any mail has them; reading stopped there. */
  tooDeep: Tag | undefined;
  /** There is a word or a picture to be seen. */
  isVisible: boolean;
  /** CleverReach's unsubscribe placeholder is the address of a link, or stands in the text. */
  hasUnsubscribe: boolean;
}

/**
 * Deeper than any mail (nested layout tables reach some dozens), and shallow enough that the parser, whose time grows
 * with the square of the depth, can not be held up with a few kilobytes.
 */
const MAX_DEPTH = 500;

/**
 * Reads HTML, a whole document or a fragment, the way a browser does. Takes any string.
 *
 * `scripting` decides what `<noscript>` holds: elements without it, as mail programs see them, or a text with it, as a
 * browser does.
 */
export function readHtml(html: string, { scripting = false }: { scripting?: boolean } = {}): HtmlReading {
  let cutOff: HtmlReading['cutOff'];
  const reader = new TagReader({
    sourceCodeLocationInfo: true,
    scriptingEnabled: scripting,
    onParseError: ({ code, startLine }) => {
      if (code === ErrorCodes.eofInTag) cutOff = { what: '<', line: startLine };
      if (code === ErrorCodes.eofInComment) cutOff = { what: '<!--', line: startLine };
    },
  });
  reader.tokenizer.write(html, true);
  return { tags: reader.tags, cutOff, tooDeep: reader.tooDeep, ...shownIn(reader.document) };
}

/**
 * parse5 repairs while it parses, and its tree no longer tells what was written; of the errors of tree building it reports
 * almost none. So the tags are noted on their way from its tokenizer to its tree.
 */
class TagReader extends Parser<DefaultTreeAdapterTypes.DefaultTreeAdapterMap> {
  readonly tags: Tag[] = [];
  tooDeep: Tag | undefined;
  #lastEndTag: Token.TagToken | undefined;

  override onStartTag(token: Token.TagToken): void {
    const tag = tagOf('start', token);
    this.tags.push(tag);
    super.onStartTag(token);
    if (this.openElements.stackTop > MAX_DEPTH) {
      this.tooDeep = tag;
      this.tokenizer.pause();
    }
  }

  override onEndTag(token: Token.TagToken): void {
    // parse5 comes here again with the same token where an end tag closes a <select> within a table.
    if (token !== this.#lastEndTag) this.tags.push(tagOf('end', token));
    this.#lastEndTag = token;
    super.onEndTag(token);
  }
}

function tagOf(kind: Tag['kind'], token: Token.TagToken): Tag {
  return {
    kind,
    name: token.tagName,
    line: token.location?.startLine ?? 1,
    selfClosing: token.selfClosing,
    attributes: token.attrs.map(({ prefix, name, value }) => ({ name: prefix ? `${prefix}:${name}` : name, value })),
  };
}

/** Elements whose text is not for readers. */
const UNSEEN = new Set(['head', 'style', 'script', 'title', 'template']);
/** Elements that show something without a word. */
const PICTURES = new Set(['img', 'svg', 'video', 'v:image', 'v:imagedata']);

/** Without recursion, since a deep tree would use up the call stack. Comments show nothing, Outlook's either. */
function shownIn(document: DefaultTreeAdapterTypes.Document): Pick<HtmlReading, 'isVisible' | 'hasUnsubscribe'> {
  let isVisible = false;
  let hasUnsubscribe = false;
  const nodes: DefaultTreeAdapterTypes.ChildNode[] = [...document.childNodes];
  for (let node = nodes.pop(); node !== undefined; node = nodes.pop()) {
    if (node.nodeName === '#text' && 'value' in node) {
      isVisible ||= /[^\s\p{Default_Ignorable_Code_Point}]/u.test(node.value);
      hasUnsubscribe ||= node.value.includes(UNSUBSCRIBE);
    } else if ('tagName' in node && !UNSEEN.has(node.tagName)) {
      isVisible ||= PICTURES.has(node.tagName);
      hasUnsubscribe ||= node.attrs.some(({ name, value }) => name === 'href' && value.includes(UNSUBSCRIBE));
      for (const child of node.childNodes) nodes.push(child);
    }
  }
  return { isVisible, hasUnsubscribe };
}
