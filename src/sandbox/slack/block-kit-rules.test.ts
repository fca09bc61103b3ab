import { describe, expect, it } from 'vitest';
import {
  a,
  actions,
  bars,
  button,
  card,
  chart,
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
  trash,
} from './block-kit/samples.ts';
import { checkMessage, checkView } from './block-kit.ts';

describe('what a block may stand in', () => {
  const samples: Readonly<Record<string, Json>> = {
    alert: { type: 'alert', text: plain('x') },
    carousel: { type: 'carousel', elements: [card()] },
    container: container(),
    context_actions: { type: 'context_actions', elements: [trash()] },
    data_table: dataTable(2, 1),
    data_visualization: pie(1),
    file: { type: 'file', source: 'remote', external_id: 'F' },
    markdown: { type: 'markdown', text: '# x' },
    plan: { type: 'plan', title: 'x' },
    table: table(1, 1),
    task_card: { type: 'task_card', task_id: 't', title: 'x', status: 'complete' },
  };
  it.each([
    ['alert', 'modal'],
    ['carousel', 'message home'],
    ['container', 'message home'],
    ['context_actions', 'message'],
    ['data_table', 'message home'],
    ['data_visualization', 'message'],
    ['file', 'message'],
    ['markdown', 'message'],
    ['plan', 'message'],
    ['table', 'message home'],
    ['task_card', 'message'],
  ])('%s: %s', (type, surfaces) => {
    const block = samples[type] ?? {};
    const found = {
      message: pointers(checkMessage(message(block))),
      modal: pointers(checkView(modal(block), 'modal')),
      home: pointers(checkView({ type: 'home', blocks: [block] }, 'home')),
    };
    const expected = (surface: string) => (surfaces.split(' ').includes(surface) ? [] : ['/blocks/0/type']);
    expect(found).toEqual({ message: expected('message'), modal: expected('modal'), home: expected('home') });
  });
});

describe('a message that is refused', () => {
  it.each<[string, Json, string]>([
    ['an unknown block', { type: 'shiny' }, '/blocks/0/type'],
    ['a block without a type', { text: plain('x') }, '/blocks/0/type'],
    ['an unknown element', actions({ type: 'slider' }), '/blocks/0/elements/0/type'],
    ['an unknown text object', section({ text: { type: 'html', text: 'x' } }), '/blocks/0/text/type'],
    ['an empty text', section({ text: mrkdwn('') }), '/blocks/0/text/text'],
    ['mrkdwn where plain text belongs', { type: 'header', text: mrkdwn('x') }, '/blocks/0/text/type'],
    ['a section with nothing', section({}), '/blocks/0'],
    ['a header without text', { type: 'header' }, '/blocks/0/text'],
    ['an unknown style', actions(button({ style: 'warning' })), '/blocks/0/elements/0/style'],
    ['a button with a scripted address', actions(button({ url: 'javascript:alert(1)' })), '/blocks/0/elements/0/url'],
    [
      'options and groups at once',
      actions(select({ options: options(1), option_groups: [{ label: plain('G'), options: options(1) }] })),
      '/blocks/0/elements/0',
    ],
    ['a select without options', actions(select({})), '/blocks/0/elements/0'],
    [
      'an initial option that is none',
      actions(select({ options: options(1), initial_option: option('w') })),
      '/blocks/0/elements/0/initial_option',
    ],
    [
      'a url outside an overflow',
      actions(select({ options: [option('v', { url: 'https://a.example' })] })),
      '/blocks/0/elements/0/options/0/url',
    ],
    [
      'mrkdwn in a select',
      actions(select({ options: [{ text: mrkdwn('x'), value: 'v' }] })),
      '/blocks/0/elements/0/options/0/text/type',
    ],
    [
      'a number input that does not say decimals',
      input({ type: 'number_input' }),
      '/blocks/0/element/is_decimal_allowed',
    ],
    [
      'a minimum over the maximum',
      input({ type: 'number_input', is_decimal_allowed: false, min_value: '2', max_value: '1' }),
      '/blocks/0/element/min_value',
    ],
    [
      'a number that is no string',
      input({ type: 'number_input', is_decimal_allowed: false, min_value: 2 }),
      '/blocks/0/element/min_value',
    ],
    ['a button in an input', input(button()), '/blocks/0/element/type'],
    [
      'a file input that dispatches',
      input({ type: 'file_input' }, { dispatch_action: true }),
      '/blocks/0/dispatch_action',
    ],
    ['an image from two places', image({ slack_file: { id: 'F' } }), '/blocks/0'],
    [
      'a file by id and url',
      { type: 'image', alt_text: 'x', slack_file: { id: 'F', url: 'https://a.example' } },
      '/blocks/0/slack_file',
    ],
    ['a card without content', { type: 'card', subtitle: plain('x') }, '/blocks/0'],
    ['a card whose title is a string', card({ title: 'x' }), '/blocks/0/title'],
    ['a card with two icons', card({ icon: image(), slack_icon: {} }), '/blocks/0'],
    ['a container without a title', { type: 'container', child_blocks: [] }, '/blocks/0'],
    ['a chart in a container', container({ child_blocks: [pie(1)] }), '/blocks/0/child_blocks/0/type'],
    ['a folded container that cannot unfold', container({ default_collapsed: true }), '/blocks/0/default_collapsed'],
    ['a data table without rows', dataTable(1, 1), '/blocks/0/rows'],
    ['a data table without a caption', dataTable(2, 1, { caption: undefined }), '/blocks/0/caption'],
    ['a row that is too short', dataTable(2, 2, { rows: [[raw('a'), raw('b')], [raw('c')]] }), '/blocks/0/rows/1'],
    ['an empty cell', dataTable(2, 1, { rows: [[raw('a')], [raw('')]] }), '/blocks/0/rows/1/0/text'],
    ['rich text in a header row', dataTable(2, 1, { rows: [[richSection()], [raw('c')]] }), '/blocks/0/rows/0/0/type'],
    [
      'a number as text',
      dataTable(2, 1, { rows: [[raw('a')], [{ type: 'raw_number', value: '1', text: '1' }]] }),
      '/blocks/0/rows/1/0/value',
    ],
    [
      'a segment of zero',
      chart({ type: 'pie', segments: [{ label: 'x', value: 0 }] }),
      '/blocks/0/chart/segments/0/value',
    ],
    [
      'a label of 21 characters',
      chart({ type: 'pie', segments: [{ label: a(21), value: 1 }] }),
      '/blocks/0/chart/segments/0/label',
    ],
    [
      'a label twice',
      chart({
        type: 'pie',
        segments: [
          { label: 'x', value: 1 },
          { label: 'x', value: 1 },
        ],
      }),
      '/blocks/0/chart/segments/1/label',
    ],
    ['a pie without segments', pie(0), '/blocks/0/chart/segments'],
    ['an unknown chart', chart({ type: 'donut' }), '/blocks/0/chart/type'],
    ['a category without figure', bars(1, 1, { categories: ['c0', 'c1'] }), '/blocks/0/chart/series/0/data'],
    ['a figure without category', bars(1, 2, { categories: ['c0'] }), '/blocks/0/chart/series/0/data/1/label'],
    ['an element of rich text nobody knows', richSection({ type: 'html' }), '/blocks/0/elements/0/elements/0/type'],
    ['an empty text in rich text', richSection({ type: 'text', text: '' }), '/blocks/0/elements/0/elements/0/text'],
    ['a link to nowhere', richSection({ type: 'link', url: 'nowhere' }), '/blocks/0/elements/0/elements/0/url'],
    [
      'a list in a list',
      list({ elements: [{ type: 'rich_text_list', style: 'bullet', elements: [] }] }),
      '/blocks/0/elements/0/elements/0/type',
    ],
    [
      'a mention in preformatted text',
      { type: 'rich_text', elements: [{ type: 'rich_text_preformatted', elements: [{ type: 'user', user_id: 'U' }] }] },
      '/blocks/0/elements/0/elements/0/type',
    ],
    [
      'a pending task on its own',
      { type: 'task_card', task_id: 't', title: 'x', status: 'pending' },
      '/blocks/0/status',
    ],
    [
      'an icon that is not trash',
      { type: 'context_actions', elements: [{ ...trash(), icon: 'star' }] },
      '/blocks/0/elements/0/icon',
    ],
    [
      'a response_url outside a modal',
      input({ type: 'channels_select', response_url_enabled: true }),
      '/blocks/0/element/response_url_enabled',
    ],
    [
      'an action_id twice in a block',
      actions(button({ action_id: 'x' }), button({ action_id: 'x' })),
      '/blocks/0/elements/1/action_id',
    ],
  ])('for %s', (_what, block, pointer) => {
    expect(pointers(checkMessage(message(block)))).toEqual([pointer]);
  });

  it('for what its blocks are together', () => {
    const twice = { type: 'divider', block_id: 'b' };
    expect(pointers(checkMessage(message(twice, twice)))).toEqual(['/blocks/1/block_id']);
    const inside = container({ child_blocks: [twice] });
    expect(pointers(checkMessage(message(twice, inside)))).toEqual(['/blocks/1/child_blocks/0/block_id']);
    expect(pointers(checkMessage(message(pie(1), pie(1), bars(1, 1))))).toEqual(['/blocks/2']);
    expect(pointers(checkMessage(message(table(1, 1), table(1, 1))))).toEqual(['/blocks/1']);
    const focused = input({ type: 'plain_text_input', focus_on_load: true });
    expect(pointers(checkView(modal(focused, focused), 'modal'))).toEqual(['/blocks/1/element/focus_on_load']);
  });

  it('for too many characters summed over all tables or all markdown', () => {
    const cell = (size: number) => dataTable(2, 1, { rows: [[raw('H')], [raw(a(size))]] });
    expect(checkMessage(message(cell(9999), cell(9999)))).toEqual([]);
    expect(pointers(checkMessage(message(cell(9999), cell(10_000))))).toEqual(['/blocks/1']);
    const rich = (size: number) => table(1, 1, { rows: [[richSection({ type: 'text', text: a(size) })]] });
    expect(checkMessage(message(rich(10_000)))).toEqual([]);
    expect(pointers(checkMessage(message(rich(10_001))))).toEqual(['/blocks/0']);
    const markdown = (size: number) => ({ type: 'markdown', text: a(size) });
    expect(checkMessage(message(markdown(6000), markdown(6000)))).toEqual([]);
    expect(pointers(checkMessage(message(markdown(6000), markdown(6001))))).toEqual(['/blocks/1']);
  });

  it('for having nothing to say', () => {
    expect(pointers(checkMessage({}))).toEqual(['']);
    expect(pointers(checkMessage({ text: '', blocks: [] }))).toEqual(['']);
    expect(checkMessage({ delete_original: true })).toEqual([]);
    expect(checkMessage(message({ type: 'divider' }))).toEqual([]);
  });

  it('in words that say what was found and what is wanted', () => {
    expect(checkMessage(message({ type: 'shiny' }))[0]?.message).toBe('unsupported type "shiny" of block');
    expect(checkMessage(message({ type: 'header' }))[0]?.message).toBe('missing required field');
    expect(checkMessage(message({ type: 'header', text: plain('') }))[0]?.message).toBe(
      'must be at least 1 characters long',
    );
    expect(checkMessage(message(actions(button({ style: 'warning' }))))[0]?.message).toBe(
      'must be one of "primary", "danger"',
    );
  });
});

describe('a large honest payload', () => {
  it('passes with every element that the app could use', () => {
    const every = [
      input({ type: 'plain_text_input', multiline: true, min_length: 1, max_length: 3000, initial_value: 'x' }),
      input({ type: 'email_text_input' }),
      input({ type: 'url_text_input' }),
      input({ type: 'number_input', is_decimal_allowed: true, min_value: '-1', max_value: '2.5' }),
      input({
        type: 'rich_text_input',
        initial_value: richSection({ type: 'text', text: 'x', style: { bold: true } }),
      }),
      input({ type: 'external_select', min_query_length: 0, initial_option: option('v') }),
      input({ type: 'multi_static_select', options: options(2), initial_options: options(2), max_selected_items: 1 }),
      input({ type: 'multi_external_select' }),
      input({ type: 'users_select' }),
      input({ type: 'multi_users_select' }),
      input({ type: 'conversations_select', response_url_enabled: true, default_to_current_conversation: true }),
      input({ type: 'multi_conversations_select', filter: { include: ['public'] } }),
      input({ type: 'channels_select' }),
      input({ type: 'multi_channels_select' }),
      input({ type: 'datepicker', initial_date: '2026-11-24' }),
      input({ type: 'timepicker', initial_time: '23:59' }),
      input({ type: 'datetimepicker', initial_date_time: 1_628_633_820 }),
      input({ type: 'checkboxes', options: [{ text: mrkdwn('*x*'), value: 'v', description: mrkdwn('y') }] }),
      input({ type: 'radio_buttons', options: options(2), initial_option: option('v1') }),
      input({ type: 'file_input', filetypes: ['html'], max_files: 1 }),
      section({ text: plain('x'), accessory: image() }),
      section({
        text: plain('x'),
        accessory: { type: 'overflow', options: [option('v', { url: 'https://a.example' })] },
      }),
    ];
    expect(checkView(modal(...every), 'modal')).toEqual([]);
  });
});
