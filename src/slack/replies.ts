import type { KnownBlock } from '@slack/types';
import type { FastifyBaseLogger } from 'fastify';
import type { Dispatcher } from 'undici';
import { request } from 'undici';
import type { ReplyAddress } from '../workspaces/connect-links.ts';
import type { SlackClients } from './clients.ts';
import type { Message } from './kit/blocks.ts';

/** Sends answers that come after Slack's request was acknowledged. */
export interface Replies {
  /**
   * To the person alone: through the `response_url` while it lasts, else as a direct message. A message whose blocks Slack
   * refuses is sent again with its plain blocks, then as text. Rejects when none of it got through.
   */
  send(workspace: string, address: ReplyAddress, message: Message, options?: { replace?: boolean }): Promise<void>;
}

export interface RepliesOptions {
  clients: SlackClients;
  dispatcher: Dispatcher;
  log: FastifyBaseLogger;
  now?: () => number;
}

export function createReplies({ clients, dispatcher, log, now = Date.now }: RepliesOptions): Replies {
  async function post(url: string, message: Message, replace: boolean): Promise<number> {
    const answer = await request(url, {
      dispatcher,
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify({
        response_type: 'ephemeral',
        replace_original: replace,
        text: message.text,
        ...(message.blocks ? { blocks: message.blocks } : {}),
      }),
      headersTimeout: 5_000,
      bodyTimeout: 5_000,
    });
    await answer.body.dump();
    return answer.statusCode;
  }

  /** Whether the message got through. A used-up or expired address is not an error: there is another way. */
  async function respond(url: string, message: Message, replace: boolean): Promise<boolean> {
    for (const version of versionsOf(message)) {
      const status = await post(url, version, replace);
      if (status < 300) return true;
      log.warn({ status }, 'Slack refused a message at its response_url');
      if (status === 404 || status === 410) return false;
    }
    return false;
  }

  async function directMessage(workspace: string, address: ReplyAddress, message: Message): Promise<void> {
    const client = await clients.for({ teamId: workspace, ...address });
    let failure: unknown;
    for (const version of versionsOf(message)) {
      try {
        await client.chat.postMessage({
          channel: address.userId,
          text: version.text,
          // Slack's types do not know charts yet; the sandbox checks every message against the documented shapes.
          ...(version.blocks ? { blocks: version.blocks as KnownBlock[] } : {}),
          unfurl_links: false,
          unfurl_media: false,
        });
        return;
      } catch (error) {
        failure = error;
        if (!isInvalidBlocks(error)) break;
        log.warn({ err: error }, 'Slack refused the blocks of a message');
      }
    }
    throw failure;
  }

  return {
    async send(workspace, address, message, { replace = false } = {}) {
      const { responseUrl, responseUrlExpiresAt } = address;
      if (responseUrl !== undefined && (responseUrlExpiresAt?.getTime() ?? 0) > now()) {
        try {
          if (await respond(responseUrl, message, replace)) return;
        } catch (error) {
          log.warn({ err: error }, 'Slack could not be reached at a response_url');
        }
      }
      await directMessage(workspace, address, message);
    },
  };
}

/** From the richest to the plainest; the text alone is always taken. */
function versionsOf(message: Message): Message[] {
  const { text, blocks, plainBlocks } = message;
  return [message, ...(plainBlocks ? [{ text, blocks: plainBlocks }] : []), ...(blocks ? [{ text }] : [])];
}

function isInvalidBlocks(error: unknown): boolean {
  return (
    typeof error === 'object' &&
    error !== null &&
    'data' in error &&
    typeof error.data === 'object' &&
    error.data !== null &&
    'error' in error.data &&
    String(error.data.error).startsWith('invalid_')
  );
}
