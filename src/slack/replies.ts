import { setTimeout as delay } from 'node:timers/promises';
import type { KnownBlock } from '@slack/types';
import type { FastifyBaseLogger } from 'fastify';
import type { Dispatcher } from 'undici';
import { request } from 'undici';
import type { ReplyAddress } from '../workspaces/connect-links.ts';
import type { SlackClients } from './clients.ts';
import type { Message } from './kit/blocks.ts';
import { rateLimitOf, slackErrorCode } from './slack-error.ts';

/** Sends answers that come after Slack's request was acknowledged. */
export interface Replies {
  /**
   * To the person alone: through the `response_url` while it lasts, else as a direct message. A message whose blocks Slack
   * refuses is sent again with its plain blocks, then as text. Rejects when none of it got through.
   */
  send(workspace: string, address: ReplyAddress, message: Message, options?: { replace?: boolean }): Promise<void>;
  /**
   * Through the `response_url` alone, for where there is no token. Whether the message got through. `once`: what Slack does not
   * take is not sent again, because Slack takes five posts, and this one is not worth the answer's.
   */
  respond(address: ReplyAddress, message: Message, options?: { replace?: boolean; once?: boolean }): Promise<boolean>;
  /**
   * To everyone in the conversation that a `response_url` belongs to. Whether Slack took it; after an outage it is not tried
   * again, since it may be there already and nobody wants it there twice.
   */
  share(responseUrl: string, message: Message): Promise<boolean>;
}

export interface RepliesOptions {
  clients: SlackClients;
  dispatcher: Dispatcher;
  log: FastifyBaseLogger;
  now?: () => number;
}

/** What Slack made of one post to a `response_url`. */
type Posted = 'sent' | 'refused' | 'gone' | 'failed' | 'late';

const retryAfterMs = 300;
/** Whoever waits for an answer gets it another way then, though it may be there already: twice is better than not at all. */
const timeoutMs = 5_000;
/** A rate limit that asks for a longer wait than this is not waited for. */
const longestWaitS = 3;

export function createReplies({ clients, dispatcher, log, now = Date.now }: RepliesOptions): Replies {
  async function post(url: string, message: Message, how: 'add' | 'replace' | 'for-all'): Promise<Posted> {
    try {
      const answer = await request(url, {
        dispatcher,
        method: 'POST',
        headers: { 'content-type': 'application/json; charset=utf-8' },
        body: JSON.stringify({
          response_type: how === 'for-all' ? 'in_channel' : 'ephemeral',
          replace_original: how === 'replace',
          text: message.text,
          ...(message.blocks ? { blocks: message.blocks } : {}),
        }),
        signal: AbortSignal.timeout(timeoutMs),
      });
      const posted = outcomeOf(answer.statusCode, await answer.body.text());
      if (posted !== 'sent')
        log.warn({ status: answer.statusCode, posted }, 'Slack refused a message at its response_url');
      return posted;
    } catch (error) {
      log.warn({ err: error }, 'Slack could not be reached at a response_url');
      return error instanceof Error && error.name === 'TimeoutError' ? 'late' : 'failed';
    }
  }

  async function respond(
    address: ReplyAddress,
    message: Message,
    { replace = false, once = false } = {},
  ): Promise<boolean> {
    const { responseUrl: url, responseUrlExpiresAt } = address;
    if (url === undefined || (responseUrlExpiresAt?.getTime() ?? 0) <= now()) return false;
    const how = replace ? 'replace' : 'add';
    if (once) return (await post(url, message, how)) === 'sent';
    for (const version of versionsOf(message)) {
      let posted = await post(url, version, how);
      if (posted === 'failed') {
        // An outage says nothing about the blocks, so the same version gets a second chance.
        await delay(retryAfterMs);
        posted = await post(url, version, how);
      }
      if (posted !== 'refused') return posted === 'sent';
    }
    return false;
  }

  async function share(responseUrl: string, message: Message): Promise<boolean> {
    for (const version of versionsOf(message)) {
      const posted = await post(responseUrl, version, 'for-all');
      if (posted !== 'refused') return posted === 'sent';
    }
    return false;
  }

  async function directMessage(workspace: string, address: ReplyAddress, message: Message): Promise<void> {
    const client = await clients.for({ teamId: workspace, ...address });
    let failure: unknown;
    for (const version of versionsOf(message)) {
      try {
        await afterRateLimit(() =>
          client.chat.postMessage({
            channel: address.userId,
            text: version.text,
            // Slack's types do not know charts yet; the sandbox checks every message against the documented shapes.
            ...(version.blocks ? { blocks: version.blocks as KnownBlock[] } : {}),
            unfurl_links: false,
            unfurl_media: false,
          }),
        );
        return;
      } catch (error) {
        failure = error;
        if (!slackErrorCode(error)?.startsWith('invalid_blocks')) break;
        log.warn({ err: error }, 'Slack refused the blocks of a message');
      }
    }
    throw failure;
  }

  return {
    respond,
    share,
    async send(workspace, address, message, options) {
      if (await respond(address, message, options)) return;
      await directMessage(workspace, address, message);
    },
  };
}

/** Once more, where Slack asks to wait for a moment. */
async function afterRateLimit(send: () => Promise<unknown>): Promise<void> {
  try {
    await send();
  } catch (error) {
    const waitS = rateLimitOf(error);
    if (waitS === undefined || waitS > longestWaitS) throw error;
    await delay(waitS * 1_000);
    await send();
  }
}

/** Slack answers `ok`, or an error as text; some refusals come as JSON under a 200. */
function outcomeOf(status: number, body: string): Posted {
  if (status === 404 || status === 410) return 'gone';
  if (status === 429 || status >= 500) return 'failed';
  return status >= 300 || /"ok"\s*:\s*false/.test(body) ? 'refused' : 'sent';
}

/** From the richest to the plainest; the text alone is always taken. */
function versionsOf(message: Message): Message[] {
  const { text, blocks, plainBlocks } = message;
  return [message, ...(plainBlocks ? [{ text, blocks: plainBlocks }] : []), ...(blocks ? [{ text }] : [])];
}
