import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import * as z from 'zod';
import {
  type CleverReach,
  CleverReachError,
  CleverReachForbiddenError,
  CleverReachNotFoundError,
  CleverReachUnauthorizedError,
  type Mailing,
} from '../cleverreach/index.ts';
import { getMailing } from '../operations/index.ts';
import { type Language, languageOfBrowser, type Reader, readerFor } from '../texts/index.ts';
import { ConnectionBrokenError, type Connections, NotConnectedError } from '../workspaces/connections.ts';
import type { WorkspaceAddress } from '../workspaces/installations.ts';
import { type PreviewLink, previewPath, previewTicket } from '../workspaces/preview-links.ts';
import type { Tickets } from '../workspaces/tickets.ts';
import { paragraphs } from './page.ts';
import { framedMail, mailPolicy, previewPolicy, renderPreview } from './preview-page.ts';
import { sendPage } from './server.ts';

export interface PreviewRoutesOptions {
  tickets: Tickets;
  connections: Connections;
  cleverreach: CleverReach;
  /** Where "Back to Slack" leads. */
  slackUrl: (workspace?: WorkspaceAddress) => Promise<string>;
}

/** A link that is good, and what it leads to. */
interface Opened {
  workspace: string;
  link: PreviewLink;
  token: string;
  mailing: Mailing;
}

/** The mailing's HTML, for the frame of the page. */
const framePath = `${previewPath}/mail`;
/** The same as the page names it: from where the page is, wherever a proxy has put that. */
const frameFromPage = 'preview/mail';
const querySchema = z.object({ ticket: z.string().max(200).catch('') });

/** The page behind a card's Preview button. What it shows is fetched when it is opened, and kept nowhere. */
export function previewRoutes({
  tickets,
  connections,
  cleverreach,
  slackUrl,
}: PreviewRoutesOptions): FastifyPluginAsync {
  async function showPage(request: FastifyRequest, reply: FastifyReply) {
    return withMailing(request, reply, async ({ workspace, link, token, mailing }) => {
      reply.header('content-security-policy', previewPolicy).type('text/html; charset=utf-8');
      return renderPreview({
        language: link.language,
        t: readerFor(link.language).t,
        mailing,
        frameUrl: `${frameFromPage}?${new URLSearchParams({ ticket: token })}`,
        slackUrl: await slackUrl({ teamId: workspace, ...link }),
      });
    });
  }

  async function showMail(request: FastifyRequest, reply: FastifyReply) {
    // Also what goes wrong is shown in the frame.
    reply.header('content-security-policy', mailPolicy).header('x-frame-options', 'SAMEORIGIN');
    return withMailing(request, reply, async ({ mailing }) => {
      reply.type('text/html; charset=utf-8');
      return framedMail(mailing.html);
    });
  }

  async function withMailing(
    request: FastifyRequest,
    reply: FastifyReply,
    show: (opened: Opened) => Promise<string>,
  ): Promise<unknown> {
    const token = querySchema.parse(request.query).ticket;
    const found = await tickets.read(previewTicket, token);
    if (!found) return sendRefusal(request, reply, refusals.expired);
    const { workspace, data: link } = found;
    const connection = await connections.find(workspace);
    // In another account the same id is another mailing, which this link was not made for.
    if (connection && connection.account.id !== link.accountId)
      return sendRefusal(request, reply, refusals.expired, found);
    try {
      const client = cleverreach.client(connections.tokens(workspace));
      const mailing = await getMailing.run({ mailingId: link.mailingId }, client);
      return reply.send(await show({ workspace, link, token, mailing }));
    } catch (error) {
      const refusal = refusalOf(error);
      if (!refusal) throw error;
      request.log.warn({ err: error }, 'a mailing could not be shown');
      return sendRefusal(request, reply, refusal, found);
    }
  }

  async function sendRefusal(
    request: FastifyRequest,
    reply: FastifyReply,
    { status, pick }: Refusal,
    known?: { workspace: string; data: PreviewLink },
  ) {
    const language: Language = known?.data.language ?? languageOfBrowser(request.headers['accept-language']);
    const { t } = readerFor(language);
    const [title, sentence] = pick(t.pages.preview);
    return sendPage(reply, status, {
      language,
      title,
      body: paragraphs(sentence),
      actions: [
        {
          label: t.pages.back,
          url: await slackUrl(known && { teamId: known.workspace, ...known.data }),
          primary: true,
        },
      ],
      footer: t.pages.reference(request.id),
    });
  }

  return async (server) => {
    // Both ask CleverReach; a HEAD must not.
    server.get(previewPath, { exposeHeadRoute: false }, showPage);
    server.get(framePath, { exposeHeadRoute: false }, showMail);
  };
}

/** Why there is no preview, as a page. */
interface Refusal {
  status: number;
  pick: (texts: Reader['t']['pages']['preview']) => readonly [title: string, sentence: string];
}

const refusals = {
  expired: { status: 410, pick: (texts) => [texts.expiredTitle, texts.expired] },
  vanished: { status: 404, pick: (texts) => [texts.vanishedTitle, texts.vanished] },
  notConnected: { status: 409, pick: (texts) => [texts.notConnectedTitle, texts.notConnected] },
  forbidden: { status: 403, pick: (texts) => [texts.forbiddenTitle, texts.forbidden] },
  down: { status: 503, pick: (texts) => [texts.downTitle, texts.down] },
} satisfies Record<string, Refusal>;

/** Undefined for what nobody expects: the server's own page answers that. */
function refusalOf(error: unknown): Refusal | undefined {
  const isUnconnected =
    error instanceof NotConnectedError ||
    error instanceof ConnectionBrokenError ||
    error instanceof CleverReachUnauthorizedError;
  if (isUnconnected) return refusals.notConnected;
  if (error instanceof CleverReachNotFoundError) return refusals.vanished;
  if (error instanceof CleverReachForbiddenError) return refusals.forbidden;
  return error instanceof CleverReachError ? refusals.down : undefined;
}
