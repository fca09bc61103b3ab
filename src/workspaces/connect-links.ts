import { randomBytes, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import { hashed, keys } from '../storage/keys.ts';
import { defineRecord, type Records } from '../storage/records.ts';
import type { Storage } from '../storage/storage.ts';

/** How long a Connect button works: as long as Slack takes answers for the command it stands under. */
const connectLinkTtlMs = 30 * 60 * 1000;
const stateTtlMs = 10 * 60 * 1000;

/** Where an answer that comes later goes: a command's `response_url` while it lasts, a modal still open, or a direct message. */
export const replyAddressSchema = z.object({
  userId: z.string(),
  enterpriseId: z.string().optional(),
  isEnterpriseInstall: z.boolean().optional(),
  responseUrl: z.url().optional(),
  /** Slack takes answers for thirty minutes. */
  responseUrlExpiresAt: z.coerce.date().optional(),
  /** Our own id of the modal that shows the Connect button, so that it can become the form that was wanted. */
  viewExternalId: z.string().optional(),
});
export type ReplyAddress = z.infer<typeof replyAddressSchema>;

const connectLinkSchema = z.object({
  userId: z.string(),
  userName: z.string().optional(),
  workspaceName: z.string().optional(),
  language: z.enum(['de', 'en']),
  timeZone: z.string().optional(),
  reply: replyAddressSchema,
  /** What the person was about to do, as a command line; it carries on once the account is connected. */
  pendingLine: z.string().optional(),
  /** When the connection was made that turned out not to work: the link may put another in its place, and in no other’s. */
  repairs: z.coerce.date().optional(),
});
export type ConnectLink = z.infer<typeof connectLinkSchema>;

const linkRecord = defineRecord({ kind: 'connect-link', version: 1, schema: connectLinkSchema });
const stateRecord = defineRecord({
  kind: 'connect-state',
  version: 1,
  schema: z.object({ link: z.string(), browser: z.string() }),
});

/** What an OAuth callback's state turned out to be. */
export type StateCheck =
  | { outcome: 'ok'; workspace: string; link: string }
  /** Never issued, used before, or expired. */
  | { outcome: 'unknown' }
  /** Issued, but not to this browser; it is used up all the same. */
  | { outcome: 'other-browser' };

/**
 * The links behind Connect buttons and the OAuth states that follow from them.
 * Both are `{workspace}.{256 random bits}`; the storage knows only a hash of them, so that who reads Redis can use neither.
 */
export interface ConnectLinks {
  create(workspace: string, link: ConnectLink): Promise<string>;
  find(token: string): Promise<{ workspace: string; link: ConnectLink } | undefined>;
  /** Uses the link up. Whether it was still there: of two at once only one gets it, and none after the workspace was erased. */
  use(token: string): Promise<boolean>;
  /** A state for one trip to CleverReach: ten minutes, one use, only for the browser that holds `browser`. */
  issueState(token: string, browser: string): Promise<string>;
  /** Uses the state up, whatever comes of it. `browser` is undefined where no cookie came. */
  takeState(state: string, browser: string | undefined): Promise<StateCheck>;
}

export function createConnectLinks({ records, storage }: { records: Records; storage: Storage }): ConnectLinks {
  return {
    async create(workspace, link) {
      const token = newToken(workspace);
      await records.write(linkRecord, workspace, keys.ticket(workspace, token), link, {
        ttlMs: connectLinkTtlMs,
      });
      return token;
    },
    async find(token) {
      const workspace = workspaceOf(token);
      if (workspace === undefined) return undefined;
      const link = await records.read(linkRecord, workspace, keys.ticket(workspace, token));
      return link && { workspace, link };
    },
    async use(token) {
      const workspace = workspaceOf(token);
      return workspace !== undefined && (await storage.take(keys.ticket(workspace, token))) !== undefined;
    },
    async issueState(token, browser) {
      const workspace = workspaceOf(token);
      if (workspace === undefined) throw new Error('A state needs a link that was issued.');
      const state = newToken(workspace);
      const value = { link: token, browser: hashed(browser) };
      await records.write(stateRecord, workspace, keys.connectState(workspace, state), value, {
        ttlMs: stateTtlMs,
      });
      return state;
    },
    async takeState(state, browser) {
      const workspace = workspaceOf(state);
      if (workspace === undefined) return { outcome: 'unknown' };
      const stored = await records.take(stateRecord, workspace, keys.connectState(workspace, state));
      if (!stored) return { outcome: 'unknown' };
      if (browser === undefined || !same(stored.browser, hashed(browser))) return { outcome: 'other-browser' };
      return { outcome: 'ok', workspace, link: stored.link };
    },
  };
}

function newToken(workspace: string): string {
  return `${workspace}.${randomBytes(32).toString('base64url')}`;
}

function workspaceOf(token: string): string | undefined {
  return /^([A-Z0-9]{1,32})\.[A-Za-z0-9_-]{43}$/.exec(token)?.[1];
}

function same(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}
