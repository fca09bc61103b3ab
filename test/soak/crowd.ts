import { createCleverReach } from '../../src/cleverreach/index.ts';
import { loadConfig } from '../../src/config.ts';
import { createAccount } from '../../src/sandbox/cleverreach/index.ts';
import { createRecords } from '../../src/storage/records.ts';
import { createRedisStorage } from '../../src/storage/redis-storage.ts';
import { createSealer } from '../../src/storage/sealer.ts';
import { type AuditEntry, createAuditLog, keptEntries } from '../../src/workspaces/audit-log.ts';
import { createConnections } from '../../src/workspaces/connections.ts';
import { createOAuthApps } from '../../src/workspaces/oauth-apps.ts';
import type { Surroundings } from '../surroundings.ts';
import { addTenant, type Tenant } from '../tenant.ts';

type Account = ReturnType<typeof createAccount>;

/** Somebody in one of the workspaces, with a channel in which nobody else types. */
export interface Somebody {
  id: string;
  channel: string;
  /** Which workspace; it is in the names of everything in its account, and in nobody else's. */
  number: number;
  account: Account;
  /** Has a form for double opt-in. */
  group: Group;
  /** Has none. */
  formless: Group;
}

interface Group {
  id: string;
  name: string;
}

/** Workspaces with the app, each connected to an account of its own with three groups. */
export interface Crowd {
  people: Somebody[];
  /** Has CleverReach end a workspace's connection; gives what connects it anew. */
  disconnect(workspace: number): () => Promise<void>;
  /** A workspace's audit log, newest first. */
  auditLog(workspace: number): Promise<AuditEntry[]>;
  close(): Promise<void>;
}

export const receiversEach = 300;

export async function gatherCrowd(
  surroundings: Surroundings,
  { workspaces, peopleEach }: { workspaces: number; peopleEach: number },
): Promise<Crowd> {
  const { slack, cleverReach, env } = surroundings;
  const { redis, encryptionKeys } = loadConfig(env);
  const storage = createRedisStorage({ urls: redis.urls, onError: () => undefined });
  const records = createRecords({ storage, sealer: createSealer(encryptionKeys) });
  const { oauth } = createCleverReach({ url: cleverReach.url });
  const oauthApps = createOAuthApps({ records, operatorApp: undefined });
  const connections = createConnections({ records, storage, oauth, oauthApps });
  const auditLogOf = createAuditLog({ records });
  const people: Somebody[] = [];
  const tenants: Tenant[] = [];

  async function connect(number: number): Promise<void> {
    const { id = '', admin = '' } = tenants[number] ?? {};
    const accountId = accountIdOf(number);
    const { accessToken, refreshToken, expiresAtMs } = await cleverReach.issueTokens({ accountId });
    await connections.replace(id, {
      accessToken,
      refreshToken: refreshToken ?? '',
      obtainedAt: new Date(),
      expiresAt: new Date(expiresAtMs),
      account: { id: accountId, name: `Firma ${number}` },
      connectedBy: admin,
      connectedAt: new Date(),
    });
  }

  for (let number = 0; number < workspaces; number += 1) {
    const account = accountOf(number);
    cleverReach.addAccount(account);
    const tenant = await addTenant(surroundings, { name: `Team ${number}` });
    tenants.push(tenant);
    await connect(number);
    const [group = nowhere, formless = nowhere] = account.groups.values();
    for (let index = 0; index < peopleEach; index += 1) {
      const { id } = slack.addUser(tenant.id, { name: `person${index}` });
      const channel = slack.addChannel(tenant.id, { name: `desk${index}`, members: [id] });
      people.push({ id, channel: channel.id, number, account, group, formless });
    }
  }
  return {
    people,
    disconnect(number) {
      for (const token of [...cleverReach.tokens.values()]) {
        if (token.accountId === accountIdOf(number)) cleverReach.tokens.delete(token.accessToken);
      }
      return () => connect(number);
    },
    async auditLog(number) {
      const entries = await auditLogOf.latest(tenants[number]?.id ?? '', { count: keptEntries });
      return entries.flatMap((entry) => entry ?? []);
    },
    close: () => storage.close(),
  };
}

const nowhere: Group = { id: '', name: '' };

const accountIdOf = (number: number) => String(600_000 + number);

function accountOf(number: number): Account {
  const account = createAccount(accountIdOf(number), { company: `Firma ${number}` });
  const then = Math.floor(Date.now() / 1000) - 86_400;
  for (const [index, name] of ['Newsletter', 'Presse', 'Kunden'].entries()) {
    const id = String(3_000_000 + number * 10 + index);
    const about = { locked: false, backup: true, receiverInfo: '', stamp: then, lastMailing: 0, lastChanged: then };
    account.groups.set(id, { id, name: `${name} ${number}`, ...about });
    if (index === 0) account.forms.push({ id: String(20_000 + number), name: `Anmeldung ${number}`, groupId: id });
    for (let receiver = 0; receiver < receiversEach; receiver += 1) {
      const person = account.receivers.personFor(`r${receiver}@team${number}.example`);
      account.receivers.join(id, person, { registered: then, activated: then, source: 'Soak' });
    }
  }
  return account;
}
