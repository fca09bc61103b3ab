/**
 * What CleverReach answers, endpoint by endpoint, turned into the things of `model.ts`; receivers, fields and reports are
 * in files of their own. CleverReach publishes no
 * response schemas; the keys are those of live samples and of the recorded answers in CleverReach's own plugins.
 */
import { z } from 'zod';
import type { Account, Created, Group, GroupStats, Mailing, MailingState } from './model.ts';
import { mailingStateSchema } from './model.ts';
import {
  countValue,
  defined,
  flagValue,
  idValue,
  listValue,
  numberValue,
  singleValue,
  textValue,
  timeValue,
} from './values.ts';

const HOST_NAME = /^[a-z0-9-]+(\.[a-z0-9-]+)+$/i;

/** `GET /debug/whoami.json`. */
export const accountAnswer = singleValue(
  z.object({
    id: idValue,
    company: textValue,
    firstname: textValue,
    name: textValue,
    email: textValue,
    login_domain: textValue,
  }),
).transform(
  (wire): Account => ({
    id: wire.id,
    company: wire.company.trim(),
    name: wire.company.trim() || `${wire.firstname} ${wire.name}`.trim() || wire.email || wire.id,
    email: wire.email,
    // It becomes the host of a link, so nothing but a host name passes.
    loginDomain: HOST_NAME.test(wire.login_domain) ? wire.login_domain : '',
  }),
);

/** `GET /groups`: never paged. */
export const groupsAnswer = listValue(
  z
    .object({
      id: idValue,
      name: textValue,
      stamp: timeValue,
      last_mailing: timeValue,
      last_changed: timeValue,
      locked: flagValue,
    })
    .transform(
      (wire): Group =>
        defined({
          id: wire.id,
          name: wire.name,
          createdAt: wire.stamp,
          lastMailingAt: wire.last_mailing,
          changedAt: wire.last_changed,
          locked: wire.locked,
        }),
    ),
);

/** `GET /groups/{id}/stats`. */
export const groupStatsAnswer = singleValue(
  z.object({
    total_count: countValue,
    active_count: countValue,
    inactive_count: countValue,
    bounce_count: countValue,
    time: timeValue,
    quality: numberValue.nullish(),
    avg_points: numberValue.nullish(),
  }),
).transform(
  (wire): GroupStats =>
    defined({
      total: wire.total_count,
      active: wire.active_count,
      inactive: wire.inactive_count,
      bounced: wire.bounce_count,
      computedAt: wire.time,
      quality: wire.quality ?? undefined,
      averagePoints: wire.avg_points ?? undefined,
    }),
);

const mailingWire = z.object({
  id: idValue,
  name: textValue,
  subject: textValue,
  sender_name: textValue,
  sender_email: textValue,
  body_html: textValue,
  body_text: textValue,
  state: textValue,
  stamp: timeValue,
  last_changed: timeValue,
  started: timeValue,
  finished: timeValue,
  ready: timeValue,
  send_on: timeValue,
  mailing_groups: z.union([z.object({ group_ids: listValue(idValue) }), z.array(z.never())]).nullish(),
});

/** `GET /mailings/{id}`. */
export const mailingAnswer = singleValue(mailingWire).transform((wire) => toMailing(wire));

/**
 * `GET /mailings`: an object keyed by state (seen live, also when one state was asked for), where states without
 * mailings may be missing; a flat list and `[]` are understood too.
 */
export const mailingsAnswer = z.union([
  listValue(mailingWire).transform((list) => list.map((wire) => toMailing(wire))),
  z
    .record(z.string(), listValue(mailingWire))
    .transform((byState) =>
      Object.entries(byState).flatMap(([state, list]) => list.map((wire) => toMailing(wire, state))),
    ),
]);

function toMailing(wire: z.output<typeof mailingWire>, listedUnder = ''): Mailing {
  const groups = wire.mailing_groups;
  return defined({
    id: wire.id,
    name: wire.name,
    subject: wire.subject,
    senderName: wire.sender_name,
    senderEmail: wire.sender_email,
    html: wire.body_html,
    text: wire.body_text,
    state: knownState(listedUnder) ?? knownState(wire.state) ?? stateFromTimes(wire),
    groupIds: groups && 'group_ids' in groups ? groups.group_ids : [],
    createdAt: wire.stamp,
    changedAt: wire.last_changed,
    startedAt: wire.started,
    finishedAt: wire.finished,
    sendAt: wire.send_on,
  });
}

/** The values of `state` are not documented: any other than the names the list can be asked for tells nothing. */
function knownState(name: string): MailingState | undefined {
  return mailingStateSchema.safeParse(name).data;
}

/** A draft has all four times 0 (seen live). An answer without any of them tells nothing. */
function stateFromTimes(wire: z.output<typeof mailingWire>): MailingState | undefined {
  if (!('finished' in wire || 'started' in wire || 'send_on' in wire || 'ready' in wire)) return undefined;
  if (wire.finished !== undefined) return 'finished';
  if (wire.started !== undefined) return 'running';
  return wire.send_on !== undefined || wire.ready !== undefined ? 'waiting' : 'draft';
}

/** `POST /mailings`: `{"success":true,"id":"8157001"}`. A `success` of false is dealt with before. */
export const createdAnswer = singleValue(z.object({ id: idValue })).transform((wire): Created => ({ id: wire.id }));

/**
 * What is only done: `true` for (de)activation and deletes (seen live); an object or nothing at all will do. A text
 * will not: where CleverReach answers with a text, as in bulk calls, it is an error.
 */
export const doneAnswer = z
  .union([z.literal([true, 'true', 1, '1']), z.looseObject({}), z.array(z.unknown()), z.null(), z.undefined()])
  .transform((): void => undefined);

/**
 * `POST /forms/{id}/send/activate`. Sources disagree on what it answers (an object with `success`, the address as a text),
 * so whatever does not say no counts as sent.
 */
export const sentAnswer = z.unknown().transform((): void => undefined);

/** `POST /oauth/token.php`. Whether every grant answers a refresh token is not known. */
export const tokenAnswer = z.object({
  access_token: z.string().min(1),
  /** Seconds; 30 days and a year were seen. */
  expires_in: numberValue.pipe(z.number().positive().max(1e10)),
  refresh_token: z.string().nullish(),
  scope: z.union([z.string(), z.array(z.string()).transform((names) => names.join(' '))]).nullish(),
});

/** An error of the token endpoint: a name where the API has an object. Only names of the standard's form are taken. */
export const oauthErrorBody = z.object({
  error: z.string().regex(/^[a-z_]{1,40}$/),
  error_description: z.string().optional(),
});
