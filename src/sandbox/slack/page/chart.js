import { h, list, svg } from './dom.js';
import { t } from './texts.js';

/** A `data_visualization` block: the chart, and beside it every figure in text, written as `locale` writes numbers. */
export function chart(block, locale) {
  const number = new Intl.NumberFormat(locale);
  const content = block.chart ?? {};
  const title = String(block.title ?? '');
  const drawn = content.type === 'pie' ? pie(content, title, number) : series(content, title, number);
  return h('figure', { class: 'chart' }, h('figcaption', {}, title), ...drawn);
}

function pie(content, title, number) {
  const percent = new Intl.NumberFormat(number.resolvedOptions().locale, {
    style: 'percent',
    maximumFractionDigits: 1,
  });
  const segments = list(content.segments);
  const total = segments.reduce((sum, { value }) => sum + Number(value), 0) || 1;
  let turned = 0;
  const slices = segments.map(({ value }, index) => {
    const share = Number(value) / total;
    const from = turned;
    turned += share;
    return slice(from, turned, index);
  });
  const figures = segments.map(({ label, value }, index) =>
    legendEntry(index, String(label), `${number.format(Number(value))} (${percent.format(Number(value) / total)})`),
  );
  return [
    h(
      'div',
      { class: 'chart-row' },
      svg(
        'svg',
        { viewBox: '-1.02 -1.02 2.04 2.04', class: 'pie', role: 'img', 'aria-label': t('chart.pie', { title }) },
        ...slices,
      ),
      h('ul', { class: 'legend' }, ...figures),
    ),
  ];
}

function slice(from, to, index) {
  if (to - from > 0.9999) return svg('circle', { r: 1, class: `k${index} shape slice` });
  const point = (turn) => `${Math.sin(turn * 2 * Math.PI).toFixed(4)} ${(-Math.cos(turn * 2 * Math.PI)).toFixed(4)}`;
  const large = to - from > 0.5 ? 1 : 0;
  return svg('path', { d: `M0 0 L${point(from)} A1 1 0 ${large} 1 ${point(to)} Z`, class: `k${index} shape slice` });
}

const legendEntry = (index, label, figure) =>
  h(
    'li',
    {},
    h('span', { class: `swatch k${index}`, 'aria-hidden': 'true' }),
    h('span', {}, label),
    figure === '' ? null : h('span', { class: 'figure' }, figure),
  );

function series(content, title, number) {
  const all = list(content.series);
  const axis = content.axis_config ?? {};
  const categories = Array.isArray(axis.categories) ? axis.categories.map(String) : [];
  const value = (one, category) => Number(list(one.data).find((point) => point.label === category)?.value ?? 0);
  const kind = ['bar', 'line'].includes(content.type) ? content.type : 'area';
  const name = t(`chart.${kind}`, { title });
  const draw = content.type === 'bar' ? bars : curves;
  const axes = [axis.x_label, axis.y_label].filter((label) => typeof label === 'string').join(' · ');
  return [
    h('ul', { class: 'legend inline' }, ...all.map((one, index) => legendEntry(index, String(one.name), ''))),
    draw({ all, categories, value, name, number, filled: content.type === 'area' }),
    axes === '' ? null : h('p', { class: 'axes' }, axes),
  ];
}

/** Lying bars: labels of twenty characters stay readable also on a telephone. */
function bars({ all, categories, value, name, number }) {
  const values = all.flatMap((one) => categories.map((category) => value(one, category)));
  const low = Math.min(0, ...values);
  const span = Math.max(0, ...values) - low || 1;
  const rows = categories.map((category) =>
    h(
      'div',
      { class: 'bar-row' },
      h('span', { class: 'bar-label' }, category),
      h(
        'span',
        { class: 'bar-stack' },
        ...all.map((one, index) => {
          const figure = value(one, category);
          const start = ((Math.min(0, figure) - low) / span) * 100;
          const width = (Math.abs(figure) / span) * 100;
          return h(
            'span',
            { class: 'bar-line' },
            svg(
              'svg',
              { viewBox: '0 0 100 1', preserveAspectRatio: 'none', 'aria-hidden': 'true' },
              svg('rect', { x: start, y: 0, width: Math.max(width, 0.4), height: 1, class: `k${index} shape` }),
            ),
            h('span', { class: 'figure' }, number.format(figure)),
          );
        }),
      ),
    ),
  );
  return h('div', { class: 'bars', role: 'group', 'aria-label': name }, ...rows);
}

/** Lines or areas over the categories, with a scale beside them and the figures in a table below. */
function curves({ all, categories, value, name, number, filled }) {
  const values = all.flatMap((one) => categories.map((category) => value(one, category)));
  const ticks = scale(Math.min(0, ...values), Math.max(0, ...values));
  const [low, high] = [ticks[0], ticks.at(-1)];
  const x = (index) => (categories.length < 2 ? 50 : (index / (categories.length - 1)) * 100);
  const y = (figure) => 40 - ((figure - low) / (high - low)) * 40;
  const grid = ticks.map((tick) => svg('line', { x1: 0, x2: 100, y1: y(tick), y2: y(tick), class: 'grid' }));
  const shapes = all.flatMap((one, index) => {
    const points = categories.map((category, at) => `${x(at).toFixed(2)},${y(value(one, category)).toFixed(2)}`);
    const line = svg('polyline', { points: points.join(' '), class: `k${index} line` });
    if (!filled) return [line];
    const edge = `${x(0)},${y(0)} ${points.join(' ')} ${x(categories.length - 1)},${y(0)}`;
    return [svg('polygon', { points: edge, class: `k${index} shape area` }), line];
  });
  const head = h('tr', {}, h('td'), ...categories.map((category) => h('th', { scope: 'col' }, category)));
  const body = all.map((one) =>
    h(
      'tr',
      {},
      h('th', { scope: 'row' }, String(one.name)),
      ...categories.map((category) => h('td', {}, number.format(value(one, category)))),
    ),
  );
  return h(
    'div',
    {},
    h(
      'div',
      { class: 'plot' },
      h(
        'div',
        { class: 'scale', 'aria-hidden': 'true' },
        ...ticks.map((tick) => h('span', {}, number.format(tick))).reverse(),
      ),
      svg(
        'svg',
        { viewBox: '0 0 100 40', preserveAspectRatio: 'none', class: 'curves', role: 'img', 'aria-label': name },
        ...grid,
        ...shapes,
      ),
      h('div', { class: 'categories', 'aria-hidden': 'true' }, ...thinned(categories).map((one) => h('span', {}, one))),
    ),
    h(
      'details',
      { class: 'chart-figures' },
      h('summary', {}, t('chart.figures')),
      h(
        'div',
        { class: 'table-scroll', tabindex: '0', role: 'region', 'aria-label': name },
        h('table', { class: 'figures' }, h('thead', {}, head), h('tbody', {}, ...body)),
      ),
    ),
  );
}

/** Round figures from below the lowest to above the highest value, about four of them. */
function scale(low, high) {
  const span = high - low || 1;
  const power = 10 ** Math.floor(Math.log10(span / 3));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((one) => span / one <= 4) ?? 10 * power;
  const first = Math.floor(low / step);
  const last = Math.max(first + 1, Math.ceil(high / step));
  return Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step);
}

/** As many names below the plot as there is room for; the table has all of them. */
const thinned = (categories) =>
  categories.length <= 6
    ? categories
    : [categories[0], categories[Math.floor((categories.length - 1) / 2)], categories.at(-1)];
