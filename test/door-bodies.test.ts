import { createConnection } from 'node:net';
import { text } from 'node:stream/consumers';
import { Client } from 'undici';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commandFields, type SignedRequests, signedRequests } from './signed-requests.ts';
import { startWorld, type World } from './world.ts';

let world: World;
let signed: SignedRequests;
let client: Client;
const unhandled: unknown[] = [];
const note = (reason: unknown) => void unhandled.push(reason);

beforeAll(async () => {
  world = await startWorld();
  await world.ready();
  signed = signedRequests(world);
  client = new Client(world.publicUrl);
  process.on('unhandledRejection', note);
});
afterAll(async () => {
  await client.close();
  await world.close();
  process.off('unhandledRejection', note);
  expect(unhandled).toEqual([]);
});

const user = { id: 'U07BEN00002' };
const answered = { status: 200, body: expect.stringContaining('"ephemeral"') };
const malformed = { status: 400, body: '{"error":"malformed"}' };

/** Ever deeper objects, as text: nothing here may walk them recursively. */
const nested = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;

describe('a signed body that is nothing of Slack’s is answered 400', () => {
  test.each([
    ['nothing', ''],
    ['null', 'null'],
    ['a number', '7'],
    ['a string', '"stats"'],
    ['a list', '[]'],
    ['true', 'true'],
    ['broken JSON', '{"type":'],
    ['an empty object', '{}'],
    ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x00])],
    ['10,000 levels of objects', nested(10_000)],
    ['10,000 levels of lists', '['.repeat(10_000) + ']'.repeat(10_000)],
    ['50,000 fields', JSON.stringify(Object.fromEntries(Array.from({ length: 50_000 }, (_, i) => [`f${i}`, i])))],
    ['a prototype', '{"__proto__":{"type":"event_callback"},"constructor":null}'],
  ] satisfies [string, string | Buffer][])('%s', async (_case, body) => {
    expect(await signed.send(body)).toMatchObject(malformed);
    expect(await signed.send(body, { contentType: 'application/x-www-form-urlencoded' })).toMatchObject(malformed);
  });

  test.each(['null', '7', '"x"', '[]', '', '{', 'undefined'])('the payload %j', async (payload) => {
    expect(await signed.form({ payload })).toMatchObject(malformed);
  });

  const event = { type: 'event_callback', event_id: 'Ev1', team_id: 'T07MUSTER01', event: { type: 'app_uninstalled' } };
  test.each([
    ['an event that is null', { ...event, event: null }],
    ['an event that is a text', { ...event, event: 'app_uninstalled' }],
    ['an event without a type', { ...event, event: {} }],
    ['an event without an id', { ...event, event_id: undefined }],
    ['an id that is none', { ...event, event_id: 'Ev1}:' }],
    ['the id of a workspace that is none', { ...event, team_id: 'T07MUSTER01}:' }],
    ['an item that is null', { ...event, event: { type: 'x', item: null } }],
    ['a channel that is null', { ...event, event: { type: 'x', channel: null } }],
    ['a command with an event in it', { ...event, type: undefined, command: '/cleverreach', user_id: 'U1' }],
  ])('%s', async (_case, body) => {
    expect(await signed.json(body)).toMatchObject(malformed);
  });

  const action = { type: 'block_actions', team: { id: 'T07MUSTER01' }, user, actions: [{ action_id: 'command:run' }] };
  test.each([
    ['no action', { ...action, actions: [] }],
    ['an action that is null', { ...action, actions: [null] }],
    ['actions that are an object', { ...action, actions: { action_id: 'command:run' } }],
    ['no person', { ...action, user: null }],
    ['neither a workspace nor a person’s', { ...action, team: null }],
    ['an event in it', { ...action, event: null }],
    ['a workspace that is none', { ...action, team: { id: '../T07MUSTER01' } }],
    ['a shortcut without its id', { ...action, type: 'shortcut' }],
    ['a submission without a view', { ...action, type: 'view_submission', view: null }],
    ['a type Slack does not have', { ...action, type: 'something_new' }],
  ])('an interaction with %s', async (_case, payload) => {
    expect(await signed.interaction(payload)).toMatchObject(malformed);
  });

  test.each([
    ['whose workspace is none', { team_id: 'T}:' }],
    ['whose person is none', { user_id: 'U}:' }],
    ['whose response_url is no address', { response_url: 'nowhere' }],
    ['that does not begin with a slash', { command: 'cleverreach' }],
  ])('a command %s', async (_case, fields) => {
    expect(await signed.form({ ...commandFields(world, 'help'), ...fields })).toMatchObject(malformed);
  });
});

describe('what is odd but may come is taken', () => {
  test('an interaction without a workspace counts for the person’s own', async () => {
    const payload = {
      type: 'block_actions',
      team: null,
      enterprise: null,
      user: { ...user, team_id: world.workspace },
      actions: [{ action_id: 'connection:connect' }],
    };
    expect(await signed.interaction(payload)).toMatchObject({ status: 200, body: '' });
  });

  const nothing = { response_url: null, trigger_id: null, channel: null, is_enterprise_install: null };
  const from = { team: { id: 'T07MUSTER01' }, user, ...nothing };
  const view = { id: 'V1', callback_id: 'receivers:unsubscribe', private_metadata: null, state: null };
  test.each([
    ['a pressed button', { ...from, type: 'block_actions', view: null, actions: [{ action_id: 'x', value: null }] }],
    ['a shortcut', { ...from, type: 'shortcut', callback_id: 'mailings:draft' }],
    ['a shortcut on a message', { ...from, type: 'message_action', callback_id: 'x', message: null }],
    ['a submission', { ...from, type: 'view_submission', view }],
    ['a submission with empty state', { ...from, type: 'view_submission', view: { ...view, state: { values: null } } }],
    ['a submission of no name', { ...from, type: 'view_submission', view: { ...view, callback_id: null } }],
    ['a closed form', { ...from, type: 'view_closed', view }],
    ['typing into a select', { ...from, type: 'block_suggestion', action_id: 'x', value: null }],
  ])('null where there is nothing, in %s', async (_case, payload) => {
    expect(await signed.interaction(payload)).toMatchObject({ status: 200 });
  });

  test('an empty response_url, in a command', async () => {
    expect(await signed.form({ ...commandFields(world, 'help'), response_url: '' })).toMatchObject(answered);
  });

  test('fields that Slack sends empty', async () => {
    const fields = { ...commandFields(world, ''), enterprise_id: '', is_enterprise_install: '' };
    expect(await signed.form(fields)).toMatchObject(answered);
  });

  test('thousands of fields more, and fields sent twice', async () => {
    const fields = Object.entries(commandFields(world, 'help'));
    const more = Array.from({ length: 20_000 }, (_, index): [string, string] => [`f${index}`, '']);
    expect(await signed.form([...fields, ...more])).toMatchObject(answered);
    expect(await signed.form([...fields, ...fields])).toMatchObject(answered);
  });

  test('a message 10,000 levels deep under a shortcut', async () => {
    const head = { type: 'message_action', team: { id: world.workspace }, user, trigger_id: 'x' };
    const callback = 'receivers:unsubscribe-from-message';
    const payload = `${JSON.stringify({ ...head, callback_id: callback }).slice(0, -1)},"message":${nested(10_000)}}`;
    expect(await signed.form({ payload })).toMatchObject({ status: 200 });
  });

  test.each([
    'application/x-www-form-urlencoded; charset=utf-8',
    'application/x-www-form-urlencoded;charset=UTF-8',
    'Application/X-WWW-Form-Urlencoded',
  ])('a form as %s', async (contentType) => {
    expect(await signed.form(commandFields(world, 'help'), { contentType })).toMatchObject(answered);
  });

  test.each([
    'application/json; charset=utf-8',
    'APPLICATION/JSON',
    'text/plain',
    'application/octet-stream',
    undefined,
  ])('JSON as %s', async (contentType) => {
    const answer = await signed.json({ type: 'url_verification', challenge: 'abc' }, { contentType });
    expect(answer).toMatchObject({ status: 200, body: '{"challenge":"abc"}' });
  });

  test('but a content type that is none is answered 415', async () => {
    expect(await signed.json({}, { contentType: 'a/b/c;;;=' })).toMatchObject({ status: 415 });
  });

  test('in pieces, without saying how long it is', async () => {
    const options = { contentType: 'application/x-www-form-urlencoded', chunked: true };
    const body = new URLSearchParams({ ...commandFields(world, 'help'), filler: 'x'.repeat(500_000) }).toString();
    expect(await signed.send(body, options)).toMatchObject(answered);
  });
});

describe('a body over the limit is answered 413', () => {
  test.each([
    ['at once', {}],
    ['in pieces, without saying how long it is', { chunked: true }],
    ['unsigned', { headers: { 'x-slack-signature': undefined } }],
  ])('sent %s', async (_case, options) => {
    expect(await signed.send('x'.repeat(1024 * 1024 + 1), options)).toMatchObject({ status: 413 });
  });

  test('and one of just that length is read', async () => {
    expect(await signed.send('x'.repeat(1024 * 1024))).toMatchObject(malformed);
  });
});

describe('addresses', () => {
  async function ask(method: 'GET' | 'HEAD' | 'POST', path: string) {
    // Not a URL's own path, which would tidy up what is to be sent as it is.
    const answer = await client.request({ method, path });
    return { status: answer.statusCode, headers: answer.headers, body: await answer.body.text() };
  }

  test.each(['/', '//', '//slack//events', '/slack', '/slack/events/', '/slack/events/x', '/slack/eventsx', '/..%2f'])(
    'GET %s is answered 404 with a page',
    async (path) => {
      const { status, headers, body } = await ask('GET', path);
      expect(status).toBe(404);
      expect(headers['content-type']).toContain('text/html');
      expect(body).not.toMatch(/ at .*:\d+:\d+|node_modules/);
    },
  );

  test('only POST is taken where Slack sends to', async () => {
    expect((await ask('GET', '/slack/events')).status).toBe(404);
    expect((await ask('HEAD', '/slack/events')).status).toBe(404);
    expect((await ask('POST', '/slack/install')).status).toBe(404);
  });

  test.each(['/%', '/%zz', '/%c0%af', '/slack/%E0%A4%A/events', '/slack/oauth_redirect/%'])(
    'malformed percent encoding in %s is answered 404 with a page',
    async (path) => {
      const { status, headers } = await ask('GET', path);
      expect(status).toBe(404);
      expect(headers['content-type']).toContain('text/html');
    },
  );

  test.each([
    '?state=%',
    '?code=%zz&state=%c0',
    '?state=a&state=b&code=c',
    '?__proto__=x',
    `?state=${'x'.repeat(5000)}`,
  ])('a malformed query %s is answered with a page', async (query) => {
    const { status, headers } = await ask('GET', `/slack/oauth_redirect${query}`);
    expect([400, 502]).toContain(status);
    expect(headers['content-type']).toContain('text/html');
  });

  test('HEAD is answered like GET, without a body', async () => {
    expect(await ask('HEAD', '/healthz')).toMatchObject({ status: 200, body: '' });
    expect(await ask('HEAD', '/nowhere')).toMatchObject({ status: 404, body: '' });
  });

  test.each([
    ['nonsense', 'NONSENSE\r\n\r\n'],
    ['a header without a name', 'GET / HTTP/1.1\r\nhost: x\r\n: y\r\n\r\n'],
    ['a length that is none', 'POST /slack/events HTTP/1.1\r\nhost: x\r\ncontent-length: -1\r\n\r\n'],
  ])('%s on the wire is answered 4xx', async (_case, bytes) => {
    const socket = createConnection(Number(new URL(world.publicUrl).port), '127.0.0.1');
    socket.end(bytes);
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 4\d\d /);
  });

  test('after all this the app serves', async () => {
    expect((await ask('GET', '/healthz')).status).toBe(200);
    expect(await signed.form(commandFields(world, 'help'))).toMatchObject(answered);
  });
});
