import { App, type Logger } from '@slack/bolt';
import type { FastifyBaseLogger } from 'fastify';
import type { Dispatcher } from './dispatch.ts';
import type { FastifyReceiver, Handover } from './receiver.ts';

export interface BoltAppOptions {
  receiver: FastifyReceiver;
  dispatcher: Dispatcher;
  logger: Logger;
}

/**
 * The Bolt app. One middleware takes every payload and looks up in our own table which feature it is for. Bolt's listeners
 * (`app.command`, `app.action` …) would be the usual way, but each payload walks past all of them: seven, one per kind of
 * payload, cost 36 µs a request where this costs 4 (`npm run bench` has the whole). Tokens are not given to Bolt: its clients
 * would be kept for ever.
 */
export function createBoltApp({ receiver, dispatcher, logger }: BoltAppOptions): App {
  const app = new App({
    receiver,
    logger,
    authorize: async ({ teamId, enterpriseId }) => ({
      ...(teamId === undefined ? {} : { teamId }),
      ...(enterpriseId === undefined ? {} : { enterpriseId }),
    }),
    convoStore: false,
    ignoreSelf: false,
  });
  app.use(async ({ context, ...args }) => {
    // Our own receiver, the only one this app is given, has put it there.
    const { reception, begin } = context['handover'] as Handover;
    begin();
    // Events have none: our receiver answers them when they are handled.
    const ack = 'ack' in args ? args.ack : undefined;
    // Bolt types the answer by the kind of payload, which here are all of them.
    await dispatcher.dispatch(reception, (answer) => void ack?.(answer as never));
  });
  // The receiver answers for what goes wrong; Bolt's own handler would only log it once more.
  app.error(async (error) => {
    throw error;
  });
  return app;
}

/** Slack's libraries log through the app's logger. Their debug lines hold whole payloads, so they are dropped. */
export function slackLogger(log: FastifyBaseLogger): Logger {
  const said = (parts: unknown[]) => ({
    said: parts.map((part) => (part instanceof Error ? part.message : String(part))).join(' '),
  });
  const msg = 'one of Slack’s libraries has something to say';
  return {
    debug: () => undefined,
    info: (...parts) => log.info(said(parts), msg),
    warn: (...parts) => log.warn(said(parts), msg),
    error: (...parts) => log.error(said(parts), msg),
    setLevel: () => undefined,
    getLevel: () => 'info' as ReturnType<Logger['getLevel']>,
    setName: () => undefined,
  };
}
