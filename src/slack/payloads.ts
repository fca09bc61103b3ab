import type * as z from 'zod';
import {
  actionSchema,
  commandSchema,
  eventSchema,
  type FormValues,
  idSchema,
  shortcutSchema,
  suggestionSchema,
  viewActionSchema,
} from './payload-schemas.ts';

export type { FormValues } from './payload-schemas.ts';

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

/** The modal or Home tab in which something was pressed. */
export interface IncomingView {
  id: string;
  type: 'modal' | 'home';
  callbackId: string;
  privateMetadata: string;
}

/** What Slack sent, reduced to what the product uses. */
export type Incoming =
  | {
      kind: 'command';
      origin: Origin;
      text: string;
      channelId?: string | undefined;
      responseUrl?: string | undefined;
      triggerId?: string | undefined;
    }
  | {
      kind: 'action';
      origin: Origin;
      actionId: string;
      value: string;
      channelId?: string | undefined;
      responseUrl?: string | undefined;
      triggerId?: string | undefined;
      view?: IncomingView | undefined;
      /** What the form holds in which something was pressed or chosen, this choice included. */
      values: FormValues;
    }
  | {
      kind: 'shortcut';
      origin: Origin;
      callbackId: string;
      triggerId?: string | undefined;
      responseUrl?: string | undefined;
      channelId?: string | undefined;
      /** The message it was chosen on; only for message shortcuts. */
      message?: Record<string, unknown> | undefined;
    }
  | {
      kind: 'submission';
      origin: Origin;
      view: IncomingView;
      values: FormValues;
      /** Where to post to the conversations that were chosen. */
      responseUrls: { channelId: string; responseUrl: string }[];
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
      /** Of `app_home_opened`: who opened the app's Home, and which of its tabs. */
      userId?: string | undefined;
      tab?: string | undefined;
      /** Of `app_home_opened`: which state of Home the person sees; undefined as long as nothing was shown there. */
      viewHash?: string | undefined;
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
    enterpriseId: body.enterprise_id || body.authorizations?.[0]?.enterprise_id || undefined,
    isEnterpriseInstall: (body.authorizations?.[0]?.is_enterprise_install ?? body.is_enterprise_install) === true,
    botTokenRevoked: !body.event.tokens || (body.event.tokens.bot ?? []).length > 0,
    revokedTeamIds: body.event.team_ids ?? [],
    happenedAt: body.event_time ? new Date(body.event_time * 1000) : undefined,
    userId: slackIdOf(body.event.user),
    tab: typeof body.event.tab === 'string' ? body.event.tab : undefined,
    viewHash: body.event.view?.hash,
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
    channelId: body.channel_id || undefined,
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
    channelId: body.channel?.id || undefined,
    responseUrl: body.response_url || undefined,
    triggerId: body.trigger_id || undefined,
    view: body.view ? viewOf(body.view) : undefined,
    values: body.view?.state?.values ?? {},
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
    channelId: body.channel?.id || undefined,
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
    view: viewOf(body.view),
    values: body.view.state?.values ?? {},
    responseUrls: (body.response_urls ?? []).map(({ channel_id, response_url }) => ({
      channelId: channel_id,
      responseUrl: response_url,
    })),
  };
}

function viewOf(view: z.infer<typeof viewActionSchema>['view']): IncomingView {
  return {
    id: view.id,
    type: view.type === 'home' ? 'home' : 'modal',
    callbackId: view.callback_id,
    privateMetadata: view.private_metadata,
  };
}

function slackIdOf(value: unknown): string | undefined {
  const parsed = idSchema.safeParse(value);
  return parsed.success ? parsed.data : undefined;
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
