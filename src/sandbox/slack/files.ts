import { type Clock, newId } from './clock.ts';
import type { Core } from './core.ts';
import { isObject, text } from './json.ts';
import type { Channel, Json, User } from './types.ts';

/** A file that a person or the app uploaded. */
export interface StoredFile {
  id: string;
  /** Who uploaded it; the bot user for the app. */
  owner: User;
  workspaceId: string;
  name: string;
  title: string;
  mimetype: string;
  content: Buffer;
  createdAtMs: number;
  /** The conversations it was shared in; none: only its owner sees it. */
  sharedIn: Channel[];
}

/** Uploaded files. */
export interface Files {
  /** Takes `{name, content}`; `content` is text, or base64 with `encoding: 'base64'`. */
  add(owner: User, upload: Json): StoredFile;
  /** A file whose bytes came in by themselves. */
  keep(file: Pick<StoredFile, 'id' | 'owner' | 'name' | 'content'>): StoredFile;
  find(id: string): StoredFile | undefined;
  /** The file object as Slack gives it to the app. */
  asJson(file: StoredFile): Json;
}

const MIMETYPES: Record<string, string> = {
  html: 'text/html',
  htm: 'text/html',
  txt: 'text/plain',
  csv: 'text/csv',
  json: 'application/json',
  png: 'image/png',
  jpg: 'image/jpeg',
  gif: 'image/gif',
  pdf: 'application/pdf',
};

export function createFiles(clock: Clock, address: Core['address']): Files {
  const files = new Map<string, StoredFile>();

  function keep(given: Parameters<Files['keep']>[0] & { mimetype?: string }): StoredFile {
    const file: StoredFile = {
      mimetype: MIMETYPES[extensionOf(given.name)] ?? 'application/octet-stream',
      ...given,
      workspaceId: given.owner.workspaceId,
      title: given.name,
      createdAtMs: clock.now(),
      sharedIn: [],
    };
    files.set(file.id, file);
    return file;
  }

  return {
    keep,
    add(owner, upload) {
      const mimetype = text(upload, 'mimetype');
      return keep({
        id: newId('F'),
        owner,
        name: text(upload, 'name') || 'untitled',
        content: Buffer.from(text(upload, 'content'), upload['encoding'] === 'base64' ? 'base64' : 'utf8'),
        ...(mimetype === '' ? {} : { mimetype }),
      });
    },
    find: (id) => files.get(id),
    asJson(file) {
      const created = Math.floor(file.createdAtMs / 1000);
      const url = `${address.url}/files-pri/${file.owner.teamId}-${file.id}`;
      const path = encodeURIComponent(file.name);
      const idsOf = (...kinds: Channel['kind'][]) =>
        file.sharedIn.filter(({ kind }) => kinds.includes(kind)).map(({ id }) => id);
      return {
        id: file.id,
        created,
        timestamp: created,
        name: file.name,
        title: file.title,
        mimetype: file.mimetype,
        filetype: extensionOf(file.name) || 'binary',
        pretty_type: extensionOf(file.name).toUpperCase() || 'Binary',
        user: file.owner.id,
        user_team: file.owner.teamId,
        editable: false,
        size: file.content.byteLength,
        mode: 'hosted',
        is_external: false,
        external_type: '',
        is_public: idsOf('public').length > 0,
        public_url_shared: false,
        display_as_bot: false,
        username: '',
        url_private: `${url}/${path}`,
        url_private_download: `${url}/download/${path}`,
        channels: idsOf('public'),
        groups: idsOf('private'),
        ims: idsOf('im', 'dm'),
      };
    },
  };
}

/** The ending of a file's name in small letters, without its dot. */
export function extensionOf(name: string): string {
  return /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
}

/** Whether an entry is an upload. */
export function isUpload(entry: unknown): entry is Json {
  return isObject(entry) && typeof entry['name'] === 'string' && typeof entry['content'] === 'string';
}

/** Whether a person may look at a file: their own, or shared where they are. */
export function mayRead(user: User, file: StoredFile): boolean {
  return file.owner.id === user.id || file.sharedIn.some(({ members }) => members.includes(user.id));
}
