import { expect, vi } from 'vitest';
import type { Message } from '../src/sandbox/slack/index.ts';
import type { MarkedPerson } from './marked-tenant.ts';
import { unsubscribing } from './unsubscribing.ts';
import type { World } from './world.ts';

/** Something that a person does, in two parts: all that comes before the press that counts, and that. */
export type Act = (person: MarkedPerson) => Promise<Ready>;

export interface Ready {
  /** The last press; resolves when Slack has its answer. */
  go(): Promise<unknown>;
  /** Resolves when the person sees what they asked for, of a connected account. */
  seen(): Promise<unknown>;
}

export type ActName =
  | 'stats'
  | 'groups'
  | 'find'
  | 'receivers'
  | 'home'
  | 'suggest'
  | 'settings'
  | 'add'
  | 'unsubscribe'
  | 'draft';

const patienceMs = 15_000;

/** What people do all day with a connected account. */
export function tenantTraffic(world: World): Record<ActName, Act> {
  const { slack } = world;
  const u = unsubscribing(world);

  /** To be called before: resolves when a message that holds this text has come, or taken another's place. */
  const shows = ({ id, channel }: MarkedPerson, text: string) => {
    const all = () => [channel, '@app'].flatMap((place): Message[] => slack.messagesFor(id, place));
    const nameOf = ({ ts, editedAtMs }: Message) => `${ts} ${editedAtMs}`;
    const known = new Set(all().map(nameOf));
    const isIt = (message: Message) => !known.has(nameOf(message)) && JSON.stringify(message).includes(text);
    return () =>
      slack
        .waitFor(() => all().some(isIt), patienceMs)
        .catch(() =>
          expect.fail(
            `${text} was not shown, but ${JSON.stringify(
              all()
                .slice(-3)
                .map(({ text }) => text),
            )}`,
          ),
        );
  };

  const typed =
    (plan: (person: MarkedPerson) => { line: string; answer: string }): Act =>
    async (person) => {
      const { line, answer } = plan(person);
      return { go: () => open(person, line), seen: shows(person, answer) };
    };

  const inForm = (person: MarkedPerson, callbackId: string, isReady: (content: string) => boolean = () => true) =>
    slack.waitFor(() => {
      const content = slack.currentView(person.id)?.content;
      return content?.['callback_id'] === callbackId && isReady(JSON.stringify(content));
    }, patienceMs);
  const open = (person: MarkedPerson, line: string) => slack.command(person.id, person.channel, `/cleverreach ${line}`);
  const submit = (person: MarkedPerson) => () => slack.submit(person.id, 'modal');

  return {
    stats: typed(({ group }) => ({ line: 'stats', answer: group.name })),
    groups: typed(({ group }) => ({ line: `groups ${group.name.split(' ')[2]}`, answer: group.name })),
    find: typed((person) => {
      const address = person.receiver();
      return { line: `find ${address}`, answer: address };
    }),
    receivers: typed((person) => ({ line: `receivers ${person.group.id}`, answer: person.receiver() })),
    async home(person) {
      return {
        go: () => slack.openHome(person.id),
        seen: () =>
          slack.waitFor(
            () => JSON.stringify(slack.homeView(person.id)?.content).includes(person.group.name),
            patienceMs,
          ),
      };
    },
    async suggest(person) {
      await slack.shortcut(person.id, 'mailings:draft');
      await inForm(person, 'mailings:create-draft');
      const ask = () => slack.suggest(person.id, 'modal', { blockId: 'group' }, person.group.name.slice(0, 7));
      return {
        go: ask,
        // Whoever types goes on typing.
        seen: () =>
          vi.waitFor(async () => expect(JSON.stringify(await ask())).toContain(person.group.name), patienceMs),
      };
    },
    async settings(person) {
      if (!person.isAdmin)
        return { go: () => open(person, 'settings'), seen: shows(person, 'This is for Slack admins') };
      await open(person, 'settings');
      await inForm(person, 'settings:save', (content) => !content.includes('hourglass'));
      await slack.choose(person.id, 'modal', { blockId: 'group' }, person.group.name, { query: person.group.name });
      return { go: submit(person), seen: async () => undefined };
    },
    async add(person) {
      const address = person.newAddress();
      await open(person, `add ${address} ${person.group.id}`);
      await inForm(person, 'receivers:add', (content) => !content.includes('hourglass'));
      await slack.choose(person.id, 'modal', { blockId: 'consent-on-record' }, 'on-record');
      await slack.fill(person.id, 'modal', { source: 'Card' });
      return { go: submit(person), seen: shows(person, address) };
    },
    async unsubscribe(person) {
      const address = person.receiver();
      await open(person, `unsubscribe ${address}`);
      await u.lookUp(person.id);
      return { go: submit(person), seen: shows(person, address) };
    },
    async draft(person) {
      const name = `Brief an ${person.newAddress().split('@')[0]}`;
      await open(person, `draft ${name}`);
      await inForm(person, 'mailings:create-draft');
      await slack.choose(person.id, 'modal', { blockId: 'group' }, person.group.name, { query: person.group.name });
      await slack.fill(person.id, 'modal', { sender_name: 'n', sender_email: 'n@example.com', body: name });
      return { go: submit(person), seen: shows(person, name) };
    },
  };
}
