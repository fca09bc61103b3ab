import type { HomeView } from '@slack/types';
import type { SlackClient } from '../clients.ts';
import { slackErrorCode } from '../slack-error.ts';

/** A Home tab, and the same for a Slack that does not take tables. */
export interface Home {
  view: HomeView;
  plainView: HomeView;
}

/**
 * Shows a Home to a person and gives the hash of what is shown now. With `hash`, only if that is what the person still sees;
 * undefined says that somebody has published something else meanwhile.
 */
export async function publishHome(
  client: SlackClient,
  userId: string,
  { view, plainView }: Home,
  hash?: string,
): Promise<string | undefined> {
  const publish = async (version: HomeView) => {
    const answer = await client.views.publish({ user_id: userId, view: version, ...(hash ? { hash } : {}) });
    // Every view has one.
    return answer.view?.hash ?? '';
  };
  try {
    return await publish(view).catch((error: unknown) => {
      if (!isRefusal(error)) throw error;
      return publish(plainView);
    });
  } catch (error) {
    if (slackErrorCode(error) === 'hash_conflict') return undefined;
    throw error;
  }
}

/** Which of both Slack says of blocks it does not take is not told the same everywhere. */
function isRefusal(error: unknown): boolean {
  const code = slackErrorCode(error);
  return code === 'invalid_arguments' || code === 'invalid_blocks';
}
