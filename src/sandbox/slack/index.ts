import Fastify from 'fastify';
import { directoryControl, installControl, trafficControl } from './administration.ts';
import { createClock } from './clock.ts';
import type { Control, Person, SlackSandbox } from './control.ts';
import { controlRoutes } from './control-routes.ts';
import type { Core } from './core.ts';
import { createDelivery } from './delivery.ts';
import { createEvents } from './events.ts';
import { createFaults } from './faults.ts';
import { createFeed } from './feed.ts';
import { fileRoutes } from './file-routes.ts';
import { createFiles } from './files.ts';
import { createGuidance, type GuideStep } from './guide.ts';
import { createInstallations } from './installations.ts';
import { createLog } from './log.ts';
import { createMessages } from './messages.ts';
import { createOAuthCodes, oauthRoutes } from './oauth.ts';
import { observationControl } from './observation.ts';
import { type PageLinks, page } from './page/index.ts';
import { commandActions } from './person-commands.ts';
import { interactionActions } from './person-interactions.ts';
import { viewActions } from './person-views.ts';
import { createResponseUrls, responseUrlRoutes } from './response-url.ts';
import { seed } from './seed.ts';
import { createState } from './state.ts';
import { createTriggers } from './triggers.ts';
import type { AppSettings } from './types.ts';
import { createUploads } from './uploads.ts';
import { createViews } from './views.ts';
import { webApiRoutes } from './web-api.ts';

export { appFromManifest, newAppSecrets } from './app-manifest.ts';
export type * from './control.ts';
export type * from './types.ts';

/** How a sandbox is started. */
export interface SlackOptions {
  app: AppSettings;
  /** Default 0: any free port. */
  port?: number;
  /** Default 127.0.0.1. */
  host?: string;
  /** The time in milliseconds, for tests that move it; also what signatures carry. */
  now?: () => number;
  /** How long the app may take to answer, in milliseconds. Slack's 3000 unless a test is about lateness. */
  deadlineMs?: number;
  /** Addresses of neighbours for the page in the browser; may be filled in later. */
  links?: PageLinks;
  /** What the page proposes to try; {@link Control.tick} marks a step as done. */
  guide?: { steps: GuideStep[] };
}

/** Slack grants an app this long to answer. */
const DEADLINE_MS = 3000;

/** Starts a local Slack with one workspace in it. */
export async function startSlack(options: SlackOptions): Promise<SlackSandbox> {
  const core = createCore(options);
  seed(core);
  const control: Control = {
    ...directoryControl(core),
    ...installControl(core),
    ...trafficControl(core),
    ...observationControl(core),
    ...createGuidance(options.guide?.steps ?? [], core.feed),
    ...commandActions(core),
    ...interactionActions(core),
    ...viewActions(core),
  };

  // A file of ten megabytes, the most that a file input takes, in base64.
  const server = Fastify({ forceCloseConnections: true, bodyLimit: 16 * 1024 * 1024 });
  // Bodies stay text: what the app sent is logged as it came, and read by the rules of each route.
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  webApiRoutes(server, core);
  oauthRoutes(server, core);
  responseUrlRoutes(server, core);
  fileRoutes(server, core);
  controlRoutes(server, core, control);
  await server.register(page, { links: options.links ?? {} });

  core.address.url = await server.listen({ port: options.port ?? 0, host: options.host ?? '127.0.0.1' });

  return {
    ...control,
    url: core.address.url,
    apiUrl: `${core.address.url}/api/`,
    authorizeUrl: `${core.address.url}/oauth/v2/authorize`,
    app: core.app,
    get workspaces() {
      return [...core.state.workspaces.values()];
    },
    get requests() {
      return core.log.exchanges;
    },
    as: (user) => personOf(control, core.state.user(user).id),
    waitFor: core.feed.waitFor,
    onChange: core.feed.onChange,
    async close() {
      core.events.close();
      await server.close();
      await core.delivery.close();
    },
  };
}

function createCore(options: SlackOptions): Core {
  const { app } = options;
  const clock = createClock(options.now ?? Date.now);
  const feed = createFeed();
  const log = createLog(clock, feed);
  const state = createState(feed);
  const installations = createInstallations(app, state);
  const messages = createMessages(clock, feed);
  const address = { url: '' };
  const files = createFiles(clock, address);
  const core: Core = {
    app,
    address,
    clock,
    feed,
    log,
    state,
    installations,
    messages,
    triggers: createTriggers(clock),
    views: createViews({ clock, feed, app, installations, state }),
    responseUrls: createResponseUrls({ address, clock, messages, installations, state }),
    delivery: createDelivery(app, clock, log, options.deadlineMs ?? DEADLINE_MS),
    events: createEvents(() => core),
    files,
    uploads: createUploads({ address, clock, files }),
    faults: createFaults(),
    codes: createOAuthCodes(clock),
  };
  return core;
}

function personOf(control: Control, user: string): Person {
  return {
    command: (...rest) => control.command(user, ...rest),
    say: (...rest) => control.say(user, ...rest),
    shortcut: (...rest) => control.shortcut(user, ...rest),
    messageShortcut: (...rest) => control.messageShortcut(user, ...rest),
    press: (...rest) => control.press(user, ...rest),
    choose: (...rest) => control.choose(user, ...rest),
    suggest: (...rest) => control.suggest(user, ...rest),
    fill: (...rest) => control.fill(user, ...rest),
    submit: (...rest) => control.submit(user, ...rest),
    closeView: (...rest) => control.closeView(user, ...rest),
    openHome: (...rest) => control.openHome(user, ...rest),
    messagesFor: (...rest) => control.messagesFor(user, ...rest),
    readFile: (...rest) => control.readFile(user, ...rest),
    currentView: () => control.currentView(user),
    viewStack: () => control.viewStack(user),
    homeView: () => control.homeView(user),
    inviteApp: (...rest) => control.inviteApp(user, ...rest),
    consent: (...rest) => control.consent(user, ...rest),
  };
}
