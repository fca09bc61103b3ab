import type { Membership, Person } from './model.ts';

/** A person together with their place in a group. */
export interface Member {
  groupId: string;
  person: Person;
  membership: Membership;
}

/** Active as CleverReach counts it: activated, not deactivated, not bounced (observed live). */
export function stateOf(membership: Membership): 'active' | 'inactive' | 'bounce' {
  if (membership.bounced > 0) return 'bounce';
  return membership.activated > 0 && membership.deactivated === 0 ? 'active' : 'inactive';
}

/**
 * All addresses of an account and the groups they are in. An address is one person with one id, whatever the number of
 * its groups: webhooks call that id `pool_id`.
 *
 * `fill` is called at the first look inside, so that an account of 25,000 does not slow the start.
 */
export class ReceiverBook {
  #people = new Map<string, Person>();
  #idByEmail = new Map<string, string>();
  #members = new Map<string, Map<string, Membership>>();
  #lastId = 3000;
  #fill: ((book: ReceiverBook) => void) | undefined;

  constructor(fill?: (book: ReceiverBook) => void) {
    this.#fill = fill;
  }

  /** A person by id, or by address whatever its case. */
  person(idOrEmail: string): Person | undefined {
    this.#open();
    const id = idOrEmail.includes('@') ? this.#idByEmail.get(idOrEmail.trim().toLowerCase()) : idOrEmail;
    return id === undefined ? undefined : this.#people.get(id);
  }

  /** The person with this address, made when there is none. Addresses are kept in lower case. */
  personFor(email: string): Person {
    const known = this.person(email);
    if (known !== undefined) return known;
    this.#lastId += 1;
    const person: Person = {
      id: String(this.#lastId),
      email: email.trim().toLowerCase(),
      attributes: {},
      tags: [],
      events: [],
      orders: [],
      points: 0,
      stars: 0,
      openRate: 0,
      clickRate: 0,
      lastIp: '',
      lastLocation: '',
      lastClient: '',
    };
    this.#people.set(person.id, person);
    this.#idByEmail.set(person.email, person.id);
    return person;
  }

  /** A member of a group by id or address. */
  member(groupId: string, idOrEmail: string): Member | undefined {
    const person = this.person(idOrEmail);
    const membership = person === undefined ? undefined : this.#members.get(groupId)?.get(person.id);
    return person === undefined || membership === undefined ? undefined : { groupId, person, membership };
  }

  /** Every member of a group, in the order in which they came. */
  *members(groupId: string): Generator<Member> {
    this.#open();
    for (const [id, membership] of this.#members.get(groupId) ?? []) {
      const person = this.#people.get(id);
      if (person !== undefined) yield { groupId, person, membership };
    }
  }

  /** How many members a group has. */
  size(groupId: string): number {
    this.#open();
    return this.#members.get(groupId)?.size ?? 0;
  }

  /** Every person, also one that is in no group any more. */
  people(): Iterable<Person> {
    this.#open();
    return this.#people.values();
  }

  /** The groups a person is in. */
  groupsOf(personId: string): string[] {
    this.#open();
    return [...this.#members].filter(([, members]) => members.has(personId)).map(([groupId]) => groupId);
  }

  /** Puts a person into a group; what is left out is empty. */
  join(groupId: string, person: Person, membership: Partial<Membership>): Member {
    this.#open();
    const members = this.#members.get(groupId) ?? new Map<string, Membership>();
    this.#members.set(groupId, members);
    const full: Membership = {
      registered: 0,
      activated: 0,
      deactivated: 0,
      bounced: 0,
      imported: 0,
      source: '',
      attributes: {},
      unsubscribedThemself: false,
      ...membership,
    };
    members.set(person.id, full);
    return { groupId, person, membership: full };
  }

  /** Takes a person out of a group; one who is in no group any more is forgotten. */
  leave(groupId: string, personId: string): void {
    this.#open();
    this.#members.get(groupId)?.delete(personId);
    const person = this.#people.get(personId);
    if (person === undefined || this.groupsOf(personId).length > 0) return;
    this.#people.delete(personId);
    this.#idByEmail.delete(person.email);
  }

  /** Takes everybody out of a group. */
  clear(groupId: string): void {
    for (const member of [...this.members(groupId)]) this.leave(groupId, member.person.id);
  }

  #open(): void {
    const fill = this.#fill;
    // Taken away first: filling uses this very book.
    this.#fill = undefined;
    fill?.(this);
  }
}
