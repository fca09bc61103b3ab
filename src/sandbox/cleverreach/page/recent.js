import { h } from './dom.js';
import { createRows } from './rows.js';

const KEPT = 12;

/** Where the page shows what a change is about; nowhere when it is gone. */
function placeOf({ kind, action, id, groupId, count }) {
  if (action === 'removed' && kind !== 'token') return kind === 'receiver' ? `#groups/${groupId}` : null;
  switch (kind) {
    case 'group':
      return `#groups/${id}`;
    case 'receiver':
      return `#groups/${groupId}${count === undefined ? `?q=${encodeURIComponent(id)}` : ''}`;
    case 'mailing':
      return `#mailings/${id}`;
    case 'mail':
      return '#mails';
    default:
      return '#access';
  }
}

/**
 * The last things that changed, newest first, beside whatever is being looked at.
 *
 * @param {HTMLElement} root
 */
export function createRecent(root) {
  /** @type {{ id: number, at: number, change: any, group: string }[]} */
  const entries = [];
  let lastId = 0;
  const heading = h('h2');
  const none = h('p', { class: 'quiet' });
  const list = h('ol');
  root.replaceChildren(heading, none, list);
  const rows = createRows(list, {
    keyOf: ({ id }) => String(id),
    draw: ({ at, clock, href, text }) =>
      h(
        'li',
        {},
        h('time', { class: 'quiet', datetime: new Date(at).toISOString() }, clock),
        ' ',
        href === null ? text : h('a', { href }, text),
      ),
    fresh: { apply: () => {} },
  });

  return {
    /** @param {any[]} changes @param {(groupId: string) => string} groupName */
    add(changes, groupName) {
      const at = Date.now();
      for (const change of changes) {
        lastId += 1;
        entries.unshift({ id: lastId, at, change, group: groupName(change.groupId) });
      }
      entries.splice(KEPT);
    },
    draw({ t, format }) {
      root.setAttribute('aria-label', t.recent.title);
      heading.textContent = t.recent.title;
      none.textContent = t.recent.none;
      none.hidden = entries.length > 0;
      list.hidden = entries.length === 0;
      rows(
        entries.map(({ id, at, change, group }) => ({
          id,
          at,
          clock: format.clock(at),
          href: placeOf(change),
          text: t.change(change, group, format),
        })),
      );
    },
  };
}
