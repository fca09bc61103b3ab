import * as z from 'zod';

/**
 * What Slack sends, reduced to what the product uses. The schemas are tolerant of additions (Slack adds fields without
 * notice) and strict about what is relied on: anything else is answered 400 and reaches no listener.
 */

/** Where a request comes from and who is behind it. */
export interface Origin {
  teamId: string;
  /** Slack named no workspace, and `teamId` is the person's own one: perhaps none of this organisation's. */
  isTeamAssumed?: boolean | undefined;
  enterpriseId?: string | undefined;
  isEnterpriseInstall: boolean;
  userId: string;
  /** The person's own workspace: another one than `teamId` for people of other organisations in a shared channel. */
  userTeamId?: string | undefined;
}

/**
 * An id as Slack makes them, of a workspace, an organisation or a person. They become parts of keys, where any other
 * character could reach into another workspace's.
 */
const idSchema = z.string().regex(/^[A-Z0-9]{1,32}$/);
/** Where there is nothing, Slack leaves a field out, sends it empty, or sends null. */
const optionalIdSchema = idSchema.or(z.literal('')).nullish();
const optionalUrlSchema = z.url().or(z.literal('')).nullish();
const textSchema = z
  .string()
  .nullish()
  .transform((text) => text ?? '');

/** One element's value in a submitted form, of whatever kind the element is. */
const stateValueSchema = z.looseObject({
  type: z.string().nullish(),
  value: z.string().nullish(),
  selected_option: z.looseObject({ value: z.string() }).nullish(),
  selected_options: z.array(z.looseObject({ value: z.string() })).nullish(),
  rich_text_value: z.unknown().optional(),
});
export type FormValues = Record<string, Record<string, z.infer<typeof stateValueSchema>>>;

const viewSchema = z.looseObject({
  id: z.string(),
  callback_id: textSchema,
  private_metadata: textSchema,
  state: z.looseObject({ values: z.record(z.string(), z.record(z.string(), stateValueSchema)).nullish() }).nullish(),
});

const placeSchema = z.looseObject({ id: idSchema, enterprise_id: optionalIdSchema }).nullish();
const userSchema = z.looseObject({ id: idSchema, team_id: optionalIdSchema });

const interactionBase = {
  team: placeSchema,
  enterprise: placeSchema,
  user: userSchema,
  is_enterprise_install: z.union([z.boolean(), z.enum(['true', 'false', ''])]).nullish(),
};

const commandSchema = z.looseObject({
  command: z.string().startsWith('/'),
  text: textSchema,
  team_id: idSchema,
  enterprise_id: optionalIdSchema,
  is_enterprise_install: z.enum(['true', 'false', '']).nullish(),
  user_id: idSchema,
  response_url: optionalUrlSchema,
  trigger_id: z.string().nullish(),
});

const actionSchema = z.looseObject({
  type: z.literal('block_actions'),
  ...interactionBase,
  trigger_id: z.string().nullish(),
  response_url: optionalUrlSchema,
  view: viewSchema.nullish(),
  actions: z.array(z.looseObject({ action_id: z.string(), value: z.string().nullish() })).min(1),
});

const shortcutSchema = z.looseObject({
  type: z.enum(['shortcut', 'message_action']),
  ...interactionBase,
  callback_id: z.string(),
  trigger_id: textSchema,
  response_url: optionalUrlSchema,
  message: z.looseObject({}).nullish(),
});

const viewActionSchema = z.looseObject({
  type: z.enum(['view_submission', 'view_closed']),
  ...interactionBase,
  view: viewSchema,
});

const suggestionSchema = z.looseObject({
  type: z.literal('block_suggestion'),
  ...interactionBase,
  action_id: z.string(),
  value: textSchema,
});

const eventSchema = z.looseObject({
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
  }),
  is_enterprise_install: z.boolean().nullish(),
  authorizations: z.array(z.looseObject({ is_enterprise_install: z.boolean().nullish() })).nullish(),
});

export type Incoming =
  | {
      kind: 'command';
      origin: Origin;
      text: string;
      responseUrl?: string | undefined;
      triggerId?: string | undefined;
    }
  | {
      kind: 'action';
      origin: Origin;
      actionId: string;
      value: string;
      responseUrl?: string | undefined;
      triggerId?: string | undefined;
    }
  | {
      kind: 'shortcut';
      origin: Origin;
      callbackId: string;
      triggerId?: string | undefined;
      responseUrl?: string | undefined;
      /** The message it was chosen on; only for message shortcuts. */
      message?: Record<string, unknown> | undefined;
    }
  | {
      kind: 'submission';
      origin: Origin;
      viewId: string;
      callbackId: string;
      privateMetadata: string;
      values: FormValues;
    }
  | { kind: 'closed'; origin: Origin }
  | { kind: 'options'; origin: Origin; actionId: string; query: string }
  | {
      kind: 'event';
      eventId: string;
      type: string;
      teamId?: string | undefined;
      enterpriseId?: string | undefined;
      isEnterpriseInstall: boolean;
      /** Of `tokens_revoked`: whether the bot's token is among them. */
      botTokenRevoked: boolean;
      /** Of `team_access_revoked`: the workspaces without the app from now on. */
      revokedTeamIds: string[];
      /** When it happened, to the second; a repeat says the same as the first. */
      happenedAt?: Date | undefined;
    };

/** Reads a verified payload; undefined when it is none that Slack sends to this app. */
export function parseIncoming(body: Record<string, unknown>): Incoming | undefined {
  const type = body['type'];
  // Bolt takes whatever has an `event` for one.
  if (type !== 'event_callback' && body['event'] !== undefined) return undefined;
  if (type === 'event_callback') return fromSchema(eventSchema, body, eventOf);
  if (type === 'block_actions') return fromSchema(actionSchema, body, actionOf);
  if (type === 'shortcut' || type === 'message_action') return fromSchema(shortcutSchema, body, shortcutOf);
  if (type === 'view_submission' || type === 'view_closed') return fromSchema(viewActionSchema, body, viewActionOf);
  if (type === 'block_suggestion') return fromSchema(suggestionSchema, body, suggestionOf);
  return fromSchema(commandSchema, body, commandOf);
}

function fromSchema<T>(schema: z.ZodType<T>, body: unknown, read: (parsed: T) => Incoming | undefined) {
  const parsed = schema.safeParse(body);
  return parsed.success ? read(parsed.data) : undefined;
}

function eventOf(body: z.infer<typeof eventSchema>): Incoming {
  return {
    kind: 'event',
    eventId: body.event_id,
    type: body.event.type,
    teamId: body.team_id || undefined,
    enterpriseId: body.enterprise_id || undefined,
    isEnterpriseInstall: (body.authorizations?.[0]?.is_enterprise_install ?? body.is_enterprise_install) === true,
    botTokenRevoked: !body.event.tokens || (body.event.tokens.bot ?? []).length > 0,
    revokedTeamIds: body.event.team_ids ?? [],
    happenedAt: body.event_time ? new Date(body.event_time * 1000) : undefined,
  };
}

function commandOf(body: z.infer<typeof commandSchema>): Incoming {
  return {
    kind: 'command',
    origin: {
      teamId: body.team_id,
      enterpriseId: body.enterprise_id || undefined,
      isEnterpriseInstall: body.is_enterprise_install === 'true',
      userId: body.user_id,
    },
    text: body.text,
    responseUrl: body.response_url || undefined,
    triggerId: body.trigger_id || undefined,
  };
}

function actionOf(body: z.infer<typeof actionSchema>): Incoming | undefined {
  const origin = originOf(body);
  const action = body.actions[0];
  if (!origin || !action) return undefined;
  return {
    kind: 'action',
    origin,
    actionId: action.action_id,
    value: action.value ?? '',
    responseUrl: body.response_url || undefined,
    triggerId: body.trigger_id || undefined,
  };
}

function shortcutOf(body: z.infer<typeof shortcutSchema>): Incoming | undefined {
  const origin = originOf(body);
  if (!origin) return undefined;
  return {
    kind: 'shortcut',
    origin,
    callbackId: body.callback_id,
    triggerId: body.trigger_id || undefined,
    responseUrl: body.response_url || undefined,
    message: body.message ?? undefined,
  };
}

function viewActionOf(body: z.infer<typeof viewActionSchema>): Incoming | undefined {
  const origin = originOf(body);
  if (!origin) return undefined;
  if (body.type === 'view_closed') return { kind: 'closed', origin };
  return {
    kind: 'submission',
    origin,
    viewId: body.view.id,
    callbackId: body.view.callback_id,
    privateMetadata: body.view.private_metadata,
    values: body.view.state?.values ?? {},
  };
}

function suggestionOf(body: z.infer<typeof suggestionSchema>): Incoming | undefined {
  const origin = originOf(body);
  return origin && { kind: 'options', origin, actionId: body.action_id, query: body.value };
}

/** `team` is null where an organisation's installation is used outside a workspace: then the person's own one is taken. */
function originOf(body: {
  team?: { id: string; enterprise_id?: string | null | undefined } | null | undefined;
  enterprise?: { id: string } | null | undefined;
  user: { id: string; team_id?: string | null | undefined };
  is_enterprise_install?: boolean | 'true' | 'false' | '' | null | undefined;
}): Origin | undefined {
  const userTeamId = body.user.team_id || undefined;
  const teamId = body.team?.id ?? userTeamId;
  if (teamId === undefined) return undefined;
  return {
    teamId,
    isTeamAssumed: !body.team,
    enterpriseId: body.enterprise?.id ?? (body.team?.enterprise_id || undefined),
    isEnterpriseInstall: body.is_enterprise_install === true || body.is_enterprise_install === 'true',
    userId: body.user.id,
    userTeamId,
  };
}
