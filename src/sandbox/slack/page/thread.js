import { createComposer } from './composer.js';
import { h } from './dom.js';
import { icon } from './icons.js';
import { createMessageList } from './messages.js';
import { t } from './texts.js';

/**
 * A thread beside its channel: the message it began with, the replies, and a field to write another one.
 *
 * @param {HTMLElement} root
 * @param {Parameters<typeof createMessageList>[1] & { reply: (threadTs: string, text: string) => Promise<void>, closed: () => void }} deps
 */
export function createThread(root, deps) {
  const title = h('h2', {});
  const messages = h('div', { class: 'messages', role: 'log', tabindex: '0' });
  const close = h('button', { type: 'button', class: 'plain-button', on: { click: () => hide() } }, icon('close'));
  const list = createMessageList(messages, deps);
  let open = null;
  const composer = createComposer({
    label: () => t('thread.write'),
    commands: () => [],
    send: async (text) => (open === null ? undefined : deps.reply(open, text)),
  });
  root.append(h('header', { class: 'place' }, title, close), messages, composer.node);
  root.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !event.defaultPrevented) hide();
  });

  function hide() {
    if (open === null) return;
    open = null;
    root.hidden = true;
    list.clear();
    deps.closed();
  }

  function words() {
    title.textContent = t('thread.title');
    messages.setAttribute('aria-label', t('thread.title'));
    close.setAttribute('aria-label', t('thread.close'));
    composer.words();
  }
  words();

  return {
    words,
    hide,
    /** @param {any} message the first one of the thread */
    show(message) {
      if (open !== message.ts) list.clear();
      open = message.ts;
      root.hidden = false;
      composer.focus();
    },
    /** @param {any[]} all the messages of the channel */
    update(all) {
      if (open === null) return;
      const first = all.find(({ ts }) => ts === open);
      if (first === undefined) return hide();
      const replies = all.filter(({ ts, threadTs }) => threadTs === open && ts !== open);
      list.update([first, ...replies], { empty: '' });
    },
  };
}
