import * as z from 'zod';
import { CleverReachError } from '../../../cleverreach/index.ts';
import { changeOnce } from '../../../jobs/change-once.ts';
import { createMailingDraft, listGroups } from '../../../operations/index.ts';
import type { JobContext } from '../../job-answer.ts';
import { lookTwice, lookUntilOver, type Settling } from '../../settling.ts';
import type { FilledDraft } from './check-form.ts';
import { type BeforeMaking, draftsLike, findMade } from './drafts-like.ts';

const groupSchema = z.object({ id: z.string(), name: z.string() });

const madeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('group-vanished') }),
  z.object({ kind: z.literal('made'), group: groupSchema, id: z.string() }),
  /** Nobody knows whether it was made. */
  z.object({ kind: z.literal('uncertain'), group: groupSchema }),
]);
type Made = z.infer<typeof madeSchema>;

/** Without a group nothing is made. */
const beforeSchema = z.object({ group: groupSchema.optional(), equal: z.array(z.string()) });

/**
 * Makes the draft, and never a second one. CleverReach takes any number of equal drafts and no key to know them by, so where its
 * answer is missing they are searched.
 *
 * @throws CleverReachError where nothing was made, for certain.
 */
export function createInGroup(
  { cleverreach, journal, log }: JobContext,
  draft: FilledDraft,
  settling: Settling,
): Promise<Made> {
  const { groupId, ...content } = draft;

  /** Looks as often as `often` says; `areAll` is false also where CleverReach did not answer. */
  async function searched(before: BeforeMaking, often: (look: () => Promise<string | undefined>) => Promise<unknown>) {
    let found: { id?: string | undefined; areAll: boolean } = { areAll: false };
    try {
      await often(async () => {
        found = await findMade(cleverreach, draft, before);
        return found.id;
      });
      return found;
    } catch (error) {
      log.error({ err: error }, 'it could not be looked whether a draft was created');
      return { areAll: false };
    }
  }

  return changeOnce(journal, {
    name: 'create',
    before: beforeSchema,
    outcome: madeSchema,
    async look() {
      const groups = await listGroups.run({}, cleverreach);
      const group = groups.find(({ id }) => id === groupId);
      if (!group) return { equal: [] };
      const { found } = await draftsLike(cleverreach, draft);
      return { group: { id: group.id, name: group.name }, equal: found.map(({ id }) => id) };
    },
    async make({ group, equal }) {
      if (!group) return { kind: 'group-vanished' };
      const begunAt = new Date();
      try {
        const { id } = await createMailingDraft.run({ ...content, groupIds: [groupId] }, cleverreach);
        return { kind: 'made', group, id };
      } catch (error) {
        if (!(error instanceof CleverReachError) || !error.uncertain) throw error;
        log.error({ err: error }, 'it is not certain whether a draft was created');
        const { id } = await searched({ equal, begunAt }, (look) => lookTwice(look, settling));
        // Not made once more, whatever went wrong: after a timeout or a gateway's error CleverReach may still be at it, and of a
        // connection that broke nobody knows before what. Two drafts, of which both may be sent, are worse than a question.
        return id === undefined ? { kind: 'uncertain', group } : { kind: 'made', group, id };
      }
    },
    async settle({ group, equal }, begunAt) {
      if (!group) return undefined;
      // The request of the process that died may be on its way still, for as long as CleverReach has for an answer. Once that
      // is over, a draft that is not there was not made; nobody is there who could be asked, so it is made now.
      const { id, areAll } = await searched({ equal, begunAt }, (look) => lookUntilOver(look, begunAt, settling));
      if (id !== undefined) return { kind: 'made', group, id };
      return areAll ? undefined : { kind: 'uncertain', group };
    },
  });
}
