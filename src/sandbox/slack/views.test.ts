import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { View } from './index.ts';
import { get, objects, text } from './json.ts';
import { input, modal, section, startTestApp, type TestApp } from './test-app.ts';

let app: TestApp;
let nowMs = Date.now();
beforeEach(async () => {
  nowMs = Date.now();
  app = await startTestApp({ now: () => nowMs });
});
afterEach(() => app.close());

const ben = () => app.slack.as('ben');

/** A fresh trigger_id, as the app gets it with a shortcut. */
async function trigger(): Promise<string> {
  await ben().shortcut('draft:create');
  return text(app.last('shortcut').body, 'trigger_id');
}

async function open(view = modal()): Promise<View> {
  const answer = await app.api('views.open', { trigger_id: await trigger(), view });
  expect(answer).toMatchObject({ ok: true });
  const opened = ben().currentView();
  if (opened === null) throw new Error('no view was opened');
  return opened;
}

describe('a trigger', () => {
  it('opens one view and no second', async () => {
    const trigger_id = await trigger();
    expect(await app.api('views.open', { trigger_id, view: modal() })).toMatchObject({ ok: true });
    expect(await app.api('views.open', { trigger_id, view: modal() })).toEqual({
      ok: false,
      error: 'exchanged_trigger_id',
    });
  });

  it.each([
    [3000, true],
    [3001, false],
  ])('after %i ms still opens: %s', async (age, ok) => {
    const trigger_id = await trigger();
    nowMs += age;
    expect(await app.api('views.open', { trigger_id, view: modal() })).toMatchObject(
      ok ? { ok } : { ok, error: 'expired_trigger_id' },
    );
  });

  it('that was invented opens nothing', async () => {
    expect(await app.api('views.open', { trigger_id: '1.2.abc', view: modal() })).toEqual({
      ok: false,
      error: 'invalid_arguments',
      response_metadata: { messages: ['[ERROR] invalid `trigger_id` [json-pointer:/trigger_id]'] },
    });
  });

  it('of another workspace is invalid for this one', async () => {
    const other = app.slack.addWorkspace({ name: 'Other' });
    const { token } = app.slack.install(other.id);
    expect(await app.api('views.open', { trigger_id: await trigger(), view: modal() }, token)).toMatchObject({
      error: 'invalid_arguments',
    });
  });
});

describe('a view', () => {
  it('that Slack would refuse is refused with the place', async () => {
    const view = modal({ title: { type: 'plain_text', text: 'x'.repeat(25) } });
    const answer = await app.api('views.open', { trigger_id: await trigger(), view });
    expect(answer).toMatchObject({ ok: false, error: 'invalid_arguments' });
    expect(get(answer, 'response_metadata', 'messages')).toEqual([
      expect.stringMatching(/^\[ERROR\] .* \[json-pointer:\/view\/title\/text\]$/),
    ]);
  });

  it('is pushed only twice on the first', async () => {
    await open(modal({ blocks: [actions('push', 'Next')] }));
    app.on('block_actions', async ({ body }) => {
      const answer = await app.api('views.push', {
        trigger_id: body['trigger_id'],
        view: modal({ blocks: [actions('push', 'Next')] }),
      });
      return answer['ok'] === true ? undefined : { status: 500, body: text(answer, 'error') };
    });
    for (const depth of [2, 3]) {
      expect(await ben().press('modal', 'Next')).toMatchObject({ outcome: 'ok' });
      expect(ben().viewStack()).toHaveLength(depth);
    }
    await ben().press('modal', 'Next');
    expect(app.slack.exchanges({ name: 'views.push' }).at(-1)).toMatchObject({ error: 'push_limit_reached' });
    const [root, second, third] = ben().viewStack();
    expect(third).toMatchObject({ rootViewId: root?.id, previousViewId: second?.id });
  });

  it('is pushed only by an interaction inside a modal', async () => {
    await open();
    expect(await app.api('views.push', { trigger_id: await trigger(), view: modal() })).toMatchObject({
      error: 'invalid_arguments',
    });
  });

  it('is updated with its last hash, and not with an older one', async () => {
    const { id, hash } = await open();
    const first = await app.api('views.update', { view_id: id, hash, view: modal({ private_metadata: '1' }) });
    expect(first).toMatchObject({ ok: true, view: { id, private_metadata: '1' } });
    expect(get(first, 'view', 'hash')).not.toBe(hash);
    expect(await app.api('views.update', { view_id: id, hash, view: modal() })).toMatchObject({
      error: 'hash_conflict',
    });
  });

  it('is found by its external_id, which no second open view may have', async () => {
    await open(modal({ external_id: 'draft-1' }));
    expect(await app.api('views.update', { external_id: 'draft-1', view: modal() })).toMatchObject({ ok: true });
    expect(
      await app.api('views.push', { trigger_id: await trigger(), view: modal({ external_id: 'draft-1' }) }),
    ).toMatchObject({ ok: false });
    await app.slack.as('anna').shortcut('draft:create');
    const trigger_id = app.last('shortcut').body['trigger_id'];
    expect(await app.api('views.open', { trigger_id, view: modal({ external_id: 'draft-1' }) })).toMatchObject({
      error: 'duplicate_external_id',
    });
  });

  it('keeps what was typed when it is updated, unless the block_id changes', async () => {
    const { id } = await open(modal({ blocks: [input('a', 'Name'), input('b', 'Subject')] }));
    await ben().fill('modal', { Name: 'November', Subject: 'Hello' });
    await app.api('views.update', {
      view_id: id,
      view: modal({ blocks: [input('a', 'Name'), input('c', 'Subject')] }),
    });
    expect(ben().currentView()?.values).toEqual({
      a: { value: { type: 'plain_text_input', value: 'November' } },
      c: { value: { type: 'plain_text_input', value: null } },
    });
  });

  it('answered with an update goes on by views.update, and its older hash is refused', async () => {
    const { id } = await open();
    await ben().fill('modal', { name: 'x' });
    app.on('view_submission', () => ({ response_action: 'update', view: modal({ blocks: [section('Working')] }) }));
    await ben().submit();
    const submitted = text(app.last('view_submission').body, 'view', 'hash');
    const view = modal({ blocks: [section('Done')] });
    expect(await app.api('views.update', { view_id: id, hash: submitted, view })).toMatchObject({
      error: 'hash_conflict',
    });
    const { hash } = ben().currentView() ?? {};
    expect(await app.api('views.update', { view_id: id, hash, view })).toMatchObject({ ok: true });
    expect(ben().currentView()?.content).toMatchObject({ blocks: [{ text: { text: 'Done' } }] });
  });

  it('that was closed cannot be updated', async () => {
    const { id } = await open();
    await ben().closeView();
    expect(await app.api('views.update', { view_id: id, view: modal() })).toMatchObject({ error: 'not_found' });
  });
});

describe('submitting', () => {
  it('sends what was filled in, and an empty answer closes the modal', async () => {
    await open(modal({ callback_id: 'draft', private_metadata: 'meta' }));
    await ben().fill('modal', { Name: 'November' });
    expect(await ben().submit()).toEqual({ outcome: 'closed' });
    expect(app.last('view_submission').body).toMatchObject({
      type: 'view_submission',
      user: { id: 'U07BEN00002', team_id: 'T07MUSTER01' },
      view: {
        callback_id: 'draft',
        private_metadata: 'meta',
        state: { values: { name: { value: { type: 'plain_text_input', value: 'November' } } } },
      },
      response_urls: [],
    });
    expect(ben().currentView()).toBeNull();
  });

  it('with a required field empty asks nobody', async () => {
    await open();
    expect(await ben().submit()).toMatchObject({
      outcome: 'errors',
      byClient: true,
      errors: { name: expect.any(String) },
    });
    expect(app.received.filter(({ type }) => type === 'view_submission')).toEqual([]);
  });

  it('with a required field empty goes out when it is forged', async () => {
    await open();
    expect(await ben().submit('modal', { force: true })).toEqual({ outcome: 'closed' });
  });

  it('answered with errors shows them at their fields', async () => {
    await open();
    await ben().fill('modal', { name: 'x' });
    app.on('view_submission', () => ({ response_action: 'errors', errors: { name: 'Too short' } }));
    expect(await ben().submit()).toEqual({ outcome: 'errors', errors: { name: 'Too short' }, byClient: false });
    expect(ben().currentView()?.errors).toEqual({ name: 'Too short' });
  });

  it.each([
    ['errors for a block that is no input', { response_action: 'errors', errors: { nowhere: 'x' } }, 'invalid_errors'],
    ['no errors at all', { response_action: 'errors', errors: {} }, 'invalid_errors'],
    ['an unknown action', { response_action: 'explode' }, 'invalid_response_action'],
    ['an invalid view', { response_action: 'update', view: { type: 'modal' } }, 'invalid_view'],
    ['no JSON', 'fine', 'invalid_response'],
  ])('answered with %s fails for the person', async (_name, answer, error) => {
    await open();
    await ben().fill('modal', { name: 'x' });
    app.on('view_submission', () => answer);
    expect(await ben().submit()).toEqual({ outcome: 'failed', error });
    expect(app.slack.exchanges({ name: 'view_submission' }).at(-1)).toMatchObject({ outcome: 'refused', error });
    expect(ben().currentView()?.failure).toBe(error);
  });

  it('answered with an update shows the new view', async () => {
    await open();
    await ben().fill('modal', { name: 'x' });
    app.on('view_submission', () => ({ response_action: 'update', view: modal({ blocks: [section('Done')] }) }));
    expect(await ben().submit()).toMatchObject({ outcome: 'updated' });
    expect(ben().currentView()?.content).toMatchObject({ blocks: [{ text: { text: 'Done' } }] });
  });

  it('answered with a push stacks a view; submitting that one leaves the first', async () => {
    const root = await open();
    await ben().fill('modal', { name: 'x' });
    app.on('view_submission', ({ body }) =>
      get(body, 'view', 'id') === root.id
        ? { response_action: 'push', view: modal({ blocks: [section('?')] }) }
        : undefined,
    );
    expect(await ben().submit()).toMatchObject({ outcome: 'pushed' });
    expect(await ben().submit()).toEqual({ outcome: 'closed' });
    expect(ben().currentView()?.id).toBe(root.id);
  });

  it('answered with clear closes all', async () => {
    await open();
    await ben().fill('modal', { name: 'x' });
    app.on('view_submission', () => ({ response_action: 'clear' }));
    expect(await ben().submit()).toEqual({ outcome: 'cleared' });
    expect(ben().viewStack()).toEqual([]);
  });

  it('an app that fails leaves the modal open with the error', async () => {
    await open();
    await ben().fill('modal', { name: 'x' });
    app.on('view_submission', () => ({ status: 500 }));
    expect(await ben().submit()).toEqual({ outcome: 'failed', error: 'http_service_error' });
    expect(ben().currentView()?.failure).toBe('http_service_error');
  });

  it('gives a response_url for a conversation chosen with response_url_enabled', async () => {
    const element = { type: 'conversations_select', action_id: 'where', response_url_enabled: true };
    await open(modal({ blocks: [input('to', 'Channel', element)] }));
    await ben().fill('modal', { Channel: '#marketing' });
    await ben().submit();
    const [entry] = objects(app.last('view_submission').body['response_urls']);
    expect(entry).toMatchObject({ block_id: 'to', action_id: 'where', channel_id: 'C07MARKET02' });
    await app.respond(text(entry, 'response_url'), { text: 'Posted', response_type: 'in_channel' });
    expect(app.slack.as('anna').messagesFor('#marketing').at(-1)).toMatchObject({ text: 'Posted' });
  });
});

describe('closing', () => {
  it('is told only when the view wants it', async () => {
    await open(modal({ notify_on_close: true, private_metadata: 'm' }));
    expect(await ben().closeView()).toMatchObject({ outcome: 'ok' });
    expect(app.last('view_closed').body).toMatchObject({ is_cleared: false, view: { private_metadata: 'm' } });
    await open();
    expect(await ben().closeView()).toBeNull();
  });
});

describe('the Home tab', () => {
  it('asks the app when it is opened and shows what the app publishes', async () => {
    app.on('app_home_opened', async ({ body }) => {
      const user_id = get(body, 'event', 'user');
      await app.api('views.publish', { user_id, view: { type: 'home', blocks: [section('Welcome')] } });
      return undefined;
    });
    const { view } = await ben().openHome();
    expect(view?.content).toMatchObject({ blocks: [{ text: { text: 'Welcome' } }] });
    expect(app.slack.as('anna').homeView()).toBeNull();
    await ben().openHome();
    expect(get(app.last('app_home_opened').body, 'event', 'view', 'id')).toBe(view?.id);
  });

  it('is not overwritten by an older hash', async () => {
    const view = { type: 'home', blocks: [section('1')] };
    const first = await app.api('views.publish', { user_id: 'U07BEN00002', view });
    const hash = get(first, 'view', 'hash');
    expect(await app.api('views.publish', { user_id: 'U07BEN00002', view, hash })).toMatchObject({ ok: true });
    expect(await app.api('views.publish', { user_id: 'U07BEN00002', view, hash })).toMatchObject({
      error: 'hash_conflict',
    });
  });

  it('sends its buttons with the view, a trigger and no response_url', async () => {
    const view = { type: 'home', private_metadata: 'm', blocks: [actions('home:connect', 'Connect')] };
    await app.api('views.publish', { user_id: 'U07BEN00002', view });
    expect(await ben().press('home', 'Connect')).toMatchObject({ outcome: 'ok' });
    const { body } = app.last('block_actions');
    const id = ben().homeView()?.id;
    expect(body).toMatchObject({
      container: { type: 'view', view_id: id },
      view: { id, type: 'home', private_metadata: 'm', hash: ben().homeView()?.hash },
      actions: [{ action_id: 'home:connect' }],
    });
    expect(body['response_url']).toBeUndefined();
    expect(await app.api('views.open', { trigger_id: body['trigger_id'], view: modal() })).toMatchObject({ ok: true });
  });

  it('takes tables and no chart', async () => {
    const chart = { type: 'pie', segments: [{ label: 'Active', value: 1 }] };
    const raw = (words: string) => ({ type: 'raw_text', text: words });
    const table = { type: 'data_table', caption: 'Lists', rows: [[raw('List')], [raw('Newsletter')]] };
    const publish = (block: object) =>
      app.api('views.publish', { user_id: 'U07BEN00002', view: { type: 'home', blocks: [block] } });
    expect(await publish(table)).toMatchObject({ ok: true });
    expect(await publish({ type: 'table', rows: table.rows })).toMatchObject({ ok: true });
    expect(await publish({ type: 'data_visualization', title: 'Lists', chart })).toMatchObject({
      error: 'invalid_arguments',
    });
  });

  it('that the app’s settings switch off is neither published nor opened', async () => {
    app.slack.app.appHome = { homeTab: false, messagesTab: true, messagesReadOnly: true };
    const view = { type: 'home', blocks: [section('1')] };
    expect(await app.api('views.publish', { user_id: 'U07BEN00002', view })).toMatchObject({ error: 'not_enabled' });
    await expect(ben().openHome()).rejects.toThrow('no Home tab');
  });

  it('may hold no modal', async () => {
    expect(await app.api('views.publish', { user_id: 'U07BEN00002', view: modal() })).toMatchObject({
      error: 'invalid_arguments',
    });
  });
});

function actions(actionId: string, label: string) {
  return {
    type: 'actions',
    elements: [{ type: 'button', action_id: actionId, text: { type: 'plain_text', text: label } }],
  };
}
