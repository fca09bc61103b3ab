import { ask } from './dialogs.js';
import { h, list, newId, safeUrl, textOf } from './dom.js';
import { drawField } from './fields.js';
import { icon } from './icons.js';
import { menuButton } from './menu.js';
import { textObject } from './mrkdwn.js';
import { t } from './texts.js';

/**
 * An interactive element outside an input block: it tells the app at once.
 *
 * @param {Record<string, any>} element
 * @param {Record<string, any>} block the block it stands in
 * @param {import('./blocks.js').Env} env
 */
export function drawElement(element, block, env) {
  const which = { blockId: block.block_id, actionId: element.action_id };
  if (element.type === 'button' || element.type === 'workflow_button') return button(element, which, env);
  if (element.type === 'icon_button') return iconButton(element, which, env);
  if (element.type === 'feedback_buttons') return feedback(element, which, env);
  if (element.type === 'overflow') return overflow(element, which, env);
  const label = textOf(element.placeholder) || textOf(block.text) || t('field.choose');
  const place = h('div', { class: 'element', 'data-action': element.action_id });
  const draw = () => place.replaceChildren(field());
  const field = () =>
    drawField(element, env.stateOf(block.block_id, element), {
      id: newId(),
      label,
      bare: true,
      describedBy: null,
      invalid: false,
      env,
      suggest: (query) => env.suggest(which, query),
      async changed(value, final, query) {
        if (!final) return;
        if (await confirmed(element, env)) await env.choose(which, element, value, query);
        // Nothing was chosen after all: it shows again what it showed before.
        else draw();
      },
    });
  draw();
  return place;
}

function button(element, which, env, title) {
  const url = safeUrl(element.url);
  const style = element.style === 'primary' || element.style === 'danger' ? ` ${element.style}` : '';
  // With a question first, the link stands on the question's button instead.
  const asLink = url !== null && element.confirm === undefined;
  const node = h(
    asLink ? 'a' : 'button',
    {
      type: asLink ? null : 'button',
      class: `button${style}`,
      href: asLink ? url : null,
      target: asLink ? '_blank' : null,
      rel: asLink ? 'noopener noreferrer' : null,
      'aria-label': element.accessibility_label ?? title,
      title,
      'data-action': element.action_id,
    },
    ...textObject(element.text),
    asLink ? h('span', { class: 'visually-hidden' }, ` (${t('newTab')})`) : null,
  );
  node.addEventListener('click', async () => {
    if (node.getAttribute('aria-busy') === 'true' || !(await confirmed(element, env))) return;
    node.setAttribute('aria-busy', 'true');
    await env.press(which, element).finally(() => node.removeAttribute('aria-busy'));
  });
  return node;
}

/** Only for those whom the app names, when it names any. */
function iconButton(element, which, env) {
  const wanted = element.visible_to_user_ids;
  if (Array.isArray(wanted) && wanted.length > 0 && !wanted.includes(env.userId)) return null;
  const node = button({ ...element, text: '' }, which, env, textOf(element.text));
  node.prepend(icon('trash'));
  return node;
}

function feedback(element, which, env) {
  const one = (part, mark) =>
    h(
      'button',
      {
        type: 'button',
        class: 'button',
        'aria-label': part.accessibility_label ?? textOf(part.text),
        title: textOf(part.text),
        on: { click: () => env.press({ ...which, value: part.value }, element) },
      },
      mark,
    );
  return h(
    'span',
    { class: 'actions' },
    one(element.positive_button ?? {}, icon('up')),
    one(element.negative_button ?? {}, icon('down')),
  );
}

function overflow(element, which, env) {
  return menuButton({
    label: icon('more'),
    title: t('menu.more'),
    class: 'button',
    items: () =>
      list(element.options).map((option) => ({
        label: textOf(option.text),
        description: textOf(option.description),
        url: safeUrl(option.url) ?? undefined,
        async run() {
          if (await confirmed(element, env)) await env.choose(which, element, String(option.value));
        },
      })),
  });
}

async function confirmed(element, env) {
  const question = element.confirm;
  if (question === undefined || question === null) return true;
  return ask({
    title: textOf(question.title) || t('confirm.title'),
    text: textObject(question.text, env.names),
    confirm: textOf(question.confirm) || t('confirm.yes'),
    deny: textOf(question.deny) || t('confirm.no'),
    danger: question.style === 'danger',
    url: element.url,
  });
}

/** Their name cannot be a `label` element: they are several fields, or none that takes one. */
const GROUPS = new Set(['checkboxes', 'radio_buttons', 'rich_text_input', 'file_input']);

/** An input block: label, field, hint, and what is wrong with what was entered. */
export function drawInput(block, env) {
  const element = block.element ?? {};
  const id = newId();
  const error = env.errors[block.block_id];
  const hint = textOf(block.hint);
  const described = [hint === '' ? null : `${id}-hint`, error === undefined ? null : `${id}-error`]
    .filter(Boolean)
    .join(' ');
  const label = textOf(block.label);
  const isGroup = GROUPS.has(element.type);
  return h(
    'div',
    { class: error === undefined ? 'block field' : 'block field invalid', 'data-block': block.block_id },
    h(
      isGroup ? 'span' : 'label',
      { class: 'label', id: `${id}-label`, for: isGroup ? null : id },
      label,
      block.optional === true ? h('span', { class: 'quiet' }, ` (${t('field.optional')})`) : null,
    ),
    drawField(element, env.stateOf(block.block_id, element), {
      id,
      label,
      bare: false,
      dispatches: block.dispatch_action === true,
      describedBy: described || null,
      invalid: error !== undefined,
      env,
      suggest: (query) => env.suggest({ blockId: block.block_id, actionId: element.action_id }, query),
      changed: (value, final, query) => env.entered(block, value, final, query),
    }),
    error === undefined ? null : h('p', { class: 'error', id: `${id}-error`, role: 'alert' }, error),
    hint === '' ? null : h('p', { class: 'hint', id: `${id}-hint` }, hint),
  );
}
