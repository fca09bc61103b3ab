import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Json } from './index.ts';
import { get, objects, text } from './json.ts';
import { input, modal, startTestApp, type TestApp } from './test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
  app.slack.addChannel('Muster GmbH', { name: 'secret', kind: 'private', members: ['anna', 'ben'] });
});
afterAll(() => app.close());

const ben = () => app.slack.as('ben');
const select = (fields: Json = {}) =>
  input('to', 'Channel', {
    type: 'conversations_select',
    action_id: 'where',
    response_url_enabled: true,
    default_to_current_conversation: true,
    ...fields,
  });

/** A modal opened by something that the person does. */
async function open(kind: string, element: Json, act: () => Promise<unknown>): Promise<void> {
  await act();
  const { trigger_id } = app.last(kind).body;
  expect(await app.api('views.open', { trigger_id, view: modal({ blocks: [element] }) })).toMatchObject({ ok: true });
}
const byCommand = (channel: string, element = select()) =>
  open('command', element, () => ben().command(channel, '/cleverreach'));
const chosen = () => get(ben().currentView()?.values, 'to', 'where', 'selected_conversation');
const idOf = (name: string) =>
  app.slack
    .snapshot()
    .workspaces.flatMap(({ channels }) => channels)
    .find((channel) => channel.name === name)?.id;

describe('default_to_current_conversation', () => {
  it('is where the command was typed, the message stands or the shortcut was chosen', async () => {
    await byCommand('#secret');
    expect(chosen()).toBe(idOf('secret'));
    const ts = ben().messagesFor('#marketing').at(0)?.ts ?? '';
    await open('message_action', select(), () => ben().messageShortcut('#marketing', ts, 'receivers:unsubscribe'));
    expect(chosen()).toBe(idOf('marketing'));
    await open('shortcut', select(), () => ben().shortcut('draft:create', { channel: '#general' }));
    expect(chosen()).toBe(idOf('general'));
    await open('shortcut', select(), () => ben().shortcut('draft:create'));
    expect(chosen()).toBeNull();
  });

  it('is where the pressed button stands, also when its modal is filled in later', async () => {
    const button = { type: 'button', action_id: 'share', text: { type: 'plain_text', text: 'Share' } };
    await ben().command('#secret', '/cleverreach');
    const { response_url } = app.last('command').body;
    await app.respond(text({ response_url }, 'response_url'), {
      text: 'Card',
      blocks: [{ type: 'actions', elements: [button] }],
    });
    const card = ben().messagesFor('#secret').at(-1);
    await open('block_actions', input('wait', 'Wait'), () =>
      ben().press({ channel: '#secret', ts: card?.ts ?? '' }, 'Share'),
    );
    const view_id = ben().currentView()?.id;
    expect(await app.api('views.update', { view_id, view: modal({ blocks: [select()] }) })).toMatchObject({ ok: true });
    expect(chosen()).toBe(idOf('secret'));
  });

  it('gives way to an initial conversation, and to a filter that leaves it out', async () => {
    await byCommand('#secret', select({ initial_conversation: 'C07GENERAL1' }));
    expect(chosen()).toBe('C07GENERAL1');
    await byCommand('#secret', select({ filter: { include: ['public'] } }));
    expect(chosen()).toBeNull();
    await byCommand('@app', select({ filter: { include: ['im'], exclude_bot_users: true } }));
    expect(chosen()).toBeNull();
    await byCommand('@app');
    expect(chosen()).toMatch(/^D/);
  });
});

it('a filter leaves out what may not be chosen', async () => {
  const filter = { include: ['public', 'private'], exclude_external_shared_channels: true };
  await byCommand('@app', select({ filter }));
  const refused = { errors: { to: 'That conversation is not offered here' } };
  expect(await ben().choose('modal', 'Channel', '@anna')).toMatchObject(refused);
  expect(await ben().choose('modal', 'Channel', '#partner-rivers')).toMatchObject(refused);
  expect(await ben().choose('modal', 'Channel', '#secret')).toMatchObject({ errors: {} });
});

describe('a response_url of a submission', () => {
  it('posts in the chosen channel where the app is no member, for everyone there or for the person alone', async () => {
    await byCommand('#secret');
    expect(await ben().submit()).toEqual({ outcome: 'closed' });
    const [given, ...more] = objects(app.last('view_submission').body['response_urls']);
    expect(more).toEqual([]);
    expect(given).toEqual({
      block_id: 'to',
      action_id: 'where',
      channel_id: idOf('secret'),
      response_url: expect.stringMatching(/^http/),
    });
    const url = text(given, 'response_url');
    await app.respond(url, { text: 'Shared by Ben', response_type: 'in_channel' });
    await app.respond(url, { text: 'Done' });
    const seen = (user: string) => app.slack.messagesFor(user, '#secret').map((message) => message.text);
    expect(seen('anna')).toContain('Shared by Ben');
    expect(seen('anna')).not.toContain('Done');
    expect(seen('ben')).toContain('Done');
  });

  it('takes part in none when the select was not asked for one', async () => {
    await byCommand('#secret', select({ response_url_enabled: false }));
    await ben().submit();
    expect(app.last('view_submission').body['response_urls']).toEqual([]);
  });
});
