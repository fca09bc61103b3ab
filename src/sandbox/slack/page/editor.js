import { h, newId, safeUrl } from './dom.js';
import { richText } from './rich-text.js';

/**
 * The rich text input: a small editor whose content is given as a `rich_text` block.
 *
 * @param {{ id: string, label: string, describedBy?: string | null, placeholder: string, initial: object | null, names: import('./mrkdwn.js').Names, changed: (value: object | null, final: boolean) => void }} options
 */
export function editor(options) {
  const area = h('div', {
    id: options.id,
    class: 'editor-area',
    contenteditable: 'true',
    role: 'textbox',
    'aria-multiline': 'true',
    'aria-label': options.label,
    'aria-describedby': options.describedBy,
    'data-placeholder': options.placeholder,
  });
  if (options.initial !== null) area.append(...richText(options.initial, options.names));

  const tell = (final) => options.changed(toRichText(area), final);
  // execCommand is out of fashion, but every browser has it and nothing else keeps undo working.
  const command = (name, value) => {
    area.focus();
    document.execCommand(name, false, value);
    tell(false);
  };
  const tool = (label, text, run, className = '') =>
    h(
      'button',
      {
        type: 'button',
        class: `tool ${className}`,
        'aria-label': label,
        title: label,
        // The selection must stay in the text.
        on: { pointerdown: (event) => event.preventDefault(), click: run },
      },
      text,
    );
  const linkForm = makeLinkForm(area, command);
  const toolbar = h(
    'div',
    { class: 'toolbar', role: 'toolbar', 'aria-label': 'Formatting' },
    tool('Bold', 'B', () => command('bold'), 'bold'),
    tool('Italic', 'I', () => command('italic'), 'italic'),
    tool('Strikethrough', 'S', () => command('strikeThrough'), 'strike'),
    tool('Link', 'Link', () => linkForm.open()),
    tool('Ordered list', '1.', () => command('insertOrderedList')),
    tool('Bulleted list', '•', () => command('insertUnorderedList')),
    tool('Quote', '❝', () => command('formatBlock', quoted() ? 'p' : 'blockquote')),
  );
  const quoted = () => getSelection()?.anchorNode?.parentElement?.closest('blockquote') !== null;

  area.addEventListener('input', () => tell(false));
  area.addEventListener('blur', () => tell(true));
  area.addEventListener('paste', (event) => {
    event.preventDefault();
    document.execCommand('insertText', false, event.clipboardData?.getData('text/plain') ?? '');
  });
  area.addEventListener('drop', (event) => event.preventDefault());
  return h('div', { class: 'editor' }, toolbar, linkForm.node, area);
}

function makeLinkForm(area, command) {
  const id = newId();
  const input = h('input', { id, class: 'link-input', type: 'url', placeholder: 'https://…' });
  let range = null;
  const node = h(
    'div',
    { class: 'link-form', hidden: true },
    h('label', { for: id }, 'Link address'),
    input,
    h('button', { type: 'button', class: 'button', on: { click: apply } }, 'Insert'),
  );
  function apply() {
    node.hidden = true;
    const url = safeUrl(input.value.trim());
    if (url === null || range === null) return area.focus();
    area.focus();
    getSelection()?.removeAllRanges();
    getSelection()?.addRange(range);
    // Without selected words the address itself is the text.
    if (range.collapsed) document.execCommand('insertText', false, url);
    if (range.collapsed) {
      const selection = getSelection();
      for (let index = 0; index < url.length; index += 1) selection?.modify('extend', 'backward', 'character');
    }
    command('createLink', url);
    getSelection()?.collapseToEnd();
  }
  input.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    apply();
  });
  return {
    node,
    open() {
      const selection = getSelection();
      range = selection !== null && selection.rangeCount > 0 ? selection.getRangeAt(0) : null;
      if (range === null || !area.contains(range.commonAncestorContainer)) {
        range = document.createRange();
        range.selectNodeContents(area);
        range.collapse(false);
      }
      input.value = '';
      node.hidden = false;
      input.focus();
    },
  };
}

/**
 * What stands in the editor as a `rich_text` block, shaped like Slack's own: lines without a list or quote are one
 * section with line breaks in it. Null when nothing is written.
 */
export function toRichText(area) {
  const parts = [];
  let lines = [];
  const flush = () => {
    while (lines.length > 0 && lines.at(-1)?.length === 0) lines.pop();
    if (lines.length > 0) parts.push({ type: 'rich_text_section', elements: joined(lines) });
    lines = [];
  };
  const addLine = (nodes) => lines.push(...inlineLines(nodes));
  let loose = [];
  const flushLoose = () => {
    if (loose.length > 0) addLine(loose);
    loose = [];
  };
  const walk = (nodes) => {
    for (const node of nodes) {
      const tag = node.nodeName;
      if (tag === 'UL' || tag === 'OL') {
        flushLoose();
        flush();
        parts.push(...lists(node, 0));
      } else if (tag === 'BLOCKQUOTE') {
        flushLoose();
        flush();
        parts.push({ type: 'rich_text_quote', elements: joined(inlineLines([...node.childNodes])) });
      } else if (tag === 'P' || tag === 'DIV') {
        flushLoose();
        // The browser puts a list that is made inside a paragraph into that paragraph.
        if (node.querySelector('ul, ol, blockquote, p, div') !== null) walk([...node.childNodes]);
        else addLine([...node.childNodes]);
        flushLoose();
      } else {
        loose.push(node);
      }
    }
  };
  walk([...area.childNodes]);
  flushLoose();
  flush();
  const full = parts.filter((part) => part.elements.length > 0);
  return full.length === 0 ? null : { type: 'rich_text', elements: full };
}

function lists(node, indent) {
  const style = node.nodeName === 'OL' ? 'ordered' : 'bullet';
  const parts = [];
  let items = [];
  const flush = () => {
    if (items.length > 0) parts.push({ type: 'rich_text_list', style, indent, elements: items });
    items = [];
  };
  for (const child of node.children) {
    const nested = child.nodeName === 'LI' ? [...child.children].filter((one) => /^[UO]L$/.test(one.nodeName)) : [];
    if (child.nodeName === 'LI') {
      const own = [...child.childNodes].filter((one) => !nested.includes(one));
      const elements = joined(inlineLines(own));
      if (elements.length > 0) items.push({ type: 'rich_text_section', elements });
    }
    for (const inner of child.nodeName === 'LI' ? nested : [child]) {
      flush();
      parts.push(...lists(inner, Math.min(indent + 1, 8)));
    }
  }
  flush();
  return parts;
}

/** The words of inline nodes, one array of elements a line. */
function inlineLines(nodes) {
  const lines = [[]];
  const add = (element) => {
    const line = lines.at(-1);
    const last = line.at(-1);
    const same =
      last?.type === 'text' && element.type === 'text' && JSON.stringify(last.style) === JSON.stringify(element.style);
    if (same) last.text += element.text;
    else line.push(element);
  };
  const walk = (node, style, url) => {
    if (node.nodeType === Node.TEXT_NODE) {
      node.data
        .replaceAll('\u00a0', ' ')
        .split('\n')
        .forEach((text, index) => {
          if (index > 0) lines.push([]);
          if (text === '') return;
          const styled = Object.keys(style).length === 0 ? {} : { style };
          add(url === null ? { type: 'text', text, ...styled } : { type: 'link', url, text, ...styled });
        });
      return;
    }
    if (node.nodeName === 'BR') {
      lines.push([]);
      return;
    }
    const inner = { ...style, ...styleOf(node) };
    for (const child of node.childNodes)
      walk(child, inner, node.nodeName === 'A' ? safeUrl(node.getAttribute('href')) : url);
  };
  for (const node of nodes) walk(node, {}, null);
  // A line break at the end only closes the line.
  if (lines.length > 1 && lines.at(-1).length === 0) lines.pop();
  return lines;
}

const STYLES = {
  B: 'bold',
  STRONG: 'bold',
  I: 'italic',
  EM: 'italic',
  S: 'strike',
  STRIKE: 'strike',
  DEL: 'strike',
  CODE: 'code',
  U: 'underline',
};

function styleOf(node) {
  const found = {};
  if (STYLES[node.nodeName] !== undefined) found[STYLES[node.nodeName]] = true;
  const css = node.style;
  if (css?.fontWeight === 'bold' || Number(css?.fontWeight) >= 600) found.bold = true;
  if (css?.fontStyle === 'italic') found.italic = true;
  return found;
}

/** The lines as one list of elements, with a line break at the end of each line but the last. */
function joined(lines) {
  const all = [];
  lines.forEach((line, index) => {
    if (index > 0) {
      const last = all.at(-1);
      if (last?.type === 'text' && last.style === undefined) last.text += '\n';
      else all.push({ type: 'text', text: '\n' });
    }
    all.push(...line);
  });
  return all;
}
