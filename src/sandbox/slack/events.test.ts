import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { get } from './json.ts';
import { startTestApp, type TestApp } from './test-app.ts';

let app: TestApp;
beforeEach(async () => {
  const nowMs = Date.now();
  app = await startTestApp({ now: () => nowMs });
});
afterEach(() => app.close());

const attempts = () => app.received.filter(({ type }) => type === 'app_mention');
const send = () => app.slack.sendEvent('Muster GmbH', { type: 'app_mention', text: 'hi' });

describe('an event', () => {
  it('comes as signed JSON with its id and whose it is', async () => {
    expect(await send()).toMatchObject({ outcome: 'ok' });
    expect(app.last('app_mention').body).toMatchObject({
      type: 'event_callback',
      team_id: 'T07MUSTER01',
      api_app_id: 'A07TEST0001',
      event: { type: 'app_mention', text: 'hi' },
      event_id: expect.stringMatching(/^Ev/),
      authorizations: [{ team_id: 'T07MUSTER01', is_bot: true, is_enterprise_install: false }],
    });
  });

  it('that fails comes again at once, after one minute and after five, with the same id', async () => {
    app.on('app_mention', () => ({ status: 500 }));
    await send();
    expect(attempts()).toHaveLength(2);
    await app.slack.advance(59_999);
    expect(attempts()).toHaveLength(2);
    await app.slack.advance(1);
    expect(attempts()).toHaveLength(3);
    await app.slack.advance(300_000);
    expect(attempts()).toHaveLength(4);
    await app.slack.advance(3_600_000);
    expect(attempts()).toHaveLength(4);
    expect(attempts().map(({ headers }) => headers['x-slack-retry-num'])).toEqual([undefined, '1', '2', '3']);
    expect(attempts()[1]?.headers['x-slack-retry-reason']).toBe('http_error');
    expect(new Set(attempts().map(({ body }) => body['event_id'])).size).toBe(1);
  });

  it('is not sent again after a success, nor when the app says so', async () => {
    app.on('app_mention', () => ({ status: 500, headers: { 'x-slack-no-retry': '1' } }));
    await send();
    expect(await app.slack.deliverRetries()).toEqual([]);
    expect(attempts()).toHaveLength(1);
  });

  it('has its retries when a test wants them', async () => {
    app.on('app_mention', () => ({ status: 500 }));
    await send();
    app.on('app_mention', () => undefined);
    expect(await app.slack.deliverRetries()).toMatchObject([{ outcome: 'ok' }]);
    expect(await app.slack.deliverRetries()).toEqual([]);
  });
});

describe('removing the app', () => {
  it.each([[['app_uninstalled', 'tokens_revoked'] as const], [['tokens_revoked', 'app_uninstalled'] as const]])(
    'sends %s, with the token dead before',
    async (order) => {
      const answers: unknown[] = [];
      for (const type of order)
        app.on(type, async () => {
          answers.push(await app.api('auth.test'));
          return undefined;
        });
      await app.slack.uninstall('Muster GmbH', { order });
      expect(app.received.map(({ type }) => type)).toEqual([...order]);
      expect(answers).toEqual([
        { ok: false, error: 'account_inactive' },
        { ok: false, error: 'account_inactive' },
      ]);
      expect(get(app.last('tokens_revoked').body, 'event', 'tokens', 'bot')).toHaveLength(1);
      await expect(app.slack.as('anna').shortcut('draft:create')).rejects.toMatchObject({ code: 'not_installed' });
    },
  );

  it('takes its views away', async () => {
    const view = { type: 'home', blocks: [{ type: 'divider' }] };
    await app.api('views.publish', { user_id: 'U07ANNA0001', view });
    expect(app.slack.as('anna').homeView()).not.toBeNull();
    await app.slack.uninstall('Muster GmbH');
    expect(app.slack.as('anna').homeView()).toBeNull();
  });

  it('also happens when the app asks for it', async () => {
    expect(await app.api('apps.uninstall', { client_id: '1.2', client_secret: 'client-secret' })).toEqual({ ok: true });
    await app.slack.waitFor(
      () => app.slack.exchanges({ kind: 'event' }).filter(({ outcome }) => outcome === 'ok').length === 2,
    );
    expect(await app.api('auth.test')).toMatchObject({ error: 'account_inactive' });
  });

  it('from an organisation takes it away in all its workspaces, of which the events name one', async () => {
    const first = app.slack.addWorkspace({ name: 'Nova AG', enterprise: { name: 'Nova Group' } });
    const second = app.slack.addWorkspace({ name: 'Nova SE', enterprise: first.enterprise?.id ?? '' });
    const { token } = app.slack.install(first.id, { enterprise: true });
    await app.slack.uninstall(second.id);
    expect(app.last('app_uninstalled').body).toMatchObject({
      team_id: second.id,
      enterprise_id: first.enterprise?.id,
      authorizations: [{ team_id: null, is_enterprise_install: true }],
    });
    expect(await app.api('auth.test', {}, token)).toMatchObject({ error: 'account_inactive' });
  });

  it('from one workspace of an organisation leaves the token alive, which does not reach there any more', async () => {
    const first = app.slack.addWorkspace({ name: 'Nova AG', enterprise: { name: 'Nova Group' } });
    const second = app.slack.addWorkspace({ name: 'Nova SE', enterprise: first.enterprise?.id ?? '' });
    const { token } = app.slack.install(first.id, { enterprise: true });
    expect(await app.slack.revokeAccess(first.id)).toMatchObject({ outcome: 'ok' });
    expect(app.last('team_access_revoked').body).toMatchObject({
      type: 'event_callback',
      team_id: null,
      enterprise_id: first.enterprise?.id,
      event: { type: 'team_access_revoked', team_ids: [first.id] },
      authorizations: [{ team_id: null, is_enterprise_install: true }],
    });
    const info = (workspace: string) => app.api('team.info', { team: workspace }, token);
    expect(await info(second.id)).toMatchObject({ error: 'missing_scope' });
    expect(await app.api('auth.test', {}, token)).toMatchObject({ ok: true });
    await expect(app.slack.as('admin@nova-ag').shortcut('draft:create')).rejects.toMatchObject({
      code: 'not_installed',
    });
    await expect(app.slack.revokeAccess(first.id)).rejects.toMatchObject({ code: 'not_installed' });
    await expect(app.slack.revokeAccess('Muster GmbH')).rejects.toMatchObject({ code: 'not_installed' });
  });

  it('and installing again gives a new token', async () => {
    await app.slack.uninstall('Muster GmbH');
    const { token } = app.slack.install('Muster GmbH');
    expect(token).not.toBe(app.token);
    expect(await app.api('auth.test', {}, token)).toMatchObject({ ok: true });
  });
});

describe("Slack's checks of a request URL", () => {
  it('send a signed challenge and want it back', async () => {
    expect(await app.slack.verifyUrl()).toBe(false);
    app.on('url_verification', ({ body }) => ({ challenge: body['challenge'] }));
    expect(await app.slack.verifyUrl()).toBe(true);
  });

  it('send an unsigned ssl_check', async () => {
    expect(await app.slack.sslCheck()).toBe(true);
    expect(app.last('ssl_check').headers).not.toHaveProperty('x-slack-signature');
  });
});

describe('a delivery', () => {
  it('is sent again byte by byte, and with another body its signature is wrong', async () => {
    const { exchange } = await app.slack.as('anna').command('#marketing', '/cleverreach');
    expect(await app.slack.redeliver(exchange ?? 0)).toMatchObject({ status: 200 });
    const [first, second] = app.received;
    expect(second?.raw).toBe(first?.raw);
    expect(second?.headers['x-slack-signature']).toBe(first?.headers['x-slack-signature']);
    expect(await app.slack.redeliver(exchange ?? 0, { body: `${first?.raw}&x=1` })).toMatchObject({ status: 401 });
  });
});
