import * as z from 'zod';

/**
 * What Slack sends, as far as it is relied on. The schemas are tolerant of additions (Slack adds fields without notice)
 * and strict about the rest: anything else is answered 400 and reaches no listener.
 */

/**
 * An id as Slack makes them, of a workspace, an organisation or a person. They become parts of keys, where any other
 * character could reach into another workspace's.
 */
export const idSchema = z.string().regex(/^[A-Z0-9]{1,32}$/);
/** Where there is nothing, Slack leaves a field out, sends it empty, or sends null. */
const optionalIdSchema = idSchema.or(z.literal('')).nullish();
const optionalUrlSchema = z.url().or(z.literal('')).nullish();
const textSchema = z
  .string()
  .nullish()
  .transform((text) => text ?? '');

const optionSchema = z.looseObject({ value: z.string(), text: z.looseObject({ text: z.string() }).nullish() });
/** Slack's editor nests nothing deeper than ten levels. */
const mostLevels = 50;
/** Kept, and written as JSON again, as it came: what is too deep for that counts as nothing written. */
const richTextSchema = z.unknown().transform((value) => (isWithin(value, mostLevels) ? value : undefined));

function isWithin(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return levels > 0 && Object.values(value).every((inner) => isWithin(inner, levels - 1));
}

/** One element's value in a submitted form, of whatever kind the element is. */
const stateValueSchema = z.looseObject({
  type: z.string().nullish(),
  value: z.string().nullish(),
  selected_option: optionSchema.nullish(),
  selected_options: z.array(optionSchema).nullish(),
  selected_users: z.array(z.string()).nullish(),
  selected_conversation: z.string().nullish(),
  selected_date: z.string().nullish(),
  rich_text_value: richTextSchema.optional(),
  files: z.array(z.unknown()).nullish(),
});
export type FormValues = Record<string, Record<string, z.infer<typeof stateValueSchema>>>;

const viewSchema = z.looseObject({
  id: z.string(),
  type: z.string().nullish(),
  callback_id: textSchema,
  private_metadata: textSchema,
  state: z.looseObject({ values: z.record(z.string(), z.record(z.string(), stateValueSchema)).nullish() }).nullish(),
});

const placeSchema = z.looseObject({ id: idSchema, enterprise_id: optionalIdSchema }).nullish();
const userSchema = z.looseObject({ id: idSchema, team_id: optionalIdSchema });

/** In a view there is none. */
const channelSchema = z.looseObject({ id: optionalIdSchema }).nullish();

const interactionBase = {
  team: placeSchema,
  enterprise: placeSchema,
  user: userSchema,
  is_enterprise_install: z.union([z.boolean(), z.enum(['true', 'false', ''])]).nullish(),
};

export const commandSchema = z.looseObject({
  command: z.string().startsWith('/'),
  text: textSchema,
  team_id: idSchema,
  enterprise_id: optionalIdSchema,
  is_enterprise_install: z.enum(['true', 'false', '']).nullish(),
  user_id: idSchema,
  channel_id: optionalIdSchema,
  response_url: optionalUrlSchema,
  trigger_id: z.string().nullish(),
});

export const actionSchema = z.looseObject({
  type: z.literal('block_actions'),
  ...interactionBase,
  trigger_id: z.string().nullish(),
  response_url: optionalUrlSchema,
  channel: channelSchema,
  view: viewSchema.nullish(),
  actions: z.array(z.looseObject({ action_id: z.string(), value: z.string().nullish() })).min(1),
});

export const shortcutSchema = z.looseObject({
  type: z.enum(['shortcut', 'message_action']),
  ...interactionBase,
  callback_id: z.string(),
  trigger_id: textSchema,
  response_url: optionalUrlSchema,
  channel: channelSchema,
  message: z.looseObject({}).nullish(),
});

export const viewActionSchema = z.looseObject({
  type: z.enum(['view_submission', 'view_closed']),
  ...interactionBase,
  view: viewSchema,
  /** Of a select of conversations that was asked for them: where to post to what was chosen. */
  response_urls: z.array(z.looseObject({ channel_id: z.string(), response_url: z.url() })).nullish(),
});

export const suggestionSchema = z.looseObject({
  type: z.literal('block_suggestion'),
  ...interactionBase,
  action_id: z.string(),
  value: textSchema,
});

export const eventSchema = z.looseObject({
  type: z.literal('event_callback'),
  team_id: optionalIdSchema,
  enterprise_id: optionalIdSchema,
  event_id: z.string().regex(/^[A-Za-z0-9_.-]{1,128}$/),
  /** Unix seconds. */
  event_time: z.number().nullish().catch(undefined),
  event: z.looseObject({
    type: z.string(),
    /** Of `tokens_revoked`: the ids of users and bots whose tokens died. */
    tokens: z.looseObject({ bot: z.array(z.string()).nullish() }).nullish(),
    /** Of `team_access_revoked`: the workspaces that an organisation took the app away from. */
    team_ids: z.array(idSchema).nullish(),
    /** Of `app_home_opened`: who opened the app's Home, and which of its tabs. Elsewhere `user` may be an object. */
    user: z.unknown().optional(),
    tab: z.unknown().optional(),
    /** Of `app_home_opened`: what the Home tab shows at this moment; missing as long as nothing was ever shown there. */
    view: z.looseObject({ hash: z.string() }).optional().catch(undefined),
  }),
  is_enterprise_install: z.boolean().nullish(),
  authorizations: z
    .array(z.looseObject({ enterprise_id: optionalIdSchema, is_enterprise_install: z.boolean().nullish() }))
    .nullish(),
});
