import {
  type InstallProvider,
  type InstallProviderOptions,
  InvalidStateError,
  MissingCodeError,
  MissingStateError,
} from '@slack/oauth';
import type { FastifyPluginAsync } from 'fastify';
import * as z from 'zod';
import { StorageError } from '../storage/storage.ts';
import { type Language, languageOfBrowser, type Reader, readerFor } from '../texts/index.ts';
import type { WorkspaceAddress } from '../workspaces/installations.ts';
import { optionalScopesIn, requiredScopes } from '../workspaces/scopes.ts';
import { html } from './html.ts';
import { type PageContent, paragraphs } from './page.ts';
import { sendPage } from './server.ts';

const installPath = '/slack/install';
const redirectPath = '/slack/oauth_redirect';

/**
 * The cookie that binds a state to the browser, as the installer is to compare it. `__Host-` keeps neighbours on the same
 * domain from planting one; browsers take it over https only.
 */
export function stateCookieName(publicUrl: string): string {
  return publicUrl.startsWith('https:') ? '__Host-slack-install' : 'slack-install';
}

export type Installed = Parameters<
  NonNullable<NonNullable<Parameters<InstallProvider['handleCallback']>[2]>['success']>
>[0];

/** What is to do, or nothing more to do, once the app is installed in a workspace. */
export type NextStep = {
  /** Where the workspace has one for all; else the browser's is taken. */
  language: Language | undefined;
} & (
  | {
      kind: 'connect';
      /** A link to the connect page. */
      url: string;
    }
  | {
      /** An account was connected before already, and `broken`: whoever installs may not repair its connection. */
      kind: 'connected' | 'broken';
      account: string;
    }
  | { kind: 'no-app' }
);

export interface InstallRoutesOptions {
  publicUrl: string;
  installer: InstallProvider;
  /** Slack's states; also given to the installer, which takes them back. */
  states: NonNullable<InstallProviderOptions['stateStore']>;
  /** What whoever has just installed the app in a workspace finds there. */
  next: (installation: Installed) => Promise<NextStep>;
  slackUrl: (workspace?: WorkspaceAddress) => Promise<string>;
}

/** From our install link over Slack's consent page to a page of ours, whatever happened on the way. */
export function installRoutes({
  publicUrl,
  installer,
  states,
  next,
  slackUrl,
}: InstallRoutesOptions): FastifyPluginAsync {
  const secure = publicUrl.startsWith('https:');
  const redirectUri = `${publicUrl}${redirectPath}`;

  async function installedPage(installation: Installed, asked: string[], browser: Reader): Promise<PageContent> {
    const step = installation.isEnterpriseInstall ? undefined : await next(installation);
    const { t, language } = step?.language === undefined ? browser : readerFor(step.language);
    const texts = t.pages.install;
    const url = await slackUrl(installation.team && { teamId: installation.team.id });
    const back = { label: t.pages.back, url, primary: true };
    const extra = optionalScopesIn(asked);
    if (extra.length > 0) {
      const isGranted = extra.every((scope) => installation.bot?.scopes.includes(scope));
      return {
        language,
        title: isGranted ? texts.grantedTitle : texts.notGrantedTitle,
        body: paragraphs(isGranted ? texts.granted : texts.notGranted),
        actions: [back],
      };
    }
    if (!step) {
      const organisation = installation.enterprise?.name ?? installation.enterprise?.id ?? '';
      return { language, title: texts.title, body: paragraphs(texts.orgBody(organisation)), actions: [back] };
    }
    const workspace = installation.team?.name ?? installation.team?.id ?? '';
    return {
      language,
      title: texts.title,
      body: paragraphs(texts.body(workspace), sentenceOfStep(step, texts)),
      actions: [step.kind === 'connect' ? { label: texts.connect, url: step.url, primary: true } : back],
    };
  }

  async function failedPage(
    sentence: string,
    title: string,
    { t, language }: Reader,
    reference: string,
  ): Promise<PageContent> {
    return {
      language,
      title,
      body: html`<p>${sentence}</p>`,
      actions: [
        { label: t.pages.install.again, url: `${publicUrl}${installPath}`, primary: true },
        { label: t.pages.back, url: await slackUrl() },
      ],
      footer: t.pages.reference(reference),
    };
  }

  return async (server) => {
    server.get(installPath, async (request, reply) => {
      // What is no optional scope of ours is left out: it would only make Slack refuse the whole link.
      const extra = optionalScopesIn(installQuery.parse(request.query).with);
      const installOptions = { scopes: [...requiredScopes, ...extra], redirectUri };
      const state = await states.generateStateParam(installOptions, new Date());
      const url = await installer.generateInstallUrl(installOptions, true, state);
      // `InstallProvider` would set this cookie itself, but without SameSite, and Secure even where there is no https.
      reply.setCookie(stateCookieName(publicUrl), state, {
        path: '/',
        httpOnly: true,
        sameSite: 'lax',
        secure,
        maxAge: 600,
      });
      return reply.redirect(url);
    });

    server.get(redirectPath, async (request, reply) => {
      const reader = readerFor(languageOfBrowser(request.headers['accept-language']));
      const texts = reader.t.pages.install;
      let installed: Installed | undefined;
      let asked: string[] = [];
      let failure: unknown;
      // Both callbacks only say what happened; the answer is sent by Fastify, with its headers.
      await installer.handleCallback(request.raw, reply.raw, {
        success: (installation, { scopes }) => {
          installed = installation;
          asked = [scopes].flat();
        },
        failure: (error) => {
          failure = error;
        },
      });
      if (installed) return sendPage(reply, 200, await installedPage(installed, asked, reader));
      request.log.warn({ err: failure }, 'the app was not installed');
      const isCancelled = cancelledQuery.safeParse(request.query).success;
      const [status, title, sentence] = isCancelled
        ? ([200, texts.cancelledTitle, texts.cancelled] as const)
        : ([statusOf(failure), texts.failedTitle, sentenceOf(failure, reader)] as const);
      return sendPage(reply, status, await failedPage(sentence, title, reader, request.id));
    });
  };
}

/** Optional scopes to ask for beside the others, with commas between. */
const installQuery = z.object({
  with: z
    .string()
    .max(200)
    .transform((scopes) => scopes.split(','))
    .catch([]),
});

function sentenceOfStep(step: NextStep, texts: Reader['t']['pages']['install']): string {
  if (step.kind === 'connect') return texts.next;
  return step.kind === 'no-app' ? texts.noApp : texts[step.kind](step.account);
}

/** How Slack reports a press of *Cancel*. */
const cancelledQuery = z.object({ error: z.literal('access_denied') });

function isBadState(error: unknown): boolean {
  return error instanceof InvalidStateError || error instanceof MissingStateError;
}

function statusOf(error: unknown): number {
  if (error instanceof StorageError) return 503;
  return isBadState(error) || error instanceof MissingCodeError ? 400 : 502;
}

function sentenceOf(error: unknown, { t }: Reader): string {
  if (error instanceof StorageError) return t.pages.unavailable;
  return isBadState(error) ? t.pages.install.badState : t.pages.install.failed;
}
