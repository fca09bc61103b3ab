import { chart } from './chart.js';
import { h, link, list, newId, safeUrl, textOf } from './dom.js';
import { drawElement, drawInput } from './elements.js';
import { icon } from './icons.js';
import { markdown } from './markdown.js';
import { mrkdwn, textObject } from './mrkdwn.js';
import { richText } from './rich-text.js';
import { dataTable, plainTable } from './table.js';
import { t } from './texts.js';

/**
 * What drawing blocks needs to know: names, the directory, the values entered so far, the field errors, and what
 * happens when something is pressed or chosen.
 *
 * @typedef {{
 *   names: import('./mrkdwn.js').Names,
 *   userId: string,
 *   appName: string,
 *   users: { id: string, name: string, realName: string }[],
 *   channels: { id: string, name: string }[],
 *   stateOf: (blockId: string, element: Record<string, any>) => Record<string, any>,
 *   errors: Record<string, string>,
 *   press: (which: object, element: Record<string, any>) => Promise<void>,
 *   choose: (which: object, element: Record<string, any>, option: unknown, query?: string) => Promise<unknown>,
 *   suggest: (which: object, query: string) => Promise<{ options: import('./combobox.js').Option[], note?: string }>,
 *   entered: (block: Record<string, any>, value: unknown, final: boolean, query?: string) => Promise<Record<string, string> | undefined>,
 * }} Env
 */

/**
 * Blocks as nodes, in their order.
 *
 * @param {unknown} blocks
 * @param {Env} env
 */
export function drawBlocks(blocks, env) {
  return list(blocks).map((block) => (DRAW[block.type] ?? unknown)(block, env));
}

const unknown = (block) => h('p', { class: 'unsupported' }, t('blocks.unknown', { type: String(block.type) }));

const DRAW = {
  section(block, env) {
    const fields = list(block.fields);
    return h(
      'div',
      { class: 'block section' },
      h(
        'div',
        { class: 'section-body' },
        block.text ? h('div', { class: 'text' }, ...textObject(block.text, env.names)) : null,
        fields.length > 0
          ? h('div', { class: 'fields' }, ...fields.map((field) => h('div', {}, ...textObject(field, env.names))))
          : null,
      ),
      block.accessory ? h('div', { class: 'accessory' }, accessory(block, env)) : null,
    );
  },
  header: (block) => h(`h${2 + (Number(block.level) || 1)}`, { class: 'block header' }, ...textObject(block.text)),
  divider: () => h('hr', { class: 'block' }),
  context: (block, env) =>
    h(
      'div',
      { class: 'block context' },
      ...list(block.elements).map((element) =>
        element.type === 'image' ? picture(element, 'context-image') : h('span', {}, ...textObject(element, env.names)),
      ),
    ),
  actions: (block, env) =>
    h('div', { class: 'block actions' }, ...list(block.elements).map((element) => drawElement(element, block, env))),
  context_actions: (block, env) =>
    h('div', { class: 'block actions' }, ...list(block.elements).map((element) => drawElement(element, block, env))),
  input: (block, env) => drawInput(block, env),
  image: (block) =>
    h(
      'figure',
      { class: 'block image' },
      block.title ? h('figcaption', {}, ...textObject(block.title)) : null,
      picture(block, 'block-image'),
    ),
  rich_text: (block, env) => h('div', { class: 'block rich-text' }, ...richText(block, env.names)),
  markdown: (block) => h('div', { class: 'block markdown' }, ...markdown(String(block.text ?? ''))),
  data_table: (block, env) => h('div', { class: 'block' }, dataTable(block, env.names)),
  table: (block, env) => h('div', { class: 'block' }, plainTable(block, env.names)),
  data_visualization: (block, env) => h('div', { class: 'block' }, chart(block, env.names.locale)),
  alert: (block, env) =>
    h(
      'div',
      {
        class: `block alert level-${/^(info|warning|error|success)$/.test(block.level) ? block.level : 'default'}`,
        role: 'note',
      },
      icon(ALERT_ICONS[block.level] ?? 'info'),
      h('div', {}, ...textObject(block.text, env.names)),
    ),
  card,
  carousel,
  container,
  plan: (block, env) =>
    h(
      'div',
      { class: 'block card' },
      h('strong', {}, textOf(block.title)),
      ...list(block.tasks).map((one) => task(one, env)),
    ),
  task_card: (block, env) => task(block, env),
  video: (block) =>
    h(
      'div',
      { class: 'block card' },
      h('div', { class: 'card-title' }, link(block.title_url ?? block.video_url, textOf(block.title))),
      [block.author_name, block.provider_name].some(Boolean)
        ? h('div', { class: 'quiet' }, [block.provider_name, block.author_name].filter(Boolean).join(' · '))
        : null,
      block.description ? h('div', {}, textOf(block.description)) : null,
      picture({ image_url: block.thumbnail_url, alt_text: block.alt_text }, 'block-image'),
    ),
  file: (block) =>
    h(
      'p',
      { class: 'block file-block' },
      icon('file'),
      t('blocks.remoteFile', { id: String(block.external_id ?? '') }),
    ),
};

const ALERT_ICONS = { warning: 'warning', error: 'error', success: 'check' };

function accessory(block, env) {
  return block.accessory.type === 'image'
    ? picture(block.accessory, 'accessory-image')
    : drawElement(block.accessory, block, env);
}

function card(block, env) {
  const line = (part, className) => (part ? h('div', { class: className }, ...textObject(part, env.names)) : null);
  return h(
    'div',
    { class: 'block card' },
    block.hero_image ? picture(block.hero_image, 'hero') : null,
    h(
      'div',
      { class: 'card-head' },
      block.icon ? picture(block.icon, 'card-icon') : null,
      h('div', {}, line(block.title, 'card-title'), line(block.subtitle, 'quiet')),
    ),
    line(block.body, 'text'),
    line(block.subtext, 'quiet'),
    list(block.actions).length > 0
      ? h('div', { class: 'actions' }, ...list(block.actions).map((element) => drawElement(element, block, env)))
      : null,
  );
}

/** Cards side by side; the buttons do what a finger does on a telephone. */
function carousel(block, env) {
  const cards = list(block.elements).map((one) => card(one, env));
  const row = h('div', { class: 'cards', role: 'group', 'aria-label': t('blocks.cards'), tabindex: '0' }, ...cards);
  const move = (name, label, by) =>
    h(
      'button',
      {
        type: 'button',
        class: 'button round',
        'aria-label': label,
        on: { click: () => row.scrollBy({ left: by * (cards[0].offsetWidth + 12), behavior: 'smooth' }) },
      },
      icon(name),
    );
  return h(
    'div',
    { class: 'block carousel' },
    row,
    cards.length < 2
      ? null
      : h('div', { class: 'pager' }, move('left', t('blocks.back'), -1), move('right', t('blocks.on'), 1)),
  );
}

function container(block, env) {
  const title = block.rich_text_title ? richText(block.rich_text_title, env.names) : textObject(block.title);
  const head = [
    block.icon ? picture(block.icon, 'card-icon') : null,
    h(
      'div',
      {},
      h('div', { class: 'card-title' }, ...title),
      block.subtitle ? h('div', { class: 'quiet' }, ...textObject(block.subtitle, env.names)) : null,
    ),
  ];
  const width = ['narrow', 'wide', 'full'].includes(block.width) ? block.width : 'standard';
  const children = drawBlocks(block.child_blocks, env);
  if (block.is_collapsible === true) {
    const open = block.default_collapsed !== true;
    return h('details', { class: `block container ${width}`, open }, h('summary', {}, ...head), ...children);
  }
  const line = block.has_header_divider === true ? ' ruled' : '';
  const id = newId();
  return h(
    'section',
    { class: `block container ${width}`, 'aria-labelledby': id },
    h('div', { id, class: `card-head${line}` }, ...head),
    ...children,
  );
}

const TASK_MARKS = { pending: '○', in_progress: '◐', complete: '✓', error: '✕' };

function task(block, env) {
  return h(
    'div',
    { class: 'block task' },
    h(
      'span',
      {
        class: `task-mark ${TASK_MARKS[block.status] === undefined ? 'pending' : block.status}`,
        role: 'img',
        'aria-label': String(block.status),
      },
      TASK_MARKS[block.status] ?? '○',
    ),
    h(
      'div',
      {},
      textOf(block.title),
      ...(block.details ? richText(block.details, env.names) : []),
      ...(block.output ? richText(block.output, env.names) : []),
      ...list(block.sources).map((one) => h('div', {}, link(one.url, String(one.text ?? one.url)))),
    ),
  );
}

function picture(image, className) {
  const url = safeUrl(image.image_url ?? image.slack_file?.url);
  if (url === null) return h('span', { class: 'unsupported' }, String(image.alt_text ?? t('blocks.image')));
  return h('img', {
    src: url,
    alt: String(image.alt_text ?? ''),
    class: className,
    loading: 'lazy',
    referrerpolicy: 'no-referrer',
  });
}

/** What older messages carry beside their blocks: attachments with a coloured edge. */
export function drawAttachments(attachments, env) {
  return list(attachments).map((attachment) =>
    h(
      'div',
      { class: 'attachment' },
      ...(Array.isArray(attachment.blocks)
        ? drawBlocks(attachment.blocks, env)
        : [
            attachment.title ? h('strong', {}, String(attachment.title)) : null,
            h('div', {}, ...mrkdwn(String(attachment.text ?? attachment.fallback ?? ''), env.names)),
          ]),
    ),
  );
}
