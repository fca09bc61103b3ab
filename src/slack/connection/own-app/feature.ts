import { CleverReachError, type OAuthApp, type OAuthAppCheck } from '../../../cleverreach/index.ts';
import { changerOf, noteChanges } from '../../changes.ts';
import type { Feature } from '../../feature.ts';
import { formOf } from '../../form.ts';
import { managing, member } from '../../guards.ts';
import type { Message } from '../../kit/blocks.ts';
import { inTime, TooLateError } from '../../kit/in-time.ts';
import { messageModal } from '../../kit/message-modal.ts';
import type { SlackRequest, SubmissionRequest } from '../../requests.ts';
import { connectUrlFor } from '../offer.ts';
import { ownAppRemovedMessage, ownAppSavedMessage } from './messages.ts';
import { maxCredentialLength, ownAppModal } from './modal.ts';
import { storedApp } from './own-app.ts';

/** A CleverReach OAuth app of the workspace's own, in place of the one of whoever runs this app. */
export const ownAppFeature: Feature = {
  actions: {
    'connection:own-app': member(managing(openOwnApp)),
    'connection:remove-own-app': member(managing(removeOwnApp)),
  },
  submissions: { 'connection:save-own-app': member(managing(saveOwnApp)) },
};

async function openOwnApp(request: SlackRequest): Promise<void> {
  const { services, origin, reader } = request;
  const [stored, connection] = await Promise.all([storedApp(request), services.connections.find(origin.teamId)]);
  const view = { stored, redirectUrl: redirectUrlOf(request), isConnected: connection !== undefined };
  await request.openModal((privateMetadata) => ownAppModal(reader, view, privateMetadata));
}

async function saveOwnApp(request: SubmissionRequest): Promise<void> {
  const { services, origin, reader } = request;
  const texts = reader.t.connection.ownApp.errors;
  const form = formOf(request.values);
  const clientId = form.text('client_id');
  const typedSecret = form.text('client_secret');
  const stored = await storedApp(request);
  // The stored secret belongs to the stored id, and to no other.
  const keptSecret = typeof stored !== 'string' && stored.clientId === clientId ? stored.clientSecret : '';
  const clientSecret = typedSecret || keptSecret;
  const errors = {
    ...(isCredential(clientId) ? {} : { client_id: clientId === '' ? texts.idMissing : texts.id }),
    ...(isCredential(clientSecret) ? {} : { client_secret: clientSecret === '' ? texts.secretMissing : texts.secret }),
  };
  if (Object.keys(errors).length > 0) return request.refuse(errors);

  const check = await checkInTime(request, { clientId });
  if (check === 'unknown') return request.refuse({ client_id: texts.unknown });
  if (check === 'other-redirect') return request.refuse({ client_id: texts.otherRedirect(redirectUrlOf(request)) });

  await services.oauthApps.save(origin.teamId, { clientId, clientSecret });
  await noteAppChange(request, 'saved');
  await show(request, ownAppSavedMessage(reader, await consequenceFor(request)));
}

async function removeOwnApp(request: SlackRequest): Promise<void> {
  const { services, origin, reader } = request;
  // Pressed twice, or by two at once, there is one change.
  if (await services.oauthApps.remove(origin.teamId)) await noteAppChange(request, 'removed');
  const hasOperators = services.oauthApps.operatorApp !== undefined;
  const message = ownAppRemovedMessage(reader, hasOperators, await consequenceFor(request));
  await request.modal?.update(() => messageModal(reader, message));
}

async function show(request: SubmissionRequest, message: Message): Promise<void> {
  await request.replaceWith(() => messageModal(request.reader, message));
}

async function noteAppChange(request: SlackRequest, detail: 'saved' | 'removed'): Promise<void> {
  const change = { action: 'oauth-app.change', result: 'done', detail } as const;
  await noteChanges(request, request.origin.teamId, changerOf(request), [change]);
}

async function consequenceFor(request: SlackRequest) {
  const connection = await request.services.connections.find(request.origin.teamId);
  const isWorking = connection !== undefined && !connection.brokenAt;
  return {
    isConnected: isWorking,
    connectUrl: isWorking ? undefined : await connectUrlFor(request, connection ? 'broken' : 'offer'),
  };
}

/** Slack waits three seconds for the whole submission. */
const checkPatienceMs = 1_500;

/** What CleverReach makes of the app; undefined where it does not say, which must not keep anybody from entering it. */
async function checkInTime(request: SlackRequest, app: Pick<OAuthApp, 'clientId'>): Promise<OAuthAppCheck | undefined> {
  const { services, log } = request;
  const check = services.cleverreach.oauth.check(app, { redirectUri: redirectUrlOf(request) });
  try {
    return await inTime(check, checkPatienceMs);
  } catch (error) {
    if (!(error instanceof TooLateError) && !(error instanceof CleverReachError)) throw error;
    log.warn({ err: error }, 'CleverReach did not say whether it knows an OAuth app');
    return undefined;
  }
}

/** Printable and without blanks, as any id or secret that is sent in a form or a header. */
function isCredential(text: string): boolean {
  return /^[!-~]+$/.test(text) && text.length <= maxCredentialLength;
}

function redirectUrlOf({ services }: SlackRequest): string {
  return `${services.publicUrl}/cleverreach/callback`;
}
