import { RecordError } from '../storage/records.ts';
import type { Connection } from '../workspaces/connections.ts';
import type { RequestReads } from '../workspaces/reads.ts';
import type { Settings } from '../workspaces/settings.ts';
import { offerToConnect } from './connection/offer.ts';
import type { Handler } from './feature.ts';
import { connectReasonOf } from './job-answer.ts';
import type { SlackRequest } from './requests.ts';
import { mayChange, mayManage } from './rights.ts';

/** A request of someone whose workspace has a CleverReach account. */
export interface Connected extends RequestReads {
  connection: Connection;
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
    await request.reply({ text: standing === 'unknown' ? withReference(request, sentence) : sentence });
  };
}

function withReference({ reader, reference }: SlackRequest, sentence: string): string {
  return `${sentence} (${reader.t.errors.reference(reference)})`;
}

/** Only who may add, unsubscribe and draft here; the others hear who may. */
export function changing<R extends SlackRequest>(next: Handler<R>): Handler<R> {
  return async (request) => {
    const { services, origin, person, reader } = request;
    // Admins always may, also where what was set cannot be read; then nobody else may, since it could be that they must not.
    if (person.isAdmin) return next(request);
    let settings: Settings;
    try {
      settings = await services.settings.get(origin.teamId);
    } catch (error) {
      if (!(error instanceof RecordError)) throw error;
      request.log.error({ err: error }, 'the settings of a workspace cannot be read, so only admins may make changes');
      return request.reply({ text: withReference(request, reader.t.denied.settingsUnreadable) });
    }
    if (mayChange(person, settings)) return next(request);
    const people = settings.changes.by === 'people' ? settings.changes.userIds : [];
    await request.reply({ text: reader.t.denied.changes(people.slice(0, namedPeople).map((id) => `<@${id}>`)) });
  };
}

/** Only who may change the settings and read the audit log; the others hear who may. */
export function managing<R extends SlackRequest>(next: Handler<R>): Handler<R> {
  return async (request) => {
    const { services, origin, person, reader } = request;
    const connection = await services.connections.find(origin.teamId);
    if (mayManage(person, connection)) return next(request);
    await request.reply({ text: reader.t.denied.managing(connection && `<@${connection.connectedBy}>`) });
  };
}

/** More names than this nobody asks one after the other. */
const namedPeople = 10;

/**
 * Only with a CleverReach account; without one the answer is the Connect button, and what was asked carries on by itself
 * afterwards. The same when the connection turns out to be broken on the way.
 */
export function connected<R extends SlackRequest>(next: Handler<R & Connected>): Handler<R> {
  return enqueuing((request) => {
    // From here on CleverReach decides how long it takes.
    request.acknowledge();
    return next(request);
  });
}

/** As {@link connected}, for a press that enqueues a job and does nothing more: Slack hears "ok" when that is done. */
export function enqueuing<R extends SlackRequest>(next: Handler<R & Connected>): Handler<R> {
  return async (request) => {
    const { services, origin } = request;
    const connection = await services.connections.find(origin.teamId);
    if (!connection) return offerToConnect(request, 'needed');
    if (connection.brokenAt) return offerToConnect(request, 'broken');
    const reads = services.reads.forRequest(origin.teamId, connection, { isAnew: request.wantsAnew ?? false });
    try {
      await next({ ...request, ...reads, connection });
    } catch (error) {
      const reason = connectReasonOf(error);
      if (reason === undefined) throw error;
      await offerToConnect(request, reason);
    }
  };
}
