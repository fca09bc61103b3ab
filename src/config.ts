import { z } from 'zod';

/** What the process was told by its environment, checked. Secrets are in here: never log it. */
export interface Config {
  readonly slack: {
    readonly signingSecret: string;
    readonly clientId: string;
    readonly clientSecret: string;
    /** Ends with a slash, as Slack's client wants its base address. */
    readonly apiUrl: string;
    readonly authorizeUrl: string;
  };
  readonly cleverreach: {
    /** Without a slash at its end. */
    readonly url: string;
    /** The operator's OAuth app; absent when every workspace brings its own. */
    readonly app?: { readonly clientId: string; readonly clientSecret: string };
  };
  /** Origin under which Slack and browsers reach the process, without a slash at its end. */
  readonly publicUrl: string;
  /** One address is one server, several are the start nodes of a Cluster. */
  readonly redis: { readonly urls: readonly string[] };
  /** Newest first: the first seals, all of them open. */
  readonly encryptionKeys: readonly EncryptionKey[];
  /** 0 lets the system choose. */
  readonly port: number;
  readonly host: string;
  readonly logLevel: (typeof logLevels)[number];
  readonly production: boolean;
}

/** A key of the ring: its name, which stands in everything it seals, and its 32 bytes. */
export interface EncryptionKey {
  readonly id: string;
  readonly key: Uint8Array;
}

/** One thing wrong with the environment. Never holds the value: it may be a secret. */
export interface ConfigProblem {
  readonly variable: string;
  readonly problem: string;
  /** Where to get the value, or how to make it. */
  readonly hint: string;
}

/** The environment cannot be used; the message has every problem, one a line, fit to be printed as it is. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly code = 'config_invalid';
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[]) {
    const lines = problems.map(({ variable, problem, hint }) => `  ${variable} ${problem}. ${hint}`);
    super(`The configuration is not usable:\n${lines.join('\n')}`);
    this.problems = problems;
  }
}

/**
 * Reads the configuration from an environment (`process.env` in production). A variable that is empty or only blanks
 * counts as missing, since that is how compose files and shells pass on what nobody set.
 *
 * @throws ConfigError with everything that is wrong at once.
 */
export function loadConfig(env: Record<string, string | undefined> = process.env): Config {
  const e = read(environment, env);
  return {
    slack: {
      signingSecret: e.SLACK_SIGNING_SECRET,
      clientId: e.SLACK_CLIENT_ID,
      clientSecret: e.SLACK_CLIENT_SECRET,
      apiUrl: `${withoutSlash(e.SLACK_API_URL ?? 'https://slack.com/api')}/`,
      authorizeUrl: e.SLACK_AUTHORIZE_URL ?? 'https://slack.com/oauth/v2/authorize',
    },
    cleverreach: {
      url: withoutSlash(e.CLEVERREACH_URL ?? 'https://rest.cleverreach.com'),
      ...(e.CLEVERREACH_CLIENT_ID !== undefined &&
        e.CLEVERREACH_CLIENT_SECRET !== undefined && {
          app: { clientId: e.CLEVERREACH_CLIENT_ID, clientSecret: e.CLEVERREACH_CLIENT_SECRET },
        }),
    },
    publicUrl: e.PUBLIC_URL,
    redis: { urls: e.REDIS_URL },
    encryptionKeys: e.ENCRYPTION_KEYS,
    port: e.PORT,
    host: e.HOST,
    logLevel: e.LOG_LEVEL,
    production: e.NODE_ENV === 'production',
  };
}

/**
 * What it takes to get at what is kept, and no more: whoever changes keys may do it from a place without Slack's secrets.
 *
 * @throws ConfigError like `loadConfig`.
 */
export function loadStoreConfig(
  env: Record<string, string | undefined> = process.env,
): Pick<Config, 'redis' | 'encryptionKeys'> {
  const e = read(storeEnvironment, env);
  return { redis: { urls: e.REDIS_URL }, encryptionKeys: e.ENCRYPTION_KEYS };
}

function read<T>(schema: z.ZodType<T>, env: Record<string, string | undefined>): T {
  const given: Record<string, string> = {};
  for (const [variable, value] of Object.entries(env)) {
    const trimmed = value?.trim();
    if (trimmed) given[variable] = trimmed;
  }
  const parsed = schema.safeParse(given);
  if (!parsed.success) throw new ConfigError(parsed.error.issues.map(problemOf));
  return parsed.data;
}

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

const cleverreachHint =
  'CleverReach → My Account → Extras → REST API → your OAuth app; leave CLEVERREACH_CLIENT_ID and CLEVERREACH_CLIENT_SECRET both out if every workspace brings its own app';

/** Where each value comes from; the second half of every line a person reads. */
const hints = {
  SLACK_SIGNING_SECRET: slackHint('Signing Secret'),
  SLACK_CLIENT_ID: slackHint('Client ID'),
  SLACK_CLIENT_SECRET: slackHint('Client Secret'),
  CLEVERREACH_CLIENT_ID: cleverreachHint,
  CLEVERREACH_CLIENT_SECRET: cleverreachHint,
  PUBLIC_URL:
    'The https address under which Slack and browsers reach this process, for instance https://cleverreach.example.com; http:// is taken only for localhost, and not in production',
  REDIS_URL:
    'For instance redis://localhost:6379, or rediss:// for TLS; several, separated by commas, are the nodes of one Cluster',
  ENCRYPTION_KEYS: `Make one with: node -e "console.log('k1:' + require('node:crypto').randomBytes(32).toString('base64url'))"; several are separated by commas, the newest first`,
  PORT: 'A number from 0 to 65535; left out, it is 3000',
  HOST: 'The address to listen on; left out, it is 0.0.0.0',
  LOG_LEVEL: `One of ${logLevels.join(', ')}; left out, it is info`,
  SLACK_API_URL: 'For tests and the demo only; left out, it is https://slack.com/api/',
  SLACK_AUTHORIZE_URL: 'For tests and the demo only; left out, it is https://slack.com/oauth/v2/authorize',
  CLEVERREACH_URL: 'For tests and the demo only; left out, it is https://rest.cleverreach.com',
} as const;

const overrides = ['SLACK_API_URL', 'SLACK_AUTHORIZE_URL', 'CLEVERREACH_URL'] as const;

const required = z.string('is missing');

/** The environment of the contract. Messages never repeat the value: it may be a secret, or hold one. */
const environment = z
  .object({
    SLACK_SIGNING_SECRET: required,
    SLACK_CLIENT_ID: required,
    SLACK_CLIENT_SECRET: required,
    CLEVERREACH_CLIENT_ID: z.string().optional(),
    CLEVERREACH_CLIENT_SECRET: z.string().optional(),
    PUBLIC_URL: required.transform(checked(publicUrl)),
    REDIS_URL: required.transform(checked(redisUrls)),
    ENCRYPTION_KEYS: required.transform(checked(encryptionKeys)),
    PORT: z
      .string()
      .regex(/^\d{1,5}$/, 'is not a number from 0 to 65535')
      .transform(Number)
      .refine((port) => port <= 65_535, 'is not a number from 0 to 65535')
      .default(3000),
    HOST: z.string().default('0.0.0.0'),
    LOG_LEVEL: z.enum(logLevels, 'is not a log level').default('info'),
    SLACK_API_URL: z.string().transform(checked(address)).optional(),
    SLACK_AUTHORIZE_URL: z.string().transform(checked(address)).optional(),
    CLEVERREACH_URL: z.string().transform(checked(address)).optional(),
    NODE_ENV: z.string().optional(),
  })
  // `when: always`: the rules over several variables also speak when a single variable is wrong, so that nobody mends
  // one line only to be shown the next.
  .refine((e) => e.CLEVERREACH_CLIENT_ID === undefined || e.CLEVERREACH_CLIENT_SECRET !== undefined, {
    path: ['CLEVERREACH_CLIENT_SECRET'],
    message: 'is missing, but CLEVERREACH_CLIENT_ID is set',
    when: always,
  })
  .refine((e) => e.CLEVERREACH_CLIENT_SECRET === undefined || e.CLEVERREACH_CLIENT_ID !== undefined, {
    path: ['CLEVERREACH_CLIENT_ID'],
    message: 'is missing, but CLEVERREACH_CLIENT_SECRET is set',
    when: always,
  })
  .refine((e) => e.NODE_ENV !== 'production' || !String(e.PUBLIC_URL).startsWith('http:'), {
    path: ['PUBLIC_URL'],
    message: 'is not https, as NODE_ENV=production demands',
    when: always,
  })
  .check(
    ...overrides.map((variable) =>
      z.refine<Record<string, unknown>>((e) => e['NODE_ENV'] !== 'production' || e[variable] === undefined, {
        path: [variable],
        message: 'is refused with NODE_ENV=production',
        when: always,
      }),
    ),
  );

const storeEnvironment = z.object({
  REDIS_URL: environment.shape.REDIS_URL,
  ENCRYPTION_KEYS: environment.shape.ENCRYPTION_KEYS,
});

function always(): boolean {
  return true;
}

function slackHint(field: string): string {
  return `api.slack.com/apps → your app → Basic Information → App Credentials → ${field}`;
}

function problemOf(issue: z.core.$ZodIssue): ConfigProblem {
  const variable = String(issue.path[0]);
  const known = Object.entries(hints).find(([name]) => name === variable);
  return { variable, problem: issue.message, hint: known?.[1] ?? '' };
}

/** Lets a parser say what is wrong by throwing a Problem, and turns it into zod's issue. */
function checked<T>(parse: (value: string) => T) {
  return (value: string, context: z.core.$RefinementCtx<string>): T => {
    try {
      return parse(value);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      context.addIssue({ code: 'custom', message: error.message });
      return z.NEVER;
    }
  };
}

class Problem extends Error {}

function publicUrl(value: string): string {
  const url = webAddress(value);
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) throw new Problem('is not https');
  if (url.pathname !== '/') throw new Problem('has a path, but the app answers at the root of its host');
  return url.origin;
}

function address(value: string): string {
  return withoutSlash(webAddress(value).href);
}

function webAddress(value: string): URL {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) throw new Problem('is not an http(s) address');
  if (url.username !== '' || url.password !== '') throw new Problem('has a user name or password in it');
  // Not `url.search`: a lone `?` or `#` at the end leaves that empty.
  if (/[?#]/.test(value)) throw new Problem('has a query or a fragment');
  return url;
}

function isLoopback(hostname: string): boolean {
  return /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname);
}

function redisUrls(value: string): string[] {
  const urls = value.split(',').map((url) => url.trim());
  const schemes = new Set<string>();
  for (const text of urls) {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (url === undefined || !/^rediss?:$/.test(url.protocol) || url.hostname === '') {
      throw new Problem('is not a redis:// or rediss:// address, or a comma-separated list of them');
    }
    schemes.add(url.protocol);
  }
  if (schemes.size > 1) throw new Problem('mixes redis:// and rediss://; the nodes of one Cluster all use TLS or none');
  return urls;
}

function encryptionKeys(value: string): EncryptionKey[] {
  const ids = new Set<string>();
  return value.split(',').map((text, index) => {
    const place = `key ${index + 1}`;
    const [, id, encoded] = /^([A-Za-z0-9_-]{1,32}):(.*)$/.exec(text.trim()) ?? [];
    if (id === undefined || encoded === undefined) {
      throw new Problem(`is not id:key at ${place}; an id has up to 32 letters, digits, - and _`);
    }
    const key = Buffer.from(encoded, 'base64url');
    // Node's decoder skips what is not base64url: only what encodes back to itself was a key.
    if (key.length !== 32 || key.toString('base64url') !== encoded) {
      throw new Problem(`is not the base64url form of 32 bytes (43 characters) at ${place}`);
    }
    if (ids.has(id)) throw new Problem(`uses the id of ${place} twice`);
    ids.add(id);
    return { id, key: new Uint8Array(key) };
  });
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}
