import type { FastifyInstance } from 'fastify';
import { checkMessage } from './block-kit.ts';
import { newSecret } from './clock.ts';
import type { Core } from './core.ts';
import { problemLine } from './errors.ts';
import { headersOf } from './http.ts';
import { flag, isObject, parseJson, text } from './json.ts';
import type { Channel, Json, Message, Refusal, User } from './types.ts';

/** Slack's life of a response URL in milliseconds. */
const RESPONSE_URL_LIFE_MS = 30 * 60_000;
/** How often it can be used. */
const RESPONSE_URL_USES = 5;

interface Entry {
  user: string;
  channel: string;
  expiresAtMs: number;
  uses: number;
  /** The message that `replace_original` and `delete_original` mean: where the button was, or the URL's last answer. */
  original: Message | null;
}

/** The addresses under which an app answers commands and interactions later. */
export interface ResponseUrls {
  /** A new one. `source` is the app's message in which something was pressed. */
  issue(kind: 'commands' | 'actions', user: User, channel: Channel, source?: Message): string;
  /** The app's answer in the body of the HTTP response to a command counts as the URL's first answer. */
  answered(url: string, message: Message): void;
  /** What came in by HTTP, judged by the rules; adds the message. */
  use(path: string, payload: unknown): Verdict;
}

/** Slack's answer to a post. */
export interface Verdict {
  status: number;
  body: string;
  problems: Refusal[];
}

export function createResponseUrls(
  core: Pick<Core, 'address' | 'clock' | 'messages' | 'installations' | 'state'>,
): ResponseUrls {
  const entries = new Map<string, Entry>();
  const pathOf = (url: string) => new URL(url).pathname;

  return {
    issue(kind, user, channel, source) {
      const path = `/${kind}/${user.workspaceId}/${newSecret(6)}/${newSecret(16)}`;
      entries.set(path, {
        user: user.id,
        channel: channel.id,
        expiresAtMs: core.clock.now() + RESPONSE_URL_LIFE_MS,
        uses: 0,
        original: source ?? null,
      });
      return core.address.url + path;
    },
    answered(url, message) {
      const entry = entries.get(pathOf(url));
      if (entry !== undefined) entry.original = message;
    },
    use(path, payload) {
      const entry = entries.get(path);
      if (entry === undefined) return refused(404, 'no_service');
      if (core.clock.now() > entry.expiresAtMs) return refused(404, 'expired_url');
      if (entry.uses >= RESPONSE_URL_USES) return refused(404, 'used_url');
      if (!isObject(payload)) return refused(400, 'invalid_payload');
      const original =
        entry.original === null ? undefined : core.messages.find(entry.original.channel, entry.original.ts);
      if (flag(payload['delete_original'])) {
        entry.uses += 1;
        if (original !== undefined) core.messages.remove(original);
        return { status: 200, body: 'ok', problems: [] };
      }
      const problems = checkMessage(payload);
      if (problems.length > 0) return refused(400, isEmpty(payload) ? 'no_text' : 'invalid_blocks', problems);
      const botUserId = core.installations.serving(core.state.user(entry.user).workspaceId)?.botUserId;
      if (botUserId === undefined) return refused(404, 'no_service');
      entry.uses += 1;
      if (flag(payload['replace_original']) && original !== undefined) {
        core.messages.replace(original, payload);
        return { status: 200, body: 'ok', problems: [] };
      }
      const inChannel = text(payload, 'response_type') === 'in_channel';
      const posted = core.messages.post({
        channel: entry.channel,
        author: 'app',
        user: botUserId,
        content: payload,
        ephemeralFor: inChannel ? null : entry.user,
        threadTs: text(payload, 'thread_ts') || null,
      });
      // The source message of a button stays the original; a command has none but its own answers.
      if (path.startsWith('/commands/')) entry.original = posted;
      return { status: 200, body: 'ok', problems: [] };
    },
  };
}

function refused(status: number, body: string, problems: Refusal[] = []): Verdict {
  return { status, body: [body, ...problems.map(problemLine)].join('\n'), problems };
}

function isEmpty(payload: Json): boolean {
  const blocks = payload['blocks'];
  return text(payload, 'text') === '' && (!Array.isArray(blocks) || blocks.length === 0);
}

/** The routes behind the response URLs. Slack answers `ok`, or 404 and 400 with the error as plain text. */
export function responseUrlRoutes(server: FastifyInstance, core: Core): void {
  for (const kind of ['commands', 'actions']) {
    server.post(`/${kind}/*`, async (request, reply) => {
      const body = typeof request.body === 'string' ? request.body : '';
      const path = request.url.split('?')[0] ?? '';
      const exchange = core.log.start({
        direction: 'to-slack',
        kind: 'response_url',
        name: kind === 'commands' ? 'response_url of a command' : 'response_url of an interaction',
        request: { method: 'POST', url: core.address.url + path, headers: headersOf(request), body },
      });
      const fault = await core.faults.hit('response_url');
      const isForm = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true;
      const payload = parseJson(isForm ? (new URLSearchParams(body).get('payload') ?? '') : body);
      const judged = fault === null ? core.responseUrls.use(path, payload) : { ...fault, problems: [] };
      const verdict = { headers: fault?.headers ?? { 'content-type': 'text/html' }, ...judged };
      core.log.finish(exchange, {
        outcome: verdict.status === 200 ? 'ok' : 'refused',
        response: { status: verdict.status, headers: verdict.headers, body: verdict.body },
        error: verdict.status === 200 ? null : (verdict.body.split('\n')[0] ?? ''),
        problems: verdict.problems,
      });
      return reply.code(verdict.status).headers(verdict.headers).send(verdict.body);
    });
  }
}
