import { decodeJwt } from 'jose';
import { expect } from 'vitest';
import type { Exchange, Json } from '../src/sandbox/slack/index.ts';
import { type MarkedTenant, markers, numberOfId, ownedIds } from './marked-tenant.ts';
import type { World } from './world.ts';

type CleverReachCall = World['cleverReach']['requests'][number];

/** Whose something is; without `user`, the whole workspace's. */
interface Owner {
  workspace: string;
  user?: string | undefined;
}

/** How much was looked at, so that a test sees that it looked. */
export interface Witnessed {
  cleverReachCalls: number;
  renewals: number;
  slackCalls: number;
  /** Texts for people in which a tenant is named. */
  answers: number;
  /** What has not been answered yet, and is looked at later. */
  pending: number;
}

/** Looks at everything that both sandboxes are asked and told, and fails where something of one tenant is used for another. */
export interface Witness {
  /** Takes in what has happened since the last time. */
  look(tenants: readonly MarkedTenant[]): Witnessed;
  /** To be called before the account's connection is ended, and what it gives afterwards: from then on no token from before is good for anything. */
  ending(tenant: MarkedTenant): () => void;
}

export function createWitness(world: World): Witness {
  const { slack, cleverReach } = world;
  /** By id of a person, channel, view or trigger, by address for answers, and by token of the app. */
  const owners = new Map<string, Owner>();
  const ended = new Map<string, number>();
  const total = { cleverReachCalls: 0, renewals: 0, slackCalls: 0, answers: 0 };
  let lastCall = 0;
  let exchanges: Exchange[] = [];
  let calls: CleverReachCall[] = [];
  const byAccount = new Map<string, MarkedTenant>();
  const byWorkspace = new Map<string, MarkedTenant>();

  function own(id: unknown, owner: Owner): void {
    if (typeof id === 'string' && id !== '') owners.set(id, owner);
  }

  function learnDirectory(): void {
    for (const { id: workspace, users, channels } of slack.snapshot().workspaces) {
      for (const { id } of users) own(id, { workspace, user: id });
      for (const { id, kind, members } of channels) {
        const user =
          kind === 'im'
            ? members.find((member) => byWorkspace.get(workspace)?.people.some(({ id }) => id === member))
            : undefined;
        own(id, { workspace, user });
      }
    }
  }

  /** Who sent this, and which addresses for answers came with it. */
  function ownerOfRequest({ request }: Exchange): Owner {
    const sent = sentBy(request.body);
    const team = sent['team_id'] ?? object(sent['team'])['id'];
    const user = sent['user_id'] ?? object(sent['user'])['id'] ?? object(sent['event'])['user'];
    const owner = { workspace: String(team), user: typeof user === 'string' ? user : undefined };
    const view = object(sent['view']);
    for (const id of [sent['trigger_id'], view['id'], view['root_view_id']]) own(id, owner);
    if (typeof sent['response_url'] === 'string') own(pathOf(sent['response_url']), owner);
    return owner;
  }

  function lookAtAnswer(text: string, { workspace, user }: Owner, what: string): void {
    const tenant = byWorkspace.get(workspace);
    const found = [...text.matchAll(markers)];
    if (found.length > 0) total.answers += 1;
    for (const [all, person, marker] of found) {
      expect(marker, `${what} for ${workspace} holds ${all}`).toBe(tenant?.marker);
      if (person !== undefined && user !== undefined)
        expect(tenant?.people[Number(person)]?.id, `${what} for ${user} holds ${all}`).toBe(user);
    }
  }

  function lookAtApiCall({ name, request, response }: Exchange): void {
    const token = request.headers['authorization']?.replace('Bearer ', '') ?? '';
    const owner = owners.get(token);
    if (owner === undefined) return;
    total.slackCalls += 1;
    const body = decodeURIComponent(request.body.replaceAll('+', ' '));
    let user: string | undefined;
    for (const [id] of body.matchAll(/\b[A-Z][A-Z0-9]{10}\b|\b\d+\.\d+\.\w{20,}\b/g)) {
      const named = owners.get(id);
      if (named === undefined) continue;
      expect(named.workspace, `${name} names ${id} with the token of ${owner.workspace}`).toBe(owner.workspace);
      user ??= named.user;
    }
    const shown = object(object(json(response?.body ?? ''))['view'])['id'];
    own(shown, { workspace: owner.workspace, user });
    // A Home shows its workspace's recent changes, whoever made them.
    lookAtAnswer(body, { workspace: owner.workspace, user: name === 'views.publish' ? undefined : user }, name);
  }

  function lookAtSlack(exchange: Exchange): void {
    const { direction, kind, name, request, response } = exchange;
    if (direction === 'to-app') {
      lookAtAnswer(response?.body ?? '', ownerOfRequest(exchange), `the answer to ${kind} ${name}`);
    } else if (kind === 'oauth') {
      const { access_token: token, team } = object(json(response?.body ?? ''));
      own(token, { workspace: String(object(team)['id']) });
    } else if (kind === 'api') {
      lookAtApiCall(exchange);
    } else if (kind === 'response_url') {
      const owner = owners.get(pathOf(request.url)) ?? expect.fail(`nobody was given ${request.url}`);
      lookAtAnswer(request.body, owner, 'a later answer');
    }
  }

  function lookAtCleverReach({ id, method, path, query, body, headers, status }: CleverReachCall): void {
    lastCall = Math.max(lastCall, id);
    if (path === '/oauth/token.php' && JSON.stringify(body).includes('refresh_token')) total.renewals += 1;
    const token = headers.authorization?.replace('Bearer ', '');
    if (token === undefined || !path.startsWith('/v3/')) return;
    total.cleverReachCalls += 1;
    const tenant = byAccount.get(String(decodeJwt(token)['client_id']));
    const what = `${method} ${path} ${JSON.stringify([query, body])}`;
    const named = [...what.matchAll(ownedIds)].map(([owned]) => `mk${numberOfId(owned)}q`);
    const marked = [...what.matchAll(markers)].map(([, , marker]) => marker);
    for (const marker of [...named, ...marked])
      expect(marker, `${what} with a token of ${tenant?.marker}`).toBe(tenant?.marker);
    const isLate = id > (ended.get(token) ?? Number.POSITIVE_INFINITY);
    if (isLate) expect(status, `${what} with a token of ${tenant?.marker} from before it ended`).toBe(401);
  }

  return {
    look(tenants) {
      for (const tenant of tenants) {
        byAccount.set(tenant.account, tenant);
        byWorkspace.set(tenant.id, tenant);
      }
      learnDirectory();
      exchanges.push(...slack.requests);
      slack.clearLog();
      for (const exchange of exchanges.filter(({ outcome }) => outcome !== 'pending')) lookAtSlack(exchange);
      exchanges = exchanges.filter(({ outcome }) => outcome === 'pending');
      calls.push(...cleverReach.requests.splice(0));
      for (const call of calls.filter(({ status }) => status !== null)) lookAtCleverReach(call);
      calls = calls.filter(({ status }) => status === null);
      return { ...total, pending: exchanges.length + calls.length };
    },
    ending({ account }) {
      const tokens = [...cleverReach.tokens.values()].filter(({ accountId }) => accountId === account);
      return () => {
        const last = (cleverReach.requests.at(-1) ?? calls.at(-1))?.id ?? lastCall;
        for (const { accessToken } of tokens) ended.set(accessToken, last);
      };
    },
  };
}

function sentBy(body: string): Json {
  if (body.startsWith('{')) return object(json(body));
  const fields = Object.fromEntries(new URLSearchParams(body));
  return fields['payload'] === undefined ? fields : object(json(fields['payload']));
}

function pathOf(url: string): string {
  return new URL(url, 'http://localhost').pathname;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function object(value: unknown): Json {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
