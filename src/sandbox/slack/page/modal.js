import { drawBlocks } from './blocks.js';
import { h, list, newId, textOf } from './dom.js';

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
 *   submit: (view: any) => Promise<void>,
 *   close: (view: any) => Promise<void>,
 * }} deps
 */
export function createModal(deps) {
  /** Per view what is typed but not known to Slack yet: block_id → value. */
  const drafts = new Map();
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
      clientErrors.clear();
      touched.clear();
      return;
    }
    const key = JSON.stringify([
      current.id,
      current.hash,
      current.errors,
      current.failure,
      clientErrors.get(current.id),
      depth,
    ]);
    if (key === drawnKey) return;
    drawnKey = key;
    draw(current);
  }

  function remove() {
    dialog?.close();
    dialog?.remove();
    dialog = null;
    drawnKey = '';
  }

  function draw(view) {
    if (dialog === null) {
      dialog = h('dialog', {
        class: 'modal',
        on: {
          cancel(event) {
            event.preventDefault();
            if (current !== null) deps.close(current);
          },
        },
      });
      document.body.append(dialog);
    }
    const focused = dialog.contains(document.activeElement)
      ? document.activeElement.closest('[data-block]')?.dataset.block
      : undefined;
    const mine = drafts.get(view.id) ?? new Map();
    drafts.set(view.id, mine);
    const blocks = new Set(list(view.content.blocks).map((block) => block.block_id));
    for (const blockId of mine.keys()) if (!blocks.has(blockId)) mine.delete(blockId);
    const errors = Object.fromEntries(
      Object.entries({ ...view.errors, ...clientErrors.get(view.id) }).filter(([blockId]) => !touched.has(blockId)),
    );
    const base = deps.envFor(view, mine);
    const env = {
      ...base,
      errors,
      entered(block, ...rest) {
        touched.add(block.block_id);
        forgive(block.block_id);
        return base.entered(block, ...rest);
      },
    };
    const title = newId();
    const content = view.content;
    const submitText = textOf(content.submit);
    const closeText = textOf(content.close) || (depth > 1 ? 'Back' : 'Cancel');
    const submit =
      submitText === '' ? null : h('button', { type: 'submit', class: 'button primary filled' }, submitText);
    const form = h(
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
          { type: 'button', class: 'plain-button', 'aria-label': 'Close', on: { click: () => deps.close(view) } },
          '✕',
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
    dialog.setAttribute('aria-labelledby', title);
    dialog.replaceChildren(form);
    const isNew = !dialog.open;
    if (isNew) dialog.showModal();
    const fields = [...dialog.querySelectorAll('[data-block]')];
    const next =
      dialog.querySelector('.invalid') ??
      fields.find((one) => one.dataset.block === focused) ??
      (isNew ? (dialog.querySelector('[autofocus]')?.closest('[data-block]') ?? fields[0]) : undefined);
    next?.querySelector('input, textarea, select, [contenteditable]')?.focus();
  }

  function forgive(blockId) {
    const field = [...dialog.querySelectorAll('.invalid')].find((one) => one.dataset.block === blockId);
    field?.classList.remove('invalid');
    field?.querySelector('[aria-invalid]')?.removeAttribute('aria-invalid');
    field?.querySelector('.error')?.remove();
  }

  async function send(view, mine) {
    await deps.settled();
    const errors = await deps.fill(view, Object.fromEntries(mine));
    if (errors === null) return;
    for (const blockId of Object.keys(errors)) touched.delete(blockId);
    clientErrors.set(view.id, errors);
    if (Object.keys(errors).length > 0) {
      if (current !== null) update([...Array(depth - 1).fill(null), current]);
      return;
    }
    mine.clear();
    touched.clear();
    await deps.submit(view);
  }

  return { update };
}
