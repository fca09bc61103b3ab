import { h } from './dom.js';
import { sizeOf } from './file-field.js';
import { icon } from './icons.js';
import { t } from './texts.js';

/**
 * The files of a message, each to be saved. They are never opened here: one could be a page of its own.
 *
 * @param {any[]} files
 * @param {string} userId whoever looks at them
 */
export function messageFiles(files, userId) {
  if (files.length === 0) return null;
  return h('ul', { class: 'files message-files' }, ...files.map((file) => row(file, userId)));
}

const row = (file, userId) =>
  h(
    'li',
    {},
    icon('file'),
    h(
      'a',
      {
        href: `/sandbox/file/${encodeURIComponent(userId)}/${encodeURIComponent(file.id)}`,
        download: String(file.name),
        'aria-label': t('file.save', { name: String(file.name) }),
      },
      String(file.title || file.name),
    ),
    h(
      'span',
      { class: 'quiet' },
      [file.title === file.name ? '' : file.name, sizeOf(Number(file.size))].filter(Boolean).join(' · '),
    ),
  );
