import type { Json } from '../../src/sandbox/slack/index.ts';

/* One of everything in Block Kit: what the product does not use is looked at and pressed here. */

export const plain = (text: string): Json => ({ type: 'plain_text', text });
const mrkdwn = (text: string): Json => ({ type: 'mrkdwn', text });
const option = (text: string, value = text.toLowerCase(), more: Json = {}): Json => ({
  text: plain(text),
  value,
  ...more,
});
const options = ['Red', 'Green', 'Blue'].map((text) => option(text));
export const button = (text: string, more: Json = {}): Json => ({
  type: 'button',
  action_id: text.toLowerCase(),
  text: plain(text),
  ...more,
});
const raw = (text: string): Json => ({ type: 'raw_text', text });
const number = (value: number): Json => ({ type: 'raw_number', value, text: String(value) });
const rich = (...elements: Json[]): Json => ({ type: 'rich_text_section', elements });
const words = (text: string, style: Json = {}): Json => ({ type: 'text', text, style });
const image = (alt: string): Json => ({ type: 'image', image_url: 'http://127.0.0.1:1023/x.png', alt_text: alt });

export const passive: Json[] = [
  { type: 'header', text: plain('Everything that only stands there') },
  {
    type: 'section',
    text: mrkdwn(
      '*bold* _italic_ ~struck~ `code` <https://example.com|a link> <@U07BEN00002> <#C07GENERAL1> <!here> :tada: :large_green_circle: &lt;b&gt;\n> quoted\n```\nblock\n```',
    ),
    accessory: image('A picture that cannot be fetched'),
  },
  { type: 'section', fields: [mrkdwn('*Sent*\n1,204'), mrkdwn('*Opened*\n611'), mrkdwn('*Clicked*\n98')] },
  { type: 'context', elements: [image('Icon'), mrkdwn('A *quiet* word from <!date^1700000000^{date_long}|then>')] },
  { type: 'divider' },
  {
    type: 'image',
    image_url: 'http://127.0.0.1:1023/y.png',
    alt_text: 'The chart of the year',
    title: plain('The year'),
  },
  {
    type: 'rich_text',
    elements: [
      rich(words('Rich ', {}), words('bold', { bold: true }), words(' and '), words('code', { code: true })),
      { type: 'rich_text_list', style: 'ordered', elements: [rich(words('first')), rich(words('second'))] },
      { type: 'rich_text_list', style: 'bullet', indent: 1, elements: [rich(words('deeper'))] },
      { type: 'rich_text_quote', elements: [words('a quotation')] },
      { type: 'rich_text_preformatted', elements: [words('let it = be;')] },
    ],
  },
  {
    type: 'markdown',
    text: '## Markdown\n\n**bold**, *italic*, ~~gone~~ and `code` with [a link](https://example.com)\n\n- [x] done\n- [ ] open\n  - deeper\n\n1. one\n2. two\n\n> quoted\n\n| List | Receivers |\n|:-----|----------:|\n| Newsletter | 21855 |\n\n```js\nconst a = 1 < 2;\n```\n\n<img src=x onerror="document.title=\'owned\'"> <b>not bold</b> [bad](javascript:alert(1))',
  },
];

/** Alerts stand only in modals. */
const alerts: Json[] = ['default', 'info', 'warning', 'error', 'success'].map((level) => ({
  type: 'alert',
  level,
  text: mrkdwn(`An alert of level *${level}*`),
}));

const card = (title: string): Json => ({
  type: 'card',
  title: mrkdwn(`*${title}*`),
  subtitle: mrkdwn('Draft 4711'),
  body: mrkdwn('Tea of the month: first flush.'),
  subtext: mrkdwn('Newsletter · 21,855'),
  actions: [button(`Open ${title}`, { action_id: `open-${title}` })],
});

export const containers: Json[] = [
  { ...card('One'), icon: image('Tea') },
  { type: 'carousel', elements: [card('Two'), card('Three'), card('Four')] },
  {
    type: 'container',
    title: plain('A container'),
    subtitle: mrkdwn('that can be folded'),
    is_collapsible: true,
    default_collapsed: true,
    child_blocks: [{ type: 'section', text: mrkdwn('Inside the container') }],
  },
  {
    type: 'container',
    title: plain('Another one'),
    has_header_divider: true,
    width: 'narrow',
    child_blocks: [{ type: 'actions', elements: [button('Inside')] }],
  },
  {
    type: 'plan',
    title: 'A plan',
    tasks: [
      { type: 'task_card', task_id: 't1', title: 'Look', status: 'complete' },
      { type: 'task_card', task_id: 't2', title: 'Think', status: 'in_progress' },
      { type: 'task_card', task_id: 't3', title: 'Act', status: 'pending' },
    ],
  },
];

const lists: [string, number, number][] = [
  ['Newsletter', 21855, 2414],
  ['Presse', 46, 1],
  ['VIP-Kunden', 1062, 136],
  ['Händler', 339, 35],
  ['Messe 2026', 134, 13],
  ['Test', 3, 0],
  ['Alt', 9, 870],
];

export const table: Json = {
  type: 'data_table',
  caption: 'Recipient lists',
  page_size: 5,
  rows: [
    [raw('List'), raw('Active'), raw('Inactive')],
    ...lists.map(([name, active, inactive]) => [raw(name), number(active), number(inactive)]),
  ],
};

export const plainTable: Json = {
  type: 'table',
  column_settings: [{ is_wrapped: true }, { align: 'right' }],
  rows: [
    [raw('Name'), raw('Figure')],
    [raw('Bounced'), raw('731')],
    [{ type: 'rich_text', elements: [rich(words('Formatted', { bold: true }))] }, raw('0')],
  ],
};

const months = ['June', 'July', 'August', 'September'];
const series = [
  { name: 'Opened', data: months.map((label, at) => ({ label, value: 420 + at * 130 })) },
  { name: 'Clicked', data: months.map((label, at) => ({ label, value: 90 - at * 60 })) },
];

export const charts: Json[] = [
  {
    type: 'data_visualization',
    title: 'Receivers by list',
    chart: { type: 'pie', segments: lists.slice(0, 4).map(([label, value]) => ({ label, value })) },
  },
  ...['bar', 'line', 'area'].map((type) => ({
    type: 'data_visualization',
    title: `Reactions as ${type}`,
    chart: { type, series, axis_config: { categories: months, x_label: 'Month', y_label: 'People' } },
  })),
];

export const interactive: Json[] = [
  {
    type: 'actions',
    block_id: 'buttons',
    elements: [
      button('Plain'),
      button('Good', { style: 'primary' }),
      button('Delete', {
        style: 'danger',
        confirm: {
          title: plain('Delete it?'),
          text: mrkdwn('It is *gone* for good.'),
          confirm: plain('Delete it'),
          deny: plain('Keep it'),
          style: 'danger',
        },
      }),
      button('Website', { url: 'https://example.com/' }),
      { type: 'overflow', action_id: 'more', options: [option('Archive'), option('Rename')] },
    ],
  },
  {
    type: 'actions',
    block_id: 'selects',
    elements: [
      { type: 'static_select', action_id: 'colour', placeholder: plain('A colour'), options },
      { type: 'users_select', action_id: 'person', placeholder: plain('A person') },
      { type: 'conversations_select', action_id: 'conversation', placeholder: plain('A conversation') },
      { type: 'channels_select', action_id: 'channel', placeholder: plain('A channel') },
      { type: 'external_select', action_id: 'list', placeholder: plain('A list'), min_query_length: 1 },
      {
        type: 'multi_static_select',
        action_id: 'colours',
        placeholder: plain('Colours'),
        option_groups: [
          { label: plain('Warm'), options: [option('Red')] },
          { label: plain('Cold'), options: [option('Green'), option('Blue')] },
        ],
      },
    ],
  },
  {
    type: 'actions',
    block_id: 'times',
    elements: [
      { type: 'datepicker', action_id: 'day', placeholder: plain('A day') },
      { type: 'timepicker', action_id: 'time', placeholder: plain('A time') },
      { type: 'datetimepicker', action_id: 'moment' },
    ],
  },
  {
    type: 'section',
    block_id: 'sure',
    text: mrkdwn('A choice that asks first'),
    accessory: {
      type: 'static_select',
      action_id: 'asking',
      placeholder: plain('Choose with care'),
      options,
      confirm: {
        title: plain('Really?'),
        text: plain('It changes everything.'),
        confirm: plain('Yes'),
        deny: plain('No'),
      },
    },
  },
  {
    type: 'section',
    block_id: 'boxes',
    text: mrkdwn('Several at once'),
    accessory: { type: 'checkboxes', action_id: 'boxes', options },
  },
  {
    type: 'context_actions',
    block_id: 'rating',
    elements: [
      {
        type: 'feedback_buttons',
        action_id: 'feedback',
        positive_button: { text: plain('Useful'), value: 'yes' },
        negative_button: { text: plain('Useless'), value: 'no' },
      },
      { type: 'icon_button', icon: 'trash', text: plain('Remove'), action_id: 'trash', value: 'x' },
    ],
  },
];

const input = (blockId: string, label: string, element: Json, more: Json = {}): Json => ({
  type: 'input',
  block_id: blockId,
  label: plain(label),
  element: { action_id: 'value', ...element },
  ...more,
});

/** A modal with an input of every kind. */
export const form: Json = {
  type: 'modal',
  callback_id: 'form',
  title: plain('Every field'),
  submit: plain('Save'),
  close: plain('Leave'),
  blocks: [
    ...alerts,
    input('line', 'A line', { type: 'plain_text_input', max_length: 10 }, { hint: plain('At most ten characters') }),
    input('lines', 'Several lines', { type: 'plain_text_input', multiline: true }, { optional: true }),
    input('mail', 'An address', { type: 'email_text_input' }, { optional: true }),
    input('site', 'A website', { type: 'url_text_input' }, { optional: true }),
    input(
      'figure',
      'A figure',
      { type: 'number_input', is_decimal_allowed: false, max_value: '5' },
      { optional: true },
    ),
    input('day', 'A day', { type: 'datepicker' }, { optional: true }),
    input('colour', 'A colour', { type: 'static_select', options }, { optional: true }),
    input('people', 'People', { type: 'multi_users_select' }, { optional: true }),
    input('lists', 'Lists', { type: 'multi_external_select', min_query_length: 1 }, { optional: true }),
    input('way', 'A way', { type: 'radio_buttons', options: [option('Mail'), option('Post')] }, { optional: true }),
    input(
      'boxes',
      'Boxes',
      { type: 'checkboxes', options: [option('Now', 'now', { description: plain('At once') }), option('Later')] },
      { optional: true },
    ),
    input('file', 'A file', { type: 'file_input', filetypes: ['html'], max_files: 2 }, { optional: true }),
    input('body', 'The body', { type: 'rich_text_input' }, { optional: true }),
  ],
};
