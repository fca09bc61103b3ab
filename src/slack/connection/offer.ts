import type { Message } from '../kit/blocks.ts';
import type { Person } from '../people.ts';
import type { SlackRequest } from '../requests.ts';
import { type ConnectReason, connectMessage, noAppMessage } from './messages.ts';

/** Whoever is to connect an account, and what they were doing. */
export interface Asker extends Pick<SlackRequest, 'services' | 'origin' | 'reader' | 'replyAddress' | 'line'> {
  person: Pick<Person, 'id' | 'name' | 'timeZone'>;
}

/** Answers with a Connect button. What was asked carries on by itself once the account is connected. */
export async function offerToConnect(request: SlackRequest, reason: ConnectReason): Promise<void> {
  await request.reply(await connectOffer(request, reason));
}

/** The message with the Connect button, for answers that come by another way. */
export async function connectOffer(asker: Asker, reason: ConnectReason): Promise<Message> {
  const { reader } = asker;
  if (!(await canConnect(asker))) return noAppMessage(reader);
  return connectMessage(reader, reason, await connectUrlFor(asker, reason), carriesOn(asker, reason));
}

/** Whether there is an OAuth app, the workspace's own or the operator's, without which nobody can connect. */
export async function canConnect({ services, origin }: Pick<Asker, 'services' | 'origin'>): Promise<boolean> {
  return (await services.oauthApps.find(origin.teamId)) !== undefined;
}

/** A new link to the connect page for whoever asks. */
export async function connectUrlFor(asker: Asker, reason: ConnectReason): Promise<string> {
  const { services, origin, person, reader } = asker;
  const [installation, current] = await Promise.all([
    services.installations.find(origin),
    services.connections.find(origin.teamId),
  ]);
  const token = await services.connectLinks.create(origin.teamId, {
    userId: person.id,
    userName: person.name,
    // An organisation's installation names no workspace; the page then shows its id.
    workspaceName: installation?.team?.id === origin.teamId ? installation.team.name : undefined,
    language: reader.language,
    timeZone: person.timeZone,
    reply: asker.replyAddress,
    pendingLine: carriesOn(asker, reason) ? asker.line : undefined,
    repairs: reason === 'broken' ? current?.connectedAt : undefined,
  });
  return connectUrl(services.publicUrl, token);
}

/** The page that names workspace and person before anyone goes on to CleverReach. */
export function connectUrl(publicUrl: string, token: string): string {
  return `${publicUrl}/cleverreach/connect?${new URLSearchParams({ link: token })}`;
}

/** A submitted form has no command line: there is nothing to carry on with. */
function carriesOn({ line }: Asker, reason: ConnectReason): boolean {
  return reason !== 'offer' && line !== '';
}
