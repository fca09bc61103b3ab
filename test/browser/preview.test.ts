import { mkdir } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Frame, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readerFor } from '../../src/texts/index.ts';
import { launchChromium } from '../pictures/chromium.ts';
import { admin, channel, member, startWorld, type World } from '../world.ts';
import { findings, isTooWide } from './axe.ts';

const folder = 'artifacts/product-pages';
const people = { de: admin, en: member } as const;

let browser: Browser;
let world: World;
/** Where a hostile mailing would like to go; what came is in `visits`. */
let evil: Server;
let evilUrl = '';
const visits: string[] = [];

beforeAll(async () => {
  await mkdir(folder, { recursive: true });
  evil = createServer((request, response) => {
    visits.push(request.url ?? '');
    response.end('<h1>Gotcha</h1>');
  });
  await new Promise<void>((resolve) => evil.listen(0, '127.0.0.1', resolve));
  // An address of the server is an object with a port, as it listens on one.
  evilUrl = `http://127.0.0.1:${(evil.address() as AddressInfo).port}`;
  browser = await launchChromium();
  world = await startWorld();
  await world.ready();
});
afterAll(async () => {
  await browser.close();
  await world.close();
  evil.close();
});
beforeEach(() => {
  visits.length = 0;
});

const draft = () => {
  const found = [...world.cleverReach.account.mailings.values()].find(({ name }) => name === 'Größentabelle');
  if (!found) throw new Error('The seed has changed.');
  return found;
};

async function previewUrl(user: string): Promise<string> {
  const after = world.slack.messagesFor(user, channel).at(-1)?.ts ?? '0';
  const { message } = await world.slack.command(user, channel, `/cleverreach mailing ${draft().id}`);
  const card =
    message ??
    (await world.slack.waitForMessage(user, channel, { after, match: ({ text }) => /Mailing [“„]/.test(text) }));
  return /"url":"([^"]*\/cleverreach\/preview\?[^"]*)"/.exec(JSON.stringify(card.blocks))?.[1] ?? '';
}

const newsletter = `<!doctype html><html><head><meta charset="utf-8"><style>h1 { color: #0b6b4f }</style></head>
<body style="margin:0;background:#f4f3f5"><table width="600" align="center" style="max-width:100%;background:#fff;font-family:Arial">
<tr><td style="padding:24px"><h1>Tee für graue Tage</h1><p>Guten Tag {FIRSTNAME},</p><p>die neue Ernte ist da.</p>
<p><a href="https://example.com/shop" style="color:#0b6b4f">Zum Shop</a> · <a href="{UNSUBSCRIBE}">Abmelden</a></p>
<img alt="" width="40" height="40" src="data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"></td></tr></table></body></html>`;

/** Opens the preview of a mailing with this HTML. */
async function openWith(page: Page, html: string, user: string = member): Promise<Frame> {
  const mailing = draft();
  const before = mailing.html;
  mailing.html = html;
  try {
    await page.goto(await previewUrl(user), { waitUntil: 'load' });
  } finally {
    mailing.html = before;
  }
  const frame = page.frames().find((candidate) => candidate.url().includes('/preview/mail'));
  if (!frame) throw new Error('There is no frame.');
  return frame;
}

describe.each(['de', 'en'] as const)('in %s the preview', (language) => {
  const texts = readerFor(language).t.pages.preview;

  test('has no barrier and fits, at 360 and 1440 px, light and dark, in each view', async () => {
    const page = await (await browser.newContext()).newPage();
    await openWith(page, newsletter, people[language]);
    for (const width of [360, 1440]) {
      await page.setViewportSize({ width, height: 900 });
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        for (const view of [texts.desktop, texts.phone, texts.text]) {
          await page.getByRole('radio', { name: view }).check();
          const look = `${view}-${width}-${language}-${colorScheme}`;
          await page.screenshot({ path: `${folder}/preview-${look.replaceAll(' ', '-')}.png`, fullPage: true });
          expect({ look, findings: await findings(page), isTooWide: await isTooWide(page) }).toEqual({
            look,
            findings: [],
            isTooWide: false,
          });
        }
      }
    }
    await page.context().close();
  });

  test('an expired link has a page without barriers', async () => {
    const page = await (await browser.newContext({ locale: language })).newPage();
    await page.goto(`${world.publicUrl}/cleverreach/preview?ticket=forged`);
    await page.getByRole('heading', { name: texts.expiredTitle }).waitFor();
    expect(await findings(page)).toEqual([]);
    await page.context().close();
  });
});

test('shows the mailing as wide as a desktop or a phone, or as text, without any script', async () => {
  const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  await page.setViewportSize({ width: 1440, height: 900 });
  const frame = await openWith(page, newsletter);
  const widthOf = async () => (await page.locator('iframe').boundingBox())?.width;
  await frame.getByRole('heading', { name: 'Tee für graue Tage' }).waitFor();
  expect(await widthOf()).toBe(1000);
  expect(await page.locator('pre').isVisible()).toBe(false);
  await page.getByRole('radio', { name: 'Phone' }).check();
  // 375 and the line around it.
  expect(await widthOf()).toBe(377);
  await page.getByRole('radio', { name: 'Plain text' }).check();
  expect(await page.locator('iframe').isVisible()).toBe(false);
  expect(await page.locator('pre').textContent()).toContain('hier lesen Sie das Neueste');
  await page.context().close();
});

describe('a hostile mailing', () => {
  const attacks: [name: string, html: string][] = [
    ['a script in the page', `<script>top.location='EVIL/a'; fetch('EVIL/b')</script>`],
    ['a script from elsewhere', `<script src="EVIL/script.js"></script>`],
    ['an event handler', `<img src="x:y" onerror="fetch('EVIL/a');top.location='EVIL/b'">`],
    ['a drawing with a script', `<svg onload="top.location='EVIL/a'"><script>fetch('EVIL/b')</script></svg>`],
    ['a refresh', `<meta http-equiv="refresh" content="0;url=EVIL/refresh">`],
    [
      'a base for all links',
      `<base href="EVIL/" target="_top"><img src="pixel.gif"><link rel="stylesheet" href="s.css">`,
    ],
    ['a frame', `<iframe src="EVIL/frame"></iframe><object data="EVIL/object"></object><embed src="EVIL/embed">`],
    ['a frame with a script of its own', `<iframe srcdoc="<script>top.location='EVIL/a'</script>"></iframe>`],
    ['a frame of a javascript: address', `<iframe src="javascript:top.location='EVIL/a'"></iframe>`],
    [
      'a style sheet from elsewhere',
      `<style>@import url("EVIL/style.css");</style><link rel="stylesheet" href="EVIL/l.css">`,
    ],
    ['a picture without encryption', `<img src="EVIL/pixel.gif"><div style="background:url(EVIL/back.gif)">x</div>`],
    [
      'a film that plays by itself',
      `<video autoplay src="EVIL/film.mp4"></video><audio autoplay src="EVIL/a.mp3"></audio>`,
    ],
  ];

  test.each(attacks)('%s goes nowhere', async (_name, html) => {
    const page = await (await browser.newContext()).newPage();
    const dialogs: string[] = [];
    page.on('dialog', (dialog) => {
      dialogs.push(dialog.message());
      dialog.dismiss().catch(() => undefined);
    });
    const body = html.replaceAll('EVIL', evilUrl);
    const frame = await openWith(page, `<!doctype html><html><body>${body}</body></html>`);
    await page.waitForLoadState('networkidle');
    expect(page.url()).toContain('/cleverreach/preview?');
    expect(frame.url()).toContain('/cleverreach/preview/mail?');
    expect(visits).toEqual([]);
    expect(dialogs).toEqual([]);
    expect(page.context().pages()).toHaveLength(1);
    await page.context().close();
  });

  test.each([
    ['a link', `<a id="x" href="EVIL/link">x</a>`],
    ['a link to the whole window', `<a id="x" href="EVIL/link" target="_top">x</a>`],
    ['a link to the frame itself', `<a id="x" href="EVIL/link" target="_self">x</a>`],
    ['a link with a watcher', `<a id="x" href="EVIL/link" ping="EVIL/ping">x</a>`],
    ['a javascript: address', `<a id="x" href="javascript:top.location='EVIL/a'">x</a>`],
    ['a button that sends a form', `<form action="EVIL/form" method="post"><button id="x">x</button></form>`],
    ['a form into the whole window', `<form action="EVIL/form" target="_top"><button id="x">x</button></form>`],
    ['a download', `<a id="x" href="EVIL/file.exe" download>x</a>`],
  ])('%s that is pressed leads nowhere', async (_name, html) => {
    const page = await (await browser.newContext()).newPage();
    const frame = await openWith(page, `<!doctype html><body>${html.replaceAll('EVIL', evilUrl)}</body>`);
    await frame.locator('#x').click();
    await page.waitForLoadState('networkidle');
    expect(visits).toEqual([]);
    expect(page.url()).toContain('/cleverreach/preview?');
    expect(page.context().pages()).toHaveLength(1);
    await page.context().close();
  });

  test('can do no more when its address is opened by itself', async () => {
    const page = await (await browser.newContext()).newPage();
    const html = attacks
      .map(([, attack]) => attack)
      .join('\n')
      .replaceAll('EVIL', evilUrl);
    const frame = await openWith(page, `<!doctype html><html><body>${html}</body></html>`);
    const mailing = draft();
    const before = mailing.html;
    mailing.html = `<!doctype html><html><body>${html}</body></html>`;
    try {
      await page.goto(frame.url());
      await page.waitForLoadState('networkidle');
    } finally {
      mailing.html = before;
    }
    expect(visits).toEqual([]);
    expect(page.url()).toContain('/cleverreach/preview/mail?');
    await page.context().close();
  });

  test('an honest one keeps its look: its own styles, its pictures in the document, a link that looks like one', async () => {
    const page = await (await browser.newContext()).newPage();
    const frame = await openWith(page, newsletter);
    const style = (selector: string, property: string) =>
      frame.evaluate<string>(`getComputedStyle(document.querySelector('${selector}'))['${property}']`);
    expect(await style('h1', 'color')).toBe('rgb(11, 107, 79)');
    expect(await style('a', 'textDecorationLine')).toBe('underline');
    expect(await frame.evaluate<number>(`document.querySelector('img').naturalWidth`)).toBe(1);
    expect(await frame.evaluate('document.compatMode')).toBe('CSS1Compat');
    await page.context().close();
  });
});
