import { mkdir } from 'node:fs/promises';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchChromium } from '../pictures/chromium.ts';
import { type RunningDemo, startDemo } from './demo.ts';
import { admins, languages } from './words.ts';

const folder = 'artifacts/keyboard';

/** More stops than any way of the walk has; one that needs more cannot be called reachable. */
const mostStops = 60;

const isFocused = async (target: Locator) => (await target.and(target.page().locator(':focus')).count()) > 0;

/** Where the keyboard is, for a person who reads why a test failed. */
const whereabouts = (page: Page) =>
  page.evaluate<string>(`(() => {
    const { tagName, ariaLabel, labels, textContent } = document.activeElement;
    return [tagName, ariaLabel ?? labels?.[0]?.textContent ?? textContent.trim().slice(0, 40)].join(' ').toLowerCase();
  })()`);

type Key = 'Tab' | 'Shift+Tab' | 'ArrowDown' | 'ArrowRight';

/** Presses a key until the keyboard is on the target, and sees that a person would see it there. */
async function reach(target: Locator, key: Key = 'Tab'): Promise<void> {
  await go(target, key);
  expect(await target.page().evaluate(visibly), `${target} shows that the keyboard is on it`).toEqual(seen);
}

async function go(target: Locator, key: Key = 'Tab'): Promise<void> {
  const page = target.page();
  const way: string[] = [];
  while (!(await isFocused(target))) {
    way.push(await whereabouts(page));
    if (way.length > mostStops) throw new Error(`${key} does not lead to ${target}. On the way:\n${way.join('\n')}`);
    await page.keyboard.press(key);
  }
}

const seen = { isMarked: true, isOpaque: true, isInView: true };
/** Whether the focused element stands in the window, can be seen, and is marked (or what it stands in is, for a field). */
const visibly = `(() => {
  const at = document.activeElement;
  const chain = [];
  for (let one = at; one !== null; one = one.parentElement) chain.push(getComputedStyle(one));
  const { top, bottom, left, right } = at.getBoundingClientRect();
  return {
    isMarked: chain.slice(0, 2).some(({ outlineStyle, boxShadow }) => outlineStyle !== 'none' || boxShadow !== 'none'),
    isOpaque: chain.every(({ opacity, visibility }) => opacity === '1' && visibility === 'visible'),
    isInView: bottom > 0 && right > 0 && top < innerHeight && left < innerWidth,
  };
})()`;

let browser: Browser;
beforeAll(async () => {
  await mkdir(folder, { recursive: true });
  browser = await launchChromium();
});
afterAll(() => browser.close());

describe.each(['de', 'en'] as const)('with the keyboard alone, a newcomer reading %s', (language) => {
  const words = languages[language];
  const who = admins[language];
  let demo: RunningDemo;
  let context: BrowserContext;
  let page: Page;
  let step = 0;

  beforeAll(async () => {
    demo = await startDemo();
    context = await browser.newContext({ viewport: { width: 1280, height: 1000 }, locale: language });
    page = await context.newPage();
    return async () => {
      await context.close();
      await demo.stop();
    };
  });

  const picture = (name: string, of: Page = page) => {
    step += 1;
    return of.screenshot({ path: `${folder}/${language}-${step}-${name}.png` });
  };
  const composer = () => page.getByRole('combobox', { name: /Message or command|Nachricht oder Befehl/ });
  const place = (name: RegExp) => page.getByRole('navigation').getByRole('button', { name });
  const lastMessage = (text: string | RegExp): Locator => page.locator('article').filter({ hasText: text }).last();

  async function send(line: string): Promise<void> {
    await page.keyboard.type(line);
    await page.keyboard.press('Enter');
  }

  /** Follows the link that the keyboard is on into the tab that it opens. */
  async function follow(): Promise<Page> {
    const [popup] = await Promise.all([context.waitForEvent('page'), page.keyboard.press('Enter')]);
    return popup;
  }

  /** A field of a form, where what is typed takes the place of what stands there. */
  async function enter(field: Locator, text: string): Promise<void> {
    await reach(field);
    await page.keyboard.press('Control+A');
    await page.keyboard.type(text);
  }

  test('chooses a person and a channel', async () => {
    await page.goto(demo.url);
    await page.locator('body[data-live]').waitFor();
    const people = page.getByRole('combobox', { name: /You are|Du bist|Person/ });
    await people.locator('option', { hasText: who }).waitFor({ state: 'attached' });
    await reach(people);
    await page.keyboard.type(who);
    await people.locator('option:checked', { hasText: who }).waitFor({ state: 'attached' });
    await reach(place(/marketing/));
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: /marketing/ }).waitFor();
  });

  test('types the command for the overview, connects, and it arrives by itself; then figures and somebody', async () => {
    await reach(composer());
    await send(words.overview);
    const offer = lastMessage(words.connect).getByRole('link', { name: words.connect });
    await offer.waitFor();
    await reach(offer, 'Shift+Tab');
    await picture('connect-needed');
    const popup = await follow();
    await popup.getByText(who).waitFor();
    await reach(popup.getByRole('link', { name: words.continueTo }));
    await picture('connect-page', popup);
    await popup.keyboard.press('Enter');
    const allow = popup.getByRole('button', { name: /^(Allow|Zulassen|Erlauben)$/ });
    await allow.waitFor();
    await reach(allow);
    await picture('consent', popup);
    await popup.keyboard.press('Enter');
    await popup.getByRole('heading', { name: words.connected }).waitFor();
    await reach(popup.getByRole('link'));
    await picture('connected', popup);
    await popup.close();
    await lastMessage(words.atAGlance).waitFor();
    await picture('overview');
    await reach(composer());
    await send(words.stats);
    await lastMessage(words.health).getByRole('table').waitFor();
    await picture('stats');
    await send(words.find);
    await lastMessage(words.found).waitFor();
  });

  test('writes a draft in a modal and gets its card', async () => {
    await reach(page.getByRole('button', { name: /Shortcuts/ }));
    await page.keyboard.press('Enter');
    await reach(page.getByRole('menuitem', { name: /Create mailing draft/ }), 'ArrowDown');
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: words.draftTitle });
    await dialog.waitFor();
    const field = (name: string) => dialog.getByRole('textbox', { name });
    await reach(dialog.getByRole('combobox', { name: words.group }));
    await page.keyboard.type('Pres');
    await page.getByRole('option', { name: 'Presse' }).waitFor();
    await page.keyboard.press('Enter');
    await enter(field(words.subject), 'Tee des Monats');
    await enter(field(words.senderName), 'Teehaus Muster');
    await enter(field(words.senderEmail), 'news at example');
    await enter(field(words.text), 'Guten ');
    // The tools over the text are one stop, with the arrows from tool to tool.
    await page.keyboard.press('Shift+Tab');
    await reach(dialog.getByRole('button', { name: /^(Italic|Kursiv)$/ }), 'ArrowRight');
    await page.keyboard.press('Enter');
    await page.keyboard.type('Morgen!');
    expect(await field(words.text).locator('i, em').textContent()).toBe('Morgen!');
    await picture('draft-form');
    const create = dialog.getByRole('button', { name: words.createDraft });
    await reach(create);
    await page.keyboard.press('Enter');
    // An address that is none: told at the field, where the keyboard is then, and the form stays open.
    await dialog.getByRole('alert').waitFor();
    await picture('draft-error');
    expect(await isFocused(field(words.senderEmail))).toBe(true);
    await enter(field(words.senderEmail), 'news@example.com');
    await reach(create);
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'hidden' });
    await reach(place(/^CleverReach/), 'Shift+Tab');
    await page.keyboard.press('Enter');
    await lastMessage(words.created).waitFor();
    await picture('draft-card');
  });

  test('looks at the draft’s preview, and shares it in a channel', async () => {
    const card = lastMessage(words.created);
    await reach(card.getByRole('link', { name: words.preview }));
    const preview = await follow();
    await preview.frameLocator('iframe').getByText('Guten').waitFor();
    // The buttons of a choice are drawn by their labels, which are marked in their place.
    await go(preview.getByRole('radio', { name: 'Desktop' }));
    expect(await preview.locator('label:has(:focus-visible)').textContent()).toBe('Desktop');
    await preview.keyboard.press('ArrowRight');
    await preview.getByRole('radio', { name: words.phone, checked: true }).waitFor();
    await preview.frameLocator('iframe').getByText('Guten').waitFor();
    await picture('preview', preview);
    await preview.close();

    await reach(card.getByRole('button', { name: words.share }));
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: words.share });
    await dialog.waitFor();
    await reach(dialog.getByRole('combobox', { name: words.shareTarget }));
    await page.keyboard.type('marketing');
    await page.getByRole('option', { name: /marketing/ }).waitFor();
    await page.keyboard.press('Enter');
    await picture('share-form');
    await reach(dialog.getByRole('button', { name: words.shareConfirm, exact: true }));
    await page.keyboard.press('Enter');
    // The answer stands in the form's place.
    const answer = page.getByRole('dialog').filter({ hasText: /Shared in|Geteilt in/ });
    await answer.waitFor();
    await reach(answer.getByRole('button', { name: /^(Close|Schließen)$/ }).last());
    await page.keyboard.press('Enter');
    await answer.waitFor({ state: 'hidden' });
  });

  test('unsubscribes the address in a message from the message’s menu', async () => {
    await reach(place(/marketing/), 'Shift+Tab');
    await page.keyboard.press('Enter');
    await lastMessage(words.shared).waitFor();
    const message = page.locator('article').filter({ hasText: 'anna.mueller@example.com' }).first();
    await message.waitFor();
    await reach(message.getByRole('button', { name: /More actions|Weitere Aktionen|Mehr Aktionen/ }), 'Shift+Tab');
    await picture('message');
    await page.keyboard.press('Enter');
    await reach(page.getByRole('menuitem', { name: /Unsubscribe address/ }), 'ArrowDown');
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: words.unsubscribeTitle });
    await dialog.waitFor();
    await reach(dialog.getByRole('button', { name: words.next, exact: true }));
    await picture('unsubscribe-form');
    await page.keyboard.press('Enter');
    await dialog.getByText(words.willChange).waitFor();
    await reach(dialog.getByRole('button', { name: words.unsubscribe, exact: true }));
    await picture('unsubscribe-check');
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'hidden' });
    await lastMessage(words.unsubscribed).waitFor();
    await picture('unsubscribed');
    await reach(lastMessage(words.unsubscribed).getByRole('button', { name: words.undo }), 'Shift+Tab');
    await page.keyboard.press('Enter');
    await lastMessage(words.undone).waitFor();
    await picture('undone');
  });

  test('breaks CleverReach and sees what the app says then; every step of the guide is ticked', async () => {
    const guide = page.getByRole('region', { name: /First steps|Erste Schritte/ });
    const open = guide.getByRole('link', { name: /Open|Öffnen/ });
    await reach(open);
    const faults = await follow();
    const fault = faults.getByRole('switch', { name: words.fault });
    await fault.waitFor();
    await reach(fault);
    await faults.keyboard.press('Space');
    await faults.getByRole('switch', { name: words.fault, checked: true }).waitFor();
    await picture('fault', faults);
    await reach(composer(), 'Shift+Tab');
    await send(words.stats);
    await lastMessage(words.unavailable).waitFor();
    await guide.getByText(words.allDone).waitFor();
    await picture('guide-done');
    await reach(faults.getByRole('button', { name: /All well again|Alles wieder gut/ }), 'Shift+Tab');
    await faults.keyboard.press('Enter');
    await faults.getByRole('switch', { name: words.fault, checked: false }).waitFor();
    await faults.close();
    await reach(composer());
    await send(words.stats);
    await lastMessage(words.health).waitFor();
  });
});
