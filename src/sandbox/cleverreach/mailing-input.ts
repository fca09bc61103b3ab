import { z } from 'zod';
import { ApiError } from './errors.ts';
import { check, idSchema, isEmail } from './input.ts';
import type { Account, Mailing } from './model.ts';
import { groupOf } from './state.ts';

const address = z.string().trim().refine(isEmail);
const filled = z.string().refine((text) => text.trim() !== '');

const content = z.object({ type: z.enum(['html', 'text', 'html/text']), html: z.string(), text: z.string() }).partial();

const settings = z
  .looseObject({
    editor: z.enum(['wizard', 'freeform', 'advanced', 'plaintext', 'eddytor']),
    link_tracking_type: z.enum(['google', 'intelliad', 'crconnect']),
    unsubscribe_form_id: idSchema,
    campaign_id: idSchema,
    category_id: idSchema,
  })
  .partial();

const mailingSchema = z.object({
  name: filled,
  subject: filled,
  sender_name: filled,
  sender_email: address,
  content,
  receivers: z.object({ groups: z.array(idSchema), filter: idSchema }).partial(),
  settings: settings.optional(),
  tags: z.array(z.string()).optional(),
});

/**
 * Reads a mailing to be made. Which fields CleverReach demands is not documented; every client known sends name, subject,
 * sender, content and receivers, so those are demanded: 400 naming the first one that is missing or empty.
 */
export function readNewMailing(account: Account, body: unknown) {
  const input = check(mailingSchema, body);
  const type = input.content.type;
  if (type === undefined) throw new ApiError(400, 'invalid content.type');
  requireContent(type, input.content.html ?? '', input.content.text ?? '');
  const groupIds = readGroups(account, input.receivers);
  if (groupIds === undefined || groupIds.length === 0) throw new ApiError(400, 'invalid receivers.groups');
  return {
    name: input.name,
    subject: input.subject,
    senderName: input.sender_name,
    senderEmail: input.sender_email,
    html: input.content.html ?? '',
    text: input.content.text ?? '',
    contentType: type,
    groupIds,
    settings: input.settings ?? {},
    tags: input.tags ?? [],
  };
}

/** Changes a mailing by a partial body: what was not sent stays. */
export function applyMailingChange(account: Account, mailing: Mailing, body: unknown): void {
  const input = check(mailingSchema.partial(), body);
  const next = {
    name: input.name ?? mailing.name,
    subject: input.subject ?? mailing.subject,
    senderName: input.sender_name ?? mailing.senderName,
    senderEmail: input.sender_email ?? mailing.senderEmail,
    html: input.content?.html ?? mailing.html,
    text: input.content?.text ?? mailing.text,
    contentType: input.content?.type ?? mailing.contentType,
    groupIds: readGroups(account, input.receivers) ?? mailing.groupIds,
    settings: { ...mailing.settings, ...input.settings },
    tags: input.tags ?? mailing.tags,
  };
  requireContent(next.contentType, next.html, next.text);
  Object.assign(mailing, next);
}

function requireContent(type: Mailing['contentType'], html: string, text: string): void {
  if (type !== 'text' && html.trim() === '') throw new ApiError(400, 'invalid content.html');
  if (type !== 'html' && text.trim() === '') throw new ApiError(400, 'invalid content.text');
}

function readGroups(
  account: Account,
  receivers: { groups?: string[] | undefined; filter?: string | undefined } | undefined,
): string[] | undefined {
  // This CleverReach has no segments, so no filter id can be right.
  if (receivers?.filter !== undefined) throw new ApiError(404, 'invalid filter');
  return receivers?.groups?.map((id) => groupOf(account, id).id);
}
