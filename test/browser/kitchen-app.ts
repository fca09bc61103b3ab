import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { Json } from '../../src/sandbox/slack/index.ts';
import { startTestApp, type TestApp } from '../../src/sandbox/slack/test-app.ts';
import { plain } from './kitchen.ts';

/** Where the app of these tests writes. */
const channel = 'C07MARKET02';

/** A small app in a local Slack whose page is looked at. */
export async function startKitchen(): Promise<TestApp> {
  const words = (en: string, de: string) => ({ en, de });
  const app = await startTestApp({
    // Slack's three seconds, shortened so that nobody waits for them.
    deadlineMs: 400,
    app: {
      botScopes: ['commands', 'chat:write', 'users:read', 'files:read', 'files:write'],
      commands: [
        { command: '/kitchen', description: 'Shows everything', usageHint: '[form] [what else]' },
        { command: '/slow', description: 'Answers too late' },
      ],
    },
    guide: [
      { id: 'look', title: words('Look around', 'Umsehen'), text: words('Just look.', 'Sieh dich um.') },
      {
        id: 'press',
        title: words('Press it', 'Drücken'),
        text: words('Press.', 'Drück.'),
        link: 'http://127.0.0.1:1/',
      },
    ],
  });
  app.slack.as('anna').inviteApp('#marketing');
  const lists = ['Newsletter', 'Presse'].map((name, index) => ({ text: plain(name), value: String(index + 1) }));
  app.on('block_suggestion', ({ body }) => {
    const fits = lists.filter(({ text }) => JSON.stringify(text).toLowerCase().includes(String(body['value'])));
    return { option_groups: [{ label: plain('Recipient lists'), options: fits }] };
  });
  return app;
}

/** Posts blocks as the app; gives the message's timestamp. */
export async function post(app: TestApp, blocks: Json[], more: Json = {}): Promise<string> {
  const answer = await app.api('chat.postMessage', { channel, text: 'Look', blocks, ...more });
  if (answer['ok'] !== true) throw new Error(JSON.stringify(answer));
  return String(answer['ts']);
}

/** Opens a modal for Anna, by a command. */
export async function open(app: TestApp, view: Json): Promise<void> {
  await app.slack.as('anna').command('#marketing', '/kitchen');
  const answer = await app.api('views.open', { trigger_id: app.last('command').body['trigger_id'], view });
  if (answer['ok'] !== true) throw new Error(JSON.stringify(answer));
}

/** The page as Anna sees it; what the page itself does wrong fails the test. */
export async function visit(
  browser: Browser,
  app: TestApp,
  options: BrowserContextOptions & { hash?: string } = {},
): Promise<Page> {
  const { hash = 'anna/marketing', ...context } = options;
  const page = await (await browser.newContext({ locale: 'en', ...context })).newPage();
  page.on('pageerror', (error) => {
    throw error;
  });
  await page.goto(`${app.slack.url}/#${hash}`);
  await page.locator('body[data-live]').waitFor();
  return page;
}
