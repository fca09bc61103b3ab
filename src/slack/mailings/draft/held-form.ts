import * as z from 'zod';
import { defineTicket } from '../../../workspaces/tickets.ts';
import { formOf } from '../../form.ts';
import type { FormValues } from '../../payloads.ts';
import type { SlackRequest } from '../../requests.ts';

/** Where a mailing's content comes from. */
export const ways = ['text', 'html', 'file'] as const;
export type Way = (typeof ways)[number];

/** The field of each way; a form has only one of them at a time. */
const fieldOf = { text: 'body', html: 'html', file: 'file' } as const;

/** A file that was uploaded into the form. */
const chosenFileSchema = z.object({
  name: z.string(),
  /** In bytes. */
  size: z.number(),
  url: z.string(),
});
export type ChosenFile = z.infer<typeof chosenFileSchema>;

/** A file as Slack describes it. */
const slackFileSchema = z
  .object({ name: z.string().catch(''), size: z.number().catch(0), url_private_download: z.string().catch('') })
  .transform(({ url_private_download: url, ...file }): ChosenFile => ({ ...file, url }));

const draftFormSchema = z.object({
  way: z.enum(ways),
  group: z.object({ id: z.string(), name: z.string() }).exactOptional(),
  subject: z.string(),
  name: z.string(),
  senderName: z.string(),
  senderEmail: z.string(),
  /** As Slack's editor gives and takes it. */
  richText: z.unknown().optional(),
  html: z.string(),
  file: chosenFileSchema.exactOptional(),
  /** It was made from a message that had more than fits. */
  isCut: z.boolean().exactOptional(),
});

/** Everything the form holds, also of the ways that are not shown. As it was typed: nothing of it is checked. */
export type DraftForm = z.infer<typeof draftFormSchema>;

export const emptyForm: DraftForm = { way: 'text', subject: '', name: '', senderName: '', senderEmail: '', html: '' };

/** A form that somebody will come back to; nobody else gets it. */
const formTicket = defineTicket({
  kind: 'draft-form',
  version: 1,
  schema: z.object({ userId: z.string(), form: draftFormSchema }),
  // As long as somebody may leave a form open over a working day.
  ttlMs: 8 * 60 * 60 * 1000,
});

/** What the form knows of the steps before. */
const stateSchema = z.object({ kept: z.string().optional() }).catch({});

type Asker = Pick<SlackRequest, 'services' | 'origin' | 'person'>;

/** Keeps a form, and gives the token that brings it back. */
export function keepForm({ services, origin, person }: Asker, form: DraftForm): Promise<string> {
  return services.tickets.issue(formTicket, origin.teamId, { userId: person.id, form });
}

/** A form that this person kept; undefined if there is none any more, or it is somebody else's. */
export async function keptForm({ services, origin, person }: Asker, token: string): Promise<DraftForm | undefined> {
  const ticket = await services.tickets.read(formTicket, token);
  const isOwn = ticket?.workspace === origin.teamId && ticket.data.userId === person.id;
  return isOwn ? ticket.data.form : undefined;
}

/** The block of the group's field: it gets another id where the form finds the group out by itself. */
export const groupBlocks = ['group', 'group:found'] as const;

export function groupBlockIn(values: FormValues): (typeof groupBlocks)[number] {
  return groupBlocks.find((block) => values[block] !== undefined) ?? 'group';
}

/**
 * What the form holds now: the fields it shows, and of the other ways what was kept when they were left. `way` is the one
 * whose field is shown, whatever is chosen; {@link chosenWay} is what is chosen.
 */
export async function heldForm(request: SlackRequest): Promise<DraftForm> {
  const { kept } = stateSchema.parse(request.state);
  const before = (kept === undefined ? undefined : await keptForm(request, kept)) ?? emptyForm;
  const form = formOf(request.values);
  const groupBlock = groupBlockIn(request.values);
  const [group] = form.choices(groupBlock);
  const file = slackFileSchema.safeParse(form.files(fieldOf.file)[0]).data ?? before.file;
  return {
    way: ways.find((way) => form.has(fieldOf[way])) ?? chosenWay(request.values),
    ...(group ? { group: { id: group.value, name: group.name } } : {}),
    subject: form.text('subject'),
    name: form.text('name'),
    senderName: form.text('sender_name'),
    senderEmail: form.text('sender_email'),
    richText: form.has(fieldOf.text) ? form.richText(fieldOf.text) : before.richText,
    html: form.has(fieldOf.html) ? form.text(fieldOf.html) : before.html,
    ...(file ? { file } : {}),
  };
}

export function chosenWay(values: FormValues): Way {
  const [chosen] = formOf(values).chosen('way');
  return ways.find((way) => way === chosen) ?? 'text';
}

/** The field at which something about the content is told: the way's own, or the choice where it is not shown. */
export function contentBlockIn(values: FormValues, way: Way): string {
  return values[fieldOf[way]] === undefined ? 'way' : fieldOf[way];
}
