import { h, newId } from './dom.js';
import { icon } from './icons.js';
import { menuButton } from './menu.js';
import { t } from './texts.js';

const REMEMBERED = 50;

/**
 * Where a person writes. A slash offers the app's commands, and a command followed by a blank shows how it is used; Enter
 * sends, Shift and Enter makes a new line, and the arrow up brings back what was sent before.
 *
 * @param {{ label: () => string, commands: () => any[], shortcuts?: () => any[], runShortcut?: (shortcut: any) => void, send: (text: string) => Promise<void> }} deps
 */
export function createComposer(deps) {
  const listId = newId();
  const hintId = newId();
  const commands = h('ul', { class: 'listbox commands', id: listId, role: 'listbox', hidden: true });
  const hint = h('div', { class: 'listbox usage', id: hintId, hidden: true });
  const input = h('textarea', {
    rows: 1,
    role: 'combobox',
    'aria-controls': listId,
    'aria-expanded': 'false',
    'aria-autocomplete': 'list',
    autocomplete: 'off',
  });
  const send = h('button', { type: 'submit', class: 'button primary filled' });
  const menuPlace = h('span', { class: 'composer-menu' });
  const history = createHistory();
  let shown = [];
  let active = 0;

  const form = h('form', { class: 'composer', on: { submit } }, commands, hint, menuPlace, input, send);

  /** All words anew, in the page's language. */
  function words() {
    commands.setAttribute('aria-label', t('composer.commands'));
    input.setAttribute('aria-label', deps.label());
    input.placeholder = deps.label();
    send.textContent = t('composer.send');
    if (deps.shortcuts === undefined) return;
    menuPlace.replaceChildren(
      menuButton({
        label: icon('plus'),
        title: t('composer.shortcuts'),
        class: 'button round',
        empty: t('composer.noShortcuts'),
        items: () =>
          deps.shortcuts().map((shortcut) => ({
            label: shortcut.name,
            description: shortcut.description,
            run: () => deps.runShortcut(shortcut),
          })),
      }),
    );
  }

  async function submit(event) {
    event.preventDefault();
    const text = input.value.trim();
    if (text === '') return;
    history.add(text);
    put('');
    send.setAttribute('aria-busy', 'true');
    await deps.send(text).finally(() => send.removeAttribute('aria-busy'));
  }

  function put(text) {
    input.value = text;
    changed();
  }

  function changed() {
    input.style.height = 'auto';
    input.style.height = `${Math.min(input.scrollHeight, 160)}px`;
    const word = /^\/\S*$/.exec(input.value)?.[0];
    shown = word === undefined ? [] : deps.commands().filter(({ command }) => command.startsWith(word.toLowerCase()));
    active = 0;
    draw();
    drawHint();
  }

  function draw() {
    commands.hidden = shown.length === 0;
    input.setAttribute('aria-expanded', String(!commands.hidden));
    commands.replaceChildren(...shown.map(row));
    if (commands.hidden) input.removeAttribute('aria-activedescendant');
    else input.setAttribute('aria-activedescendant', `${listId}-${active}`);
  }

  const row = (one, index) =>
    h(
      'li',
      {
        role: 'option',
        id: `${listId}-${index}`,
        class: index === active ? 'active' : null,
        'aria-selected': String(index === active),
        on: {
          pointerdown(event) {
            event.preventDefault();
            complete(one);
          },
        },
      },
      h('strong', {}, one.command),
      one.usageHint ? h('code', {}, one.usageHint) : null,
      h('small', {}, one.description),
    );

  /** How the command is used, as soon as it is clear which one is meant. */
  function drawHint() {
    const [, name] = /^(\/\S+)\s/.exec(input.value) ?? [];
    const one = deps.commands().find(({ command }) => command === name);
    hint.hidden = one === undefined || !one.usageHint;
    if (hint.hidden) input.removeAttribute('aria-describedby');
    else input.setAttribute('aria-describedby', hintId);
    hint.replaceChildren(
      ...(hint.hidden
        ? []
        : [h('strong', {}, one.command), h('code', {}, one.usageHint), h('small', {}, one.description)]),
    );
  }

  function complete(one) {
    put(`${one.command} `);
    input.focus();
  }

  function hide() {
    shown = [];
    draw();
    hint.hidden = true;
  }

  input.addEventListener('input', () => {
    history.leave();
    changed();
  });
  input.addEventListener('blur', hide);
  input.addEventListener('focus', changed);
  input.addEventListener('keydown', (event) => {
    const isOpen = shown.length > 0;
    const arrow = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (isOpen && arrow !== 0 && !history.isOpen()) {
      event.preventDefault();
      active = (active + arrow + shown.length) % shown.length;
      draw();
    } else if (arrow !== 0 && (history.isOpen() || (arrow === -1 && input.value === ''))) {
      const text = history.move(arrow);
      if (text === null) return;
      event.preventDefault();
      put(text);
      hide();
    } else if (event.key === 'Escape' && (isOpen || !hint.hidden)) {
      event.preventDefault();
      event.stopPropagation();
      hide();
    } else if (isOpen && (event.key === 'Tab' || event.key === 'Enter') && shown[active].command !== input.value) {
      event.preventDefault();
      complete(shown[active]);
    } else if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  words();
  return { node: form, focus: () => input.focus(), words };
}

/** What was sent, and where in it the person is looking. */
function createHistory() {
  const sent = [];
  let at = null;
  return {
    add(text) {
      at = null;
      if (sent.at(-1) !== text) sent.push(text);
      if (sent.length > REMEMBERED) sent.shift();
    },
    isOpen: () => at !== null,
    leave() {
      at = null;
    },
    /** -1 is older. Null: there is nothing there. After the newest comes the empty field. */
    move(by) {
      const next = (at ?? sent.length) + by;
      if (next < 0 || (at === null && sent.length === 0)) return null;
      at = next >= sent.length ? null : next;
      return at === null ? '' : sent[at];
    },
  };
}
