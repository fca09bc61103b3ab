/* Small honest pieces of Block Kit, for the tests to bend. */

export type Json = Readonly<Record<string, unknown>>;

export const a = (count: number) => 'a'.repeat(count);
export const plain = (text: string) => ({ type: 'plain_text', text });
export const mrkdwn = (text: string) => ({ type: 'mrkdwn', text });
export const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));
export const message = (...blocks: Json[]) => ({ text: 'fallback', blocks });
export const modal = (...blocks: Json[]) => ({ type: 'modal', title: plain('Title'), submit: plain('Send'), blocks });
export const pointers = (problems: readonly { pointer: string }[]) => problems.map((problem) => problem.pointer);

export const button = (more: Json = {}) => ({ type: 'button', text: plain('Go'), ...more });
export const actions = (...elements: Json[]) => ({ type: 'actions', elements });
export const section = (more: Json) => ({ type: 'section', ...more });
export const input = (element: Json, more: Json = {}) => ({ type: 'input', label: plain('Label'), element, ...more });
export const option = (value: string, more: Json = {}) => ({ text: plain('Option'), value, ...more });
export const options = (count: number) => times(count, (index) => option(`v${index}`));
export const select = (more: Json) => ({ type: 'static_select', ...more });
export const image = (more: Json = {}) => ({
  type: 'image',
  alt_text: 'picture',
  image_url: 'https://a.example/b.png',
  ...more,
});
export const confirm = (more: Json) => actions(button({ confirm: { text: plain('Sure?'), ...more } }));
export const richSection = (...elements: Json[]) => ({
  type: 'rich_text',
  elements: [{ type: 'rich_text_section', elements }],
});
export const card = (more: Json = {}) => ({ type: 'card', title: mrkdwn('Card'), ...more });
export const container = (more: Json = {}) => ({ type: 'container', title: plain('Box'), child_blocks: [], ...more });
export const raw = (text: string) => ({ type: 'raw_text', text });
export const dataTable = (rows: number, columns: number, more: Json = {}) => ({
  type: 'data_table',
  caption: 'Groups',
  rows: times(rows, () => times(columns, () => raw('x'))),
  ...more,
});
export const table = (rows: number, cells: number, more: Json = {}) => ({
  type: 'table',
  rows: times(rows, () => times(cells, () => raw('x'))),
  ...more,
});
export const chart = (content: Json, title = 'Chart') => ({ type: 'data_visualization', title, chart: content });
export const pie = (count: number) =>
  chart({ type: 'pie', segments: times(count, (at) => ({ label: `s${at}`, value: 1 })) });
export const bars = (series: number, points: number, axis: Json = {}) =>
  chart({
    type: 'bar',
    series: times(series, (at) => ({ name: `n${at}`, data: times(points, (p) => ({ label: `c${p}`, value: -1 })) })),
    axis_config: { categories: times(points, (p) => `c${p}`), ...axis },
  });

export function video(more: Json) {
  const url = 'https://a.example/v';
  return { type: 'video', title: plain('V'), alt_text: 'V', video_url: url, thumbnail_url: url, ...more };
}
export function trash() {
  return { type: 'icon_button', icon: 'trash', text: plain('Delete') };
}
export function list(more: Json) {
  return { type: 'rich_text', elements: [{ type: 'rich_text_list', style: 'bullet', elements: [], ...more }] };
}
