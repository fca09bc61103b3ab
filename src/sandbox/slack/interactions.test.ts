import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Json, Message } from './index.ts';
import { get, objects, text } from './json.ts';
import { input, modal, section, startTestApp, type TestApp } from './test-app.ts';

let app: TestApp;
beforeEach(async () => {
  app = await startTestApp();
  app.slack.as('anna').inviteApp('#marketing');
});
afterEach(() => app.close());

const anna = () => app.slack.as('anna');

const button = (label: string, fields: Json = {}): Json => ({
  type: 'button',
  action_id: label.toLowerCase(),
  text: { type: 'plain_text', text: label },
  ...fields,
});
const option = (label: string, value = label.toLowerCase()): Json => ({
  text: { type: 'plain_text', text: label },
  value,
});

async function posted(...elements: Json[]): Promise<Message> {
  const answer = await app.api('chat.postMessage', {
    channel: 'C07MARKET02',
    text: 'Choose',
    blocks: [{ type: 'actions', block_id: 'choices', elements }],
  });
  const message = anna()
    .messagesFor('#marketing')
    .find(({ ts }) => ts === answer['ts']);
  if (message === undefined) throw new Error(JSON.stringify(answer));
  return message;
}

async function opened(...blocks: Json[]): Promise<void> {
  await anna().shortcut('draft:create');
  const trigger_id = app.last('shortcut').body['trigger_id'];
  expect(await app.api('views.open', { trigger_id, view: modal({ blocks }) })).toMatchObject({ ok: true });
}

describe('feedback buttons', () => {
  const feedback: Json = {
    type: 'feedback_buttons',
    action_id: 'feedback',
    positive_button: { text: { type: 'plain_text', text: 'Good' }, value: 'yes' },
    negative_button: { text: { type: 'plain_text', text: 'Bad' }, value: 'no' },
  };

  it.each([
    ['Good', 'yes'],
    ['Bad', 'no'],
  ])('tell the app which of both was pressed: %s', async (label, value) => {
    const blocks = [{ type: 'context_actions', block_id: 'rating', elements: [feedback] }];
    const { ts } = await app.api('chat.postMessage', { channel: 'C07MARKET02', text: 'Was it useful?', blocks });
    await anna().press({ channel: 'C07MARKET02', ts: String(ts) }, label);
    expect(app.last('block_actions').body['actions']).toMatchObject([{ action_id: 'feedback', value }]);
    await anna().press({ channel: 'C07MARKET02', ts: String(ts) }, { actionId: 'feedback', value });
    expect(app.last('block_actions').body['actions']).toMatchObject([{ action_id: 'feedback', value }]);
  });
});

describe('what is typed into an input with dispatch_action', () => {
  it('is told to the app only once it is entered, but it stands there when the modal is submitted', async () => {
    await opened(input('word', 'Word', {}, { dispatch_action: true }));
    await anna().fill('modal', { Word: 'hal' }, { silent: true });
    expect(app.received.filter(({ type }) => type === 'block_actions')).toEqual([]);
    await anna().submit();
    expect(get(app.last('view_submission').body, 'view', 'state', 'values', 'word', 'value', 'value')).toBe('hal');
  });
});

describe('a button', () => {
  it('in a message is pressed by its label and tells the app where it was', async () => {
    const message = await posted(button('Share', { value: '42' }), button('Drop'));
    expect(await anna().press(message, 'Share')).toMatchObject({ outcome: 'ok', url: null });
    const { body } = app.last('block_actions');
    expect(body).toMatchObject({
      container: { type: 'message', message_ts: message.ts, channel_id: 'C07MARKET02', is_ephemeral: false },
      channel: { id: 'C07MARKET02', name: 'marketing' },
      message: { ts: message.ts, text: 'Choose' },
      actions: [{ type: 'button', action_id: 'share', block_id: 'choices', value: '42', text: { text: 'Share' } }],
      state: { values: {} },
    });
    expect(text(body, 'response_url')).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/actions\//);
    expect(text(body, 'trigger_id')).not.toBe('');
  });

  it('in an ephemeral message comes without the message, which Slack does not keep', async () => {
    await app.api('chat.postEphemeral', {
      channel: 'C07MARKET02',
      user: 'U07ANNA0001',
      text: 'x',
      blocks: [{ type: 'actions', elements: [button('Ok')] }],
    });
    const message = anna().messagesFor('#marketing').at(-1);
    if (message === undefined) throw new Error('no message');
    await anna().press(message, 'Ok');
    expect(app.last('block_actions').body).toMatchObject({ container: { is_ephemeral: true } });
    expect(app.last('block_actions').body).not.toHaveProperty('message');
    await expect(app.slack.as('ben').press(message, 'Ok')).rejects.toMatchObject({ code: 'no_such_message' });
  });

  it('that is not there, or there twice, is not pressed', async () => {
    const message = await posted(button('Open', { action_id: 'a' }), button('Open', { action_id: 'b', value: '2' }));
    await expect(anna().press(message, 'Shut')).rejects.toMatchObject({ code: 'not_there' });
    await expect(anna().press(message, 'Open')).rejects.toMatchObject({ code: 'ambiguous' });
    expect(app.received).toEqual([]);
    await anna().press(message, { label: 'Open', value: '2' });
    expect(app.last('block_actions').body).toMatchObject({ actions: [{ action_id: 'b' }] });
  });

  it('with a URL gives the URL and still tells the app', async () => {
    const message = await posted(button('Docs', { url: 'https://example.com/docs' }));
    expect(await anna().press(message, 'Docs')).toMatchObject({ outcome: 'ok', url: 'https://example.com/docs' });
    expect(app.last('block_actions').body).toMatchObject({ actions: [{ action_id: 'docs' }] });
  });

  it('with a dialog asks first', async () => {
    const confirm = {
      title: { type: 'plain_text', text: 'Sure?' },
      text: { type: 'plain_text', text: 'It is gone then.' },
      confirm: { type: 'plain_text', text: 'Delete' },
      deny: { type: 'plain_text', text: 'Keep' },
    };
    const message = await posted(button('Delete', { confirm }));
    expect(await anna().press(message, 'Delete')).toEqual({
      outcome: 'confirm',
      dialog: { title: 'Sure?', text: 'It is gone then.', confirm: 'Delete', deny: 'Keep' },
    });
    expect(app.received).toEqual([]);
    expect(await anna().press(message, 'Delete', { confirm: true })).toMatchObject({ outcome: 'ok' });
  });

  it('pressed by somebody of another organisation carries their team', async () => {
    app.slack.as('ben').inviteApp('#partner-rivers');
    const answer = await app.api('chat.postMessage', {
      channel: 'C07PARTNER3',
      text: 'x',
      blocks: [{ type: 'actions', elements: [button('Ok')] }],
    });
    await app.slack.as('sam').press({ channel: 'C07PARTNER3', ts: text(answer, 'ts') }, 'Ok');
    expect(app.last('block_actions').body).toMatchObject({
      user: { id: 'U08SAM00004', team_id: 'T08PARTNER2' },
      team: { id: 'T07MUSTER01' },
    });
  });

  it('whose value is forged reaches the app with that', async () => {
    const message = await posted(button('Ok', { value: 'mine' }));
    await anna().press(message, 'Ok', { forgedValue: 'theirs' });
    expect(app.last('block_actions').body).toMatchObject({ actions: [{ value: 'theirs' }] });
  });

  it('in a modal brings the view and its state', async () => {
    await opened(input('name', 'Name'), { type: 'actions', elements: [button('Check')] });
    await anna().fill('modal', { Name: 'November' });
    await anna().press('modal', 'Check');
    const { body } = app.last('block_actions');
    expect(body).toMatchObject({
      container: { type: 'view', view_id: anna().currentView()?.id },
      view: { hash: anna().currentView()?.hash, state: { values: { name: { value: { value: 'November' } } } } },
    });
    expect(body).not.toHaveProperty('response_url');
  });
});

describe('choosing', () => {
  it('in a select of a message sends the option and remembers it', async () => {
    const select = { type: 'static_select', action_id: 'state', options: [option('Active'), option('Bounced')] };
    const message = await posted({ ...select, placeholder: { type: 'plain_text', text: 'State' } });
    await anna().choose(message, 'State', 'Bounced');
    expect(app.last('block_actions').body).toMatchObject({
      actions: [{ type: 'static_select', selected_option: { value: 'bounced' } }],
      state: { values: { choices: { state: { selected_option: { value: 'bounced' } } } } },
    });
    expect(await anna().choose(message, 'State', 'Nonsense')).toMatchObject({
      errors: { choices: expect.stringContaining('Active, Bounced') },
    });
  });

  it('in an overflow sends the option', async () => {
    const message = await posted({ type: 'overflow', action_id: 'more', options: [option('Edit'), option('Drop')] });
    await anna().choose(message, 'more', 'drop');
    expect(app.last('block_actions').body).toMatchObject({
      actions: [{ type: 'overflow', selected_option: { value: 'drop' } }],
    });
  });

  it('in an input of a modal sends nothing until it is submitted', async () => {
    const boxes = { type: 'checkboxes', action_id: 'boxes', options: [option('One'), option('Two'), option('Three')] };
    await opened(input('pick', 'Pick', boxes));
    expect(await anna().choose('modal', 'Pick', ['One', 'Three'])).toEqual({ errors: {}, delivered: null });
    await anna().submit();
    const chosen = get(
      app.last('view_submission').body,
      'view',
      'state',
      'values',
      'pick',
      'boxes',
      'selected_options',
    );
    expect(objects(chosen).map((entry) => entry['value'])).toEqual(['one', 'three']);
  });

  it('in an input with dispatch_action tells the app at once', async () => {
    const radio = { type: 'radio_buttons', action_id: 'way', options: [option('Rich'), option('Html')] };
    await opened(input('way', 'Way', radio, { dispatch_action: true }));
    expect(await anna().fill('modal', { Way: 'Html' })).toMatchObject({ delivered: { outcome: 'ok' } });
    expect(app.last('block_actions').body).toMatchObject({ actions: [{ selected_option: { value: 'html' } }] });
  });

  it('takes people and channels by name', async () => {
    await opened(
      input('who', 'Who', { type: 'multi_users_select', action_id: 'who' }),
      input('where', 'Where', { type: 'channels_select', action_id: 'where' }),
    );
    await anna().fill('modal', { Who: ['ben', 'gabi'], Where: '#marketing' });
    await anna().submit();
    expect(get(app.last('view_submission').body, 'view', 'state', 'values')).toEqual({
      who: { who: { type: 'multi_users_select', selected_users: ['U07BEN00002', 'U07GABI0003'] } },
      where: { where: { type: 'channels_select', selected_channel: 'C07MARKET02' } },
    });
  });
});

describe('an external select', () => {
  const external = (fields: Json = {}) =>
    input('group', 'Group', { type: 'external_select', action_id: 'groups:suggest', ...fields });

  it('in an input with dispatch_action tells the app the choice, the view and what stands in it', async () => {
    await opened(
      input('name', 'Name'),
      input('group', 'Group', { type: 'external_select', action_id: 'pick' }, { dispatch_action: true }),
    );
    app.on('block_suggestion', () => ({ options: [option('Newsletter', '7')] }));
    await anna().fill('modal', { Name: 'Tea' });
    await anna().choose('modal', 'Group', 'Newsletter', { query: 'New' });
    const { body } = app.last('block_actions');
    expect(body).toMatchObject({
      container: { type: 'view', view_id: anna().currentView()?.id },
      view: {
        id: anna().currentView()?.id,
        hash: anna().currentView()?.hash,
        state: { values: { name: { value: { value: 'Tea' } }, group: { pick: { selected_option: { value: '7' } } } } },
      },
      actions: [{ type: 'external_select', block_id: 'group', action_id: 'pick', selected_option: { value: '7' } }],
    });
    expect(body['response_url']).toBeUndefined();
    expect(body['trigger_id']).toEqual(expect.any(String));
  });

  it('begins with its initial option, which is handed over untouched', async () => {
    await opened(external({ initial_option: option('VIP', '3') }));
    await anna().submit();
    expect(get(app.last('view_submission').body, 'view', 'state', 'values')).toMatchObject({
      group: { 'groups:suggest': { selected_option: { value: '3' } } },
    });
  });

  it('asks the app for what was typed and takes one of its answers', async () => {
    await opened(external());
    app.on('block_suggestion', ({ body }) => ({
      option_groups: [
        {
          label: { type: 'plain_text', text: 'Groups' },
          options: [option(`${text(body, 'value')} A`, '1'), option('B', '2')],
        },
      ],
    }));
    expect(await anna().suggest('modal', 'Group', 'News')).toEqual({
      outcome: 'ok',
      error: null,
      options: [
        { text: 'News A', value: '1', group: 'Groups' },
        { text: 'B', value: '2', group: 'Groups' },
      ],
    });
    expect(app.last('block_suggestion').body).toMatchObject({
      action_id: 'groups:suggest',
      block_id: 'group',
      value: 'News',
      container: { type: 'view' },
      view: { type: 'modal' },
    });
    await anna().choose('modal', 'Group', 'News A');
    await anna().submit();
    expect(get(app.last('view_submission').body, 'view', 'state', 'values')).toMatchObject({
      group: { 'groups:suggest': { selected_option: { value: '1' } } },
    });
  });

  it('has no options before something was typed', async () => {
    await opened(external());
    app.on('block_suggestion', () => ({ options: [option('A', '1')] }));
    expect(await anna().choose('modal', 'Group', 'A')).toMatchObject({ errors: { group: expect.any(String) } });
    expect(await anna().choose('modal', 'Group', 'A', { query: 'abc' })).toMatchObject({ errors: {} });
  });

  it('does not ask below its shortest query: three letters, or what it says', async () => {
    await opened(external());
    expect(await anna().suggest('modal', 'Group', 'ab')).toMatchObject({ outcome: 'too_short' });
    expect(app.received.filter(({ type }) => type === 'block_suggestion')).toEqual([]);
    await opened(external({ min_query_length: 0 }));
    app.on('block_suggestion', () => ({ options: [] }));
    expect(await anna().suggest('modal', 'Group', '')).toMatchObject({ outcome: 'ok', options: [] });
  });

  it('shows nothing of an answer that Slack would refuse', async () => {
    await opened(external());
    app.on('block_suggestion', () => ({ options: [option('x'.repeat(76))] }));
    expect(await anna().suggest('modal', 'Group', 'abc')).toMatchObject({
      outcome: 'failed',
      error: 'invalid_options',
    });
    expect(app.slack.exchanges({ kind: 'options' })[0]).toMatchObject({ outcome: 'refused' });
  });
});

describe('filling', () => {
  it.each<[string, Json, string | number]>([
    ['a text that is too long', { max_length: 5 }, '123456'],
    ['a text that is too short', { min_length: 5 }, '1234'],
    ['a text above what Slack takes anyway', {}, 'x'.repeat(3001)],
    ['no address', { type: 'email_text_input' }, 'nobody at home'],
    ['no URL', { type: 'url_text_input' }, 'example'],
    ['a fraction', { type: 'number_input', is_decimal_allowed: false }, '1.5'],
    ['a number too big', { type: 'number_input', is_decimal_allowed: true, max_value: '10' }, 10.5],
    ['no date', { type: 'datepicker' }, 'tomorrow'],
  ])('refuses %s as the client does, and force does not', async (_name, element, entry) => {
    await opened(input('field', 'Field', element));
    expect(await anna().fill('modal', { Field: entry })).toMatchObject({ errors: { field: expect.any(String) } });
    expect(anna().currentView()?.values['field']?.['value']).toMatchObject(
      element['type'] === 'datepicker' ? { selected_date: null } : { value: null },
    );
    if (element['type'] === 'datepicker') return;
    expect(await anna().fill('modal', { Field: entry }, { force: true })).toEqual({ errors: {}, delivered: null });
    expect(anna().currentView()?.values['field']?.['value']).toMatchObject({ value: String(entry) });
  });

  it.each([
    ['an address', { type: 'email_text_input' }, 'max@example.com'],
    ['exactly as long as allowed', { max_length: 5 }, '12345'],
    ['a negative number', { type: 'number_input', is_decimal_allowed: false }, '-3'],
  ])('takes %s', async (_name, element, entry) => {
    await opened(input('field', 'Field', element));
    expect(await anna().fill('modal', { Field: entry })).toEqual({ errors: {}, delivered: null });
  });

  it('makes rich text of a string, and takes rich text as it is', async () => {
    await opened(input('body', 'Body', { type: 'rich_text_input' }));
    await anna().fill('modal', { Body: 'Hello' });
    expect(anna().currentView()?.values['body']?.['value']).toEqual({
      type: 'rich_text_input',
      rich_text_value: {
        type: 'rich_text',
        elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: 'Hello' }] }],
      },
    });
    const quote = {
      type: 'rich_text',
      elements: [{ type: 'rich_text_quote', elements: [{ type: 'text', text: 'Q' }] }],
    };
    await anna().fill('modal', { Body: quote });
    expect(anna().currentView()?.values['body']?.['value']?.['rich_text_value']).toEqual(quote);
  });

  it('takes nothing over when one of the fields is refused', async () => {
    await opened(input('a', 'A'), input('b', 'B', { type: 'email_text_input' }));
    await anna().fill('modal', { A: 'fine', B: 'broken' });
    expect(anna().currentView()?.values['a']?.['value']).toMatchObject({ value: null });
  });

  it('starts from the initial values', async () => {
    await opened(input('a', 'A', { initial_value: 'before' }), section('text'));
    expect(await anna().submit()).toEqual({ outcome: 'closed' });
    expect(get(app.last('view_submission').body, 'view', 'state', 'values', 'a', 'value', 'value')).toBe('before');
  });
});
