/**
 * CleverReach's things as the rest of the house knows them: plain values, times as `Date`, absent where CleverReach
 * says "never" or nothing. The schemas describe what comes out of this room; what CleverReach sends is in `wire.ts`.
 */
import { z } from 'zod';

/** The connected account, as `whoami` tells it. */
export const accountSchema = z.object({
  /** The customer id, a string of digits. */
  id: z.string(),
  /** Empty for a private person. */
  company: z.string(),
  /** What to call the account: the company, or else first and last name. */
  name: z.string(),
  email: z.string(),
  /** Host name of the account's own web interface, e.g. `129001.eu2.cleverreach.com`; empty if none was told. */
  loginDomain: z.string(),
});
export type Account = z.infer<typeof accountSchema>;

/** A group: CleverReach's word for a recipient list. */
export const groupSchema = z.object({
  id: z.string(),
  name: z.string(),
  createdAt: z.date().exactOptional(),
  lastMailingAt: z.date().exactOptional(),
  changedAt: z.date().exactOptional(),
  /** A locked group cannot be changed. */
  locked: z.boolean(),
});
export type Group = z.infer<typeof groupSchema>;

/** A group's figures. CleverReach computes them now and then: `computedAt` says when. */
export const groupStatsSchema = z.object({
  total: z.number(),
  active: z.number(),
  inactive: z.number(),
  bounced: z.number(),
  computedAt: z.date().exactOptional(),
  /** CleverReach's own mark for the list; its scale is not documented (3 was seen). */
  quality: z.number().exactOptional(),
  averagePoints: z.number().exactOptional(),
});
export type GroupStats = z.infer<typeof groupStatsSchema>;

export const receiverStateSchema = z.enum(['active', 'inactive', 'bounced']);
export type ReceiverState = z.infer<typeof receiverStateSchema>;

/** Something that happened to a receiver: a mailing was sent, opened, bounced; somebody changed the receiver. */
export const receiverEventSchema = z.object({
  at: z.date().exactOptional(),
  /** Seen: `api`, `log`, `mail_send`, `mail_open`, `mail_click`, `mail_bounce`, `user_unsubscribe`. */
  type: z.string(),
  /** What it means depends on the type: a mailing's, link's or form's id, `hardbounce`, `REST insert`. */
  typeId: z.string(),
  mailingId: z.string().exactOptional(),
  groupId: z.string().exactOptional(),
});
export type ReceiverEvent = z.infer<typeof receiverEventSchema>;

/** A receiver as a member of one group; the same address can be in another state in another group. */
export const receiverSchema = z.object({
  id: z.string(),
  email: z.string(),
  groupId: z.string(),
  state: receiverStateSchema,
  registeredAt: z.date().exactOptional(),
  activatedAt: z.date().exactOptional(),
  deactivatedAt: z.date().exactOptional(),
  bouncedAt: z.date().exactOptional(),
  /** Where the address came from, as whoever added it said. */
  source: z.string().exactOptional(),
  /** Present only where CleverReach sends them: not in lists. */
  tags: z.array(z.string()).exactOptional(),
  /** The last 250, likewise. */
  events: z.array(receiverEventSchema).exactOptional(),
  /** The group's own attributes by name; every one that is defined, `''` when unset. */
  attributes: z.record(z.string(), z.string()),
  /** The account's attributes by name, likewise. */
  globalAttributes: z.record(z.string(), z.string()),
});
export type Receiver = z.infer<typeof receiverSchema>;

export const mailingStateSchema = z.enum(['draft', 'waiting', 'running', 'finished', 'automation']);
export type MailingState = z.infer<typeof mailingStateSchema>;

/** A mailing: a draft, or one that waits, runs or is finished. */
export const mailingSchema = z.object({
  id: z.string(),
  name: z.string(),
  subject: z.string(),
  senderName: z.string(),
  senderEmail: z.string(),
  /** Empty in lists, which are asked for without bodies. */
  html: z.string(),
  /** Empty in lists, likewise. */
  text: z.string(),
  /** Absent where CleverReach sent neither a state nor the times it could be read from. */
  state: mailingStateSchema.exactOptional(),
  groupIds: z.array(z.string()),
  createdAt: z.date().exactOptional(),
  changedAt: z.date().exactOptional(),
  startedAt: z.date().exactOptional(),
  finishedAt: z.date().exactOptional(),
  /** When a waiting mailing will go out. */
  sendAt: z.date().exactOptional(),
});
export type Mailing = z.infer<typeof mailingSchema>;

/** A field a receiver can have, of one group or of the whole account (global). */
export const attributeSchema = z.object({
  id: z.string(),
  /** The key of its value in a receiver's attributes. */
  name: z.string(),
  /** What to call it: the description, or else the name. */
  label: z.string(),
  /** `text`, `number`, `gender` or `date`; others are not documented and pass as they are. */
  type: z.string(),
  isGlobal: z.boolean(),
});
export type Attribute = z.infer<typeof attributeSchema>;

/** A form of a group, which its double opt-in mails are sent by. */
export const formSchema = z.object({ id: z.string(), name: z.string() });
export type Form = z.infer<typeof formSchema>;

/** What became of a mailing. A figure CleverReach did not tell is absent, which is not 0. */
export const reportSchema = z.object({
  delivered: z.number().exactOptional(),
  bounced: z.number().exactOptional(),
  unsubscribed: z.number().exactOptional(),
  spam: z.number().exactOptional(),
  /** People who opened it, each counted once. */
  uniqueOpened: z.number().exactOptional(),
  /** People who clicked in it, each counted once. */
  uniqueClicks: z.number().exactOptional(),
  finishedAt: z.date().exactOptional(),
});
export type Report = z.infer<typeof reportSchema>;

/** What creating something answers. */
export const createdSchema = z.object({ id: z.string() });
export type Created = z.infer<typeof createdSchema>;
