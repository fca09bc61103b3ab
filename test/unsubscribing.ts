import { expect } from 'vitest';
import type { FieldValue, Message, SubmitResult, View } from '../src/sandbox/slack/index.ts';
import type { World } from './world.ts';

/** What a person does who unsubscribes somebody, and what is at CleverReach then. */
export function unsubscribing(world: Pick<World, 'slack' | 'cleverReach'>) {
  const { slack, cleverReach } = world;
  const book = cleverReach.account.receivers;
  let people = 0;

  const view = (user: string, callbackId: string): Promise<View> =>
    slack.waitFor(() => {
      const current = slack.currentView(user);
      return current?.content['callback_id'] === callbackId && current;
    });

  return {
    /** Somebody of a test's own, active in these groups unless `state` says otherwise. */
    subscriber(groups: { id: string }[], state: 'active' | 'inactive' | 'bounced' = 'active'): string {
      people += 1;
      const email = `person${people}@example.com`;
      const then = Math.floor(Date.now() / 1000) - 86_400;
      const change = state === 'active' ? {} : state === 'inactive' ? { deactivated: then } : { bounced: then };
      for (const { id } of groups) {
        book.join(id, book.personFor(email), { registered: then, activated: then, source: 'Test', ...change });
      }
      return email;
    },

    /** Whether the address is active in the group; undefined where it is not in there. */
    isActive(group: { id: string }, email: string): boolean | undefined {
      const membership = book.member(group.id, email)?.membership;
      return membership && membership.activated > 0 && membership.deactivated === 0 && membership.bounced === 0;
    },

    /** The form, once it is there. */
    form: (user: string) => view(user, 'receivers:unsubscribe'),
    /** What is shown before anything is changed. */
    check: (user: string) => view(user, 'receivers:unsubscribe-confirm'),
    view,

    /** Fills the form in, if there is anything to fill in, and submits it. */
    async submitForm(user: string, values: Record<string, FieldValue> = {}): Promise<SubmitResult> {
      await view(user, 'receivers:unsubscribe');
      await slack.fill(user, 'modal', values);
      return slack.submit(user, 'modal');
    },

    /** The form is submitted, and what will change is shown: its words. */
    async lookUp(user: string, values: Record<string, FieldValue> = {}): Promise<string> {
      await view(user, 'receivers:unsubscribe');
      await slack.fill(user, 'modal', values);
      expect((await slack.submit(user, 'modal')).outcome).toBe('updated');
      return wordsOf((await view(user, 'receivers:unsubscribe-confirm')).content);
    },

    /** Says yes to what is shown, and gives the answer. */
    async confirm(user: string, where = '@app'): Promise<Message> {
      const before = slack.messagesFor(user, where).at(-1)?.ts ?? '0';
      expect(await slack.submit(user, 'modal')).toEqual({ outcome: 'closed' });
      return slack.waitForMessage(user, where, { after: before, match: ({ author }) => author === 'app' });
    },

    /** The writes that CleverReach was asked for. */
    writes: () => cleverReach.requests.filter(({ method }) => method === 'PUT').map(({ path }) => path),
  };
}

export type Unsubscribing = ReturnType<typeof unsubscribing>;

/** All that a view or a message says. */
export function wordsOf(shown: unknown): string {
  if (Array.isArray(shown)) return shown.map(wordsOf).filter(Boolean).join('\n');
  if (typeof shown !== 'object' || shown === null) return '';
  return Object.entries(shown)
    .map(([key, value]) => (key === 'text' && typeof value === 'string' ? value : wordsOf(value)))
    .filter(Boolean)
    .join('\n');
}
