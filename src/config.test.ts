import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConfigError, loadConfig } from './config.ts';

const key = (fill: number) => Buffer.alloc(32, fill).toString('base64url');

const complete = {
  SLACK_SIGNING_SECRET: 'planted-signing-secret',
  SLACK_CLIENT_ID: '123.456',
  SLACK_CLIENT_SECRET: 'planted-client-secret',
  PUBLIC_URL: 'https://newsletter.example.com',
  REDIS_URL: 'redis://:planted-password@cache:6379',
  ENCRYPTION_KEYS: `k1:${key(1)}`,
};

function problems(env: Record<string, string | undefined>) {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(({ variable, problem }) => `${variable} ${problem}`);
    throw error;
  }
  return [];
}

describe('configuration › what is left out', () => {
  it('takes the defaults', () => {
    expect(loadConfig(complete)).toEqual({
      slack: {
        signingSecret: 'planted-signing-secret',
        clientId: '123.456',
        clientSecret: 'planted-client-secret',
        apiUrl: 'https://slack.com/api/',
        authorizeUrl: 'https://slack.com/oauth/v2/authorize',
      },
      cleverreach: { url: 'https://rest.cleverreach.com' },
      publicUrl: 'https://newsletter.example.com',
      redis: { urls: ['redis://:planted-password@cache:6379'] },
      encryptionKeys: [{ id: 'k1', key: new Uint8Array(32).fill(1) }],
      port: 3000,
      host: '0.0.0.0',
      logLevel: 'info',
      production: false,
    });
  });

  it('names every missing variable at once, each with where to get it', () => {
    const error = failure({});
    expect(error.problems.map(({ variable }) => variable)).toEqual(Object.keys(complete));
    expect(error.message.split('\n')).toHaveLength(1 + Object.keys(complete).length);
    expect(error.message).toContain(
      'SLACK_SIGNING_SECRET is missing. api.slack.com/apps → your app → Basic Information → App Credentials → Signing Secret',
    );
    expect(error.message).toContain('ENCRYPTION_KEYS is missing. Make one with: node -e');
  });

  it.each(Object.keys(complete))('counts an empty or blank %s as missing', (variable) => {
    expect(problems({ ...complete, [variable]: '' })).toEqual([`${variable} is missing`]);
    expect(problems({ ...complete, [variable]: ' \n' })).toEqual([`${variable} is missing`]);
  });

  it('counts an empty optional variable as left out', () => {
    const config = loadConfig({
      ...complete,
      NODE_ENV: 'production',
      CLEVERREACH_CLIENT_ID: '',
      CLEVERREACH_CLIENT_SECRET: '',
      CLEVERREACH_URL: '',
      PORT: '',
      LOG_LEVEL: '',
    });
    expect(config).toMatchObject({ port: 3000, logLevel: 'info', production: true });
    expect(config.cleverreach).toEqual({ url: 'https://rest.cleverreach.com' });
  });
});

describe('configuration › what is given', () => {
  it.each([
    ['the rim of a pasted secret', { SLACK_SIGNING_SECRET: ' abc\n' }, { slack: { signingSecret: 'abc' } }],
    ['a slash after the public address', { PUBLIC_URL: 'https://a.example/' }, { publicUrl: 'https://a.example' }],
    ['a port in the public address', { PUBLIC_URL: 'https://a.example:8443' }, { publicUrl: 'https://a.example:8443' }],
    ['http on localhost', { PUBLIC_URL: 'http://localhost:3000' }, { publicUrl: 'http://localhost:3000' }],
    ['http on 127.0.0.1', { PUBLIC_URL: 'http://127.0.0.1:3000' }, { publicUrl: 'http://127.0.0.1:3000' }],
    ['http on ::1', { PUBLIC_URL: 'http://[::1]:3000' }, { publicUrl: 'http://[::1]:3000' }],
    ['TLS to Redis', { REDIS_URL: 'rediss://cache' }, { redis: { urls: ['rediss://cache'] } }],
    ['a Cluster', { REDIS_URL: 'redis://a:1, redis://b:2' }, { redis: { urls: ['redis://a:1', 'redis://b:2'] } }],
    ['port 0', { PORT: '0' }, { port: 0 }],
    ['the highest port', { PORT: '65535' }, { port: 65_535 }],
    ['a host', { HOST: '::1' }, { host: '::1' }],
    ['silence', { LOG_LEVEL: 'silent' }, { logLevel: 'silent' }],
    [
      "another Slack, with the slash Slack's client needs",
      { SLACK_API_URL: 'http://127.0.0.1:5/api' },
      { slack: { apiUrl: 'http://127.0.0.1:5/api/' } },
    ],
    [
      'another consent page',
      { SLACK_AUTHORIZE_URL: 'http://127.0.0.1:5/o' },
      { slack: { authorizeUrl: 'http://127.0.0.1:5/o' } },
    ],
    ['another CleverReach', { CLEVERREACH_URL: 'http://127.0.0.1:5/' }, { cleverreach: { url: 'http://127.0.0.1:5' } }],
    [
      "the operator's app",
      { CLEVERREACH_CLIENT_ID: 'i', CLEVERREACH_CLIENT_SECRET: 's' },
      { cleverreach: { app: { clientId: 'i', clientSecret: 's' } } },
    ],
    ['production', { NODE_ENV: 'production' }, { production: true }],
    ['test', { NODE_ENV: 'test' }, { production: false }],
  ])('understands %s', (_, env, expected) => {
    expect(loadConfig({ ...complete, ...env })).toMatchObject(expected);
  });

  it('keeps the order of the keys, the newest first', () => {
    const { encryptionKeys } = loadConfig({ ...complete, ENCRYPTION_KEYS: `new:${key(2)}, old:${key(1)}` });
    expect(encryptionKeys.map(({ id, key }) => [id, key[0]])).toEqual([
      ['new', 2],
      ['old', 1],
    ]);
  });
});

describe('configuration › what is wrong', () => {
  const production = { NODE_ENV: 'production' };
  it.each([
    [
      'a CleverReach id alone',
      { CLEVERREACH_CLIENT_ID: 'x' },
      'CLEVERREACH_CLIENT_SECRET is missing, but CLEVERREACH_CLIENT_ID is set',
    ],
    [
      'a CleverReach secret alone',
      { CLEVERREACH_CLIENT_SECRET: 'x' },
      'CLEVERREACH_CLIENT_ID is missing, but CLEVERREACH_CLIENT_SECRET is set',
    ],
    ['a public address that is none', { PUBLIC_URL: 'newsletter.example.com' }, 'PUBLIC_URL is not an http(s) address'],
    ['another scheme', { PUBLIC_URL: 'ftp://a.example' }, 'PUBLIC_URL is not an http(s) address'],
    ['http', { PUBLIC_URL: 'http://a.example' }, 'PUBLIC_URL is not https'],
    ['http that only looks local', { PUBLIC_URL: 'http://localhost.a.example' }, 'PUBLIC_URL is not https'],
    ['http that only begins like 127', { PUBLIC_URL: 'http://127.0.0.1.a.example' }, 'PUBLIC_URL is not https'],
    [
      'http on localhost in production',
      { ...production, PUBLIC_URL: 'http://localhost' },
      'PUBLIC_URL is not https, as NODE_ENV=production demands',
    ],
    [
      'a path',
      { PUBLIC_URL: 'https://a.example/slack' },
      'PUBLIC_URL has a path, but the app answers at the root of its host',
    ],
    ['a query', { PUBLIC_URL: 'https://a.example/?a=b' }, 'PUBLIC_URL has a query or a fragment'],
    ['a fragment', { PUBLIC_URL: 'https://a.example/#' }, 'PUBLIC_URL has a query or a fragment'],
    [
      'a password in it',
      { PUBLIC_URL: 'https://u:planted-password@a.example' },
      'PUBLIC_URL has a user name or password in it',
    ],
    [
      'a Redis by http',
      { REDIS_URL: 'http://cache' },
      'REDIS_URL is not a redis:// or rediss:// address, or a comma-separated list of them',
    ],
    [
      'a Redis without a host',
      { REDIS_URL: 'redis://' },
      'REDIS_URL is not a redis:// or rediss:// address, or a comma-separated list of them',
    ],
    [
      'a hole in the Cluster',
      { REDIS_URL: 'redis://a,' },
      'REDIS_URL is not a redis:// or rediss:// address, or a comma-separated list of them',
    ],
    [
      'half a Cluster with TLS',
      { REDIS_URL: 'redis://a,rediss://b' },
      'REDIS_URL mixes redis:// and rediss://; the nodes of one Cluster all use TLS or none',
    ],
    [
      'a key without an id',
      { ENCRYPTION_KEYS: key(1) },
      'ENCRYPTION_KEYS is not id:key at key 1; an id has up to 32 letters, digits, - and _',
    ],
    [
      'an id of 33 characters',
      { ENCRYPTION_KEYS: `${'k'.repeat(33)}:${key(1)}` },
      'ENCRYPTION_KEYS is not id:key at key 1; an id has up to 32 letters, digits, - and _',
    ],
    [
      'a key of 31 bytes',
      { ENCRYPTION_KEYS: `k1:${key(1)},k2:${Buffer.alloc(31).toString('base64url')}` },
      'ENCRYPTION_KEYS is not the base64url form of 32 bytes (43 characters) at key 2',
    ],
    [
      'a key in plain base64',
      { ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 255).toString('base64')}` },
      'ENCRYPTION_KEYS is not the base64url form of 32 bytes (43 characters) at key 1',
    ],
    ['an id twice', { ENCRYPTION_KEYS: `k1:${key(1)},k1:${key(2)}` }, 'ENCRYPTION_KEYS uses the id of key 2 twice'],
    ['a port too high', { PORT: '65536' }, 'PORT is not a number from 0 to 65535'],
    ['a port below zero', { PORT: '-1' }, 'PORT is not a number from 0 to 65535'],
    ['a port in words', { PORT: '3000a' }, 'PORT is not a number from 0 to 65535'],
    ['a log level of its own', { LOG_LEVEL: 'loud' }, 'LOG_LEVEL is not a log level'],
    [
      'another Slack in production',
      { ...production, SLACK_API_URL: 'https://a.example' },
      'SLACK_API_URL is refused with NODE_ENV=production',
    ],
    [
      'another consent page in production',
      { ...production, SLACK_AUTHORIZE_URL: 'https://a.example' },
      'SLACK_AUTHORIZE_URL is refused with NODE_ENV=production',
    ],
    [
      'another CleverReach in production',
      { ...production, CLEVERREACH_URL: 'https://a.example' },
      'CLEVERREACH_URL is refused with NODE_ENV=production',
    ],
    [
      'another CleverReach that is no address',
      { CLEVERREACH_URL: 'a.example' },
      'CLEVERREACH_URL is not an http(s) address',
    ],
  ])('refuses %s', (_, env, expected) => {
    expect(problems({ ...complete, ...env })).toEqual([expected]);
  });

  it('shows the rules over several variables beside those over one', () => {
    const env = {
      ...production,
      CLEVERREACH_CLIENT_ID: 'x',
      CLEVERREACH_URL: 'https://a.example',
      PORT: 'x',
      PUBLIC_URL: 'http://localhost',
    };
    expect(
      failure(env)
        .problems.map(({ variable }) => variable)
        .sort(),
    ).toEqual(
      ['CLEVERREACH_CLIENT_SECRET', 'CLEVERREACH_URL', 'ENCRYPTION_KEYS', 'PORT', 'PUBLIC_URL', 'REDIS_URL'].concat([
        'SLACK_CLIENT_ID',
        'SLACK_CLIENT_SECRET',
        'SLACK_SIGNING_SECRET',
      ]),
    );
  });

  it('tells where to get what for every problem', () => {
    const everything = {
      ...production,
      PORT: 'x',
      LOG_LEVEL: 'x',
      CLEVERREACH_CLIENT_ID: 'x',
      SLACK_API_URL: 'x',
      SLACK_AUTHORIZE_URL: 'x',
      CLEVERREACH_URL: 'x',
    };
    expect(failure(everything).problems.filter(({ hint }) => hint === '')).toEqual([]);
  });

  it('never prints a value, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.constantFrom(...Object.keys(complete), 'PORT', 'LOG_LEVEL', 'CLEVERREACH_URL'),
          fc.string({ maxLength: 20 }),
        ),
        (noise) => {
          const env = Object.fromEntries(Object.entries(noise).map(([name, value]) => [name, `${value}planted-value`]));
          expect(failure(env).message).not.toContain('planted');
          expect(JSON.stringify(failure(env).problems)).not.toContain('planted');
        },
      ),
    );
  });
});

function failure(env: Record<string, string | undefined>): ConfigError {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('the configuration was accepted');
}
