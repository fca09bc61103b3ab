import type { Receiver } from '../../src/cleverreach/index.ts';
import { offerGroupsMessage } from '../../src/slack/groups/choose-messages.ts';
import { foundMessage, questionMessage, severalAddressesMessage } from '../../src/slack/receivers/find/messages.ts';
import { findModal } from '../../src/slack/receivers/find/modal.ts';
import { type ReceiversPage, receiversMessage } from '../../src/slack/receivers/list/messages.ts';
import { receiversLine } from '../../src/slack/receivers/list/query.ts';
import { at, crowd, health, message, modal, newsletter, type State } from './samples.ts';

const people: [first: string, last: string, domain: string, state: Receiver['state'] | 'waiting'][] = [
  ['Nele', 'Öztürk', 'gmail.example', 'active'],
  ['Jürgen', 'Größ', 'example.org', 'inactive'],
  ['Sören', 'Weiß', 'example.com', 'waiting'],
  ['Anna', 'Müller', 'example.com', 'active'],
  ['', '', 'teeladen-am-markt-und-kaffeeroesterei.example.com', 'active'],
  ['Dörte', 'Köhler', 'example.net', 'bounced'],
  ['Konstantin-Alexander', 'Freiherr von Hohenberg-Lauenstein', 'example.com', 'active'],
  ['Mia', 'Wolf', 'post.example', 'active'],
  ['Tom', 'Becker', 'web.example', 'active'],
  ['Lea', 'Schulz', 'gmail.example', 'active'],
  ['Emre', 'Yıldız', 'example.com', 'inactive'],
  ['Ida', 'Krause', 'example.org', 'active'],
  ['Ben', 'Vogel', 'web.example', 'active'],
  ['Jana', 'Lang', 'post.example', 'active'],
  ['Paul', 'Roth', 'example.com', 'active'],
];
const daysAgo = (days: number) => new Date(at.getTime() - days * 86_400_000);
const ascii = (text: string) =>
  text
    .toLowerCase()
    .replace(/ö/g, 'oe')
    .replace(/ü/g, 'ue')
    .replace(/ß/g, 'ss')
    .normalize('NFD')
    .replace(/[^a-z]+/g, '');

const receivers = people.map(([first, last, domain, state], index): Receiver => {
  const registeredAt = daysAgo(3 * index + 1);
  return {
    id: String(9_000 + index),
    email: `${first ? `${ascii(first)}.${ascii(last)}` : 'info'}@${domain}`,
    groupId: newsletter.id,
    state: state === 'waiting' ? 'inactive' : state,
    registeredAt,
    ...(state === 'waiting' ? {} : { activatedAt: registeredAt }),
    ...(state === 'inactive' ? { deactivatedAt: daysAgo(1) } : {}),
    ...(state === 'bounced' ? { bouncedAt: daysAgo(2) } : {}),
    source: 'Website',
    attributes: {},
    globalAttributes: { firstname: first, lastname: last },
  };
});
const page = (fields: Partial<ReceiversPage> = {}): ReceiversPage => ({
  group: newsletter,
  state: 'all',
  page: 1,
  receivers,
  hasNext: true,
  counted: 25_000,
  ...fields,
});
const anna = { address: 'anna.mueller@example.com', groups: health.map(({ group }) => group) };
const inGroup = (index: number, of = 3): Receiver => ({
  ...(receivers[of] ?? receivers[0] ?? never()),
  groupId: health[index]?.group.id ?? '',
});

export const receiversStates: State[] = [
  message('receivers', (r) => receiversMessage(r, page())),
  message('receivers-page', (r) =>
    receiversMessage(r, page({ page: 3, state: 'active', receivers: receivers.filter(isActive), part: undefined })),
  ),
  message('receivers-last', (r) =>
    receiversMessage(r, page({ page: 2, receivers: receivers.slice(0, 2), part: 'gmail', hasNext: false })),
  ),
  message('receivers-few', (r) => receiversMessage(r, page({ receivers: receivers.slice(0, 3), hasNext: false }))),
  message('receivers-none', (r) =>
    receiversMessage(r, page({ receivers: [], state: 'bounced', part: 'gmail', hasNext: false })),
  ),
  message('receivers-two-words', (r) =>
    receiversMessage(r, page({ receivers: [], part: 'kundn gmail', hasNext: false })),
  ),
  message('receivers-empty-group', (r) => receiversMessage(r, page({ receivers: [], hasNext: false }))),
  message('receivers-past-the-end', (r) => receiversMessage(r, page({ page: 40, receivers: [], hasNext: false }))),
  message('receivers-which-group', (r) =>
    offerGroupsMessage(
      r,
      r.t.receivers.whichGroup,
      (group) => receiversLine({ group, state: 'active' }),
      crowd.map(({ group }) => group),
    ),
  ),
  message('find', (r) =>
    foundMessage(r, { ...anna, receivers: [inGroup(0), inGroup(1, 5), inGroup(2, 1), inGroup(3, 2)] }),
  ),
  message('find-one', (r) => foundMessage(r, { ...anna, receivers: [inGroup(0)] })),
  message('find-unsubscribed', (r) => foundMessage(r, { ...anna, receivers: [inGroup(0, 1), inGroup(1, 1)] })),
  message('find-everywhere', (r) =>
    foundMessage(r, {
      ...anna,
      groups: crowd.map(({ group }) => group),
      receivers: crowd.map(({ group }, index) => ({ ...inGroup(0, index % 6), groupId: group.id })),
    }),
  ),
  modal('find-modal', (r) => findModal(r, '')),
  message('find-nowhere', (r) => foundMessage(r, { ...anna, receivers: [] })),
  message('find-missing', ({ t }) => questionMessage(t.receivers.find.missing)),
  message('find-not-an-address', ({ t }) => questionMessage(t.receivers.find.notAnAddress('anna(at)example.com'))),
  message('find-several', (r) => severalAddressesMessage(r, [anna.address, 'wartet@example.com'])),
  message('find-part', (r) =>
    offerGroupsMessage(
      r,
      r.t.receivers.find.onlyPart('gmail'),
      (group) => receiversLine({ group, state: 'all', part: 'gmail' }),
      anna.groups,
    ),
  ),
];

function isActive({ state }: Receiver): boolean {
  return state === 'active';
}

function never(): never {
  throw new Error('There are receivers.');
}
