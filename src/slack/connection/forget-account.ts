import type { FastifyBaseLogger } from 'fastify';
import { RecordError } from '../../storage/records.ts';
import { previewTicket } from '../../workspaces/preview-links.ts';
import { entryTicket, planTicket, undoTicket } from '../receivers/unsubscribe/tickets.ts';
import type { Services } from '../services.ts';

/** Tickets that hold something of the account: its groups, its receivers, its mailings. */
const ticketsOfAccount = [entryTicket, planTicket, undoTicket, previewTicket];

/**
 * Forgets what is kept of an account whose connection has ended, beside the connection itself. What stays is the
 * workspace's own: its settings but for the default group, its OAuth app, the audit log, who has opened Home, links to the
 * connect page, and what somebody wrote into a draft's form.
 */
export async function forgetAccount(services: Services, workspace: string, log: FastifyBaseLogger): Promise<void> {
  const { tickets, lastDraft, settings } = services;
  await Promise.all([tickets.forget(workspace, ticketsOfAccount), lastDraft.forget(workspace)]);
  try {
    const { defaultGroup, ...others } = await settings.stored(workspace);
    if (defaultGroup) await settings.save(workspace, others);
  } catch (error) {
    if (!(error instanceof RecordError)) throw error;
    log.error({ err: error, workspace }, 'settings that cannot be read may hold a group of an account that is gone');
  }
}
