import { h, newId, safeUrl } from './dom.js';
import { richText } from './rich-text.js';
import { t } from './texts.js';

/** What marks code while it is written; {@link toRichText} reads it back. */
const CODE_FACE = 'monospace';

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
    mark();
  };
  const linkForm = makeLinkForm(area, command);
  const within = (tag) => getSelection()?.anchorNode?.parentElement?.closest(tag) ?? null;
  const toggleBlock = (tag) => command('formatBlock', within(tag) === null ? tag : 'p');
  // There is no command for code; a typeface that stands for it can be switched on and off, and undone.
  const isCode = () => document.queryCommandValue('fontName').includes(CODE_FACE);
  const tools = [
    { name: 'bold', text: 'B', keys: 'B', run: () => command('bold'), isOn: () => document.queryCommandState('bold') },
    {
      name: 'italic',
      text: 'I',
      keys: 'I',
      run: () => command('italic'),
      isOn: () => document.queryCommandState('italic'),
    },
    {
      name: 'strike',
      text: 'S',
      keys: 'Shift+X',
      run: () => command('strikeThrough'),
      isOn: () => document.queryCommandState('strikeThrough'),
    },
    { name: 'link', text: 'Link', keys: 'Shift+U', run: () => linkForm.open() },
    {
      name: 'ordered',
      text: '1.',
      keys: 'Shift+7',
      run: () => command('insertOrderedList'),
      isOn: () => document.queryCommandState('insertOrderedList'),
    },
    {
      name: 'bulleted',
      text: '•',
      keys: 'Shift+8',
      run: () => command('insertUnorderedList'),
      isOn: () => document.queryCommandState('insertUnorderedList'),
    },
    {
      name: 'quote',
      text: '❝',
      keys: 'Shift+9',
      run: () => toggleBlock('blockquote'),
      isOn: () => within('blockquote') !== null,
    },
    {
      name: 'code',
      text: '</>',
      keys: 'Shift+C',
      run: () => command('fontName', isCode() ? 'inherit' : CODE_FACE),
      isOn: isCode,
    },
    { name: 'block', text: '{ }', keys: 'Shift+K', run: () => toggleBlock('pre'), isOn: () => within('pre') !== null },
  ].map((tool) => ({ ...tool, node: button(tool) }));
  const toolbar = h(
    'div',
    { class: 'toolbar', role: 'toolbar', 'aria-label': t('editor.toolbar'), 'aria-controls': options.id },
    ...tools.map(({ node }) => node),
  );
  // One stop for Tab, as every toolbar is; the arrows lead from tool to tool.
  const nodes = tools.map(({ node }) => node);
  const stopAt = (stop) => {
    for (const node of nodes) node.tabIndex = node === stop ? 0 : -1;
  };
  stopAt(nodes[0]);
  toolbar.addEventListener('focusin', (event) => stopAt(event.target));
  toolbar.addEventListener('keydown', (event) => {
    const at = nodes.indexOf(document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    nodes.at(to % nodes.length)?.focus();
  });

  /** Shows which formats the cursor stands in. */
  function mark() {
    for (const { node, isOn } of tools) if (isOn !== undefined) node.setAttribute('aria-pressed', String(isOn()));
  }

  const onSelection = () => {
    if (!area.isConnected) document.removeEventListener('selectionchange', onSelection);
    else if (area.contains(document.activeElement) || document.activeElement === area) mark();
  };
  area.addEventListener('focus', () => document.addEventListener('selectionchange', onSelection));
  area.addEventListener('blur', () => document.removeEventListener('selectionchange', onSelection));
  area.addEventListener('keydown', (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    // Where Shift changes the character, the key itself is meant.
    const key = /^Digit\d$/.test(event.code) ? event.code.slice(5) : event.key.toUpperCase();
    const tool = tools.find(({ keys }) => keys === (event.shiftKey ? `Shift+${key}` : key));
    if (tool === undefined) return;
    event.preventDefault();
    tool.run();
  });
  area.addEventListener('input', () => tell(false));
  area.addEventListener('blur', () => tell(true));
  area.addEventListener('paste', (event) => {
    event.preventDefault();
    document.execCommand('insertText', false, event.clipboardData?.getData('text/plain') ?? '');
  });
  area.addEventListener('drop', (event) => event.preventDefault());
  return h('div', { class: 'editor' }, toolbar, linkForm.node, area);
}

function button({ name, text, keys, run }) {
  const words = `${t(`editor.${name}`)} (${navigator.platform.startsWith('Mac') ? '⌘' : t('editor.ctrl')}+${keys.replace('Shift', t('editor.shift'))})`;
  return h(
    'button',
    {
      type: 'button',
      class: `tool ${name}`,
      'aria-label': t(`editor.${name}`),
      title: words,
      // The selection must stay in the text.
      on: { pointerdown: (event) => event.preventDefault(), click: run },
    },
    text,
  );
}

function makeLinkForm(area, command) {
  const id = newId();
  const input = h('input', { id, class: 'link-input', type: 'url', placeholder: 'https://…' });
  let range = null;
  const node = h(
    'div',
    { class: 'link-form', hidden: true },
    h('label', { for: id }, t('editor.address')),
    input,
    h('button', { type: 'button', class: 'button', on: { click: apply } }, t('editor.insert')),
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
    if (event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      node.hidden = true;
      area.focus();
    }
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
function toRichText(area) {
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
      } else if (tag === 'PRE') {
        flushLoose();
        flush();
        const plain = joined(inlineLines([...node.childNodes])).map(({ style: _, ...element }) => element);
        parts.push({ type: 'rich_text_preformatted', elements: plain });
      } else if (tag === 'P' || tag === 'DIV') {
        flushLoose();
        // The browser puts a list that is made inside a paragraph into that paragraph.
        if (node.querySelector('ul, ol, blockquote, pre, p, div') !== null) walk([...node.childNodes]);
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
    const inner = Object.fromEntries(Object.entries({ ...style, ...styleOf(node) }).filter(([, isOn]) => isOn));
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
  if (node.nodeName === 'FONT') found.code = node.face === CODE_FACE;
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
