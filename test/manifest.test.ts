import { readFile } from 'node:fs/promises';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { features } from '../src/slack/features.ts';
import { lifecycleEvents } from '../src/slack/lifecycle.ts';
import { de } from '../src/texts/de.ts';
import { en } from '../src/texts/en.ts';
import { optionalScopes, requiredScopes } from '../src/workspaces/scopes.ts';
import { admin, channel, startWorld, type World } from './world.ts';

const text = await readFile(new URL('../manifest.yml', import.meta.url), 'utf8');
const raw: unknown = parse(text);
const schema: unknown = JSON.parse(
  await readFile(new URL('fixtures/slack-manifest.schema.json', import.meta.url), 'utf8'),
);

const manifest = z
  .object({
    features: z.object({
      slash_commands: z.array(z.object({ command: z.string(), url: z.string(), usage_hint: z.string() })),
      shortcuts: z.array(z.object({ name: z.string(), type: z.enum(['global', 'message']), callback_id: z.string() })),
    }),
    oauth_config: z.object({
      redirect_urls: z.array(z.string()),
      scopes: z.strictObject({ bot: z.array(z.string()), bot_optional: z.array(z.string()) }),
    }),
    settings: z.object({
      event_subscriptions: z.object({ request_url: z.string(), bot_events: z.array(z.string()) }),
      interactivity: z.object({ request_url: z.string(), message_menu_options_url: z.string() }),
      token_rotation_enabled: z.boolean(),
    }),
  })
  .parse(raw);
const { slash_commands, shortcuts } = manifest.features;
const { event_subscriptions, interactivity } = manifest.settings;

describe('the manifest', () => {
  test("fits Slack's own schema", () => {
    // Draft 7 knows the format; ajv alone brings none, and the only one used is on a field we do not have.
    const validate = new Ajv({ allErrors: true, strict: false, formats: { uri: true } }).compile(
      z.record(z.string(), z.unknown()).parse(schema),
    );
    validate(raw);
    expect(validate.errors).toBeNull();
  });

  test('asks for the scopes that the install link asks for, and for nothing of a person', () => {
    // Slack's own example of optional scopes names them in both lists.
    expect(manifest.oauth_config.scopes).toEqual({
      bot: [...requiredScopes, ...optionalScopes],
      bot_optional: optionalScopes,
    });
  });

  test('has one command, whose hint names only words it understands', () => {
    expect(slash_commands.map(({ command }) => command)).toEqual(['/cleverreach']);
    const words = features.flatMap(({ commands = [] }) => commands.map((command) => command.words.en));
    const hinted = (slash_commands[0]?.usage_hint ?? '').split('·').map((part) => part.trim().split(' ')[0]);
    expect(hinted.length).toBeGreaterThan(1);
    for (const word of hinted) expect(words).toContain(word);
  });

  test('has exactly the shortcuts that features handle', () => {
    const handled = features.flatMap((feature) => Object.keys(feature.shortcuts ?? {}));
    expect(shortcuts.map(({ callback_id }) => callback_id).sort()).toEqual(handled.sort());
  });

  test.each([
    ['English', en],
    ['German', de],
  ])('names the shortcuts as the %s help does', (_, t) => {
    const named = [...t.help.shortcuts.matchAll(/\*([^*]+)\*/g)].map(([, name]) => name);
    expect(shortcuts.map(({ name }) => name).sort()).toEqual(named.sort());
  });

  test('sends everything to the one path for Slack, on one https host', () => {
    const requestUrls = [
      ...slash_commands.map(({ url }) => url),
      event_subscriptions.request_url,
      interactivity.request_url,
      interactivity.message_menu_options_url,
    ];
    expect(new Set(requestUrls)).toEqual(new Set(['https://cleverreach.example.com/slack/events']));
    expect(manifest.oauth_config.redirect_urls).toEqual(['https://cleverreach.example.com/slack/oauth_redirect']);
  });

  test('has the host in nothing but these addresses, so that replacing it is all there is to do', () => {
    const hosts = [...text.matchAll(/https?:\/\/([^/\s]+)/g)].map(([, host]) => host?.replace(/\.$/, ''));
    expect(new Set(hosts)).toEqual(new Set(['cleverreach.example.com']));
  });
});

describe('every event the manifest subscribes to', () => {
  test('is one that is handled, and none that is handled is missing', () => {
    const handled = [lifecycleEvents, ...features.map(({ events }) => events ?? {})].flatMap(Object.keys);
    expect([...event_subscriptions.bot_events].sort()).toEqual(handled.sort());
  });

  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world.close());

  const says: Record<string, object> = {
    tokens_revoked: { tokens: { bot: ['U1'], oauth: [] } },
    team_access_revoked: { team_ids: ['T07MUSTER01'] },
  };
  test.each(Object.keys(lifecycleEvents))('%s is handled: the workspace is forgotten', async (type) => {
    await world.install();
    const ask = () => world.slack.as(admin).command(channel, '/cleverreach help');
    expect((await ask()).message?.text).not.toContain('/slack/install');
    // As far as Slack knows: a token that it still takes is one of an installation that was made anew.
    world.slack.setFault({ method: 'auth.test', error: 'account_inactive' });
    await world.slack.sendEvent(world.workspace, { type, ...says[type] });
    world.slack.clearFaults();
    expect((await ask()).message?.text).toContain(`${world.publicUrl}/slack/install`);
  });
});
