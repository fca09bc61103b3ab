import { createServer } from 'node:http';
import { WebClient } from '@slack/web-api';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type SlackClient, slackClientOptions } from './clients.ts';
import type { Origin } from './payloads.ts';
import { createPeople, type People } from './people.ts';

/** A Slack that knows one method and answers what the test says, which the local Slack never would. */
let answer: object = {};
let asked = 0;
const slack = createServer((_request, response) => {
  asked += 1;
  response.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
});
/** A workspace in which nothing was set, but for the language where a test says one. */
let languageForAll: 'de' | 'en' | undefined;
const settings = {
  get: async () => ({
    changes: { by: 'members' as const },
    masksSender: true,
    ...(languageForAll ? { language: languageForAll } : {}),
  }),
};
let client: SlackClient;
let people: People;

beforeAll(async () => {
  await new Promise<void>((listening) => slack.listen(0, '127.0.0.1', listening));
  const address = slack.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const token = 'xoxb';
  const web = new WebClient(token, slackClientOptions(`http://127.0.0.1:${port}/api/`));
  client = Object.assign(web, { token });
});
afterAll(() => new Promise((closed) => slack.close(closed)));
beforeEach(() => {
  asked = 0;
  languageForAll = undefined;
  people = createPeople({ for: async () => client }, settings);
});

const log = pino({ level: 'silent' });
const origin: Origin = { teamId: 'TA', isEnterpriseInstall: false, userId: 'U1' };
const inE1: Origin = { ...origin, enterpriseId: 'E1' };
const ofE1 = (more: object) => ({ enterprise_user: { enterprise_id: 'E1', ...more } });

async function get(user: object | null | undefined, from: Origin = origin) {
  answer = user === undefined ? { ok: true } : { ok: true, user };
  return people.get(from, log);
}

describe('who is served', () => {
  test.each<[string, object | null | undefined, Origin, string]>([
    ['somebody of the workspace', { team_id: 'TA' }, origin, 'member'],
    ['somebody of another', { team_id: 'TB' }, origin, 'stranger'],
    ['somebody whose workspace Slack does not say', {}, origin, 'member'],
    ['the same, sent as somebody of this one', {}, { ...origin, userTeamId: 'TA' }, 'member'],
    ['the same, sent as somebody of another', { team_id: null }, { ...origin, userTeamId: 'TB' }, 'stranger'],
    ['somebody sent as of another', { team_id: 'TA' }, { ...origin, userTeamId: 'TB' }, 'stranger'],
    ['nobody', undefined, origin, 'unknown'],
    ['null', null, origin, 'unknown'],
    ['a bot', { team_id: 'TA', is_bot: true }, origin, 'stranger'],
    ['somebody deactivated', { team_id: 'TA', deleted: true }, origin, 'stranger'],
    ['a guest', { team_id: 'TA', is_restricted: true }, origin, 'guest'],
    ['a colleague of another workspace', { team_id: 'TB', ...ofE1({ teams: ['TB'] }) }, inE1, 'stranger'],
    ['a colleague who is in this one too', { team_id: 'TB', ...ofE1({ teams: ['TB', 'TA'] }) }, inE1, 'member'],
    ['the same as a guest', { team_id: 'TB', is_restricted: true, ...ofE1({ teams: ['TB', 'TA'] }) }, inE1, 'guest'],
    ['a colleague whose workspaces Slack does not say', { team_id: 'TB', ...ofE1({ teams: null }) }, inE1, 'stranger'],
    [
      'one of another organisation',
      { team_id: 'TB', ...ofE1({ teams: ['TA'] }) },
      { ...inE1, enterpriseId: 'E2' },
      'stranger',
    ],
    ['one of an organisation where there is none', { team_id: 'TB', ...ofE1({ teams: ['TA'] }) }, origin, 'stranger'],
  ])('%s', async (_who, user, from, standing) => {
    expect(await get(user, from)).toMatchObject({ standing });
  });

  const nowhere: Origin = { ...inE1, isTeamAssumed: true, isEnterpriseInstall: true, userTeamId: 'TA' };
  test.each<[string, object, Origin, string]>([
    ['of the organisation', { team_id: 'TA', ...ofE1({ teams: ['TA'] }) }, nowhere, 'member'],
    [
      'of another organisation',
      { team_id: 'TA', enterprise_user: { enterprise_id: 'E2', teams: ['TA'] } },
      nowhere,
      'stranger',
    ],
    ['of no organisation', { team_id: 'TA' }, nowhere, 'stranger'],
    ['where no organisation is about', { team_id: 'TA' }, { ...nowhere, enterpriseId: undefined }, 'member'],
  ])('where Slack names no workspace: somebody %s', async (_who, user, from, standing) => {
    expect(await get(user, from)).toMatchObject({ standing });
  });
});

describe('who is an admin', () => {
  test.each<[string, object, Origin, boolean]>([
    ['an admin at home', { team_id: 'TA', is_admin: true }, origin, true],
    ['an owner at home', { team_id: 'TA', is_owner: true }, origin, true],
    ['an admin of another workspace', { team_id: 'TB', is_admin: true, ...ofE1({ teams: ['TB', 'TA'] }) }, inE1, false],
    ['an admin of the organisation', { team_id: 'TB', ...ofE1({ teams: ['TA'], is_admin: true }) }, inE1, true],
    ['an owner of the organisation', { team_id: 'TA', ...ofE1({ is_owner: true }) }, inE1, true],
    [
      'an admin of another organisation',
      { team_id: 'TA', ...ofE1({ is_admin: true }) },
      { ...inE1, enterpriseId: 'E2' },
      false,
    ],
    ['an admin elsewhere', { team_id: 'TB', is_admin: true }, origin, false],
  ])('%s', async (_who, user, from, isAdmin) => {
    expect(await get(user, from)).toMatchObject({ isAdmin });
  });
});

test('null is nothing in every field', async () => {
  const fields = ['team_id', 'name', 'real_name', 'locale', 'tz', 'deleted', 'is_bot', 'is_admin', 'is_owner'];
  const more = ['is_restricted', 'is_ultra_restricted', 'is_stranger', 'enterprise_user'];
  const user = Object.fromEntries([...fields, ...more].map((field) => [field, null]));
  expect(await get(user)).toMatchObject({ standing: 'member', isAdmin: false, name: undefined });
  const enterpriseUser = { enterprise_id: null, teams: null, is_admin: null, is_owner: null };
  people = createPeople({ for: async () => client }, settings);
  expect(await get({ ...user, enterprise_user: enterpriseUser }, inE1)).toMatchObject({ standing: 'member' });
});

test('what is kept of somebody is what Slack said, not who they were to one request', async () => {
  expect(await get({})).toMatchObject({ standing: 'member' });
  expect(await get({}, { ...origin, userTeamId: 'TB' })).toMatchObject({ standing: 'stranger' });
  expect(asked).toBe(1);
});

test('a language set for the whole workspace wins over everyone’s own', async () => {
  const german = { team_id: 'TA', locale: 'de-DE', tz: 'Europe/Berlin' };
  expect((await get(german)).reader.language).toBe('de');
  languageForAll = 'en';
  expect((await get(german)).reader.language).toBe('en');
});
