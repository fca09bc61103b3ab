import { readFile } from 'node:fs/promises';
import { WebClient } from '@slack/web-api';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Json } from '../../src/sandbox/slack/index.ts';
import { get } from '../../src/sandbox/slack/json.ts';
import { input, modal, section, startTestApp, type TestApp } from '../../src/sandbox/slack/test-app.ts';
import { launchChromium } from '../pictures/chromium.ts';
import { isTooWide } from './axe.ts';
import { button, plain, plainTable, table } from './kitchen.ts';
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

const dialog = () => page.getByRole('dialog');

/** What the app hears next of a kind, while something is done on the page. */
async function heard(type: string, does: () => Promise<unknown>): Promise<Json> {
  const before = app.received.length;
  await does();
  await app.slack.waitFor(() => app.received.slice(before).some((entry) => entry.type === type));
  return app.last(type).body;
}

describe('the Home tab', () => {
  const publish = (count: number) =>
    app.api('views.publish', {
      user_id: 'U07ANNA0001',
      view: {
        type: 'home',
        blocks: [
          section(`Refreshed ${count} times`),
          { type: 'actions', elements: [button('Refresh'), button('Disconnect', { style: 'danger' })] },
          table,
          plainTable,
        ],
      },
    });

  test('is published when it is opened, and a pressed button keeps the focus when it is published anew', async () => {
    let count = 0;
    app.on('app_home_opened', async () => void (await publish(0)));
    app.on('block_actions', async () => {
      count += 1;
      await publish(count);
      return undefined;
    });
    await heard('app_home_opened', () =>
      page.getByRole('navigation').getByRole('button', { name: 'Test App' }).click(),
    );
    await page.getByText('Refreshed 0 times').waitFor();
    expect(await page.locator('#home table').count()).toBe(2);
    const refresh = page.getByRole('button', { name: 'Refresh' });
    const pressed = await heard('block_actions', () => refresh.click());
    expect(pressed).toMatchObject({ view: { type: 'home' }, container: { type: 'view' } });
    await page.getByText('Refreshed 1 times').waitFor();
    expect(await refresh.and(page.locator(':focus')).count()).toBe(1);
    expect(get((await heard('app_home_opened', () => page.reload()))['event'], 'view', 'type')).toBe('home');
    const messages = await heard('app_home_opened', () => page.getByRole('tab', { name: 'Messages' }).click());
    expect(messages['event']).toMatchObject({ user: 'U07ANNA0001', tab: 'messages' });
    await heard('app_home_opened', () => page.getByRole('tab', { name: 'Home' }).click());
    // Whoever looks through other eyes opens that person's own.
    const other = await heard('app_home_opened', () => page.getByLabel('You are').selectOption('U07BEN00002'));
    expect(other['event']).toMatchObject({ user: 'U07BEN00002', tab: 'home' });
  });
});

describe('a modal', () => {
  test('begins with the channel it was opened in, and offers only what its filter lets through', async () => {
    await open(
      app,
      modal({
        blocks: [
          input('to', 'Channel', {
            type: 'conversations_select',
            default_to_current_conversation: true,
            response_url_enabled: true,
            filter: { include: ['public', 'private'], exclude_external_shared_channels: true },
          }),
        ],
      }),
    );
    const field = dialog().getByRole('combobox', { name: 'Channel' });
    await field.waitFor();
    expect(await field.inputValue()).toBe('#marketing');
    await field.click();
    await dialog().getByRole('option').first().waitFor();
    expect(await dialog().getByRole('option').allTextContents()).toEqual(['#general', '#marketing']);
    await page.keyboard.press('Escape');
    const sent = await heard('view_submission', () => dialog().getByRole('button', { name: 'Save' }).click());
    expect(sent['response_urls']).toMatchObject([{ channel_id: 'C07MARKET02' }]);
  });

  test('that is updated keeps what was typed where the field is the same, and no other', async () => {
    const fields = (actionId: string) =>
      modal({ blocks: [input('kept', 'Kept', {}), input('new', 'New', { action_id: actionId })] });
    await open(app, fields('one'));
    await dialog().getByLabel('Kept').fill('stays');
    await dialog().getByLabel('New').fill('goes');
    const view_id = app.slack.as('anna').currentView()?.id;
    await app.api('views.update', { view_id, view: { ...fields('two'), title: plain('Updated') } });
    await dialog().getByRole('heading', { name: 'Updated' }).waitFor();
    expect(await dialog().getByLabel('Kept').inputValue()).toBe('stays');
    expect(await dialog().getByLabel('New').inputValue()).toBe('');
  });

  test('has menus, links and choices that tell the app, and a list that is there from the start', async () => {
    const option = (text: string) => ({ text: plain(text), value: text.toLowerCase() });
    await open(
      app,
      modal({
        blocks: [
          input('list', 'List', { type: 'external_select', initial_option: option('Newsletter') }),
          input('who', 'Who', { type: 'multi_users_select', initial_users: ['U07BEN00002'] }, { optional: true }),
          {
            type: 'actions',
            elements: [
              { type: 'overflow', action_id: 'more', options: [option('Copy'), option('Drop')] },
              { type: 'radio_buttons', action_id: 'way', options: [option('Rich'), option('Html')] },
            ],
          },
          { type: 'actions', elements: [button('Site', { url: `${app.slack.url}/page/links` })] },
        ],
      }),
    );
    expect(await dialog().getByRole('combobox', { name: 'List' }).inputValue()).toBe('Newsletter');
    expect(await dialog().getByText('Ben Carter').isVisible()).toBe(true);
    await dialog().getByRole('button', { name: 'More options' }).click();
    expect(await heard('block_actions', () => page.getByRole('menuitem', { name: 'Copy' }).click())).toMatchObject({
      actions: [{ type: 'overflow', selected_option: { value: 'copy' } }],
      view: { type: 'modal' },
    });
    expect(await heard('block_actions', () => dialog().getByRole('radio', { name: 'Html' }).check())).toMatchObject({
      actions: [{ selected_option: { value: 'html' } }],
    });
    const tab = page.context().waitForEvent('page');
    expect(await heard('block_actions', () => dialog().getByRole('link', { name: 'Site' }).click())).toMatchObject({
      actions: [{ action_id: 'site', url: `${app.slack.url}/page/links` }],
    });
    await (await tab).close();
    expect(await dialog().isVisible()).toBe(true);
  });
});

describe('a guide of eight steps', () => {
  const words = (text: string) => ({ en: text, de: text });
  const long = 'Type /cleverreach overview: every list in one line, then the newest recipients of the largest one.';

  test.each([360, 1440])('unfolds the next one only, keeps it in sight, and fits into %i px', async (width) => {
    const steps = Array.from({ length: 8 }, (_, index) => ({
      id: `step-${index}`,
      title: words(`Step ${index + 1}: see how the lists are doing`),
      text: words(long),
    }));
    const guided = await startTestApp({ guide: steps });
    const own = await visit(browser, guided, { viewport: { width, height: 640 } });
    const toggle = own.getByRole('button', { name: /First steps/ });
    if ((await toggle.getAttribute('aria-expanded')) === 'false') await toggle.click();
    const guide = own.getByRole('region', { name: 'First steps' });
    expect(await guide.getByText(long).filter({ visible: true }).count()).toBe(1);
    for (const { id } of steps.slice(0, 7)) guided.slack.tick(id);
    await guide.getByText('7 of 8 done').waitFor();
    const current = guide.locator('[aria-current=step]');
    expect(await current.getAttribute('data-step')).toBe('step-7');
    const box = await current.getByText(long).boundingBox();
    expect((box?.y ?? 9999) + (box?.height ?? 0)).toBeLessThanOrEqual(640);
    await guide.getByText('Step 2').click();
    expect(await guide.getByText(long).filter({ visible: true }).count()).toBe(1);
    expect(await isTooWide(own)).toBe(false);
    await own.context().close();
    await guided.close();
  });
});

describe('a message', () => {
  test('with a file shows it with its name, and saves it as it was', async () => {
    const { channel } = await app.api('chat.postMessage', { channel: 'U07ANNA0001', text: 'The export follows' });
    const client = new WebClient(app.token, { slackApiUrl: app.slack.apiUrl });
    const file = Buffer.from('when;who\n2026-11-25;Änne\n');
    await client.filesUploadV2({ channel_id: String(channel), filename: 'audit-log.csv', title: 'Audit log', file });
    await page.evaluate("location.hash = '#anna/@app'");
    const link = page.getByRole('link', { name: 'Save audit-log.csv' });
    await link.waitFor();
    expect(await page.locator('.message-files').textContent()).toMatch(/Audit log.*audit-log\.csv · \d+ B/);
    const saved = page.waitForEvent('download');
    await link.click();
    const download = await saved;
    expect(download.suggestedFilename()).toBe('audit-log.csv');
    expect(await readFile(await download.path())).toEqual(file);
  });

  test('is shown with the formatting it was typed with', async () => {
    const field = page.getByRole('combobox', { name: 'Message or command' });
    await field.fill('*Tea* of the month\n- [first flush](https://example.com/tea)\n- `second`\n> said Ben');
    await field.press('Enter');
    const message = page.locator('#messages article').last();
    await message.getByRole('link', { name: 'first flush' }).waitFor();
    expect(await message.locator('strong', { hasText: /^Tea$/ }).count()).toBe(1);
    expect(await message.locator('li').count()).toBe(2);
    expect(await message.locator('blockquote').textContent()).toBe('said Ben');
  });

  test('of fifty blocks and endless words is as wide as the page', async () => {
    const endless = 'Empfängerlistenverwaltung'.repeat(40);
    const words = [section(endless), { type: 'header', text: plain(endless.slice(0, 150)) }];
    await post(app, [...words, ...Array.from({ length: 48 }, (_, index) => section(`Block ${index + 1}`))]);
    await page.getByText('Block 48').waitFor();
    for (const width of [1440, 360]) {
      await page.setViewportSize({ width, height: 800 });
      expect(await isTooWide(page)).toBe(false);
      const room = 'document.querySelector("#messages").scrollWidth - document.querySelector("#messages").clientWidth';
      expect(await page.evaluate<number>(room)).toBeLessThanOrEqual(0);
    }
  });

  test('that a shortcut brings is gone to, also from far above', async () => {
    for (let index = 0; index < 30; index += 1) await post(app, [section(`Filler ${index}`)]);
    await page.getByText('Filler 29').waitFor();
    const asked = page.locator('article', { hasText: 'anna.mueller@example.com' });
    await asked.scrollIntoViewIfNeeded();
    await asked.hover();
    await asked.getByRole('button', { name: 'More actions on this message' }).click();
    const { response_url } = await heard('message_action', () =>
      page.getByRole('menuitem', { name: /Unsubscribe address/ }).click(),
    );
    expect(await page.getByText('Filler 29').isVisible()).toBe(true);
    await app.respond(String(response_url), { text: 'Unsubscribed' });
    const answer = page.getByText('Unsubscribed', { exact: true });
    await answer.waitFor();
    await expect.poll(async () => (await answer.boundingBox())?.y ?? 9999).toBeLessThan(720);
    // What comes later of its own accord takes nobody away.
    await page.locator('#messages').evaluate((node) => node.scrollTo(0, 0));
    await post(app, [section('Later')]);
    await page.getByText('Later').waitFor();
    expect(await page.locator('#messages').evaluate((node) => node.scrollTop)).toBeLessThan(100);
  });
});
