import { advance } from './mailings.ts';
import type { Account, Group, Mailing, Membership, Person, State } from './model.ts';
import { stateOf } from './receiver-book.ts';
import { fingerprint } from './secrets.ts';
import { nowSeconds } from './state.ts';

/** One thing that was added, changed or removed. */
export interface Change {
  kind: 'group' | 'receiver' | 'mailing' | 'mail' | 'app' | 'token';
  action: 'added' | 'changed' | 'removed';
  /** Null for what belongs to no account. */
  accountId: string | null;
  /** Of a receiver, the address; of a token, its fingerprint. */
  id: string;
  /** What a person calls it; empty with `count`. */
  name: string;
  /** Of receivers. */
  groupId?: string;
  /** Of receivers, mailings and tokens. */
  state?: string;
  /** When many receivers of a group change at once, they are told of as one change. */
  count?: number;
}

/** What there was at one moment. */
export interface Snapshot {
  /** By a key that stays the same; a print differs as soon as anything about the thing does. */
  prints: Map<string, string>;
  /** What is told of the thing with this key and print. */
  tell: (key: string, print: string) => Omit<Change, 'action'>;
}

/** Everything but the receivers, of which there may be many. */
export function snapshotOf(state: State): Snapshot {
  const prints = new Map<string, string>();
  const told = new Map<string, Omit<Change, 'action'>>();
  const put = (key: string, print: unknown, thing: Omit<Change, 'action'>) => {
    prints.set(key, JSON.stringify(print));
    told.set(key, thing);
  };
  for (const account of state.accounts.values()) {
    const accountId = account.id;
    advance(account, nowSeconds(state));
    for (const group of account.groups.values()) {
      put(`group ${accountId} ${group.id}`, groupPrint(group), {
        kind: 'group',
        accountId,
        id: group.id,
        name: group.name,
      });
    }
    for (const mailing of account.mailings.values()) {
      put(`mailing ${accountId} ${mailing.id}`, mailingPrint(mailing), {
        kind: 'mailing',
        accountId,
        id: mailing.id,
        name: mailing.name,
        state: mailing.state,
      });
    }
    for (const mail of account.sentMails) {
      put(`mail ${accountId} ${mail.id}`, mail, { kind: 'mail', accountId, id: mail.id, name: mail.email });
    }
  }
  for (const app of state.apps.values()) {
    put(`app ${app.clientId}`, app, { kind: 'app', accountId: null, id: app.clientId, name: app.name });
  }
  for (const { accessToken, accountId, clientId } of state.tokens.values()) {
    const name = state.apps.get(clientId)?.name ?? clientId;
    const id = fingerprint(accessToken);
    put(`token ${id}`, 'live', { kind: 'token', accountId, id, name, state: 'live' });
  }
  for (const { accessToken, accountId, clientId, why } of state.endedTokens) {
    const name = state.apps.get(clientId)?.name ?? clientId;
    const id = fingerprint(accessToken);
    put(`token ${id}`, why, { kind: 'token', accountId, id, name, state: why });
  }
  return {
    prints,
    tell(key) {
      const thing = told.get(key);
      if (thing === undefined) throw new Error(`nothing of this snapshot has the key ${key}`);
      return thing;
    },
  };
}

/**
 * Everybody in a group by person. Made for tens of thousands: what is told of one is put together only when needed. Of a
 * crowd there are only those who were changed, so the first change of one of them is told as an arrival.
 */
export function membersSnapshot(account: Account, groupId: string): Snapshot {
  const prints = new Map<string, string>();
  for (const { person, membership } of account.receivers.recorded(groupId)) {
    prints.set(person.id, memberPrint(person, membership));
  }
  return {
    prints,
    tell(_, print) {
      // The address leads the print, so that there is a name for somebody who is gone.
      const [email = '', state = ''] = print.split('\n', 2);
      return { kind: 'receiver', accountId: account.id, groupId, id: email, name: email, state };
    },
  };
}

/** That a receiver of the group changed is told of the receiver, and that a mailing went out, of the mailing. */
function groupPrint({ lastChanged: _changed, lastMailing: _mailing, ...group }: Group) {
  return group;
}

/** A mailing's figures are computed when somebody looks; that is no change. */
function mailingPrint({ stats: _, ...mailing }: Mailing) {
  return mailing;
}

function memberPrint(person: Person, membership: Membership): string {
  const { registered, activated, deactivated, bounced, source, attributes } = membership;
  const place = `${registered} ${activated} ${deactivated} ${bounced} ${source}`;
  return `${person.email}\n${stateOf(membership)}\n${place}\n${mapPrint(attributes)}\n${mapPrint(person.attributes)}\n${person.tags.join()}\n${person.orders.length}`;
}

function mapPrint(map: Record<string, string>): string {
  let print = '';
  for (const name in map) print += `${name}=${map[name]};`;
  return print;
}
