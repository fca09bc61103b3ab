import { ask } from './api.js';
import { badge, code, h } from './dom.js';

/** One mailing: what it says of itself, and both its parts beside each other. */
export function mailingView({ t, format, fresh, account, groupName, route }) {
  const path = `accounts/${account().id}/mailings/${route.id}`;
  const known = account().mailings.find(({ id }) => id === route.id);
  const facts = h('dl', { class: 'facts' });
  const parts = h('div', { class: 'parts' });
  const mark = h('p', { class: 'card-mark', 'data-key': `mailing ${route.id}` }, h('span', { class: 'fresh-mark' }));
  let shown = '';

  return {
    title: known?.subject || known?.name || t.gone,
    back: { href: '#mailings', label: t.mailing.back },
    node: h('div', {}, mark, facts, parts),
    async update() {
      fresh.apply(mark);
      const mailing = await ask(path);
      const print = JSON.stringify(mailing);
      // Drawn again only when it is another one: a frame that loads anew flickers and forgets where it was scrolled to.
      if (print === shown) return;
      shown = print;
      facts.replaceChildren(
        ...pairs({
          [t.mailing.state]: badge(mailing.state, t.mailings.one[mailing.state]),
          [t.mailing.name]: mailing.name,
          [t.mailings.sender]: `${mailing.sender_name} <${mailing.sender_email}>`,
          [t.mailings.groups]: mailing.mailing_groups.group_ids.map(groupName).join(', ') || '–',
          [t.mailing.changed]: format.moment(mailing.last_changed),
          [t.mailing.id]: mailing.id,
        }),
        ...(mailing.stats === null
          ? []
          : pairs({ [t.mailing.stats]: figures(mailing.stats, t.mailing.figures, format) })),
      );
      parts.replaceChildren(
        h(
          'section',
          {},
          h('h3', {}, t.mailing.html),
          mailing.body_html === ''
            ? h('p', { class: 'empty' }, t.mailing.noHtml)
            : h('iframe', {
                class: 'mail',
                // Without any permission: no script, no form, no way to the page around it.
                sandbox: '',
                src: `/sandbox/${path}/html`,
                title: t.mailing.frame(mailing.subject),
              }),
        ),
        h(
          'section',
          {},
          h('h3', {}, t.mailing.text),
          mailing.body_text === ''
            ? h('p', { class: 'empty' }, t.mailing.noText)
            : code(t.mailing.text, mailing.body_text),
        ),
      );
    },
  };
}

const pairs = (values) =>
  Object.entries(values).map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value)));

const figures = (stats, names, format) =>
  Object.entries(names)
    .map(([name, label]) => `${label} ${format.number(stats[name])}`)
    .join(' · ');
