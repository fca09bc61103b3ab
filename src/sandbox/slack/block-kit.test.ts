import { describe, expect, it } from 'vitest';
import { LIMITS } from './block-kit/limits.ts';
import {
  a,
  actions,
  bars,
  button,
  card,
  chart,
  confirm,
  container,
  dataTable,
  image,
  input,
  type Json,
  list,
  message,
  modal,
  mrkdwn,
  option,
  options,
  pie,
  plain,
  pointers,
  raw,
  richSection,
  section,
  select,
  table,
  times,
  trash,
  video,
} from './block-kit/samples.ts';
import { checkMessage, checkOptions, checkView } from './block-kit.ts';

describe('the three shapes of the data blocks on Slack’s page', () => {
  it.each([
    chart(
      {
        type: 'pie',
        segments: [
          { label: 'Active', value: 215 },
          { label: 'Inactive', value: 20 },
        ],
      },
      'List health',
    ),
    chart({
      type: 'bar',
      series: [
        {
          name: 'Active',
          data: [
            { label: 'Newsletter', value: 215 },
            { label: 'VIP', value: 12 },
          ],
        },
      ],
      axis_config: { categories: ['Newsletter', 'VIP'], x_label: 'Group', y_label: 'Receivers' },
    }),
    {
      type: 'data_table',
      caption: 'Groups',
      page_size: 10,
      row_header_column_index: 0,
      rows: [
        [raw('Group'), raw('Active')],
        [raw('Newsletter'), { type: 'raw_number', value: 215, text: '215' }],
      ],
    },
  ])('passes %j', (block) => {
    expect(checkMessage(message(block))).toEqual([]);
  });
});

/** [what, value at the limit, value one past it, where the problem is]. */
type Edge = readonly [string, number, (size: number) => Json, string];

const messageEdges: readonly Edge[] = [
  ['blocks', LIMITS.payload.messageBlocks, (n) => message(...times(n, () => ({ type: 'divider' }))), '/blocks'],
  ['text of a message', LIMITS.payload.messageText, (n) => ({ text: a(n) }), '/text'],
  ['block_id', 255, (n) => message({ type: 'divider', block_id: a(n) }), '/blocks/0/block_id'],
  ['action_id', 255, (n) => message(actions(button({ action_id: a(n) }))), '/blocks/0/elements/0/action_id'],
  ['actions', 25, (n) => message(actions(...times(n, () => button()))), '/blocks/0/elements'],
  ['button text', 75, (n) => message(actions(button({ text: plain(a(n)) }))), '/blocks/0/elements/0/text/text'],
  ['button value', 2000, (n) => message(actions(button({ value: a(n) }))), '/blocks/0/elements/0/value'],
  [
    'button url',
    3000,
    (n) => message(actions(button({ url: `https://a.example/${a(n - 18)}` }))),
    '/blocks/0/elements/0/url',
  ],
  [
    'button label',
    75,
    (n) => message(actions(button({ accessibility_label: a(n) }))),
    '/blocks/0/elements/0/accessibility_label',
  ],
  ['section text', 3000, (n) => message(section({ text: mrkdwn(a(n)) })), '/blocks/0/text/text'],
  ['section field', 2000, (n) => message(section({ fields: [mrkdwn(a(n))] })), '/blocks/0/fields/0/text'],
  ['section fields', 10, (n) => message(section({ fields: times(n, () => plain('x')) })), '/blocks/0/fields'],
  ['header', 150, (n) => message({ type: 'header', text: plain(a(n)) }), '/blocks/0/text/text'],
  ['header level', 4, (n) => message({ type: 'header', text: plain('x'), level: n }), '/blocks/0/level'],
  ['context', 10, (n) => message({ type: 'context', elements: times(n, () => plain('x')) }), '/blocks/0/elements'],
  ['image url', 3000, (n) => message(image({ image_url: `https://a.example/${a(n - 18)}` })), '/blocks/0/image_url'],
  ['alt text', 2000, (n) => message(image({ alt_text: a(n) })), '/blocks/0/alt_text'],
  ['image title', 2000, (n) => message(image({ title: plain(a(n)) })), '/blocks/0/title/text'],
  ['confirm title', 100, (n) => message(confirm({ title: plain(a(n)) })), '/blocks/0/elements/0/confirm/title/text'],
  ['confirm text', 300, (n) => message(confirm({ text: mrkdwn(a(n)) })), '/blocks/0/elements/0/confirm/text/text'],
  ['confirm yes', 30, (n) => message(confirm({ confirm: plain(a(n)) })), '/blocks/0/elements/0/confirm/confirm/text'],
  ['confirm no', 30, (n) => message(confirm({ deny: plain(a(n)) })), '/blocks/0/elements/0/confirm/deny/text'],
  ['select options', 100, (n) => message(actions(select({ options: options(n) }))), '/blocks/0/elements/0/options'],
  [
    'select groups',
    100,
    (n) => message(actions(select({ option_groups: times(n, () => ({ label: plain('G'), options: options(1) })) }))),
    '/blocks/0/elements/0/option_groups',
  ],
  [
    'options of a group',
    100,
    (n) => message(actions(select({ option_groups: [{ label: plain('G'), options: options(n) }] }))),
    '/blocks/0/elements/0/option_groups/0/options',
  ],
  [
    'placeholder',
    150,
    (n) => message(actions(select({ options: options(1), placeholder: plain(a(n)) }))),
    '/blocks/0/elements/0/placeholder/text',
  ],
  [
    'option text',
    75,
    (n) => message(actions(select({ options: [{ text: plain(a(n)), value: 'v' }] }))),
    '/blocks/0/elements/0/options/0/text/text',
  ],
  [
    'option value',
    150,
    (n) => message(actions(select({ options: [option(a(n))] }))),
    '/blocks/0/elements/0/options/0/value',
  ],
  [
    'option description',
    75,
    (n) => message(actions(select({ options: [option('v', { description: plain(a(n)) })] }))),
    '/blocks/0/elements/0/options/0/description/text',
  ],
  ['overflow', 5, (n) => message(actions({ type: 'overflow', options: options(n) })), '/blocks/0/elements/0/options'],
  [
    'checkboxes',
    10,
    (n) => message(actions({ type: 'checkboxes', options: options(n) })),
    '/blocks/0/elements/0/options',
  ],
  [
    'radio buttons',
    10,
    (n) => message(actions({ type: 'radio_buttons', options: options(n) })),
    '/blocks/0/elements/0/options',
  ],
  [
    'input label',
    2000,
    (n) => message(input({ type: 'plain_text_input' }, { label: plain(a(n)) })),
    '/blocks/0/label/text',
  ],
  [
    'input hint',
    2000,
    (n) => message(input({ type: 'plain_text_input' }, { hint: plain(a(n)) })),
    '/blocks/0/hint/text',
  ],
  [
    'min_length',
    3000,
    (n) => message(input({ type: 'plain_text_input', min_length: n })),
    '/blocks/0/element/min_length',
  ],
  ['max_files', 10, (n) => message(input({ type: 'file_input', max_files: n })), '/blocks/0/element/max_files'],
  ['max_lines', 100, (n) => message(input({ type: 'rich_text_input', max_lines: n })), '/blocks/0/element/max_lines'],
  ['video title', 199, (n) => message(video({ title: plain(a(n)) })), '/blocks/0/title/text'],
  ['video author', 49, (n) => message(video({ author_name: a(n) })), '/blocks/0/author_name'],
  ['card title', 150, (n) => message(card({ title: mrkdwn(a(n)) })), '/blocks/0/title/text'],
  ['card subtitle', 150, (n) => message(card({ subtitle: mrkdwn(a(n)) })), '/blocks/0/subtitle/text'],
  ['card body', 200, (n) => message(card({ body: mrkdwn(a(n)) })), '/blocks/0/body/text'],
  ['card subtext', 200, (n) => message(card({ subtext: mrkdwn(a(n)) })), '/blocks/0/subtext/text'],
  ['card buttons', 3, (n) => message(card({ actions: times(n, () => button()) })), '/blocks/0/actions'],
  ['carousel', 10, (n) => message({ type: 'carousel', elements: times(n, () => card()) }), '/blocks/0/elements'],
  ['container title', 150, (n) => message(container({ title: plain(a(n)) })), '/blocks/0/title/text'],
  [
    'container rich title',
    150,
    (n) => message(container({ rich_text_title: richSection({ type: 'text', text: a(n) }) })),
    '/blocks/0/rich_text_title',
  ],
  ['container subtitle', 150, (n) => message(container({ subtitle: plain(a(n)) })), '/blocks/0/subtitle/text'],
  [
    'container children',
    10,
    (n) => message(container({ child_blocks: times(n, () => ({ type: 'divider' })) })),
    '/blocks/0/child_blocks',
  ],
  [
    'context actions',
    5,
    (n) => message({ type: 'context_actions', elements: times(n, () => trash()) }),
    '/blocks/0/elements',
  ],
  ['data table rows', 201, (n) => message(dataTable(n, 1)), '/blocks/0/rows'],
  ['data table page', 100, (n) => message(dataTable(2, 1, { page_size: n })), '/blocks/0/page_size'],
  [
    'data table header column',
    1,
    (n) => message(dataTable(2, 2, { row_header_column_index: n })),
    '/blocks/0/row_header_column_index',
  ],
  ['table rows', 100, (n) => message(table(n, 1)), '/blocks/0/rows'],
  ['table cells', 20, (n) => message(table(1, n)), '/blocks/0/rows/0'],
  [
    'table column settings',
    20,
    (n) => message(table(1, 1, { column_settings: times(n, () => ({})) })),
    '/blocks/0/column_settings',
  ],
  ['chart title', 50, (n) => message({ ...pie(1), title: a(n) }), '/blocks/0/title'],
  ['segments', 12, (n) => message(pie(n)), '/blocks/0/chart/segments'],
  ['series', 12, (n) => message(bars(n, 1)), '/blocks/0/chart/series'],
  ['axis title', 50, (n) => message(bars(1, 1, { x_label: a(n) })), '/blocks/0/chart/axis_config/x_label'],
  ['list indent', 8, (n) => message(list({ indent: n })), '/blocks/0/elements/0/indent'],
];

describe('a limit of a message', () => {
  it.each(messageEdges)('%s: %i passes, one more is refused there', (_what, limit, make, pointer) => {
    expect(checkMessage(make(limit))).toEqual([]);
    expect(pointers(checkMessage(make(limit + 1)))).toEqual([pointer]);
  });

  it('holds the columns of a data table and the points of a chart, at every row and series', () => {
    expect(checkMessage(message(dataTable(2, 20), bars(1, 20)))).toEqual([]);
    expect(pointers(checkMessage(message(dataTable(2, 21))))).toEqual(['/blocks/0/rows/0', '/blocks/0/rows/1']);
    expect(pointers(checkMessage(message(bars(1, 21))))).toEqual([
      '/blocks/0/chart/series/0/data',
      '/blocks/0/chart/axis_config/categories',
    ]);
  });

  it('counts UTF-16 code units, so that an emoji is two characters', () => {
    expect(checkMessage(message({ type: 'header', text: plain('😀'.repeat(75)) }))).toEqual([]);
    expect(checkMessage(message({ type: 'header', text: plain('😀'.repeat(76)) }))).toHaveLength(1);
  });
});

const viewEdges: readonly Edge[] = [
  ['blocks', 100, (n) => modal(...times(n, () => ({ type: 'divider' }))), '/blocks'],
  ['title', 24, (n) => ({ ...modal(), title: plain(a(n)) }), '/title/text'],
  ['submit', 24, (n) => ({ ...modal(), submit: plain(a(n)) }), '/submit/text'],
  ['close', 24, (n) => ({ ...modal(), close: plain(a(n)) }), '/close/text'],
  ['private_metadata', 3000, (n) => ({ ...modal(), private_metadata: a(n) }), '/private_metadata'],
  ['callback_id', 255, (n) => ({ ...modal(), callback_id: a(n) }), '/callback_id'],
  ['external_id', 255, (n) => ({ ...modal(), external_id: a(n) }), '/external_id'],
  ['alert text', 200, (n) => modal({ type: 'alert', text: plain(a(n)) }), '/blocks/0/text/text'],
];

describe('a limit of a view', () => {
  it.each(viewEdges)('%s: %i passes, one more is refused there', (_what, limit, make, pointer) => {
    expect(checkView(make(limit), 'modal')).toEqual([]);
    expect(pointers(checkView(make(limit + 1), 'modal'))).toEqual([pointer]);
  });

  it('is 250,000 bytes of JSON, not characters', () => {
    const view = (umlauts: number) => ({ ...modal(), unknown: 'ü'.repeat(umlauts) });
    const rest = Buffer.byteLength(JSON.stringify(view(0)));
    expect(checkView(view(Math.floor((250_000 - rest) / 2)), 'modal')).toEqual([]);
    expect(pointers(checkView(view(Math.floor((250_000 - rest) / 2) + 1), 'modal'))).toEqual(['']);
  });

  it('wants a submit button as soon as there is an input, and the type of its kind', () => {
    const { submit: _, ...without } = modal(input({ type: 'plain_text_input' }));
    expect(pointers(checkView(without, 'modal'))).toEqual(['/submit']);
    expect(pointers(checkView(modal(), 'home'))).toEqual(['/type']);
    expect(checkView({ type: 'home', blocks: [input({ type: 'plain_text_input' })] }, 'home')).toEqual([]);
  });
});

describe('the answer to a block_suggestion', () => {
  it('may have no options, and at most a hundred', () => {
    expect(checkOptions({ options: [] })).toEqual([]);
    expect(checkOptions({ options: options(100) })).toEqual([]);
    expect(pointers(checkOptions({ options: options(101) }))).toEqual(['/options']);
  });

  it('has options or groups of them', () => {
    const groups = [{ label: plain(a(75)), options: options(100) }];
    expect(checkOptions({ option_groups: groups })).toEqual([]);
    expect(pointers(checkOptions({ option_groups: groups, options: [] }))).toEqual(['']);
    expect(pointers(checkOptions({}))).toEqual(['']);
    expect(pointers(checkOptions({ option_groups: [{ label: plain(a(76)), options: options(101) }] }))).toEqual([
      '/option_groups/0/label/text',
      '/option_groups/0/options',
    ]);
  });
});
