import type { OAuthApp } from '../../../cleverreach/index.ts';
import { RecordError } from '../../../storage/records.ts';
import { mrkdwn } from '../../kit/text.ts';
import type { SlackRequest } from '../../requests.ts';

/** The workspace's own OAuth app, none, or one that was stored and cannot be read any more. */
export type StoredApp = OAuthApp | 'none' | 'unreadable';

export async function storedApp({ services, origin, log }: SlackRequest): Promise<StoredApp> {
  try {
    return (await services.oauthApps.own(origin.teamId)) ?? 'none';
  } catch (error) {
    if (!(error instanceof RecordError)) throw error;
    log.error({ err: error }, 'the OAuth app of a workspace cannot be read; an admin has to enter it anew');
    return 'unreadable';
  }
}

/** With which OAuth app the workspace connects, as a sentence in mrkdwn. */
export async function ownAppSentence(request: SlackRequest): Promise<string> {
  const texts = request.reader.t.connection.ownApp;
  const stored = await storedApp(request);
  if (stored === 'unreadable') return texts.unreadable;
  if (stored !== 'none') return texts.own(mrkdwn(stored.clientId, 200));
  return request.services.oauthApps.operatorApp ? texts.operators : texts.none;
}
