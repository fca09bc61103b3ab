import { Crowd, type StateCounts } from './crowd.ts';
import { type Membership, newPerson, type Person } from './model.ts';

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
  #crowds = new Map<string, Crowd>();
  #lastId = 3000;
  #fill: ((book: ReceiverBook) => void) | undefined;

  constructor(fill?: (book: ReceiverBook) => void) {
    this.#fill = fill;
  }

  /** A person by id, or by address whatever its case. */
  person(idOrEmail: string): Person | undefined {
    this.#open();
    const id = idOrEmail.includes('@') ? this.#idByEmail.get(idOrEmail.trim().toLowerCase()) : idOrEmail;
    const known = id === undefined ? undefined : this.#people.get(id);
    return known ?? this.#outOfCrowd(idOrEmail);
  }

  /** The person with this address, made when there is none. Addresses are kept in lower case. */
  personFor(email: string): Person {
    const known = this.person(email);
    if (known !== undefined) return known;
    this.#lastId += 1;
    const person = newPerson(String(this.#lastId), email.trim().toLowerCase());
    this.#people.set(person.id, person);
    this.#idByEmail.set(person.email, person.id);
    return person;
  }

  /** A member of a group by id or address. */
  member(groupId: string, idOrEmail: string): Member | undefined {
    const person = this.person(idOrEmail);
    if (person === undefined) return undefined;
    const membership = this.#members.get(groupId)?.get(person.id);
    return membership === undefined ? this.#crowds.get(groupId)?.member(person.id) : { groupId, person, membership };
  }

  /** The members of a group from the `skip`th on, in the order in which they came. What is changed comes from `member`. */
  *members(groupId: string, skip = 0): Generator<Member> {
    this.#open();
    const crowd = this.#crowds.get(groupId);
    if (crowd !== undefined) yield* crowd.members(skip);
    let toSkip = Math.max(0, skip - (crowd?.count ?? 0));
    for (const member of this.#joined(groupId)) {
      if (toSkip > 0) toSkip -= 1;
      else yield member;
    }
  }

  /** Those members of a group who are more than a computed part of a crowd: who joined, and who was changed. */
  recorded(groupId: string): Member[] {
    this.#open();
    return [...this.#joined(groupId), ...(this.#crowds.get(groupId)?.altered() ?? [])];
  }

  /** The rest of a group's crowd by state; undefined for a group without a crowd. */
  unrecordedCounts(groupId: string): StateCounts | undefined {
    this.#open();
    return this.#crowds.get(groupId)?.unalteredCounts();
  }

  /** The rest of a group's crowd in the order of a field; undefined where it has to be sorted like any other group. */
  unrecordedInOrder(groupId: string, field: string, descending: boolean): Iterable<Member> | undefined {
    this.#open();
    return Crowd.isInOrderBy(field) ? this.#crowds.get(groupId)?.unaltered(descending) : undefined;
  }

  /** How many members a group has. */
  size(groupId: string): number {
    this.#open();
    return (this.#members.get(groupId)?.size ?? 0) + (this.#crowds.get(groupId)?.count ?? 0);
  }

  /** Fills a group that has no crowd yet with so many generated receivers. `newestAt` in unix seconds. */
  addCrowd(groupId: string, size: number, newestAt: number): void {
    this.#open();
    this.#crowds.set(groupId, new Crowd(groupId, size, this.#lastId + 1, newestAt));
    this.#lastId += size;
  }

  /** Every person, also one that is in no group any more. */
  people(): Iterable<Person> {
    this.#open();
    return this.#people.values();
  }

  /** The groups a person is in. */
  groupsOf(personId: string): string[] {
    this.#open();
    const joined = [...this.#members].filter(([, members]) => members.has(personId)).map(([groupId]) => groupId);
    const crowds = [...this.#crowds].filter(([, crowd]) => crowd.member(personId) !== undefined);
    return [...new Set([...joined, ...crowds.map(([groupId]) => groupId)])];
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
    // Nobody is in a group twice.
    this.#crowds.get(groupId)?.leave(person.id);
    return { groupId, person, membership: full };
  }

  /** Takes a person out of a group; one who is in no group any more is forgotten. */
  leave(groupId: string, personId: string): void {
    this.#open();
    this.#members.get(groupId)?.delete(personId);
    this.#crowds.get(groupId)?.leave(personId);
    const person = this.#people.get(personId);
    if (person === undefined || this.groupsOf(personId).length > 0) return;
    this.#people.delete(personId);
    this.#idByEmail.delete(person.email);
  }

  /** Takes everybody out of a group. */
  clear(groupId: string): void {
    const known = [...this.#joined(groupId), ...(this.#crowds.get(groupId)?.kept() ?? [])];
    this.#crowds.delete(groupId);
    for (const member of known) this.leave(groupId, member.person.id);
  }

  *#joined(groupId: string): Generator<Member> {
    for (const [id, membership] of this.#members.get(groupId) ?? []) {
      const person = this.#people.get(id);
      if (person !== undefined) yield { groupId, person, membership };
    }
  }

  /** Somebody who was only computed so far. */
  #outOfCrowd(idOrEmail: string): Person | undefined {
    for (const crowd of this.#crowds.values()) {
      const person = crowd.member(idOrEmail)?.person;
      if (person === undefined) continue;
      this.#people.set(person.id, person);
      this.#idByEmail.set(person.email, person.id);
      return person;
    }
    return undefined;
  }

  #open(): void {
    const fill = this.#fill;
    // Taken away first: filling uses this very book.
    this.#fill = undefined;
    fill?.(this);
  }
}
