import type { SlackRequest } from '../requests.ts';
import { type ConnectReason, connectMessage, noAppMessage } from './messages.ts';

/** Answers with a Connect button. What was asked carries on by itself once the account is connected. */
export async function offerToConnect(request: SlackRequest, reason: ConnectReason): Promise<void> {
  const { services, reader } = request;
  if (!services.canConnect) return request.reply(noAppMessage(reader));
  await request.reply(connectMessage(reader, reason, await connectUrlFor(request, reason), carriesOn(request, reason)));
}

/** A new link to the connect page for whoever asks. */
export async function connectUrlFor(request: SlackRequest, reason: ConnectReason): Promise<string> {
  const { services, origin, person, reader } = request;
  const installation = await services.installations.find(origin);
  const token = await services.connectLinks.create(origin.teamId, {
    userId: person.id,
    userName: person.name,
    // An organisation's installation names no workspace; the page then shows its id.
    workspaceName: installation?.team?.id === origin.teamId ? installation.team.name : undefined,
    language: reader.language,
    timeZone: person.timeZone,
    reply: request.replyAddress,
    pendingLine: carriesOn(request, reason) ? request.line : undefined,
  });
  return connectUrl(services.publicUrl, token);
}

/** The page that names workspace and person before anyone goes on to CleverReach. */
export function connectUrl(publicUrl: string, token: string): string {
  return `${publicUrl}/cleverreach/connect?${new URLSearchParams({ link: token })}`;
}

/** A submitted form has no command line: there is nothing to carry on with. */
function carriesOn({ line }: SlackRequest, reason: ConnectReason): boolean {
  return reason !== 'offer' && line !== '';
}
