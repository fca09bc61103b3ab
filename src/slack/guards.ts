import type { CleverReachClient } from '../cleverreach/index.ts';
import type { Connection } from '../workspaces/connections.ts';
import { offerToConnect } from './connection/offer.ts';
import type { Handler } from './feature.ts';
import { connectReasonOf } from './job-answer.ts';
import type { SlackRequest } from './requests.ts';

/** A request of someone whose workspace has a CleverReach account. */
export interface Connected {
  connection: Connection;
  cleverreach: CleverReachClient;
}

/** Only full members of the workspace that installed the app: no guests, nobody of another organisation. */
export function member<R extends SlackRequest>(next: Handler<R>): Handler<R> {
  return async (request) => {
    const { standing, reader } = request.person;
    if (standing === 'member') {
      await request.services.installations.noteUse(request.origin);
      return next(request);
    }
    const sentence = reader.t.denied[standing];
    // Why Slack did not say who this is may need the operator, who finds it in the log under the reference.
    const isReported = standing === 'unknown';
    await request.reply({
      text: isReported ? `${sentence} (${reader.t.errors.reference(request.reference)})` : sentence,
    });
  };
}

/**
 * Only with a CleverReach account; without one the answer is the Connect button, and what was asked carries on by itself
 * afterwards. The same when the connection turns out to be broken on the way.
 */
export function connected<R extends SlackRequest>(next: Handler<R & Connected>): Handler<R> {
  return async (request) => {
    const { services, origin } = request;
    const connection = await services.connections.find(origin.teamId);
    if (!connection) return offerToConnect(request, 'needed');
    if (connection.brokenAt) return offerToConnect(request, 'broken');
    // From here on CleverReach decides how long it takes.
    request.acknowledge();
    const cleverreach = services.cleverreach.client(services.connections.tokens(origin.teamId));
    try {
      await next({ ...request, connection, cleverreach });
    } catch (error) {
      const reason = connectReasonOf(error);
      if (reason === undefined) throw error;
      await offerToConnect(request, reason);
    }
  };
}
