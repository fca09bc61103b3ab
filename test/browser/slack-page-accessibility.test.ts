import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TestApp } from '../../src/sandbox/slack/test-app.ts';
import { launchChromium } from '../pictures/chromium.ts';
import { findings, isTooWide } from './axe.ts';
import { charts, containers, form, interactive, passive, plain, plainTable, table } from './kitchen.ts';
import { open, post, startKitchen, visit } from './kitchen-app.ts';

let browser: Browser;
let app: TestApp;
beforeAll(async () => {
  browser = await launchChromium();
  app = await startKitchen();
  const question = await post(app, [], { text: 'Question' });
  await post(app, [], { text: 'Answer', thread_ts: question });
  await post(app, passive);
  await post(app, containers);
  await post(app, [table, plainTable]);
  await post(app, charts.slice(0, 2));
  await post(app, charts.slice(2));
  await post(app, interactive);
  await app.api('chat.postEphemeral', { channel: 'C07MARKET02', user: 'U07ANNA0001', text: 'For you' });
  const home = { type: 'home', blocks: [{ type: 'header', text: plain('Welcome home') }, ...interactive.slice(0, 5)] };
  expect(await app.api('views.publish', { user_id: 'U07ANNA0001', view: home })).toMatchObject({ ok: true });
  app.slack.tick('look');
});
afterAll(async () => {
  await browser.close();
  await app.close();
});

/** Every state of the page, and how a person gets there. */
const states: Record<string, (page: Page) => Promise<unknown>> = {
  'a channel with every block': (page) => page.getByRole('img', { name: /Reactions as area/ }).waitFor(),
  'a thread': async (page) => {
    await page.locator('.replies').first().click();
    await page.locator('#thread article').nth(1).waitFor();
  },
  'the Home tab': async (page) => {
    await page.evaluate("location.hash = '#anna/home'");
    await page.locator('#home .header').waitFor();
  },
  'the commands': async (page) => {
    await page.locator('#composer textarea').fill('/');
    await page.locator('.commands li').first().waitFor();
  },
  'the shortcuts': async (page) => {
    await page.locator('#composer .composer-menu button').click();
    await page.locator('[role=menuitem]').first().waitFor();
  },
  'the menu of a message': async (page) => {
    const message = page.locator('article').first();
    await message.hover();
    await message.locator('[aria-haspopup=menu]').first().click();
    await message.locator('[role=menuitem]').first().waitFor();
  },
  'a modal with every field': async (page) => {
    await open(app, form);
    await page.locator('dialog.modal').waitFor();
  },
  'a modal with mistakes in it': async (page) => {
    await open(app, form);
    await page.locator('dialog.modal [type=submit]').click();
    await page.locator('dialog .error').first().waitFor();
  },
  'a question': async (page) => {
    await page.locator('.button.danger').first().click();
    await page.locator('dialog.question').waitFor();
  },
  'the traffic': async (page) => {
    await page.locator('#traffic-toggle').click();
    await page.locator('.exchange summary').first().click();
    await page.locator('.exchange .headers summary').first().click();
  },
  'the view': async (page) => {
    await page.locator('#view-toggle').click();
    await page.locator('#view-settings input').first().waitFor();
  },
  'a refusal': async (page) => {
    await post(app, [{ type: 'section' }]).catch(() => {});
    await page.locator('.notice.refused').waitFor();
  },
  'the members': async (page) => {
    await page.locator('#place-actions button').first().click();
    await page.locator('dialog .members').waitFor();
  },
};

describe.each([
  { width: 1440, colorScheme: 'light', locale: 'en' },
  { width: 1440, colorScheme: 'dark', locale: 'de' },
  { width: 360, colorScheme: 'light', locale: 'de' },
  { width: 360, colorScheme: 'dark', locale: 'en' },
] as const)('at $width px, $colorScheme, in $locale', ({ width, colorScheme, locale }) => {
  test.each(Object.keys(states))('%s has nothing serious against it', async (name) => {
    const page = await visit(browser, app, { viewport: { width, height: 800 }, colorScheme, locale });
    await states[name]?.(page);
    expect(await findings(page)).toEqual([]);
    expect(await isTooWide(page)).toBe(false);
    await page.screenshot({ path: `artifacts/page/${name.replaceAll(' ', '-')}-${width}-${colorScheme}.png` });
    await app.slack.closeView('anna', 'modal', { all: true }).catch(() => {});
    await page.context().close();
  });
});

test('a modal says what it is, and what it is about', async () => {
  const page = await visit(browser, app);
  await open(app, { ...form, title: plain('Named') });
  await page.getByRole('dialog', { name: 'Named' }).waitFor();
  await app.slack.closeView('anna', 'modal', { all: true });
  await page.context().close();
});
