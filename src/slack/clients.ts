import type { InstallProvider } from '@slack/oauth';
import { WebClient, type WebClientOptions } from '@slack/web-api';
import type { Installations, WorkspaceAddress } from '../workspaces/installations.ts';

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
  installations: Pick<Installations, 'find'>,
  options: WebClientOptions,
): SlackClients {
  const web = new WebClient(undefined, options);
  /** Asking `@slack/oauth` costs more than all else here, so it is asked once for each time an installation is read. */
  const authorized = new WeakMap<object, Map<string, SlackClient>>();

  async function authorize(address: WorkspaceAddress): Promise<SlackClient> {
    const { botToken } = await installer.authorize({
      teamId: address.teamId,
      enterpriseId: address.enterpriseId,
      isEnterpriseInstall: address.isEnterpriseInstall ?? false,
    });
    // Without one the call would be made with none.
    if (botToken === undefined) throw new Error('An installation has no token of a bot.');
    // With an organisation's token Slack has to be told which workspace is meant.
    return withToken(web, { token: botToken, team_id: address.teamId });
  }

  return {
    async for(address) {
      const installation = await installations.find(address);
      const known = installation && authorized.get(installation)?.get(address.teamId);
      if (known) return known;
      const client = await authorize(address);
      if (installation) {
        const ofInstallation = authorized.get(installation) ?? new Map();
        authorized.set(installation, ofInstallation.set(address.teamId, client));
      }
      return client;
    },
  };
}

function withToken(web: WebClient, own: { token: string; team_id: string }): SlackClient {
  return {
    token: own.token,
    auth: { test: (args) => web.auth.test({ ...args, ...own }) },
    chat: { postMessage: (args) => web.chat.postMessage({ ...args, ...own }) },
    files: {
      getUploadURLExternal: (args) => web.files.getUploadURLExternal({ ...args, ...own }),
      completeUploadExternal: (args) => web.files.completeUploadExternal({ ...args, ...own }),
    },
    users: { info: (args) => web.users.info({ ...args, ...own }) },
    views: {
      open: (args) => web.views.open({ ...args, ...own }),
      publish: (args) => web.views.publish({ ...args, ...own }),
      push: (args) => web.views.push({ ...args, ...own }),
      update: (args) => web.views.update({ ...args, ...own }),
    },
  };
}
