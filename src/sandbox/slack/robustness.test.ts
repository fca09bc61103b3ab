import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { objects, text } from './json.ts';
import { modal, startTestApp, type TestApp } from './test-app.ts';
import { typedMessage, typedRichText } from './typed-text.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({
    app: { botScopes: ['chat:write', 'users:read', 'team:read', 'im:write', 'im:read', 'files:read'] },
  });
});
afterAll(() => app.close());

const METHODS = [
  'auth.test',
  'users.info',
  'team.info',
  'files.info',
  'conversations.info',
  'conversations.open',
  'chat.postMessage',
  'chat.postEphemeral',
  'chat.update',
  'chat.delete',
  'chat.getPermalink',
  'views.open',
  'views.push',
  'views.update',
  'views.publish',
  'blocks.validate',
  'oauth.v2.access',
];

const args = fc.dictionary(
  fc.constantFrom(
    'channel',
    'user',
    'user_id',
    'users',
    'ts',
    'text',
    'blocks',
    'attachments',
    'view',
    'view_id',
    'trigger_id',
    'code',
  ),
  fc.oneof(fc.constantFrom('U07ANNA0001', 'C07MARKET02', 'D1', modal()), fc.jsonValue()),
);

describe('whatever an app sends', () => {
  it('a Web API method answers with ok or an error, never with a failure of the sandbox', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...METHODS), args, async (method, given) => {
        const answer = await app.api(method, given);
        if (answer['ok'] !== true) expect(text(answer, 'error')).toMatch(/^[a-z_]+$/);
      }),
      { numRuns: 150 },
    );
  });

  it('a response_url answers 200, 400 or 404', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (payload) => {
        await app.slack.as('anna').command('#marketing', '/cleverreach');
        const { status } = await app.respond(text(app.last('command').body, 'response_url'), payload);
        expect([200, 400]).toContain(status);
      }),
      { numRuns: 40 },
    );
  });

  it('an answer to a command or a submission ends in an outcome', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (answer) => {
        const asJson = { status: 200, body: JSON.stringify(answer), headers: { 'content-type': 'application/json' } };
        app.on('command', () => asJson);
        app.on('view_submission', () => asJson);
        expect(['ok', 'failed']).toContain((await app.slack.as('anna').command('#marketing', '/cleverreach')).outcome);
        await app.slack.as('anna').shortcut('draft:create');
        await app.api('views.open', { trigger_id: app.last('shortcut').body['trigger_id'], view: modal() });
        const { outcome } = await app.slack.as('anna').submit('modal', { force: true });
        expect(['closed', 'failed', 'cleared', 'errors', 'updated', 'pushed']).toContain(outcome);
      }),
      { numRuns: 40 },
    );
  });
});

describe('a typed message', () => {
  const typed = fc.oneof(
    fc.string(),
    fc
      .array(
        fc.constantFrom(
          'a@b.de',
          'https://x.de/a?b=1&c=2',
          '<',
          '>',
          '&',
          '|',
          ' ',
          '.',
          'word',
          '<!channel>',
          '[x',
          '](',
          ')',
          '*',
          '`',
          '- ',
        ),
      )
      .map((parts) => parts.join('')),
  );

  it('reads in a rich text input as it was typed', () => {
    fc.assert(
      fc.property(typed, (words) => {
        const parts = objects(objects(typedRichText(words)['elements'])[0]?.['elements']);
        expect(parts.map((part) => text(part, 'text') || text(part, 'url')).join('')).toBe(words);
      }),
    );
  });

  it('has no angle bracket in its text but those of links', () => {
    fc.assert(
      fc.property(typed, (words) => {
        const rest = typedMessage(words).text.replace(/<(mailto:[^<>|]+\|[^<>|]+|https?:[^<>|]+(?:\|[^<>|]+)?)>/g, '');
        expect(rest).not.toMatch(/[<>]|&(?!amp;|lt;|gt;)/);
      }),
    );
  });
});
