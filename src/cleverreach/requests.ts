/** What CleverReach is asked and sent: plain values, and their spelling in queries and bodies. */
import type { Endpoint } from './endpoint.ts';
import type { MailingState, ReceiverState } from './model.ts';

/** How a list of receivers is ordered: a field and a direction, as CleverReach's `order_by` takes it. */
export type ReceiverOrder = `${'email' | 'registered' | 'activated'} ${'asc' | 'desc'}`;

export interface ReceiverQuery {
  /** From 0. A page with fewer receivers than `pageSize` is the last; beyond it the list is empty. */
  page?: number | undefined;
  /** 50 if not given, at most 5,000. */
  pageSize?: number | undefined;
  state?: 'all' | ReceiverState | undefined;
  /** Only receivers with one of these addresses. */
  emails?: readonly string[] | undefined;
  orderBy?: ReceiverOrder | undefined;
}

export interface ReceiverSearch {
  /** Only receivers of these groups; of all, if not given or empty. An address in three groups is three receivers. */
  groupIds?: readonly string[] | undefined;
  /** The address, or a part of it; in either case. */
  email: { equals: string } | { contains: string };
  /** Means what it means in a list. */
  state?: 'all' | ReceiverState | undefined;
  /** From 0, as in a list. */
  page?: number | undefined;
  /** 50 if not given. */
  pageSize?: number | undefined;
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

/** What an opt-in mail is asked for with. CleverReach keeps the circumstances as evidence of the consent. */
export interface OptInRequest {
  email: string;
  /** The form's group. */
  groupId: string;
  doidata: {
    /** The IP address the subscription came from. */
    userIp: string;
    /** The page, or what stands for it. */
    referer: string;
    /** The program. */
    userAgent: string;
  };
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

export function receiverQuery(query: ReceiverQuery): Endpoint['query'] {
  return {
    page: query.page,
    pagesize: query.pageSize,
    // The state is `bounced` everywhere but in this parameter.
    type: query.state === 'bounced' ? 'bounce' : query.state,
    email_list: query.emails?.join(','),
    order_by: query.orderBy,
  };
}

/** `orderby` here, `order_by` in lists; the page is in the body. `groups: []` means all (seen live). */
export function searchBody(search: ReceiverSearch): unknown {
  const { email } = search;
  const address =
    'equals' in email ? rule('AND', 'email', 'eq', email.equals) : rule('AND', 'email', 'contains', email.contains);
  return {
    groups: search.groupIds ?? [],
    operator: 'AND',
    rules: [...stateRules(search.state ?? 'all'), address],
    orderby: search.orderBy,
    detail: 0,
    activeonly: false,
    pagesize: search.pageSize ?? 50,
    page: search.page ?? 0,
  };
}

/**
 * The states as `receiver-wire.ts` reads them, in CleverReach's rules. Those for `active` are a live client's. It asks for times
 * with `bg 1` ("bigger"), which is right whether or not that includes the 1; that some clients write 1 for "at some
 * time" into `deactivated` is why that has a rule of its own.
 *
 * The bracket stands first and each rule in it has the bracket's operator: so it means the same whether an operator
 * joins a rule with the one before or with the one behind it, which is documented nowhere.
 */
function stateRules(state: 'all' | ReceiverState) {
  switch (state) {
    case 'all':
      return [];
    case 'active':
      return [
        rule('AND', 'activated', 'bg', '1'),
        rule('AND', 'deactivated', 'eq', '0'),
        rule('AND', 'bounced', 'eq', '0'),
      ];
    case 'inactive':
      return [
        rule('', '(', '', ''),
        rule('OR', 'activated', 'eq', '0'),
        rule('OR', 'deactivated', 'bg', '1'),
        rule('OR', 'deactivated', 'eq', '1'),
        rule('', ')', '', ''),
        rule('AND', 'bounced', 'eq', '0'),
      ];
    case 'bounced':
      return [rule('AND', 'bounced', 'bg', '1')];
  }
}

function rule(operator: 'AND' | 'OR' | '', field: string, logic: 'eq' | 'contains' | 'bg' | '', condition: string) {
  return { operator, field, logic, condition };
}

export function optInBody({ email, groupId, doidata }: OptInRequest): unknown {
  return {
    email,
    groups_id: groupId,
    doidata: { user_ip: doidata.userIp, referer: doidata.referer, user_agent: doidata.userAgent },
  };
}

/**
 * Both times are always there: a receiver created with neither `registered`, `activated` nor `deactivated` becomes
 * active, which nobody pending may.
 */
export function receiverBody(receiver: NewReceiver): unknown {
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

export function mailingQuery(query: MailingQuery): Endpoint['query'] {
  // A page of full bodies can be a hundred megabytes; a list shows none of it.
  return { state: query.state, limit: query.limit, page: query.page, omit_body: true };
}

export function draftBody(draft: MailingDraft): unknown {
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
