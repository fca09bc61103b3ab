import { expect, vi } from 'vitest';
import type { Message } from '../src/sandbox/slack/index.ts';
import { type AuditEntry, createAuditLog } from '../src/workspaces/audit-log.ts';
import type { InterruptedJobs } from './interrupted-jobs.ts';
import { channel, member, type World } from './world.ts';

/** What tests of jobs have in common whose process dies, or whose answers from CleverReach are lost. */
export function recovering(jobs: InterruptedJobs, worldOf: () => World) {
  const heard = () =>
    worldOf()
      .slack.messagesFor(member, channel)
      .filter(({ author, text }) => author === 'app' && !text.endsWith('…'));
  const enqueuedUpTo = (count: number) =>
    vi.waitFor(() => expect(jobs.enqueued).toBe(count), { timeout: 5_000, interval: 5 });

  return {
    /** Forgets deaths, faults and what was asked of CleverReach before. */
    reset(): void {
      worldOf().cleverReach.setFaults({});
      worldOf().cleverReach.requests.length = 0;
      const gate = Promise.resolve();
      Object.assign(jobs, { deaths: [], runs: [], failures: [], onDeath: () => undefined, refusal: undefined, gate });
    },

    enqueuedUpTo,

    /**
     * What the app says to the member until the jobs are done that this begins, so many of them; a message that takes another's
     * place counts as well, a line that work goes on does not.
     */
    async answersTo(begin: () => Promise<unknown>, times = 1): Promise<Message[]> {
      const { enqueued } = jobs;
      const before = new Set(heard().map(({ ts, text }) => `${ts} ${text}`));
      await begin();
      // A press is acknowledged before it is looked at.
      await enqueuedUpTo(enqueued + times);
      await jobs.idle();
      return structuredClone(heard().filter(({ ts, text }) => !before.has(`${ts} ${text}`)));
    },

    /** The entries of the audit log that fit, the newest first. */
    async audited(fits: (entry: AuditEntry) => boolean): Promise<AuditEntry[]> {
      const world = worldOf();
      const entries = await createAuditLog({ records: world.records }).latest(world.workspace, { count: 100 });
      return entries.filter((entry) => entry !== undefined).filter(fits);
    },
  };
}
