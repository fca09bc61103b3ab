import { randomBytes } from 'node:crypto';
import { createMemoryStorage } from '../src/storage/memory-storage.ts';
import { StorageError } from '../src/storage/storage.ts';
import { en } from '../src/texts/en.ts';
import { createBrowser, type Page } from './browser-client.ts';
import { addTenant, connectUrlOf, type Tenant, tenantChannel, visit } from './tenant.ts';
import { startWorld, type World } from './world.ts';

/** A world in which every page of the app can be brought about. */
export interface Scene {
  world: World;
  /** The same with the storage failing to write anew, once. */
  withStorageFault(error: Error): void;
  /** A process with the same records whose operator has no OAuth app. */
  withoutOAuthApp(): Promise<World>;
  close(): Promise<void>;
}

export async function startScene(): Promise<Scene> {
  const memory = createMemoryStorage();
  let fault: Error | undefined;
  const storage = {
    ...memory,
    add: async (...given: Parameters<typeof memory.add>) => {
      const error = fault;
      fault = undefined;
      if (error) throw error;
      return memory.add(...given);
    },
  };
  const env = { ENCRYPTION_KEYS: `test:${randomBytes(32).toString('base64url')}` };
  const world = await startWorld({ storage, env });
  const worlds = [world];
  return {
    world,
    withStorageFault(error) {
      fault = error;
    },
    async withoutOAuthApp() {
      const options = { withoutOAuthApp: true, env: { ...env, SLACK_API_URL: world.slack.apiUrl } };
      const bare = await startWorld({ storage: memory, ...options });
      worlds.push(bare);
      return bare;
    },
    async close() {
      for (const each of worlds) await each.close();
    },
  };
}

/** By the title that a page has, or what else the answer is; each brings a browser there. */
export const everyPage: [name: string, status: number, visit: (scene: Scene) => Promise<Page>][] = [
  [en.pages.install.title, 200, (scene) => install(scene)],
  [en.pages.install.grantedTitle, 200, (scene) => install(scene, {}, '?with=files:read')],
  [en.pages.install.notGrantedTitle, 200, (scene) => install(scene, { without: ['files:read'] }, '?with=files:read')],
  [en.pages.install.cancelledTitle, 200, (scene) => install(scene, { allow: false })],
  [en.pages.install.failedTitle, 400, at('/slack/oauth_redirect?code=x&state=forged')],
  [en.pages.connect.title, 200, async (scene) => (await connectVisit(scene)).page],
  [en.pages.connect.doneTitle, 200, async (scene) => (await connectVisit(scene)).agree()],
  [
    en.pages.connect.alreadyTitle,
    200,
    async (scene) => {
      const { world } = scene;
      const tenant = await addTenant(world, { installedBy: 'member' });
      const link = tenant.installed.link(/cleverreach\/connect/);
      await tenant.connect();
      return open(link);
    },
  ],
  [
    en.pages.connect.deniedTitle,
    403,
    async (scene) => {
      const { world } = scene;
      const tenant = await addTenant(world, { installedBy: 'member' });
      const link = await connectLink(tenant);
      world.slack.changeUser(tenant.admin, { isAdmin: false, isOwner: false });
      return open(await elsewhere(scene, link));
    },
  ],
  [
    en.pages.connect.unknownTitle,
    503,
    async (scene) => {
      const { world } = scene;
      const link = await elsewhere(scene, await connectLink(await addTenant(world)));
      world.slack.setFault({ method: 'users.info', status: 500 });
      return during(scene, {}, () => open(link));
    },
  ],
  [en.pages.connect.expiredTitle, 410, at('/cleverreach/connect?link=none')],
  [en.pages.connect.badStateTitle, 400, at('/cleverreach/callback?code=x&state=forged')],
  [
    'a consent that was refused',
    200,
    async (scene) => {
      const { browser, callbackUrl } = await connectVisit(scene);
      return browser.get(await callbackUrl('deny'));
    },
  ],
  [
    'a code that was refused',
    400,
    async (scene) => during(scene, { refuseCodes: true }, (await connectVisit(scene)).agree),
  ],
  [
    en.pages.connect.downTitle,
    503,
    async (scene) => {
      const { browser, callbackUrl } = await connectVisit(scene);
      const url = await callbackUrl();
      return during(scene, { oauthDown: true }, () => browser.get(url));
    },
  ],
  [
    en.pages.connect.noAppTitle,
    503,
    async ({ world, withoutOAuthApp }) => {
      const link = await connectLink(await addTenant(world));
      const later = await withoutOAuthApp();
      return open(link.replace(world.publicUrl, later.publicUrl));
    },
  ],
  [en.pages.preview.title, 200, async (scene) => open(await preview(scene))],
  [en.pages.preview.frame, 200, async (scene) => open(frameOf(await preview(scene)))],
  [en.pages.preview.expiredTitle, 410, at('/cleverreach/preview?ticket=none')],
  [`${en.pages.preview.frame}: ${en.pages.preview.expiredTitle}`, 410, at('/cleverreach/preview/mail?ticket=x')],
  [
    en.pages.preview.vanishedTitle,
    404,
    async (scene) => {
      const { world } = scene;
      const url = await preview(scene);
      const { mailings } = world.cleverReach.account;
      const kept = [...mailings];
      mailings.clear();
      const page = await open(url);
      for (const [id, mailing] of kept) mailings.set(id, mailing);
      return page;
    },
  ],
  [
    en.pages.preview.notConnectedTitle,
    409,
    async (scene) => {
      const url = await preview(scene);
      return during(scene, { tokenRevoked: true }, () => open(url));
    },
  ],
  [
    en.pages.preview.downTitle,
    503,
    async (scene) => {
      const url = await preview(scene);
      return during(scene, { status: 503 }, () => open(url));
    },
  ],
  [
    en.pages.preview.forbiddenTitle,
    403,
    async (scene) => {
      const url = await preview(scene);
      return during(scene, { status: 403 }, () => open(url));
    },
  ],
  [en.pages.notFoundTitle, 404, at('/nowhere?code=x')],
  [
    en.pages.errorTitle,
    500,
    (scene) => {
      scene.withStorageFault(new Error('a bug'));
      return at('/slack/install')(scene);
    },
  ],
  [
    'a page without the storage',
    503,
    (scene) => {
      scene.withStorageFault(new StorageError('add: no answer'));
      return at('/slack/install')(scene);
    },
  ],
  ['the way to Slack’s consent page', 302, at('/slack/install')],
  ['an address that is none', 404, at('/%zz')],
  ['the door, opened by a browser', 404, at('/slack/events')],
  ['the probe of life', 200, at('/healthz')],
  ['the probe of readiness', 200, at('/readyz')],
  ['the metrics', 200, at('/metrics')],
];

/** A browser that has never been here. */
const open = (url: string) => createBrowser().get(url);
function at(path: string) {
  return ({ world }: Scene) => open(`${world.publicUrl}${path}`);
}
/** Another process has looked nobody up yet. */
const elsewhere = async ({ world }: Scene, url: string) => url.replace(world.publicUrl, (await world.another()).url);
const connectLink = async ({ admin, ask }: Tenant) => connectUrlOf(await ask(admin, 'connect'));
const connectVisit = async ({ world }: Scene) => visit(await connectLink(await addTenant(world)));

/** Over Slack's consent page; `with` asks for an optional scope. */
async function install(
  { world }: Scene,
  options: { allow?: boolean; without?: string[] } = {},
  query = '',
): Promise<Page> {
  const browser = createBrowser();
  const { id } = world.slack.addWorkspace({ name: 'Ostwind eG' });
  const users = world.slack.snapshot().workspaces.find((workspace) => workspace.id === id)?.users ?? [];
  const start = await browser.get(`${world.publicUrl}/slack/install${query}`);
  const { location } = await world.slack
    .as(users.find(({ isAdmin }) => isAdmin)?.id ?? '')
    .consent(start.location ?? '', options);
  return browser.get(location);
}

/** While something is wrong with CleverReach or Slack. */
async function during(
  { world }: Scene,
  faults: Parameters<World['cleverReach']['setFaults']>[0],
  act: () => Promise<Page>,
) {
  world.cleverReach.setFaults(faults);
  try {
    return await act();
  } finally {
    world.cleverReach.setFaults({});
    world.slack.clearFaults();
  }
}

async function preview({ world }: Scene): Promise<string> {
  const { member, ask, next, connect } = await addTenant(world);
  await connect();
  const id = [...world.cleverReach.account.mailings.values()].find(({ name }) => name === 'Größentabelle')?.id;
  const before = world.slack.messagesFor(member, tenantChannel).at(-1)?.ts ?? '0';
  const first = await ask(member, `mailing ${id}`);
  const card = first.text.endsWith(' …') ? await next(member, tenantChannel, before) : first;
  return /"url":"([^"]*\/cleverreach\/preview\?[^"]*)"/.exec(JSON.stringify(card.blocks))?.[1] ?? 'no preview';
}

const frameOf = (url: string) => url.replace('/preview?', '/preview/mail?');
