import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { get, text } from './json.ts';
import { modal, section, startTestApp, type TestApp } from './test-app.ts';

let app: TestApp;
beforeEach(async () => {
  app = await startTestApp();
});
afterEach(() => app.close());

describe('a typed command', () => {
  it('reaches the app signed, as a form with everything Slack tells', async () => {
    const result = await app.slack.as('anna').command('#marketing', '/cleverreach stats  Newsletter ');
    expect(result).toMatchObject({ outcome: 'ok', error: null, message: null });
    expect(app.last('command').body).toMatchObject({
      command: '/cleverreach',
      text: 'stats  Newsletter',
      user_id: 'U07ANNA0001',
      user_name: 'anna',
      team_id: 'T07MUSTER01',
      team_domain: 'muster-gmbh',
      channel_name: 'marketing',
      api_app_id: 'A07TEST0001',
      is_enterprise_install: 'false',
    });
    expect(app.last('command').headers['content-type']).toBe('application/x-www-form-urlencoded');
  });

  it('shows the HTTP answer to the person alone', async () => {
    app.on('command', () => ({ blocks: [section('Hello')], text: 'Hello' }));
    const { message } = await app.slack.as('anna').command('#marketing', '/cleverreach');
    expect(message).toMatchObject({ author: 'app', text: 'Hello', ephemeralFor: 'U07ANNA0001' });
    expect(app.slack.as('anna').messagesFor('#marketing')).toContainEqual(message);
    expect(app.slack.as('ben').messagesFor('#marketing')).not.toContainEqual(message);
  });

  it('shows the HTTP answer to all when it says in_channel', async () => {
    app.on('command', () => ({ text: 'For all', response_type: 'in_channel' }));
    const { message } = await app.slack.as('anna').command('#marketing', '/cleverreach');
    expect(app.slack.as('ben').messagesFor('#marketing')).toContainEqual(message);
  });

  it('refuses an HTTP answer whose blocks Slack would refuse, and says where', async () => {
    app.on('command', () => ({ blocks: [section('x'.repeat(3001))] }));
    const result = await app.slack.as('anna').command('#marketing', '/cleverreach');
    expect(result).toMatchObject({
      outcome: 'failed',
      error: 'invalid_command_response',
      message: { author: 'slackbot' },
    });
    expect(app.slack.exchanges({ kind: 'command' })[0]).toMatchObject({
      outcome: 'refused',
      problems: [{ pointer: '/blocks/0/text/text' }],
    });
  });

  it.each([
    [500, 'http_service_error'],
    [404, 'http_client_error'],
  ])('answered with %i shows the person %s', async (status, error) => {
    app.on('command', () => ({ status }));
    const result = await app.slack.as('ben').command('#general', '/cleverreach');
    expect(result).toMatchObject({ outcome: 'failed', error });
    expect(result.message?.text).toBe(`/cleverreach failed with the error "${error}"`);
  });

  it('says dispatch_failed when nobody listens', async () => {
    app.slack.app.eventsUrl = 'http://127.0.0.1:1/slack/events';
    expect(await app.slack.as('ben').command('#general', '/cleverreach')).toMatchObject({ error: 'dispatch_failed' });
  });

  it('that no app has is answered by Slackbot, and nothing is sent', async () => {
    const result = await app.slack.as('ben').command('#general', '/nothing here');
    expect(result).toMatchObject({ outcome: 'failed', error: 'invalid_command', message: { author: 'slackbot' } });
    expect(app.received).toEqual([]);
  });

  it('cannot be typed into a channel the person is not in', async () => {
    await expect(app.slack.as('gabi').command('#general', '/cleverreach')).rejects.toMatchObject({
      code: 'not_in_channel',
    });
  });

  it('without a slash is a message for all, with its address active', async () => {
    const { message } = await app.slack
      .as('ben')
      .command('#general', 'Ask <b> or max@example.com, see https://example.com/x.');
    expect(message?.text).toBe(
      'Ask &lt;b&gt; or <mailto:max@example.com|max@example.com>, see <https://example.com/x>.',
    );
  });
});

describe('an app that is late', () => {
  it('shows operation_timeout, and the log says so', async () => {
    const late = await startTestApp({ deadlineMs: 50 });
    try {
      let release = () => {};
      late.on('command', () => new Promise((resolve) => (release = () => resolve(undefined))));
      const result = await late.slack.as('anna').command('#marketing', '/cleverreach');
      release();
      expect(result).toMatchObject({ outcome: 'timeout', error: 'operation_timeout', message: { author: 'slackbot' } });
      expect(late.slack.exchanges({ kind: 'command' })[0]).toMatchObject({ outcome: 'timeout', response: null });
    } finally {
      await late.close();
    }
  });
});

describe('a shortcut', () => {
  it('opens a modal with its trigger', async () => {
    app.on('shortcut', async ({ body }) => {
      await app.api('views.open', { trigger_id: body['trigger_id'], view: modal() });
      return undefined;
    });
    expect(await app.slack.as('ben').shortcut('Create draft')).toMatchObject({ outcome: 'ok' });
    expect(app.last('shortcut').body).toMatchObject({ callback_id: 'draft:create', team: { id: 'T07MUSTER01' } });
    expect(app.slack.as('ben').currentView()?.content).toMatchObject({ title: { text: 'A modal' } });
    expect(app.slack.as('anna').currentView()).toBeNull();
  });

  it('on a message brings the message with its address as Slack writes it', async () => {
    const message = app.slack
      .as('anna')
      .messagesFor('#marketing')
      .find((entry) => entry.text.includes('mailto:'));
    await app.slack.as('anna').messageShortcut('#marketing', message?.ts ?? '', 'receivers:unsubscribe');
    const { body } = app.last('message_action');
    expect(body).toMatchObject({
      callback_id: 'receivers:unsubscribe',
      message_ts: message?.ts,
      channel: { name: 'marketing' },
    });
    expect(text(body, 'message', 'text')).toContain('<mailto:anna.mueller@example.com|anna.mueller@example.com>');
    expect(get(body, 'message', 'user')).toBe('U07BEN00002');
  });

  it('that the app does not have is not there', async () => {
    await expect(app.slack.as('ben').shortcut('nonsense')).rejects.toMatchObject({ code: 'not_there' });
  });
});
