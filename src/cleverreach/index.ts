/** CleverReach as it is: its REST API, its OAuth, its errors. Knows nothing of Slack or of the app around it. */
import { type BreakersOptions, createBreakers } from './breakers.ts';
import { type AccessTokens, type CleverReachClient, createClient } from './client.ts';
import { type CleverReachOAuth, createOAuth } from './oauth.ts';
import { createSender, type ObservedCall } from './sender.ts';
import { createTransport } from './transport.ts';

export type { AccessTokens, CleverReachClient } from './client.ts';
export * from './errors.ts';
export * from './model.ts';
export type { CleverReachOAuth, OAuthApp, OAuthAppCheck, TokenSet } from './oauth.ts';
export type { ObservedCall } from './sender.ts';

export interface CleverReachOptions {
  /** Where CleverReach is, e.g. `https://rest.cleverreach.com`, without `/v3`; may have a path. */
  url: string;
  /** Told about every exchange. */
  observe?: ((call: ObservedCall) => void) | undefined;
  /** Told when an account is left alone because it does not answer, and when it is not any more. */
  onBreakerChange?: BreakersOptions['onChange'];
  /** How long an account is left alone that does not answer, in milliseconds: 5,000 if not given. */
  recoverAfterMs?: number | undefined;
  /** How long a call may take in all: 8 seconds for reads, 20 for writes, if not given. */
  timeouts?: { readMs?: number | undefined; writeMs?: number | undefined } | undefined;
}

/** CleverReach at one address, for any number of accounts. */
export interface CleverReach {
  /** A client for the account the tokens belong to. Costs nothing: make one for each request. */
  client(tokens: AccessTokens): CleverReachClient;
  oauth: CleverReachOAuth;
  /** Waits for the calls under way and closes the connections. */
  close(): Promise<void>;
}

/**
 * Connections to CleverReach, made when first needed.
 *
 * @example
 * const cleverReach = createCleverReach({ url: 'https://rest.cleverreach.com' });
 * const groups = await cleverReach.client(tokens).listGroups();
 */
export function createCleverReach(options: CleverReachOptions): CleverReach {
  const transport = createTransport(options.url);
  const { onBreakerChange, recoverAfterMs } = options;
  const send = createSender(transport, {
    breakers: createBreakers({ onChange: onBreakerChange, recoverAfterMs }),
    observe: options.observe,
    readMs: options.timeouts?.readMs ?? 8_000,
    writeMs: options.timeouts?.writeMs ?? 20_000,
  });
  return {
    client: (tokens) => createClient(send, tokens),
    oauth: createOAuth(options.url, send),
    close: () => transport.close(),
  };
}
