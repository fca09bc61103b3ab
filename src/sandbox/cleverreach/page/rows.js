const FRESH_MS = 10_000;

/**
 * Marks what has just changed, with a word and a colour, for some seconds.
 *
 * @param {() => string} word "just now" in the reader's language
 */
export function createFresh(word) {
  const timers = new Map();

  function apply(node) {
    const isFresh = timers.has(node.dataset.key);
    node.classList.toggle('fresh', isFresh);
    const mark = node.querySelector('.fresh-mark');
    if (mark !== null) mark.textContent = isFresh ? word() : '';
  }
  function applyAll(key) {
    for (const node of document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)) apply(node);
  }

  return {
    apply,
    /** @param {string} key as the rows carry it in `data-key` */
    mark(key) {
      clearTimeout(timers.get(key));
      timers.set(
        key,
        setTimeout(() => {
          timers.delete(key);
          applyAll(key);
        }, FRESH_MS),
      );
      applyAll(key);
    },
  };
}

/**
 * Keeps the children of a node in step with a list. A row that did not change stays the element it was, so that nobody
 * who reads, tabs or has unfolded something is disturbed by what happens elsewhere; in one that did, the keyboard stays.
 *
 * @template T
 * @param {HTMLElement} parent
 * @param {{ keyOf: (item: T) => string, draw: (item: T, before?: HTMLElement) => HTMLElement, fresh: { apply: (node: HTMLElement) => void } }} how
 */
export function createRows(parent, { keyOf, draw, fresh }) {
  /** @type {Map<string, { node: HTMLElement, print: string }>} */
  let drawn = new Map();

  return (items) => {
    const next = new Map();
    for (const item of items) {
      const key = keyOf(item);
      const print = JSON.stringify(item);
      const before = drawn.get(key);
      const node = before?.print === print ? before.node : draw(item, before?.node);
      next.set(key, { node, print });
      fresh.apply(node);
      if (before !== undefined && before.node !== node) swap(before.node, node);
    }
    for (const [key, { node }] of drawn) if (!next.has(key)) node.remove();
    let place = parent.firstChild;
    for (const { node } of next.values()) {
      if (node === place) place = place.nextSibling;
      else parent.insertBefore(node, place);
    }
    drawn = next;
  };
}

/** Puts a new row where the old one was; the keyboard goes to the same control of it, or to the row. */
function swap(old, node) {
  const controls = 'a, button, summary, input, select, pre';
  const at = old.contains(document.activeElement)
    ? [...old.querySelectorAll(controls)].indexOf(document.activeElement)
    : null;
  old.replaceWith(node);
  if (at === null) return;
  const same = node.querySelectorAll(controls)[at];
  if (same === undefined) node.tabIndex = -1;
  (same ?? node).focus();
}
