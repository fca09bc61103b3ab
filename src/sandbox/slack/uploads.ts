import { newId, newSecret } from './clock.ts';
import type { Core } from './core.ts';
import { ApiError } from './errors.ts';
import type { StoredFile } from './files.ts';
import type { User } from './types.ts';

/** Slack's life of an upload URL is not documented; an hour is longer than any upload here. */
const UPLOAD_LIFE_MS = 60 * 60_000;

interface Ticket {
  id: string;
  owner: User;
  name: string;
  length: number;
  expiresAtMs: number;
  content: Buffer | null;
}

/** The two halves of an upload by the app: an URL for bytes, then the file. */
export interface Uploads {
  reserve(owner: User, name: string, length: number): { id: string; url: string };
  /** The bytes. Gives what is wrong with them, or null. */
  receive(ticket: string, bytes: Buffer): string | null;
  /** Makes files of what was uploaded. Throws file_not_found when one of them is not there or not the owner's. */
  complete(owner: User, files: { id: string; title: string }[]): StoredFile[];
}

export function createUploads(core: Pick<Core, 'address' | 'clock' | 'files'>): Uploads {
  const tickets = new Map<string, Ticket>();
  return {
    reserve(owner, name, length) {
      const secret = newSecret(20);
      const ticket = { owner, name, length, expiresAtMs: core.clock.now() + UPLOAD_LIFE_MS, content: null };
      const id = newId('F');
      tickets.set(secret, { ...ticket, id });
      return { id, url: `${core.address.url}/upload/v1/${secret}` };
    },
    receive(secret, bytes) {
      const ticket = tickets.get(secret);
      if (ticket === undefined || core.clock.now() > ticket.expiresAtMs) return 'invalid_upload_url';
      // Documented: `length` is the size of the file. What Slack does with another one is not; here it is refused.
      if (bytes.byteLength !== ticket.length) return 'length_mismatch';
      ticket.content = bytes;
      return null;
    },
    complete(owner, wanted) {
      const ready = wanted.map(({ id, title }) => {
        const [secret, ticket] = [...tickets].find(([, one]) => one.id === id && one.owner === owner) ?? [];
        if (secret === undefined || ticket === undefined || ticket.content === null)
          throw new ApiError('file_not_found');
        return { secret, title, file: { id, owner, name: ticket.name, content: ticket.content } };
      });
      return ready.map(({ secret, title, file }) => {
        tickets.delete(secret);
        return Object.assign(core.files.keep(file), title === '' ? {} : { title });
      });
    },
  };
}
