import { h, newId } from './dom.js';
import { icon } from './icons.js';
import { t } from './texts.js';

/** Typing pauses this long before the app is asked, as a person's typing would otherwise ask it at every letter. */
const PAUSE_MS = 250;

/**
 * A field with type-ahead in which one or several options are chosen.
 *
 * @typedef {{ text: string, value: string, group?: string | null }} Option
 * @param {{
 *   id: string, name?: string | null, label: string, invalid?: boolean, describedBy?: string | null, placeholder: string, multiple: boolean, selected: Option[],
 *   load: (query: string) => Promise<{ options: Option[], note?: string }>,
 *   changed: (selected: Option[], query: string) => void,
 * }} options
 */
export function combobox(options) {
  let selected = [...options.selected];
  let shown = [];
  let active = -1;
  let asked = 0;
  let timer;
  const listId = newId();
  const chips = h('span', { class: 'chips' });
  const input = h('input', {
    id: options.id,
    type: 'text',
    role: 'combobox',
    autocomplete: 'off',
    'aria-autocomplete': 'list',
    'aria-expanded': 'false',
    'aria-controls': listId,
    'aria-label': options.name,
    'aria-describedby': options.describedBy,
    'aria-invalid': options.invalid ? 'true' : null,
    placeholder: options.placeholder,
  });
  const list = h('ul', {
    role: 'listbox',
    id: listId,
    class: 'listbox',
    hidden: true,
    'aria-label': options.label,
  });
  const root = h('div', { class: 'combobox' }, h('div', { class: 'combobox-field' }, chips, input), list);

  function drawSelected() {
    if (options.multiple) {
      chips.replaceChildren(...selected.map(chip));
      return;
    }
    input.value = selected[0]?.text ?? '';
  }

  const chip = (option) =>
    h(
      'span',
      { class: 'chip' },
      option.text,
      h(
        'button',
        {
          type: 'button',
          'aria-label': t('field.remove', { what: option.text }),
          on: {
            click() {
              selected = selected.filter((one) => one !== option);
              drawSelected();
              options.changed(selected, '');
            },
          },
        },
        icon('close'),
      ),
    );

  async function load() {
    asked += 1;
    const mine = asked;
    const query = !options.multiple && input.value === selected[0]?.text ? '' : input.value;
    const answer = await options.load(query);
    if (mine !== asked || document.activeElement !== input) return;
    shown = answer.options;
    active = shown.length > 0 ? 0 : -1;
    show(answer.note ?? (shown.length === 0 ? t('field.nothing') : ''), query);
  }

  function show(note, query) {
    let group = null;
    const rows = shown.flatMap((option, index) => {
      const heading =
        option.group && option.group !== group ? [h('li', { role: 'presentation', class: 'group' }, option.group)] : [];
      group = option.group ?? null;
      const isChosen = selected.some((one) => one.value === option.value);
      const row = h(
        'li',
        {
          role: 'option',
          id: `${listId}-${index}`,
          'aria-selected': isChosen ? 'true' : 'false',
          class: index === active ? 'active' : null,
          on: {
            // Not click: the field would lose the focus first and close the list.
            pointerdown(event) {
              event.preventDefault();
              pick(index, query);
            },
          },
        },
        option.text,
      );
      return [...heading, row];
    });
    list.replaceChildren(...rows, ...(note === '' ? [] : [h('li', { role: 'presentation', class: 'note' }, note)]));
    list.hidden = false;
    input.setAttribute('aria-expanded', 'true');
    if (active >= 0) input.setAttribute('aria-activedescendant', `${listId}-${active}`);
    else input.removeAttribute('aria-activedescendant');
  }

  function hide() {
    list.hidden = true;
    input.setAttribute('aria-expanded', 'false');
    input.removeAttribute('aria-activedescendant');
  }

  function pick(index, query) {
    const option = shown[index];
    if (option === undefined) return;
    clearTimeout(timer);
    asked += 1;
    const isChosen = selected.some((one) => one.value === option.value);
    if (!options.multiple) selected = [option];
    else selected = isChosen ? selected.filter((one) => one.value !== option.value) : [...selected, option];
    if (options.multiple) input.value = '';
    drawSelected();
    hide();
    options.changed(selected, query);
  }

  function move(by) {
    if (shown.length === 0) return;
    active = (active + by + shown.length) % shown.length;
    [...list.querySelectorAll('[role=option]')].forEach((row, index) => {
      row.classList.toggle('active', index === active);
      if (index === active) row.scrollIntoView({ block: 'nearest' });
    });
    input.setAttribute('aria-activedescendant', `${listId}-${active}`);
  }

  // Not on focus: a field that gets the focus back after a mistake would cover the word about it.
  input.addEventListener('click', () => {
    if (!options.multiple) input.select();
    if (list.hidden) load();
  });
  input.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(load, PAUSE_MS);
  });
  input.addEventListener('blur', () => {
    clearTimeout(timer);
    hide();
    if (options.multiple) return;
    // An emptied field is no choice; half a word is not one either, so the last choice comes back.
    if (input.value === '' && selected.length > 0) {
      selected = [];
      options.changed(selected, '');
    }
    drawSelected();
  });
  input.addEventListener('keydown', (event) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (list.hidden) load();
      else move(event.key === 'ArrowDown' ? 1 : -1);
    } else if (event.key === 'Enter') {
      // Never submits the modal from here.
      event.preventDefault();
      if (!list.hidden) pick(active, input.value);
    } else if (event.key === 'Escape' && !list.hidden) {
      event.preventDefault();
      event.stopPropagation();
      hide();
    } else if (event.key === 'Backspace' && options.multiple && input.value === '' && selected.length > 0) {
      selected = selected.slice(0, -1);
      drawSelected();
      options.changed(selected, '');
    }
  });
  drawSelected();
  return root;
}
