import type { InstallProvider } from '@slack/oauth';
import { WebClient, type WebClientOptions } from '@slack/web-api';
import type { Installations, WorkspaceAddress } from '../workspaces/installations.ts';
import { isDeadToken } from './slack-error.ts';

/** The Web API's methods that the product calls, for one workspace. */
export interface SlackClient {
  /** For what is fetched from Slack without the Web API: files. */
  token: string;
  auth: Pick<WebClient['auth'], 'test'>;
  chat: Pick<WebClient['chat'], 'postMessage'>;
  files: Pick<WebClient['files'], 'getUploadURLExternal' | 'completeUploadExternal'>;
  users: Pick<WebClient['users'], 'info'>;
  views: Pick<WebClient['views'], 'open' | 'publish' | 'push' | 'update'>;
}

/** Web API clients, one per workspace's token. */
export interface SlackClients {
  /** A client for this workspace. @throws AuthorizationError (of `@slack/oauth`) when the app is not installed there. */
  for(address: WorkspaceAddress): Promise<SlackClient>;
}

/**
 * The client's own defaults suit batch jobs (no timeout, retries over half an hour, a queue that stops on 429). A person
 * is waiting here: short timeouts, one retry, and a rate limit is an error at once. One client serves all workspaces, so
 * none may wait for another's calls either.
 *
 * `headers` must never be set in these options: the client writes a token into that very object.
 */
export function slackClientOptions(apiUrl: string): WebClientOptions {
  return {
    slackApiUrl: apiUrl,
    timeout: 5_000,
    retryConfig: { retries: 1, minTimeout: 200, maxTimeout: 500 },
    rejectRateLimitedCalls: true,
    allowAbsoluteUrls: false,
    maxRequestConcurrency: Number.POSITIVE_INFINITY,
  };
}

/**
 * One `WebClient` without a token of its own makes every call, with the token of the workspace in question: a `WebClient` has
 * some three hundred functions, and one for each workspace took a hundred kilobytes each.
 */
export function createSlackClients(
  installer: InstallProvider,
  installations: Pick<Installations, 'find' | 'stored'>,
  options: WebClientOptions,
): SlackClients {
  const web = new WebClient(undefined, options);
  /** Asking `@slack/oauth` costs more than all else here, so it is asked once for each time an installation is read. */
  const authorized = new WeakMap<object, Map<string, SlackClient>>();

  async function authorize(address: WorkspaceAddress): Promise<Own> {
    const { botToken } = await installer.authorize({
      teamId: address.teamId,
      enterpriseId: address.enterpriseId,
      isEnterpriseInstall: address.isEnterpriseInstall ?? false,
    });
    // Without one the call would be made with none.
    if (botToken === undefined) throw new Error('An installation has no token of a bot.');
    // With an organisation's token Slack has to be told which workspace is meant.
    return { token: botToken, team_id: address.teamId };
  }

  /** As the storage has it now: another process may have erased the installation a moment ago, or the app was installed anew. */
  async function authorizeAnew(address: WorkspaceAddress): Promise<Own> {
    const ids = [address.teamId, address.enterpriseId].filter((id) => id !== undefined);
    await Promise.all(ids.map((id) => installations.stored(id)));
    return authorize(address);
  }

  return {
    async for(address) {
      const installation = await installations.find(address);
      const known = installation && authorized.get(installation)?.get(address.teamId);
      if (known) return known;
      const client = withToken(web, await authorize(address), () => authorizeAnew(address));
      if (installation) {
        const ofInstallation = authorized.get(installation) ?? new Map();
        authorized.set(installation, ofInstallation.set(address.teamId, client));
      }
      return client;
    },
  };
}

/** What each call brings along. */
interface Own {
  token: string;
  team_id: string;
}

/** A call whose token turns out to be dead is made once more where `anew` has another one. */
function withToken(web: WebClient, own: Own, anew: () => Promise<Own>): SlackClient {
  const call =
    <Args extends object, Result>(method: (args: Args) => Promise<Result>) =>
    async (args: Args): Promise<Result> => {
      try {
        return await method({ ...args, ...own });
      } catch (error) {
        if (!isDeadToken(error)) throw error;
        // Without a better one, what Slack said stands.
        const now = await anew().catch(() => own);
        if (now.token === own.token) throw error;
        return method({ ...args, ...now });
      }
    };
  const test = call(web.auth.test);
  return {
    token: own.token,
    auth: { test: (args = {}) => test(args) },
    chat: { postMessage: call(web.chat.postMessage) },
    files: {
      getUploadURLExternal: call(web.files.getUploadURLExternal),
      completeUploadExternal: call(web.files.completeUploadExternal),
    },
    users: { info: call(web.users.info) },
    views: {
      open: call(web.views.open),
      publish: call(web.views.publish),
      push: call(web.views.push),
      update: call(web.views.update),
    },
  };
}
