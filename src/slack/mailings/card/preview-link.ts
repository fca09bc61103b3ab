import type { FastifyBaseLogger } from 'fastify';
import type { Mailing } from '../../../cleverreach/index.ts';
import { StorageError } from '../../../storage/storage.ts';
import type { Language } from '../../../texts/index.ts';
import type { Connection } from '../../../workspaces/connections.ts';
import { previewTicket, previewUrl } from '../../../workspaces/preview-links.ts';
import type { Origin } from '../../payloads.ts';
import type { Services } from '../../services.ts';

/** Who gets the link: from where, and in which language the page is to be. */
interface Viewer {
  origin: Pick<Origin, 'teamId' | 'enterpriseId' | 'isEnterpriseInstall'>;
  language: Language;
}

/**
 * A link to the preview page of a mailing, good for thirty minutes. Undefined where none can be kept: a card without a
 * Preview button is better than none.
 */
export async function previewLink(
  { services, log }: { services: Pick<Services, 'tickets' | 'publicUrl'>; log: FastifyBaseLogger },
  { origin, language }: Viewer,
  mailing: Pick<Mailing, 'id'>,
  connection: Pick<Connection, 'account'> | undefined,
): Promise<string | undefined> {
  if (!connection) return undefined;
  const { teamId, enterpriseId, isEnterpriseInstall } = origin;
  try {
    const token = await services.tickets.issue(previewTicket, teamId, {
      mailingId: mailing.id,
      accountId: connection.account.id,
      language,
      enterpriseId,
      isEnterpriseInstall,
    });
    return previewUrl(services.publicUrl, token);
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    log.warn({ err: error }, 'no link to the preview of a mailing could be made');
    return undefined;
  }
}
