import fc from 'fast-check';
import type { RealPayload } from './tour.ts';

/** What is sent in place of something real. */
export interface Spoiled {
  kind: string;
  body: string | Buffer;
  contentType: string;
  /** Without saying how long it is. */
  chunked: boolean;
}

const form = 'application/x-www-form-urlencoded';
const json = 'application/json';

const signs = [
  '',
  ' ',
  '\0',
  '\ud800',
  '\u202e',
  '\ufeff',
  'ﷺ',
  '👩‍👩‍👧‍👦',
  'e\u0301',
  '🇩🇪',
  '\r\n',
  '%00',
  '%',
  '+',
  '&',
  '=',
  '"',
  '\\',
];
const words = [
  'null',
  'undefined',
  'NaN',
  'true',
  '[]',
  '{}',
  '0',
  '-1',
  '1e400',
  '__proto__',
  'constructor',
  'toString',
];
const baits = [
  'T}:',
  '../../',
  '<!channel>',
  '<@U07BEN00002>',
  "' OR 1=1 --",
  '<script>',
  'a@b.de',
  'file:///etc/passwd',
];
const addresses = ['http://127.0.0.1:1/', 'javascript:alert(1)', 'https://x@y:99999'];

/** Texts that are not what they look like, or not what they were meant for; now and then a very long one. */
const oddText = fc.oneof(
  { weight: 40, arbitrary: fc.constantFrom(...signs, ...words, ...baits, ...addresses, 'x'.repeat(300)) },
  { weight: 20, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  { weight: 1, arbitrary: fc.constantFrom('ü'.repeat(5_000), ' '.repeat(50_000)) },
);
const number = fc.constantFrom(0, -0, -1, 1.5, 1e308, 2 ** 53, Number.MIN_VALUE, 1_700_000_000);
const anything: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 40, arbitrary: oddText },
  { weight: 20, arbitrary: fc.constantFrom(null, true, false, [], {}, [[]], [null], { id: null }, { type: 'x' }) },
  { weight: 10, arbitrary: number },
  { weight: 20, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
  { weight: 5, arbitrary: fc.constantFrom(30, 1_000, 20_000).map((levels) => deep + levels) },
  { weight: 1, arbitrary: fc.constant(Array.from({ length: 2_000 }, (_, index) => index)) },
);

/** Stands in a value for what `JSON.stringify` could not write: it calls itself for each level, parsers need not. */
const deep = 'so many levels: ';
const asDeep = (text: string) =>
  text.replace(
    /"so many levels: (\d+)"/g,
    (_, levels) => `${'['.repeat(Number(levels))}1${']'.repeat(Number(levels))}`,
  );

type Change = { how: 'put' | 'drop' | 'add' | 'copy' | 'wrap'; at: number; from: number; value: unknown; name: string };
const change: fc.Arbitrary<Change> = fc.record({
  how: fc.constantFrom('put', 'put', 'put', 'drop', 'drop', 'add', 'copy', 'wrap'),
  at: fc.nat(),
  from: fc.nat(),
  value: anything,
  name: fc.oneof(
    fc.constantFrom(
      'event',
      'command',
      'actions',
      'name',
      'type',
      'channel',
      'view',
      'team',
      'user',
      'payload',
      'value',
    ),
    fc.constantFrom('__proto__', 'constructor', 'hasOwnProperty', 'toString', ''),
    oddText,
  ),
});

/** One real payload with some of it changed: fields missing, doubled, of another type, from another place, deeper, longer. */
export function spoiled(from: RealPayload[]): fc.Arbitrary<Spoiled> {
  const pick = fc.constantFrom(...from);
  return fc
    .record({
      base: pick,
      other: pick,
      changes: fc.array(change, { minLength: 1, maxLength: 4 }),
      mixed: fc.boolean(),
      text: textChange,
      fresh: fc.integer({ min: 1, max: 2 ** 40 }),
      chunked: fc.integer({ min: 0, max: 19 }),
    })
    .map(({ base, other, changes, mixed, text, fresh, chunked }) => {
      const places = mixed ? [base.payload, other.payload] : [base.payload];
      const payload = changes.reduce((value, each) => changed(value, each, places), renewed(base.payload, fresh));
      return { kind: base.kind, chunked: chunked === 0, ...encoded(base.kind, payload, text) };
    });
}

/** Ids by which the app knows what it has had before; with a real one again, nothing would be looked at. */
function renewed(payload: Record<string, unknown>, fresh: number): unknown {
  const { event_id, view } = payload;
  return {
    ...payload,
    ...(event_id === undefined ? {} : { event_id: `Ev${fresh}` }),
    ...(isObject(view) ? { view: { ...view, id: `V${fresh}` } } : {}),
  };
}

function changed(value: unknown, { how, at, from, value: put, name }: Change, places: unknown[]): unknown {
  const paths = pathsIn(value);
  const path = paths[at % paths.length] ?? [];
  if (how === 'put') return withAt(value, path, () => put);
  if (how === 'drop') return withAt(value, path, () => undefined);
  if (how === 'wrap') return withAt(value, path, (old) => (from % 2 ? [old] : { value: old }));
  if (how === 'add') return withAt(value, path, (old) => (isObject(old) ? { ...old, [name]: put } : [old, put]));
  const place = places[from % places.length];
  const sources = pathsIn(place);
  const source = sources[from % sources.length] ?? [];
  return withAt(value, path, () => source.reduce<unknown>((inner, step) => Reflect.get(Object(inner), step), place));
}

/** Every place in a value, by its path. */
function pathsIn(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null || path.length > 12) return [path];
  return [path, ...Object.entries(value).flatMap(([key, inner]) => pathsIn(inner, [...path, key]))];
}

function withAt(value: unknown, [step, ...rest]: string[], put: (old: unknown) => unknown): unknown {
  if (step === undefined) return put(value);
  if (Array.isArray(value)) return value.map((each, at) => (String(at) === step ? withAt(each, rest, put) : each));
  return { ...Object(value), [step]: withAt(Reflect.get(Object(value), step), rest, put) };
}

/** What is done to the text at last; most are sent as they are. */
type TextChange = { how: 'none' | 'double' | 'cut' | 'insert' | 'type'; at: number; piece: string };
const textChange: fc.Arbitrary<TextChange> = fc.record({
  how: fc.oneof(
    { weight: 6, arbitrary: fc.constant('none' as const) },
    { weight: 2, arbitrary: fc.constant('double' as const) },
    { weight: 1, arbitrary: fc.constantFrom('cut' as const, 'insert' as const, 'type' as const) },
  ),
  at: fc.nat(),
  piece: oddText,
});

function encoded(kind: string, payload: unknown, text: TextChange): Pick<Spoiled, 'body' | 'contentType'> {
  const isForm = kind === 'command' || kind !== 'event_callback';
  const body = kind === 'command' ? commandForm(payload, text) : asJson(payload, text);
  const sent = isForm && kind !== 'command' ? formOf([['payload', body]]) : body;
  const contentType = isForm === (text.how !== 'type') ? form : json;
  if (text.how === 'cut') return { body: sent.slice(0, text.at % (sent.length + 1)), contentType };
  const at = text.at % (sent.length + 1);
  if (text.how === 'insert') return { body: `${sent.slice(0, at)}${text.piece}${sent.slice(at)}`, contentType };
  return { body: sent, contentType };
}

/** JSON, with one of its fields twice: what a parser makes of that is its own affair. */
function asJson(payload: unknown, { how, at, piece }: TextChange): string {
  const text = asDeep(JSON.stringify(payload) ?? 'null');
  const fields = how === 'double' ? [...text.matchAll(/"\w+":/g)] : [];
  const field = fields[at % Math.max(1, fields.length)];
  if (!field) return text;
  return `${text.slice(0, field.index)}${field[0]}${JSON.stringify(piece)},${text.slice(field.index)}`;
}

function commandForm(payload: unknown, { how, at, piece }: TextChange): string {
  const fields = isObject(payload) ? Object.entries(payload) : [];
  const pairs = fields.flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, typeof value === 'string' ? value : (JSON.stringify(value) ?? '')]],
  );
  const doubled = how === 'double' ? pairs[at % Math.max(1, pairs.length)] : undefined;
  if (doubled) pairs.splice(at % (pairs.length + 1), 0, [doubled[0], piece]);
  return formOf(pairs);
}

/** Bodies that were never anything: bytes, texts, JSON and forms, under any type. */
export const garbage: fc.Arbitrary<Spoiled> = fc.record({
  kind: fc.constant('garbage'),
  body: fc.oneof(
    { weight: 20, arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)) },
    { weight: 20, arbitrary: fc.string({ unit: 'binary', maxLength: 100 }) },
    { weight: 20, arbitrary: fc.jsonValue({ maxDepth: 4 }).map((value) => JSON.stringify(value)) },
    { weight: 20, arbitrary: fc.array(fc.tuple(oddText, oddText), { maxLength: 10 }).map(formOf) },
    { weight: 20, arbitrary: anything.map((value) => formOf([['payload', asDeep(JSON.stringify(value) ?? '')]])) },
    // Just within what is read, and just beyond.
    { weight: 1, arbitrary: fc.constantFrom(-1, 1).map((more) => 'x'.repeat(1024 * 1024 + more)) },
  ),
  contentType: fc.constantFrom(form, json, `${form}; charset=utf-7`, 'text/plain', 'multipart/form-data; boundary=x'),
  chunked: fc.boolean(),
});

function formOf(pairs: [string, string][]): string {
  return new URLSearchParams(pairs).toString();
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
