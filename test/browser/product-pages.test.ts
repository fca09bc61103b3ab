import { mkdir } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createMemoryStorage } from '../../src/storage/memory-storage.ts';
import { StorageError } from '../../src/storage/storage.ts';
import { readerFor } from '../../src/texts/index.ts';
import { launchChromium } from '../pictures/chromium.ts';
import { addTenant, connectUrlOf, type Tenant } from '../tenant.ts';
import { startWorld, type World } from '../world.ts';
import { findings, isTooWide } from './axe.ts';

const folder = 'artifacts/product-pages';
const locales = { de: 'de-DE', en: 'en-GB' } as const;
const widths = [360, 1440];
const colours = ['light', 'dark'] as const;

let browser: Browser;
let world: World;
beforeAll(async () => {
  await mkdir(folder, { recursive: true });
  browser = await launchChromium();
  world = await startWorld();
});
afterAll(async () => {
  await browser.close();
  await world.close();
});

describe.each(['de', 'en'] as const)('in %s, at 360 and 1440 px, light and dark, nothing is wrong with', (language) => {
  const texts = readerFor(language).t.pages;
  let tenant: Tenant;
  let page: Page;

  beforeEach(async () => {
    // Names as long as they come, with a word in them that does not fit into a line of a telephone.
    tenant = await addTenant(world, {
      name: 'Teegroßhandelsgesellschaft Mustermann & Söhne Norddeutschland mbH',
      admin: { realName: 'Annegret von Becker-Mustermann', locale: locales[language] },
      member: { locale: locales[language] },
      installedBy: 'member',
    });
    const context = await browser.newContext({ locale: locales[language] });
    page = await context.newPage();
  });
  afterEach(async () => {
    world.cleverReach.setFaults({});
    await page.context().close();
  });

  /** Back from Slack's consent page, whose answer is the admin's of the workspace. */
  async function install({ allow }: { allow: boolean }): Promise<void> {
    await page.goto(`${world.publicUrl}/slack/install`);
    const { location } = await world.slack.as(tenant.admin).consent(page.url(), { allow });
    await page.goto(location);
  }

  async function openConnectPage(user: string, line = 'connect'): Promise<void> {
    await page.goto(connectUrlOf(await tenant.ask(user, line)));
  }

  async function openConsent(line?: string): Promise<void> {
    await openConnectPage(tenant.admin, line);
    await page.getByRole('link', { name: texts.connect.button }).click();
  }
  const decide = (name: RegExp) => page.getByRole('button', { name }).click();
  const allow = /^(Allow|Zulassen|Erlauben)$/;

  /** Whatever the browser's window and its colours are: no barrier, nothing wider than the page. */
  async function expectWell(name: string, title: string, sentence: string): Promise<void> {
    await page.getByRole('heading', { name: title, exact: true, level: 1 }).waitFor();
    await page.getByText(sentence).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe(language);
    for (const width of widths) {
      await page.setViewportSize({ width, height: 800 });
      for (const colorScheme of colours) {
        await page.emulateMedia({ colorScheme });
        const look = `${width}-${language}-${colorScheme}`;
        await page.screenshot({ path: `${folder}/${name}-${look}.png`, fullPage: true });
        expect({ look, findings: await findings(page), isTooWide: await isTooWide(page) }).toEqual({
          look,
          findings: [],
          isTooWide: false,
        });
      }
    }
  }

  test('the page after installing', async () => {
    await install({ allow: true });
    await expectWell('installed', texts.install.title, texts.install.next);
  });

  test('an installation that was cancelled', async () => {
    await install({ allow: false });
    await expectWell('installation-cancelled', texts.install.cancelledTitle, texts.install.cancelled);
  });

  test('an installation with a state that is no good', async () => {
    await page.goto(`${world.publicUrl}/slack/oauth_redirect?state=forged&code=forged`);
    await expectWell('installation-refused', texts.install.failedTitle, texts.install.badState);
  });

  test('an installation that Slack did not complete', async () => {
    world.slack.setFault({ method: 'oauth.v2.access', error: 'invalid_code', times: 1 });
    await install({ allow: true });
    await expectWell('installation-failed', texts.install.failedTitle, texts.install.failed);
  });

  test('the page after installing for a whole organisation', async () => {
    const name = 'Mustermann-Unternehmensgruppe';
    const { id } = world.slack.addWorkspace({ name: 'Zentrale', enterprise: { name } });
    const people = world.slack.snapshot().workspaces.find((workspace) => workspace.id === id)?.users ?? [];
    const admin = people.find(({ isAdmin }) => isAdmin)?.id ?? '';
    await page.goto(`${world.publicUrl}/slack/install`);
    const { location } = await world.slack.as(admin).consent(page.url(), { enterprise: true });
    await page.goto(location);
    await expectWell('installed-in-organisation', texts.install.title, texts.install.orgBody(name));
  });

  test('any page while the storage is away', async () => {
    const storage = createMemoryStorage();
    const away = await startWorld({ storage: { ...storage, get: () => Promise.reject(new StorageError()) } });
    try {
      await page.goto(`${away.publicUrl}/cleverreach/connect?link=T1.${'x'.repeat(43)}`);
      await expectWell('storage-away', texts.errorTitle, texts.unavailable);
    } finally {
      await away.close();
    }
  });

  test('the connect page', async () => {
    await openConnectPage(tenant.member);
    await expectWell('connect', texts.connect.title, texts.connect.warning);
  });

  test('the page after connecting', async () => {
    await openConsent('stats');
    await decide(allow);
    await expectWell('connected', texts.connect.doneTitle, texts.connect.resumed);
  });

  test('the link of somebody who may not replace what is connected meanwhile', async () => {
    const url = connectUrlOf(await tenant.ask(tenant.member, 'connect'));
    await tenant.connect();
    await page.goto(url);
    await expectWell('already-connected', texts.connect.alreadyTitle, world.cleverReach.account.profile.company);
  });

  test('a consent that was refused', async () => {
    await openConsent();
    await decide(/^(Deny|Ablehnen)$/);
    await expectWell('consent-refused', texts.connect.cancelledTitle, texts.connect.cancelled);
  });

  test('a callback with a state that is no good', async () => {
    await page.goto(`${world.publicUrl}/cleverreach/callback?state=forged&code=forged`);
    await expectWell('bad-state', texts.connect.badStateTitle, texts.connect.badState);
  });

  test('CleverReach being down', async () => {
    await openConsent();
    world.cleverReach.setFaults({ paths: 'oauth/token', status: 503 });
    await decide(allow);
    await expectWell('cleverreach-down', texts.connect.downTitle, texts.connect.down);
  });

  test('a link that has expired', async () => {
    await page.goto(`${world.publicUrl}/cleverreach/connect?link=expired`);
    await expectWell('expired-link', texts.connect.expiredTitle, texts.connect.expired);
  });

  test('an address that there is not', async () => {
    await page.goto(`${world.publicUrl}/nothing-here`);
    await expectWell('not-found', texts.notFoundTitle, texts.notFound);
  });
});
