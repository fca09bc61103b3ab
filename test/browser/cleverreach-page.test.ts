import { mkdir } from 'node:fs/promises';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type CleverReachSandbox, SEED_GROUPS, startCleverReach } from '../../src/sandbox/cleverreach/index.ts';
import { launchChromium } from '../pictures/chromium.ts';
import { findings } from './axe.ts';

const SHOTS = new URL('../../artifacts/cleverreach-page/', import.meta.url);
const VIEWS = [
  'groups',
  `groups/${SEED_GROUPS.newsletter.id}`,
  'mailings',
  'mailings/8157011',
  'mails',
  'access',
  'requests',
  'faults',
];

let browser: Browser;
let cleverReach: CleverReachSandbox;
let context: BrowserContext;
let page: Page;
let problems: string[];

beforeAll(async () => {
  browser = await launchChromium();
  await mkdir(SHOTS, { recursive: true });
});
afterAll(() => browser.close());

beforeEach(async () => {
  cleverReach = await startCleverReach();
  await cleverReach.issueTokens();
  problems = [];
  await open({});
});
afterEach(async () => {
  await context.close();
  await cleverReach.close();
  expect(problems).toEqual([]);
});

/** A fresh browser on the page; what goes wrong in it is kept in `problems`. */
async function open({ locale = 'en-GB', width = 1440, colorScheme = 'light' as 'light' | 'dark', hash = '' }) {
  await context?.close();
  context = await browser.newContext({
    locale,
    colorScheme,
    viewport: { width, height: 900 },
    reducedMotion: 'reduce',
  });
  page = await context.newPage();
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (line) => line.type() === 'error' && problems.push(line.text()));
  await page.goto(`${cleverReach.url}/${hash}`);
  await page.locator('main h2').waitFor();
}

const go = (view: string) => page.goto(`${cleverReach.url}/#${view}`);
/** What the keyboard is on. The browser's own names are not this compiler's, so what runs there is written as text. */
const focused = (what: 'id' | 'tagName' | 'textContent') => page.evaluate(`document.activeElement?.${what}`);
const names = (locator: string) => page.locator(locator).allTextContents();

async function api(method: string, path: string, body?: unknown) {
  const { accessToken } = [...cleverReach.tokens.values()][0] ?? (await cleverReach.issueTokens());
  return fetch(`${cleverReach.url}/v3${path}`, {
    method,
    headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

const draft = (subject: string) => ({
  name: `${subject} (intern)`,
  subject,
  sender_name: 'Teehaus',
  sender_email: 'tee@example.com',
  receivers: { groups: [SEED_GROUPS.vip.id] },
  content: {
    type: 'html/text',
    html: '<p id="hello" style="color: rgb(200, 0, 0)">Hallo</p><script>document.body.textContent = "ran"</script>',
    text: 'Hallo im Text',
  },
});

describe('the look into the local CleverReach', () => {
  it('shows a draft as soon as the API has created it, marks it, says so and leads to both its parts', async () => {
    await go('mailings');
    await page.getByRole('link', { name: 'Frohe Weihnachten aus Köln' }).waitFor();
    await api('POST', '/mailings', draft('Frisch aus Slack'));
    const row = page.locator('tr.fresh');
    await row.getByText('just now').waitFor();
    expect(await row.textContent()).toMatch(/Frisch aus Slack[\s\S]*Teehaus[\s\S]*tee@example.com[\s\S]*VIP-Kunden/);
    expect(await page.locator('#said').textContent()).toBe('Draft “Frisch aus Slack (intern)”: new');
    await page.locator('#recent').getByRole('link').click();
    await page.getByRole('heading', { name: 'Frisch aus Slack', level: 2 }).waitFor();
    await page.getByText('Hallo im Text').waitFor();
    const hello = page.frameLocator('iframe').locator('#hello');
    expect(await hello.textContent()).toBe('Hallo');
    const mail = page.frames().find((frame) => frame !== page.mainFrame());
    expect(await mail?.evaluate("getComputedStyle(document.getElementById('hello')).color")).toBe('rgb(200, 0, 0)');
    // Chromium says in the console that it did not run the mail's script; nothing else may be said there.
    expect(problems.splice(0).every((line) => line.includes('Blocked script execution'))).toBe(true);
  });

  it('shows an address becoming inactive, and keeps the keyboard where it was', async () => {
    await go(`groups/${SEED_GROUPS.fair.id}?q=anna.mueller`);
    await page.getByRole('row', { name: /anna\.mueller.*Active/ }).waitFor();
    await page.getByLabel('Part of the address').focus();
    await api('PUT', `/groups/${SEED_GROUPS.fair.id}/receivers/anna.mueller@example.com/deactivate`);
    await page.locator('tr.fresh').getByText('Inactive').waitFor();
    expect(await focused('id')).toBe('part');
  });

  it('pages the group of 25,000 by the keyboard, finds by state and by a part of the address', async () => {
    const sizes: number[] = [];
    page.on('response', async (response) => {
      if (response.url().includes('/receivers')) sizes.push((await response.body()).length);
    });
    await page.getByRole('link', { name: 'Newsletter' }).click();
    await page.getByText('25,000 receivers').waitFor();
    expect(await page.locator('tbody tr').count()).toBe(50);
    const first = await names('tbody th');
    await page.getByRole('button', { name: 'Next' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('Page 2 of 500').waitFor();
    expect((await names('tbody th')).filter((email) => first.includes(email))).toEqual([]);
    expect(await focused('textContent')).toBe('Next');
    await page.getByRole('button', { name: 'Last' }).click();
    await page.getByText('Page 500 of 500').waitFor();
    await page.reload();
    await page.getByText('Page 500 of 500').waitFor();
    await page.getByLabel('State').selectOption('Bounced');
    await page.getByText('Page 1 of').waitFor();
    expect(new Set(await names('tbody .badge'))).toEqual(new Set(['Bounced']));
    await page.getByLabel('Part of the address').fill('gibt.es.nicht');
    await page.getByText('1 receiver.').waitFor();
    expect(await page.locator('tbody tr').count()).toBe(1);
    expect(Math.max(...sizes)).toBeLessThan(32 * 1024);
  });

  it('throws a fault on and off, with a banner on every view while it is on', async () => {
    await go('faults');
    await page.getByText('All is well.').first().waitFor();
    await page.getByRole('switch', { name: 'Down with 503' }).press('Space');
    await page.getByRole('switch', { name: 'Down with 503', checked: true }).waitFor();
    expect((await api('GET', '/groups')).status).toBe(503);
    await page.getByRole('switch', { name: 'Down with 500' }).click();
    await page.getByRole('switch', { name: 'Down with 503', checked: false }).waitFor();
    expect((await api('GET', '/groups')).status).toBe(500);
    await page.getByRole('switch', { name: 'Down with 500' }).click();
    await page.getByRole('switch', { name: 'Permission missing' }).click();
    await page.getByRole('combobox', { name: 'Which permission' }).selectOption('groups:read');
    await page.getByText('Permission missing (groups:read)').waitFor();
    expect((await api('GET', '/groups')).status).toBe(403);
    await page.getByRole('slider', { name: 'Delay' }).fill('300');
    await page.getByRole('switch', { name: 'Slow' }).click();
    await page.getByText('Slow (300 ms)').waitFor();
    await page.getByRole('link', { name: /^Mailings/ }).click();
    await page.locator('#faults-on').getByText('Slow (300 ms), Permission missing (groups:read)').waitFor();
    await page.getByRole('button', { name: 'All well again' }).click();
    await page.locator('#faults-on').waitFor({ state: 'hidden' });
    expect((await api('GET', '/groups')).status).toBe(200);
    // Set by somebody else, and one that no switch of the page shows.
    cleverReach.setFaults({ status: 418 });
    await page.locator('#faults-on').getByText('Set past these switches').waitFor();
  });

  it('has every switch at a link of its own, named in both languages', async () => {
    await open({ locale: 'de-DE', hash: '#faults/token-revoked' });
    await page.getByRole('switch', { name: 'Token widerrufen' }).waitFor();
    await page.waitForFunction("document.activeElement?.id === 'fault-token-revoked'");
    await page.keyboard.press('Space');
    await page.getByText('CleverReach ist mit Absicht gestört:').waitFor();
    expect((await api('GET', '/groups')).status).toBe(401);
    await page.getByLabel('Sprache').selectOption('English');
    await page.getByRole('switch', { name: 'Token revoked', checked: true }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
    await page.reload();
    await page.getByRole('button', { name: 'All well again' }).click();
    await page.getByText('All is well.').first().waitFor();
  });

  it('confirms an opt-in mail, as its receiver would', async () => {
    await api('POST', `/groups/${SEED_GROUPS.fair.id}/receivers`, { email: 'neu@example.com', activated: 0 });
    await api('POST', '/forms/23002/send/activate', { email: 'neu@example.com' });
    await go('mails');
    await page.getByRole('button', { name: 'Confirm, as neu@example.com' }).click();
    await page.getByText('Confirmed', { exact: true }).waitFor();
    await page.getByRole('link', { name: 'neu@example.com', exact: true }).click();
    await page.getByRole('row', { name: /neu@example\.com.*Active/ }).waitFor();
  });

  it('shows who has access, and nobody’s token', async () => {
    const token = [...cleverReach.tokens.keys()].join();
    await go('access');
    const row = page.getByRole('row', { name: /eyJhbG….*Live/ });
    await row.waitFor();
    await api('DELETE', '/oauth/token');
    await page.getByRole('row', { name: /eyJhbG….*Revoked/ }).waitFor();
    expect(await page.content()).not.toContain(token.slice(0, 12));
  });

  it('shows requests as they come, what was sent and answered, and gives one away as curl', async () => {
    await go('requests');
    await page.getByText('No request fits.').waitFor();
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await api('GET', '/groups/1');
    await api('POST', '/groups', { name: 'Über O’Brien' });
    await page.getByText('POST /v3/groups').click();
    await page.getByRole('group', { name: 'Body' }).getByText('Über O’Brien').waitFor();
    expect(await page.getByRole('group', { name: 'Headers' }).textContent()).toMatch(
      /authorization: Bearer eyJhbG… \(#/,
    );
    // One that comes meanwhile folds nothing up.
    await api('GET', '/mailings');
    await page.getByText('GET /v3/mailings').waitFor();
    expect(await page.getByRole('group', { name: 'Body' }).isVisible()).toBe(true);
    await page.getByRole('button', { name: 'Copy as curl' }).click();
    await page.getByText('Copied.').waitFor();
    const copied = await page.evaluate('navigator.clipboard.readText()');
    expect(copied).toContain('$CLEVERREACH_TOKEN');
    expect(copied).not.toContain('eyJ');
    await page.getByLabel('Failed ones only').check();
    await page.getByText('1 of 1').waitFor();
    await page.getByLabel('Method, path or status').fill('post');
    await page.getByText('No request fits.').waitFor();
    await page.getByLabel('Method, path or status').fill('');
    await page.getByRole('button', { name: 'Empty the list' }).click();
    await page.getByText('No request fits.').waitFor();
    expect(cleverReach.requests).toEqual([]);
  });

  it('says that the sandbox is gone', async () => {
    await cleverReach.close();
    await page.getByText('The sandbox does not answer.').waitFor();
    problems.length = 0;
  });

  it('can be used with the keyboard alone', async () => {
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await focused('id')).toBe('main');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Newsletter', level: 2 }).waitFor();
    await page.waitForFunction("document.activeElement?.tagName === 'H2'");
    await page.keyboard.press('Tab');
    expect(await focused('id')).toBe('part');
  });

  it.each([
    { locale: 'de-DE', width: 360, colorScheme: 'light' as const },
    { locale: 'en-GB', width: 360, colorScheme: 'dark' as const },
    { locale: 'de-DE', width: 1440, colorScheme: 'dark' as const },
    { locale: 'en-GB', width: 1440, colorScheme: 'light' as const },
  ])('has no barriers and fits at $width px, $colorScheme, $locale, on every view', async (look) => {
    await open(look);
    await api('POST', `/groups/${SEED_GROUPS.fair.id}/receivers`, { email: 'neu@example.com', activated: 0 });
    await api('POST', '/forms/23002/send/activate', { email: 'neu@example.com' });
    await api('POST', '/mailings', draft('Frisch aus Slack'));
    cleverReach.setFaults({ status: 503, missingScope: 'groups:read', latencyMs: 1 });
    await page.locator('#all-well').waitFor();
    for (const view of VIEWS) {
      await go(view);
      await page.locator(`main[aria-busy="false"][data-shows="${view}"]`).waitFor();
      if (view === 'requests') {
        await page.locator('summary').first().click();
        await page.locator('.inside pre').first().waitFor();
      }
      const name = `${view.replace('/', '-')}-${look.width}-${look.locale}-${look.colorScheme}.png`;
      await page.screenshot({ path: new URL(name, SHOTS).pathname, fullPage: true });
      expect([view, await findings(page)]).toEqual([view, []]);
      expect([view, await page.evaluate('document.documentElement.scrollWidth')]).toEqual([view, look.width]);
    }
  });
});
