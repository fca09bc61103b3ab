import { changerOf, noteChanges } from '../changes.ts';
import type { Feature } from '../feature.ts';
import { managing, member } from '../guards.ts';
import type { SlackRequest } from '../requests.ts';
import { mayManage } from '../rights.ts';
import { forgetAccount } from './forget-account.ts';
import { alreadyConnectedMessage, disconnectedMessage, disconnectQuestion, statusMessage } from './messages.ts';
import { connectUrlFor, offerToConnect } from './offer.ts';

/** Connecting a CleverReach account, seeing which it is, and ending the connection. */
export const connectionFeature: Feature = {
  topic: 'workspace',
  commands: [
    {
      words: { en: 'connect', de: 'verbinden' },
      usage: (t) => ({ does: t.help.commands.connect }),
      run: member(connect),
    },
    {
      words: { en: 'status', de: 'status' },
      usage: (t) => ({ does: t.help.commands.status }),
      run: member(status),
    },
    {
      words: { en: 'disconnect', de: 'trennen' },
      usage: (t) => ({ does: t.help.commands.disconnect }),
      run: member(managing(askToDisconnect)),
    },
  ],
  actions: {
    // Slack reports the press of a link as well; the browser is already on its way.
    'connection:connect': async () => undefined,
    'connection:grant-scope': async () => undefined,
    'connection:disconnect': member(managing(disconnect)),
  },
};

/** Another account can be connected once this one is disconnected, by whoever may do that. */
async function connect(request: SlackRequest): Promise<void> {
  const { services, origin, person, reader } = request;
  const connection = await services.connections.find(origin.teamId);
  if (!connection) return offerToConnect(request, 'offer');
  if (connection.brokenAt || connection.appRefusedAt) return offerToConnect(request, 'broken');
  const message = mayManage(person, connection) ? statusMessage : alreadyConnectedMessage;
  await request.reply(message(reader, connection));
}

async function status(request: SlackRequest): Promise<void> {
  const { services, origin, reader } = request;
  const connection = await services.connections.find(origin.teamId);
  if (!connection) return offerToConnect(request, 'offer');
  const reconnectUrl = connection.brokenAt ? await connectUrlFor(request, 'broken') : undefined;
  await request.reply(statusMessage(reader, connection, reconnectUrl));
}

async function askToDisconnect(request: SlackRequest): Promise<void> {
  const connection = await request.services.connections.find(request.origin.teamId);
  if (!connection) return offerToConnect(request, 'offer');
  await request.reply(disconnectQuestion(request.reader, connection));
}

/** Forgets first, and revokes beside all else: whatever CleverReach answers, nothing of the connection is left here. */
async function disconnect(request: SlackRequest): Promise<void> {
  const { services, origin, reader, log } = request;
  const connection = await services.connections.remove(origin.teamId);
  if (!connection) return offerToConnect(request, 'offer');
  const revoking = services.cleverreach.oauth.revoke(connection.accessToken).then(
    () => true,
    (error: unknown) => {
      log.warn({ err: error }, 'the token of a connection that was ended could not be revoked');
      return false;
    },
  );
  await noteChanges(request, origin.teamId, changerOf(request), [
    { action: 'connection.disconnect', result: 'done', detail: connection.account.name },
  ]);
  await forgetAccount(services, origin.teamId, log);
  await request.reply(disconnectedMessage(reader, connection, await revoking), { replace: true });
}
