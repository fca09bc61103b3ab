import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { en } from '../src/texts/en.ts';
import { addMarkedTenant, type MarkedTenant } from './marked-tenant.ts';
import { startRedis, type TestRedis } from './redis.ts';
import { signedRequests } from './signed-requests.ts';
import { tenantChannel } from './tenant.ts';
import { type RealPayload, takeTour } from './tour.ts';
import { startWorld, type World } from './world.ts';

/**
 * Whatever one person can press, choose or submit, with the very values and metadata that it has there, taken to where it is
 * not meant: to another workspace, to a colleague, to whoever the app serves nothing.
 */

let redis: TestRedis;
let world: World;
/** What Dana did in the first workspace. */
let payloads: RealPayload[];
let other: MarkedTenant;
let colleague: string;
let dana: string;

beforeAll(async () => {
  redis = await startRedis();
  world = await startWorld({ redisUrl: redis.url });
  await world.ready();
  // In a process of its own, so that nothing of it is still under way afterwards.
  const process = await world.another();
  const { eventsUrl } = world.slack.app;
  world.slack.app.eventsUrl = `${process.url}/slack/events`;
  payloads = (await takeTour(world)).filter(({ kind }) => /^(block_|view_submission)/.test(kind));
  world.slack.app.eventsUrl = eventsUrl;
  await process.stop();
  other = await addMarkedTenant(world, 1);
  await other.connect();
  await world.slack.waitForMessage(other.admin, tenantChannel, { text: 'Connected to the CleverReach account' });
  dana = world.slack.snapshot().workspaces[0]?.users.find(({ name }) => name === 'dana')?.id ?? '';
  // Also an admin, so that it is not for want of rights.
  colleague = world.slack.addUser(world.workspace, { name: 'erik', isAdmin: true }).id;
});
afterAll(async () => {
  await world.close();
  await redis.close();
});

interface Who {
  team: string;
  user: string;
  userTeam?: string;
}

const nameOf = ({ kind, payload }: RealPayload) =>
  `${kind} ${JSON.stringify([payload['action_id'], payload['actions'], payload['view']]).match(/"(?:action|callback)_id":"[^"]+"/g)}`;

/** The same as if this person had pressed it; without an address or channel for answers, so they come directly. */
async function send(url: string, { payload }: RealPayload, { team, user, userTeam = team }: Who): Promise<string> {
  const { response_url: _, response_urls: __, channel: ___, ...rest } = payload;
  const who = { team: { id: team }, user: { id: user, team_id: userTeam }, trigger_id: `${performance.now()}.1.x` };
  const answer = await signedRequests(world).interaction({ ...rest, ...who }, { url });
  expect(answer.status).toBe(200);
  return answer.body;
}

/** All that comes of these at both sandboxes, and the answers to Slack, by what was sent. */
async function outcomeOf(taken: RealPayload[], who: Who) {
  const { slack, cleverReach } = world;
  slack.clearLog();
  cleverReach.requests.length = 0;
  const seenByDana = () => JSON.stringify(['@app', '#marketing'].map((place) => slack.messagesFor(dana, place)));
  const before = seenByDana();
  // A process of its own, which has done everything when it has stopped.
  const process = await world.another();
  const bodies = new Map<string, string>();
  for (const payload of taken) bodies.set(nameOf(payload), await send(process.url, payload, who));
  await process.stop();
  const told = slack.exchanges({ direction: 'to-slack' });
  const said = told.map(({ request }) => decodeURIComponent(request.body.replaceAll('+', ' ')));
  return {
    bodies,
    told,
    said: [...bodies.values(), ...said].join(),
    writes: cleverReach.requests.filter(({ method, path }) => method !== 'GET' && !/filter|oauth/.test(path)),
    asked: [...cleverReach.requests],
    isDanaTold: seenByDana() !== before,
  };
}

const kinds = (pattern: RegExp) => payloads.filter(({ kind }) => pattern.test(kind));
const forms = () => kinds(/view_submission/);

test('there is enough to be taken elsewhere', () => {
  expect(new Set(payloads.map(nameOf)).size).toBeGreaterThan(20);
  expect(forms().length).toBeGreaterThan(4);
  expect(kinds(/suggestion/).length).toBeGreaterThan(1);
});

describe('in another workspace, by its admin', () => {
  test('no button, choice or form changes anything, tells of the first one, or answers there', async () => {
    const ownToken = world.slack.install(other.id).token;
    const there = { team: other.id, user: other.admin };
    const { bodies, told, said, writes, asked, isDanaTold } = await outcomeOf(payloads, there);
    expect(writes).toEqual([]);
    expect(asked.map(({ headers }) => accountOf(headers.authorization))).toEqual(asked.map(() => other.account));
    expect(told.length).toBeGreaterThan(10);
    expect(new Set(told.map(({ kind, request }) => `${kind} ${request.headers['authorization']}`))).toEqual(
      new Set([`api Bearer ${ownToken}`]),
    );
    expect(said).not.toContain('Teehaus');
    expect(isDanaTold).toBe(false);
    for (const form of forms()) expect(bodies.get(nameOf(form)), nameOf(form)).toContain(en.errors.expiredForm);
  });
});

test('by a colleague with the same rights: nothing of somebody else’s form is done, and nothing told to whose it is', async () => {
  const inForms = payloads.filter(({ payload }) => Object.hasOwn(payload, 'view'));
  const { bodies, writes, isDanaTold } = await outcomeOf(inForms, { team: world.workspace, user: colleague });
  expect(writes).toEqual([]);
  expect(isDanaTold).toBe(false);
  for (const form of forms()) expect(bodies.get(nameOf(form)), nameOf(form)).toContain(en.errors.expiredForm);
});

test.each([
  ['a guest', { isRestricted: true }, {}],
  ['a guest of one channel', { isUltraRestricted: true }, {}],
  ['somebody of another organisation', { teamId: 'T08PARTNER2', isStranger: true }, { userTeam: 'T08PARTNER2' }],
  ['a bot', { isBot: true }, {}],
  ['somebody deactivated', { deleted: true }, {}],
])('by %s: nothing is asked of CleverReach, and nothing shown of it', async (name, about, where) => {
  const user = world.slack.addUser(world.workspace, { name: `x${name.length}`, ...about }).id;
  const { bodies, said, asked, isDanaTold } = await outcomeOf(payloads, { team: world.workspace, user, ...where });
  expect(asked).toEqual([]);
  expect(said).not.toContain('Teehaus');
  expect(isDanaTold).toBe(false);
  for (const select of kinds(/suggestion/)) {
    const { options } = JSON.parse(bodies.get(nameOf(select)) ?? '');
    // That there may be none is offered to everybody.
    expect(options.filter(({ value }: { value: string }) => value !== 'none')).toEqual([]);
  }
});

function accountOf(authorization: string | undefined): unknown {
  const claims: unknown = JSON.parse(Buffer.from(authorization?.split('.')[1] ?? '', 'base64url').toString());
  return typeof claims === 'object' && claims !== null && 'client_id' in claims ? claims.client_id : undefined;
}
