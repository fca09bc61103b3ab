import { h, list } from './dom.js';
import { richText } from './rich-text.js';

const DEFAULT_PAGE = 5;

/** A `data_table` block: sorted by a click on a column's head, one page at a time, all in the browser as in Slack. */
export function dataTable(block, names) {
  const [head = [], ...body] = Array.isArray(block.rows) ? block.rows.map(list) : [];
  const pageSize = Number(block.page_size) || DEFAULT_PAGE;
  const named = Number(block.row_header_column_index) || 0;
  const numeric = head.map((_, column) => body.length > 0 && body.every((row) => row[column]?.type === 'raw_number'));
  let sorted = { column: -1, up: true };
  let page = 0;

  const table = h('table', { class: 'data' });
  const pager = h('div', { class: 'pager' });

  const compare = (a, b) => {
    const { column } = sorted;
    const order = numeric[column]
      ? Number(a[column].value) - Number(b[column].value)
      : plain(a[column]).localeCompare(plain(b[column]));
    return sorted.up ? order : -order;
  };

  function draw() {
    const rows = sorted.column < 0 ? body : [...body].sort(compare);
    const pages = Math.ceil(rows.length / pageSize);
    table.replaceChildren(
      h('caption', {}, String(block.caption ?? '')),
      h('thead', {}, h('tr', {}, ...head.map(headCell))),
      h('tbody', {}, ...rows.slice(page * pageSize, (page + 1) * pageSize).map(row)),
    );
    pager.hidden = pages < 2;
    pager.replaceChildren(
      turn('‹', 'Previous page', page > 0, -1),
      h('span', {}, `${page * pageSize + 1}–${Math.min((page + 1) * pageSize, rows.length)} of ${rows.length}`),
      turn('›', 'Next page', page < pages - 1, 1),
    );
  }

  const headCell = (cell, column) =>
    h(
      'th',
      {
        scope: 'col',
        class: numeric[column] ? 'number' : null,
        'aria-sort': sorted.column === column ? (sorted.up ? 'ascending' : 'descending') : null,
      },
      h(
        'button',
        {
          type: 'button',
          class: 'sort-button',
          on: {
            click() {
              sorted = { column, up: sorted.column === column ? !sorted.up : true };
              page = 0;
              draw();
            },
          },
        },
        plain(cell),
        h('span', { 'aria-hidden': 'true', class: 'sort' }, sorted.column === column ? (sorted.up ? ' ▲' : ' ▼') : ''),
      ),
    );

  const row = (cells) =>
    h(
      'tr',
      {},
      ...cells.map((cell, column) =>
        h(
          column === named ? 'th' : 'td',
          { scope: column === named ? 'row' : null, class: cell.type === 'raw_number' ? 'number' : null },
          ...content(cell, names),
        ),
      ),
    );

  const turn = (text, label, enabled, by) =>
    h(
      'button',
      {
        type: 'button',
        'aria-label': label,
        disabled: !enabled,
        on: {
          click() {
            page += by;
            draw();
          },
        },
      },
      text,
    );

  draw();
  return h('div', { class: 'table-block' }, h('div', { class: 'table-scroll' }, table), pager);
}

/** The older `table` block: as it is, without sorting and pages. */
export function plainTable(block, names) {
  const settings = Array.isArray(block.column_settings) ? block.column_settings : [];
  const rows = Array.isArray(block.rows) ? block.rows.map(list) : [];
  const cell = (one, column) =>
    h('td', { class: `align-${settings[column]?.align ?? 'left'}` }, ...content(one, names));
  return h(
    'div',
    { class: 'table-scroll' },
    h('table', { class: 'data' }, h('tbody', {}, ...rows.map((cells) => h('tr', {}, ...cells.map(cell))))),
  );
}

const content = (cell, names) => (cell.type === 'rich_text' ? richText(cell, names) : [String(cell.text ?? '')]);

function plain(cell) {
  if (typeof cell?.text === 'string') return cell.text;
  return list(cell?.elements).map(plain).join('');
}
