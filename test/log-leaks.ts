import type { CleverReachSandbox } from '../src/sandbox/cleverreach/index.ts';
import type { SlackSandbox } from '../src/sandbox/slack/index.ts';
import { findSecrets } from './needles.ts';

/** Where everything comes from that an app was given and may not write into its log. */
export interface Given {
  slack: SlackSandbox;
  cleverReach: CleverReachSandbox;
  /** The app's environment. */
  env: Record<string, string>;
}

/** Throws where the log of an app holds what it may not, or a line that is none. */
export function expectQuiet(log: string, given: Given): void {
  throwIfAny([...leaksIn(log, given), ...oddLinesIn(log)]);
}

/** The same for a process of which no more is known than its environment. What it tells on `stderr` need not be JSON. */
export function expectQuietProcess(output: { stdout: string; stderr: string }, env: Record<string, string>): void {
  const said = output.stdout + output.stderr;
  throwIfAny([...shapesIn(said), ...findSecrets(said, secretsOf(env)), ...oddLinesIn(output.stdout)]);
}

/** Throws where somebody was shown a reference in Slack that whoever runs the app would look for in vain. */
export function expectReferences(log: string, { slack }: Pick<Given, 'slack'>): void {
  const shown = slack
    .exchanges()
    .map(({ direction, request, response }) => (direction === 'to-slack' ? decoded(request.body) : response?.body));
  const references = shown.join('\n').matchAll(/.{0,200}\bReferen(?:ce|z):? ([0-9a-f]{10})\b/g);
  const missing = [...references].flatMap(([text, reference = '']) => (log.includes(reference) ? [] : [text]));
  if (missing.length > 0) throw new Error(`What somebody was shown is not in the log:\n${missing.join('\n')}`);
}

function throwIfAny(wrong: string[]): void {
  if (wrong.length > 0) throw new Error(`The log holds what it may not:\n${wrong.join('\n')}`);
}

/** What no log may hold, whoever gave it out: the words that give it away, and what they are. */
const shapes: Record<string, RegExp> = {
  'an e-mail address': /[\w.+-]+(?:@|%40)[a-z0-9-]+(?:\.[a-z0-9-]+)+/i,
  'a Slack token': /\bxox[a-z]-|\bxapp-/,
  'a sealed record or a JWT': /\beyJ[\w-]{8,}/,
  'a signature': /\bv0=[0-9a-f]{16,}/,
  'a ticket': /\b[TE][A-Z0-9]{2,}\.[\w-]{43}\b/,
  // 256 random bits; a hash in the name of a key stands behind a colon.
  'a state or a key': /(?<=[=\s"'“])(?=[\w-]*\d)(?=[\w-]*[A-Z])[\w-]{43}(?![\w-])/,
  'an address for answers': /\/(?:commands|actions)\/\w+\/\w+\/\w+/,
  'a query with a secret': /[?&](?:code|state|link|ticket)=/,
  'a header or field with a secret': /\bBearer |client_secret|refresh_token|private_metadata/,
};

/** Of one log: everything in it that it may not hold. What came from `given` is told by its name. */
export function leaksIn(log: string, given: Given): string[] {
  const secrets = { ...secretsOf(given.env), ...addressesTyped(given) };
  return [...shapesIn(log), ...findSecrets(log, secrets), ...wordsIn(log, given), ...textsIn(log, given)];
}

/** What can be told without knowing who was given what; each with the line it is in. */
function shapesIn(log: string): string[] {
  return Object.entries(shapes).flatMap(([name, shape]) => {
    const at = log.search(shape);
    return at < 0 ? [] : [`${name} in ${lineAt(log, at)}`];
  });
}

/** The operator's secrets, by the names of their variables. */
function secretsOf(env: Record<string, string>): Record<string, string> {
  const secrets = Object.entries(env).filter(([name]) => name.endsWith('_SECRET'));
  const keys = (env['ENCRYPTION_KEYS'] ?? '').split(',').map((key) => key.slice(key.indexOf(':') + 1));
  return Object.fromEntries([...secrets, ...keys.map((key, index) => [`encryption key ${index + 1}`, key])]);
}

/** Lines of a log that are not what whoever reads it by machine relies on. A killed process may leave its last one unended. */
export function oddLinesIn(log: string): string[] {
  const lines = log.split('\n').slice(0, -1);
  return lines.filter((line) => !isLogLine(line));
}

function isLogLine(line: string): boolean {
  try {
    const { level, time, msg }: Record<string, unknown> = JSON.parse(line) ?? {};
    return typeof level === 'number' && typeof time === 'number' && typeof msg === 'string' && msg !== '';
  } catch {
    return false;
  }
}

/** Tokens, codes, states and signatures, each a word of its own, so that thousands of them cost one walk over the log. */
function wordsIn(log: string, { slack, cleverReach }: Given): string[] {
  const written = new Set(log.match(/[\w.~-]{16,}/g));
  const found = new Set<string>();
  const note = (name: string, value: string | null | undefined) => {
    if (value && written.has(value)) found.add(`${name}: ${value}`);
  };
  for (const { accessToken, refreshToken } of cleverReach.tokens.values()) {
    note('an access token', accessToken);
    note('a refresh token', refreshToken);
  }
  for (const { clientSecret } of cleverReach.apps.values()) note('the secret of an OAuth app', clientSecret);
  for (const { answer, query, body } of cleverReach.requests) noteFields(JSON.stringify([answer, query, body]), note);
  for (const { request, response } of slack.exchanges()) {
    note('a signature', request.headers['x-slack-signature']?.slice('v0='.length));
    noteFields(`${request.url} ${decoded(request.body)} ${response?.body ?? ''}`, note);
  }
  return [...found];
}

const secretFields =
  /\b(access_token|refresh_token|client_secret|code|state|link|ticket|trigger_id|token)(?:"?:"|=)([\w.~-]{16,})/g;

function noteFields(text: string, note: (name: string, value: string) => void): void {
  for (const [, name = '', value = ''] of text.matchAll(secretFields)) note(name, value);
}

/** Those that somebody has sent, to be found in other spellings as well; any in its own is a shape. */
function addressesTyped({ slack }: Given): Record<string, string> {
  const sent = slack.exchanges({ direction: 'to-app' }).map(({ request }) => decoded(request.body));
  const addresses = new Set(sent.join('\n').match(/[\w.+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+/gi));
  return Object.fromEntries([...addresses].map((address) => [`the address ${address}`, address]));
}

function decoded(form: string): string {
  try {
    return decodeURIComponent(form.replaceAll('+', ' '));
  } catch {
    return form;
  }
}

/** What people have written into forms, and what mailings say. */
function textsIn(log: string, { slack, cleverReach }: Given): string[] {
  const typed = slack.exchanges({ direction: 'to-app', name: 'view_submission' }).flatMap(({ request }) => {
    const payload: unknown = JSON.parse(new URLSearchParams(request.body).get('payload') ?? 'null');
    return typedIn(payload, []);
  });
  const mailings = [...cleverReach.accounts.values()].flatMap(({ mailings }) => [...mailings.values()]);
  const bodies = mailings.flatMap(({ subject, html, text }) => [subject, ...html.split('\n'), ...text.split('\n')]);
  // What is shorter stands in any log by chance.
  const texts = new Set([...typed, ...bodies].map((text) => text.trim()).filter(({ length }) => length >= 12));
  return [...texts].filter((text) => log.includes(JSON.stringify(text).slice(1, -1))).map((text) => `a text: ${text}`);
}

/** The texts in what was typed, not the ids and names around them. */
function typedIn(value: unknown, found: string[]): string[] {
  if (typeof value !== 'object' || value === null) return found;
  for (const [key, inner] of Object.entries(value)) {
    if (typeof inner !== 'string') typedIn(inner, found);
    else if (key === 'text' || key === 'value') found.push(inner);
  }
  return found;
}

function lineAt(log: string, at: number): string {
  return log.slice(log.lastIndexOf('\n', at) + 1, at + 200);
}
