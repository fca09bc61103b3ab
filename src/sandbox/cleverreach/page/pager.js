import { h } from './dom.js';

/**
 * Which page of how many, with ways to the others. The buttons stay focusable at the ends, where they do nothing:
 * who pages with the keyboard would otherwise lose the place.
 *
 * @param {any} t the texts
 * @param {(page: number) => void} go
 */
export function createPager(t, go) {
  let shown = { page: 1, pages: 1 };
  const button = (text, target) => {
    const node = h(
      'button',
      {
        type: 'button',
        class: 'button',
        on: {
          click() {
            const page = target(shown);
            if (page >= 1 && page <= shown.pages && page !== shown.page) go(page);
          },
        },
      },
      text,
    );
    return { node, target };
  };
  const buttons = [
    button(t.pages.first, () => 1),
    button(t.pages.previous, ({ page }) => page - 1),
    button(t.pages.next, ({ page }) => page + 1),
    button(t.pages.last, ({ pages }) => pages),
  ];
  const where = h('span', { class: 'quiet' });
  const node = h(
    'nav',
    { class: 'pager', 'aria-label': t.pages.label },
    buttons.slice(0, 2).map((one) => one.node),
    where,
    buttons.slice(2).map((one) => one.node),
  );
  return {
    node,
    update(next) {
      shown = next;
      where.textContent = t.pages.where(next.page, next.pages);
      node.hidden = next.pages <= 1;
      for (const one of buttons) {
        const page = one.target(next);
        const leads = page >= 1 && page <= next.pages && page !== next.page;
        one.node.setAttribute('aria-disabled', String(!leads));
      }
    },
  };
}
