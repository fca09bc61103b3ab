import { mkdir } from 'node:fs/promises';
import Fastify from 'fastify';
import type { Locator, Page } from 'playwright-core';
import { newAppSecrets, type SlackSandbox, startSlack } from '../../src/sandbox/slack/index.ts';
import { type Language, readerFor } from '../../src/texts/index.ts';
import { launchChromium } from './chromium.ts';
import type { State } from './samples.ts';
import { states } from './states.ts';

/** Where the pictures go, seen from where the script is run. */
const folder = 'artifacts/pictures';

/** Who of the local Slack reads which language. */
const people: Record<Language, string> = { de: 'anna', en: 'ben' };

const usual = { width: 900, height: 1400 };
/** So that all of a Home is to be seen. */
const tall = { width: 900, height: 2400 };

/**
 * Renders messages and modals of the product to pictures through the local Slack, in both languages, light and dark:
 * `npm run pictures -- stats` makes those whose name contains "stats", without a word all of them.
 */
export async function takePictures(
  filter: string,
  schemes: ('light' | 'dark')[] = ['light', 'dark'],
): Promise<string[]> {
  const { slack, show, close } = await startStage();
  const browser = await launchChromium();
  const files: string[] = [];
  await mkdir(folder, { recursive: true });
  try {
    for (const colorScheme of schemes) {
      for (const language of ['de', 'en'] as const) {
        const context = await browser.newContext({
          viewport: usual,
          colorScheme,
          locale: language,
        });
        const page = await context.newPage();
        await page.goto(`${slack.url}/#${people[language]}/@app`);
        for (const state of states.filter(({ name }) => name.includes(filter))) {
          const path = `${folder}/${state.name}-${language}-${colorScheme}.png`;
          await show(state, language);
          await takePicture(page, state, language, path);
          files.push(path);
        }
        await context.close();
      }
    }
  } finally {
    await browser.close();
    await close();
  }
  return files;

  async function takePicture(page: Page, { make }: State, language: Language, path: string): Promise<void> {
    const made = make(readerFor(language));
    if ('home' in made) {
      // A page of its own, on which nothing of the Home before can still be seen.
      await page.setViewportSize(tall);
      await page.goto(`${slack.url}/?${path}#${people[language]}/home`);
      const home = page.locator('#home');
      await home.locator('.block').first().waitFor();
      await page.screenshot({ path, clip: await withoutEmptySpace(home) });
      await page.setViewportSize(usual);
      await page.goto(`${slack.url}/#${people[language]}/@app`);
      return;
    }
    if ('modal' in made) {
      const dialog = page.locator('dialog[open]');
      await dialog.waitFor();
      await dialog.screenshot({ path });
      await slack.closeView(people[language], 'modal', { all: true });
      await dialog.waitFor({ state: 'hidden' });
      return;
    }
    const last = slack.messagesFor(people[language], '@app').at(-1);
    const shown = page.locator(`.message[data-ts="${last?.ts}"]`);
    await shown.scrollIntoViewIfNeeded();
    await shown.screenshot({ path });
  }
}

/** Where a Home stands on the page, down to its last block. */
async function withoutEmptySpace(home: Locator) {
  const whole = await home.boundingBox();
  const last = await home.locator('> *').last().boundingBox();
  if (!whole || !last) throw new Error('Home is not to be seen.');
  return { ...whole, height: Math.min(whole.height, last.y + last.height - whole.y + 24) };
}

/** A local Slack with an app that says nothing but what it is told to show. */
async function startStage(): Promise<{
  slack: SlackSandbox;
  show: (state: State, language: Language) => Promise<void>;
  close: () => Promise<void>;
}> {
  let next: unknown;
  const app = Fastify();
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
    done(null, body),
  );
  const slack = await startSlack({
    app: {
      ...newAppSecrets(),
      id: 'A07CLEVER01',
      name: 'CleverReach',
      redirectUris: [],
      eventsUrl: '',
      commands: [],
      shortcuts: [
        { type: 'global', name: 'Show', callbackId: 'show', description: 'Shows what is to be photographed' },
      ],
      botScopes: ['chat:write', 'commands', 'users:read', 'files:read'],
      botEvents: [],
      orgDeploy: false,
    },
  });
  const { token } = slack.install(slack.workspaces[0]?.id ?? '');
  const call = async (method: string, body: unknown) => {
    const answer = await fetch(`${slack.apiUrl}${method}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8', authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
    });
    const result = (await answer.json()) as { ok: boolean; error?: string; response_metadata?: unknown };
    if (!result.ok) throw new Error(`${method}: ${result.error} ${JSON.stringify(result.response_metadata ?? '')}`);
  };
  app.post('/slack/events', async (request) => {
    const { trigger_id } = JSON.parse(new URLSearchParams(String(request.body)).get('payload') ?? '{}') as {
      trigger_id?: string;
    };
    await call('views.open', { trigger_id, view: next });
    return '';
  });
  slack.app.eventsUrl = `${await app.listen({ host: '127.0.0.1', port: 0 })}/slack/events`;

  return {
    slack,
    async show({ make }, language) {
      const made = make(readerFor(language, 'Europe/Berlin'));
      const person = people[language];
      if ('modal' in made) {
        next = made.modal;
        await slack.shortcut(person, 'show');
        return;
      }
      const channel = slack.snapshot().workspaces[0]?.users.find(({ name }) => name === person)?.id;
      if ('home' in made) {
        await call('views.publish', { user_id: channel, view: made.home });
        return;
      }
      await call('chat.postMessage', { channel, text: made.message.text, blocks: made.message.blocks });
    },
    async close() {
      await slack.close();
      await app.close();
    },
  };
}
