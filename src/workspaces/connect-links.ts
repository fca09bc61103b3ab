import { timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import type { OAuthApp } from '../cleverreach/index.ts';
import { hashed } from '../storage/keys.ts';
import { oauthAppSchema } from './oauth-apps.ts';
import { defineTicket, type Tickets, workspaceOf } from './tickets.ts';

const minute = 60 * 1000;

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
});
export type ConnectLink = z.infer<typeof connectLinkSchema>;

const linkTicket = defineTicket({
  kind: 'connect-link',
  version: 1,
  schema: connectLinkSchema,
  /** As long as Slack takes answers for the command that the Connect button stands under. */
  ttlMs: 30 * minute,
});
const stateTicket = defineTicket({
  kind: 'connect-state',
  version: 1,
  schema: z.object({ link: z.string(), browser: z.string(), oauthApp: oauthAppSchema.optional() }),
  ttlMs: 10 * minute,
});

/** What an OAuth callback's state turned out to be. */
export type StateCheck =
  | { outcome: 'ok'; workspace: string; link: string; oauthApp: OAuthApp | undefined }
  /** Never issued, used before, or expired. */
  | { outcome: 'unknown' }
  /** Issued, but not to this browser; it is used up all the same. */
  | { outcome: 'other-browser' };

/** The links behind Connect buttons and the OAuth states that follow from them; both are tickets. */
export interface ConnectLinks {
  create(workspace: string, link: ConnectLink): Promise<string>;
  find(token: string): Promise<{ workspace: string; link: ConnectLink } | undefined>;
  /** Uses the link up. Whether it was still there: of two at once only one gets it, and none after the workspace was erased. */
  use(token: string): Promise<boolean>;
  /**
   * A state for one trip to CleverReach: ten minutes, one use, only for the browser that holds `browser`. `oauthApp` is
   * the workspace's own app if the trip is made with that one: a code is good only for the app it was issued to, also
   * where another is entered meanwhile.
   */
  issueState(token: string, browser: string, oauthApp?: OAuthApp): Promise<string>;
  /** Uses the state up, whatever comes of it. `browser` is undefined where no cookie came. */
  takeState(state: string, browser: string | undefined): Promise<StateCheck>;
}

export function createConnectLinks({ tickets }: { tickets: Tickets }): ConnectLinks {
  return {
    create: (workspace, link) => tickets.issue(linkTicket, workspace, link),
    async find(token) {
      const found = await tickets.read(linkTicket, token);
      return found && { workspace: found.workspace, link: found.data };
    },
    async use(token) {
      return (await tickets.take(linkTicket, token)) !== undefined;
    },
    async issueState(token, browser, oauthApp) {
      const workspace = workspaceOf(token);
      if (workspace === undefined) throw new Error('A state needs a link that was issued.');
      return tickets.issue(stateTicket, workspace, { link: token, browser: hashed(browser), oauthApp });
    },
    async takeState(state, browser) {
      const taken = await tickets.take(stateTicket, state);
      if (!taken) return { outcome: 'unknown' };
      const { workspace, data } = taken;
      if (browser === undefined || !same(data.browser, hashed(browser))) return { outcome: 'other-browser' };
      return { outcome: 'ok', workspace, link: data.link, oauthApp: data.oauthApp };
    },
  };
}

function same(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}
