import {
  CleverReachError,
  CleverReachForbiddenError,
  CleverReachNotFoundError,
  type Mailing,
  type Report,
} from '../../../cleverreach/index.ts';
import { getMailingReport } from '../../../operations/index.ts';
import { type AskingGroups, currentGroups } from '../../groups/current-groups.ts';
import { connectReasonOf } from '../../job-answer.ts';
import { errorSentence } from '../../kit/error-message.ts';
import type { SlackRequest } from '../../requests.ts';

/** What a card says of a mailing. Everything in it may be in anybody's words. */
export interface MailingDetails {
  mailing: Mailing;
  /** The groups it goes to. */
  groupNames: string[];
  /** What became of it, or a sentence on why nobody can say; only of a finished one. */
  report?: { figures: Report } | { missing: string };
}

type Asking = AskingGroups & Pick<SlackRequest, 'reader' | 'log'>;

/** Fetches what the mailing itself does not say. What cannot be had is told in its place and hides nothing else. */
export async function detailsOf(asking: Asking, mailing: Mailing): Promise<MailingDetails> {
  const [groupNames, report] = await Promise.all([
    groupNamesOf(asking, mailing),
    mailing.state === 'finished' ? reportOf(asking, mailing) : undefined,
  ]);
  return { mailing, groupNames, ...(report ? { report } : {}) };
}

async function groupNamesOf(asking: Asking, { groupIds }: Mailing): Promise<string[]> {
  const { reader, log } = asking;
  if (groupIds.length === 0) return [];
  try {
    const groups = await currentGroups(asking, (known) => {
      const ids = new Set(known.map(({ id }) => id));
      return groupIds.every((id) => ids.has(id));
    });
    const names = new Map(groups.map(({ id, name }) => [id, name]));
    return groupIds.map((id) => names.get(id) ?? reader.t.mailings.vanishedGroup(id));
  } catch (error) {
    if (!(error instanceof CleverReachError) || connectReasonOf(error) !== undefined) throw error;
    log.warn({ err: error }, 'the groups of a mailing have no names');
    return groupIds;
  }
}

async function reportOf({ cleverreach, reader, log }: Asking, { id }: Mailing): Promise<MailingDetails['report']> {
  try {
    return { figures: await getMailingReport.run({ mailingId: id }, cleverreach) };
  } catch (error) {
    if (!(error instanceof CleverReachError) || connectReasonOf(error) !== undefined) throw error;
    log.warn({ err: error }, 'a mailing has no report');
    const { t } = reader;
    if (error instanceof CleverReachNotFoundError) return { missing: t.mailings.report.none };
    // What CleverReach answers for the version of a split test, but also where a permission is missing.
    const isForbidden = error instanceof CleverReachForbiddenError;
    return {
      missing: t.mailings.report.unavailable(isForbidden ? t.mailings.report.forbidden : errorSentence(t, error)),
    };
  }
}
