import { createHmac } from 'node:crypto';
import { Readable } from 'node:stream';
import { type Dispatcher, request } from 'undici';
import type { World } from './world.ts';

export interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

export interface SendOptions {
  contentType?: string | undefined;
  /** How long ago it was signed; negative is in the future. */
  ageSeconds?: number;
  /** Put in place of, or beside, the headers a signed request has; undefined leaves one out, an array sends it twice. */
  headers?: Record<string, string | string[] | undefined>;
  /** Without a content-length, piece by piece. */
  chunked?: boolean;
  /** Another process than the world's first. */
  url?: string;
  /** Whose connections are used; those that all tests of a file share, if left out. */
  dispatcher?: Dispatcher;
}

/** Sends what the local Slack never would, signed as Slack signs. */
export interface SignedRequests {
  send(body: string | Buffer, options?: SendOptions): Promise<Answer>;
  json(body: unknown, options?: SendOptions): Promise<Answer>;
  form(fields: Record<string, string> | [string, string][], options?: SendOptions): Promise<Answer>;
  /** A form with one field, `payload`, as interactions come. */
  interaction(payload: unknown, options?: SendOptions): Promise<Answer>;
}

const form = 'application/x-www-form-urlencoded';

export function signedRequests(world: Pick<World, 'publicUrl' | 'secrets'>): SignedRequests {
  async function send(body: string | Buffer, options: SendOptions = {}): Promise<Answer> {
    const { ageSeconds = 0, chunked = false, url = world.publicUrl, dispatcher } = options;
    const contentType = 'contentType' in options ? options.contentType : 'application/json';
    const timestamp = String(Math.floor(Date.now() / 1000) - ageSeconds);
    const signature = createHmac('sha256', world.secrets.signingSecret)
      .update(`v0:${timestamp}:`)
      .update(body)
      .digest('hex');
    const headers = {
      'content-type': contentType,
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': `v0=${signature}`,
      ...options.headers,
    };
    const lines = Object.entries(headers).flatMap(([name, value]) =>
      [value ?? []].flat().flatMap((each) => [name, each]),
    );
    const answer = await request(`${url}/slack/events`, {
      method: 'POST',
      ...(dispatcher ? { dispatcher } : {}),
      headers: lines,
      body: chunked ? Readable.from(pieces(Buffer.from(body))) : body,
    });
    return { status: answer.statusCode, headers: answer.headers, body: await answer.body.text() };
  }

  const sendForm: SignedRequests['form'] = (fields, options) =>
    send(new URLSearchParams(fields).toString(), { contentType: form, ...options });
  return {
    send,
    json: (body, options) => send(JSON.stringify(body), options),
    form: sendForm,
    interaction: (payload, options) => sendForm({ payload: JSON.stringify(payload) }, options),
  };
}

async function* pieces(body: Buffer) {
  for (let start = 0; start < body.length; start += 64 * 1024) yield body.subarray(start, start + 64 * 1024);
}

/** The fields of a slash command as `user` would send them; `trigger_id` makes each one different, as Slack's are. */
export function commandFields(
  world: Pick<World, 'workspace'>,
  text: string,
  user = 'U07BEN00002',
): Record<string, string> {
  return {
    command: '/cleverreach',
    text,
    team_id: world.workspace,
    user_id: user,
    channel_id: 'C07MARKET02',
    trigger_id: `${performance.now()}`,
  };
}
