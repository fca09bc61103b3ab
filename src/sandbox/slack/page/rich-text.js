import { h, link, list } from './dom.js';
import { emoji, formatDate } from './mrkdwn.js';

/**
 * A `rich_text` block as nodes.
 *
 * @param {{ elements?: unknown }} block
 * @param {import('./mrkdwn.js').Names} names
 * @returns {HTMLElement[]}
 */
export function richText(block, names) {
  const parts = list(block.elements);
  const nodes = [];
  // Lists that follow each other are one list for Slack; a deeper indent continues the list above it.
  for (const part of parts) {
    const border = part.border === 1 ? ' bordered' : '';
    const inner = () => list(part.elements).map((element) => inline(element, names));
    if (part.type === 'rich_text_section') nodes.push(h('p', { class: 'rich' }, ...inner()));
    if (part.type === 'rich_text_quote') nodes.push(h('blockquote', {}, ...inner()));
    if (part.type === 'rich_text_preformatted') nodes.push(h('pre', { class: border.trim() || null }, ...inner()));
    if (part.type === 'rich_text_list') {
      const items = list(part.elements).map((item) =>
        h('li', {}, ...list(item.elements).map((element) => inline(element, names))),
      );
      const start = Number.isInteger(part.offset) ? part.offset + 1 : null;
      const indent = Math.min(Number(part.indent) || 0, 8);
      nodes.push(h(part.style === 'ordered' ? 'ol' : 'ul', { class: `indent-${indent}${border}`, start }, ...items));
    }
  }
  return nodes;
}

function inline(element, names) {
  return styled(bare(element, names), element.style ?? {});
}

function bare(element, names) {
  const mention = (text) => h('span', { class: 'mention' }, text);
  switch (element.type) {
    case 'text':
      return h('span', { class: 'text' }, String(element.text ?? ''));
    case 'link':
      return link(element.url, String(element.text ?? element.url));
    case 'emoji':
      return h('span', {}, emoji(String(element.name)));
    case 'user':
      return mention(`@${names.userName(String(element.user_id))}`);
    case 'channel':
      return mention(`#${names.channelName(String(element.channel_id))}`);
    case 'broadcast':
      return mention(`@${element.range}`);
    case 'usergroup':
    case 'team':
      return mention(`@${element.usergroup_id ?? element.team_id}`);
    case 'date':
      return h(
        'time',
        {},
        formatDate(Number(element.timestamp), String(element.format ?? ''), String(element.fallback ?? ''), names),
      );
    default:
      return h('span', {}, String(element.value ?? ''));
  }
}

function styled(node, style) {
  let outer = node;
  if (style.code === true) outer = h('code', {}, outer);
  if (style.bold === true) outer = h('strong', {}, outer);
  if (style.italic === true) outer = h('em', {}, outer);
  if (style.strike === true) outer = h('s', {}, outer);
  if (style.underline === true) outer = h('u', {}, outer);
  return outer;
}
