import type { FastifyBaseLogger } from 'fastify';
import type { CleverReach } from '../cleverreach/index.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Sealer } from '../storage/sealer.ts';
import type { AuditLog } from '../workspaces/audit-log.ts';
import type { ConnectLinks } from '../workspaces/connect-links.ts';
import type { Connections } from '../workspaces/connections.ts';
import type { HomeVisitors } from '../workspaces/home-visitors.ts';
import type { Installations } from '../workspaces/installations.ts';
import type { LastDrafts } from '../workspaces/last-draft.ts';
import type { OAuthApps } from '../workspaces/oauth-apps.ts';
import type { Reads } from '../workspaces/reads.ts';
import type { WorkspaceSettings } from '../workspaces/settings.ts';
import type { Tickets } from '../workspaces/tickets.ts';
import type { SlackClients } from './clients.ts';
import type { SlackFiles } from './files.ts';
import type { Homes } from './home/homes.ts';
import type { People } from './people.ts';
import type { Replies } from './replies.ts';
import type { Settling } from './settling.ts';

/** What features work with; `app.ts` puts it together. */
export interface Services {
  publicUrl: string;
  cleverreach: CleverReach;
  connections: Connections;
  reads: Reads;
  connectLinks: ConnectLinks;
  oauthApps: OAuthApps;
  installations: Installations;
  settings: WorkspaceSettings;
  lastDraft: LastDrafts;
  auditLog: AuditLog;
  tickets: Tickets;
  homeVisitors: HomeVisitors;
  homes: Homes;
  clients: SlackClients;
  files: SlackFiles;
  people: People;
  replies: Replies;
  jobs: Jobs;
  settling: Settling;
  sealer: Sealer;
  log: FastifyBaseLogger;
}
