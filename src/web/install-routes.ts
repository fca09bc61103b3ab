import { type InstallProvider, type InstallProviderOptions, InvalidStateError, MissingStateError } from '@slack/oauth';
import type { FastifyPluginAsync } from 'fastify';
import * as z from 'zod';
import { languageOfBrowser, type Reader, readerFor } from '../texts/index.ts';
import { html } from './html.ts';
import { type PageContent, paragraphs } from './page.ts';
import { sendPage } from './server.ts';

/** What the app may do in Slack; each with its reason in `docs/installing.md`, and the same list in `manifest.yml`. */
export const botScopes = ['commands', 'chat:write', 'users:read'];

export const installPath = '/slack/install';
const redirectPath = '/slack/oauth_redirect';
const stateCookie = 'slack-app-oauth-state';

export type Installed = Parameters<
  NonNullable<NonNullable<Parameters<InstallProvider['handleCallback']>[2]>['success']>
>[0];

export interface InstallRoutesOptions {
  publicUrl: string;
  installer: InstallProvider;
  /** Slack's states; also given to the installer, which takes them back. */
  states: NonNullable<InstallProviderOptions['stateStore']>;
  /** A link to the connect page for whoever has just installed; undefined when there is nothing to connect to. */
  connectUrl: (installation: Installed) => Promise<string | undefined>;
  slackUrl: (workspace?: string) => Promise<string>;
}

/** From our install link over Slack's consent page to a page of ours, whatever happened on the way. */
export function installRoutes({
  publicUrl,
  installer,
  states,
  connectUrl,
  slackUrl,
}: InstallRoutesOptions): FastifyPluginAsync {
  const secure = publicUrl.startsWith('https:');
  const installOptions = { scopes: botScopes, redirectUri: `${publicUrl}${redirectPath}` };

  async function installedPage(installation: Installed, reader: Reader): Promise<PageContent> {
    const { t, language } = reader;
    const texts = t.pages.install;
    if (installation.isEnterpriseInstall) {
      const organisation = installation.enterprise?.name ?? installation.enterprise?.id ?? '';
      const back = { label: t.pages.back, url: await slackUrl(), primary: true };
      return { language, title: texts.title, body: paragraphs(texts.orgBody(organisation)), actions: [back] };
    }
    const url = await connectUrl(installation);
    const workspace = installation.team?.name ?? installation.team?.id ?? '';
    return {
      language,
      title: texts.title,
      body: url === undefined ? paragraphs(texts.body(workspace)) : paragraphs(texts.body(workspace), texts.next),
      actions: url === undefined ? [] : [{ label: texts.connect, url, primary: true }],
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
    server.get(installPath, async (_request, reply) => {
      const state = await states.generateStateParam(installOptions, new Date());
      const url = await installer.generateInstallUrl(installOptions, true, state);
      // `InstallProvider` would set this cookie itself, but without SameSite, and Secure even where there is no https.
      reply.setCookie(stateCookie, state, { path: '/', httpOnly: true, sameSite: 'lax', secure, maxAge: 600 });
      return reply.redirect(url);
    });

    server.get(redirectPath, async (request, reply) => {
      const reader = readerFor(languageOfBrowser(request.headers['accept-language']));
      const texts = reader.t.pages.install;
      const isCancelled = z.object({ error: z.literal('access_denied') }).safeParse(request.query).success;
      let status = 500;
      let content: PageContent | undefined;
      // Both callbacks only say what happened; the answer is sent by Fastify, with its headers.
      await installer.handleCallback(request.raw, reply.raw, {
        successAsync: async (installation) => {
          status = 200;
          content = await installedPage(installation, reader);
        },
        failureAsync: async (error) => {
          request.log.warn({ err: error }, 'the app was not installed');
          const isBadState = error instanceof InvalidStateError || error instanceof MissingStateError;
          status = isCancelled ? 200 : isBadState ? 400 : 502;
          const title = isCancelled ? texts.cancelledTitle : texts.failedTitle;
          const sentence = isCancelled ? texts.cancelled : isBadState ? texts.badState : texts.failed;
          content = await failedPage(sentence, title, reader, request.id);
        },
      });
      if (!content) throw new Error('The installer reported neither success nor failure.');
      return sendPage(reply, status, content);
    });
  };
}
