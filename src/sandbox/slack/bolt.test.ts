import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { App, HTTPReceiver, type Installation, LogLevel } from '@slack/bolt';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type SlackSandbox, startSlack } from './index.ts';

/** Slack's own framework as the app: what it understands of the sandbox is what it understands of Slack. */
let slack: SlackSandbox;
let bolt: App;
let server: ReturnType<typeof createServer>;
let appUrl: string;

beforeEach(async () => {
  server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A TCP server's address is an AddressInfo.
  appUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  slack = await startSlack({
    app: {
      id: 'A07BOLT0001',
      name: 'Bolt App',
      clientId: '1.2',
      clientSecret: 'shh',
      signingSecret: 'signing',
      redirectUris: [`${appUrl}/slack/oauth_redirect`],
      eventsUrl: `${appUrl}/slack/events`,
      commands: [{ command: '/hello', description: '' }],
      shortcuts: [{ type: 'global', name: 'Write', callbackId: 'write', description: '' }],
      botScopes: ['commands', 'chat:write', 'users:read'],
    },
  });
  const installations = new Map<string, Installation>();
  const clientOptions = { slackApiUrl: slack.apiUrl };
  const logger = {
    debug: () => {},
    info: () => {},
    warn: () => {},
    error: () => {},
    setLevel: () => {},
    getLevel: () => LogLevel.ERROR,
    setName: () => {},
  };
  const receiver = new HTTPReceiver({
    logger,
    signingSecret: 'signing',
    clientId: '1.2',
    clientSecret: 'shh',
    stateSecret: 'a-secret-for-states',
    scopes: ['commands', 'chat:write', 'users:read'],
    redirectUri: `${appUrl}/slack/oauth_redirect`,
    installerOptions: {
      redirectUriPath: '/slack/oauth_redirect',
      directInstall: true,
      authorizationUrl: slack.authorizeUrl,
      clientOptions,
    },
    installationStore: {
      storeInstallation: async (installation) => {
        installations.set(installation.team?.id ?? installation.enterprise?.id ?? '', installation);
      },
      fetchInstallation: async (query) => {
        const found = installations.get(query.teamId ?? query.enterpriseId ?? '');
        if (found === undefined) throw new Error('not installed');
        return found;
      },
    },
  });
  bolt = new App({ receiver, logger, clientOptions, convoStore: false });
  server.on('request', receiver.requestListener);
});
afterEach(async () => {
  await slack.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** The whole way: install path, consent page, redirect with the state cookie. */
async function install(): Promise<Response> {
  const start = await fetch(`${appUrl}/slack/install`, { redirect: 'manual' });
  const { location } = await slack.as('anna').consent(String(start.headers.get('location')));
  const cookie = String(start.headers.get('set-cookie')).split(';')[0] ?? '';
  return fetch(location, { headers: { cookie } });
}

describe('an app made with Bolt', () => {
  it('installs itself through the consent page', async () => {
    expect((await install()).status).toBe(200);
    expect(slack.exchanges({ direction: 'to-slack' }).map(({ name }) => name)).toEqual([
      'oauth.v2.access',
      'auth.test',
    ]);
  });

  it('answers a command, opens a modal, takes its submission and a button', async () => {
    await install();
    bolt.command('/hello', async ({ ack, respond, command }) => {
      await ack();
      await respond({
        text: `Hello ${command.text}`,
        blocks: [
          {
            type: 'actions',
            elements: [{ type: 'button', action_id: 'open', text: { type: 'plain_text', text: 'Open' } }],
          },
        ],
      });
    });
    bolt.action('open', async ({ ack, body, client }) => {
      await ack();
      if (body.type !== 'block_actions') return;
      await client.views.open({
        trigger_id: body.trigger_id,
        view: {
          type: 'modal',
          callback_id: 'form',
          title: { type: 'plain_text', text: 'Form' },
          submit: { type: 'plain_text', text: 'Send' },
          blocks: [
            {
              type: 'input',
              block_id: 'name',
              label: { type: 'plain_text', text: 'Name' },
              element: { type: 'plain_text_input', action_id: 'name' },
            },
          ],
        },
      });
    });
    bolt.view('form', async ({ ack, view, body, client }) => {
      await ack();
      await client.chat.postMessage({
        channel: body.user.id,
        text: `You are ${view.state.values['name']?.['name']?.value}`,
      });
    });

    const ben = slack.as('ben');
    await ben.command('#general', '/hello Ben');
    const message = await slack.waitForMessage('ben', '#general', { text: 'Hello Ben' });
    expect(message.ephemeralFor).toBe('U07BEN00002');
    await ben.press(message, 'Open');
    await slack.waitFor(() => ben.currentView());
    await ben.fill('modal', { Name: 'Ben' });
    expect(await ben.submit()).toEqual({ outcome: 'closed' });
    await slack.waitForMessage('ben', '@app', { text: 'You are Ben' });
  });

  it('publishes a Home tab when it is opened', async () => {
    await install();
    bolt.event('app_home_opened', async ({ event, client }) => {
      await client.views.publish({
        user_id: event.user,
        view: { type: 'home', blocks: [{ type: 'section', text: { type: 'plain_text', text: 'Home' } }] },
      });
    });
    await slack.as('ben').openHome();
    expect(await slack.waitFor(() => slack.as('ben').homeView())).toMatchObject({ kind: 'home' });
  });

  it('answers the check of its URL', async () => {
    expect(await slack.verifyUrl()).toBe(true);
    expect(await slack.sslCheck()).toBe(true);
  });

  it('that throws shows its user an error', async () => {
    await install();
    bolt.command('/hello', async () => {
      throw new Error('on purpose');
    });
    expect(await slack.as('ben').command('#general', '/hello')).toMatchObject({ error: 'http_service_error' });
  });
});
