import { h, newId } from './dom.js';
import { t } from './texts.js';

/**
 * A button that opens a list of things to do.
 *
 * @param {{ label: string | Node, title: string, class?: string, items: () => { label: string, description?: string, run: () => void, url?: string }[], empty?: string }} options
 */
export function menuButton(options) {
  const id = newId();
  const menu = h('ul', { role: 'menu', class: 'menu', id, hidden: true, 'aria-label': options.title });
  const button = h(
    'button',
    {
      type: 'button',
      class: options.class ?? 'plain-button',
      'aria-haspopup': 'menu',
      'aria-expanded': 'false',
      'aria-controls': id,
      'aria-label': options.title,
      title: options.title,
      on: { click: () => (menu.hidden ? open() : close()) },
    },
    options.label,
  );
  const root = h('div', { class: 'menu-root' }, button, menu);

  function open() {
    const items = options.items();
    menu.replaceChildren(
      ...(items.length === 0
        ? [h('li', { role: 'none', class: 'menu-empty' }, options.empty ?? t('menu.empty'))]
        : items.map(entry)),
    );
    menu.hidden = false;
    button.setAttribute('aria-expanded', 'true');
    place();
    entries()[0]?.focus();
    document.addEventListener('pointerdown', outside);
  }

  function close(focus = false) {
    menu.hidden = true;
    button.setAttribute('aria-expanded', 'false');
    document.removeEventListener('pointerdown', outside);
    if (focus) button.focus();
  }

  /** Upwards or to the left where there is no room below or to the right. */
  function place() {
    menu.classList.remove('up', 'left');
    const box = menu.getBoundingClientRect();
    if (box.bottom > innerHeight) menu.classList.add('up');
    if (box.right > innerWidth) menu.classList.add('left');
  }

  const outside = (event) => {
    if (!root.contains(event.target)) close();
  };
  const entries = () => [...menu.querySelectorAll('[role=menuitem]')];

  const entry = (item) =>
    h(
      'li',
      { role: 'none' },
      h(
        item.url === undefined ? 'button' : 'a',
        {
          role: 'menuitem',
          tabindex: '-1',
          class: 'menu-item',
          type: item.url === undefined ? 'button' : null,
          href: item.url,
          target: item.url === undefined ? null : '_blank',
          rel: item.url === undefined ? null : 'noopener noreferrer',
          on: {
            click() {
              close(true);
              item.run();
            },
          },
        },
        h('span', { class: 'menu-label' }, item.label),
        item.description ? h('small', {}, item.description) : null,
        item.url === undefined ? null : h('span', { class: 'visually-hidden' }, ` (${t('newTab')})`),
      ),
    );

  root.addEventListener('keydown', (event) => {
    const all = entries();
    const at = all.indexOf(document.activeElement);
    if (event.key === 'Escape' && !menu.hidden) {
      event.stopPropagation();
      event.preventDefault();
      close(true);
    } else if (event.key === 'Tab' && !menu.hidden) {
      close();
    } else if (!menu.hidden && (event.key === 'Home' || event.key === 'End')) {
      event.preventDefault();
      all.at(event.key === 'Home' ? 0 : -1)?.focus();
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (menu.hidden) open();
      else all[(at + (event.key === 'ArrowDown' ? 1 : all.length - 1)) % all.length]?.focus();
    }
  });
  return root;
}
