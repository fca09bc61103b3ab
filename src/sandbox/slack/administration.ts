import { request } from 'undici';
import { newId } from './clock.ts';
import type { Control, InstallationInfo } from './control.ts';
import type { Core } from './core.ts';
import { ControlError } from './errors.ts';
import { parseJson, text } from './json.ts';
import { removeApp, withdrawApp } from './removal.ts';
import { person } from './seed.ts';
import type { Enterprise, User, Workspace } from './types.ts';

type Directory = 'snapshot' | 'addWorkspace' | 'addUser' | 'addChannel' | 'changeUser';
type Installing = 'installUrl' | 'install' | 'uninstall' | 'revokeAccess' | 'consent';
type Traffic = 'sendEvent' | 'deliverRetries' | 'redeliver' | 'verifyUrl' | 'sslCheck' | 'advance';

/** Workspaces and the people in them. */
export function directoryControl(core: Core): Pick<Control, Directory> {
  const { state } = core;

  function enterpriseOf(given: { name: string } | string | undefined): Enterprise | null {
    if (given === undefined) return null;
    if (typeof given === 'string') {
      const known = state.enterprises.get(given);
      if (known === undefined) throw new ControlError('unknown_enterprise', `There is no organisation "${given}".`);
      return known;
    }
    const enterprise = { id: newId('E'), name: given.name, domain: domainOf(given.name) };
    state.enterprises.set(enterprise.id, enterprise);
    return enterprise;
  }

  function addUser(workspaceRef: string, user: Partial<Omit<User, 'id' | 'workspaceId'>> & { name: string }): User {
    const workspace = state.workspace(workspaceRef);
    const added = person({ id: newId('U'), workspaceId: workspace.id, ...user });
    state.users.set(added.id, added);
    state.changed();
    return added;
  }

  return {
    addUser,
    addWorkspace({ name, domain = domainOf(name), enterprise }) {
      const workspace: Workspace = { id: newId('T'), name, domain, enterprise: enterpriseOf(enterprise) };
      state.workspaces.set(workspace.id, workspace);
      const admin = addUser(workspace.id, { name: 'admin', realName: `${name} Admin`, isAdmin: true, isOwner: true });
      const member = addUser(workspace.id, { name: 'member', realName: `${name} Member` });
      const id = newId('C');
      state.channels.set(id, {
        id,
        workspaceId: workspace.id,
        name: 'general',
        kind: 'public',
        members: [admin.id, member.id],
        isShared: false,
        topic: '',
      });
      state.changed();
      return workspace;
    },
    addChannel(workspaceRef, { name, kind = 'public', members }) {
      const workspace = state.workspace(workspaceRef);
      const everyone = [...state.users.values()].filter((user) => user.workspaceId === workspace.id && !user.isBot);
      const channel = {
        id: newId('C'),
        workspaceId: workspace.id,
        name: name.replace(/^#/, ''),
        kind,
        members: members === undefined ? everyone.map((user) => user.id) : members.map((ref) => state.user(ref).id),
        isShared: false,
        topic: '',
      };
      state.channels.set(channel.id, channel);
      state.changed();
      return channel;
    },
    changeUser(ref, change) {
      const user = state.user(ref);
      Object.assign(user, change);
      state.changed();
      return user;
    },
    snapshot: () => ({
      app: {
        id: core.app.id,
        name: core.app.name,
        commands: core.app.commands.map((command) => ({ ...command })),
        shortcuts: core.app.shortcuts.map((shortcut) => ({ ...shortcut })),
        appHome: core.app.appHome ?? { homeTab: true, messagesTab: true, messagesReadOnly: false },
      },
      enterprises: [...state.enterprises.values()],
      workspaces: [...state.workspaces.values()].map((workspace) => ({
        ...workspace,
        users: [...state.users.values()].filter((user) => user.workspaceId === workspace.id),
        channels: [...state.channels.values()].filter((channel) => channel.workspaceId === workspace.id),
        installed: core.installations.serving(workspace.id) !== undefined,
      })),
    }),
  };
}

/** Installing and removing the app. */
export function installControl(core: Core): Pick<Control, Installing> {
  const { state, app } = core;
  return {
    installUrl(options = {}) {
      const url = new URL(`${core.address.url}/oauth/v2/authorize`);
      url.searchParams.set('client_id', app.clientId);
      url.searchParams.set('scope', app.botScopes.join(','));
      if (options.redirectUri !== undefined) url.searchParams.set('redirect_uri', options.redirectUri);
      if (options.state !== undefined) url.searchParams.set('state', options.state);
      if (options.team !== undefined) url.searchParams.set('team', options.team);
      return url.href;
    },
    install(workspaceRef, options = {}): InstallationInfo {
      const workspace = state.workspace(workspaceRef);
      const admin = [...state.users.values()].find((user) => user.workspaceId === workspace.id && user.isAdmin);
      const by = options.user === undefined ? admin : state.user(options.user);
      if (by === undefined) throw new ControlError('unknown_user', 'There is nobody who could install the app.');
      const {
        active: _active,
        withdrawn: _withdrawn,
        ...info
      } = core.installations.install({
        workspace,
        wholeEnterprise: options.enterprise === true,
        by,
        scopes: options.scopes ?? app.botScopes,
      });
      return { ...info, scopes: [...info.scopes] };
    },
    async uninstall(workspaceRef, options = {}) {
      const workspace = state.workspace(workspaceRef);
      const installation = core.installations.serving(workspace.id);
      if (installation === undefined) throw new ControlError('not_installed', 'The app is not installed there.');
      return removeApp(core, installation, options.order ?? ['app_uninstalled', 'tokens_revoked'], workspace.id);
    },
    async revokeAccess(workspaceRef) {
      const workspace = state.workspace(workspaceRef);
      const installation = core.installations.serving(workspace.id);
      if (installation?.isEnterpriseInstall !== true)
        throw new ControlError('not_installed', 'The workspace does not have the app from its organisation.');
      return withdrawApp(core, installation, workspace.id);
    },
    async consent(userRef, authorizeUrl, options = {}) {
      const user = state.user(userRef);
      const url = new URL(authorizeUrl, core.address.url);
      const form = new URLSearchParams(url.search);
      form.set('who', options.enterprise === true ? `${user.id} enterprise` : user.id);
      for (const scope of app.optionalBotScopes ?? [])
        if (options.without?.includes(scope) !== true) form.append('optional', scope);
      form.set('decision', options.allow === false ? 'cancel' : 'allow');
      const answer = await request(`${core.address.url}/oauth/v2/authorize`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: form.toString(),
      });
      const page = await answer.body.text();
      const location = answer.headers['location'];
      if (typeof location !== 'string')
        throw new ControlError('consent_refused', /<code>(.*?)<\/code>/.exec(page)?.[1] ?? `HTTP ${answer.statusCode}`);
      return { location };
    },
  };
}

/** What Slack sends by itself, and time. */
export function trafficControl(core: Core): Pick<Control, Traffic> {
  return {
    sendEvent: (workspaceRef, event) => core.events.send(core.state.workspace(workspaceRef).id, event),
    deliverRetries: () => core.events.retry('all'),
    async redeliver(exchangeId, options = {}) {
      const exchange = core.log.find(exchangeId);
      if (exchange === undefined || exchange.direction !== 'to-app')
        throw new ControlError('unknown_exchange', `No delivery ${exchangeId} is in the log.`);
      const { status, body } = await core.delivery.resend(exchange, options.body);
      return { status, body };
    },
    async verifyUrl() {
      const challenge = newId('', 40);
      const receipt = await core.delivery.send({
        kind: 'check',
        name: 'url_verification',
        contentType: 'application/json',
        body: JSON.stringify({ token: 'sandbox-verification-token', challenge, type: 'url_verification' }),
      });
      const given = text(parseJson(receipt.body), 'challenge') || receipt.body.replace(/^challenge=/, '').trim();
      return receipt.outcome === 'ok' && given === challenge;
    },
    async sslCheck() {
      const receipt = await core.delivery.send({
        kind: 'check',
        name: 'ssl_check',
        contentType: 'application/x-www-form-urlencoded',
        body: new URLSearchParams({ ssl_check: '1', token: 'sandbox-verification-token' }).toString(),
        signed: false,
      });
      return receipt.outcome === 'ok';
    },
    async advance(ms) {
      core.clock.advance(ms);
      await core.events.retry('due');
    },
  };
}

function domainOf(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}
