import { App, type Context, type Logger } from '@slack/bolt';
import type { FastifyBaseLogger } from 'fastify';
import type { Dispatcher } from './dispatch.ts';
import type { FastifyReceiver, Handover } from './receiver.ts';

export interface BoltAppOptions {
  receiver: FastifyReceiver;
  dispatcher: Dispatcher;
  logger: Logger;
}

/**
 * The Bolt app: one listener per kind of payload, because every payload walks past every listener; which feature it is
 * for is looked up in our own table. Tokens are not given to Bolt: its clients would be kept for ever.
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
  const anything = /^/;
  const dispatch = ({ context, ack }: { context: Context; ack?: (answer?: never) => Promise<void> }) => {
    // Our own receiver, the only one this app is given, has put it there.
    const { reception, begin } = context['handover'] as Handover;
    begin();
    // Bolt types the answer by the kind of payload, which here are all of them.
    return dispatcher.dispatch(reception, (answer) => void ack?.(answer as never));
  };

  app.command(anything, dispatch);
  app.shortcut(anything, dispatch);
  app.action(anything, dispatch);
  app.options(anything, dispatch);
  app.view(anything, dispatch);
  app.view({ type: 'view_closed', callback_id: anything }, dispatch);
  app.event(anything, ({ context }) => dispatch({ context }));
  // The receiver answers for what goes wrong; Bolt's own handler would only log it once more.
  app.error(async (error) => {
    throw error;
  });
  return app;
}

/** Slack's libraries log through the app's logger. Their debug lines hold whole payloads, so they are dropped. */
export function slackLogger(log: FastifyBaseLogger): Logger {
  const text = (parts: unknown[]) =>
    parts.map((part) => (part instanceof Error ? part.message : String(part))).join(' ');
  return {
    debug: () => undefined,
    info: (...parts) => log.info(text(parts)),
    warn: (...parts) => log.warn(text(parts)),
    error: (...parts) => log.error(text(parts)),
    setLevel: () => undefined,
    getLevel: () => 'info' as ReturnType<Logger['getLevel']>,
    setName: () => undefined,
  };
}
