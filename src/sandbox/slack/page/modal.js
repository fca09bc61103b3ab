import { drawBlocks } from './blocks.js';
import { stage } from './dialogs.js';
import { h, list, newId, textOf } from './dom.js';
import { icon } from './icons.js';
import { language, t, translateSlack } from './texts.js';

/**
 * The modal on top of a person's stack. It is drawn anew only when the app changed it or something in it is wrong;
 * what a person typed and has not sent yet is kept and put back.
 *
 * @param {{
 *   envFor: (view: any, drafts: Map<string, any>) => import('./blocks.js').Env,
 *   appName: () => string,
 *   failureText: (code: string) => string,
 *   settled: () => Promise<unknown>,
 *   fill: (view: any, values: Record<string, unknown>) => Promise<Record<string, string> | null>,
 *   submit: (view: any) => Promise<Record<string, string>>,
 *   close: (view: any) => Promise<void>,
 * }} deps `submit` gives what Slack's client finds missing
 */
export function createModal(deps) {
  /** Per view what is typed but not known to Slack yet: block_id → value. */
  const drafts = new Map();
  /** Per view the fields that are drawn: block_id → what tells one from another. */
  const fields = new Map();
  /** Errors that Slack's client finds before it sends anything, per view. */
  const clientErrors = new Map();
  /** Fields that were touched since the last answer: what was wrong with them says nothing about what stands there now. */
  const touched = new Set();
  let dialog = null;
  let drawnKey = '';
  let current = null;
  let depth = 0;

  function update(stack) {
    current = stack.at(-1) ?? null;
    depth = stack.length;
    if (current === null) {
      remove();
      drafts.clear();
      fields.clear();
      clientErrors.clear();
      touched.clear();
      return;
    }
    drawIfNew();
  }

  function drawIfNew() {
    const { id, hash, errors, failure } = current;
    const key = JSON.stringify([id, hash, errors, failure, clientErrors.get(id), depth, language()]);
    if (key === drawnKey && dialog?.open === true) return;
    drawnKey = key;
    draw(current);
  }

  function remove() {
    const gone = dialog;
    dialog = null;
    drawnKey = '';
    gone?.close();
    gone?.remove();
  }

  function makeDialog() {
    dialog = h('dialog', {
      class: 'modal',
      on: {
        cancel: (event) => event.preventDefault(),
        keydown(event) {
          if (event.key !== 'Escape' || event.defaultPrevented) return;
          event.preventDefault();
          if (current !== null) deps.close(current);
        },
        // A browser closes a dialog in the end, whatever a page says; the stack decides whether it stays.
        close() {
          if (dialog !== null && current !== null) drawIfNew();
        },
      },
    });
    stage().append(dialog);
  }

  function draw(view) {
    if (dialog === null) makeDialog();
    const kept = rememberFocus(dialog);
    const mine = drafts.get(view.id) ?? new Map();
    drafts.set(view.id, mine);
    // As for Slack: under another block_id, action_id or type it is another field, which begins anew.
    const before = fields.get(view.id);
    const now = new Map(inputsOf(view.content.blocks));
    fields.set(view.id, now);
    for (const blockId of mine.keys())
      if (!now.has(blockId) || (before !== undefined && before.get(blockId) !== now.get(blockId))) mine.delete(blockId);
    const title = newId();
    dialog.setAttribute('aria-labelledby', title);
    dialog.dataset.view = view.id;
    dialog.dataset.depth = String(depth);
    dialog.replaceChildren(drawForm(view, mine, title));
    const isNew = !dialog.open || kept.view !== view.id;
    if (!dialog.open) dialog.showModal();
    putFocus(dialog, kept, isNew);
  }

  function drawForm(view, mine, title) {
    const errors = Object.fromEntries(
      Object.entries({ ...view.errors, ...translated(clientErrors.get(view.id)) }).filter(([id]) => !touched.has(id)),
    );
    const base = deps.envFor(view, mine);
    const env = {
      ...base,
      errors,
      async entered(block, ...rest) {
        touched.add(block.block_id);
        forgive(block.block_id);
        const wrong = (await base.entered(block, ...rest)) ?? {};
        if (Object.keys(wrong).length > 0) reject(view, wrong);
      },
    };
    const content = view.content;
    const submitText = textOf(content.submit);
    const closeText = textOf(content.close) || t(depth > 1 ? 'modal.back' : 'modal.cancel');
    const submit =
      submitText === '' ? null : h('button', { type: 'submit', class: 'button primary filled' }, submitText);
    return h(
      'form',
      {
        novalidate: true,
        on: {
          async submit(event) {
            event.preventDefault();
            if (submit === null || submit.disabled) return;
            submit.disabled = true;
            submit.setAttribute('aria-busy', 'true');
            try {
              await send(view, mine);
            } finally {
              submit.disabled = false;
              submit.removeAttribute('aria-busy');
            }
          },
        },
      },
      h(
        'header',
        {},
        h('h2', { id: title, class: 'dialog-title' }, textOf(content.title)),
        h('span', { class: 'quiet' }, deps.appName()),
        h(
          'button',
          {
            type: 'button',
            class: 'plain-button',
            'aria-label': t('modal.close'),
            on: { click: () => deps.close(view) },
          },
          icon('close'),
        ),
      ),
      h(
        'div',
        { class: 'modal-body' },
        h('div', { class: 'dialog-notices' }),
        view.failure === null ? null : h('p', { class: 'failure', role: 'alert' }, deps.failureText(view.failure)),
        ...drawBlocks(content.blocks, env),
      ),
      h(
        'footer',
        {},
        h('button', { type: 'button', class: 'button', on: { click: () => deps.close(view) } }, closeText),
        submit,
      ),
    );
  }

  function forgive(blockId) {
    const field = [...dialog.querySelectorAll('.invalid')].find((one) => one.dataset.block === blockId);
    field?.classList.remove('invalid');
    field?.querySelector('[aria-invalid]')?.removeAttribute('aria-invalid');
    field?.querySelector('.error')?.remove();
  }

  /** Shows what Slack's client does not take, at its field. */
  function reject(view, errors) {
    for (const blockId of Object.keys(errors)) touched.delete(blockId);
    clientErrors.set(view.id, errors);
    if (current?.id !== view.id) return;
    // The same mistake once more is shown once more.
    drawnKey = '';
    drawIfNew();
  }

  async function send(view, mine) {
    await deps.settled();
    const errors = await deps.fill(view, Object.fromEntries(mine));
    if (errors === null) return;
    if (Object.keys(errors).length > 0) return reject(view, errors);
    mine.clear();
    touched.clear();
    clientErrors.delete(view.id);
    const missing = await deps.submit(view);
    if (Object.keys(missing).length > 0) reject(view, missing);
  }

  return {
    update,
    /** All words anew, in the page's language. */
    words: () => current !== null && drawIfNew(),
  };
}

const translated = (errors = {}) =>
  Object.fromEntries(Object.entries(errors).map(([blockId, words]) => [blockId, translateSlack(words)]));

/** The ids of all blocks, each with what tells its field from another; a container holds further ones. */
function inputsOf(blocks) {
  return list(blocks).flatMap((block) => [
    [block.block_id, `${block.element?.type} ${block.element?.action_id}`],
    ...inputsOf(block.child_blocks),
  ]);
}

/** Where the person is: the block or element, the place in its text, and how far the modal is scrolled. */
function rememberFocus(dialog) {
  const at = dialog.contains(document.activeElement) ? document.activeElement : null;
  return {
    view: dialog.dataset.view,
    block: at?.closest('[data-block]')?.dataset.block,
    action: at?.closest('[data-action]')?.dataset.action,
    selection: typeof at?.selectionStart === 'number' ? [at.selectionStart, at.selectionEnd] : null,
    scroll: dialog.querySelector('.modal-body')?.scrollTop ?? 0,
  };
}

const FOCUSABLE = 'input:not([type=hidden]), textarea, select, [contenteditable], button, a[href]';

function putFocus(dialog, kept, isNew) {
  const fields = [...dialog.querySelectorAll('[data-block]')];
  const invalid = dialog.querySelector('.invalid');
  const same = fields.find((one) => one.dataset.block === kept.block);
  const pressed = [...dialog.querySelectorAll('[data-action]')].find((one) => one.dataset.action === kept.action);
  const asked = dialog.querySelector('[autofocus]')?.closest('[data-block]');
  const next = invalid ?? (isNew ? (asked ?? fields[0]) : (same ?? pressed));
  const target = next?.matches(FOCUSABLE) ? next : next?.querySelector(FOCUSABLE);
  if (!isNew) dialog.querySelector('.modal-body').scrollTop = kept.scroll;
  target?.focus();
  if (target === undefined && !isNew && !dialog.contains(document.activeElement)) dialog.focus();
  if (next === same && kept.selection !== null && typeof target?.setSelectionRange === 'function')
    select(target, kept.selection);
}

function select(target, [from, to]) {
  // Fields for addresses and numbers have no place of the cursor that a page may set.
  if (target.selectionStart !== null) target.setSelectionRange(from, to);
}
