import type { Message } from '../src/sandbox/slack/index.ts';
import { type Browser, createBrowser, type Page } from './browser-client.ts';
import type { World } from './world.ts';

/** A Slack workspace of a test's own, with the app installed and nothing connected. */
export interface Tenant {
  id: string;
  /** Ids of an admin and of a plain member; both read English unless a test says otherwise. */
  admin: string;
  member: string;
  /** The page after installing. */
  installed: Page;
  /**
   * Types a command into {@link tenantChannel} and gives the answer, whichever way it came. A line that says that work is
   * going on is none.
   */
  ask(user: string, line: string): Promise<Message>;
  /** The next message of the app that this person sees, in a channel or (`@app`) directly. */
  next(user: string, channel: string, after: string): Promise<Message>;
  /** Connects through the pages, as the admin unless somebody else is named; gives the page at the end. */
  connect(user?: string): Promise<Page>;
  /** Installs the app (once more) through Slack's consent; gives the page at the end. */
  install(): Promise<Page>;
}

export const tenantChannel = '#general';

/** Makes a workspace and installs the app there through Slack's consent. `locale` is its admin's. */
export async function addTenant(
  world: Pick<World, 'slack' | 'publicUrl'>,
  options: {
    name?: string;
    admin?: { realName?: string; locale?: string; tz?: string };
    member?: { locale?: string };
    /** Who installs the app: many workspaces let plain members do that. The admin if left out. */
    installedBy?: 'admin' | 'member';
    /** The id of the account that is chosen at CleverReach, where there are several; the first if left out. */
    account?: string;
  } = {},
): Promise<Tenant> {
  const { slack, publicUrl } = world;
  const { id } = slack.addWorkspace({ name: options.name ?? 'Nordwind KG' });
  const people = slack.snapshot().workspaces.find((workspace) => workspace.id === id)?.users ?? [];
  const admin = people.find(({ isAdmin }) => isAdmin)?.id ?? '';
  const member = people.find(({ isAdmin, isBot }) => !isAdmin && !isBot)?.id ?? '';
  if (options.admin) slack.changeUser(admin, options.admin);
  if (options.member) slack.changeUser(member, options.member);

  const installer = options.installedBy === 'member' ? member : admin;
  const install: Tenant['install'] = async () => {
    const browser = createBrowser();
    const start = await browser.get(`${publicUrl}/slack/install`);
    const { location } = await slack.as(installer).consent(start.location ?? '');
    return browser.get(location);
  };
  const installed = await install();
  const choices = options.account === undefined ? {} : { account: options.account };

  const next: Tenant['next'] = (user, channel, after) =>
    slack.waitForMessage(user, channel, { after, match: ({ author }) => author === 'app' });
  const ask: Tenant['ask'] = async (user, line) => {
    const before = slack.messagesFor(user, tenantChannel).at(-1)?.ts ?? '0';
    const { message } = await slack.command(user, tenantChannel, `/cleverreach ${line}`);
    const match = ({ author, text }: Message) => author === 'app' && !text.endsWith(' …');
    return message ?? slack.waitForMessage(user, tenantChannel, { after: before, match });
  };
  return {
    id,
    admin,
    member,
    installed,
    ask,
    next,
    connect: async (user = admin) => {
      const { agree } = await visit(connectUrlOf(await ask(user, 'connect')), createBrowser(choices));
      return agree();
    },
    install,
  };
}

/** The address behind the Connect (or Reconnect) button of a message or modal. */
export function connectUrlOf(shown: { blocks: unknown } | null | undefined): string {
  const url = /"url":"([^"]*\/cleverreach\/connect\?[^"]*)"/.exec(JSON.stringify(shown?.blocks ?? []))?.[1];
  if (url === undefined) throw new Error(`There is no Connect button in ${JSON.stringify(shown)}.`);
  return url;
}

/** The connect page in a browser, and what can be done from there. */
export interface Visit {
  browser: Browser;
  page: Page;
  /** Consents at CleverReach without opening what CleverReach sends the browser to: the callback's address. */
  callbackUrl(decision?: 'allow' | 'deny'): Promise<string>;
  /** Consents and comes back: the page at the end. */
  agree(): Promise<Page>;
}

export async function visit(url: string, browser = createBrowser()): Promise<Visit> {
  const page = await browser.get(url);
  const callbackUrl: Visit['callbackUrl'] = async (decision = 'allow') => {
    const consent = await browser.get(page.link(/oauth\/authorize/));
    const decided = await browser.submit(consent, decision === 'allow' ? /^(allow|erlauben)$/i : /^(deny|ablehnen)$/i);
    return decided.location ?? '';
  };
  return { browser, page, callbackUrl, agree: async () => browser.get(await callbackUrl()) };
}

/** The lines of a log that carry the reference shown on a page or in a message. */
export function logLinesOf(world: World, shown: string): Record<string, unknown>[] {
  const reference = /Ref(?:erence|erenz):? ([0-9a-f]{10})/.exec(shown)?.[1];
  if (reference === undefined) throw new Error('There is no reference.');
  return world
    .log()
    .split('\n')
    .filter((line) => line.includes(`"reference":"${reference}"`))
    .map((line): Record<string, unknown> => JSON.parse(line));
}
