import { type CleverReachOptions, type CleverReachSandbox, type OAuthApp, startCleverReach } from './index.ts';

/** The app of the tests: one address to go back to, all permissions. */
export const APP: OAuthApp = {
  clientId: 'appNumber1',
  clientSecret: 'secretOfAppNumber1secretOfAppNum',
  name: 'Test & Söhne',
  redirectUris: ['http://127.0.0.1:9/cleverreach/callback'],
};

/** The moment the tests take place at, unix seconds. */
export const NOW = 1_795_500_000;

/** An answer, read. `json` is undefined when the body is none. */
export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  json: any;
}

/** A sandbox with a clock that only moves when it is told to, and a client that holds a token. */
export interface TestBench {
  sandbox: CleverReachSandbox;
  /** Moves the sandbox clock. */
  pass: (seconds: number) => void;
  /** A request below `/v3` with the bearer token; a body goes out as JSON. */
  api: (method: string, path: string, body?: unknown) => Promise<Answer>;
  /** A request to any path, without a token. */
  raw: (path: string, init?: RequestInit) => Promise<Answer>;
}

/** Starts a sandbox for one test file. */
export async function startBench(options: CleverReachOptions = {}): Promise<TestBench> {
  let nowMs = NOW * 1000;
  const sandbox = await startCleverReach({ apps: [APP], now: () => nowMs, ...options });
  let token = await sandbox.issueTokens();
  const raw = async (path: string, init: RequestInit = {}) => readAnswer(await fetch(sandbox.url + path, init));
  return {
    sandbox,
    pass: (seconds) => {
      nowMs += seconds * 1000;
    },
    raw,
    api: async (method, path, body) => {
      // A test may have revoked or outlived it.
      if (!sandbox.tokens.has(token.accessToken) || token.expiresAtMs <= nowMs) token = await sandbox.issueTokens();
      return raw(`/v3${path}`, {
        method,
        headers: {
          authorization: `Bearer ${token.accessToken}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    },
  };
}

async function readAnswer(response: Response): Promise<Answer> {
  const text = await response.text();
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    json = undefined;
  }
  return { status: response.status, headers: response.headers, text, json };
}
