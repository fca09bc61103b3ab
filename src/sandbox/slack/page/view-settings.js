import { h, newId } from './dom.js';
import { t } from './texts.js';

/**
 * The switches of language, colours and width.
 *
 * @param {HTMLElement} root
 * @param {{ language: string, theme: string, phone: boolean }} now
 * @param {(change: object) => void} changed
 */
export function drawViewSettings(root, now, changed) {
  const group = (title, name, current, options) => {
    const id = newId();
    return h(
      'fieldset',
      {},
      h('legend', {}, title),
      ...options.map(([value, words], index) => {
        const radio = h('input', {
          type: 'radio',
          name: id,
          id: `${id}-${index}`,
          'data-setting': `${name} ${value}`,
          on: { change: () => changed({ [name]: value }) },
        });
        radio.checked = value === current;
        return h('div', { class: 'choice' }, radio, h('label', { for: `${id}-${index}` }, words));
      }),
    );
  };
  const focused = root.contains(document.activeElement) ? document.activeElement.dataset.setting : undefined;
  root.replaceChildren(
    group(t('view.language'), 'language', now.language, [
      ['en', 'English'],
      ['de', 'Deutsch'],
    ]),
    group(t('view.theme'), 'theme', now.theme, [
      ['system', t('view.system')],
      ['light', t('view.light')],
      ['dark', t('view.dark')],
    ]),
    group(t('view.width'), 'phone', now.phone, [
      [false, t('view.wide')],
      [true, t('view.phone')],
    ]),
  );
  if (focused !== undefined) root.querySelector(`[data-setting="${focused}"]`)?.focus();
}
