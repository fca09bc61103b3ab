import { drawAttachments, drawBlocks } from './blocks.js';
import { h } from './dom.js';
import { icon } from './icons.js';
import { menuButton } from './menu.js';
import { messageFiles } from './message-files.js';
import { mrkdwn } from './mrkdwn.js';
import { language, t } from './texts.js';

/**
 * The messages of one channel or thread. A message that did not change keeps its nodes, so that what is half entered in
 * it stays.
 *
 * @param {HTMLElement} root
 * @param {{
 *   envFor: (message: any) => import('./blocks.js').Env,
 *   authorOf: (message: any) => { name: string, kind: string },
 *   shortcuts: () => any[],
 *   runShortcut: (message: any, shortcut: any) => void,
 *   openThread?: (message: any) => void,
 * }} deps without `openThread`, messages offer no thread: they are in one
 */
export function createMessageList(root, deps) {
  let drawn = new Map();
  /** The newest message that was drawn. */
  let newest = '';
  /** The app was asked for something: its next message is gone to, wherever the person is. */
  let isAnswerExpected = false;

  return {
    /**
     * @param {any[]} messages oldest first
     * @param {{ empty: string, replies?: Map<string, any[]>, newFrom?: string | null }} about `newFrom`: the first unread one
     */
    update(messages, { empty, replies = new Map(), newFrom = null }) {
      const atEnd = root.scrollHeight - root.scrollTop - root.clientHeight < 80;
      const before = drawn;
      drawn = new Map();
      const put = (key, signature, make) => {
        const known = before.get(key);
        drawn.set(key, known?.signature === signature ? known : { signature, node: make() });
      };
      let lastDay = '';
      for (const message of messages) {
        const day = dayOf(message, deps.envFor(message).names);
        if (day !== lastDay) put(`day ${day}`, day, () => divider(day, 'day'));
        lastDay = day;
        if (message.ts === newFrom) put('new', language(), () => divider(t('messages.new'), 'new'));
        const answers = replies.get(message.ts) ?? [];
        const signature = JSON.stringify([message, deps.authorOf(message), answers.length, language()]);
        put(message.ts, signature, () => draw(message, answers, deps));
      }
      const nodes = [...drawn.values()].map(({ node }) => node);
      if (nodes.length === 0) root.replaceChildren(h('p', { class: 'empty' }, empty));
      else sync(root, nodes);
      const last = messages.at(-1);
      const isAnswer = last !== undefined && last.ts > newest && deps.authorOf(last).kind !== 'human';
      if (atEnd || before.size === 0 || (isAnswer && isAnswerExpected)) root.scrollTop = root.scrollHeight;
      if (isAnswer) isAnswerExpected = false;
      newest = last?.ts ?? '';
    },
    /** Goes to the end, where what comes next is seen: whoever writes wants to see the answer. */
    follow() {
      root.scrollTop = root.scrollHeight;
    },
    /** Goes to the end when the app's next message comes: whoever asked for it in a place above wants to see it. */
    expectAnswer() {
      isAnswerExpected = true;
    },
    /** Forgets everything drawn: another channel or another person. */
    clear() {
      drawn = new Map();
      isAnswerExpected = false;
      root.replaceChildren();
    },
  };
}

/**
 * Replies apart from what they reply to. One whose beginning the person does not see stands in the channel, as nothing
 * else would show it.
 *
 * @param {any[]} messages
 */
export function threadsOf(messages) {
  const known = new Set(messages.map(({ ts }) => ts));
  const isReply = ({ ts, threadTs }) => threadTs !== null && threadTs !== ts && known.has(threadTs);
  const replies = new Map();
  for (const message of messages)
    if (isReply(message)) replies.set(message.threadTs, [...(replies.get(message.threadTs) ?? []), message]);
  return { roots: messages.filter((message) => !isReply(message)), replies };
}

/** Puts the nodes in place without touching those that are there already: a moved node would lose its focus. */
function sync(root, nodes) {
  const wanted = new Set(nodes);
  for (const child of [...root.children]) if (!wanted.has(child)) child.remove();
  nodes.forEach((node, index) => {
    if (root.children[index] !== node) root.insertBefore(node, root.children[index] ?? null);
  });
}

const divider = (words, kind) => h('p', { class: `divider ${kind}` }, h('span', {}, words));
const whenOf = (message) => new Date(Number(message.ts.split('.')[0]) * 1000);
const dayOf = (message, { tz }) => whenOf(message).toLocaleDateString(language(), { timeZone: tz, dateStyle: 'full' });

function draw(message, answers, deps) {
  const env = deps.envFor(message);
  const author = deps.authorOf(message);
  const when = whenOf(message);
  const content =
    message.blocks.length > 0
      ? drawBlocks(message.blocks, env)
      : message.text === '' && message.files.length > 0
        ? []
        : [h('div', { class: 'block text' }, ...mrkdwn(message.text, env.names))];
  return h(
    'article',
    {
      class: message.ephemeralFor === null ? 'message' : 'message ephemeral',
      'data-ts': message.ts,
      'aria-label': t('messages.of', { name: author.name }),
    },
    h('div', { class: `avatar ${author.kind}`, 'aria-hidden': 'true' }, initials(author.name)),
    h(
      'div',
      { class: 'message-body' },
      message.ephemeralFor === null ? null : h('p', { class: 'only-you' }, icon('eye'), t('messages.onlyYou')),
      h(
        'header',
        {},
        h('strong', {}, author.name),
        author.kind === 'app' ? h('span', { class: 'badge' }, 'APP') : null,
        h(
          'time',
          { datetime: when.toISOString(), title: when.toLocaleString(language(), { timeZone: env.names.tz }) },
          when.toLocaleTimeString(env.names.locale, { timeZone: env.names.tz, timeStyle: 'short' }),
        ),
        message.editedAtMs === null || message.author === 'app'
          ? null
          : h('span', { class: 'quiet' }, t('messages.edited')),
      ),
      ...content,
      ...drawAttachments(message.attachments, env),
      messageFiles(message.files, env.userId),
      answers.length === 0 ? null : repliesButton(message, answers, deps),
    ),
    // Slack offers shortcuts and threads on every message that others see too.
    message.ephemeralFor === null ? tools(message, deps) : null,
  );
}

function repliesButton(message, answers, deps) {
  const count = answers.length === 1 ? t('messages.reply') : t('messages.replies', { count: answers.length });
  return h(
    'button',
    { type: 'button', class: 'replies', on: { click: () => deps.openThread?.(message) } },
    icon('reply'),
    count,
  );
}

function tools(message, deps) {
  return h(
    'div',
    { class: 'message-menu' },
    deps.openThread === undefined
      ? null
      : h(
          'button',
          {
            type: 'button',
            class: 'plain-button',
            'aria-label': t('messages.replyInThread'),
            title: t('messages.replyInThread'),
            on: { click: () => deps.openThread(message) },
          },
          icon('reply'),
        ),
    menuButton({
      label: icon('dots'),
      title: t('messages.more'),
      empty: t('messages.noShortcuts'),
      items: () =>
        deps.shortcuts().map((shortcut) => ({
          label: shortcut.name,
          description: shortcut.description,
          run: () => deps.runShortcut(message, shortcut),
        })),
    }),
  );
}

/** Two letters for the picture. */
export function initials(name) {
  const words = name.split(/\s+/).filter((word) => word !== '');
  return ((words[0]?.[0] ?? '?') + (words.length > 1 ? (words.at(-1)?.[0] ?? '') : '')).toUpperCase();
}
