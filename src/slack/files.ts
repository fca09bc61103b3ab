import type { FastifyBaseLogger } from 'fastify';
import type { Dispatcher } from 'undici';
import { request } from 'undici';

/**
 * What a download came to. `refused`: Slack does not give the file to this token, or the address is none of Slack's;
 * `unreachable`: no answer in time, or none that says anything.
 */
export type Download = { bytes: Buffer } | { problem: 'too-large' | 'refused' | 'unreachable' };

/** Files that people gave to the app in Slack. */
export interface SlackFiles {
  /** Gets a file with a bot token that has `files:read`. Reads at most `maxBytes`. Never rejects. */
  download(file: { url: string; token: string; maxBytes: number }): Promise<Download>;
}

/**
 * Where Slack keeps files, whatever address its API has. A file's address comes with a form, and the token goes along with
 * the request, so it is sent nowhere else.
 */
const fileOrigin = 'https://files.slack.com';

/** @param options.timeoutMs for the whole download, in milliseconds; 10,000 when left out. */
export function createSlackFiles(options: {
  apiUrl: string;
  dispatcher: Dispatcher;
  log: FastifyBaseLogger;
  timeoutMs?: number;
}): SlackFiles {
  const { apiUrl, dispatcher, log, timeoutMs = 10_000 } = options;
  const origins = [fileOrigin, new URL(apiUrl).origin];

  return {
    async download({ url, token, maxBytes }) {
      if (!URL.canParse(url) || !origins.includes(new URL(url).origin)) {
        log.warn({ host: URL.canParse(url) ? new URL(url).host : undefined }, 'a file is not where Slack keeps files');
        return { problem: 'refused' };
      }
      try {
        // Redirects are not followed: Slack sends those who may not have the file to its sign-in page.
        const { statusCode, headers, body } = await request(url, {
          dispatcher,
          headers: { authorization: `Bearer ${token}` },
          signal: AbortSignal.timeout(timeoutMs),
        });
        if (statusCode !== 200) {
          await body.dump();
          log.warn({ status: statusCode }, 'Slack did not hand out a file');
          return { problem: statusCode >= 300 && statusCode < 500 && statusCode !== 429 ? 'refused' : 'unreachable' };
        }
        if (Number(headers['content-length'] ?? 0) > maxBytes) {
          // Ending it early counts as an error of the stream, which nobody else would catch.
          body.on('error', () => undefined).destroy();
          return { problem: 'too-large' };
        }
        const chunks: Buffer[] = [];
        let length = 0;
        for await (const chunk of body) {
          const bytes = Buffer.from(chunk);
          length += bytes.byteLength;
          // Leaving the loop closes the connection: what is still to come is not taken.
          if (length > maxBytes) return { problem: 'too-large' };
          chunks.push(bytes);
        }
        return { bytes: Buffer.concat(chunks) };
      } catch (error) {
        log.warn({ err: error }, 'a file could not be downloaded from Slack');
        return { problem: 'unreachable' };
      }
    },
  };
}
