import { h, safeUrl } from './dom.js';
import { icon } from './icons.js';
import { language, t } from './texts.js';

/**
 * Things to try, each ticked when it is done. What they mean, and when they are done, whoever started the sandbox knows.
 *
 * @param {HTMLElement} root
 * @param {{ dismissed: () => void }} deps
 */
export function createGuide(root, deps) {
  let current = { steps: [], done: [] };

  function draw() {
    const { steps, done } = current;
    const focused = root.contains(document.activeElement) ? placeOf(document.activeElement) : undefined;
    const progress = t('guide.progress', { done: done.length, all: steps.length });
    root.replaceChildren(
      h(
        'header',
        { class: 'panel-head' },
        h('h2', {}, t('guide.title')),
        h(
          'button',
          { type: 'button', class: 'plain-button', 'aria-label': t('guide.dismiss'), on: { click: deps.dismissed } },
          icon('close'),
        ),
      ),
      h('p', { class: 'quiet', role: 'status' }, done.length === steps.length ? t('guide.finished') : progress),
      h('progress', { max: steps.length, value: done.length, 'aria-label': t('guide.title') }),
      h('ol', { class: 'steps' }, ...steps.map((step) => stepRow(step, done.includes(step.id), nextOf(current)))),
    );
    // A step that is ticked takes nobody away from where they are.
    if (focused !== undefined) root.querySelector(focused)?.focus();
    // Of a long list, what comes next is in sight. Only the list scrolls: the workspace is not moved.
    const next = root.querySelector('[aria-current]');
    if (next !== null && root.offsetParent !== null) next.scrollIntoView({ block: 'nearest' });
  }

  return {
    /** All words anew, in the page's language. */
    words: draw,
    /** @param {{ steps: any[], done: string[] }} guide */
    update(guide) {
      current = guide;
      draw();
    },
    progress: () => `${current.done.length}/${current.steps.length}`,
    isEmpty: () => current.steps.length === 0,
  };
}

/** Where a button or link of the guide is found again once it is drawn anew. */
function placeOf(node) {
  const step = node.closest('[data-step]')?.dataset.step;
  return step === undefined ? 'button' : `[data-step="${CSS.escape(step)}"] ${node.tagName.toLowerCase()}`;
}

const nextOf = ({ steps, done }) => steps.find(({ id }) => !done.includes(id))?.id;

function stepRow(step, isDone, next) {
  const url = safeUrl(step.link);
  return h(
    'li',
    { class: isDone ? 'step done' : 'step', 'data-step': step.id, 'aria-current': step.id === next ? 'step' : null },
    h(
      'details',
      // The one that comes next is unfolded; any other can be.
      { open: step.id === next, name: 'step' },
      h(
        'summary',
        {},
        h('span', { class: 'step-mark', 'aria-hidden': 'true' }, isDone ? icon('check') : null),
        h('strong', {}, step.title[language()]),
        isDone ? h('span', { class: 'visually-hidden' }, ` (${t('guide.done')})`) : null,
      ),
      h('p', { class: 'step-text' }, step.text[language()]),
      url === null
        ? null
        : h(
            'a',
            { href: url, class: 'step-link', target: '_blank', rel: 'noopener' },
            `${t('guide.open')} ↗`,
            ...newTab(),
          ),
    ),
  );
}

const newTab = () => [h('span', { class: 'visually-hidden' }, ` (${t('newTab')})`)];
