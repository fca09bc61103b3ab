import type { Installation, InstallationQuery, InstallationStore } from '@slack/oauth';
import { LRUCache } from 'lru-cache';
import * as z from 'zod';
import { createErasures } from '../storage/erasures.ts';
import { keys, workspacePrefix } from '../storage/keys.ts';
import { defineRecord, type Records } from '../storage/records.ts';
import { type Storage, StorageError } from '../storage/storage.ts';
import { createLock } from './lock.ts';

/** Nobody installed the app where this request comes from (or it was uninstalled since). */
export class NotInstalledError extends Error {
  readonly code = 'not_installed';
  constructor() {
    super('The app is not installed in this workspace.');
    this.name = 'NotInstalledError';
  }
}

const installationSchema = z.object({
  team: z.object({ id: z.string(), name: z.string().optional() }).optional(),
  enterprise: z.object({ id: z.string(), name: z.string().optional() }).optional(),
  /** Who installed. The app asks for no user scopes, so no token of a person is ever kept. */
  user: z.object({ id: z.string() }),
  bot: z.object({
    token: z.string(),
    refreshToken: z.string().optional(),
    expiresAt: z.number().optional(),
    scopes: z.array(z.string()),
    id: z.string().default(''),
    userId: z.string(),
  }),
  appId: z.string().optional(),
  tokenType: z.literal('bot').optional(),
  enterpriseUrl: z.string().optional(),
  isEnterpriseInstall: z.boolean(),
  /** When this token came; unknown of those that were stored before it was noted. */
  storedAt: z.coerce.date().optional(),
});
type StoredInstallation = z.infer<typeof installationSchema>;

const installationRecord = defineRecord({ kind: 'installation', version: 1, schema: installationSchema });

/** Which installation a request belongs to. `enterpriseId` finds those made for a whole Enterprise organisation. */
export interface WorkspaceAddress {
  teamId: string;
  enterpriseId?: string | undefined;
  isEnterpriseInstall?: boolean | undefined;
}

/** Slack's bot tokens and what belongs to them, per workspace or per Enterprise organisation, sealed. */
export interface Installations extends InstallationStore {
  /** The installation that serves this workspace: its own, else its organisation's; undefined when there is none. */
  find(address: WorkspaceAddress): Promise<StoredInstallation | undefined>;
  /** What is stored under this very id of a workspace or organisation, also by another process a moment ago. */
  stored(id: string): Promise<StoredInstallation | undefined>;
  /** Notes, where an organisation's installation serves this workspace, that there is something to erase in it one day. */
  noteUse(address: WorkspaceAddress): Promise<void>;
  /** The workspaces that have used this organisation's installation; Slack names them to nobody when it is removed. */
  workspacesOf(organisation: string): Promise<string[]>;
  /** The organisation's installation does not serve this workspace any more. */
  forgetUse(organisation: string, workspace: string): Promise<void>;
  /**
   * Does what erases this id or installs the app under it, while nobody else in any process does. Rejects with what the work
   * rejects with.
   *
   * @throws StorageError when somebody else is at it for longer than `patienceMs`
   */
  alone<T>(id: string, patienceMs: number, work: () => Promise<T>): Promise<T>;
  /**
   * Erases everything kept under this workspace's or organisation's id, and reports how many keys that were. Work still under
   * way keeps nothing more for it, until the app is installed there again.
   */
  erase(id: string): Promise<number>;
  /** A workspace was erased, and is served by its organisation's installation all the same: things are kept for it again. */
  keepAgain(workspace: string): Promise<void>;
}

/**
 * Opening a sealed record takes about 0.2 ms and a round trip to Redis, and every request from Slack needs one, so
 * what was opened is kept for `cacheMs` (default five seconds: the longest another process may still use a token
 * that this one has just erased).
 */
export function createInstallations(options: {
  records: Records;
  storage: Storage;
  cacheMs?: number;
  now?: () => number;
}): Installations {
  const { records, storage, cacheMs = 5_000, now = Date.now } = options;
  const cache = new LRUCache<string, StoredInstallation>({ max: 10_000, ttl: cacheMs });
  const erasures = createErasures(storage);
  const lock = createLock(storage, keys.erasureLock);
  /** For as long as an installation is in the cache, so that one that was erased and made again begins anew. */
  const noted = new WeakMap<StoredInstallation, Set<string>>();

  async function read(id: string | undefined): Promise<StoredInstallation | undefined> {
    if (id === undefined) return undefined;
    const cached = cache.get(id);
    if (cached) return cached;
    const stored = await records.read(installationRecord, id, keys.installation(id));
    if (stored) cache.set(id, stored);
    return stored;
  }

  async function find({ teamId, enterpriseId, isEnterpriseInstall }: WorkspaceAddress) {
    const organisation = () => read(enterpriseId).then((found) => (found?.isEnterpriseInstall ? found : undefined));
    if (isEnterpriseInstall) return (await organisation()) ?? (await read(teamId));
    return (await read(teamId)) ?? (await organisation());
  }

  return {
    find,
    async stored(id) {
      cache.delete(id);
      return read(id);
    },
    async noteUse(address) {
      const installation = await find(address);
      const organisation = installation?.isEnterpriseInstall ? installation.enterprise?.id : undefined;
      if (!installation || organisation === undefined) return;
      const known = noted.get(installation) ?? new Set();
      if (known.has(address.teamId)) return;
      const set = keys.workspaces(organisation);
      await storage.addTo(set, address.teamId);
      if (await erasures.markedAt(organisation)) return storage.delete(set);
      const erasedAt = await erasures.markedAt(address.teamId);
      if (erasedAt) {
        if (now() - erasedAt.getTime() < requestMs) return storage.removeFrom(set, address.teamId);
        // Slack sends nothing of a workspace without the app: its organisation has given it back.
        await erasures.lift(address.teamId);
      }
      noted.set(installation, known.add(address.teamId));
    },
    workspacesOf: (organisation) => storage.members(keys.workspaces(organisation)),
    forgetUse: (organisation, workspace) => storage.removeFrom(keys.workspaces(organisation), workspace),
    async storeInstallation(installation) {
      const id = installation.isEnterpriseInstall ? installation.enterprise?.id : installation.team?.id;
      if (id === undefined) throw new Error('Slack named neither workspace nor organisation in this installation.');
      const stored = installationSchema.parse({ ...installation, storedAt: new Date(now()) });
      await erasures.lift(id);
      await records.write(installationRecord, id, keys.installation(id), stored);
      cache.delete(id);
    },
    async fetchInstallation(query) {
      const found = await find(addressOf(query));
      if (!found) throw new NotInstalledError();
      return asInstallation(found);
    },
    async alone(id, patienceMs, work) {
      const unlock = await lock(id, patienceMs);
      if (!unlock) throw new StorageError('the workspace is being erased or the app installed there by somebody else');
      try {
        return await work();
      } finally {
        await unlock();
      }
    },
    async erase(id) {
      cache.delete(id);
      await erasures.mark(id);
      return storage.deleteAll(workspacePrefix(id));
    },
    keepAgain: (workspace) => erasures.lift(workspace),
  };
}

/** A request that came in before its workspace was erased has looked for its installation by then. */
const requestMs = 10_000;

function addressOf(query: InstallationQuery<boolean>): WorkspaceAddress {
  return {
    teamId: query.teamId ?? '',
    enterpriseId: query.enterpriseId,
    isEnterpriseInstall: query.isEnterpriseInstall,
  };
}

function asInstallation(stored: StoredInstallation): Installation<'v2', boolean> {
  const { bot, tokenType, storedAt: _, ...rest } = stored;
  const { refreshToken, expiresAt, ...plainBot } = bot;
  return {
    ...rest,
    team: stored.team,
    enterprise: stored.enterprise,
    user: { id: stored.user.id, token: undefined, scopes: undefined },
    bot: {
      ...plainBot,
      ...(refreshToken === undefined ? {} : { refreshToken }),
      ...(expiresAt === undefined ? {} : { expiresAt }),
    },
    ...(tokenType === undefined ? {} : { tokenType }),
    authVersion: 'v2',
  } as Installation<'v2', boolean>;
}
