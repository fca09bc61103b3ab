import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { get, objects, text } from './json.ts';
import { input, modal, startTestApp, type TestApp } from './test-app.ts';

let app: TestApp;
beforeEach(async () => {
  app = await startTestApp({ app: { botScopes: ['commands', 'files:read'] } });
  await app.slack.as('anna').shortcut('draft:create');
  const element = { type: 'file_input', action_id: 'file', filetypes: ['html'], max_files: 1 };
  await app.api('views.open', {
    trigger_id: app.last('shortcut').body['trigger_id'],
    view: modal({ blocks: [input('file', 'File', element)] }),
  });
});
afterEach(() => app.close());

const HTML = { name: 'Grüße.html', content: '<h1>Grüße</h1>' };

describe('a file input', () => {
  it('gives the app the file, which it downloads with its token', async () => {
    expect(await app.slack.as('anna').fill('modal', { File: HTML })).toEqual({ errors: {}, delivered: null });
    await app.slack.as('anna').submit();
    const [file] = objects(get(app.last('view_submission').body, 'view', 'state', 'values', 'file', 'file', 'files'));
    expect(file).toMatchObject({ name: 'Grüße.html', mimetype: 'text/html', size: 16, user: 'U07ANNA0001' });
    const url = text(file, 'url_private_download');
    const authorized = await fetch(url, { headers: { authorization: `Bearer ${app.token}` } });
    expect(await authorized.text()).toBe('<h1>Grüße</h1>');
    expect(await app.api('files.info', { file: file?.['id'] })).toMatchObject({
      ok: true,
      file: { url_private_download: url },
    });
  });

  it('shows the sign-in page to anyone else, as Slack does', async () => {
    await app.slack.as('anna').fill('modal', { File: HTML });
    const [file] = objects(app.slack.as('anna').currentView()?.values['file']?.['file']?.['files']);
    const answer = await fetch(text(file, 'url_private'));
    expect(answer.headers.get('content-type')).toContain('text/html');
    expect(await answer.text()).toContain('Sign in');
  });

  it('without the scope files:read is no input at all', async () => {
    const { id } = app.slack.addWorkspace({ name: 'Small' });
    const { token } = app.slack.install(id, { scopes: ['commands'] });
    await app.slack.as('member').shortcut('draft:create');
    const view = modal({ blocks: [input('file', 'File', { type: 'file_input', action_id: 'file' })] });
    const { trigger_id } = app.last('shortcut').body;
    expect(await app.api('views.open', { trigger_id, view }, token)).toMatchObject({
      error: 'invalid_arguments',
      response_metadata: { messages: [expect.stringContaining('files:read')] },
    });
  });

  it('gives its bytes to no token without files:read', async () => {
    await app.slack.as('anna').fill('modal', { File: HTML });
    const [file] = objects(app.slack.as('anna').currentView()?.values['file']?.['file']?.['files']);
    const { id } = app.slack.addWorkspace({ name: 'Small' });
    const { token } = app.slack.install(id, { scopes: ['files:read'] });
    const answer = await fetch(text(file, 'url_private_download'), { headers: { authorization: `Bearer ${token}` } });
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain('Sign in');
  });

  it.each([
    ['another kind of file', { name: 'a.exe', content: 'x' }],
    ['too many', { files: [HTML, HTML] }],
    ['what is no file', 'text'],
  ])('refuses %s', async (_name, entry) => {
    expect(await app.slack.as('anna').fill('modal', { File: entry })).toMatchObject({
      errors: { file: expect.any(String) },
    });
    expect(await app.slack.as('anna').submit()).toMatchObject({ outcome: 'errors', byClient: true });
  });
});
