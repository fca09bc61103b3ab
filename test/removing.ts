import type { TestRedis } from './redis.ts';
import { addTenant, type Tenant, tenantChannel } from './tenant.ts';
import type { World } from './world.ts';

/** A workspace that is about to remove the app, and what is left of it afterwards. */
export function removing(world: World, redis?: TestRedis) {
  return {
    /** Connected, with something of everything that is kept: also a link and a state that wait for a browser. */
    async connectedTenant(): Promise<Tenant> {
      const tenant = await addTenant(world);
      await tenant.connect();
      // It comes by itself, and could otherwise be taken for the answer below, whose request would outlive the workspace.
      await world.slack.waitForMessage(tenant.admin, tenantChannel, { text: 'Connected to the CleverReach account' });
      await tenant.ask(tenant.admin, 'stats');
      return tenant;
    },
    keysOf: async (id: string) => Object.keys((await redis?.dump()) ?? {}).filter((key) => key.includes(id)),
    /** The CleverReach token that was given out last. */
    newestToken: () => [...world.cleverReach.tokens.keys()].at(-1) ?? '',
    /** Whether CleverReach still takes a token. */
    async works(token: string): Promise<boolean> {
      const headers = { authorization: `Bearer ${token}` };
      return (await fetch(`${world.cleverReach.url}/v3/groups`, { headers })).status === 200;
    },
    statusIn: (tenant: Tenant) => tenant.ask(tenant.admin, 'status').then(({ text }) => text),
  };
}

/** An event that Slack sends when an app is removed. */
export function removal(team: string, id: string, event: object, more: object = {}) {
  return { type: 'event_callback', team_id: team, event_id: id, event, ...more };
}
