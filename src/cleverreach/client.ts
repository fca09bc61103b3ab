/** One account's CleverReach: the endpoints, each a method with plain values in and out. */
import { createHash } from 'node:crypto';
import type { z } from 'zod';
import { readAnswer } from './answers.ts';
import { type Endpoint, requestTo } from './endpoint.ts';
import { CleverReachNotFoundError, CleverReachUnauthorizedError } from './errors.ts';
import { attributesAnswer, formsAnswer } from './field-wire.ts';
import type { Account, Attribute, Created, Form, Group, GroupStats, Mailing, Receiver, Report } from './model.ts';
import { receiverAnswer, receiversAnswer } from './receiver-wire.ts';
import { reportAnswer } from './report-wire.ts';
import {
  draftBody,
  type MailingDraft,
  type MailingQuery,
  mailingQuery,
  type NewReceiver,
  type OptInRequest,
  optInBody,
  type ReceiverQuery,
  type ReceiverSearch,
  receiverBody,
  receiverQuery,
  searchBody,
} from './requests.ts';
import type { Send } from './sender.ts';
import {
  accountAnswer,
  createdAnswer,
  doneAnswer,
  groupStatsAnswer,
  groupsAnswer,
  mailingAnswer,
  mailingsAnswer,
  sentAnswer,
} from './wire.ts';

/** Where the client gets its access token from. */
export interface AccessTokens {
  /** The token to use now. */
  current(): Promise<string>;
  /** A token to use instead of the one CleverReach has just rejected. */
  renew(rejected: string): Promise<string>;
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
  /** Receivers by address or a part of it, one for each group they are in; without tags and events. */
  searchReceivers(search: ReceiverSearch): Promise<Receiver[]>;
  /** One receiver, with tags and events. */
  getReceiver(groupId: string, idOrEmail: string): Promise<Receiver>;
  /** Throws `CleverReachConflictError` if the address is in the group already, be it active or not. */
  addReceiver(groupId: string, receiver: NewReceiver): Promise<Receiver>;
  /** Unsubscribes: the receiver stays in the group and is sent nothing. */
  deactivateReceiver(groupId: string, idOrEmail: string): Promise<void>;
  /** The opposite: whoever was deactivated, or never confirmed, is active. What bounced stays so. */
  activateReceiver(groupId: string, idOrEmail: string): Promise<void>;
  /** The fields of a group's receivers, or those of the whole account, if no group is given. */
  listAttributes(groupId?: string): Promise<Attribute[]>;
  /**
   * The forms of a group. Without one there is no double opt-in. Forms are deprecated, and an account without any may
   * answer 404 or nothing: both are read as none, so that no opt-in mail is promised which nobody could send. Whether the
   * group is there is for others to say.
   */
  listForms(groupId: string): Promise<Form[]>;
  /**
   * Has CleverReach send the opt-in mail to a receiver who is in the form's group and not active. Asking twice sends two.
   * Throws `CleverReachAlreadyActiveError`, and `CleverReachAccountNotApprovedError` where no account may send any yet;
   * another `CleverReachForbiddenError` may mean that the address is taken for spam.
   */
  sendOptIn(formId: string, request: OptInRequest): Promise<void>;
  /** Mailings without their bodies, each with its state, in CleverReach's order within a state. */
  listMailings(query?: MailingQuery): Promise<Mailing[]>;
  getMailing(id: string): Promise<Mailing>;
  /**
   * What became of a mailing that was sent. Throws `CleverReachForbiddenError` for a version of a split test, whose
   * figures stand in the report of the mailing it belongs to.
   */
  getReport(mailingId: string): Promise<Report>;
  /** A draft, which nobody is sent. CleverReach takes any number of equal ones, so a repetition makes a second. */
  createMailing(draft: MailingDraft): Promise<Created>;
}

/** A client that sends with `send` and the given account's tokens. */
export function createClient(send: Send, tokens: AccessTokens): CleverReachClient {
  async function call<T extends z.ZodType>(endpoint: Endpoint, answer: T): Promise<z.output<T>> {
    const request = requestTo(endpoint);
    const withToken = (token: string) =>
      send({ ...request, token }, (raw, sent) => readAnswer(raw, sent, answer), connectionOf(token));
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
    searchReceivers: (search) => {
      // In a search of one group that group is known, also where an answer leaves it out.
      const only = search.groupIds?.length === 1 ? search.groupIds[0] : undefined;
      return call(
        { method: 'POST', path: '/receivers/filter', json: searchBody(search), readOnly: true },
        receiversAnswer(only),
      );
    },
    getReceiver: (groupId, idOrEmail) =>
      call(
        { method: 'GET', path: '/groups/{id}/receivers/{receiver}', ids: { id: groupId, receiver: idOrEmail } },
        receiverAnswer(groupId),
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
    activateReceiver: (groupId, idOrEmail) =>
      call(
        {
          method: 'PUT',
          path: '/groups/{id}/receivers/{receiver}/activate',
          ids: { id: groupId, receiver: idOrEmail },
        },
        doneAnswer,
      ),
    listAttributes: (groupId) =>
      groupId === undefined
        ? call({ method: 'GET', path: '/attributes', query: { group_id: 0 } }, attributesAnswer('global'))
        : call({ method: 'GET', path: '/groups/{id}/attributes', ids: { id: groupId } }, attributesAnswer('group')),
    listForms: (groupId) =>
      call({ method: 'GET', path: '/groups/{id}/forms', ids: { id: groupId } }, formsAnswer(groupId)).catch(
        (error: unknown) => {
          if (error instanceof CleverReachNotFoundError) return [];
          throw error;
        },
      ),
    sendOptIn: (formId, request) =>
      call(
        { method: 'POST', path: '/forms/{id}/send/activate', ids: { id: formId }, json: optInBody(request) },
        sentAnswer,
      ),
    listMailings: (query = {}) =>
      call({ method: 'GET', path: '/mailings', query: mailingQuery(query) }, mailingsAnswer),
    getMailing: (id) => call({ method: 'GET', path: '/mailings/{id}', ids: { id } }, mailingAnswer),
    getReport: (mailingId) => call({ method: 'GET', path: '/reports/{id}', ids: { id: mailingId } }, reportAnswer),
    createMailing: (draft) => call({ method: 'POST', path: '/mailings', json: draftBody(draft) }, createdAnswer),
  };
}

/**
 * What stands for a connection, for as long as its token lasts: an account that was just connected anew is not held to what came of
 * the calls before. The token itself is to be kept nowhere for longer than it is needed.
 */
function connectionOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
