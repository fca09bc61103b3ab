import { svg } from './dom.js';

/** Drawn by ourselves: which of these characters a computer has a picture for cannot be known. */
const PATHS = {
  menu: 'M3 5h14M3 10h14M3 15h14',
  plus: 'M10 4v12M4 10h12',
  dots: 'M10 4.5v.01M10 10v.01M10 15.5v.01',
  more: 'M4.5 10h.01M10 10h.01M15.5 10h.01',
  close: 'M5 5l10 10M15 5L5 15',
  reply: 'M3.5 4.5h13v9h-7l-3.5 3v-3h-2.5z',
  eye: 'M2 10s3-5 8-5 8 5 8 5-3 5-8 5-8-5-8-5zM10 8a2 2 0 100 4 2 2 0 000-4z',
  lock: 'M5 9h10v7H5zM7 9V6.5a3 3 0 016 0V9',
  app: 'M4 4h5v5H4zM11 4h5v5h-5zM4 11h5v5H4zM11 11h5v5h-5z',
  person: 'M10 3.5a3 3 0 100 6 3 3 0 000-6zM4 17c0-3.5 2.5-5.5 6-5.5s6 2 6 5.5',
  people:
    'M7.5 4a2.8 2.8 0 100 5.6 2.8 2.8 0 000-5.6zM2 16.5c0-3.2 2.3-5 5.5-5s5.5 1.8 5.5 5M13 4.2a2.8 2.8 0 010 5.2M14.5 11.8c2.2.5 3.5 2.2 3.5 4.7',
  gear: 'M3 6h8M15 6h2M13 4v4M3 14h2M9 14h8M7 12v4',
  guide: 'M4 5l1.5 1.5L8 4M4 11l1.5 1.5L8 10M4 17l1.5 1.5L8 16M11 5.5h6M11 11.5h6M11 17h6',
  traffic: 'M3 7h13M13 4l3 3-3 3M17 13H4M7 10l-3 3 3 3',
  info: 'M10 2.5a7.5 7.5 0 100 15 7.5 7.5 0 000-15zM10 9v5M10 6v.01',
  warning: 'M10 3l8 14H2zM10 8v4M10 14.5v.01',
  check: 'M4 10.5l4 4 8-9',
  error: 'M10 2.5a7.5 7.5 0 100 15 7.5 7.5 0 000-15zM7 7l6 6M13 7l-6 6',
  trash: 'M4 6h12M8 6V4h4v2M5.5 6l.8 10h7.4l.8-10',
  up: 'M6 10V3h4.5a3.5 3.5 0 010 0M3 9h3v8H3zM6 9l3-6c1.5 0 2 1 2 2v3h5l-1 8H6',
  down: 'M3 3h3v8H3zM6 11l3 6c1.5 0 2-1 2-2v-3h5l-1-8H6',
  left: 'M12.5 4l-6 6 6 6',
  right: 'M7.5 4l6 6-6 6',
  file: 'M5 2.5h6l4 4v11H5zM11 2.5v4h4',
  copy: 'M7 7h9v10H7zM4 13V3h9',
  again: 'M4 10a6 6 0 106-6H5M8 1L5 4l3 3',
};

/** Made of nothing but dots. */
const DOTTED = new Set(['dots', 'more']);

/** @param {keyof typeof PATHS} name */
export const icon = (name) =>
  svg(
    'svg',
    { viewBox: '0 0 20 20', class: 'icon', 'aria-hidden': 'true', focusable: 'false' },
    svg('path', { d: PATHS[name], 'stroke-width': DOTTED.has(name) ? 3 : null }),
  );
