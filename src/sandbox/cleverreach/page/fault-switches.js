/** What the switches need to know beside being on or off. */
export const DEFAULT_CHOICES = { latencyMs: 2500, scope: 'mailings:manage' };

/**
 * The switches of the page, each a small change to what `/sandbox/faults` takes. Those of one member exclude each other.
 * The names are stable: `#faults/down-503` leads to one.
 *
 * @type {{ name: string, isOn: (faults: any) => boolean, on: (choices: typeof DEFAULT_CHOICES) => object, members: string[] }[]}
 */
export const SWITCHES = [
  {
    name: 'slow',
    isOn: ({ latencyMs }) => latencyMs > 0,
    on: ({ latencyMs }) => ({ latencyMs }),
    members: ['latencyMs'],
  },
  { name: 'silent', isOn: ({ hang }) => hang === true, on: () => ({ hang: true }), members: ['hang'] },
  {
    name: 'rate-limited',
    isOn: ({ rateLimit }) => rateLimit !== undefined,
    on: () => ({ rateLimit: { remaining: 0 } }),
    members: ['rateLimit'],
  },
  status('down-500', 500),
  status('down-503', 503),
  body('html', 'html'),
  body('half', 'half'),
  body('false', 'false'),
  flag('token-revoked', 'tokenRevoked'),
  {
    name: 'permission-missing',
    isOn: ({ missingScope }) => missingScope !== undefined,
    on: ({ scope }) => ({ missingScope: scope }),
    members: ['missingScope'],
  },
  flag('oauth-down', 'oauthDown'),
  flag('codes-refused', 'refuseCodes'),
];

/** Whether a switch is on and does something: `times` may have counted down to nothing. */
export const isOn = (one, faults) => faults.times !== 0 && one.isOn(faults);

/** The faults with one switch thrown; the others stay as they are. */
export function thrown(one, faults, on, choices = DEFAULT_CHOICES) {
  const next = { ...faults };
  for (const member of one.members) delete next[member];
  // Whoever throws a switch wants to see it work: a limit that has run out would keep it from doing so.
  if (next.times === 0) delete next.times;
  return on ? { ...next, ...one.on(choices) } : next;
}

/** What is set and works that no switch shows, or null: tests may go further than the page. */
export function beyondSwitches(faults) {
  const shown = SWITCHES.filter((one) => one.isOn(faults)).flatMap(({ members }) => members);
  // These only limit the others, or do nothing without one.
  const known = new Set([...shown, 'paths', 'methods', 'times', 'statusBody']);
  const works = ([name, value]) => {
    if (name === 'also') return value.some(({ times }) => times !== 0);
    return !known.has(name) && Boolean(value) && faults.times !== 0;
  };
  const rest = Object.entries(faults).filter(works);
  return rest.length === 0 ? null : Object.fromEntries(rest);
}

function status(name, code) {
  return {
    name,
    isOn: (faults) => faults.status === code,
    on: () => ({ status: code }),
    members: ['status', 'statusBody'],
  };
}

function body(name, kind) {
  return { name, isOn: (faults) => faults.body === kind, on: () => ({ body: kind }), members: ['body'] };
}

function flag(name, member) {
  return { name, isOn: (faults) => faults[member] === true, on: () => ({ [member]: true }), members: [member] };
}
