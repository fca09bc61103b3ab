import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { de } from '../src/texts/de.ts';
import { en } from '../src/texts/en.ts';
import { signedRequests } from './signed-requests.ts';
import { addTenant, logLinesOf, type Tenant } from './tenant.ts';
import { startWorld, type World } from './world.ts';

let world: World;
let tenant: Tenant;

beforeAll(async () => {
  world = await startWorld();
  tenant = await addTenant(world);
  await tenant.connect();
});
afterAll(() => world.close());

let added = 0;

/** Somebody new in the tenant's workspace, of whom the app has heard nothing yet, in a channel of their own. */
function somebody(about: Partial<Parameters<World['slack']['addUser']>[1]>): { id: string; channel: string } {
  added += 1;
  const { id } = world.slack.addUser(tenant.id, { name: `person${added}`, ...about });
  const { id: channel } = world.slack.addChannel(tenant.id, { name: `channel${added}`, members: [id] });
  return { id, channel };
}

const guest = { isRestricted: true };
const outsiders = [
  ['a guest', guest, en.denied.guest],
  ['a guest of one channel', { isUltraRestricted: true }, en.denied.guest],
  ['a guest who reads German', { ...guest, locale: 'de-DE' }, de.denied.guest],
  ['somebody of another organisation', { teamId: 'T08PARTNER2', isStranger: true }, en.denied.stranger],
  // Slack leaves `is_stranger` false where the app shares a channel with them.
  ['somebody of another organisation who is not marked so', { teamId: 'T08PARTNER2' }, en.denied.stranger],
  ['a bot', { isBot: true }, en.denied.stranger],
  ['somebody deactivated', { deleted: true }, en.denied.stranger],
] as const;

/** Neither CleverReach nor the connection is to be touched by what is refused. */
async function untouched(act: () => Promise<void>): Promise<void> {
  const before = world.cleverReach.requests.length;
  await act();
  expect(world.cleverReach.requests).toHaveLength(before);
}

describe.each(outsiders)('%s is refused politely', (_who, about, sentence) => {
  test.each(['', 'help', 'stats', 'connect', 'status', 'disconnect', 'draft', 'add', 'unsubscribe', 'nonsense'])(
    'typing /cleverreach %s',
    async (line) => {
      const { id, channel } = somebody(about);
      await untouched(async () => {
        const { outcome, message } = await world.slack.command(id, channel, `/cleverreach ${line}`);
        expect(outcome).toBe('ok');
        expect(message?.text).toBe(sentence);
        expect(message?.ephemeralFor).toBe(id);
      });
    },
  );

  test.each(['mailings:draft', 'receivers:add', 'receivers:unsubscribe'])(
    'choosing the shortcut %s',
    async (callbackId) => {
      const { id } = somebody(about);
      await untouched(async () => {
        await world.slack.shortcut(id, callbackId);
        const view = await world.slack.waitFor(() => world.slack.currentView(id));
        expect(JSON.stringify(view.content)).toContain(sentence);
        expect(JSON.stringify(view.content)).not.toContain('"input"');
      });
    },
  );

  test.each([
    ['command:run', 'stats'],
    ['connection:disconnect', ''],
  ])('pressing %s in a message', async (actionId, value) => {
    const { id, channel } = somebody(about);
    const pressed = await world.slack.command(id, channel, '/cleverreach help');
    const payload = {
      type: 'block_actions',
      team: { id: tenant.id },
      user: { id },
      actions: [{ action_id: actionId, value }],
      response_url: responseUrlOf(pressed.exchange),
    };
    await untouched(async () => {
      expect(await signedRequests(world).interaction(payload)).toMatchObject({ status: 200 });
      const { ts = '0' } = pressed.message ?? {};
      const answer = await world.slack.waitForMessage(id, channel, { after: ts, match: () => true });
      expect(answer.text).toBe(sentence);
    });
    expect((await tenant.ask(tenant.member, 'status')).text).toContain('is connected');
  });
});

function responseUrlOf(exchange: number | null): string | null {
  const sent = world.slack.requests.find(({ id }) => id === exchange)?.request.body ?? '';
  return new URLSearchParams(sent).get('response_url');
}

describe('a form that was opened as a member', () => {
  /** Opens the form as somebody whom the app forgets meanwhile, as it does after a minute. */
  async function submitAs(change: object): Promise<string> {
    const { id } = somebody({});
    await world.slack.shortcut(id, 'receivers:unsubscribe');
    await world.slack.waitFor(() => world.slack.currentView(id));
    await world.slack.fill(id, 'modal', { addresses: 'lena.hoffmann@example.com' });
    world.slack.changeUser(id, change);
    // Another process has never heard of this person.
    const { url } = await world.another();
    const eventsUrl = world.slack.app.eventsUrl;
    world.slack.app.eventsUrl = `${url}/slack/events`;
    try {
      const submitted = await world.slack.submit(id);
      return JSON.stringify(submitted);
    } finally {
      world.slack.app.eventsUrl = eventsUrl;
    }
  }

  test.each([
    ['a guest', guest, en.denied.guest],
    ['somebody of another organisation', { teamId: 'T08PARTNER2' }, en.denied.stranger],
  ])('is not carried out for who is %s by the time it is submitted', async (_who, change, sentence) => {
    await untouched(async () => {
      expect(await submitAs(change)).toContain(sentence);
    });
  });
});

describe('who cannot be told apart is refused, and told to try again', () => {
  test.each([
    ['Slack answers an error', { error: 'user_not_found' }, expect.stringContaining('user_not_found')],
    ['a permission is missing', { error: 'missing_scope' }, expect.stringContaining('missing_scope')],
    ['Slack is down', { status: 500 }, expect.stringContaining('500')],
    ['Slack limits us', { status: 429, retryAfterS: 30 }, expect.stringContaining('rate-limit')],
    ['Slack takes too long', { latencyMs: 2_000 }, expect.stringContaining('too long')],
  ])('%s', async (_case, how, why) => {
    const fault = { method: 'users.info', ...how };
    const { id, channel } = somebody({ locale: 'de-DE' });
    world.slack.setFault(fault);
    try {
      await untouched(async () => {
        const { outcome, message } = await world.slack.command(id, channel, '/cleverreach stats');
        expect(outcome).toBe('ok');
        expect(message?.text).toContain(en.denied.unknown);
        // Whoever runs the app finds out why.
        const lines = logLinesOf(world, message?.text ?? '');
        expect(lines).toContainEqual(expect.objectContaining({ err: expect.objectContaining({ message: why }) }));
      });
    } finally {
      world.slack.clearFaults();
    }
    // What was not known is not kept.
    const { message } = await world.slack.command(id, channel, '/cleverreach status');
    expect(message?.text).not.toContain(en.denied.unknown);
  });

  test('a Slack that always takes a little too long is late only once', async () => {
    const { id, channel } = somebody({});
    world.slack.setFault({ method: 'users.info', latencyMs: 1_300 });
    try {
      const first = await world.slack.command(id, channel, '/cleverreach status');
      expect(first.message?.text).toContain(en.denied.unknown);
      const answered = () =>
        world.slack
          .exchanges({ name: 'users.info' })
          .find(({ request, outcome }) => outcome === 'ok' && request.body.includes(id));
      await world.slack.waitFor(answered);
      await expect
        .poll(async () => (await world.slack.command(id, channel, '/cleverreach status')).message?.text, {
          timeout: 5_000,
        })
        .toContain('is connected');
    } finally {
      world.slack.clearFaults();
    }
  });
});

test('members are served', async () => {
  expect((await tenant.ask(tenant.member, 'status')).text).toContain('is connected');
});
