import { createServer } from 'node:http';
import getPort from 'get-port';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { features } from '../src/slack/features.ts';
import { sealMetadata } from '../src/slack/metadata.ts';
import type { Sealer } from '../src/storage/sealer.ts';
import { en } from '../src/texts/en.ts';
import { signedRequests } from './signed-requests.ts';
import { addTenant, type Tenant, tenantChannel } from './tenant.ts';
import { startWorld, type World } from './world.ts';

/** What a row of a feature's tables is for: to look, to change something, or to manage the workspace. */
type Kind = 'read' | 'change' | 'manage';
/** Whose request it is; the named one may make changes beside the admins. */
const people = ['guest', 'stranger', 'member', 'named', 'connector', 'admin'] as const;
type Who = (typeof people)[number];

const commands: Record<string, Kind> = {
  help: 'read',
  nonsense: 'read',
  connect: 'read',
  status: 'read',
  overview: 'read',
  stats: 'read',
  groups: 'read',
  receivers: 'read',
  find: 'read',
  mailings: 'read',
  mailing: 'read',
  add: 'change',
  unsubscribe: 'change',
  draft: 'change',
  disconnect: 'manage',
  settings: 'manage',
  audit: 'manage',
};
const shortcuts: Record<string, Kind> = {
  'receivers:add': 'change',
  'receivers:unsubscribe': 'change',
  'receivers:unsubscribe-from-message': 'change',
  'mailings:draft': 'change',
  'mailings:draft-from-message': 'change',
};
const submissions: Record<string, Kind> = {
  'receivers:find': 'read',
  'receivers:add': 'change',
  'receivers:unsubscribe': 'change',
  'receivers:unsubscribe-confirm': 'change',
  'mailings:create-draft': 'change',
  'mailings:share': 'read',
  'groups:share': 'read',
  'settings:save': 'manage',
  'connection:save-own-app': 'manage',
};
/** `quiet`: whoever may is answered in a form, or nothing would be left for the next row; other tests are about them. */
const actions: Record<string, Kind | { quiet: Kind }> = {
  'receivers:choose-group': { quiet: 'change' },
  'receivers:opt-in': { quiet: 'change' },
  'receivers:unsubscribe-retry': { quiet: 'change' },
  'receivers:unsubscribe-back': { quiet: 'change' },
  'receivers:unsubscribe-undo': { quiet: 'change' },
  'mailings:content-way': { quiet: 'change' },
  'mailings:refresh': { quiet: 'read' },
  'mailings:share': { quiet: 'read' },
  'mailings:share-here': { quiet: 'read' },
  'groups:share': { quiet: 'read' },
  'groups:share-here': { quiet: 'read' },
  'audit:export': 'manage',
  'settings:changes': { quiet: 'manage' },
  'connection:own-app': 'manage',
  'connection:remove-own-app': { quiet: 'manage' },
  'connection:disconnect': { quiet: 'manage' },
};
/** Presses of links, which do nothing here, and Home, which shows everybody what they may see. */
const withoutGuard = [
  'connection:connect',
  'connection:grant-scope',
  'mailings:open',
  'mailings:preview',
  'home:refresh',
];

let world: World;
let tenant: Tenant;
let sealer: Sealer;
let ids: Record<Who, string>;
/** Where answers go that do not come in the response; hands out addresses, each for one answer. */
let mailbox: { next(): { url: string; answer: Promise<string> }; close(): Promise<void> };

beforeAll(async () => {
  world = await startWorld();
  sealer = world.sealer;
  mailbox = await openMailbox();
  tenant = await addTenant(world, { installedBy: 'member' });
  await tenant.connect(tenant.member);
  ids = {
    guest: addPerson('guest', { isRestricted: true }),
    stranger: addPerson('stranger', { teamId: 'T08PARTNER2', isStranger: true }),
    member: addPerson('plain', {}),
    named: addPerson('named', {}),
    connector: tenant.member,
    admin: tenant.admin,
  };
  await narrowChangesTo('people', [ids.named]);
});
afterAll(async () => {
  await world?.close();
  await mailbox?.close();
});

function addPerson(name: string, about: object): string {
  return world.slack.addUser(tenant.id, { name, ...about }).id;
}

/** As the admin does it: in the settings. */
async function narrowChangesTo(by: 'people' | 'admins' | 'members', named: string[] = []): Promise<void> {
  const person = world.slack.as(tenant.admin);
  await world.slack.command(tenant.admin, tenantChannel, '/cleverreach settings');
  await world.slack.waitFor(() => person.currentView()?.content['callback_id'] === 'settings:save');
  await person.choose('modal', { blockId: 'changes' }, by);
  if (by === 'people') {
    await world.slack.waitFor(() => JSON.stringify(person.currentView()?.content).includes('"block_id":"people"'));
    await person.fill('modal', { people: named });
  }
  expect(await person.submit()).toMatchObject({ outcome: 'updated' });
  await person.closeView('modal', { all: true });
}

async function openMailbox(): Promise<typeof mailbox> {
  const waiting = new Map<string, (body: string) => void>();
  const port = await getPort({ host: '127.0.0.1' });
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      response.end('ok');
      waiting.get(request.url ?? '')?.(Buffer.concat(chunks).toString('utf8'));
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  let count = 0;
  return {
    next() {
      count += 1;
      const path = `/${count}`;
      const answer = new Promise<string>((resolve) => waiting.set(path, resolve));
      return { url: `http://127.0.0.1:${port}${path}`, answer };
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** What somebody does, signed as Slack signs; gives the first answer, whichever way it comes. */
async function type(who: Who, line: string): Promise<string> {
  const { url, answer } = mailbox.next();
  const response = await signedRequests(world).form({
    command: '/cleverreach',
    text: line,
    team_id: tenant.id,
    user_id: ids[who],
    trigger_id: `${performance.now()}`,
    response_url: url,
  });
  return response.body || (await answer);
}

const from = (who: Who) => ({ team: { id: tenant.id }, user: { id: ids[who] }, trigger_id: `${performance.now()}` });

async function choose(who: Who, callbackId: string): Promise<string> {
  const { url, answer } = mailbox.next();
  const shortcut = { type: 'message_action', callback_id: callbackId, response_url: url, message: { text: 'Hello' } };
  await signedRequests(world).interaction({ ...from(who), ...shortcut });
  return answer;
}

async function press(who: Who, actionId: string, value = ''): Promise<string> {
  const { url, answer } = mailbox.next();
  const action = { type: 'block_actions', response_url: url, actions: [{ action_id: actionId, value }] };
  await signedRequests(world).interaction({ ...from(who), ...action });
  return answer;
}

async function submit(
  who: Who,
  callbackId: string,
  options: { values?: object; as?: string; of?: string; in?: string } = {},
) {
  const id = options.as ?? ids[who];
  const metadata = { reply: { userId: options.of ?? id } };
  const view = {
    id: `V${Math.floor(performance.now() * 1000)}`,
    type: 'modal',
    callback_id: callbackId,
    private_metadata: await sealMetadata(sealer, options.in ?? tenant.id, metadata),
    state: { values: options.values ?? {} },
  };
  const { body } = await signedRequests(world).interaction({
    ...from(who),
    user: { id },
    type: 'view_submission',
    view,
  });
  return body;
}

/** The sentence with which this person is refused; undefined where they may. */
function refusalOf(who: Who, kind: Kind): string | undefined {
  if (who === 'guest' || who === 'stranger') return en.denied[who];
  if (who === 'admin' || kind === 'read') return undefined;
  if (kind === 'change') return who === 'named' ? undefined : en.denied.changes([`<@${ids.named}>`]);
  return who === 'connector' ? undefined : en.denied.managing(`<@${ids.connector}>`);
}

const anyRefusal = new RegExp(
  [
    en.denied.guest,
    en.denied.stranger,
    en.denied.unknown.slice(0, 40),
    'Only Slack admins.* can make changes',
    'This is for Slack admins',
  ].join('|'),
);

function expectOutcome(answer: string, who: Who, kind: Kind): void {
  const refusal = refusalOf(who, kind);
  if (refusal === undefined) expect(answer).not.toMatch(anyRefusal);
  else expect(answer).toContain(JSON.stringify(refusal).slice(1, -1));
}

const everybody = (rows: Record<string, Kind>) =>
  Object.entries(rows).flatMap(([id, kind]) => people.map((who) => [id, who, kind] as const));

describe('every row of every feature’s tables', () => {
  test('has its line in the tables of this test', () => {
    const known = (table: 'actions' | 'submissions' | 'shortcuts') =>
      features.flatMap((feature) => Object.keys(feature[table] ?? {})).sort();
    const words = features.flatMap((feature) => feature.commands ?? []).map((command) => command.words.en);
    expect([...words, 'nonsense'].sort()).toEqual(Object.keys(commands).sort());
    expect(known('shortcuts')).toEqual(Object.keys(shortcuts).sort());
    expect(known('submissions')).toEqual(Object.keys(submissions).sort());
    expect(known('actions')).toEqual([...Object.keys(actions), ...withoutGuard].sort());
  });

  test.each(everybody(commands))('/cleverreach %s, typed by the %s', async (line, who, kind) => {
    expectOutcome(await type(who, line), who, kind);
  });

  test.each(everybody(commands))('the button of %s, pressed by the %s', async (line, who, kind) => {
    expectOutcome(await press(who, 'command:run:3', line), who, kind);
  });

  test.each(everybody(shortcuts))('the shortcut %s, chosen by the %s', async (id, who, kind) => {
    expectOutcome(await choose(who, id), who, kind);
  });

  test.each(everybody(submissions))('the form %s, submitted by the %s', async (id, who, kind) => {
    expectOutcome(await submit(who, id), who, kind);
  });

  test.each(Object.entries(actions).flatMap(([id, row]) => people.map((who) => [id, who, row] as const)))(
    'the button %s, pressed by the %s',
    async (id, who, row) => {
      const kind = typeof row === 'string' ? row : row.quiet;
      if (typeof row !== 'string' && refusalOf(who, kind) === undefined) return;
      expectOutcome(await press(who, id), who, kind);
    },
  );
});

describe('what is forged', () => {
  test('another person’s form is nobody else’s', async () => {
    const answer = await submit('named', 'receivers:unsubscribe', { of: ids.admin });
    expect(answer).toContain(en.errors.expiredForm);
  });

  test('nor is a form of another workspace good here', async () => {
    const other = await addTenant(world);
    expect(await submit('named', 'receivers:unsubscribe', { in: other.id })).toContain(en.errors.expiredForm);
    expect(await submit('admin', 'settings:save', { in: other.id })).toContain(en.errors.expiredForm);
  });

  test('settings that the form does not offer are refused at their fields', async () => {
    const chosen = (value: string) => ({ value: { selected_option: { value } } });
    const answer = await submit('admin', 'settings:save', {
      values: { language: chosen('tlh'), changes: { 'settings:changes': { selected_option: { value: 'everybody' } } } },
    });
    expect(JSON.parse(answer)).toEqual({
      response_action: 'errors',
      errors: { language: en.settings.errors.language, changes: en.settings.errors.changes },
    });
  });

  test('people that are none are not taken over', async () => {
    const changes = { 'settings:changes': { selected_option: { value: 'people' } } };
    const answer = await submit('admin', 'settings:save', {
      values: {
        language: { value: { selected_option: { value: 'own' } } },
        changes,
        people: { value: { selected_users: ['<!channel>', '../T1', ''] } },
      },
    });
    expect(JSON.parse(answer)).toMatchObject({ errors: { people: en.settings.errors.peopleMissing } });
  });
});

describe('rights that change while a form is open', () => {
  test('who may no longer make changes is refused on submitting, and who may again is not', async () => {
    await narrowChangesTo('admins');
    try {
      expect(await submit('named', 'receivers:unsubscribe')).toContain(en.denied.changes([]));
      expect(await type('named', 'draft')).toContain(en.denied.changes([]));
    } finally {
      await narrowChangesTo('people', [ids.named]);
    }
    expect(await submit('named', 'receivers:unsubscribe')).not.toMatch(anyRefusal);
  });

  test('who is no admin any more saves no settings', async () => {
    const id = addPerson('former', { isAdmin: true });
    world.slack.changeUser(id, { isAdmin: false });
    expect(await submit('member', 'settings:save', { as: id })).toContain('This is for Slack admins');
  });

  test('whoever connected the last account but one manages nothing any more', async () => {
    const own = await addTenant(world, { installedBy: 'member' });
    await own.connect(own.member);
    const question = await own.ask(own.member, 'disconnect');
    await world.slack.as(own.admin).press(await own.ask(own.admin, 'disconnect'), 'Disconnect');
    await world.slack.waitForMessage(own.admin, tenantChannel, { text: 'has ended' });
    await own.connect(own.admin);
    await world.slack.as(own.member).press(question, 'Disconnect');
    await world.slack.waitForMessage(own.member, tenantChannel, { text: en.denied.managing(`<@${own.admin}>`) });
    expect((await own.ask(own.admin, 'status')).text).toContain('is connected');
  });
});
