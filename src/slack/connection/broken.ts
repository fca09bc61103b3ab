import * as z from 'zod';
import type { JobKind, Jobs } from '../../jobs/jobs.ts';
import type { BrokenBecause, Connection } from '../../workspaces/connections.ts';
import type { Services } from '../services.ts';
import { slackErrorCode } from '../slack-error.ts';
import { brokenMessage } from './broken-message.ts';

const dataSchema = z.object({ because: z.enum(['tokens', 'app']), obtainedAt: z.coerce.date() });

const tellBrokenJob: JobKind<z.infer<typeof dataSchema>> = { name: 'tell-broken', schema: dataSchema };

/** Has whoever connected an account told that its tokens cannot be renewed any more; of the same tokens once. */
export async function tellBroken(
  jobs: Jobs,
  workspace: string,
  { obtainedAt }: Connection,
  because: BrokenBecause,
): Promise<void> {
  const id = `${because}-${obtainedAt.getTime()}`;
  await jobs.enqueue(tellBrokenJob, { id, workspace, data: { because, obtainedAt } });
}

/** A direct message in their language; their Home shows it as well. Where Slack is away, the queue tries again. */
export function handleBroken(services: Services): void {
  services.jobs.handle(tellBrokenJob, async ({ workspace, data: { because, obtainedAt } }) => {
    const { connections, installations, people, replies, homes, log } = services;
    const connection = await connections.find(workspace);
    // Made anew, ended or renewed since.
    if (connection?.obtainedAt.getTime() !== obtainedAt.getTime()) return;
    const { connectedBy: userId, connectedFrom } = connection;
    const origin = { teamId: workspace, isEnterpriseInstall: false, ...connectedFrom, userId };
    if (!(await installations.find(origin))) return;

    homes.refreshLater(workspace, [userId], log);
    const { reader } = await people.get(origin, log);
    try {
      await replies.send(
        workspace,
        { userId, ...connectedFrom },
        brokenMessage(reader, connection, because, new Date()),
      );
    } catch (error) {
      if (slackErrorCode(error) === undefined) throw error;
      // Somebody who has left, for instance. Everybody else meets it at the next command.
      log.error({ err: error }, 'whoever connected an account could not be told that the connection is broken');
    }
  });
}
