import { createHmac, timingSafeEqual } from 'node:crypto';
import Fastify from 'fastify';
import type { AppSettings, GuideStep, Json, SlackSandbox } from './index.ts';
import { startSlack } from './index.ts';
import { isObject, parseJson, text } from './json.ts';

/** What came in at the app: form fields or JSON, with the headers. */
export interface Received {
  type: string;
  body: Json;
  headers: Record<string, unknown>;
  raw: string;
}

/** The app's answer: text, JSON, or a status with either. */
export type Answer =
  | string
  | Json
  | { status: number; body?: string | Json; headers?: Record<string, string> }
  | undefined;

/** A Slack app of a few lines, as the counterpart of the sandbox in its tests: it checks signatures and records. */
export interface TestApp {
  slack: SlackSandbox;
  token: string;
  received: Received[];
  /** How the next requests of a type (`command`, `block_actions`, `view_submission`, an event's type …) are answered. */
  on(type: string, answer: (received: Received) => Answer | Promise<Answer>): void;
  last(type: string): Received;
  /** Calls the Web API with the bot token, as JSON. */
  api(method: string, args?: Json, token?: string): Promise<Json>;
  respond(url: string, payload: unknown): Promise<{ status: number; body: string }>;
  close(): Promise<void>;
}

const SIGNING_SECRET = 'test-signing-secret';

/** A sandbox with the app installed in its workspace. */
export async function startTestApp(
  options: { now?: () => number; deadlineMs?: number; app?: Partial<AppSettings>; guide?: GuideStep[] } = {},
): Promise<TestApp> {
  const received: Received[] = [];
  const answers = new Map<string, (received: Received) => Answer | Promise<Answer>>();
  const server = Fastify({ forceCloseConnections: true });
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  server.post('/slack/events', async (request, reply) => {
    const raw = String(request.body);
    const entry = { ...read(raw, text(request.headers, 'content-type')), headers: request.headers, raw };
    if (entry.type !== 'ssl_check' && !isSigned(request.headers, raw)) return reply.code(401).send();
    received.push(entry);
    const answer = await answers.get(entry.type)?.(entry);
    if (typeof answer === 'string') return reply.type('text/plain').send(answer);
    if (answer === undefined) return reply.send();
    if (typeof answer['status'] !== 'number') return reply.type('application/json').send(JSON.stringify(answer));
    const body = answer['body'];
    reply.code(answer['status']);
    for (const [name, value] of Object.entries(isObject(answer['headers']) ? answer['headers'] : {}))
      reply.header(name, value);
    return reply.send(typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body));
  });
  const appUrl = await server.listen({ port: 0, host: '127.0.0.1' });

  const slack = await startSlack({
    ...(options.now === undefined ? {} : { now: options.now }),
    ...(options.deadlineMs === undefined ? {} : { deadlineMs: options.deadlineMs }),
    ...(options.guide === undefined ? {} : { guide: { steps: options.guide } }),
    app: {
      id: 'A07TEST0001',
      name: 'Test App',
      clientId: '1.2',
      clientSecret: 'client-secret',
      signingSecret: SIGNING_SECRET,
      redirectUris: [`${appUrl}/slack/oauth_redirect`],
      eventsUrl: `${appUrl}/slack/events`,
      commands: [{ command: '/cleverreach', description: 'Lists and mailings' }],
      shortcuts: [
        { type: 'global', name: 'Create draft', callbackId: 'draft:create', description: '' },
        { type: 'message', name: 'Unsubscribe address', callbackId: 'receivers:unsubscribe', description: '' },
      ],
      botScopes: ['commands', 'chat:write', 'users:read'],
      ...options.app,
    },
  });
  const { token } = slack.install('Muster GmbH');

  return {
    slack,
    token,
    received,
    on: (type, answer) => answers.set(type, answer),
    last(type) {
      const found = received.findLast((entry) => entry.type === type);
      if (found === undefined) throw new Error(`The app received no ${type}.`);
      return found;
    },
    async api(method, args = {}, bearer = token) {
      const answer = await fetch(slack.apiUrl + method, {
        method: 'POST',
        headers: { 'content-type': 'application/json; charset=utf-8', authorization: `Bearer ${bearer}` },
        body: JSON.stringify(args),
      });
      const body: unknown = await answer.json();
      return isObject(body) ? body : {};
    },
    async respond(url, payload) {
      const answer = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(payload),
      });
      return { status: answer.status, body: await answer.text() };
    },
    async close() {
      await slack.close();
      await server.close();
    },
  };
}

function read(raw: string, contentType: string): { type: string; body: Json } {
  if (contentType === 'application/json') {
    const body = parseJson(raw);
    const json = isObject(body) ? body : {};
    return { type: text(json, 'event', 'type') || text(json, 'type'), body: json };
  }
  // Exactly this and no charset: Bolt's own receiver refuses anything else.
  if (contentType !== 'application/x-www-form-urlencoded') return { type: `unreadable ${contentType}`, body: {} };
  const form: Json = Object.fromEntries(new URLSearchParams(raw));
  if (form['ssl_check'] === '1') return { type: 'ssl_check', body: form };
  const payload = parseJson(text(form, 'payload'));
  return isObject(payload) ? { type: text(payload, 'type'), body: payload } : { type: 'command', body: form };
}

function isSigned(headers: Record<string, unknown>, raw: string): boolean {
  const timestamp = text(headers, 'x-slack-request-timestamp');
  const expected = `v0=${createHmac('sha256', SIGNING_SECRET).update(`v0:${timestamp}:${raw}`).digest('hex')}`;
  const given = text(headers, 'x-slack-signature');
  return given.length === expected.length && timingSafeEqual(Buffer.from(given), Buffer.from(expected));
}

/** A section with a text, the smallest of blocks. */
export function section(words: string): Json {
  return { type: 'section', text: { type: 'mrkdwn', text: words } };
}

/** A small valid modal. */
export function modal(fields: Json = {}): Json {
  return {
    type: 'modal',
    title: { type: 'plain_text', text: 'A modal' },
    submit: { type: 'plain_text', text: 'Save' },
    blocks: [input('name', 'Name')],
    ...fields,
  };
}

/** An input block with a plain text input, or another element. */
export function input(blockId: string, label: string, element: Json = {}, block: Json = {}): Json {
  return {
    type: 'input',
    block_id: blockId,
    label: { type: 'plain_text', text: label },
    element: { type: 'plain_text_input', action_id: 'value', ...element },
    ...block,
  };
}
