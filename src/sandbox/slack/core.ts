import type { Clock } from './clock.ts';
import type { Delivery } from './delivery.ts';
import type { Events } from './events.ts';
import type { Faults } from './faults.ts';
import type { Feed } from './feed.ts';
import type { Files } from './files.ts';
import type { Installations } from './installations.ts';
import type { Log } from './log.ts';
import type { Messages } from './messages.ts';
import type { OAuthCodes } from './oauth.ts';
import type { ResponseUrls } from './response-url.ts';
import type { State } from './state.ts';
import type { Triggers } from './triggers.ts';
import type { AppSettings } from './types.ts';
import type { Uploads } from './uploads.ts';
import type { Views } from './views.ts';

/** All parts of one sandbox, joined in index.ts. */
export interface Core {
  readonly app: AppSettings;
  /** Address of the sandbox itself; known once it listens. */
  readonly address: { url: string };
  readonly clock: Clock;
  readonly feed: Feed;
  readonly log: Log;
  readonly state: State;
  readonly installations: Installations;
  readonly triggers: Triggers;
  readonly messages: Messages;
  readonly views: Views;
  readonly responseUrls: ResponseUrls;
  readonly delivery: Delivery;
  readonly events: Events;
  readonly files: Files;
  readonly uploads: Uploads;
  readonly faults: Faults;
  readonly codes: OAuthCodes;
}
