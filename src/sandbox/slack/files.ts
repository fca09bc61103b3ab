import type { FastifyInstance } from 'fastify';
import { type Clock, newId } from './clock.ts';
import type { Core } from './core.ts';
import { isObject, text } from './json.ts';
import type { Json, User } from './types.ts';

/** A file that a person uploaded into a file input. */
export interface StoredFile {
  id: string;
  user: User;
  name: string;
  mimetype: string;
  content: Buffer;
  createdAtMs: number;
}

/** Uploaded files. */
export interface Files {
  /** Takes `{name, content}`; `content` is text, or base64 with `encoding: 'base64'`. */
  add(user: User, upload: Json): StoredFile;
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
  return {
    add(user, upload) {
      const name = text(upload, 'name') || 'untitled';
      const file: StoredFile = {
        id: newId('F'),
        user,
        name,
        mimetype: text(upload, 'mimetype') || (MIMETYPES[extensionOf(name)] ?? 'application/octet-stream'),
        content: Buffer.from(text(upload, 'content'), upload['encoding'] === 'base64' ? 'base64' : 'utf8'),
        createdAtMs: clock.now(),
      };
      files.set(file.id, file);
      return file;
    },
    find: (id) => files.get(id),
    asJson(file) {
      const created = Math.floor(file.createdAtMs / 1000);
      const url = `${address.url}/files-pri/${file.user.teamId}-${file.id}`;
      const path = encodeURIComponent(file.name);
      return {
        id: file.id,
        created,
        timestamp: created,
        name: file.name,
        title: file.name,
        mimetype: file.mimetype,
        filetype: extensionOf(file.name) || 'binary',
        pretty_type: extensionOf(file.name).toUpperCase() || 'Binary',
        user: file.user.id,
        user_team: file.user.teamId,
        editable: false,
        size: file.content.byteLength,
        mode: 'hosted',
        is_external: false,
        external_type: '',
        is_public: false,
        public_url_shared: false,
        display_as_bot: false,
        username: '',
        url_private: `${url}/${path}`,
        url_private_download: `${url}/download/${path}`,
        channels: [],
        groups: [],
        ims: [],
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

/** The private download. Without a token that may read it, Slack answers with its sign-in page and status 200. */
export function fileRoutes(server: FastifyInstance, core: Core): void {
  server.get('/files-pri/*', async (request, reply) => {
    const id = /^\/files-pri\/[^/]*-(F[^/]+)\//.exec(request.url)?.[1] ?? '';
    const file = core.files.find(id);
    const token = /^Bearer\s+(.+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
    const installation = core.installations.byToken(token);
    const allowed =
      installation?.active === true &&
      installation.scopes.includes('files:read') &&
      file !== undefined &&
      core.installations.reaches(installation, file.user.workspaceId);
    if (!allowed) return reply.type('text/html; charset=utf-8').send('<!doctype html><title>Sign in | Slack</title>');
    return reply.type(file.mimetype).send(file.content);
  });
}
