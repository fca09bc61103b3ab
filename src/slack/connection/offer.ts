import type { SlackRequest } from '../requests.ts';
import { type ConnectReason, connectMessage, noAppMessage } from './messages.ts';

/** Answers with a Connect button. What was asked carries on by itself once the account is connected. */
export async function offerToConnect(request: SlackRequest, reason: ConnectReason): Promise<void> {
  const { services, origin, person, reader } = request;
  if (!services.canConnect) return request.reply(noAppMessage(reader));
  const installation = await services.installations.find(origin);
  const token = await services.connectLinks.create(origin.teamId, {
    userId: person.id,
    userName: person.name,
    // An organisation's installation names no workspace; the page then shows its id.
    workspaceName: installation?.team?.id === origin.teamId ? installation.team.name : undefined,
    language: reader.language,
    timeZone: person.timeZone,
    reply: request.replyAddress,
    pendingLine: reason === 'offer' ? undefined : request.line,
  });
  await request.reply(connectMessage(reader, reason, connectUrl(services.publicUrl, token)));
}

/** The page that names workspace and person before anyone goes on to CleverReach. */
export function connectUrl(publicUrl: string, token: string): string {
  return `${publicUrl}/cleverreach/connect?${new URLSearchParams({ link: token })}`;
}
