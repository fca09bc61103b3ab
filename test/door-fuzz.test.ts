import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Answer, commandFields, type SignedRequests, signedRequests } from './signed-requests.ts';
import { startWorld, type World } from './world.ts';

let world: World;
let signed: SignedRequests;
const unhandled: unknown[] = [];
const note = (reason: unknown) => void unhandled.push(reason);

beforeAll(async () => {
  world = await startWorld();
  await world.ready();
  signed = signedRequests(world);
  process.on('unhandledRejection', note);
  process.on('uncaughtException', note);
});
afterAll(async () => {
  await world.close();
  process.off('unhandledRejection', note);
  process.off('uncaughtException', note);
});

type Json = Record<string, unknown>;

const base = { team: { id: 'T07MUSTER01' }, user: { id: 'U07BEN00002', team_id: 'T07MUSTER01' }, enterprise: null };
const view = {
  id: 'V1',
  callback_id: 'receivers:unsubscribe',
  private_metadata: '',
  state: { values: { addresses: { value: { type: 'plain_text_input', value: 'a@example.com' } } } },
};

/** A form with every kind of field. */
const filled = {
  ...view,
  type: 'modal',
  state: {
    values: {
      group: { value: { type: 'external_select', selected_option: { text: { text: 'VIP' }, value: '1' } } },
      groups: { value: { type: 'multi_external_select', selected_options: [{ value: '1' }, { value: '2' }] } },
      people: { value: { type: 'multi_users_select', selected_users: ['U1', 'U2'] } },
      channel: { value: { type: 'conversations_select', selected_conversation: 'C1' } },
      date: { value: { type: 'datepicker', selected_date: '2026-01-01' } },
      body: { value: { type: 'rich_text_input', rich_text_value: { type: 'rich_text', elements: [] } } },
      file: { value: { type: 'file_input', files: [{ id: 'F1', url_private: 'https://files.example/x' }] } },
    },
  },
};

/** One good payload of each kind, to be spoiled. */
const payloads: Json[] = [
  { ...base, type: 'block_actions', trigger_id: '1', actions: [{ action_id: 'command:run', value: 'status' }] },
  { ...base, type: 'block_actions', view, actions: [{ action_id: 'connection:connect', block_id: 'b' }] },
  {
    ...base,
    type: 'block_actions',
    view: filled,
    actions: [{ action_id: 'receivers:choose-group', block_id: 'group' }],
  },
  {
    ...base,
    type: 'block_actions',
    view: null,
    channel: { id: 'C1' },
    actions: [{ action_id: 'command:run', value: '' }],
  },
  {
    ...base,
    type: 'view_submission',
    view: filled,
    response_urls: [{ channel_id: 'C1', response_url: 'https://hooks.example/x', block_id: 'channel' }],
  },
  { ...base, type: 'shortcut', callback_id: 'mailings:draft', trigger_id: '1' },
  {
    ...base,
    type: 'message_action',
    callback_id: 'receivers:unsubscribe-from-message',
    trigger_id: '1',
    channel: { id: 'C1' },
    message: { text: 'x', blocks: [{ type: 'section', text: { type: 'mrkdwn', text: 'a@example.com' } }] },
  },
  { ...base, type: 'view_submission', view },
  { ...base, type: 'view_closed', view, is_cleared: false },
  { ...base, type: 'block_suggestion', action_id: 'mailings:group', block_id: 'group', value: 'news' },
];
const events: Json[] = [
  { type: 'app_uninstalled' },
  { type: 'tokens_revoked', tokens: { oauth: ['U1'], bot: ['U2'] } },
  { type: 'team_access_revoked', team_ids: ['T0ELSEWHERE'] },
  { type: 'message', channel: 'C1', item: { channel: 'C1' }, message: { text: 'x' } },
].map((event) => ({
  type: 'event_callback',
  team_id: 'T0SOMEWHERE',
  event_id: 'Ev1',
  event,
  authorizations: [{ team_id: 'T0SOMEWHERE', is_enterprise_install: false }],
}));

const anything = fc.oneof(
  fc.constantFrom(null, undefined, '', 0, -1, true, [], {}, [null], 'T}:', '__proto__', 'x'.repeat(5_000)),
  fc.string({ unit: 'binary' }),
  fc.jsonValue({ maxDepth: 4 }),
);

/** Every place in a value, by its path. */
function pathsIn(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, inner]) => pathsIn(inner, [...path, key]))];
}

function withAt(value: unknown, [step, ...rest]: string[], put: unknown): unknown {
  if (step === undefined) return put;
  if (Array.isArray(value))
    return value.map((each, index) => (String(index) === step ? withAt(each, rest, put) : each));
  const fields = typeof value === 'object' && value !== null ? value : {};
  return { ...fields, [step]: withAt(Reflect.get(fields, step), rest, put) };
}

/** A payload with one to three places spoiled, and perhaps a field that belongs to another kind. */
const spoiled = (from: Json[]) =>
  fc
    .tuple(
      fc.constantFrom(...from),
      fc.array(fc.tuple(fc.nat(), anything), { minLength: 1, maxLength: 3 }),
      fc.option(fc.tuple(fc.constantFrom('event', 'command', 'actions', 'name', 'type', 'channel', 'view'), anything)),
    )
    .map(([payload, changes, stray]): unknown => {
      const paths = pathsIn(payload);
      const changed = changes.reduce<unknown>(
        (value, [at, put]) => withAt(value, paths[at % paths.length] ?? [], put),
        payload,
      );
      return stray ? withAt(changed, [stray[0]], stray[1]) : changed;
    });

const field = fc.constantFrom(
  ...['command', 'text', 'team_id', 'user_id', 'enterprise_id', 'is_enterprise_install', 'response_url'],
  ...['trigger_id', 'payload', 'ssl_check', 'type', 'event', 'actions', '__proto__', 'constructor'],
);

/** Nothing fails on Redis or on a deadline here, so every answer is one of these; 500 would be a crash that was caught. */
function expectOrderly({ status, body }: Answer): void {
  expect([200, 400, 404]).toContain(status);
  expect(body).not.toMatch(/node_modules|\bat .*:\d+:\d+/);
}

let sent = 0;
/** Keeps two of the same from being taken for a replay. */
const once = () => `${++sent}`;

const runs = { numRuns: 250 };

test('spoiled interactions are all answered', async () => {
  await fc.assert(
    fc.asyncProperty(spoiled(payloads), async (payload) => {
      expectOrderly(await signed.form({ payload: JSON.stringify(payload ?? null), once: once() }));
    }),
    runs,
  );
});

test('spoiled events are all answered', async () => {
  await fc.assert(
    fc.asyncProperty(spoiled(events), async (event) => expectOrderly(await signed.json(event ?? null))),
    runs,
  );
});

test('commands with fields missing, doubled and strange are all answered', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(field, { maxLength: 3 }),
      fc.array(fc.tuple(field, fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('', '\0', '💣', '/'))), {
        maxLength: 4,
      }),
      async (missing, more) => {
        const kept = Object.entries(commandFields(world, 'status')).filter(([name]) => !missing.includes(name));
        expectOrderly(await signed.form([...kept, ...more, ['once', once()]]));
      },
    ),
    runs,
  );
});

test('any text as a command line, and any bytes as a body, are answered', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => {
      const answer = await signed.form(commandFields(world, text));
      expect(answer.status).toBe(200);
    }),
    { numRuns: 100 },
  );
  await fc.assert(
    fc.asyncProperty(fc.uint8Array(), async (bytes) => expectOrderly(await signed.send(Buffer.from(bytes)))),
    { numRuns: 100 },
  );
});

test('and after all of it the app lives, serves, and has left nothing dangling', async () => {
  expect((await fetch(`${world.publicUrl}/healthz`)).status).toBe(200);
  const { status, body } = await signed.form(commandFields(world, 'help'));
  expect({ status, body }).toEqual({ status: 200, body: expect.stringContaining('ephemeral') });
  expect(unhandled).toEqual([]);
});
