import { h, textOf } from './dom.js';
import { icon } from './icons.js';
import { t } from './texts.js';

/**
 * A file input: chosen or dropped files are uploaded at once, as Slack does, and can be taken away again.
 *
 * @param {Record<string, any>} element
 * @param {Record<string, any>} state
 * @param {import('./fields.js').FieldOptions} options
 */
export function fileField(element, state, options) {
  const most = Number(element.max_files) || 10;
  const types = Array.isArray(element.filetypes) ? element.filetypes.map(String) : [];
  const files = [...(Array.isArray(state.files) ? state.files : [])];
  const input = h('input', {
    type: 'file',
    id: options.id,
    class: 'visually-hidden',
    multiple: most > 1,
    accept: types.length === 0 ? null : types.map((type) => `.${type}`).join(','),
    'aria-label': options.label,
    'aria-describedby': options.describedBy,
    'aria-invalid': options.invalid ? 'true' : null,
  });
  const rows = h('ul', { class: 'files' });
  const zone = h(
    'div',
    { class: 'drop-zone' },
    h('label', { for: options.id, class: 'button' }, icon('file'), most > 1 ? t('file.add') : t('file.choose')),
    h('span', { class: 'quiet' }, types.length === 0 ? t('file.drop') : t('file.types', { types: types.join(', ') })),
  );
  const root = h('div', { class: 'file-field' }, rows, zone, input);

  function draw() {
    rows.replaceChildren(...files.map(row));
    rows.hidden = files.length === 0;
    zone.hidden = files.length >= most;
  }

  const row = (file) =>
    h(
      'li',
      {},
      icon('file'),
      h('span', {}, textOf(file.name)),
      h('span', { class: 'quiet' }, sizeOf(Number(file.size))),
      h(
        'button',
        {
          type: 'button',
          class: 'plain-button',
          'aria-label': t('field.remove', { what: String(file.name) }),
          on: {
            click() {
              files.splice(files.indexOf(file), 1);
              draw();
              give();
              input.focus();
            },
          },
        },
        icon('close'),
      ),
    );

  async function add(chosen) {
    for (const file of [...chosen].slice(0, Math.max(0, most - files.length))) {
      remembered.set(keyOf(file), await read(file));
      files.push({ name: file.name, size: file.size });
    }
    input.value = '';
    draw();
    give();
  }

  function give() {
    const all = files.map((file) => remembered.get(keyOf(file))).filter((upload) => upload !== undefined);
    options.changed(all.length === 0 ? null : { files: all }, true);
  }

  input.addEventListener('change', () => add(input.files ?? []));
  root.addEventListener('dragover', (event) => event.preventDefault());
  root.addEventListener('drop', (event) => {
    event.preventDefault();
    add(event.dataTransfer?.files ?? []);
  });
  draw();
  return root;
}

/** What was chosen on this computer: the control API takes the whole list anew at each change. */
const remembered = new Map();
const keyOf = (file) => `${file.size} ${file.name}`;

/** A file as the control API takes it. */
function read(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener('error', () => reject(reader.error));
    reader.addEventListener('load', () => {
      const content = String(reader.result).split(',')[1] ?? '';
      resolve({ name: file.name, content, encoding: 'base64', ...(file.type === '' ? {} : { mimetype: file.type }) });
    });
    reader.readAsDataURL(file);
  });
}

/** A size in words. */
export function sizeOf(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1024 * 1024 ? `${Math.round(bytes / 1024)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
