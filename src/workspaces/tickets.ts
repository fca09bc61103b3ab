import { randomBytes } from 'node:crypto';
import { keys, ticketPrefix, workspacePrefix } from '../storage/keys.ts';
import { RecordError, type RecordKind, type Records } from '../storage/records.ts';
import type { Storage } from '../storage/storage.ts';

/** One kind of ticket: what is kept for it, and for how long. */
export interface TicketKind<T> extends RecordKind<T> {
  /** How long a ticket is good for, in milliseconds. */
  readonly ttlMs: number;
}

/** What a token refers to. Whoever is asked in one workspace compares `workspace`: a token may come from another one. */
export interface Ticket<T> {
  workspace: string;
  data: T;
}

/**
 * What is kept for minutes because a button, a form or a link refers to it. A token is `{workspace}.{256 random bits}`;
 * the storage knows only a hash of it, so that who reads Redis can use none.
 *
 * A token that was never issued, is of another kind, has expired, is used up or cannot be read (written by another
 * version of this program, say) is undefined everywhere: for the person it is a thing that no longer works.
 */
export interface Tickets {
  issue<T>(kind: TicketKind<T>, workspace: string, data: T): Promise<string>;
  /** As often as wanted, while it lasts. */
  read<T>(kind: TicketKind<T>, token: string): Promise<Ticket<T> | undefined>;
  /** Uses it up: of many at once only one gets it. */
  take<T>(kind: TicketKind<T>, token: string): Promise<Ticket<T> | undefined>;
  /** Every ticket of these kinds that was issued for this workspace. It walks over the whole storage. */
  forget(workspace: string, kinds: readonly Pick<TicketKind<unknown>, 'kind'>[]): Promise<void>;
}

/** Names a kind of ticket; the type of its data comes from the schema. */
export function defineTicket<T>(kind: TicketKind<T>): TicketKind<T> {
  return kind;
}

/** @param options.onUnreadable told of a ticket that does not open or fit, which counts as none. */
export function createTickets(options: {
  records: Records;
  storage: Pick<Storage, 'walk' | 'delete'>;
  onUnreadable?: (error: RecordError) => void;
}): Tickets {
  const { records, storage, onUnreadable } = options;

  async function find<T>(way: 'read' | 'take', kind: TicketKind<T>, token: string): Promise<Ticket<T> | undefined> {
    const workspace = workspaceOf(token);
    if (workspace === undefined) return undefined;
    try {
      const data = await records[way](kind, workspace, keys.ticket(workspace, kind.kind, token));
      return data === undefined ? undefined : { workspace, data };
    } catch (error) {
      if (!(error instanceof RecordError)) throw error;
      onUnreadable?.(error);
      return undefined;
    }
  }

  return {
    async issue(kind, workspace, data) {
      const token = `${workspace}.${randomBytes(32).toString('base64url')}`;
      await records.write(kind, workspace, keys.ticket(workspace, kind.kind, token), data, { ttlMs: kind.ttlMs });
      return token;
    },
    read: (kind, token) => find('read', kind, token),
    take: (kind, token) => find('take', kind, token),
    async forget(workspace, kinds) {
      const prefixes = kinds.map(({ kind }) => ticketPrefix(workspace, kind));
      for await (const names of storage.walk(workspacePrefix(workspace), 'value')) {
        await storage.delete(...names.filter((name) => prefixes.some((prefix) => name.startsWith(prefix))));
      }
    },
  };
}

/** The workspace that a token names, whether or not it was ever issued; undefined for what cannot be a token. */
export function workspaceOf(token: string): string | undefined {
  return /^([A-Z0-9]{1,32})\.[A-Za-z0-9_-]{43}$/.exec(token)?.[1];
}
