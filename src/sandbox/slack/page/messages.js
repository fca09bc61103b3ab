import { drawAttachments, drawBlocks } from './blocks.js';
import { h } from './dom.js';
import { menuButton } from './menu.js';
import { mrkdwn } from './mrkdwn.js';

/**
 * The messages of one channel. A message that did not change keeps its nodes, so that what is half entered in it stays.
 *
 * @param {HTMLElement} root
 * @param {{ envFor: (message: any) => import('./blocks.js').Env, authorOf: (message: any) => { name: string, kind: string }, shortcuts: () => any[], runShortcut: (message: any, shortcut: any) => void }} deps
 */
export function createMessageList(root, deps) {
  let drawn = new Map();

  return {
    /** @param {any[]} messages oldest first; @param {string} place what is shown when there are none */
    update(messages, place) {
      const atEnd = root.scrollHeight - root.scrollTop - root.clientHeight < 80;
      const before = drawn;
      drawn = new Map();
      for (const message of messages) {
        const signature = JSON.stringify([message, deps.authorOf(message)]);
        const known = before.get(message.ts);
        drawn.set(message.ts, known?.signature === signature ? known : { signature, node: draw(message, deps) });
      }
      const nodes = [...drawn.values()].map(({ node }) => node);
      if (nodes.length === 0) root.replaceChildren(h('p', { class: 'empty' }, place));
      else sync(root, nodes);
      if (atEnd || before.size === 0) root.scrollTop = root.scrollHeight;
    },
    /** Forgets everything drawn: another channel or another person. */
    clear() {
      drawn = new Map();
      root.replaceChildren();
    },
  };
}

/** Puts the nodes in place without touching those that are there already: a moved node would lose its focus. */
function sync(root, nodes) {
  const wanted = new Set(nodes);
  for (const child of [...root.children]) if (!wanted.has(child)) child.remove();
  nodes.forEach((node, index) => {
    if (root.children[index] !== node) root.insertBefore(node, root.children[index] ?? null);
  });
}

function draw(message, deps) {
  const env = deps.envFor(message);
  const author = deps.authorOf(message);
  const when = new Date(Number(message.ts.split('.')[0]) * 1000);
  const content =
    message.blocks.length > 0
      ? drawBlocks(message.blocks, env)
      : [h('div', { class: 'block text' }, ...mrkdwn(message.text, env.names))];
  const classes = [
    'message',
    message.ephemeralFor === null ? '' : 'ephemeral',
    message.threadTs === null ? '' : 'reply',
  ];
  return h(
    'article',
    { class: classes.filter(Boolean).join(' '), 'data-ts': message.ts, 'aria-label': `Message of ${author.name}` },
    h('div', { class: `avatar ${author.kind}`, 'aria-hidden': 'true' }, initials(author.name)),
    h(
      'div',
      { class: 'message-body' },
      message.ephemeralFor === null ? null : h('p', { class: 'only-you' }, 'Only visible to you'),
      h(
        'header',
        {},
        h('strong', {}, author.name),
        author.kind === 'app' ? h('span', { class: 'badge' }, 'APP') : null,
        h(
          'time',
          { datetime: when.toISOString() },
          when.toLocaleTimeString(env.names.locale, { timeZone: env.names.tz, timeStyle: 'short' }),
        ),
        message.threadTs === null ? null : h('span', { class: 'quiet' }, 'in a thread'),
        message.editedAtMs === null || message.author === 'app' ? null : h('span', { class: 'quiet' }, '(edited)'),
      ),
      ...content,
      ...drawAttachments(message.attachments, env),
    ),
    // Slack offers message shortcuts on every message that others see too.
    message.ephemeralFor !== null
      ? null
      : h(
          'div',
          { class: 'message-menu' },
          menuButton({
            label: '⋮',
            title: 'More actions on this message',
            empty: 'The app has no message shortcuts',
            items: () =>
              deps.shortcuts().map((shortcut) => ({
                label: shortcut.name,
                description: shortcut.description,
                run: () => deps.runShortcut(message, shortcut),
              })),
          }),
        ),
  );
}

/** Two letters for the picture. */
export function initials(name) {
  const words = name.split(/\s+/).filter((word) => word !== '');
  return ((words[0]?.[0] ?? '?') + (words.length > 1 ? (words.at(-1)?.[0] ?? '') : '')).toUpperCase();
}
