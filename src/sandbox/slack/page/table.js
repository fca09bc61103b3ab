import { h, list, newId } from './dom.js';
import { icon } from './icons.js';
import { richText } from './rich-text.js';
import { t } from './texts.js';

const DEFAULT_PAGE = 5;

/** A `data_table` block: sorted, filtered and paged in the browser, as in Slack. */
export function dataTable(block, names) {
  const [head = [], ...body] = Array.isArray(block.rows) ? block.rows.map(list) : [];
  const pageSize = Number(block.page_size) || DEFAULT_PAGE;
  const named = Number(block.row_header_column_index) || 0;
  const numeric = head.map((_, column) => body.length > 0 && body.every((row) => row[column]?.type === 'raw_number'));
  const caption = String(block.caption ?? '');
  let sorted = { column: -1, up: true };
  let wanted = '';
  let page = 0;

  const tableHead = h('tr', {});
  const rows = h('tbody', {});
  const table = h('table', { class: 'data' }, h('caption', {}, caption), h('thead', {}, tableHead), rows);
  const range = h('span', { 'aria-live': 'polite' });
  const back = turn('left', t('table.previous'), -1);
  const on = turn('right', t('table.next'), 1);
  const pager = h('div', { class: 'pager' }, back, range, on);

  const compare = (a, b) => {
    const { column } = sorted;
    const order = numeric[column]
      ? Number(a[column].value) - Number(b[column].value)
      : plain(a[column]).localeCompare(plain(b[column]), names.locale, { numeric: true });
    return sorted.up ? order : -order;
  };

  function draw() {
    const fitting = body.filter((row) => row.some((cell) => plain(cell).toLowerCase().includes(wanted)));
    if (sorted.column >= 0) fitting.sort(compare);
    const first = page * pageSize;
    rows.replaceChildren(...fitting.slice(first, first + pageSize).map(row));
    if (fitting.length === 0)
      rows.append(h('tr', {}, h('td', { colspan: head.length, class: 'quiet' }, t('table.none'))));
    for (const [column, cell] of [...tableHead.children].entries()) mark(cell, column);
    const isFiltered = fitting.length < body.length;
    pager.hidden = body.length <= pageSize && !isFiltered;
    const last = Math.min(first + pageSize, fitting.length);
    range.textContent = t('table.range', { from: Math.min(first + 1, last), to: last, all: fitting.length });
    back.disabled = page === 0;
    on.disabled = last >= fitting.length;
  }

  function mark(cell, column) {
    const isSorted = sorted.column === column;
    if (isSorted) cell.setAttribute('aria-sort', sorted.up ? 'ascending' : 'descending');
    else cell.removeAttribute('aria-sort');
    cell.querySelector('.sort').textContent = isSorted ? (sorted.up ? ' ▲' : ' ▼') : '';
  }

  function sort(column) {
    sorted = { column, up: sorted.column === column ? !sorted.up : true };
    page = 0;
    draw();
  }

  tableHead.append(
    ...head.map((cell, column) =>
      h(
        'th',
        { scope: 'col', class: numeric[column] ? 'number' : null },
        h(
          'button',
          { type: 'button', class: 'sort-button', on: { click: () => sort(column) } },
          plain(cell),
          h('span', { 'aria-hidden': 'true', class: 'sort' }),
        ),
      ),
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

  function turn(name, label, by) {
    const click = () => {
      page += by;
      draw();
    };
    return h('button', { type: 'button', 'aria-label': label, on: { click } }, icon(name));
  }

  const id = newId();
  const filter = h('input', {
    id,
    type: 'search',
    class: 'table-filter',
    'aria-label': t('table.filterOf', { caption }),
    placeholder: t('table.filter'),
    autocomplete: 'off',
  });
  filter.addEventListener('input', () => {
    wanted = filter.value.trim().toLowerCase();
    page = 0;
    draw();
  });
  // Inside a modal, Enter would send it.
  filter.addEventListener('keydown', (event) => event.key === 'Enter' && event.preventDefault());

  draw();
  return h(
    'div',
    { class: 'table-block' },
    body.length > 1 ? filter : null,
    h('div', { class: 'table-scroll', tabindex: '0', role: 'region', 'aria-label': caption }, table),
    pager,
  );
}

/** The older `table` block: as it is, without sorting and pages. */
export function plainTable(block, names) {
  const settings = Array.isArray(block.column_settings) ? block.column_settings : [];
  const rows = Array.isArray(block.rows) ? block.rows.map(list) : [];
  const classes = (column) =>
    `align-${settings[column]?.align ?? 'left'}${settings[column]?.is_wrapped === true ? ' wrapped' : ''}`;
  const cell = (one, column) => h('td', { class: classes(column) }, ...content(one, names));
  return h(
    'div',
    { class: 'table-scroll', tabindex: '0', role: 'region', 'aria-label': t('table.label') },
    h('table', { class: 'data plain' }, h('tbody', {}, ...rows.map((cells) => h('tr', {}, ...cells.map(cell))))),
  );
}

const content = (cell, names) =>
  cell.type === 'rich_text' ? richText(cell, names) : [String(cell.text ?? cell.value ?? '')];

function plain(cell) {
  if (typeof cell?.text === 'string') return cell.text;
  if (cell?.type === 'raw_number') return String(cell.value ?? '');
  return list(cell?.elements).map(plain).join('');
}
