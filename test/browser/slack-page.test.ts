import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Json } from '../../src/sandbox/slack/index.ts';
import { get, objects } from '../../src/sandbox/slack/json.ts';
import { input, modal, type TestApp } from '../../src/sandbox/slack/test-app.ts';
import { launchChromium } from '../pictures/chromium.ts';
import { button, charts, containers, form, interactive, passive, plain, plainTable, table } from './kitchen.ts';
import { open, post, startKitchen, visit } from './kitchen-app.ts';

let browser: Browser;
let app: TestApp;
let page: Page;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser.close());
beforeEach(async () => {
  app = await startKitchen();
  page = await visit(browser, app);
});
afterEach(async () => {
  await page.context().close();
  await app.close();
});

const composer = () => page.getByRole('combobox', { name: 'Message or command' });
const lastMessage = () => page.locator('#messages article').last();
const dialog = () => page.getByRole('dialog');
const place = (name: string | RegExp) => page.getByRole('navigation').getByRole('button', { name });

/** What the app hears next of a kind, while something is done on the page. */
async function heard(type: string, does: () => Promise<unknown>): Promise<Json> {
  const before = app.received.length;
  await does();
  await app.slack.waitFor(() => app.received.slice(before).some((entry) => entry.type === type));
  return app.last(type).body;
}
const action = async (does: () => Promise<unknown>) => objects((await heard('block_actions', does))['actions'])[0];

describe('the composer', () => {
  test('offers the commands with what they do, and shows how one is used', async () => {
    await composer().fill('/');
    const options = page.getByRole('listbox', { name: 'Commands' }).getByRole('option');
    expect(await options.allTextContents()).toHaveLength(2);
    await page.keyboard.press('ArrowDown');
    expect(await options.nth(1).getAttribute('aria-selected')).toBe('true');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    expect(await composer().inputValue()).toBe('/kitchen ');
    const hint = page.locator('#composer .usage');
    expect(await hint.textContent()).toContain('[form] [what else]');
    expect(await composer().getAttribute('aria-describedby')).toBe(await hint.getAttribute('id'));
    await page.keyboard.press('Escape');
    expect(await hint.isHidden()).toBe(true);
  });

  test('sends a command as it was typed, and finds it again with the arrow', async () => {
    app.on('command', () => 'Here it is');
    await composer().fill('/kitchen Form X');
    const command = await heard('command', () => page.keyboard.press('Enter'));
    expect(command).toMatchObject({ command: '/kitchen', text: 'Form X', channel_name: 'marketing' });
    await lastMessage().getByText('Here it is').waitFor();
    expect(await lastMessage().getByText('Only visible to you').count()).toBe(1);
    await page.keyboard.press('ArrowUp');
    expect(await composer().inputValue()).toBe('/kitchen Form X');
    await page.keyboard.press('ArrowDown');
    expect(await composer().inputValue()).toBe('');
  });

  test('posts what is no command', async () => {
    await composer().fill('Hello *all*');
    await page.keyboard.press('Enter');
    await lastMessage().getByText('Hello').waitFor();
    expect(app.slack.messagesFor('ben', '#marketing').at(-1)?.text).toBe('Hello *all*');
  });
});

describe('the workspace', () => {
  test('can be looked at as anybody, each with their own channels', async () => {
    const people = page.getByRole('combobox', { name: 'You are' });
    expect(await people.locator('option').allTextContents()).toEqual([
      'Anna Becker (owner)',
      'Ben Carter (member)',
      'Dana Wells (admin)',
      'Erik Lang (member)',
      'Gabi Gast (guest)',
      'Sam Rivers (other organisation)',
    ]);
    await people.selectOption({ label: 'Sam Rivers (other organisation)' });
    await place('partner-rivers').waitFor();
    await place('marketing').waitFor({ state: 'detached' });
  });

  test('counts what is new, for each person apart, and draws a line where it begins', async () => {
    await place('general').click();
    await post(app, [], { text: 'First news' });
    await post(app, [], { text: 'Second news' });
    app.slack.say('ben', '@anna', 'Psst');
    await place(/^Ben Carter \(1 new\)/).waitFor();
    await place(/^marketing \(2 new\)/).click();
    await page.getByText('Second news').waitFor();
    const line = page.locator('.divider.new');
    expect(await line.evaluate((node) => node.nextElementSibling?.textContent)).toContain('First news');
    await page.getByRole('combobox', { name: 'You are' }).selectOption({ label: 'Gabi Gast (guest)' });
    await page.locator('#place', { hasText: 'marketing' }).waitFor();
    await place(/^Ben Carter$/).waitFor();
  });

  test('has direct messages between people', async () => {
    await place('Ben Carter').click();
    await page.getByText('beginning of your conversation with Ben Carter').waitFor();
    await composer().fill('Hast du kurz Zeit?');
    await page.keyboard.press('Enter');
    await lastMessage().getByText('Hast du kurz Zeit?').waitFor();
    expect(app.slack.messagesFor('ben', '@anna')).toHaveLength(1);
  });

  test('lists the members of a channel with their roles', async () => {
    await page.getByRole('button', { name: '6 members' }).click();
    const rows = await dialog().getByRole('listitem').allTextContents();
    expect(rows).toEqual([
      'ABAnna Beckerowner',
      'BCBen Cartermember',
      'DWDana Wellsadmin',
      'ELErik Langmember',
      'GGGabi Gastguest',
      'TATest Appapp',
    ]);
    await page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'detached' });
  });

  test('keeps replies in a thread beside the message', async () => {
    const ts = await post(app, [], { text: 'Question' });
    await post(app, [], { text: 'Answer of the app', thread_ts: ts });
    const question = page.locator('#messages article', { hasText: 'Question' });
    await question.getByRole('button', { name: '1 reply' }).click();
    const thread = page.getByRole('complementary', { name: 'Thread' });
    await thread.getByText('Answer of the app').waitFor();
    expect(await page.locator('#messages').getByText('Answer of the app').count()).toBe(0);
    await thread.getByRole('combobox', { name: 'Reply' }).fill('Thanks');
    await page.keyboard.press('Enter');
    await question.getByRole('button', { name: '2 replies' }).waitFor();
    expect(app.slack.messagesFor('ben', '#marketing').at(-1)).toMatchObject({ text: 'Thanks', threadTs: ts });
    await thread.getByRole('combobox').fill('/kitchen');
    await page.keyboard.press('Enter');
    await page.getByText('/kitchen is not supported in threads.').waitFor();
    await thread.getByRole('button', { name: 'Close thread' }).click();
    await thread.waitFor({ state: 'hidden' });
  });

  test('shows the app in tabs, as its settings switch them', async () => {
    await place('Test App').click();
    await page.getByText('The app has not published a Home tab for you.').waitFor();
    const view = { type: 'home', blocks: [{ type: 'header', text: plain('Welcome home') }] };
    await app.api('views.publish', { user_id: 'U07ANNA0001', view });
    await page.getByRole('heading', { name: 'Welcome home' }).waitFor();
    await page.getByRole('tab', { name: 'Home' }).press('ArrowRight');
    await composer().waitFor();
    app.slack.app.appHome = { homeTab: false, messagesTab: true, messagesReadOnly: true };
    await page.reload();
    await page.getByText('Sending messages to this app has been turned off.').waitFor();
    expect(await page.getByRole('tab').allTextContents()).toEqual(['Messages']);
    expect(await composer().isHidden()).toBe(true);
  });

  test('speaks German, is dark and as narrow as a telephone when asked, and stays so', async () => {
    await page.getByRole('button', { name: 'View' }).click();
    await page.getByRole('radio', { name: 'Deutsch' }).check();
    await page.getByRole('radio', { name: 'Dunkel' }).check();
    await page.getByRole('radio', { name: 'Telefon (360 px)' }).check();
    await page.reload();
    await page.getByRole('combobox', { name: 'Nachricht oder Befehl' }).waitFor();
    expect(await place('general').isHidden()).toBe(true);
    await page.getByRole('button', { name: 'Channels', exact: true }).click();
    expect(await place('marketing').evaluate((node) => node === node.ownerDocument.activeElement)).toBe(true);
    await page.keyboard.press('Escape');
    await place('marketing').waitFor({ state: 'hidden' });
    expect(await page.locator('html').getAttribute('lang')).toBe('de');
    expect(
      await page.locator('body').evaluate((body) => body.ownerDocument.defaultView?.getComputedStyle(body).colorScheme),
    ).toBe('dark');
    expect(await page.locator('#stage').evaluate((stage) => stage.clientWidth)).toBe(360);
    await open(app, form);
    await dialog().waitFor();
    const [modalBox, stageBox] = [await dialog().boundingBox(), await page.locator('#stage').boundingBox()];
    expect(modalBox?.width).toBe(stageBox?.width);
    expect(modalBox?.x).toBe(stageBox?.x);
  });
});

describe('blocks', () => {
  test('of every passive kind are drawn', async () => {
    await post(app, passive);
    await post(app, containers);
    await post(app, [table, plainTable]);
    await post(app, charts.slice(0, 2));
    await post(app, charts.slice(2));
    await page.getByRole('img', { name: 'Area chart: Reactions as area' }).waitFor();
    expect(await page.locator('.unsupported').allTextContents()).toEqual([]);
  });

  test('of Markdown become what Markdown means, and HTML in them stays text', async () => {
    await post(app, passive);
    const markdown = page.locator('.markdown');
    await markdown.getByRole('heading', { name: 'Markdown' }).waitFor();
    expect(await markdown.getByRole('columnheader').allTextContents()).toEqual(['List', 'Receivers']);
    expect(await markdown.locator('strong').allTextContents()).toEqual(['bold']);
    expect(await markdown.locator('pre').textContent()).toContain('const a = 1 < 2;');
    expect(await markdown.textContent()).toContain('<b>not bold</b>');
    expect(await markdown.locator('img, a[href^="javascript"]').count()).toBe(0);
    expect(await page.title()).not.toContain('owned');
  });

  test('of a data table are sorted, filtered and turned over', async () => {
    await post(app, [table]);
    const names = async () => page.locator('tbody th').allTextContents();
    await page.getByText('1–5 of 7').waitFor();
    await page.getByRole('button', { name: 'Active' }).first().click();
    expect(await names()).toEqual(['Test', 'Alt', 'Presse', 'Messe 2026', 'Händler']);
    expect(await page.getByRole('columnheader', { name: 'Active' }).first().getAttribute('aria-sort')).toBe(
      'ascending',
    );
    await page.getByRole('button', { name: 'Next page' }).click();
    expect(await names()).toEqual(['VIP-Kunden', 'Newsletter']);
    await page.getByRole('searchbox', { name: 'Filter Recipient lists' }).fill('mes');
    expect(await names()).toEqual(['Messe 2026']);
    await page.getByRole('searchbox').fill('nothing like it');
    await page.getByText('No row fits.').waitFor();
  });
});

describe('elements', () => {
  const message = () => page.locator('article', { has: page.getByRole('button', { name: 'Good', exact: true }) });
  beforeEach(async () => {
    await post(app, interactive);
    await message().waitFor();
  });

  test('tell the app what was pressed or chosen', async () => {
    expect(await action(() => message().getByRole('button', { name: 'Plain' }).click())).toMatchObject({
      action_id: 'plain',
    });
    await message().getByRole('button', { name: 'More options' }).click();
    expect(await action(() => page.getByRole('menuitem', { name: 'Rename' }).click())).toMatchObject({
      type: 'overflow',
      selected_option: { value: 'rename' },
    });
    const colour = message().getByRole('combobox', { name: 'A colour' });
    expect(await action(() => colour.selectOption('green'))).toMatchObject({ selected_option: { value: 'green' } });
    const day = message().getByLabel('A day');
    expect(await action(() => day.fill('2026-12-24'))).toMatchObject({ selected_date: '2026-12-24' });
    const time = message().getByLabel('A time');
    expect(await action(() => time.fill('09:30'))).toMatchObject({ selected_time: '09:30' });
    const blue = message().getByRole('checkbox', { name: 'Blue' });
    expect(await action(() => blue.check())).toMatchObject({ selected_options: [{ value: 'blue' }] });
    expect(await action(() => message().getByRole('button', { name: 'Useless' }).click())).toMatchObject({
      value: 'no',
    });
    expect(await action(() => message().getByRole('button', { name: 'Remove' }).click())).toMatchObject({ value: 'x' });
  });

  test.each([
    ['A person', 'gab', 'Gabi Gast', { selected_user: 'U07GABI0003' }],
    ['A channel', 'gen', '#general', { selected_channel: 'C07GENERAL1' }],
    ['A conversation', 'market', '#marketing', { selected_conversation: 'C07MARKET02' }],
    ['A list', 'pre', 'Presse', { selected_option: { value: '2' } }],
    ['Colours', 'blu', 'Blue', { selected_options: [{ value: 'blue' }] }],
  ])('with type-ahead find what is typed: %s', async (name, typed, option, expected) => {
    const field = message().getByRole('combobox', { name });
    await field.click();
    await field.pressSequentially(typed);
    const list = page.getByRole('listbox', { name });
    await list.getByRole('option', { name: option, exact: true }).waitFor();
    const choose = async () => {
      // What was typed leaves only this one, once typing has paused.
      await list.locator('.active', { hasText: option }).waitFor();
      await page.keyboard.press('Enter');
    };
    expect(await action(choose)).toMatchObject(expected);
  });

  test('ask first, and do nothing when the answer is no', async () => {
    const question = page.getByRole('alertdialog', { name: 'Delete it?' });
    await message().getByRole('button', { name: 'Delete' }).click();
    await question.getByRole('button', { name: 'Keep it' }).click();
    await question.waitFor({ state: 'detached' });
    const care = message().getByRole('combobox', { name: 'Choose with care' });
    await care.selectOption('red');
    await page.getByRole('alertdialog', { name: 'Really?' }).getByRole('button', { name: 'No' }).click();
    await page.getByRole('alertdialog').waitFor({ state: 'detached' });
    expect(await care.inputValue()).toBe('');
    expect(app.received.filter(({ type }) => type === 'block_actions')).toEqual([]);
    await message().getByRole('button', { name: 'Delete' }).click();
    expect(await action(() => question.getByRole('button', { name: 'Delete it' }).click())).toMatchObject({
      action_id: 'delete',
    });
  });
});

describe('a modal', () => {
  const field = (name: string): Locator => dialog().getByLabel(name, { exact: false }).first();

  test('hands every field over as Slack does', async () => {
    await open(app, form);
    await field('A line').fill('short');
    await field('Several lines').fill('one\ntwo');
    await field('An address').fill('a@b.de');
    await field('A website').fill('https://example.com/');
    await field('A figure').fill('3');
    await field('A day').fill('2026-12-24');
    await field('A colour').selectOption('blue');
    await dialog().getByRole('combobox', { name: 'People' }).pressSequentially('ben');
    await page.getByRole('listbox', { name: 'People' }).getByRole('option', { name: 'Ben Carter' }).click();
    await dialog().getByRole('combobox', { name: 'Lists' }).pressSequentially('new');
    await page.getByRole('option', { name: 'Newsletter' }).click();
    await dialog().getByRole('radio', { name: 'Post' }).check();
    await dialog().getByRole('checkbox', { name: 'Later' }).check();
    await dialog()
      .locator('input[type=file]')
      .setInputFiles({ name: 'mail.html', mimeType: 'text/html', buffer: Buffer.from('<p>Hi</p>') });
    await dialog().getByText('mail.html').waitFor();
    await app.slack.waitFor(() => JSON.stringify(app.slack.currentView('anna')?.values).includes('mail.html'));
    const body = await heard('view_submission', () => dialog().getByRole('button', { name: 'Save' }).click());
    const values = Object.fromEntries(
      Object.entries(get(body, 'view', 'state', 'values') ?? {}).map(([block, value]) => [block, get(value, 'value')]),
    );
    expect(values).toMatchObject({
      line: { value: 'short' },
      lines: { value: 'one\ntwo' },
      mail: { value: 'a@b.de' },
      site: { value: 'https://example.com/' },
      figure: { value: '3' },
      day: { selected_date: '2026-12-24' },
      colour: { selected_option: { value: 'blue' } },
      people: { selected_users: ['U07BEN00002'] },
      lists: { selected_options: [{ value: '1' }] },
      way: { selected_option: { value: 'post' } },
      boxes: { selected_options: [{ value: 'later' }] },
      file: { files: [{ name: 'mail.html', filetype: 'html', size: 9 }] },
      body: { rich_text_value: null },
    });
    await dialog().waitFor({ state: 'detached' });
  });

  test('says at the field what is wrong, in the language of the page, and keeps what was typed', async () => {
    await page.goto(`${app.slack.url}/#anna/marketing?lang=de`);
    await open(app, form);
    await dialog().getByRole('button', { name: 'Save' }).click();
    const line = dialog().locator('[data-block=line]');
    await line.getByText('Bitte fülle dieses Pflichtfeld aus.').waitFor();
    await field('A line').fill('much too long');
    await field('A figure').fill('9');
    await dialog().getByRole('button', { name: 'Save' }).click();
    await line.getByText('Muss kürzer als 11 Zeichen sein').waitFor();
    await dialog().locator('[data-block=figure]').getByText('Darf höchstens 5 sein').waitFor();
    expect(await field('A line').inputValue()).toBe('much too long');
    expect(await field('A line').getAttribute('aria-invalid')).toBe('true');
    await field('A line').fill('short');
    await field('A figure').fill('4');
    app.on('view_submission', () => ({ response_action: 'errors', errors: { mail: 'Nobody lives there.' } }));
    await dialog().getByRole('button', { name: 'Save' }).click();
    await dialog().locator('[data-block=mail]').getByText('Nobody lives there.').waitFor();
    expect(await field('An address').evaluate((node) => node === node.ownerDocument.activeElement)).toBe(true);
    await dialog()
      .locator('input[type=file]')
      .setInputFiles({ name: 'mail.exe', mimeType: 'x/y', buffer: Buffer.from('x') });
    await dialog().locator('[data-block=file]').getByText('Nimmt nur html').waitFor();
  });

  test('formats text by keyboard as by button', async () => {
    await open(app, form);
    const editor = dialog().getByRole('textbox', { name: 'The body' });
    await field('A line').fill('x');
    await editor.click();
    const type = (text: string) => page.keyboard.type(text);
    for (const [keys, text] of [
      ['Control+b', 'bold'],
      ['Control+i', 'italic'],
      ['Control+Shift+x', 'struck'],
      ['Control+Shift+c', 'code'],
    ] as const) {
      await page.keyboard.press(keys);
      await type(text);
      await page.keyboard.press(keys);
      await type(' ');
    }
    expect(await dialog().getByRole('button', { name: 'Bold' }).getAttribute('aria-pressed')).toBe('false');
    await page.keyboard.press('Control+Shift+u');
    await dialog().getByLabel('Link address').fill('https://example.com/');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Control+Shift+8');
    await type('item');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Control+Shift+9');
    await type('quoted');
    const body = await heard('view_submission', () => dialog().getByRole('button', { name: 'Save' }).click());
    const value = get(body, 'view', 'state', 'values', 'body', 'value', 'rich_text_value');
    expect(get(objects(get(value, 'elements'))[0], 'elements')).toMatchObject([
      { text: 'bold', style: { bold: true } },
      { text: ' ' },
      { text: 'italic', style: { italic: true } },
      { text: ' ' },
      { text: 'struck', style: { strike: true } },
      { text: ' ' },
      { text: 'code', style: { code: true } },
      { text: ' ' },
      { type: 'link', url: 'https://example.com/' },
    ]);
    expect(objects(get(value, 'elements'))[1]).toMatchObject({ type: 'rich_text_list', style: 'bullet' });
    expect(objects(get(value, 'elements'))[2]).toMatchObject({
      type: 'rich_text_quote',
      elements: [{ text: 'quoted' }],
    });
  });

  test('stacks three deep, keeps the focus inside, and Escape goes back one', async () => {
    const push = (title: string) => modal({ title: plain(title), blocks: [input('name', `Name ${title}`)] });
    await open(app, push('One'));
    for (const title of ['Two', 'Three']) {
      app.on('view_submission', () => ({ response_action: 'push', view: push(title) }));
      await dialog().getByRole('textbox').fill('x');
      await page.keyboard.press('Enter');
      await page.getByRole('dialog', { name: title }).waitFor();
    }
    for (let presses = 0; presses < 8; presses += 1) {
      await page.keyboard.press('Tab');
      expect(await page.locator('#stage > :not(dialog) :focus').count()).toBe(0);
    }
    await dialog().getByRole('textbox').focus();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog', { name: 'Two' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog', { name: 'One' }).waitFor();
    expect(await dialog().getByRole('textbox').inputValue()).toBe('x');
    await page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'detached' });
    expect(app.slack.viewStack('anna')).toEqual([]);
  });

  test('that the app updates keeps what was typed and where the cursor stood', async () => {
    await open(app, modal({ blocks: [input('name', 'Name'), input('more', 'More')] }));
    await field('More').fill('half a wo');
    const id = app.slack.currentView('anna')?.id;
    const blocks = [{ type: 'section', text: plain('Loaded') }, input('name', 'Name'), input('more', 'More')];
    await app.api('views.update', { view_id: id, view: modal({ blocks }) });
    await dialog().getByText('Loaded').waitFor();
    await page.keyboard.type('rd');
    expect(await field('More').inputValue()).toBe('half a word');
  });
});

describe('the truth about Slack', () => {
  test('a payload that Slack refuses is shown as refused, with the place that is wrong', async () => {
    await expect(post(app, [{ type: 'section', text: { type: 'mrkdwn', text: '' } }])).rejects.toThrow(
      'invalid_blocks',
    );
    const notice = page.getByRole('alert').filter({ hasText: 'Slack refused chat.postMessage: invalid_blocks' });
    await notice.getByText('/blocks/0/text/text').waitFor();
  });

  test('an answer that comes too late is Slack’s timeout error', async () => {
    app.on('command', () => new Promise((late) => setTimeout(() => late('Too late'), 600)));
    await composer().fill('/slow');
    await page.keyboard.press('Enter');
    await lastMessage().getByText('/slow failed with the error "operation_timeout"').waitFor();
  });

  test('an expired trigger is refused, and the page says why', async () => {
    await app.slack.as('anna').command('#marketing', '/kitchen');
    await app.slack.advance(3001);
    await app.api('views.open', { trigger_id: app.last('command').body['trigger_id'], view: modal() });
    await page.getByText('Slack refused views.open: expired_trigger_id').waitFor();
    await page.getByText('Three seconds after a click its trigger is worth nothing any more').waitFor();
    await page.getByRole('button', { name: 'Traffic' }).click();
    await page.locator('.exchange.refused', { hasText: 'views.open' }).getByText('200 refused').waitFor();
  });
});

describe('the traffic', () => {
  const rows = () => page.locator('.exchange');
  beforeEach(async () => {
    await app.slack.as('anna').command('#marketing', '/kitchen now');
    await post(app, [{ type: 'actions', elements: [button('Go')] }]);
    await page.getByRole('button', { name: 'Traffic' }).click();
    await rows().nth(1).waitFor();
  });

  test('shows each exchange with time, duration, headers, body, answer and outcome', async () => {
    await rows().filter({ hasText: '/kitchen now' }).locator('summary').first().click();
    const row = rows().filter({ hasText: '/kitchen now' });
    expect(await row.locator('summary').first().textContent()).toMatch(/Slack → app · command.*\d+ ms · 200 ok/);
    await row
      .getByText(/\d+ headers/)
      .first()
      .click();
    expect(await row.textContent()).toMatch(/x-slack-signature: v0=[0-9a-f]{64}/);
    expect(await row.textContent()).toContain('command: /kitchen');
  });

  test('is filtered by direction, kind and trouble', async () => {
    await page.getByRole('combobox', { name: 'Direction' }).selectOption('to-app');
    expect(await rows().allTextContents()).toHaveLength(1);
    await page.getByRole('combobox', { name: 'Kind' }).selectOption('api');
    await page.getByText('Nothing fits the filter.').waitFor();
    await page.getByRole('combobox', { name: 'Direction' }).selectOption('');
    await rows().filter({ hasText: 'chat.postMessage' }).waitFor();
    await page.getByRole('checkbox', { name: 'Only what went wrong' }).check();
    expect(await rows().count()).toBe(0);
  });

  test('is copied as curl with the headers as they were sent, and can be delivered again', async () => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    const row = rows().filter({ hasText: '/kitchen now' });
    await row.locator('summary').first().click();
    await row.getByRole('button', { name: 'Copy as curl' }).click();
    await row.getByRole('button', { name: 'Copied' }).waitFor();
    const copied = await page.evaluate('navigator.clipboard.readText()');
    expect(copied).toMatch(/^curl -i -X POST 'http:\/\/127\.0\.0\.1:\d+\/slack\/events'/);
    expect(copied).toMatch(/-H 'x-slack-signature: v0=[0-9a-f]{64}'/);
    const before = app.last('command').raw;
    expect(copied).toContain(`--data-raw '${before}'`);
    await heard('command', () => row.getByRole('button', { name: 'Deliver again' }).click());
    expect(app.last('command').raw).toBe(before);
  });
});

describe('the guide', () => {
  test('keeps the keyboard where it is while a step is ticked', async () => {
    const guide = page.getByRole('region', { name: 'First steps' });
    const isFocused = async (target: Locator) => (await target.and(page.locator(':focus')).count()) === 1;
    await guide.getByText('Press it').click();
    await guide.getByRole('link').focus();
    app.slack.tick('look');
    await guide.getByText('1 of 2 done').waitFor();
    expect(await isFocused(guide.getByRole('link'))).toBe(true);
    await guide.getByRole('button').focus();
    app.slack.tick('press');
    await guide.getByText('All done').waitFor();
    expect(await isFocused(guide.getByRole('button'))).toBe(true);
  });

  test('ticks live what is done, and stays away once it is closed', async () => {
    const guide = page.getByRole('region', { name: 'First steps' });
    await guide.getByText('0 of 2 done').waitFor();
    app.slack.tick('look');
    await guide.getByText('1 of 2 done').waitFor();
    expect(await guide.locator('[data-step=press]').getAttribute('aria-current')).toBe('step');
    expect(await guide.getByRole('link').getAttribute('href')).toBe('http://127.0.0.1:1/');
    await guide.getByRole('button', { name: 'Close first steps' }).click();
    await page.reload();
    await page.getByRole('button', { name: 'First steps 1/2' }).waitFor();
    expect(await guide.isHidden()).toBe(true);
    await page.getByRole('button', { name: 'First steps 1/2' }).click();
    app.slack.tick('press');
    await guide.getByText('All done').waitFor();
  });
});

describe('the keyboard alone', () => {
  test('reaches the shortcuts and a message’s menu', async () => {
    await composer().focus();
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Enter');
    const shortcut = await heard('shortcut', () => page.keyboard.press('Enter'));
    expect(shortcut).toMatchObject({ callback_id: 'draft:create' });
    const menu = page
      .locator('article', { hasText: 'anna.mueller@example.com' })
      .getByRole('button', { name: 'More actions on this message' });
    await menu.focus();
    await page.keyboard.press('ArrowDown');
    const chosen = await heard('message_action', () => page.keyboard.press('Enter'));
    expect(chosen).toMatchObject({ callback_id: 'receivers:unsubscribe' });
  });
});
