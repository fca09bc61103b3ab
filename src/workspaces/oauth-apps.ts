import * as z from 'zod';
import type { OAuthApp } from '../cleverreach/index.ts';
import { keys } from '../storage/keys.ts';
import { defineRecord, RecordError, type Records } from '../storage/records.ts';

/** An OAuth app as it is kept: here, in the connection made with it, and in a visit to the consent page that uses it. */
export const oauthAppSchema = z.object({ clientId: z.string().min(1), clientSecret: z.string().min(1) });

const oauthAppRecord = defineRecord({ kind: 'oauth-app', version: 1, schema: oauthAppSchema });

/**
 * With which CleverReach OAuth app a workspace connects: its own, which an admin has entered, else the operator's.
 * Connections that exist keep the app they were made with, whatever is saved or removed here.
 */
export interface OAuthApps {
  /** The operator's, which serves every workspace that has none of its own. */
  readonly operatorApp: OAuthApp | undefined;
  /**
   * The app that the workspace connects with now; undefined where nobody can connect.
   *
   * @throws RecordError where its own app cannot be read: the operator's is no substitute for what an admin has chosen.
   */
  find(workspace: string): Promise<OAuthApp | undefined>;
  /** @throws RecordError as `find`; both `save` and `remove` help. */
  own(workspace: string): Promise<OAuthApp | undefined>;
  save(workspace: string, app: OAuthApp): Promise<void>;
  /** Whether there was one, also one that could not be read. */
  remove(workspace: string): Promise<boolean>;
}

export function createOAuthApps(options: { records: Records; operatorApp: OAuthApp | undefined }): OAuthApps {
  const { records, operatorApp } = options;
  const own: OAuthApps['own'] = (workspace) => records.read(oauthAppRecord, workspace, keys.oauthApp(workspace));
  return {
    operatorApp,
    find: async (workspace) => (await own(workspace)) ?? operatorApp,
    own,
    save: (workspace, app) => records.write(oauthAppRecord, workspace, keys.oauthApp(workspace), app),
    async remove(workspace) {
      try {
        return (await records.take(oauthAppRecord, workspace, keys.oauthApp(workspace))) !== undefined;
      } catch (error) {
        if (error instanceof RecordError) return true;
        throw error;
      }
    },
  };
}
