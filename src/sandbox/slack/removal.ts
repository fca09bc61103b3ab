import type { Delivered, RemovalOrder } from './control.ts';
import type { Core } from './core.ts';
import type { Installation } from './installations.ts';

/** Kills the token, then tells the app, one event after the other. */
export async function removeApp(core: Core, installation: Installation, order: RemovalOrder): Promise<Delivered[]> {
  installation.active = false;
  core.views.forget((workspaceId) => core.installations.reaches(installation, workspaceId));
  core.state.changed();
  const results: Delivered[] = [];
  const workspaceId = installation.teamId ?? installation.enterpriseId ?? '';
  for (const type of order) {
    if (!core.events.wants(type)) continue;
    const event =
      type === 'app_uninstalled' ? { type } : { type, tokens: { oauth: [], bot: [installation.botUserId] } };
    results.push(await core.events.send(workspaceId, { ...event, event_ts: core.clock.ts() }, installation));
  }
  return results;
}
