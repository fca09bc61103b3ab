import { h, newId, safeUrl } from './dom.js';
import { icon } from './icons.js';
import { t } from './texts.js';

/**
 * Slack's question before an action is sent.
 *
 * @param {{ title: string, text: Node[] | string, confirm: string, deny: string, danger?: boolean, url?: string }} question
 * @returns {Promise<boolean>}
 */
export function ask(question) {
  return new Promise((resolve) => {
    const id = newId();
    const url = safeUrl(question.url);
    const yes = {
      class: question.danger ? 'button danger filled' : 'button primary filled',
      on: { click: () => done(true) },
    };
    const dialog = h(
      'dialog',
      {
        class: 'question',
        role: 'alertdialog',
        'aria-labelledby': id,
        'aria-describedby': `${id}-text`,
        on: { cancel: () => done(false) },
      },
      h('h2', { id, class: 'dialog-title' }, question.title),
      h('div', { id: `${id}-text` }, ...(typeof question.text === 'string' ? [question.text] : question.text)),
      h(
        'div',
        { class: 'dialog-buttons' },
        h('button', { type: 'button', class: 'button', on: { click: () => done(false) } }, question.deny),
        url === null
          ? h('button', { type: 'button', ...yes }, question.confirm)
          : h('a', { href: url, target: '_blank', rel: 'noopener noreferrer', ...yes }, question.confirm),
      ),
    );
    function done(answer) {
      dialog.close();
      dialog.remove();
      resolve(answer);
    }
    stage().append(dialog);
    dialog.showModal();
  });
}

/** Dialogs belong to the workspace, so that they are as wide as it is. */
export const stage = () => document.getElementById('stage');

/** A dialog that only shows something. */
export function show(title, ...content) {
  const id = newId();
  const close = () => {
    dialog.close();
    dialog.remove();
  };
  const dialog = h(
    'dialog',
    { class: 'question', 'aria-labelledby': id, on: { cancel: close } },
    h(
      'header',
      { class: 'panel-head' },
      h('h2', { id, class: 'dialog-title' }, title),
      h(
        'button',
        { type: 'button', class: 'plain-button', 'aria-label': t('dialog.close'), on: { click: close } },
        icon('close'),
      ),
    ),
    ...content,
  );
  stage().append(dialog);
  dialog.showModal();
}

/** A short word at the edge of the page; `details` can be unfolded. It stays until it is dismissed or a minute is over. */
export function notice(kind, text, details = []) {
  const region = document.getElementById('notices');
  const box = h(
    'div',
    { class: `notice ${kind}`, role: kind === 'info' ? 'status' : 'alert' },
    h(
      'div',
      {},
      h('strong', {}, text),
      details.length === 0 ? null : h('ul', {}, ...details.map((detail) => h('li', {}, detail))),
    ),
    h(
      'button',
      { type: 'button', class: 'plain-button', 'aria-label': t('notice.dismiss'), on: { click: () => box.remove() } },
      icon('close'),
    ),
  );
  // Inside an open modal dialog the rest of the page is inert, so the notice moves into it.
  (document.querySelector('dialog[open] .dialog-notices') ?? region)?.append(box);
  setTimeout(() => box.remove(), 60_000);
}
