import type { InstallProvider } from '@slack/oauth';
import { WebClient, type WebClientOptions } from '@slack/web-api';
import { LRUCache } from 'lru-cache';
import type { Installations, WorkspaceAddress } from '../workspaces/installations.ts';

/** Web API clients, one per workspace's token. */
export interface SlackClients {
  /** A client for this workspace. @throws AuthorizationError (of `@slack/oauth`) when the app is not installed there. */
  for(address: WorkspaceAddress): Promise<WebClient>;
}

/**
 * The client's own defaults suit batch jobs (no timeout, retries over half an hour, a queue that stops on 429). A person
 * is waiting here: short timeouts, one retry, and a rate limit is an error at once.
 *
 * `headers` must never be set in these options: the client writes a token into that very object, and the next
 * workspace's client would send it. Bolt's own pool of clients is not used, because it never lets one go.
 */
export function slackClientOptions(apiUrl: string): WebClientOptions {
  return {
    slackApiUrl: apiUrl,
    timeout: 5_000,
    retryConfig: { retries: 1, minTimeout: 200, maxTimeout: 500 },
    rejectRateLimitedCalls: true,
    allowAbsoluteUrls: false,
  };
}

export function createSlackClients(
  installer: InstallProvider,
  installations: Pick<Installations, 'find'>,
  options: WebClientOptions,
): SlackClients {
  const clients = new LRUCache<string, WebClient>({ max: 1_000 });
  /** Asking `@slack/oauth` costs more than all else here, so it is asked once for each time an installation is read. */
  const authorized = new WeakMap<object, Map<string, WebClient>>();

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

  async function authorize(address: WorkspaceAddress): Promise<WebClient> {
    const { botToken } = await installer.authorize({
      teamId: address.teamId,
      enterpriseId: address.enterpriseId,
      isEnterpriseInstall: address.isEnterpriseInstall ?? false,
    });
    // With an organisation's token Slack has to be told which workspace is meant.
    const key = `${address.teamId} ${botToken}`;
    const known = clients.get(key);
    if (known) return known;
    const client = new WebClient(botToken, { ...options, teamId: address.teamId });
    clients.set(key, client);
    return client;
  }
}
