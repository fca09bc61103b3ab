import { ask } from './api.js';
import { code, h } from './dom.js';
import { beyondSwitches, DEFAULT_CHOICES, isOn, SWITCHES, thrown } from './fault-switches.js';

const ACCESS = new Set(['token-revoked', 'permission-missing', 'oauth-down', 'codes-refused']);

/** The names of what goes wrong just now, in the reader's words. */
export function faultNames(faults, t, format) {
  const names = SWITCHES.filter((one) => isOn(one, faults)).map((one) => {
    const name = t.faults.names[one.name];
    if (one.name === 'slow') return `${name} (${format.duration(faults.latencyMs)})`;
    if (one.name === 'permission-missing') return `${name} (${[faults.missingScope].flat().join(', ')})`;
    return name;
  });
  return beyondSwitches(faults) === null ? names : [...names, t.faults.others];
}

/** All is well again. */
export const mend = () => ask('faults', { method: 'PUT', body: {} });

/** The switches. Each works at once; what they are set to is read from the sandbox, not remembered here. */
export function faultsView({ t, format, faults, snapshot, route }) {
  const choices = { ...DEFAULT_CHOICES };

  // One change after the other, each on top of what is set by then, be it from here or from elsewhere.
  let last = Promise.resolve();
  function change(what) {
    const run = async () => {
      const next = what(await ask('faults'));
      if (next !== null) await ask('faults', { method: 'PUT', body: next });
    };
    // One that failed, because the sandbox was gone for a moment, must not end them all.
    last = last.then(run, run);
  }
  const throwSwitch = (one, on) => change((current) => thrown(one, current, on, choices));
  /** What a switch is set to has changed; while it is off, that waits for it to be thrown. */
  function choose(one, choice) {
    Object.assign(choices, choice);
    change((current) => (isOn(one, current) ? thrown(one, current, true, { ...choices, ...choice }) : null));
  }
  const named = (name) => SWITCHES.find((one) => one.name === name);

  const out = h('output', { for: 'latency' });
  const latency = h('input', {
    id: 'latency',
    type: 'range',
    min: '100',
    max: '10000',
    step: '100',
    on: {
      input() {
        out.textContent = format.duration(Number(latency.value));
      },
      change: () => choose(named('slow'), { latencyMs: Number(latency.value) }),
    },
  });
  const scope = h(
    'select',
    {
      id: 'scope',
      on: {
        change: () => choose(named('permission-missing'), { scope: scope.value }),
      },
    },
    snapshot().scopes.map((name) => h('option', { value: name }, name)),
  );
  const extras = {
    slow: h('label', { class: 'extra' }, h('span', {}, t.faults.latency), latency, out),
    'permission-missing': h('label', { class: 'extra' }, h('span', {}, t.faults.scope), scope),
  };

  const switches = SWITCHES.map((one) => {
    const button = h(
      'button',
      {
        type: 'button',
        role: 'switch',
        class: 'switch',
        id: `fault-${one.name}`,
        'aria-checked': 'false',
        'aria-describedby': `explain-${one.name}`,
        on: { click: () => throwSwitch(one, button.getAttribute('aria-checked') !== 'true') },
      },
      h('span', { class: 'knob', 'aria-hidden': 'true' }),
      t.faults.names[one.name],
    );
    const node = h(
      'li',
      { class: 'fault' },
      button,
      h('p', { id: `explain-${one.name}`, class: 'quiet' }, t.faults.explain[one.name]),
      extras[one.name],
    );
    return { one, node, button };
  });
  const state = h('p');
  const others = h('div', {});
  const those = (isAccess) =>
    h(
      'ul',
      { class: 'faults' },
      switches.filter(({ one }) => ACCESS.has(one.name) === isAccess).map(({ node }) => node),
    );

  return {
    title: t.faults.title,
    node: h(
      'div',
      {},
      h('p', { class: 'quiet' }, t.faults.intro),
      state,
      h('h3', {}, t.faults.groups.answers),
      those(false),
      h('h3', {}, t.faults.groups.access),
      those(true),
      others,
    ),
    /** Where the keyboard goes when a link leads to one switch. */
    focus: () => document.getElementById(`fault-${route.id}`),
    update() {
      const now = faults();
      for (const { one, node, button } of switches) {
        const on = isOn(one, now);
        button.setAttribute('aria-checked', String(on));
        node.classList.toggle('on', on);
      }
      if (now.latencyMs > 0) choices.latencyMs = now.latencyMs;
      if (typeof now.missingScope === 'string') choices.scope = now.missingScope;
      if (document.activeElement !== latency) latency.value = String(choices.latencyMs);
      out.textContent = format.duration(Number(latency.value));
      scope.value = choices.scope;
      // What is wrong stands in the banner above, with the button that ends it.
      state.textContent = faultNames(now, t, format).length === 0 ? t.faults.isWell : '';
      const beyond = beyondSwitches(now);
      others.replaceChildren(
        ...(beyond === null
          ? []
          : [h('h3', {}, t.faults.others), code(t.faults.others, JSON.stringify(beyond, null, 2))]),
      );
    },
  };
}
