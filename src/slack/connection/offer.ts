import { RecordError } from '../../storage/records.ts';
import type { Message } from '../kit/blocks.ts';
import type { Person } from '../people.ts';
import type { SlackRequest } from '../requests.ts';
import { type ConnectFacts, mayConnect } from '../rights.ts';
import { type ConnectReason, connectMessage, noAppMessage, whoConnectsMessage } from './messages.ts';

/** Whoever needs an account, and what they were doing. */
export interface Asker extends Pick<SlackRequest, 'services' | 'origin' | 'reader' | 'replyAddress' | 'line'> {
  person: Pick<Person, 'id' | 'name' | 'timeZone' | 'isAdmin' | 'standing'>;
}

/** Answers with a Connect button. What was asked carries on by itself once the account is connected. */
export async function offerToConnect(request: SlackRequest, reason: ConnectReason): Promise<void> {
  await request.reply(await connectOffer(request, reason));
}

/** The message with the Connect button, for answers that come by another way; whoever may not connect hears who may. */
export async function connectOffer(asker: Asker, reason: ConnectReason): Promise<Message> {
  const { reader, person } = asker;
  const facts = await connectFacts(asker);
  if (!isAllowed(person, facts)) return whoConnectsMessage(reader, reason, facts);
  if (!(await hasOAuthApp(asker))) return noAppMessage(reader, person.isAdmin);
  return connectMessage(reader, reason, await newUrl(asker, reason), carriesOn(asker, reason));
}

/** A new link to the connect page for whoever asks; undefined where they, or anybody, cannot connect an account. */
export async function connectUrlFor(asker: Asker, reason: ConnectReason): Promise<string | undefined> {
  const canConnect = isAllowed(asker.person, await connectFacts(asker)) && (await hasOAuthApp(asker));
  return canConnect ? newUrl(asker, reason) : undefined;
}

/** What there is to know about who may connect an account to this workspace. */
export async function connectFacts({ services, origin }: Pick<Asker, 'services' | 'origin'>): Promise<ConnectFacts> {
  const [connection, installation] = await Promise.all([
    services.connections.find(origin.teamId),
    services.installations.find(origin),
  ]);
  return { connection, installedBy: installation?.user.id };
}

/** The page that names workspace and person before anyone goes on to CleverReach. */
export function connectUrl(publicUrl: string, token: string): string {
  return `${publicUrl}/cleverreach/connect?${new URLSearchParams({ link: token })}`;
}

function isAllowed(person: Asker['person'], facts: ConnectFacts): boolean {
  return person.standing === 'member' && mayConnect(person, facts);
}

/** The workspace's own, or the operator's; without one nobody can connect. An own one that cannot be read has to be entered anew. */
async function hasOAuthApp({ services, origin }: Pick<Asker, 'services' | 'origin'>): Promise<boolean> {
  try {
    return (await services.oauthApps.find(origin.teamId)) !== undefined;
  } catch (error) {
    if (!(error instanceof RecordError)) throw error;
    services.log.error({ err: error }, 'the OAuth app of a workspace cannot be read; an admin has to enter it anew');
    return false;
  }
}

async function newUrl(asker: Asker, reason: ConnectReason): Promise<string> {
  const { services, origin, person, reader } = asker;
  const installation = await services.installations.find(origin);
  const token = await services.connectLinks.create(origin.teamId, {
    userId: person.id,
    userName: person.name,
    // An organisation's installation names no workspace; the page then shows its id.
    workspaceName: installation?.team?.id === origin.teamId ? installation.team.name : undefined,
    language: reader.language,
    timeZone: person.timeZone,
    reply: asker.replyAddress,
    pendingLine: carriesOn(asker, reason) ? asker.line : undefined,
  });
  return connectUrl(services.publicUrl, token);
}

/** A submitted form has no command line: there is nothing to carry on with. */
function carriesOn({ line }: Asker, reason: ConnectReason): boolean {
  return reason !== 'offer' && line !== '';
}
