import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Message } from '../src/sandbox/slack/index.ts';
import { de } from '../src/texts/de.ts';
import { en } from '../src/texts/en.ts';
import { type SignedRequests, signedRequests } from './signed-requests.ts';
import { addTenant, type Tenant, tenantChannel } from './tenant.ts';
import { startWorld, type World } from './world.ts';

/** What comes from where the app is not installed: from elsewhere, and from where it was removed as far as the app knows. */

let world: World;
let signed: SignedRequests;

beforeAll(async () => {
  world = await startWorld();
  signed = signedRequests(world);
});
afterAll(() => world.close());

const url = () => `${world.publicUrl}/slack/install`;
const sentences = () => `${en.notInstalled(url())}\n${de.notInstalled(url())}`;
const effects = () => world.slack.exchanges({ direction: 'to-slack' }).length + world.cleverReach.requests.length;

describe('where the app never was', () => {
  const place = { team: { id: 'T0NOWHERE' }, user: { id: 'U0NOBODY' } };
  const view = { id: 'V1', type: 'modal', callback_id: 'mailings:draft', private_metadata: '', state: { values: {} } };

  test('a command is answered with the way to install it, in both languages', async () => {
    const fields = { command: '/cleverreach', text: 'stats', team_id: 'T0NOWHERE', user_id: 'U0NOBODY' };
    const { status, body } = await signed.form(fields);
    expect({ status, answer: JSON.parse(body) }).toEqual({
      status: 200,
      answer: { response_type: 'ephemeral', text: sentences() },
    });
  });

  test('a submitted form is answered with the same, on top of it', async () => {
    const { status, body } = await signed.interaction({ ...place, type: 'view_submission', view });
    expect({ status, answer: JSON.parse(body) }).toMatchObject({ status: 200, answer: { response_action: 'push' } });
    expect(body).toContain(JSON.stringify(sentences()).slice(1, -1));
  });

  test.each<[string, Record<string, unknown>, string]>([
    ['a button', { type: 'block_actions', actions: [{ action_id: 'connection:disconnect' }] }, ''],
    [
      'a button in a form',
      { type: 'block_actions', view, actions: [{ action_id: 'receivers:choose-group', block_id: 'group' }] },
      '',
    ],
    ['a shortcut', { type: 'shortcut', callback_id: 'mailings:draft', trigger_id: '1' }, ''],
    [
      'a message shortcut',
      { type: 'message_action', callback_id: 'mailings:draft-from-message', message: { text: 'x' } },
      '',
    ],
    [
      'what is typed into a select',
      { type: 'block_suggestion', action_id: 'mailings:group', block_id: 'group', value: 'news' },
      '{"options":[]}',
    ],
    ['a closed form', { type: 'view_closed', view }, ''],
  ])('%s is answered as Slack expects it, and nothing is done', async (_case, payload, body) => {
    const before = effects();
    expect(await signed.interaction({ ...place, ...payload })).toMatchObject({ status: 200, body });
    expect(effects()).toBe(before);
  });

  test.each(['app_home_opened', 'app_uninstalled', 'tokens_revoked'])(
    'the event %s is taken, so that Slack does not repeat it, and nothing is done',
    async (type) => {
      const before = effects();
      const event = { type, user: 'U0NOBODY', tab: 'home' };
      const body = { type: 'event_callback', team_id: 'T0NOWHERE', event_id: `Ev0${type}`, event };
      expect(await signed.json(body)).toMatchObject({ status: 200, body: '' });
      expect(effects()).toBe(before);
    },
  );
});

describe('where the app is no longer installed', () => {
  let tenant: Tenant;
  let shown: Message;

  /** A workspace that has a message and a form of the app; then the app forgets it, while Slack would still take answers. */
  beforeEach(async () => {
    tenant = await addTenant(world);
    await tenant.connect();
    shown = await tenant.ask(tenant.member, 'statt');
    await world.slack.shortcut(tenant.member, 'receivers:add');
    await world.slack.waitFor(() => world.slack.currentView(tenant.member));
    const event = { type: 'app_uninstalled' };
    const body = { type: 'event_callback', team_id: tenant.id, event_id: `Ev${tenant.id}`, event };
    expect(await signed.json(body)).toMatchObject({ status: 200 });
  });

  const told = () => world.slack.waitForMessage(tenant.member, tenantChannel, { text: sentences(), after: shown.ts });

  test('a command, an old button and a message shortcut are answered with the way to install it', async () => {
    expect((await tenant.ask(tenant.member, 'stats')).text).toBe(sentences());
    await world.slack.press(tenant.member, shown, '/cleverreach status');
    const answer = await told();
    const { ts } = world.slack.say(tenant.member, tenantChannel, 'ask ben@example.com');
    await world.slack.messageShortcut(tenant.member, tenantChannel, ts, 'receivers:unsubscribe-from-message');
    const match = ({ text }: Message) => text === sentences();
    await world.slack.waitForMessage(tenant.member, tenantChannel, { after: answer.ts, match });
  });

  test('a form that was left open says so on top, and offers no choices', async () => {
    const select = { blockId: 'group' };
    expect((await world.slack.suggest(tenant.member, 'modal', select, 'news')).options).toEqual([]);
    await world.slack.fill(tenant.member, 'modal', { address: 'new@example.com' }, { force: true });
    const submitted = await world.slack.submit(tenant.member, 'modal', { force: true });
    expect(submitted).toMatchObject({ outcome: 'pushed' });
    expect(JSON.stringify(world.slack.currentView(tenant.member)?.content)).toContain(url());
  });

  test('a shortcut has no place for an answer: it is taken, and the log says that nobody was told', async () => {
    const before = effects();
    expect(await world.slack.shortcut(tenant.member, 'mailings:draft')).toMatchObject({ outcome: 'ok' });
    expect(effects()).toBe(before);
    expect(world.log()).toContain('somebody was not told that the app is not installed');
  });
});
