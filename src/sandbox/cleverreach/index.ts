import { appAndAccount } from './control.ts';
import { type Faults, replaceFaults } from './faults.ts';
import { followLink } from './forms.ts';
import { createCrowd } from './groups.ts';
import type { Account, Group, OAuthApp, SentMail, Settings, State, Token } from './model.ts';
import type { LoggedRequest } from './request-log.ts';
import { germanShop } from './seed.ts';
import { createServer } from './server.ts';
import { createAccount, DEFAULT_SETTINGS, nowSeconds } from './state.ts';
import { issueToken } from './tokens.ts';

export { SEED_GROUPS } from './seed-groups.ts';
export { createAccount } from './state.ts';
export type { OAuthApp };

/** The app that is registered when none is named. */
const DEFAULT_APP: OAuthApp = {
  clientId: 'Sandbox0ne',
  clientSecret: 'sandboxSecret0123456789abcdefABC',
  name: 'CleverReach for Slack (demo)',
  redirectUris: ['http://localhost:3000/cleverreach/callback', 'http://127.0.0.1:3000/cleverreach/callback'],
};

export interface CleverReachOptions {
  /** 0, the default, takes a free one. */
  port?: number;
  host?: string;
  /** The clock, in milliseconds. */
  now?: () => number;
  apps?: OAuthApp[];
  /** `empty` is one account without groups. */
  seed?: 'german-shop' | 'empty';
  accessTokenLifetimeSeconds?: number;
  settings?: Partial<Settings>;
}

/** A running local CleverReach, with all it remembers open to be looked at and changed. */
export interface CleverReachSandbox {
  /** Without a slash at the end. */
  url: string;
  /** By id. `account` is the first one. */
  accounts: Map<string, Account>;
  account: Account;
  /** By client id. */
  apps: Map<string, OAuthApp>;
  /** By access token. */
  tokens: Map<string, Token>;
  settings: Settings;
  /** Switches: set, change and delete them as you like; `setFaults` replaces them all. */
  faults: Faults;
  setFaults(faults: Faults): void;
  /** What was asked and answered, oldest first; `requests.length = 0` empties it. */
  requests: LoggedRequest[];
  addAccount(account: Account): void;
  /**
   * A new group with so many receivers, generated when somebody looks at them: 87 of a hundred active, 10 unsubscribed, 3
   * bounced. A million cost no time and no memory, and pages of them as much at the end as at the beginning.
   */
  addCrowd(options: { name: string; size: number; account?: Account }): Group;
  /** A valid token pair without the consent page, for the first app and account unless others are named. */
  issueTokens(options?: { clientId?: string; accountId?: string; lifetimeSeconds?: number }): Promise<Token>;
  /** Follows the link of an opt-in mail found in an account's `sentMails`. */
  confirm(mail: SentMail, account?: Account): void;
  close(): Promise<void>;
}

/**
 * Starts a local CleverReach. Throws when the port is taken.
 *
 * It behaves as CleverReach's API is known to; where that is unknown, it takes the reading under which a client that
 * works here works there as well, and a comment says so at the place.
 */
export async function startCleverReach(options: CleverReachOptions = {}): Promise<CleverReachSandbox> {
  const now = options.now ?? Date.now;
  const seeded = options.seed === 'empty' ? createAccount('129001', {}) : germanShop(Math.floor(now() / 1000));
  const state: State = {
    now,
    accounts: new Map([[seeded.id, seeded]]),
    // Copied, so that one sandbox cannot change another's.
    apps: new Map((options.apps ?? [DEFAULT_APP]).map((app) => [app.clientId, { ...app }])),
    tokens: new Map(),
    endedTokens: [],
    codes: new Map(),
    settings: { ...DEFAULT_SETTINGS, ...options.settings },
  };
  if (options.accessTokenLifetimeSeconds !== undefined) {
    state.settings.accessTokenLifetimeSeconds = options.accessTokenLifetimeSeconds;
  }
  const faults: Faults = {};
  const requests: LoggedRequest[] = [];
  const { server, watch, stop } = createServer(state, faults, requests);
  const url = await server.listen({ port: options.port ?? 0, host: options.host ?? '127.0.0.1' });

  return {
    url,
    accounts: state.accounts,
    account: seeded,
    apps: state.apps,
    tokens: state.tokens,
    settings: state.settings,
    faults,
    setFaults: (next) => {
      replaceFaults(faults, next);
      watch.lookSoon(false);
    },
    requests,
    addAccount: (account) => {
      state.accounts.set(account.id, account);
    },
    addCrowd: ({ name, size, account = seeded }) => createCrowd(account, name, size, nowSeconds(state)),
    issueTokens: ({ clientId, accountId, lifetimeSeconds } = {}) => {
      const { app, account } = appAndAccount(state, clientId, accountId);
      return issueToken(state, app, account, lifetimeSeconds === undefined ? {} : { lifetimeSeconds });
    },
    confirm: (mail, account = seeded) => followLink(account, mail, nowSeconds(state)),
    close: stop,
  };
}
