import type { FastifyBaseLogger } from 'fastify';
import { type DestinationStream, pino } from 'pino';

/**
 * The process's log: JSON lines. Whatever could hold a token, an address or a text is never handed to it in the first
 * place; errors are reduced to what they are and where they come from, because libraries hang requests and answers onto
 * them.
 */
export function createLogger(level: string, destination?: DestinationStream): FastifyBaseLogger {
  const options = {
    level,
    base: null,
    serializers: { err: (error: unknown) => describeError(error), said: withoutSecrets },
    redact: { paths: ['req.headers', '*.token', '*.accessToken', '*.refreshToken', '*.clientSecret'], remove: true },
  };
  return destination ? pino(options, destination) : pino(options);
}

/**
 * What somebody else says (`said`), or a library's error, as it may stand in the log: without addresses and tokens, which it
 * perhaps quotes from what it was given.
 */
function withoutSecrets(text: string): string {
  return text.replace(address, '[address]').replace(token, '[token]');
}

// A domain's last part has letters only, so that a package with its version in a path is none.
const address = /[\w.+-]+(?:@|%40)[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}/gi;
/** Slack's tokens by how they begin; JSON Web Tokens, as CleverReach's and what is sealed are, by their first brace. */
const token = /\b(?:xox[a-z]-|xapp-|eyJ)[\w.-]+/g;

/** No chain of causes is longer, unless it is a circle. */
const mostCauses = 5;

function describeError(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return { type: typeof error };
  const { name, message, stack } = error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  const status = 'status' in error && typeof error.status === 'number' ? error.status : undefined;
  return {
    type: name,
    code,
    status,
    message: withoutSecrets(message),
    stack: stack && withoutSecrets(stack),
    cause: error.cause === undefined || depth === mostCauses ? undefined : describeError(error.cause, depth + 1),
  };
}
