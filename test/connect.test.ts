import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SEED_GROUPS } from '../src/sandbox/cleverreach/index.ts';
import type { Message } from '../src/sandbox/slack/index.ts';
import { createBrowser } from './browser-client.ts';
import { addTenant, connectUrlOf, type Tenant, tenantChannel, visit } from './tenant.ts';
import { unsubscribing } from './unsubscribing.ts';
import { startWorld, type World } from './world.ts';

let world: World;

beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const german = { locale: 'de-DE', tz: 'Europe/Berlin' };
const buttonsOn = (body: string) => body.match(/class="button[^"]*"/g) ?? [];
const shown = (message: Message) => JSON.stringify(message.blocks);

describe('the way to the Connect button', () => {
  let tenant: Tenant;
  beforeAll(async () => {
    tenant = await addTenant(world);
  });

  test.each(['connect', 'VERBINDEN', 'status', 'disconnect'])('%s offers to connect', async (line) => {
    const answer = await tenant.ask(tenant.admin, line);
    expect(answer.ephemeralFor).toBe(tenant.admin);
    expect(shown(answer)).toContain('Connect the CleverReach account this workspace should work with');
    expect(shown(answer)).not.toContain('carries on by itself');
    expect((await createBrowser().get(connectUrlOf(answer))).status).toBe(200);
  });

  test.each(['stats', 'stats VIP', 'draft', 'unsubscribe a@example.com'])(
    '%s says that it needs an account, and that it carries on by itself',
    async (line) => {
      const answer = await tenant.ask(tenant.admin, line);
      expect(answer.ephemeralFor).toBe(tenant.admin);
      expect(answer.text).toContain('needs a CleverReach account');
      // The same is in the text, for whoever sees no buttons.
      expect(answer.text).toContain(connectUrlOf(answer));
      expect(shown(answer)).toContain('Once connected, this carries on by itself.');
    },
  );

  test.each(['mailings:draft', 'receivers:unsubscribe'])('the shortcut %s shows it in a modal', async (shortcut) => {
    const person = world.slack.as(tenant.admin);
    await person.shortcut(shortcut);
    const view = await world.slack.waitFor(() => person.currentView());
    const pressed = await person.press({ id: view.id }, 'Connect CleverReach');
    const url = 'url' in pressed ? (pressed.url ?? '') : '';
    expect((await createBrowser().get(url)).status).toBe(200);
    await person.closeView();
  });

  test('the message shortcut shows it in a modal', async () => {
    const person = world.slack.as(tenant.admin);
    const { ts } = person.say(tenantChannel, 'Please take otto@example.com off the list.');
    await person.messageShortcut(tenantChannel, ts, 'receivers:unsubscribe-from-message');
    const view = await world.slack.waitFor(() => person.currentView());
    expect(connectUrlOf({ blocks: view.content['blocks'] })).toContain(world.publicUrl);
    await person.closeView();
  });

  test('a submission after the account was disconnected offers to connect, and promises nothing more', async () => {
    const late = await addTenant(world);
    await late.connect();
    const person = world.slack.as(late.admin);
    await person.shortcut('receivers:unsubscribe');
    await world.slack.waitFor(() => person.currentView());
    const question = await late.ask(late.admin, 'disconnect');
    await person.press(question, 'Disconnect');
    await person.fill('modal', { addresses: 'otto@example.com' });
    const result = await person.submit();
    const view = 'view' in result ? result.view : undefined;
    expect(connectUrlOf({ blocks: view?.content['blocks'] })).toContain(world.publicUrl);
    expect(JSON.stringify(view?.content)).not.toContain('carries on by itself');
  });

  test('the page after installing has it as its only button', async () => {
    expect(tenant.installed.status).toBe(200);
    expect(buttonsOn(tenant.installed.body)).toHaveLength(1);
    const { page } = await visit(tenant.installed.link(/cleverreach\/connect/));
    expect(page.body).toContain('Nordwind KG');
    expect(page.body).toContain('Nordwind KG Admin');
  });

  test('a guest and somebody of another organisation get none', async () => {
    const guest = world.slack.addUser(tenant.id, { name: 'visitor', isRestricted: true });
    const other = world.slack.addUser(tenant.id, { name: 'partner', teamId: 'T0PARTNER', isStranger: true });
    for (const { id } of [guest, other]) {
      const channel = world.slack.addChannel(tenant.id, { name: `with-${id.toLowerCase()}`, members: [id] });
      for (const line of ['connect', 'stats']) {
        const { message } = await world.slack.command(id, channel.id, `/cleverreach ${line}`);
        expect(message?.text).toMatch(/Guests cannot use|Only members of the workspace/);
        expect(JSON.stringify(message)).not.toContain('/cleverreach/connect');
      }
    }
  });
});

describe('the connect page', () => {
  test('names the workspace and the person, says what is shared, and has exactly one button', async () => {
    const tenant = await addTenant(world, { name: 'Adler & Söhne' });
    const { page } = await visit(connectUrlOf(await tenant.ask(tenant.admin, 'connect')));
    expect(page.status).toBe(200);
    expect(page.body).toContain('<html lang="en">');
    expect(page.body).toContain('<dt>Slack workspace</dt><dd>Adler &amp; Söhne</dd>');
    expect(page.body).toContain('<dt>Requested by</dt><dd>Adler &amp; Söhne Admin</dd>');
    expect(page.body).toContain('What is shared');
    expect(page.body).toContain('can see groups, their figures, receivers and mailings');
    expect(page.body).toContain('Do not continue if someone else sent you this link');
    expect(buttonsOn(page.body)).toEqual(['class="button primary"']);
    expect(page.body.match(/<(a|form|button|script|img|link|iframe)\b/g)).toEqual(['<a']);

    const consent = new URL(page.link(/./));
    expect(consent.origin).toBe(world.cleverReach.url);
    expect(Object.fromEntries(consent.searchParams)).toMatchObject({
      client_id: 'test-app',
      grant: 'basic',
      response_type: 'code',
      redirect_uri: `${world.publicUrl}/cleverreach/callback`,
      lang: 'en',
    });
  });

  test('is German for whoever uses Slack in German, and leads to a German consent page', async () => {
    const tenant = await addTenant(world, { admin: german });
    const visited = await visit(connectUrlOf(await tenant.ask(tenant.admin, 'connect')));
    expect(visited.page.body).toContain('<html lang="de">');
    expect(visited.page.body).toContain(
      'Hier wird ein CleverReach-Konto mit dem Slack-Workspace Nordwind KG verbunden',
    );
    expect(new URL(visited.page.link(/./)).searchParams.get('lang')).toBe('de');
    const done = await visited.agree();
    expect(done.body).toContain('Das CleverReach-Konto Teehaus Muster GmbH ist jetzt mit dem Slack-Workspace');
  });

  test('names with markup and quotes in them appear as they are written', async () => {
    const evil = `<script>alert("1")</script>'"><img src=x onerror=alert(1)>`;
    const escaped =
      '&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&#39;&quot;&gt;&lt;img src=x onerror=alert(1)&gt;';
    const tenant = await addTenant(world, { name: evil, admin: { realName: evil } });
    const { company } = world.cleverReach.account.profile;
    world.cleverReach.account.profile.company = evil;
    try {
      const visited = await visit(connectUrlOf(await tenant.ask(tenant.admin, 'connect')));
      expect(visited.page.body.split(escaped)).toHaveLength(4);
      const done = await visited.agree();
      expect(done.body.split(escaped)).toHaveLength(3);
      for (const { body } of [tenant.installed, visited.page, done]) {
        expect(body).not.toMatch(/<script|<img|onerror=alert\(1\)>/);
      }
      const status = await tenant.ask(tenant.admin, 'status');
      expect(status.text).toContain('&lt;script&gt;');
      expect(shown(status)).not.toContain('<script');
    } finally {
      world.cleverReach.account.profile.company = company;
    }
  });

  test('no page lets anything in but its own style, nor sends its address on', async () => {
    const tenant = await addTenant(world);
    const visited = await visit(connectUrlOf(await tenant.ask(tenant.admin, 'connect')));
    const done = await visited.agree();
    const refused = await createBrowser().get(`${world.publicUrl}/cleverreach/callback?state=x`);
    for (const page of [tenant.installed, visited.page, done, refused]) {
      const style = /<style>([\s\S]*)<\/style>/.exec(page.body)?.[1] ?? '';
      const hash = createHash('sha256').update(style).digest('base64');
      expect(page.headers.get('content-security-policy')).toBe(
        `default-src 'none';style-src 'sha256-${hash}';base-uri 'none';form-action 'none';frame-ancestors 'none'`,
      );
      expect(page.headers.get('referrer-policy')).toBe('no-referrer');
      expect(page.headers.get('x-frame-options')).toBe('DENY');
      expect(page.headers.get('x-content-type-options')).toBe('nosniff');
      expect(page.headers.get('cache-control')).toBe('no-store');
      expect(page.body).not.toMatch(/\sstyle=|<script|\son\w+=/);
    }
    expect(visited.page.headers.get('set-cookie')).toMatch(/; Max-Age=600; Path=\/; HttpOnly; SameSite=Lax$/);
  });
});

describe('what was begun carries on once connected', () => {
  const until = (tenant: Tenant, channel: string, after: Message, text: string) =>
    world.slack.waitForMessage(tenant.admin, channel, { after: after.ts, text });

  test.each([
    ['stats', '6 groups'],
    [`stats ${SEED_GROUPS.vip.name}`, `${SEED_GROUPS.vip.name}: `],
  ])('%s answers by itself, in the same channel, to the same person alone', async (line, expected) => {
    const tenant = await addTenant(world);
    const offer = await tenant.ask(tenant.admin, line);
    const done = await (await visit(connectUrlOf(offer))).agree();
    expect(done.status).toBe(200);
    expect(done.body).toContain('The CleverReach account Teehaus Muster GmbH is now connected');
    expect(done.body).toContain('Slack is carrying on with your request.');
    expect(new URL(done.link(/app_redirect/)).searchParams.get('team')).toBe(tenant.id);

    const answer = await until(tenant, tenantChannel, offer, expected);
    expect(answer.ephemeralFor).toBe(tenant.admin);
    expect(world.slack.messagesFor(tenant.member, tenantChannel)).toEqual([]);
  });

  test('draft gives a button, and the button opens the form with the subject that was typed', async () => {
    const tenant = await addTenant(world);
    const offer = await tenant.ask(tenant.admin, 'draft Spring tea');
    await (await visit(connectUrlOf(offer))).agree();
    const ready = await until(tenant, tenantChannel, offer, 'Everything is ready');
    expect(ready.ephemeralFor).toBe(tenant.admin);
    const person = world.slack.as(tenant.admin);
    await person.press(ready, 'Continue');
    const view = await world.slack.waitFor(() => person.currentView());
    expect(view.content['callback_id']).toBe('mailings:create-draft');
    expect(JSON.stringify(view.content)).toContain('Spring tea');
  });

  test('the modal of a shortcut becomes the form, and the form works', async () => {
    const tenant = await addTenant(world);
    const person = world.slack.as(tenant.admin);
    await person.shortcut('receivers:unsubscribe');
    const offer = await world.slack.waitFor(() => person.currentView());
    await (await visit(connectUrlOf({ blocks: offer.content['blocks'] }))).agree();
    const form = await world.slack.waitFor(() => {
      const view = person.currentView();
      return view?.content['callback_id'] === 'receivers:unsubscribe' && view;
    });
    expect(form.id).toBe(offer.id);
    const u = unsubscribing(world);
    const address = u.subscriber([SEED_GROUPS.press]);
    await u.lookUp(tenant.admin, { addresses: address });
    expect((await u.confirm(tenant.admin)).text).toContain(`${address} was unsubscribed from 1 group`);
  });

  test('a modal that was closed meanwhile is offered in a direct message', async () => {
    const tenant = await addTenant(world);
    const person = world.slack.as(tenant.admin);
    await person.shortcut('mailings:draft');
    const offer = await world.slack.waitFor(() => person.currentView());
    const visited = await visit(connectUrlOf({ blocks: offer.content['blocks'] }));
    await person.closeView();
    await visited.agree();
    const ready = await world.slack.waitForMessage(tenant.admin, '@app', { text: 'Everything is ready' });
    await person.press(ready, 'Continue');
    const view = await world.slack.waitFor(() => person.currentView());
    expect(view.content['callback_id']).toBe('mailings:create-draft');
  });

  test('with nothing begun, the person hears that it is connected', async () => {
    const tenant = await addTenant(world);
    const offer = await tenant.ask(tenant.admin, 'connect');
    const done = await (await visit(connectUrlOf(offer))).agree();
    expect(done.body).not.toContain('carries on');
    const answer = await until(tenant, tenantChannel, offer, 'Connected to the CleverReach account');
    expect(answer.text).toContain('*Teehaus Muster GmbH*');
    expect(answer.ephemeralFor).toBe(tenant.admin);
  });

  test('after installing, whoever installed hears it in a direct message, in their language', async () => {
    const tenant = await addTenant(world, { admin: german });
    await (await visit(tenant.installed.link(/cleverreach\/connect/))).agree();
    const answer = await world.slack.waitForMessage(tenant.admin, '@app', { text: 'Verbunden mit dem' });
    expect(answer.text).toContain('*Teehaus Muster GmbH*');
  });

  test('whoever consents in the browser, the answer goes to who asked', async () => {
    const tenant = await addTenant(world);
    const offer = await tenant.ask(tenant.admin, 'stats');
    await (await visit(connectUrlOf(offer))).agree();
    await until(tenant, tenantChannel, offer, 'groups');
    const status = await tenant.ask(tenant.member, 'status');
    expect(shown(status)).toContain(`<@${tenant.admin}>`);
  });
});

// Last, because it moves the clock of the whole local Slack.
test('an answer that comes after Slack’s thirty minutes arrives as a direct message', async () => {
  const tenant = await addTenant(world);
  const visited = await visit(connectUrlOf(await tenant.ask(tenant.admin, 'stats')));
  await world.slack.advance(31 * 60 * 1000);
  await visited.agree();
  const answer = await world.slack.waitForMessage(tenant.admin, '@app', { text: '6 groups' });
  expect(answer.channel).not.toBe(tenantChannel);
});
