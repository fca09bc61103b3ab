import { type Membership, newPerson, type Person } from './model.ts';
import { addressPart, CITIES, FIRST_NAMES, LAST_NAMES } from './names.ts';
import type { Member } from './receiver-book.ts';

/** Whoever came later registered later, by this many seconds. */
const APART_SECONDS = 30;

/** Of a hundred in a row, so many are bounced, and so many of the others unsubscribed. */
const BOUNCED = 3;
const UNSUBSCRIBED = 10;

/** The fields by which a crowd is in order from its first to its last. */
const IN_ORDER = new Set(['id', 'email', 'registered', 'activated']);

/** Worked out once and not a million times. */
const NAMES_IN_ADDRESSES = LAST_NAMES.map(addressPart);

export type StateCounts = Record<'active' | 'inactive' | 'bounce', number>;

/**
 * Any number of receivers of one group that exist only when somebody looks at them: each is computed from its number.
 * Only who is named alone (by id or address) is kept from then on, because they may be changed. So a million cost no
 * memory, and a page of them costs no more at the end than at the beginning.
 */
export class Crowd {
  readonly groupId: string;
  readonly #size: number;
  readonly #firstId: number;
  /** Unix seconds. */
  readonly #newestAt: number;
  /** Who was named alone, by number; null has left. */
  readonly #kept = new Map<number, Member | null>();

  constructor(groupId: string, size: number, firstId: number, newestAt: number) {
    this.groupId = groupId;
    this.#size = size;
    this.#firstId = firstId;
    this.#newestAt = newestAt;
  }

  get count(): number {
    return this.#size - [...this.#kept.values()].filter((member) => member === null).length;
  }

  static isInOrderBy(field: string): boolean {
    return IN_ORDER.has(field);
  }

  /** The member with this id or address, who is kept from now on. */
  member(idOrEmail: string): Member | undefined {
    const index = this.#indexOf(idOrEmail);
    if (index === undefined) return undefined;
    const known = this.#kept.get(index);
    if (known !== undefined) return known ?? undefined;
    const member = { groupId: this.groupId, person: this.personAt(index), membership: this.membershipAt(index) };
    this.#kept.set(index, member);
    return member;
  }

  /** All who were named alone and are still here. */
  kept(): Member[] {
    return [...this.#kept.values()].filter((member) => member !== null);
  }

  leave(personId: string): void {
    const index = this.#indexOf(personId);
    if (index !== undefined) this.#kept.set(index, null);
  }

  /** Everybody from the `skip`th on. */
  *members(skip = 0): Generator<Member> {
    const someLeft = this.count < this.#size;
    for (let index = someLeft ? 0 : skip, toSkip = someLeft ? skip : 0; index < this.#size; index += 1) {
      const kept = this.#kept.get(index);
      if (kept === null) continue;
      if (toSkip > 0) toSkip -= 1;
      else yield kept ?? new Glimpse(this, index);
    }
  }

  /** Those who are as they were generated, in the order of any field of `isInOrderBy`. */
  *unaltered(descending: boolean): Generator<Member> {
    const altered = new Set(this.altered());
    for (let step = 0; step < this.#size; step += 1) {
      const index = descending ? this.#size - 1 - step : step;
      const kept = this.#kept.get(index);
      if (kept === null || (kept !== undefined && altered.has(kept))) continue;
      yield kept ?? new Glimpse(this, index);
    }
  }

  /** Those who were changed since they were generated. */
  altered(): Member[] {
    return [...this.#kept].flatMap(([index, member]) => {
      if (member === null) return [];
      const now = JSON.stringify([member.person, member.membership]);
      return now === JSON.stringify([this.personAt(index), this.membershipAt(index)]) ? [] : [member];
    });
  }

  /** How many of those who are as they were generated are in each state; without looking at each. */
  unalteredCounts(): StateCounts {
    const hundreds = Math.floor(this.#size / 100);
    const counts: StateCounts = {
      active: hundreds * (100 - BOUNCED - UNSUBSCRIBED),
      inactive: hundreds * UNSUBSCRIBED,
      bounce: hundreds * BOUNCED,
    };
    for (let index = hundreds * 100; index < this.#size; index += 1) counts[stateAt(index)] += 1;
    const altered = new Set(this.altered());
    for (const [index, member] of this.#kept) {
      if (member === null || altered.has(member)) counts[stateAt(index)] -= 1;
    }
    return counts;
  }

  #indexOf(idOrEmail: string): number | undefined {
    const text = idOrEmail.trim().toLowerCase();
    const index = text.includes('@') ? Number(/^k(\d{8})\./.exec(text)?.[1]) : Number(text) - this.#firstId;
    if (!Number.isInteger(index) || index < 0 || index >= this.#size) return undefined;
    return text.includes('@') && text !== this.#email(index) ? undefined : index;
  }

  /** The number leads, so that the addresses are in order too. */
  #email(index: number): string {
    return `k${String(index).padStart(8, '0')}.${NAMES_IN_ADDRESSES[index % NAMES_IN_ADDRESSES.length]}@liste-${this.groupId}.example`;
  }

  /** As generated. */
  personAt(index: number): Person {
    return newPerson(String(this.#firstId + index), this.#email(index), {
      firstname: at(FIRST_NAMES, index),
      lastname: at(LAST_NAMES, index),
      city: at(CITIES, index),
    });
  }

  /** As generated. */
  membershipAt(index: number): Membership {
    const registered = this.#newestAt - (this.#size - 1 - index) * APART_SECONDS;
    const state = stateAt(index);
    return {
      registered,
      activated: registered,
      deactivated: state === 'inactive' ? registered : 0,
      bounced: state === 'bounce' ? registered : 0,
      imported: registered,
      source: 'Import',
      attributes: {},
      unsubscribedThemself: false,
    };
  }
}

/** A member whose halves are computed when they are read: most are only passed by. Changing them changes nothing. */
class Glimpse implements Member {
  readonly #crowd: Crowd;
  readonly #index: number;

  constructor(crowd: Crowd, index: number) {
    this.#crowd = crowd;
    this.#index = index;
  }

  get groupId(): string {
    return this.#crowd.groupId;
  }

  get person(): Person {
    return this.#crowd.personAt(this.#index);
  }

  get membership(): Membership {
    return this.#crowd.membershipAt(this.#index);
  }
}

/** Spread over each hundred: 37 has no divisor in common with it. */
function stateAt(index: number): keyof StateCounts {
  const lot = (index * 37) % 100;
  if (lot < BOUNCED) return 'bounce';
  return lot < BOUNCED + UNSUBSCRIBED ? 'inactive' : 'active';
}

function at<T>(items: readonly [T, ...T[]], index: number): T {
  return items[index % items.length] ?? items[0];
}
