import { createHmac } from 'node:crypto';
import { Agent, request } from 'undici';
import type { Clock } from './clock.ts';
import type { Log } from './log.ts';
import type { AppSettings, Exchange } from './types.ts';

/** What is sent to the app. */
export interface Parcel {
  kind: Exchange['kind'];
  name: string;
  contentType: 'application/x-www-form-urlencoded' | 'application/json';
  body: string;
  headers?: Record<string, string>;
  /** False for ssl_check, which Slack does not sign. */
  signed?: boolean;
}

/** The app's answer, or how it failed to give one. */
export interface Receipt {
  exchange: Exchange;
  outcome: 'ok' | 'timeout' | 'http_error' | 'connection_failed';
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** Signed HTTP requests to the app, each with the deadline that Slack grants. */
export interface Delivery {
  send(parcel: Parcel): Promise<Receipt>;
  /** The same bytes and headers again. */
  resend(exchange: Exchange, body?: string): Promise<Receipt>;
  close(): Promise<void>;
}

/** `v0=` and the HMAC-SHA256 of `v0:timestamp:body`. */
function sign(signingSecret: string, timestamp: number, body: string): string {
  return `v0=${createHmac('sha256', signingSecret).update(`v0:${timestamp}:${body}`).digest('hex')}`;
}

export function createDelivery(app: AppSettings, clock: Clock, log: Log, deadlineMs: number): Delivery {
  const agent = new Agent({ keepAliveTimeout: 4000 });

  async function exchangeWith(parcel: {
    kind: Exchange['kind'];
    name: string;
    url: string;
    headers: Record<string, string>;
    body: string;
  }): Promise<Receipt> {
    const exchange = log.start({
      direction: 'to-app',
      kind: parcel.kind,
      name: parcel.name,
      request: { method: 'POST', url: parcel.url, headers: parcel.headers, body: parcel.body },
    });
    const deadline = AbortSignal.timeout(deadlineMs);
    try {
      const answer = await request(parcel.url, {
        method: 'POST',
        headers: parcel.headers,
        body: parcel.body,
        dispatcher: agent,
        signal: deadline,
      });
      const body = await answer.body.text();
      const headers = Object.fromEntries(
        Object.entries(answer.headers).map(([name, value]) => [
          name,
          Array.isArray(value) ? value.join(', ') : String(value),
        ]),
      );
      const status = answer.statusCode;
      const ok = status >= 200 && status < 300;
      log.finish(exchange, {
        outcome: ok ? 'ok' : 'failed',
        response: { status, headers, body },
        error: ok ? null : `The app answered ${status}.`,
      });
      return { exchange, outcome: ok ? 'ok' : 'http_error', status, headers, body };
    } catch (cause) {
      const outcome = deadline.aborted ? 'timeout' : 'connection_failed';
      const reason = cause instanceof Error ? cause.message : String(cause);
      log.finish(exchange, {
        outcome: outcome === 'timeout' ? 'timeout' : 'failed',
        response: null,
        error: outcome === 'timeout' ? `No answer within ${deadlineMs} ms.` : `The app cannot be reached: ${reason}`,
      });
      return { exchange, outcome, status: 0, headers: {}, body: '' };
    }
  }

  return {
    send({ kind, name, contentType, body, headers = {}, signed = true }) {
      const timestamp = Math.floor(clock.wallNow() / 1000);
      const signature = signed
        ? {
            'x-slack-request-timestamp': String(timestamp),
            'x-slack-signature': sign(app.signingSecret, timestamp, body),
          }
        : {};
      return exchangeWith({
        kind,
        name,
        url: app.eventsUrl,
        headers: {
          'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
          accept: 'application/json,*/*',
          'content-type': contentType,
          ...signature,
          ...headers,
        },
        body,
      });
    },
    resend: (exchange, body = exchange.request.body) =>
      exchangeWith({ ...exchange, url: exchange.request.url, headers: exchange.request.headers, body }),
    close: () => agent.destroy(),
  };
}
