import { newId, newSecret } from './clock.ts';
import type { State } from './state.ts';
import type { AppSettings, User, Workspace } from './types.ts';

/** The app in one workspace, or in a whole Enterprise organisation. */
export interface Installation {
  token: string;
  botId: string;
  botUserId: string;
  /** Null for an organisation-wide install. */
  teamId: string | null;
  enterpriseId: string | null;
  isEnterpriseInstall: boolean;
  scopes: string[];
  /** Id of the person who installed it. */
  installedBy: string;
  /** False once uninstalled or revoked: the token is dead. */
  active: boolean;
  /** Workspaces of the organisation that it took the app away from. */
  withdrawn: Set<string>;
}

/** Where the app is installed, and which token belongs to what. */
export interface Installations {
  /** Again for the same place: the same token with the scopes added, as Slack does. */
  install(place: { workspace: Workspace; wholeEnterprise: boolean; by: User; scopes: string[] }): Installation;
  byToken(token: string): Installation | undefined;
  /** The live installation that serves a workspace: its own, or its organisation's. */
  serving(workspaceId: string): Installation | undefined;
  /** Whether the installation reaches a workspace. */
  reaches(installation: Installation, workspaceId: string): boolean;
}

export function createInstallations(app: AppSettings, state: State): Installations {
  const all: Installation[] = [];

  function reaches(installation: Installation, workspaceId: string): boolean {
    if (installation.teamId !== null) return installation.teamId === workspaceId;
    if (installation.withdrawn.has(workspaceId)) return false;
    return state.workspaces.get(workspaceId)?.enterprise?.id === installation.enterpriseId;
  }

  function botUser(workspaceId: string): string {
    const id = newId('U');
    state.users.set(id, {
      id,
      workspaceId,
      teamId: workspaceId,
      name: app.name.toLowerCase().replace(/[^a-z0-9]+/g, ''),
      realName: app.name,
      email: '',
      locale: 'en-US',
      tz: 'America/Los_Angeles',
      isAdmin: false,
      isOwner: false,
      isRestricted: false,
      isUltraRestricted: false,
      isStranger: false,
      isBot: true,
      deleted: false,
    });
    return id;
  }

  return {
    reaches,
    install({ workspace, wholeEnterprise, by, scopes }) {
      const teamId = wholeEnterprise ? null : workspace.id;
      const enterpriseId = workspace.enterprise?.id ?? null;
      const before = all.find(
        (entry) => entry.active && entry.teamId === teamId && (teamId !== null || entry.enterpriseId === enterpriseId),
      );
      if (before !== undefined) {
        before.scopes = [...new Set([...before.scopes, ...scopes])];
        before.installedBy = by.id;
        before.withdrawn.delete(workspace.id);
        return before;
      }
      const installation: Installation = {
        token: `xoxb-${newSecret(6)}-${newSecret(12)}`,
        botId: newId('B'),
        botUserId: botUser(teamId ?? enterpriseId ?? workspace.id),
        teamId,
        enterpriseId,
        isEnterpriseInstall: wholeEnterprise,
        scopes: [...scopes],
        installedBy: by.id,
        active: true,
        withdrawn: new Set(),
      };
      all.push(installation);
      for (const channel of state.channels.values())
        if (channel.kind === 'im' && reaches(installation, channel.workspaceId))
          channel.members.push(installation.botUserId);
      state.changed();
      return installation;
    },
    byToken: (token) => all.find((entry) => entry.token === token),
    serving(workspaceId) {
      const live = all.filter((entry) => entry.active && reaches(entry, workspaceId));
      return live.find((entry) => entry.teamId !== null) ?? live[0];
    },
  };
}
