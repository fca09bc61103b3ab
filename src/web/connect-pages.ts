import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  CleverReachError,
  CleverReachForbiddenError,
  CleverReachUnauthorizedError,
  OAuthClientRefusedError,
  OAuthGrantRefusedError,
} from '../cleverreach/index.ts';
import { StorageError } from '../storage/storage.ts';
import { languageOfBrowser, type Reader, readerFor } from '../texts/index.ts';
import type { ConnectLink } from '../workspaces/connect-links.ts';
import type { Connection } from '../workspaces/connections.ts';
import type { WorkspaceAddress } from '../workspaces/installations.ts';
import { paragraphs } from './page.ts';
import { sendPage } from './server.ts';

/** What a refusal's page says, in the reader's language. */
export type PickTexts = (t: Reader['t']) => readonly [title: string, sentence: string];

/** A workspace that has an account, and the link that was to connect one. */
interface There {
  workspace: string;
  link: ConnectLink;
  connection: Connection;
}

/** The pages on which connecting an account ends, well or not. Each has a way back to Slack. */
export function connectPages(slackUrl: (workspace?: WorkspaceAddress) => Promise<string>) {
  async function done(reply: FastifyReply, { workspace, link, connection }: There) {
    const { t, language } = readerFor(link.language);
    const { done: sentence, doneTitle, resumed } = t.pages.connect;
    return sendPage(reply, 200, {
      language,
      title: doneTitle,
      body: paragraphs(...withResumed(sentence(connection.account.name, nameOf(workspace, link)), link, resumed)),
      actions: [{ label: t.pages.back, url: await slackUrl(addressOf(workspace, link)), primary: true }],
      footer: t.pages.closeHint,
    });
  }

  async function already(reply: FastifyReply, { workspace, link, connection }: There) {
    const { t, language } = readerFor(link.language);
    const { already: sentence, alreadyTitle, resumed } = t.pages.connect;
    return sendPage(reply, 200, {
      language,
      title: alreadyTitle,
      body: paragraphs(...withResumed(sentence(connection.account.name, nameOf(workspace, link)), link, resumed)),
      actions: [{ label: t.pages.back, url: await slackUrl(addressOf(workspace, link)), primary: true }],
    });
  }

  async function expired(request: FastifyRequest, reply: FastifyReply) {
    request.log.warn('a link to the connect page was opened that is not, or no longer, valid');
    return refusal(request, reply, 410, (t) => [t.pages.connect.expiredTitle, t.pages.connect.expired]);
  }

  /** A plain sentence and a way back; where it may help, also a way to try again. */
  async function refusal(
    request: FastifyRequest,
    reply: FastifyReply,
    status: number,
    pick: PickTexts,
    known?: { workspace: string; link: ConnectLink; again?: string },
  ) {
    const { t, language } = readerFor(known?.link.language ?? languageOfBrowser(request.headers['accept-language']));
    const [title, sentence] = pick(t);
    return sendPage(reply, status, {
      language,
      title,
      body: paragraphs(sentence),
      actions: [
        ...(known?.again === undefined ? [] : [{ label: t.pages.connect.again, url: known.again, primary: true }]),
        { label: t.pages.back, url: await slackUrl(known && addressOf(known.workspace, known.link)) },
      ],
      footer: t.pages.reference(request.id),
    });
  }

  return { done, already, expired, refusal };
}

/** What was begun in Slack carries on by itself. */
function withResumed(sentence: string, { pendingLine }: ConnectLink, resumed: string): string[] {
  return pendingLine === undefined ? [sentence] : [sentence, resumed];
}

/** What to say when the tokens or the account's name could not be had, or not be kept. */
export function refusalFor(failure: unknown): { status: number; pick: PickTexts } {
  const isRefused =
    failure instanceof OAuthGrantRefusedError ||
    failure instanceof OAuthClientRefusedError ||
    failure instanceof CleverReachUnauthorizedError ||
    failure instanceof CleverReachForbiddenError;
  if (isRefused) return { status: 400, pick: (t) => [t.pages.connect.refusedTitle, t.pages.connect.refused] };
  if (failure instanceof CleverReachError)
    return { status: 503, pick: (t) => [t.pages.connect.downTitle, t.pages.connect.down] };
  if (failure instanceof StorageError) return { status: 503, pick: (t) => [t.pages.errorTitle, t.pages.unavailable] };
  return { status: 500, pick: (t) => [t.pages.errorTitle, t.pages.error] };
}

/** As people know the workspace; an organisation's installation does not tell its name. */
export function nameOf(workspace: string, link: ConnectLink): string {
  return link.workspaceName ?? workspace;
}

export function addressOf(workspace: string, { reply }: ConnectLink): WorkspaceAddress {
  return { teamId: workspace, enterpriseId: reply.enterpriseId, isEnterpriseInstall: reply.isEnterpriseInstall };
}
