/** One account's CleverReach: the endpoints, each a method with plain values in and out. */
import type { z } from 'zod';
import { readAnswer } from './answers.ts';
import { type Endpoint, requestTo } from './endpoint.ts';
import { CleverReachUnauthorizedError } from './errors.ts';
import type { Account, Created, Group, GroupStats, Mailing, MailingState, Receiver } from './model.ts';
import type { Send } from './sender.ts';
import {
  accountAnswer,
  createdAnswer,
  doneAnswer,
  groupStatsAnswer,
  groupsAnswer,
  mailingAnswer,
  mailingsAnswer,
  receiverAnswer,
  receiversAnswer,
} from './wire.ts';

/** Where the client gets its access token from. */
export interface AccessTokens {
  /** The token to use now. */
  current(): Promise<string>;
  /** A token to use instead of the one CleverReach has just rejected. */
  renew(rejected: string): Promise<string>;
}

/** How a list of receivers is ordered: a field and a direction, as CleverReach's `order_by` takes it. */
export type ReceiverOrder = `${'email' | 'registered' | 'activated'} ${'asc' | 'desc'}`;

export interface ReceiverQuery {
  /** From 0. A page with fewer receivers than `pageSize` is the last; beyond it the list is empty. */
  page?: number | undefined;
  /** 50 if not given, at most 5,000. */
  pageSize?: number | undefined;
  state?: 'all' | 'active' | 'inactive' | 'bounced' | undefined;
  /** Only receivers with one of these addresses. */
  emails?: readonly string[] | undefined;
  orderBy?: ReceiverOrder | undefined;
}

export interface NewReceiver {
  email: string;
  /**
   * `active` receives mailings at once. `pending` waits for a double opt-in: without the confirmation it stays inactive.
   */
  activation: 'active' | 'pending';
  /** When the person signed up; now, if not given. */
  registeredAt?: Date | undefined;
  /** Where the address came from; CleverReach keeps 250 characters. */
  source?: string | undefined;
  attributes?: Readonly<Record<string, string>> | undefined;
  globalAttributes?: Readonly<Record<string, string>> | undefined;
  tags?: readonly string[] | undefined;
}

export interface MailingQuery {
  /** `all` if not given. */
  state?: 'all' | MailingState | undefined;
  /** 25 if not given; at most 1,000, or 100 where a state is asked for. */
  limit?: number | undefined;
  /** From 0; CleverReach only looks at it where a state is asked for. */
  page?: number | undefined;
}

export interface MailingDraft {
  name: string;
  subject: string;
  senderName: string;
  senderEmail: string;
  html: string;
  /** The plain text part; may be empty, and then the mailing is HTML only. */
  text: string;
  groupIds: readonly string[];
}

/**
 * Every method throws a `CleverReachError`; whatever the `AccessTokens` throw passes through. A 401 is answered by
 * renewing the token and repeating the call, once; the second 401 is the `CleverReachUnauthorizedError`.
 */
export interface CleverReachClient {
  /** The account the token belongs to. */
  whoami(): Promise<Account>;
  /** All groups; CleverReach does not page them. */
  listGroups(): Promise<Group[]>;
  getGroupStats(groupId: string): Promise<GroupStats>;
  /** Receivers of a group, without their tags, events and orders. */
  listReceivers(groupId: string, query?: ReceiverQuery): Promise<Receiver[]>;
  /** Throws `CleverReachConflictError` if the address is in the group already, be it active or not. */
  addReceiver(groupId: string, receiver: NewReceiver): Promise<Receiver>;
  /** Unsubscribes: the receiver stays in the group and is sent nothing. */
  deactivateReceiver(groupId: string, idOrEmail: string): Promise<void>;
  /** Mailings without their bodies, each with its state, in CleverReach's order within a state. */
  listMailings(query?: MailingQuery): Promise<Mailing[]>;
  getMailing(id: string): Promise<Mailing>;
  /** A draft, which nobody is sent. CleverReach takes any number of equal ones, so a repetition makes a second. */
  createMailing(draft: MailingDraft): Promise<Created>;
}

/** A client that sends with `send` and the given account's tokens. */
export function createClient(send: Send, tokens: AccessTokens): CleverReachClient {
  async function call<T extends z.ZodType>(endpoint: Endpoint, answer: T): Promise<z.output<T>> {
    const request = requestTo(endpoint);
    const withToken = (token: string) => send({ ...request, token }, (raw, sent) => readAnswer(raw, sent, answer));
    const token = await tokens.current();
    try {
      return await withToken(token);
    } catch (error) {
      if (!(error instanceof CleverReachUnauthorizedError)) throw error;
      // Also for a write: what is answered 401 was not done.
      return withToken(await tokens.renew(token));
    }
  }

  return {
    // Only the spelling with `.json` is seen for whoami.
    whoami: () => call({ method: 'GET', path: '/debug/whoami.json' }, accountAnswer),
    listGroups: () => call({ method: 'GET', path: '/groups' }, groupsAnswer),
    getGroupStats: (groupId) =>
      call({ method: 'GET', path: '/groups/{id}/stats', ids: { id: groupId } }, groupStatsAnswer),
    listReceivers: (groupId, query = {}) =>
      call(
        { method: 'GET', path: '/groups/{id}/receivers', ids: { id: groupId }, query: receiverQuery(query) },
        receiversAnswer(groupId),
      ),
    addReceiver: (groupId, receiver) =>
      call(
        { method: 'POST', path: '/groups/{id}/receivers', ids: { id: groupId }, json: receiverBody(receiver) },
        receiverAnswer(groupId),
      ),
    deactivateReceiver: (groupId, idOrEmail) =>
      call(
        {
          method: 'PUT',
          path: '/groups/{id}/receivers/{receiver}/deactivate',
          ids: { id: groupId, receiver: idOrEmail },
        },
        doneAnswer,
      ),
    listMailings: (query = {}) =>
      call({ method: 'GET', path: '/mailings', query: mailingQuery(query) }, mailingsAnswer),
    getMailing: (id) => call({ method: 'GET', path: '/mailings/{id}', ids: { id } }, mailingAnswer),
    createMailing: (draft) => call({ method: 'POST', path: '/mailings', json: draftBody(draft) }, createdAnswer),
  };
}

function receiverQuery(query: ReceiverQuery): Endpoint['query'] {
  return {
    page: query.page,
    pagesize: query.pageSize,
    // The state is `bounced` everywhere but in this parameter.
    type: query.state === 'bounced' ? 'bounce' : query.state,
    email_list: query.emails?.join(','),
    order_by: query.orderBy,
  };
}

/**
 * Both times are always there: a receiver created with neither `registered`, `activated` nor `deactivated` becomes
 * active, which nobody pending may.
 */
function receiverBody(receiver: NewReceiver): unknown {
  const nowS = Math.floor(Date.now() / 1000);
  return {
    email: receiver.email,
    registered: receiver.registeredAt === undefined ? nowS : Math.floor(receiver.registeredAt.getTime() / 1000),
    activated: receiver.activation === 'active' ? nowS : 0,
    source: receiver.source,
    attributes: receiver.attributes,
    global_attributes: receiver.globalAttributes,
    tags: receiver.tags,
  };
}

function mailingQuery(query: MailingQuery): Endpoint['query'] {
  // A page of full bodies can be a hundred megabytes; a list shows none of it.
  return { state: query.state, limit: query.limit, page: query.page, omit_body: true };
}

function draftBody(draft: MailingDraft): unknown {
  return {
    name: draft.name,
    subject: draft.subject,
    sender_name: draft.senderName,
    sender_email: draft.senderEmail,
    content:
      draft.text === ''
        ? { type: 'html', html: draft.html }
        : { type: 'html/text', html: draft.html, text: draft.text },
    receivers: { groups: draft.groupIds },
    // CleverReach's editor for HTML that was written elsewhere.
    settings: { editor: 'advanced' },
  };
}
