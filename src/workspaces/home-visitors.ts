import * as z from 'zod';
import { keys } from '../storage/keys.ts';
import { defineRecord, RecordError, type Records } from '../storage/records.ts';

/** Whoever has not opened Home for so long gets it made anew when they open it, and not before. */
const rememberedMs = 7 * 24 * 60 * 60 * 1000;

const visitorSchema = z.object({
  userId: z.string(),
  enterpriseId: z.string().exactOptional(),
  isEnterpriseInstall: z.boolean(),
});

/** Somebody who has opened the app's Home, and what is needed to reach them there. */
export type HomeVisitor = z.infer<typeof visitorSchema>;

const visitorRecord = defineRecord({ kind: 'home-visitor', version: 1, schema: visitorSchema });

/** Who has opened Home in the last seven days: theirs is kept up to date. Everybody else would see none of it. */
export interface HomeVisitors {
  note(workspace: string, visitor: HomeVisitor): Promise<void>;
  find(workspace: string, userId: string): Promise<HomeVisitor | undefined>;
}

export function createHomeVisitors({ records }: { records: Records }): HomeVisitors {
  return {
    note: (workspace, visitor) =>
      records.write(visitorRecord, workspace, keys.homeVisitor(workspace, visitor.userId), visitor, {
        ttlMs: rememberedMs,
      }),
    async find(workspace, userId) {
      try {
        return await records.read(visitorRecord, workspace, keys.homeVisitor(workspace, userId));
      } catch (error) {
        if (!(error instanceof RecordError)) throw error;
        // Of another version of this program; the next opening writes it anew.
        return undefined;
      }
    },
  };
}
