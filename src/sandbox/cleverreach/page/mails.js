import { ask } from './api.js';
import { badge, h, row, table } from './dom.js';
import { createRows } from './rows.js';

/** The opt-in mails that were sent, with what their link would do. */
export function mailsView({ t, format, fresh, account, groupName, refresh }) {
  const columns = [
    { label: t.mails.to },
    { label: t.mails.kind },
    { label: t.mails.group },
    { label: t.mails.at },
    { label: t.mails.state },
  ];
  const { node: list, body } = table({ caption: t.mails.title, columns });
  const none = h('p', { class: 'empty', hidden: true }, t.mails.none);
  const confirm = (mail) =>
    h(
      'button',
      {
        type: 'button',
        class: 'button primary',
        'aria-label': t.mails.confirmFor(mail.email),
        on: {
          click: () => ask(`accounts/${account().id}/mails/${mail.id}/confirm`, { method: 'POST' }).then(refresh),
        },
      },
      t.mails.confirm,
    );
  const rows = createRows(body, {
    keyOf: (mail) => mail.id,
    draw: (mail) =>
      row(`mail ${mail.id}`, columns, [
        h('a', { href: `#groups/${mail.groupId}?q=${encodeURIComponent(mail.email)}` }, mail.email),
        t.mails.kinds[mail.kind],
        mail.group,
        format.moment(mail.at),
        mail.confirmed ? badge('active', t.mails.confirmed) : confirm(mail),
      ]),
    fresh,
  });
  return {
    title: t.mails.title,
    node: h('div', {}, h('p', { class: 'quiet' }, t.mails.intro), list, none),
    update() {
      const mails = account().sentMails.map((mail) => ({ ...mail, group: groupName(mail.groupId) }));
      rows(mails.reverse());
      none.hidden = mails.length > 0;
      list.hidden = mails.length === 0;
    },
  };
}
