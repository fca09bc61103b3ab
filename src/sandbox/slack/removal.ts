import type { Delivered, RemovalOrder } from './control.ts';
import type { Core } from './core.ts';
import type { Installation } from './installations.ts';

/**
 * Kills the token, then tells the app, one event after the other. An organisation's removal names one of its workspaces,
 * `workspaceId`; without it, whichever comes first.
 */
export async function removeApp(
  core: Core,
  installation: Installation,
  order: RemovalOrder,
  workspaceId = [...core.state.workspaces.keys()].find((id) => core.installations.reaches(installation, id)) ?? null,
): Promise<Delivered[]> {
  installation.active = false;
  core.views.forget((id) => core.installations.reaches(installation, id));
  core.state.changed();
  const results: Delivered[] = [];
  for (const type of order) {
    if (!core.events.wants(type)) continue;
    const event =
      type === 'app_uninstalled' ? { type } : { type, tokens: { oauth: [], bot: [installation.botUserId] } };
    results.push(await core.events.send(workspaceId, { ...event, event_ts: core.clock.ts() }, installation));
  }
  return results;
}

/**
 * The organisation's token lives on, but reaches this workspace no more. The event has the shape of Slack's own types;
 * the documentation shows it with another envelope in between.
 */
export async function withdrawApp(core: Core, installation: Installation, workspaceId: string): Promise<Delivered> {
  installation.withdrawn.add(workspaceId);
  core.views.forget((id) => id === workspaceId);
  core.state.changed();
  const event = { type: 'team_access_revoked', team_ids: [workspaceId], event_ts: core.clock.ts() };
  return core.events.send(null, event, installation);
}
