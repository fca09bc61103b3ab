import { h, row, table } from './dom.js';
import { createRows } from './rows.js';

/** The account's groups with how many are in them. */
export function groupsView({ t, format, fresh, account }) {
  const columns = [
    { label: t.groups.name },
    { label: t.groups.total, class: 'number' },
    { label: t.groups.active, class: 'number' },
    { label: t.groups.inactive, class: 'number' },
    { label: t.groups.bounced, class: 'number' },
  ];
  const { node: list, body } = table({ caption: t.groups.title, columns });
  const none = h('p', { class: 'empty', hidden: true }, t.groups.none);
  const rows = createRows(body, {
    keyOf: (group) => group.id,
    draw: (group) =>
      row(`group ${group.id}`, columns, [
        h('a', { href: `#groups/${group.id}` }, group.name),
        ...[group.total, group.active, group.inactive, group.bounced].map(format.number),
      ]),
    fresh,
  });
  return {
    title: t.groups.title,
    node: h('div', {}, h('p', { class: 'quiet' }, t.groups.intro), list, none),
    update() {
      // When the figures were counted is in them too, and no change to show.
      rows(account().groups.map(({ time: _, ...group }) => group));
      none.hidden = account().groups.length > 0;
      list.hidden = account().groups.length === 0;
    },
  };
}
