import { h, row, table } from './dom.js';
import { createRows } from './rows.js';

/** The order a person looks in: first what is still to be done. */
const STATES = ['draft', 'waiting', 'running', 'finished', 'automation'];

/** The time that counts in a mailing's state, unix seconds. */
const timeOf = (mailing) =>
  ({ waiting: mailing.send_on, running: mailing.started, finished: mailing.finished })[mailing.state] ??
  mailing.last_changed;

/** The account's mailings by state. */
export function mailingsView({ t, format, fresh, account, groupName }) {
  const columns = [
    { label: t.mailings.subject },
    { label: t.mailings.sender },
    { label: t.mailings.groups },
    { label: t.mailings.when },
  ];
  const sections = STATES.map((state) => {
    const { node: list, body } = table({ caption: t.mailings.states[state], columns });
    const count = h('span', { class: 'quiet' });
    const rows = createRows(body, {
      keyOf: (mailing) => mailing.id,
      draw: (mailing) =>
        row(`mailing ${mailing.id}`, columns, [
          [
            h('a', { href: `#mailings/${mailing.id}` }, mailing.subject || mailing.name || mailing.id),
            h('small', { class: 'below' }, mailing.name),
          ],
          [mailing.sender_name, h('small', { class: 'below' }, mailing.sender_email)],
          mailing.groups.join(', ') || '–',
          format.moment(timeOf(mailing)),
        ]),
      fresh,
    });
    const node = h('section', {}, h('h3', {}, t.mailings.states[state], ' ', count), list);
    return { state, node, rows, count };
  });
  const none = h('p', { class: 'empty', hidden: true }, t.mailings.none);
  return {
    title: t.mailings.title,
    node: h(
      'div',
      { class: 'mailings' },
      h('p', { class: 'quiet' }, t.mailings.intro),
      sections.map(({ node }) => node),
      none,
    ),
    update() {
      const { mailings } = account();
      for (const { state, node, rows, count } of sections) {
        const these = mailings
          .filter((mailing) => mailing.state === state)
          .sort((one, other) => timeOf(other) - timeOf(one) || Number(other.id) - Number(one.id))
          .map((mailing) => ({ ...mailing, groups: mailing.mailing_groups.group_ids.map(groupName) }));
        rows(these);
        count.textContent = format.number(these.length);
        node.hidden = these.length === 0;
      }
      none.hidden = mailings.length > 0;
    },
  };
}
