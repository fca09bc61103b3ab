import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { keys } from '../src/storage/keys.ts';
import { createBrowser } from './browser-client.ts';
import { liveThrough, planted, type Story } from './leaks-story.ts';
import { findSecrets, spellings } from './needles.ts';
import { startRedis, type TestRedis, withClient } from './redis.ts';
import { startWorld, type World } from './world.ts';

const encryptionKey = randomBytes(32).toString('base64url');
let redis: TestRedis;
let world: World;
let story: Story;

beforeAll(async () => {
  redis = await startRedis();
  world = await startWorld({ redisUrl: redis.url, env: { ENCRYPTION_KEYS: `test:${encryptionKey}` } });
  story = await liveThrough(world, redis);
});
afterAll(async () => {
  await world.close();
  await redis.close();
});

/** The operator's secrets and every token that either side has given out in this story. */
function tokens(): Record<string, string> {
  const { slack, cleverReach, secrets } = world;
  const given: Record<string, string> = {
    'signing secret': secrets.signingSecret,
    'client secret for Slack': secrets.clientSecret,
    'client secret for CleverReach': secrets.cleverReachSecret,
    'encryption key': encryptionKey,
  };
  const collect = (from: string, text: string) => {
    for (const [, name = '', value = ''] of text.matchAll(/"(access_token|refresh_token)":"([^"]+)"/g)) {
      given[`${from} ${name} ${Object.keys(given).length}`] = value;
    }
  };
  for (const { response } of slack.exchanges({ direction: 'to-slack' })) collect('Slack', response?.body ?? '');
  for (const { answer } of cleverReach.requests) collect('CleverReach', JSON.stringify(answer));
  return given;
}

/** What lets somebody in who has it: addresses for answers, links to the connect page, and states of both providers. */
function tickets(): Record<string, string> {
  const found: Record<string, string> = {};
  const sent = world.slack.exchanges({ direction: 'to-app' }).map(({ request }) => decodeURIComponent(request.body));
  const text = [...sent, ...story.pages.flatMap(({ url, body }) => [url, body])].join('\n');
  for (const [, secret = ''] of text.matchAll(/\/(?:commands|actions)\/\w+\/\w+\/(\w{16,})/g))
    found[`answer ${secret}`] = secret;
  for (const [, kind, secret = ''] of text.matchAll(/(link|state)=\w+\.([\w-]{43})/g))
    found[`${kind} ${secret}`] = secret;
  return found;
}

test('the story has happened, so that there is something to be found', () => {
  const [given, lent] = [Object.keys(tokens()).join(), Object.keys(tickets()).join()];
  expect(given.match(/Slack access_token/g)).toHaveLength(2);
  // Two connected, one whose name was not to be had, one renewed.
  expect(given.match(/CleverReach access_token/g)).toHaveLength(4);
  expect(given.match(/CleverReach refresh_token/g)).toHaveLength(4);
  for (const kind of ['answer', 'link', 'state']) expect(lent).toContain(kind);
  const asked = JSON.stringify(world.cleverReach.requests);
  for (const [name, text] of Object.entries(planted)) {
    if (!name.includes('pending') && !name.includes('account'))
      expect(asked, name).toContain(JSON.stringify(text).slice(1, -1));
  }
  expect(story.pages.map(({ status }) => status)).toEqual([200, 200, 200, 200, 400, 400, 200, 400, 200, 503, 200, 200]);
});

describe('Redis', () => {
  test('holds no token, no secret and no ticket that could be used', () => {
    const all = story.dumps.join('\n');
    expect(all).toContain(`cr:{${story.kept.id}}:connection`);
    expect(findSecrets(all, { ...tokens(), ...tickets() })).toEqual([]);
  });

  test('holds no address, no subject and no text', () => {
    expect(findSecrets(story.dumps.join('\n'), planted)).toEqual([]);
  });

  test('holds nothing of an ended connection, and the other one is whole', async () => {
    const left = Object.keys(await redis.dump());
    expect(left).not.toContain(`cr:{${story.ended.id}}:connection`);
    expect(left).toContain(`cr:{${story.kept.id}}:connection`);
    expect((await story.kept.ask(story.kept.member, 'stats')).text).toContain('groups');
  });

  test('keeps nothing for ever but installations, connections, audit logs, the senders of the last drafts and the queue', async () => {
    const lasting = await withClient(redis.port, async (client) => {
      const names = await client.keys('*');
      const ttls = await Promise.all(names.map((name) => client.pttl(name)));
      return names.filter((name, index) => ttls[index] === -1 && !name.startsWith(keys.jobQueue())).sort();
    });
    expect(lasting).toEqual(
      [
        `cr:{${story.ended.id}}:installation`,
        `cr:{${story.ended.id}}:audit-log`,
        `cr:{${story.kept.id}}:audit-log`,
        `cr:{${story.kept.id}}:connection`,
        `cr:{${story.kept.id}}:installation`,
        `cr:{${story.kept.id}}:sender`,
      ].sort(),
    );
  });
});

describe('the log', () => {
  test('tells of every failure of the story', () => {
    for (const line of [
      'a CleverReach callback was refused',
      'a CleverReach account could not be connected',
      'a job did not do what was asked for',
      'Slack refused a message at its response_url',
      'a job failed',
      'refused a request',
    ]) {
      expect(world.log()).toContain(line);
    }
  });

  test('holds no token, no secret and no ticket', () => {
    expect(findSecrets(world.log(), { ...tokens(), ...tickets() })).toEqual([]);
  });

  test('holds no address, no subject and no text', () => {
    expect(findSecrets(world.log(), planted)).toEqual([]);
  });
});

describe('the browser', () => {
  test('is shown no token, no secret and nobody’s address', () => {
    const seen = story.pages
      .map(({ url, body, headers }) => `${url}\n${JSON.stringify([...headers])}\n${body}`)
      .join('\n');
    expect(findSecrets(seen, { ...tokens(), ...planted })).toEqual([]);
  });

  test('is sent nowhere with a link or state in the header but to Slack’s consent, by the install link', async () => {
    for (const { headers } of story.pages) expect(headers.get('location')).toBeNull();
    const install = await createBrowser().get(`${world.publicUrl}/slack/install`);
    const [target, state] = [
      new URL(install.location ?? ''),
      new URL(install.location ?? '').searchParams.get('state'),
    ];
    expect(`${target.origin}${target.pathname}`).toBe(world.slack.authorizeUrl);
    expect(state).toMatch(/^[\w-]{43}$/);
    expect(findSecrets(target.href, tokens())).toEqual([]);
  });

  test('keeps no link, state or name in its cookies', () => {
    const cookies = story.pages.flatMap(({ headers }) => headers.getSetCookie()).join('\n');
    expect(cookies).not.toBe('');
    expect(findSecrets(cookies, { ...tokens(), ...tickets(), ...planted })).toEqual([]);
  });
});

test('no address that the app asks Slack or CleverReach at has a token or a secret in it', () => {
  const slack = world.slack.exchanges({ direction: 'to-slack', kind: 'api' }).map(({ request }) => request.url);
  const cleverReach = world.cleverReach.requests
    // Where the browser goes, with a state.
    .filter(({ path }) => !path.startsWith('/oauth/authorize'))
    .map(({ path, query }) => `${path}?${JSON.stringify(query)}`);
  expect([slack, cleverReach].every(({ length }) => length > 20)).toBe(true);
  expect(findSecrets([...slack, ...cleverReach].join('\n'), { ...tokens(), ...tickets() })).toEqual([]);
});

test('what modals carry along is sealed, addresses for answers included', () => {
  const calls = world.slack.exchanges({ direction: 'to-slack', kind: 'api' }).map(({ request }) => {
    // The client sends JSON inside form fields.
    return new URLSearchParams(request.body).get('view') ?? request.body;
  });
  const metadata = calls.join('\n').match(/"private_metadata":"[^"]*"/g) ?? [];
  expect(metadata.length).toBeGreaterThan(10);
  expect(findSecrets(metadata.join('\n'), { ...tokens(), ...tickets(), ...planted })).toEqual([]);
});

test('the search finds a secret in every spelling', () => {
  const secret = 'planted.receiver@plantedhost.example';
  for (const around of ['', 'x', 'xy', 'xyz', 'wxyz']) {
    const text = `${around}${secret}${around}`;
    for (const hidden of [
      text,
      encodeURIComponent(text),
      JSON.stringify({ text }),
      Buffer.from(text).toString('base64'),
      Buffer.from(text).toString('base64url'),
      Buffer.from(text).toString('hex'),
    ]) {
      expect(findSecrets(hidden, { secret }), hidden).toHaveLength(1);
    }
  }
  expect(findSecrets('something else', { secret })).toEqual([]);
  expect(spellings(secret).every((spelling) => spelling.length > 20)).toBe(true);
});
