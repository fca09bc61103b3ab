import { InstallProvider } from '@slack/oauth';
import type { FastifyBaseLogger, FastifyRequest } from 'fastify';
import { Agent } from 'undici';
import { type CleverReachOptions, createCleverReach } from './cleverreach/index.ts';
import type { Config } from './config.ts';
import { createBackground } from './jobs/background.ts';
import type { Jobs } from './jobs/jobs.ts';
import { observedJobs } from './jobs/observed-jobs.ts';
import { createBoltApp, slackLogger } from './slack/bolt-app.ts';
import { noteChanges } from './slack/changes.ts';
import { createSlackClients, slackClientOptions } from './slack/clients.ts';
import { handleBroken, tellBroken } from './slack/connection/broken.ts';
import { forgetAccount } from './slack/connection/forget-account.ts';
import { connectedMessage } from './slack/connection/messages.ts';
import { connectUrl } from './slack/connection/offer.ts';
import { createDispatcher } from './slack/dispatch.ts';
import { createEventsOnce } from './slack/events-once.ts';
import type { Feature } from './slack/feature.ts';
import { features as allFeatures } from './slack/features.ts';
import { createSlackFiles } from './slack/files.ts';
import { createHomes } from './slack/home/homes.ts';
import { installAnew } from './slack/lifecycle.ts';
import { createPeople } from './slack/people.ts';
import { createReceiver } from './slack/receiver.ts';
import { createReplayGuard } from './slack/replay.ts';
import { createReplies } from './slack/replies.ts';
import { mayConnect } from './slack/rights.ts';
import type { Services } from './slack/services.ts';
import { inProduction, type Settling } from './slack/settling.ts';
import { createRecords } from './storage/records.ts';
import { createSealer } from './storage/sealer.ts';
import type { Storage } from './storage/storage.ts';
import { readerFor } from './texts/index.ts';
import { version } from './version.ts';
import { backToSlackUrl } from './web/back-to-slack.ts';
import { type Connected, type ConnectRight, connectRoutes } from './web/connect-routes.ts';
import { type Installed, installRoutes, type NextStep, stateCookieName } from './web/install-routes.ts';
import { lastRequests } from './web/last-requests.ts';
import { createMetrics } from './web/metrics.ts';
import { previewRoutes } from './web/preview-routes.ts';
import { probeRoutes } from './web/probe-routes.ts';
import { createServer } from './web/server.ts';
import { createAuditLog } from './workspaces/audit-log.ts';
import { type ConnectLink, createConnectLinks } from './workspaces/connect-links.ts';
import { type Connection, createConnections } from './workspaces/connections.ts';
import { createGenerations } from './workspaces/generations.ts';
import { createHomeVisitors } from './workspaces/home-visitors.ts';
import { createInstallStates } from './workspaces/install-states.ts';
import { createInstallations, type WorkspaceAddress } from './workspaces/installations.ts';
import { createLastDrafts } from './workspaces/last-draft.ts';
import { createOAuthApps } from './workspaces/oauth-apps.ts';
import { createReads, type ReadsOptions } from './workspaces/reads.ts';
import { createSettings } from './workspaces/settings.ts';
import { createTickets } from './workspaces/tickets.ts';

export interface AppOptions {
  config: Config;
  storage: Storage;
  jobs: Jobs;
  log: FastifyBaseLogger;
  /** All there are, when left out. */
  features?: Feature[];
  /** How long answers of CleverReach may be shown again; half a minute when left out. */
  reads?: Pick<ReadsOptions, 'keepMs' | 'now'>;
  /** Other times than those of production, for tests that cannot wait. */
  settling?: Settling;
  /** How long an account is left alone that does not answer, in milliseconds; for tests that cannot wait. */
  recoverAfterMs?: number;
  /** How long a call to CleverReach may take; the same. */
  timeouts?: CleverReachOptions['timeouts'];
}

/** The running product. */
export interface App {
  /** Starts to listen; resolves with the port, which the system chose if the configuration says 0. */
  start(): Promise<number>;
  /** Takes no new requests, finishes what was accepted, and closes everything it was given. */
  stop(): Promise<void>;
}

/** Joins all rooms. The one place that knows every part. */
export async function createApp({
  config,
  storage,
  jobs: queue,
  log,
  features = allFeatures,
  reads: kept = { keepMs: 30_000 },
  settling = inProduction,
  recoverAfterMs,
  timeouts,
}: AppOptions): Promise<App> {
  const metrics = createMetrics();
  const jobs = observedJobs(queue, metrics.jobRun);
  metrics.watchQueue(() => jobs.count());
  const sealer = createSealer(config.encryptionKeys);
  const records = createRecords({ storage, sealer });
  const cleverreach = createCleverReach({
    url: config.cleverreach.url,
    observe: metrics.cleverreachCall,
    onBreakerChange: metrics.breakerChange,
    recoverAfterMs,
    timeouts,
  });
  const oauthApps = createOAuthApps({ records, operatorApp: config.cleverreach.app });

  const installations = createInstallations({ records, storage });
  const installStates = createInstallStates(storage);
  const tickets = createTickets({
    records,
    storage,
    onUnreadable: (error) => log.warn({ err: error }, 'what a link or a button refers to cannot be read'),
  });
  const connectLinks = createConnectLinks({ tickets });
  const onUnreadable = (error: Error) =>
    log.error({ err: error }, 'a connection or the OAuth app for it cannot be read; it has to be made anew');
  const generations = createGenerations({
    storage,
    onError: (error) =>
      log.warn({ err: error }, 'nothing of CleverReach is remembered while the storage does not answer'),
  });
  const connections = createConnections({
    records,
    storage,
    oauth: cleverreach.oauth,
    oauthApps,
    // Remembered is what was read with one connection; this is for a process that does not know yet that it is another.
    onChange: (workspace) =>
      generations
        .next(workspace)
        .catch((error: unknown) => log.warn({ err: error }, 'other processes hear late of another connection')),
    onUnreadable,
    onBroken: (...broken) => tellBroken(jobs, ...broken),
  });
  const reads = createReads({
    clientFor: (workspace) => cleverreach.client(connections.tokens(workspace)),
    generations,
    ...kept,
  });

  const logger = slackLogger(log);
  const clientOptions = { ...slackClientOptions(config.slack.apiUrl), logger };
  const installer = new InstallProvider({
    clientId: config.slack.clientId,
    clientSecret: config.slack.clientSecret,
    authorizationUrl: config.slack.authorizeUrl,
    installationStore: {
      ...installations,
      storeInstallation: (installation) => installAnew(services, installation, log),
    },
    stateStore: installStates,
    stateCookieName: stateCookieName(config.publicUrl),
    clientOptions,
    logger,
  });
  const clients = createSlackClients(installer, installations, clientOptions);
  const settings = createSettings({ records });
  const people = createPeople(clients, settings);
  const outbound = new Agent();
  const replies = createReplies({ clients, dispatcher: outbound, log });

  const background = createBackground();
  const services: Services = {
    publicUrl: config.publicUrl,
    cleverreach,
    connections,
    reads,
    connectLinks,
    oauthApps,
    installations,
    settings,
    lastDraft: createLastDrafts({
      records,
      storage,
      onUnreadable: (error) => log.warn({ err: error }, 'what the last draft was made with cannot be read'),
    }),
    auditLog: createAuditLog({ records }),
    tickets,
    homeVisitors: createHomeVisitors({ records }),
    homes: createHomes({
      services: () => services,
      background,
      about: { version, host: new URL(config.publicUrl).host },
    }),
    clients,
    files: createSlackFiles({ apiUrl: config.slack.apiUrl, dispatcher: outbound, log }),
    people,
    replies,
    jobs,
    settling,
    sealer,
    log,
  };
  for (const { handleJobs } of features) handleJobs?.(services);
  handleBroken(services);
  const dispatcher = createDispatcher(features, services);
  const receiver = createReceiver({
    signingSecret: config.slack.signingSecret,
    replay: createReplayGuard(storage),
    events: createEventsOnce(storage),
    replies,
    observe: metrics.slackRequest,
  });
  const bolt = createBoltApp({ receiver, dispatcher, logger });

  let draining = false;

  async function slackUrl(workspace?: WorkspaceAddress): Promise<string> {
    const installation = workspace === undefined ? undefined : await installations.find(workspace);
    return backToSlackUrl(config.slack.apiUrl, workspace?.teamId, installation?.appId);
  }

  async function mayConnectNow(
    workspace: string,
    { userId, reply }: ConnectLink,
    connection: Connection | undefined,
  ): Promise<ConnectRight> {
    const { enterpriseId, isEnterpriseInstall = false } = reply;
    const origin = { teamId: workspace, enterpriseId, isEnterpriseInstall, userId };
    const [person, installation] = await Promise.all([people.get(origin, log), installations.find(origin)]);
    if (person.standing === 'unknown') return 'unknown';
    const isAllowed = mayConnect(person, { connection, installedBy: installation?.user.id });
    return person.standing === 'member' && isAllowed ? 'yes' : 'no';
  }

  /** What the page after installing says, to whoever has just installed. */
  async function stepAfterInstall(installation: Installed): Promise<NextStep> {
    const workspace = installation.team?.id ?? '';
    const userId = installation.user.id;
    const [person, connection, language] = await Promise.all([
      people.get({ teamId: workspace, isEnterpriseInstall: false, userId }, log),
      connections.find(workspace),
      people.languageForAll(workspace, log),
    ]);
    const { account, brokenAt } = connection ?? {};
    if (account && !brokenAt) return { kind: 'connected', account: account.name, language };
    if (account && !mayConnect(person, { connection, installedBy: userId })) {
      return { kind: 'broken', account: account.name, language };
    }
    if (!(await oauthApps.find(workspace))) return { kind: 'no-app', language };
    const token = await connectLinks.create(workspace, {
      userId,
      userName: person.name,
      workspaceName: installation.team?.name,
      language: person.reader.language,
      timeZone: person.timeZone,
      reply: { userId },
    });
    return { kind: 'connect', url: connectUrl(config.publicUrl, token), language };
  }

  /** Not awaited by the page: the person is to see at once that the account is connected. */
  function carryOn({ workspace, link, connection, isNew, before }: Connected, request: FastifyRequest) {
    const { reply, pendingLine, language, timeZone, userId, userName } = link;
    const work = async () => {
      if (before && before.account.id !== connection.account.id) await forgetAccount(services, workspace, request.log);
      if (isNew) {
        const change = { action: 'connection.connect', result: 'done', detail: connection.account.name } as const;
        const changer = { userId, userName, reference: request.id };
        await noteChanges({ services, log: request.log }, workspace, changer, [change]);
      }
      if (pendingLine === undefined) {
        await replies.send(workspace, reply, connectedMessage(readerFor(language, timeZone), connection));
        return;
      }
      const origin = {
        teamId: workspace,
        enterpriseId: reply.enterpriseId,
        isEnterpriseInstall: reply.isEnterpriseInstall ?? false,
        userId,
      };
      await dispatcher.resume({ reference: request.id, log: request.log }, origin, reply, pendingLine);
    };
    background.run(work, (error) =>
      request.log.error({ err: error }, 'nothing could be sent to Slack after connecting'),
    );
  }

  const isHttps = config.publicUrl.startsWith('https:');
  const server = await createServer(log, { withoutPages: receiver.plugin, isHttps, isDraining: () => draining });
  await server.register(
    installRoutes({
      publicUrl: config.publicUrl,
      installer,
      states: installStates,
      next: stepAfterInstall,
      slackUrl,
    }),
  );
  await server.register(
    connectRoutes({
      publicUrl: config.publicUrl,
      oauthApps,
      cleverreach,
      connectLinks,
      connections,
      slackUrl,
      mayConnect: mayConnectNow,
      onConnected: carryOn,
    }),
  );
  await server.register(previewRoutes({ tickets, connections, cleverreach, slackUrl }));
  await server.register(probeRoutes({ storage, metrics: metrics.registry, isDraining: () => draining }));

  return {
    async start() {
      await bolt.start();
      await server.listen({ port: config.port, host: config.host });
      jobs.start();
      const address = server.server.address();
      return typeof address === 'object' && address !== null ? address.port : config.port;
    },
    async stop() {
      draining = true;
      await lastRequests(server.server);
      await server.close();
      await receiver.settle();
      await background.settle();
      await jobs.close();
      // What a job has changed is shown in Home.
      await background.settle();
      await Promise.all([cleverreach.close(), outbound.close(), storage.close()]);
    },
  };
}
