import { h, newId } from './dom.js';
import { menuButton } from './menu.js';

/**
 * Where a person writes. A slash offers the app's commands; Enter sends, Shift and Enter makes a new line.
 *
 * @param {{ commands: () => any[], shortcuts: () => any[], runShortcut: (shortcut: any) => void, send: (text: string) => Promise<void> }} deps
 */
export function createComposer(deps) {
  const listId = newId();
  const commands = h('ul', {
    class: 'listbox commands',
    id: listId,
    role: 'listbox',
    'aria-label': 'Commands',
    hidden: true,
  });
  const input = h('textarea', {
    rows: 1,
    role: 'combobox',
    'aria-label': 'Message or command',
    'aria-controls': listId,
    'aria-expanded': 'false',
    'aria-autocomplete': 'list',
    autocomplete: 'off',
    placeholder: 'Message or /command',
  });
  const send = h('button', { type: 'submit', class: 'button primary filled' }, 'Send');
  let shown = [];
  let active = 0;

  const form = h(
    'form',
    { class: 'composer', on: { submit } },
    commands,
    menuButton({
      label: '+',
      title: 'Shortcuts',
      class: 'button round',
      empty: 'The app has no global shortcuts',
      items: () =>
        deps.shortcuts().map((shortcut) => ({
          label: shortcut.name,
          description: shortcut.description,
          run: () => deps.runShortcut(shortcut),
        })),
    }),
    input,
    send,
  );

  async function submit(event) {
    event.preventDefault();
    const text = input.value.trim();
    if (text === '') return;
    input.value = '';
    changed();
    send.setAttribute('aria-busy', 'true');
    await deps.send(text).finally(() => send.removeAttribute('aria-busy'));
  }

  function changed() {
    input.style.height = 'auto';
    input.style.height = `${Math.min(input.scrollHeight, 160)}px`;
    const word = /^\/\S*$/.exec(input.value)?.[0];
    shown = word === undefined ? [] : deps.commands().filter(({ command }) => command.startsWith(word.toLowerCase()));
    // The whole command is there: nothing left to offer.
    if (shown.length === 1 && shown[0].command === word && !shown[0].usageHint) shown = [];
    active = 0;
    draw();
  }

  function draw() {
    commands.hidden = shown.length === 0;
    input.setAttribute('aria-expanded', String(!commands.hidden));
    commands.replaceChildren(
      ...shown.map((one, index) =>
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
        ),
      ),
    );
    if (commands.hidden) input.removeAttribute('aria-activedescendant');
    else input.setAttribute('aria-activedescendant', `${listId}-${active}`);
  }

  function complete(one) {
    input.value = `${one.command} `;
    input.focus();
    changed();
  }

  input.addEventListener('input', changed);
  input.addEventListener('blur', () => {
    shown = [];
    draw();
  });
  input.addEventListener('keydown', (event) => {
    const isOpen = shown.length > 0;
    if (isOpen && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      event.preventDefault();
      active = (active + (event.key === 'ArrowDown' ? 1 : shown.length - 1)) % shown.length;
      draw();
    } else if (isOpen && event.key === 'Escape') {
      event.preventDefault();
      shown = [];
      draw();
    } else if (isOpen && (event.key === 'Tab' || event.key === 'Enter') && shown[active].command !== input.value) {
      event.preventDefault();
      complete(shown[active]);
    } else if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  return { node: form, focus: () => input.focus() };
}
