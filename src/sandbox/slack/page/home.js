import { drawBlocks } from './blocks.js';
import { h } from './dom.js';
import { language, t } from './texts.js';

/**
 * The app's Home tab. It is drawn anew only when the app published another one, so that what is typed, unfolded or turned
 * over in it stays; then the focus comes back to where it was.
 *
 * @param {HTMLElement} root
 * @param {{ envFor: (view: any, drafts: Map<string, any>) => import('./blocks.js').Env }} deps
 */
export function createHome(root, deps) {
  let drawnKey = '';

  return {
    /** @param {any | null} view as it was last published; null: none was */
    update(view) {
      const key = JSON.stringify([view?.id, view?.hash, view?.user, language()]);
      if (key === drawnKey) return;
      const isSame = drawnKey.startsWith(JSON.stringify([view?.id]).slice(0, -1));
      drawnKey = key;
      const kept = { focus: placeOf(root), scroll: isSame ? root.scrollTop : 0 };
      root.replaceChildren(
        ...(view === null
          ? [h('p', { class: 'empty' }, t('place.noHome'))]
          : drawBlocks(view.content.blocks, deps.envFor(view, new Map()))),
      );
      root.scrollTop = kept.scroll;
      if (kept.focus === null) return;
      const again = [...root.querySelectorAll('[data-action]')].find((one) => one.dataset.action === kept.focus);
      const target = again?.matches('button, a') ? again : again?.querySelector('button, a, input, select, textarea');
      (target ?? root).focus();
    },
  };
}

/** Where the focus is, by the action of its element; null: not in here. */
function placeOf(root) {
  if (!root.contains(document.activeElement)) return null;
  return document.activeElement.closest('[data-action]')?.dataset.action ?? '';
}
