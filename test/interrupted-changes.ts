import { SEED_GROUPS } from '../src/sandbox/cleverreach/index.ts';
import type { Message } from '../src/sandbox/slack/index.ts';
import type { AuditEntry } from '../src/workspaces/audit-log.ts';
import type { Surroundings } from './surroundings.ts';
import { unsubscribing } from './unsubscribing.ts';

/** A change that somebody asks for, ready for the press that submits it. */
export interface ReadyChange {
  name: ChangeName;
  /** The kind of its job. */
  job: string;
  /** Who makes it, and what it is called in the audit log. */
  user: string;
  action: AuditEntry['action'];
  /** Presses, and says what Slack heard. Once more: the same view or button again. */
  submit(): Promise<string>;
  /** The writes for it that CleverReach took, one name each. */
  effects(): string[];
  /** What those are when it is done once. */
  once: string[];
  /** What is told, and which writes those are, where nobody can find out whether the last of them was made. */
  unclear?: { told: string; effects: string[] };
  /** Whether CleverReach has it as it was asked for. */
  isDone(): boolean;
  /** What the app has said to the person since. */
  answers(): string[];
}

export type ChangeName = 'add' | 'unsubscribe' | 'undo' | 'draft';
export const changeNames: ChangeName[] = ['add', 'unsubscribe', 'undo', 'draft'];

/** The moments before and after the call of its job that changes something at CleverReach. */
export const calls: Record<ChangeName, { before: string; after: string }> = {
  add: { before: 'add-before:noted', after: 'add:done' },
  unsubscribe: { before: 'deactivate-1-before:noted', after: 'deactivate-1:done' },
  undo: { before: 'activate-1-before:noted', after: 'activate-1:done' },
  draft: { before: 'create-before:noted', after: 'create:done' },
};

/** Somebody who makes changes, each person one, in a channel of their own. */
export function interruptedChanges(world: Surroundings) {
  const { slack, cleverReach, workspace } = world;
  const { newsletter, vip, press } = SEED_GROUPS;
  const u = unsubscribing(world);
  let count = 0;

  function somebody() {
    count += 1;
    const user = slack.addUser(workspace, { name: `person-${count}` }).id;
    const channel = slack.addChannel(workspace, { name: `channel-${count}`, members: [user] }).id;
    const heard = () =>
      [channel, '@app']
        .flatMap((where): Message[] => slack.messagesFor(user, where))
        .filter(({ author, text }) => author === 'app' && !text.endsWith('…'));
    return {
      user,
      channel,
      number: count,
      /** What is heard from now on: a message that takes another's place counts as well. */
      listen() {
        const before = new Set(heard().map(({ ts, text }) => `${ts} ${text}`));
        return () =>
          heard()
            .filter(({ ts, text }) => !before.has(`${ts} ${text}`))
            .map(({ text }) => text);
      },
      /** Types a command until its modal is open: on a busy machine the time is sometimes over in which that can be done. */
      async opened(line: string, isReady: (blocks: string) => boolean = () => true) {
        for (let tries = 1; ; tries += 1) {
          await slack.command(user, channel, `/cleverreach ${line}`);
          const view = slack.waitFor(() => {
            const blocks = slack.currentView(user)?.content['blocks'];
            return blocks !== undefined && isReady(JSON.stringify(blocks));
          });
          if (await view.catch((error: unknown) => tries === 4 && Promise.reject(error))) return;
        }
      },
      submit: async () => (await slack.submit(user, 'modal')).outcome,
    };
  }

  /** The writes that CleverReach took whose path or body names this. */
  const writes = (about: string) =>
    cleverReach.requests
      .filter(({ method, status }) => method !== 'GET' && status !== null && status < 300)
      .filter(({ path, body }) => `${path} ${JSON.stringify(body)}`.includes(about))
      .filter(({ path }) => !/filter|oauth/.test(path))
      .map(({ method, path }) => `${method} ${/[a-z]+$/.exec(path)?.[0]}`);

  const membershipWrites = (email: string) => {
    const id = cleverReach.account.receivers.personFor(email).id;
    return cleverReach.requests
      .filter(({ method, status }) => method === 'PUT' && status !== null && status < 300)
      .filter(({ path }) => path.includes(`/${id}/`))
      .map(({ path }) => `PUT ${/[a-z]+$/.exec(path)?.[0]}`);
  };

  async function add(): Promise<ReadyChange> {
    const { user, number, opened, submit, listen } = somebody();
    const email = `added-${number}@example.com`;
    await opened(`add ${email} ${newsletter.id}`, (blocks) => !blocks.includes('hourglass'));
    return {
      name: 'add',
      job: 'add-receiver',
      user,
      action: 'receiver.add',
      submit,
      effects: () => writes(email),
      once: ['POST receivers', 'POST activate'],
      unclear: { told: 'unclear whether the e-mail was sent', effects: ['POST receivers'] },
      isDone: () => cleverReach.account.receivers.member(newsletter.id, email) !== undefined,
      answers: listen(),
    };
  }

  async function unsubscribe(): Promise<ReadyChange> {
    const { user, opened, submit, listen } = somebody();
    const email = u.subscriber([vip, press]);
    await opened(`unsubscribe ${email}`);
    await u.lookUp(user);
    return {
      name: 'unsubscribe',
      job: 'unsubscribe',
      user,
      action: 'receiver.unsubscribe',
      submit,
      effects: () => membershipWrites(email),
      once: ['PUT deactivate', 'PUT deactivate'],
      isDone: () => u.isActive(vip, email) === false && u.isActive(press, email) === false,
      answers: listen(),
    };
  }

  async function undo(): Promise<ReadyChange> {
    const { user, channel, opened, submit, listen } = somebody();
    const email = u.subscriber([vip, press]);
    await opened(`unsubscribe ${email}`);
    await u.lookUp(user);
    await submit();
    const match = ({ author, blocks }: Message) => author === 'app' && JSON.stringify(blocks).includes('Undo');
    const message = await slack.waitForMessage(user, channel, { match }, 20_000);
    return {
      name: 'undo',
      job: 'unsubscribe-undo',
      user,
      action: 'receiver.undo',
      // Once it is taken back, the button is gone.
      submit: () =>
        slack.press(user, message, 'Undo').then(
          ({ outcome }) => outcome,
          () => 'gone',
        ),
      effects: () => membershipWrites(email).filter((write) => write !== 'PUT deactivate'),
      once: ['PUT activate', 'PUT activate'],
      isDone: () => u.isActive(vip, email) === true && u.isActive(press, email) === true,
      answers: listen(),
    };
  }

  async function draft(): Promise<ReadyChange> {
    const { user, number, opened, submit, listen } = somebody();
    const subject = `Tea of month ${number}.`;
    await opened(`draft ${subject}`);
    await slack.choose(user, 'modal', { blockId: 'group' }, press.name, { query: press.name.slice(0, 3) });
    const sender = { sender_name: 'Teehaus Muster', sender_email: 'news@example.com' };
    await slack.fill(user, 'modal', { ...sender, body: 'The new harvest is here.' });
    return {
      name: 'draft',
      job: 'create-draft',
      user,
      action: 'mailing.draft',
      submit,
      effects: () => writes(subject),
      once: ['POST mailings'],
      isDone: () => [...cleverReach.account.mailings.values()].some((mailing) => mailing.subject === subject),
      answers: listen(),
    };
  }

  return { add, unsubscribe, undo, draft } satisfies Record<ChangeName, () => Promise<ReadyChange>>;
}
