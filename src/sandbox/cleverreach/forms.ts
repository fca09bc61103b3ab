import { z } from 'zod';
import type { Call, Route } from './call.ts';
import { ApiError } from './errors.ts';
import { check, idSchema } from './input.ts';
import type { Account, Form, SentMail } from './model.ts';
import { stateOf } from './receiver-book.ts';
import { groupOf, memberOf } from './state.ts';

const sendSchema = z.object({
  email: z.string(),
  groups_id: idSchema.nullish(),
  // Optional: one client sends the address alone and is in production.
  doidata: z.looseObject({ user_ip: z.string(), referer: z.string(), user_agent: z.string() }).partial().nullish(),
});

/** Forms and the opt-in mails they send. Deprecated at CleverReach, and the only way to a double opt-in. */
export const formRoutes: Route[] = [
  {
    method: 'GET',
    path: '/forms',
    scope: 'forms:read',
    handler: ({ account }) => account.forms.map(formView),
  },
  {
    method: 'GET',
    path: '/forms/:fid',
    scope: 'forms:read',
    handler: ({ account, param }) => formView(formOf(account, param('fid'))),
  },
  {
    method: 'GET',
    path: '/groups/:gid/forms',
    scope: 'forms:read',
    handler: ({ account, param }) => {
      const { id } = groupOf(account, param('gid'));
      return account.forms.filter((form) => form.groupId === id).map(formView);
    },
  },
  sendRoute('activate'),
  sendRoute('deactivate'),
];

/** What happens when the receiver follows the link in the mail; twice does no more than once. */
export function followLink(account: Account, mail: SentMail, now: number): void {
  const membership = account.receivers.member(mail.groupId, mail.email)?.membership;
  mail.confirmed = true;
  if (membership === undefined) return;
  if (mail.kind === 'activate') {
    membership.activated = now;
    membership.deactivated = 0;
    membership.unsubscribedThemself = false;
  } else {
    membership.deactivated = now;
    membership.unsubscribedThemself = true;
  }
}

function sendRoute(kind: SentMail['kind']): Route {
  return {
    method: 'POST',
    path: `/forms/:fid/send/${kind}`,
    scope: 'forms:manage',
    handler: (call) => send(call, kind),
  };
}

/** The receiver must be in the form's group before, and inactive for an opt-in. The mail is kept in `sentMails`. */
function send({ account, param, body, now }: Call, kind: SentMail['kind']) {
  const form = formOf(account, param('fid'));
  // The misspelling is CleverReach's.
  if (!account.verified) throw new ApiError(403, 'account not veryfied yet');
  const input = check(sendSchema, body);
  // A form belongs to one group; what a different `groups_id` does is unknown, so it is refused.
  if (typeof input.groups_id === 'string' && input.groups_id !== form.groupId) throw new ApiError(400, 'invalid group');
  if (account.blacklist.has(input.email.trim().toLowerCase())) throw new ApiError(403, 'address rejected');
  const { person, membership } = memberOf(account, form.groupId, input.email);
  // The status is unknown, the words are what a client looks for.
  if (kind === 'activate' && stateOf(membership) === 'active') throw new ApiError(400, 'receiver already active');
  account.lastIds.mail += 1;
  account.sentMails.push({
    id: String(account.lastIds.mail),
    kind,
    email: person.email,
    formId: form.id,
    groupId: form.groupId,
    at: now,
    confirmed: false,
    doidata: input.doidata ?? null,
  });
  // A client of v3 looks for a `success` key; v2 answered the address.
  return { success: true };
}

function formView(form: Form) {
  return { id: form.id, name: form.name, customer_tables_id: form.groupId };
}

function formOf(account: Account, id: string): Form {
  const form = account.forms.find((candidate) => candidate.id === id);
  if (form === undefined) throw new ApiError(404, 'invalid form');
  return form;
}
