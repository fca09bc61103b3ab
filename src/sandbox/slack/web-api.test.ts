import { ErrorCode, WebClient } from '@slack/web-api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { section, startTestApp, type TestApp } from './test-app.ts';

let app: TestApp;
let client: WebClient;
beforeEach(async () => {
  app = await startTestApp();
  client = new WebClient(app.token, { slackApiUrl: app.slack.apiUrl, retryConfig: { retries: 0 } });
});
afterEach(() => app.close());

const MARKETING = 'C07MARKET02';
const seen = (user: string) => app.slack.messagesFor(user, '#marketing').map((message) => message.text);
/** The platform error of a call that Slack's own client makes. */
const errorOf = (call: Promise<unknown>) =>
  call.then(
    () => null,
    (error) => error.data?.error ?? error.code,
  );

describe('a token', () => {
  it('is needed, known, alive and allowed', async () => {
    const with_ = (token: string | undefined) => new WebClient(token, { slackApiUrl: app.slack.apiUrl });
    expect(await errorOf(with_(undefined).auth.test())).toBe('not_authed');
    expect(await errorOf(with_('xoxb-nobody').auth.test())).toBe('invalid_auth');
    expect(await errorOf(client.team.info())).toBe('missing_scope');
    expect(await errorOf(client.apiCall('nonsense.method'))).toBe('unknown_method');
    await app.slack.uninstall('Muster GmbH');
    expect(await errorOf(client.auth.test())).toBe('account_inactive');
  });

  it('says whose it is', async () => {
    expect(await client.auth.test()).toMatchObject({
      ok: true,
      team: 'Muster GmbH',
      team_id: 'T07MUSTER01',
      url: 'https://muster-gmbh.slack.com/',
      is_enterprise_install: false,
    });
  });

  it('is taken as a form field too', async () => {
    const answer = await fetch(`${app.slack.apiUrl}auth.test`, {
      method: 'POST',
      body: new URLSearchParams({ token: app.token }),
    });
    expect(await answer.json()).toMatchObject({ ok: true, team_id: 'T07MUSTER01' });
  });

  it('reaches no other workspace', async () => {
    const other = app.slack.addWorkspace({ name: 'Other Ltd' });
    const { token } = app.slack.install(other.id);
    const theirs = new WebClient(token, { slackApiUrl: app.slack.apiUrl });
    expect(await errorOf(theirs.users.info({ user: 'U07ANNA0001' }))).toBe('user_not_found');
    expect(await errorOf(theirs.chat.postMessage({ channel: MARKETING, text: 'x' }))).toBe('channel_not_found');
  });
});

describe('users.info', () => {
  it('tells admins, guests and people of other organisations apart', async () => {
    const info = async (user: string) => (await client.users.info({ user, include_locale: true })).user;
    expect(await info('U07ANNA0001')).toMatchObject({
      is_admin: true,
      is_restricted: false,
      is_stranger: false,
      locale: 'de-DE',
      tz: 'Europe/Berlin',
      real_name: 'Anna Becker',
    });
    expect(await info('U07BEN00002')).toMatchObject({ is_admin: false, is_restricted: false, locale: 'en-GB' });
    expect(await info('U07GABI0003')).toMatchObject({ is_restricted: true });
    expect(await info('U08SAM00004')).toMatchObject({ is_stranger: true, team_id: 'T08PARTNER2' });
  });

  it('gives the locale only when asked, and the address only with its scope', async () => {
    const { user } = await client.users.info({ user: 'U07ANNA0001' });
    expect(user).not.toHaveProperty('locale');
    expect(user?.profile).not.toHaveProperty('email');
  });

  it('shows another language and another role at once', async () => {
    const info = async () => (await client.users.info({ user: 'U07BEN00002', include_locale: true })).user;
    expect(await info()).toMatchObject({ locale: 'en-GB', is_admin: false, is_restricted: false });
    app.slack.changeUser('ben', { locale: 'de-DE', isAdmin: true });
    expect(await info()).toMatchObject({ locale: 'de-DE', is_admin: true });
    app.slack.changeUser('ben', { isAdmin: false, isRestricted: true });
    expect(await info()).toMatchObject({ is_admin: false, is_restricted: true });
  });

  it('shows a promotion at once', async () => {
    app.slack.changeUser('ben', { isAdmin: true });
    expect((await client.users.info({ user: 'U07BEN00002' })).user).toMatchObject({ is_admin: true });
  });
});

describe('messages', () => {
  it('are posted only where the app is a member', async () => {
    expect(await errorOf(client.chat.postMessage({ channel: MARKETING, text: 'x' }))).toBe('not_in_channel');
    expect(await errorOf(client.chat.postEphemeral({ channel: MARKETING, user: 'U07ANNA0001', text: 'x' }))).toBe(
      'not_in_channel',
    );
    expect(await errorOf(client.chat.postMessage({ channel: 'C0NOWHERE', text: 'x' }))).toBe('channel_not_found');
    app.slack.inviteApp('anna', '#marketing');
    expect(await client.chat.postMessage({ channel: MARKETING, text: 'Hello' })).toMatchObject({
      ok: true,
      channel: MARKETING,
    });
    expect(seen('ben')).toContain('Hello');
  });

  it('to a person arrive in the direct message with the app', async () => {
    await client.chat.postMessage({ channel: 'U07BEN00002', text: 'Just you' });
    expect(app.slack.messagesFor('ben', '@app')).toMatchObject([{ text: 'Just you', author: 'app' }]);
    expect(app.slack.messagesFor('anna', '@app')).toEqual([]);
  });

  it('that are ephemeral are seen by one person and cannot be changed', async () => {
    app.slack.inviteApp('anna', '#marketing');
    const { message_ts: ts } = await client.chat.postEphemeral({
      channel: MARKETING,
      user: 'U07ANNA0001',
      text: 'Psst',
    });
    expect(seen('anna')).toContain('Psst');
    expect(seen('ben')).not.toContain('Psst');
    expect(await errorOf(client.chat.update({ channel: MARKETING, ts: String(ts), text: 'x' }))).toBe(
      'message_not_found',
    );
    expect(await errorOf(client.chat.postEphemeral({ channel: MARKETING, user: 'U08SAM00004', text: 'x' }))).toBe(
      'user_not_in_channel',
    );
  });

  it('are updated, dropping blocks that are not sent again, and deleted', async () => {
    app.slack.inviteApp('anna', '#marketing');
    const blocks = [{ type: 'section' as const, text: { type: 'mrkdwn' as const, text: 'One' } }];
    const { ts } = await client.chat.postMessage({ channel: MARKETING, text: 'One', blocks });
    await client.chat.update({ channel: MARKETING, ts: String(ts), text: 'Two' });
    expect(app.slack.messagesFor('ben', '#marketing').at(-1)).toMatchObject({ text: 'Two', blocks: [] });
    await client.chat.delete({ channel: MARKETING, ts: String(ts) });
    expect(seen('ben')).not.toContain('Two');
  });

  it('of others cannot be changed', async () => {
    const ts = String(app.slack.messagesFor('ben', '#marketing')[0]?.ts);
    expect(await errorOf(client.chat.update({ channel: MARKETING, ts, text: 'x' }))).toBe('cant_update_message');
    expect(await errorOf(client.chat.delete({ channel: MARKETING, ts }))).toBe('cant_delete_message');
  });

  it('with blocks that Slack refuses are refused with the place', async () => {
    app.slack.inviteApp('anna', '#marketing');
    const answer = await app.api('chat.postMessage', { channel: MARKETING, blocks: [section('')] });
    expect(answer).toEqual({
      ok: false,
      error: 'invalid_blocks',
      errors: [expect.stringMatching(/^[^[].* \[json-pointer:\/blocks\/0\/text\/text\]$/)],
      response_metadata: {
        messages: [expect.stringMatching(/^\[ERROR\] .* \[json-pointer:\/blocks\/0\/text\/text\]$/)],
      },
    });
    expect(await app.api('chat.postMessage', { channel: MARKETING })).toMatchObject({ error: 'no_text' });
    expect(app.slack.exchanges({ name: 'chat.postMessage' })[0]).toMatchObject({
      outcome: 'refused',
      problems: [{ pointer: '/blocks/0/text/text' }],
    });
  });

  it('with a text beyond all measure are too long', async () => {
    app.slack.inviteApp('anna', '#marketing');
    const text = 'x'.repeat(40_001);
    expect(await app.api('chat.postMessage', { channel: MARKETING, text })).toMatchObject({ error: 'msg_too_long' });
  });

  it('with blocks that are no JSON say so', async () => {
    expect(await app.api('chat.postMessage', { channel: MARKETING, blocks: '[{' })).toMatchObject({
      error: 'invalid_blocks_format',
    });
  });

  it('have a permalink', async () => {
    const ts = String(app.slack.messagesFor('ben', '#marketing')[0]?.ts);
    expect(await client.chat.getPermalink({ channel: MARKETING, message_ts: ts })).toMatchObject({
      permalink: `https://muster-gmbh.slack.com/archives/${MARKETING}/p${ts.replace('.', '')}`,
    });
  });
});

describe('a fault', () => {
  it('answers 429 with Retry-After', async () => {
    app.slack.setFault({ method: 'users.info', status: 429, retryAfterS: 7, times: 1 });
    const strict = new WebClient(app.token, { slackApiUrl: app.slack.apiUrl, rejectRateLimitedCalls: true });
    await expect(strict.users.info({ user: 'U07ANNA0001' })).rejects.toMatchObject({
      code: ErrorCode.RateLimitedError,
      retryAfter: 7,
    });
    expect(await strict.users.info({ user: 'U07ANNA0001' })).toMatchObject({ ok: true });
  });

  it('answers an error or a status until it is cleared, for one method only', async () => {
    app.slack.setFault({ method: 'users.info', error: 'fatal_error' });
    expect(await errorOf(client.users.info({ user: 'U07ANNA0001' }))).toBe('fatal_error');
    expect(await client.auth.test()).toMatchObject({ ok: true });
    app.slack.clearFaults();
    app.slack.setFault({ method: '*', status: 503 });
    expect(await errorOf(client.auth.test())).toBe(ErrorCode.HTTPError);
    app.slack.clearFaults();
    expect(await client.auth.test()).toMatchObject({ ok: true });
  });
});
