import { randomBytes } from 'node:crypto';
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import * as z from 'zod';
import type { CleverReach, OAuthApp, TokenSet } from '../cleverreach/index.ts';
import { readerFor } from '../texts/index.ts';
import type { ConnectLink, ConnectLinks } from '../workspaces/connect-links.ts';
import { type Connection, type Connections, tokensOf } from '../workspaces/connections.ts';
import type { WorkspaceAddress } from '../workspaces/installations.ts';
import type { OAuthApps } from '../workspaces/oauth-apps.ts';
import { addressOf, connectPages, nameOf, type PickTexts, refusalFor } from './connect-pages.ts';
import { html } from './html.ts';
import { paragraphs } from './page.ts';
import { sendPage } from './server.ts';

export interface ConnectRoutesOptions {
  publicUrl: string;
  oauthApps: OAuthApps;
  cleverreach: CleverReach;
  connectLinks: ConnectLinks;
  connections: Connections;
  /** Where "Back to Slack" leads. */
  slackUrl: (workspace?: WorkspaceAddress) => Promise<string>;
  /** Whether whoever the link was made for may, as of now, connect an account, in the place of the current one if there is one. */
  mayConnect: (workspace: string, link: ConnectLink, current: Connection | undefined) => Promise<ConnectRight>;
  /** Told when the workspace is connected, by this person or meanwhile by another; carries on with what was begun in Slack. */
  onConnected: (connected: Connected, request: FastifyRequest) => void;
  now?: () => number;
}

/** `unknown`: Slack did not say who they are. */
export type ConnectRight = 'yes' | 'no' | 'unknown';

/** A link that led to a connected workspace. */
export interface Connected {
  workspace: string;
  link: ConnectLink;
  connection: Connection;
  /** Whether the connection was made with this link, and not by somebody else meanwhile. */
  isNew: boolean;
  /** The connection that it took the place of. */
  before?: Connection | undefined;
}

/** A link with which no connection may be made, and the connection there is. */
interface Refused {
  workspace: string;
  token: string;
  link: ConnectLink;
  right: ConnectRight;
  current: Connection | undefined;
}

/** A visit to CleverReach's consent page that came back with a code. */
interface Visit {
  workspace: string;
  token: string;
  link: ConnectLink;
  code: string;
  app: OAuthApp;
  /** Whether `app` is the workspace's own, which the connection then has to remember. */
  isOwnApp: boolean;
}

const connectPath = '/cleverreach/connect';
const callbackPath = '/cleverreach/callback';
const browserSchema = z.string().regex(/^[A-Za-z0-9_-]{43}$/);
const connectQuery = z.object({ link: z.string().max(200).catch('') });
const callbackQuery = z.object({
  state: z.string().max(200).catch(''),
  code: z.string().min(1).max(2_000).optional().catch(undefined),
  error: z.string().max(200).optional().catch(undefined),
});

/** The page that names workspace and person before anyone consents, and the way back from CleverReach's consent page. */
export function connectRoutes(options: ConnectRoutesOptions): FastifyPluginAsync {
  const {
    publicUrl,
    oauthApps,
    cleverreach,
    connectLinks,
    connections,
    slackUrl,
    mayConnect,
    onConnected,
    now = Date.now,
  } = options;
  const secure = publicUrl.startsWith('https:');
  const redirectUri = `${publicUrl}${callbackPath}`;
  const pages = connectPages(slackUrl);
  // `__Host-` keeps neighbours on the same domain from planting a cookie; browsers take it over https only.
  const cookieName = secure ? '__Host-cleverreach-connect' : 'cleverreach-connect';

  async function showConnect(request: FastifyRequest, reply: FastifyReply) {
    const token = connectQuery.parse(request.query).link;
    const found = await connectLinks.find(token);
    if (!found) return pages.expired(request, reply);
    const { workspace, link } = found;
    const { t, language } = readerFor(link.language);
    const texts = t.pages.connect;
    const back = { label: t.pages.back, url: await slackUrl(addressOf(workspace, link)) };
    const current = await connections.find(workspace);
    const right = await mayConnect(workspace, link, current);
    if (right !== 'yes') return sendNotAllowed(request, reply, { workspace, token, link, right, current });
    const ownApp = await oauthApps.own(workspace);
    const app = ownApp ?? oauthApps.operatorApp;
    if (!app) {
      return sendPage(reply, 503, {
        language,
        title: texts.noAppTitle,
        body: paragraphs(texts.noApp),
        actions: [back],
      });
    }
    const browser = browserSchema.safeParse(request.cookies[cookieName]).data ?? randomBytes(32).toString('base64url');
    const state = await connectLinks.issueState(token, browser, ownApp);
    reply.setCookie(cookieName, browser, { path: '/', httpOnly: true, sameSite: 'lax', secure, maxAge: 600 });
    return sendPage(reply, 200, {
      language,
      title: texts.title,
      body: html`<p>${texts.lead(nameOf(workspace, link))}</p>
<dl>
<dt>${texts.workspace}</dt><dd>${nameOf(workspace, link)}</dd>
<dt>${texts.person}</dt><dd>${link.userName ?? link.userId}</dd>
</dl>
<h2>${texts.sharedTitle}</h2>
<ul>${texts.shared.map((sentence) => html`<li>${sentence}</li>`)}</ul>
${current && !current.brokenAt ? html`<p class="note">${texts.replaces(current.account.name)}</p>` : ''}
<p class="note">${texts.warning}</p>`,
      actions: [
        {
          label: texts.button,
          url: cleverreach.oauth.authorizeUrl(app, { redirectUri, state, language }),
          primary: true,
        },
      ],
    });
  }

  async function handleCallback(request: FastifyRequest, reply: FastifyReply) {
    const { state, code, error } = callbackQuery.parse(request.query);
    const check = await connectLinks.takeState(state, browserSchema.safeParse(request.cookies[cookieName]).data);
    const found = check.outcome === 'ok' ? await connectLinks.find(check.link) : undefined;
    const app = check.outcome === 'ok' ? (check.oauthApp ?? oauthApps.operatorApp) : undefined;
    if (check.outcome !== 'ok' || !found || !app) {
      const outcome = check.outcome === 'ok' ? 'link used or expired meanwhile' : check.outcome;
      request.log.warn({ outcome }, 'a CleverReach callback was refused');
      return pages.refusal(request, reply, 400, (t) => [t.pages.connect.badStateTitle, t.pages.connect.badState]);
    }
    const { workspace, link } = found;
    const again = againUrl(check.link);
    if (code === undefined) {
      // How CleverReach reports a refused consent is not documented; it is certain that no code comes.
      request.log.warn({ error: error === 'access_denied' ? error : 'no code' }, 'a CleverReach consent was refused');
      const pick: PickTexts = (t) => [t.pages.connect.cancelledTitle, t.pages.connect.cancelled];
      return pages.refusal(request, reply, 200, pick, { workspace, link, again });
    }
    try {
      const current = await connections.find(workspace);
      const right = await mayConnect(workspace, link, current);
      if (right !== 'yes')
        return sendNotAllowed(request, reply, { workspace, token: check.link, link, right, current });
      const visit = { workspace, token: check.link, link, code, app, isOwnApp: check.oauthApp !== undefined };
      const outcome = await connect(visit);
      if (outcome === 'expired') return pages.expired(request, reply);
      if ('right' in outcome) return sendNotAllowed(request, reply, outcome);
      onConnected(outcome, request);
      return pages.done(reply, { workspace, link, connection: outcome.connection });
    } catch (failure) {
      request.log.error({ err: failure }, 'a CleverReach account could not be connected');
      const { status, pick } = refusalFor(failure);
      return pages.refusal(request, reply, status, pick, { workspace, link, again });
    }
  }

  /**
   * Nothing is stored before the account's name is known; a token that comes to nothing is given back. While CleverReach was
   * answering, somebody else may have connected, or the person may have lost the right to; or the link may be gone: used in
   * another tab, or erased with everything else of a workspace that removed the app.
   */
  async function connect(visit: Visit): Promise<Connected | Refused | 'expired'> {
    const { workspace, token, link, code, app, isOwnApp } = visit;
    const { enterpriseId, isEnterpriseInstall = false } = link.reply;
    const tokens = await cleverreach.oauth.exchangeCode(app, { code, redirectUri });
    try {
      const account = await cleverreach.client(fixedToken(tokens)).whoami();
      const connection: Connection = {
        ...tokensOf(tokens, undefined, now()),
        account: { id: account.id, name: account.name, loginDomain: account.loginDomain },
        connectedBy: link.userId,
        ...(enterpriseId === undefined ? {} : { connectedFrom: { enterpriseId, isEnterpriseInstall } }),
        connectedAt: new Date(now()),
        ...(isOwnApp ? { oauthApp: app } : {}),
      };
      let right: ConnectRight = 'yes';
      const { isReplaced, before } = await connections.replace(workspace, connection, async (current) => {
        right = await mayConnect(workspace, link, current);
        return right === 'yes' && (await connectLinks.use(token));
      });
      if (isReplaced) {
        if (before && before.accessToken !== tokens.accessToken) await revokeQuietly(before.accessToken);
        return { workspace, link, connection, isNew: true, before };
      }
      await revokeQuietly(tokens.accessToken);
      const isLinkGone = (await connectLinks.find(token)) === undefined;
      return isLinkGone ? 'expired' : { workspace, token, link, right, current: before };
    } catch (failure) {
      await revokeQuietly(tokens.accessToken);
      throw failure;
    }
  }

  /** What may not be connected: because there is an account already, because of who asks, or because Slack did not say who that is. */
  async function sendNotAllowed(request: FastifyRequest, reply: FastifyReply, refused: Refused) {
    const { workspace, token, link, right, current } = refused;
    request.log.warn({ right }, 'somebody may not connect an account with the link they have');
    if (right === 'unknown') {
      const pick: PickTexts = (t) => [t.pages.connect.unknownTitle, t.pages.connect.unknown];
      return pages.refusal(request, reply, 503, pick, { workspace, link, again: againUrl(token) });
    }
    if (current && !current.brokenAt)
      return sendAlready(request, reply, token, { workspace, link, connection: current });
    return pages.refusal(request, reply, 403, (t) => [t.pages.connect.deniedTitle, t.pages.connect.denied], {
      workspace,
      link,
    });
  }

  /** What the person wanted an account for carries on all the same: there is one. */
  async function sendAlready(
    request: FastifyRequest,
    reply: FastifyReply,
    token: string,
    { workspace, link, connection }: Omit<Connected, 'isNew'>,
  ) {
    const isFirst = await useUp(request, token);
    // Opened twice at once, it carries on once.
    if (isFirst && link.pendingLine !== undefined) onConnected({ workspace, link, connection, isNew: false }, request);
    return pages.already(reply, { workspace, link, connection });
  }

  function againUrl(token: string): string {
    return `${publicUrl}${connectPath}?${new URLSearchParams({ link: token })}`;
  }

  /** Whether nobody has used it before. There is an account: that a link lives on until it expires must not be told as a failure. */
  async function useUp(request: FastifyRequest, token: string): Promise<boolean> {
    return connectLinks.use(token).catch((error: unknown) => {
      request.log.warn({ err: error }, 'a used link to the connect page could not be forgotten');
      return true;
    });
  }

  /** For tokens that nobody will use again; that CleverReach does not answer changes nothing for anyone. */
  async function revokeQuietly(accessToken: string): Promise<void> {
    await cleverreach.oauth.revoke(accessToken).catch(() => undefined);
  }

  return async (server) => {
    // Both do things; a HEAD must not.
    server.get(connectPath, { exposeHeadRoute: false }, showConnect);
    server.get(callbackPath, { exposeHeadRoute: false }, handleCallback);
  };
}

/** A token that was issued a moment ago and is in no store yet. */
function fixedToken({ accessToken }: TokenSet) {
  return { current: async () => accessToken, renew: async () => accessToken };
}
