import { createAccount } from '../src/sandbox/cleverreach/index.ts';
import { addTenant, type Tenant } from './tenant.ts';
import type { World } from './world.ts';

/**
 * A workspace with an account of its own, in which everything names it: whatever is shown of the account, and whatever is
 * asked about it, tells whose it is.
 */
export interface MarkedTenant extends Tenant {
  account: string;
  /** In the names of the account, of its groups, mailings and receivers, and in no other's. */
  marker: string;
  people: MarkedPerson[];
}

/** Somebody of a marked tenant, in a channel that all of its people are in. */
export interface MarkedPerson {
  id: string;
  channel: string;
  isAdmin: boolean;
  /** A group that nobody else asks for. */
  group: { id: string; name: string };
  /** An address that only this person asks for, each time another one. */
  newAddress(): string;
  /** The same, of somebody who is active in the group. */
  receiver(): string;
}

/** Every marker of a tenant in a text, and every one of a person, `p1.` before it. */
export const markers = /(?:p(\d)\.)?(mk\d+q)\b/g;

const idsEach = 1_000;
const firstGroup = 2_000_000;
const firstMailing = 7_000_000;

/** Of the tenant with this number: the ids of its groups and mailings, and of no other's. */
export const numberOfId = (id: string) => Math.floor((Number(id) % 1_000_000) / idsEach);
export const ownedIds = /\b[27]\d{6}\b/g;

export async function addMarkedTenant(world: World, number: number): Promise<MarkedTenant> {
  const { slack, cleverReach } = world;
  const marker = `mk${number}q`;
  const account = createAccount(String(500_000 + number), {
    company: `Firma ${marker}`,
    email: `maria@${marker}.example`,
  });
  account.lastIds.group = firstGroup + number * idsEach;
  account.lastIds.mailing = firstMailing + number * idsEach;
  cleverReach.addAccount(account);

  let count = 0;
  const tenant = await addTenant(world, { name: `Team ${marker}`, account: account.id });
  const third = slack.addUser(tenant.id, { name: 'third' }).id;
  const { id: channel } = slack.addChannel(tenant.id, { name: 'team', members: [tenant.admin, tenant.member, third] });
  const people = [tenant.admin, tenant.member, third].map((id, index): MarkedPerson => {
    account.lastIds.group += 1;
    const group = { id: String(account.lastIds.group), name: `Liste ${index} ${marker}` };
    const then = Math.floor(Date.now() / 1000) - 86_400;
    const about = { locked: false, backup: true, receiverInfo: '', stamp: then, lastMailing: 0, lastChanged: then };
    account.groups.set(group.id, { ...group, ...about });
    const newAddress = () => {
      count += 1;
      return `a${count}.p${index}.${marker}@example.org`;
    };
    const receiver = () => {
      const address = newAddress();
      const joined = { registered: then, activated: then, source: `Karte ${marker}` };
      account.receivers.join(group.id, account.receivers.personFor(address), joined);
      return address;
    };
    return { id, channel, isAdmin: id === tenant.admin, group, newAddress, receiver };
  });
  return { ...tenant, account: account.id, marker, people };
}
