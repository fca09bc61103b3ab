import { SEED_GROUPS } from '../src/sandbox/cleverreach/index.ts';
import { addTenant } from './tenant.ts';
import { unsubscribing } from './unsubscribing.ts';
import { channel, type World } from './world.ts';

/** One request as Slack has sent it: what was in its JSON, or in a command's fields. */
export interface RealPayload {
  /** `command`, or the `type` of an interaction or event. */
  kind: string;
  payload: Record<string, unknown>;
}

/** An admin who reads English. */
const user = 'dana';
const lines = [
  ...[
    'help',
    'status',
    'overview',
    'stats',
    'stats newsletter',
    'groups',
    'receivers vip',
    'find anna.mueller@example.com',
  ],
  ...['mailings', 'mailing 8157005', 'audit', 'statt', 'disconnect', 'stats e'],
];
const forms = ['draft Tea', 'add new@example.com presse', 'unsubscribe anna.mueller@example.com presse', 'settings'];
const shortcuts = ['mailings:draft', 'receivers:add', 'receivers:unsubscribe'];
const messageShortcuts = ['receivers:unsubscribe-from-message', 'mailings:draft-from-message'];
/** Its yes would end the connection that everything else needs. */
const harmful = 'connection:disconnect';

/**
 * Walks through the product in a connected world, as an admin who presses, fills in and submits whatever there is, and gives
 * one request of each kind, command, action, form, select and event that the local Slack has sent for it.
 */
export async function takeTour(world: World): Promise<RealPayload[]> {
  const { slack } = world;
  for (const line of lines) {
    const answer = await world.ask(user, line);
    for (const actionId of idsIn(answer.blocks, 'button')) {
      if (actionId.startsWith(harmful)) continue;
      await quietly(slack.press(user, answer, { actionId }, { confirm: true }));
      await closeAll(world);
    }
  }
  for (const line of forms) await useForm(world, () => slack.command(user, channel, `/cleverreach ${line}`));
  const u = unsubscribing(world);
  await slack.command(user, channel, `/cleverreach unsubscribe ${u.subscriber([SEED_GROUPS.press])}`);
  await u.lookUp(user);
  await u.confirm(user, channel);
  for (const id of shortcuts) await useForm(world, () => slack.shortcut(user, id));
  const { ts } = slack.say(user, channel, 'Please take off anna.mueller@example.com and *thank* her');
  for (const id of messageShortcuts) await useForm(world, () => slack.messageShortcut(user, channel, ts, id));
  await slack.openHome(user);
  for (const actionId of idsIn(slack.homeView(user)?.content, 'button')) {
    if (!actionId.startsWith(harmful)) await quietly(slack.press(user, 'home', { actionId }));
    await closeAll(world);
  }
  // What removes the app is sent by a workspace that nobody needs.
  const leaving = await addTenant(world, { name: 'Leaving GmbH' });
  await slack.uninstall(leaving.id);
  return distinct(world);
}

/** Opens a form, chooses and writes something wherever that can be done, presses what is in it, and submits it. */
async function useForm(world: World, open: () => Promise<unknown>): Promise<void> {
  const { slack } = world;
  await open();
  const { content } = await slack.waitFor(() => slack.currentView(user));
  for (const actionId of [...idsIn(content, 'external_select'), ...idsIn(content, 'multi_external_select')]) {
    const [first] = (await slack.suggest(user, 'modal', { actionId }, 'e')).options;
    if (first) await quietly(slack.choose(user, 'modal', { actionId }, first.text, { query: 'e' }));
  }
  for (const element of elementsIn(content)) {
    const [option] = Array.isArray(element['options']) ? element['options'] : [];
    if (isObject(option)) await quietly(slack.choose(user, 'modal', idOf(element), String(option['value'])));
  }
  for (const blockId of textFieldsIn(content)) {
    await quietly(slack.fill(user, 'modal', { [blockId]: 'someone@example.com' }, { force: true }));
  }
  for (const actionId of idsIn(content, 'button')) await quietly(slack.press(user, 'modal', { actionId }));
  await quietly(slack.submit(user, 'modal', { force: true }));
  await closeAll(world);
}

async function closeAll({ slack }: World): Promise<void> {
  await quietly(slack.closeView(user, 'modal', { all: true }));
}

/** What the local Slack's client would not let a person do is left out. */
async function quietly(act: Promise<unknown>): Promise<void> {
  await act.catch(() => undefined);
}

/** The first request of each kind and id, newest walk last. */
function distinct({ slack }: World): RealPayload[] {
  const found = new Map<string, RealPayload>();
  for (const { request } of slack.exchanges({ direction: 'to-app' })) {
    const real = realPayload(request.headers['content-type'] ?? '', request.body);
    if (real) found.set(`${real.kind} ${whatFor(real.payload)}`, real);
  }
  return [...found.values()];
}

function realPayload(contentType: string, body: string): RealPayload | undefined {
  if (!contentType.includes('form')) {
    const payload: unknown = JSON.parse(body);
    return isObject(payload) ? { kind: String(payload['type']), payload } : undefined;
  }
  const form = new URLSearchParams(body);
  const payload: unknown = JSON.parse(form.get('payload') ?? 'null');
  return isObject(payload)
    ? { kind: String(payload['type']), payload }
    : { kind: 'command', payload: Object.fromEntries(form) };
}

/** The command line's first word, the ids of what was pressed or submitted, the event's type. */
function whatFor({ text, actions, action_id, callback_id, view, event }: Record<string, unknown>): string {
  const parts = [text, callback_id, action_id, actions, view, event].map((part) => {
    const [first = part] = Array.isArray(part) ? part : [];
    return isObject(first)
      ? [first['action_id'], first['callback_id'], first['type']].join(' ')
      : String(first).split(' ')[0];
  });
  return parts.join(' ');
}

function elementsIn(value: unknown): Record<string, unknown>[] {
  if (Array.isArray(value)) return value.flatMap(elementsIn);
  if (!isObject(value)) return [];
  return [...(typeof value['action_id'] === 'string' ? [value] : []), ...Object.values(value).flatMap(elementsIn)];
}

function idsIn(value: unknown, type: string): string[] {
  return elementsIn(value).flatMap((element) =>
    element['type'] === type && element['url'] === undefined ? [String(element['action_id'])] : [],
  );
}

const idOf = (element: Record<string, unknown>) => ({ actionId: String(element['action_id']) });

function textFieldsIn(content: Record<string, unknown>): string[] {
  const blocks = Array.isArray(content['blocks']) ? content['blocks'].filter(isObject) : [];
  return blocks.flatMap((block) => {
    const element = block['element'];
    const isText = isObject(element) && /text|email|url|number/.test(String(element['type']));
    return isText ? [String(block['block_id'])] : [];
  });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
