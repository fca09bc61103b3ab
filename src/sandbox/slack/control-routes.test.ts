import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Json } from './index.ts';
import { get, isObject, parseJson } from './json.ts';
import { modal, startTestApp, type TestApp } from './test-app.ts';

let app: TestApp;
beforeEach(async () => {
  app = await startTestApp();
});
afterEach(() => app.close());

async function control(method: string, body: Json = {}): Promise<{ status: number; body: unknown }> {
  const answer = await fetch(`${app.slack.url}/sandbox/${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: answer.status, body: await answer.json() };
}

describe('the control routes', () => {
  it('run a command, fill and submit a modal, and show what came of it', async () => {
    app.on('command', async ({ body }) => {
      await app.api('views.open', { trigger_id: body['trigger_id'], view: modal() });
      return undefined;
    });
    app.on('view_submission', () => ({ response_action: 'errors', errors: { name: 'No' } }));
    const user = 'anna';
    expect(await control('command', { user, channel: '#marketing', text: '/cleverreach draft' })).toMatchObject({
      status: 200,
      body: { outcome: 'ok' },
    });
    expect((await control('currentView', { user })).body).toMatchObject({ kind: 'modal', user: 'U07ANNA0001' });
    expect((await control('fill', { user, target: 'modal', values: { Name: 'November' } })).body).toEqual({
      errors: {},
      delivered: null,
    });
    expect((await control('submit', { user })).body).toEqual({
      outcome: 'errors',
      errors: { name: 'No' },
      byClient: false,
    });
    await control('closeView', { user });
    expect((await control('currentView', { user })).body).toBeNull();
  });

  it('tell with 400 what a person cannot do, and what is wrong with the call', async () => {
    expect(await control('press', { user: 'anna', target: 'modal', which: 'Save' })).toEqual({
      status: 400,
      body: { error: 'no_such_view', message: 'anna has no such view open.' },
    });
    expect(await control('press', { user: 'anna' })).toMatchObject({
      status: 400,
      body: { error: 'invalid_arguments' },
    });
  });

  it.each([
    'snapshot',
    'installUrl',
    'deliverRetries',
    'clearFaults',
    'exchanges',
    'clearLog',
    'verifyUrl',
    'sslCheck',
  ])('serve %s without arguments', async (method) => {
    expect(await control(method)).toMatchObject({ status: 200 });
  });

  it('serve every method there is in code', async () => {
    const ofSandbox = [
      'url',
      'apiUrl',
      'authorizeUrl',
      'app',
      'workspaces',
      'requests',
      'as',
      'waitFor',
      'onChange',
      'close',
    ];
    for (const method of Object.keys(app.slack).filter((key) => !ofSandbox.includes(key)))
      expect.soft((await control(method, { nonsense: true })).status, method).not.toBe(404);
  });

  it('add workspaces, people and channels', async () => {
    const { body: workspace } = await control('addWorkspace', { name: 'Nova AG' });
    const id = get(workspace, 'id');
    await control('addUser', { workspace: id, user: { name: 'nina', isAdmin: true } });
    await control('addChannel', { workspace: id, name: 'team', members: ['nina'] });
    await control('install', { workspace: id });
    await control('command', { user: 'nina', channel: '#team', text: '/cleverreach' });
    expect(app.last('command').body).toMatchObject({ user_name: 'nina', channel_name: 'team', team_id: id });
  });

  it('wait for a message that comes later', async () => {
    const waiting = control('waitForMessage', { user: 'anna', channel: '#marketing', text: 'at last' });
    app.slack.as('ben').say('#marketing', 'not yet');
    app.slack.as('ben').say('#marketing', 'at last!');
    expect((await waiting).body).toMatchObject({ text: 'at last!', user: 'U07BEN00002' });
  });
});

describe('the stream of changes', () => {
  it('tells every message as it comes', async () => {
    const stream = await fetch(`${app.slack.url}/sandbox/events`);
    expect(stream.headers.get('content-type')).toBe('text/event-stream');
    app.slack.as('ben').say('#marketing', 'live');
    expect(await firstEvent(stream)).toMatchObject({ type: 'message', message: { text: 'live' } });
  });
});

async function firstEvent(stream: Response): Promise<unknown> {
  const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
  let heard = '';
  for (;;) {
    const { value, done } = (await reader?.read()) ?? { value: '', done: true };
    heard += value ?? '';
    const data = /^data: (.*)$/m.exec(heard)?.[1];
    const event = data === undefined ? undefined : parseJson(data);
    if (isObject(event)) {
      await reader?.cancel();
      return event;
    }
    if (done) throw new Error(`The stream ended: ${heard}`);
  }
}

describe('waiting', () => {
  it('finds what is there already, and fails in words when it never comes', async () => {
    expect(await app.slack.as('anna').messagesFor('#marketing')).not.toEqual([]);
    const found = await app.slack.waitForMessage('anna', '#marketing', { text: 'anna.mueller' });
    expect(found.user).toBe('U07BEN00002');
    await expect(app.slack.waitForMessage('anna', '#marketing', { text: 'never' }, 20)).rejects.toThrow(
      /did not happen/,
    );
  });
});
