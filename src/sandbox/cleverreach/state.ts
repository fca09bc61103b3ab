import { ApiError } from './errors.ts';
import type { Account, Group, Profile, Settings, State } from './model.ts';
import { type Member, ReceiverBook } from './receiver-book.ts';

/** The permissions of an app. Three of the names were seen at CleverReach, the others follow their pattern. */
export const ALL_SCOPES = [
  'groups:read',
  'groups:manage',
  'receivers:read',
  'receivers:manage',
  'attributes:read',
  'attributes:manage',
  'mailings:read',
  'mailings:manage',
  'reports:read',
  'forms:read',
  'forms:manage',
  'blacklist:read',
] as const;
export type Scope = (typeof ALL_SCOPES)[number];

/** See {@link Settings} for what each means and why it is so. */
export const DEFAULT_SETTINGS: Settings = {
  accessTokenLifetimeSeconds: 2_592_000,
  refreshTokenGraceSeconds: 7 * 86_400,
  codeLifetimeSeconds: 60,
  statsCacheSeconds: 5,
  oldAccessTokenSurvivesRefresh: false,
  unknownAttributes: 'refuse',
  sendingSeconds: 60,
};

/** An account with nothing in it; `fill` is called when somebody first asks for its receivers. */
export function createAccount(id: string, profile: Partial<Profile>, fill?: (book: ReceiverBook) => void): Account {
  return {
    id,
    profile: {
      name: 'Muster',
      firstname: 'Maria',
      salutation: 'Frau',
      street: 'Beispielweg 1',
      company: 'Muster GmbH',
      zip: '10115',
      city: 'Berlin',
      phone: '',
      fax: '',
      email: 'maria@example.org',
      country: 'Germany',
      loginDomain: `${id}.eu2.cleverreach.example`,
      lang: 'de',
      ...profile,
    },
    verified: true,
    groups: new Map(),
    receivers: new ReceiverBook(fill),
    attributes: [],
    forms: [],
    blacklist: new Map(),
    mailings: new Map(),
    sentMails: [],
    statsCache: new Map(),
    lastIds: { group: 1_363_000, attribute: 1_111_700, mailing: 8_157_000, form: 23_000, mail: 0 },
  };
}

/** The sandbox clock in CleverReach's unit. */
export function nowSeconds(state: State): number {
  return Math.floor(state.now() / 1000);
}

/** The group, or 404 `Not Found: invalid group`. */
export function groupOf(account: Account, id: string): Group {
  const group = account.groups.get(id);
  if (group === undefined) throw new ApiError(404, 'invalid group');
  return group;
}

/** The receiver of a group by id or address, or 404 for the group or for the receiver. */
export function memberOf(account: Account, groupId: string, idOrEmail: string): Member {
  groupOf(account, groupId);
  const member = account.receivers.member(groupId, idOrEmail);
  if (member === undefined) throw new ApiError(404, 'invalid receiver');
  return member;
}
