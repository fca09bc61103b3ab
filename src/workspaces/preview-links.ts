import * as z from 'zod';
import { defineTicket } from './tickets.ts';

/** Where the page is that shows a mailing. */
export const previewPath = '/cleverreach/preview';

const previewLinkSchema = z.object({
  mailingId: z.string(),
  /** The account the mailing is in: in another one the same id is another mailing. */
  accountId: z.string(),
  language: z.enum(['de', 'en']),
  /** Of an organisation's installation, so that the page finds the way back to Slack. */
  enterpriseId: z.string().optional(),
  isEnterpriseInstall: z.boolean().optional(),
});

/** One mailing of one workspace, to be looked at in a browser. Its content is not kept but fetched when the link is opened. */
export type PreviewLink = z.infer<typeof previewLinkSchema>;

/** Behind the Preview button of a card; whoever has the link can see the mailing, so it does not last. */
export const previewTicket = defineTicket({
  kind: 'mailing-preview',
  version: 1,
  schema: previewLinkSchema,
  ttlMs: 30 * 60 * 1000,
});

/** The address of the page. `token` is a {@link previewTicket}'s. */
export function previewUrl(publicUrl: string, token: string): string {
  return `${publicUrl}${previewPath}?${new URLSearchParams({ ticket: token })}`;
}
