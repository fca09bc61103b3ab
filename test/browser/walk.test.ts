import { mkdir } from 'node:fs/promises';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { launchChromium } from '../pictures/chromium.ts';
import { type RunningDemo, startDemo } from './demo.ts';
import { admins, languages } from './words.ts';

const folder = 'artifacts/walk';

/** Whoever walks: the people of the local Slack, each role in each language. */
const walkers = [
  { who: 'Anna Becker', role: 'admin', language: 'de' },
  { who: 'Dana Wells', role: 'admin', language: 'en' },
  { who: 'Erik Lang', role: 'member', language: 'de' },
  { who: 'Ben Carter', role: 'member', language: 'en' },
] as const;

let browser: Browser;
beforeAll(async () => {
  await mkdir(folder, { recursive: true });
  browser = await launchChromium();
});
afterAll(() => browser.close());

describe.each(walkers)('a newcomer as $role, reading $language', ({ who, role, language }) => {
  const words = languages[language];
  let demo: RunningDemo;
  let context: BrowserContext;
  let page: Page;
  let step = 0;

  beforeAll(async () => {
    demo = await startDemo();
    context = await browser.newContext({ viewport: { width: 1280, height: 1000 }, locale: language });
    page = await context.newPage();
    await page.goto(demo.url);
    await become(who);
    return async () => {
      await context.close();
      await demo.stop();
    };
  });

  const openChannel = () =>
    page
      .getByRole('button', { name: /marketing/ })
      .first()
      .click();
  const become = async (name: string) => {
    const people = page.getByRole('combobox', { name: /You are|Du bist|Person/ });
    // The people come with the workspace, after the page itself.
    const person = people.locator('option', { hasText: name });
    await people.selectOption({ label: (await person.textContent()) ?? '' });
    await openChannel();
  };
  const picture = (name: string, of: Page = page) => {
    step += 1;
    return of.screenshot({ path: `${folder}/${role}-${language}-${step}-${name}.png` });
  };
  const send = async (line: string) => {
    const composer = page.getByRole('combobox', { name: /Message or command|Nachricht oder Befehl/ });
    await composer.click();
    await composer.pressSequentially(line);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Enter');
  };
  const lastMessage = (text: string | RegExp): Locator => page.locator('article').filter({ hasText: text }).last();

  test('types the command for the overview, connects, and the overview arrives by itself', async () => {
    await send(words.overview);
    if (role === 'member') {
      // Members are told who can connect; an admin does, and they carry on.
      await lastMessage(words.whoConnects).waitFor();
      await picture('who-connects');
      await become(admins[language]);
      await send(words.overview);
    }
    const offer = lastMessage(words.connect);
    await offer.waitFor();
    await picture('connect-needed');
    const [popup] = await Promise.all([context.waitForEvent('page'), offer.getByText(words.connect).last().click()]);
    await popup.getByText('Muster GmbH').first().waitFor();
    expect(await popup.getByText(role === 'member' ? admins[language] : who).count()).toBeGreaterThan(0);
    await picture('connect-page', popup);
    await popup.getByText(words.continueTo).click();
    await popup.getByRole('button', { name: words.allow }).waitFor();
    await picture('consent', popup);
    await popup.getByRole('button', { name: words.allow }).click();
    await popup.getByRole('heading', { name: words.connected }).waitFor();
    await picture('connected', popup);
    await popup.close();
    await lastMessage(words.atAGlance).waitFor();
    if (role === 'member') {
      await become(who);
      await send(words.overview);
      await lastMessage(words.atAGlance).waitFor();
    }
    await picture('overview');
  });

  test('sees the figures as a table and a chart, and looks somebody up', async () => {
    await send(words.stats);
    await lastMessage(words.health).getByRole('table').waitFor();
    await picture('stats');
    await send(words.find);
    await lastMessage(words.found).waitFor();
    await picture('find');
  });

  test('writes a draft in a modal, gets its card, looks at the preview and shares it', async () => {
    await send(words.draft);
    const dialog = page.getByRole('dialog', { name: words.draftTitle });
    await dialog.waitFor();
    await dialog.getByRole('combobox', { name: words.group }).pressSequentially('Pres');
    await page.getByRole('option', { name: 'Presse' }).click();
    await dialog.getByRole('textbox', { name: words.subject }).fill('Tee des Monats');
    await dialog.getByRole('textbox', { name: words.senderName }).fill('Teehaus Muster');
    await dialog.getByRole('textbox', { name: words.senderEmail }).fill('news at example');
    await dialog.getByRole('textbox', { name: words.text, exact: true }).click();
    await page.keyboard.type('Guten Morgen!');
    await picture('draft-form');
    await dialog.getByRole('button', { name: words.createDraft }).click();
    // An address that is none: told at the field, and the form stays open.
    await picture('draft-error');
    expect(await dialog.isVisible()).toBe(true);
    await dialog.getByRole('textbox', { name: words.senderEmail }).fill('news@example.com');
    await dialog.getByRole('button', { name: words.createDraft }).click();
    await dialog.waitFor({ state: 'hidden' });
    const card = lastMessage(words.created);
    await card.waitFor();
    await picture('draft-card');

    const [preview] = await Promise.all([context.waitForEvent('page'), card.getByText(words.preview).click()]);
    await preview.getByRole('heading', { name: 'Tee des Monats' }).waitFor();
    await preview.frameLocator('iframe').getByText('Guten Morgen!').waitFor();
    await picture('preview', preview);
    await preview.getByText(words.phone, { exact: true }).click();
    await preview.frameLocator('iframe').getByText('Guten Morgen!').waitFor();
    await picture('preview-phone', preview);
    await preview.close();

    await card.getByRole('button', { name: words.share }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: words.shareConfirm, exact: true }).click();
    const shared = lastMessage(words.shared);
    await shared.waitFor();
    expect(await shared.textContent()).not.toContain('news@example.com');
    await picture('shared');
  });

  test('unsubscribes the address in a message from the message’s menu', async () => {
    const message = page.locator('article').filter({ hasText: 'anna.mueller@example.com' }).first();
    await message.hover();
    await message.getByRole('button', { name: /More actions|Weitere Aktionen|Mehr Aktionen/ }).click();
    await page.getByRole('menuitem', { name: /Unsubscribe address/ }).click();
    const dialog = page.getByRole('dialog', { name: words.unsubscribeTitle });
    await dialog.waitFor();
    await picture('unsubscribe-form');
    await dialog.getByRole('button', { name: words.next, exact: true }).click();
    await dialog.getByText(words.willChange).waitFor();
    await picture('unsubscribe-check');
    await dialog.getByRole('button', { name: words.unsubscribe, exact: true }).click();
    await dialog.waitFor({ state: 'hidden' });
    await lastMessage(words.unsubscribed).waitFor();
    await picture('unsubscribed');
    await lastMessage(words.unsubscribed).getByRole('button', { name: words.undo }).click();
    await lastMessage(words.undone).waitFor();
    await picture('undone');
  });

  test('breaks CleverReach and sees what the app says then; every step of the guide is ticked', async () => {
    const guide = page.getByRole('region', { name: /First steps|Erste Schritte/ });
    const [faults] = await Promise.all([
      context.waitForEvent('page'),
      guide.getByRole('link', { name: /Open|Öffnen/ }).click(),
    ]);
    await faults.getByRole('switch', { name: words.fault }).click();
    await picture('fault', faults);
    await send(words.stats);
    await lastMessage(words.unavailable).waitFor();
    // The channel was scrolled up: whoever sends a command is taken to its answer.
    await vi.waitFor(async () => {
      const box = await lastMessage(words.unavailable).boundingBox();
      expect(box?.y).toBeLessThan(1000);
    });
    await guide.getByText(words.allDone).waitFor();
    await picture('guide-done');
    await faults.getByRole('button', { name: /All well again|Alles wieder gut/ }).click();
    await faults.close();
    await send(words.stats);
    await lastMessage(words.health).waitFor();
  });
});
