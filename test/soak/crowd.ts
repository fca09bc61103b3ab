import { createCleverReach } from '../../src/cleverreach/index.ts';
import { loadConfig } from '../../src/config.ts';
import { createAccount } from '../../src/sandbox/cleverreach/index.ts';
import { createRecords } from '../../src/storage/records.ts';
import { createRedisStorage } from '../../src/storage/redis-storage.ts';
import { createSealer } from '../../src/storage/sealer.ts';
import { createConnections } from '../../src/workspaces/connections.ts';
import { createOAuthApps } from '../../src/workspaces/oauth-apps.ts';
import type { Surroundings } from '../surroundings.ts';
import { addTenant } from '../tenant.ts';

type Account = ReturnType<typeof createAccount>;

/** Somebody in one of the workspaces, with a channel in which nobody else types. */
export interface Somebody {
  id: string;
  channel: string;
  account: Account;
  group: { id: string; name: string };
  isBusy: boolean;
}

const peopleEach = 16;
const receiversEach = 300;

/** Workspaces with the app, each connected to an account of its own with three groups; gives all their people. */
export async function gatherCrowd(surroundings: Surroundings, workspaces: number): Promise<Somebody[]> {
  const { slack, cleverReach, env } = surroundings;
  const { redis, encryptionKeys } = loadConfig(env);
  const storage = createRedisStorage({ urls: redis.urls, onError: () => undefined });
  const records = createRecords({ storage, sealer: createSealer(encryptionKeys) });
  const { oauth } = createCleverReach({ url: cleverReach.url });
  const oauthApps = createOAuthApps({ records, operatorApp: undefined });
  const connections = createConnections({ records, storage, oauth, oauthApps });
  const people: Somebody[] = [];
  for (let number = 0; number < workspaces; number += 1) {
    const account = accountOf(number);
    cleverReach.addAccount(account);
    const tenant = await addTenant(surroundings, { name: `Team ${number}` });
    const { accessToken, refreshToken, expiresAtMs } = await cleverReach.issueTokens({ accountId: account.id });
    await connections.replace(tenant.id, {
      accessToken,
      refreshToken: refreshToken ?? '',
      obtainedAt: new Date(),
      expiresAt: new Date(expiresAtMs),
      account: { id: account.id, name: `Firma ${number}` },
      connectedBy: tenant.admin,
      connectedAt: new Date(),
    });
    const [group = { id: '', name: '' }] = account.groups.values();
    for (let index = 0; index < peopleEach; index += 1) {
      const { id } = slack.addUser(tenant.id, { name: `person${index}` });
      const channel = slack.addChannel(tenant.id, { name: `desk${index}`, members: [id] });
      people.push({ id, channel: channel.id, account, group, isBusy: false });
    }
  }
  await storage.close();
  return people;
}

function accountOf(number: number): Account {
  const account = createAccount(String(600_000 + number), { company: `Firma ${number}` });
  const then = Math.floor(Date.now() / 1000) - 86_400;
  for (const [index, name] of ['Newsletter', 'Presse', 'Kunden'].entries()) {
    const id = String(3_000_000 + number * 10 + index);
    const about = { locked: false, backup: true, receiverInfo: '', stamp: then, lastMailing: 0, lastChanged: then };
    account.groups.set(id, { id, name: `${name} ${number}`, ...about });
    for (let receiver = 0; receiver < receiversEach; receiver += 1) {
      const person = account.receivers.personFor(`r${receiver}@team${number}.example`);
      account.receivers.join(id, person, { registered: then, activated: then, source: 'Soak' });
    }
  }
  return account;
}
