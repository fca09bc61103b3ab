import type { Message } from '../../src/sandbox/slack/index.ts';
import type { Entry, SubmittedChange } from './books.ts';
import type { Crowd, Somebody } from './crowd.ts';
import { isApology, isLoading, isTaken } from './hearing.ts';
import { patienceMs, type Stagehands, type Steps } from './steps.ts';
import { type ChangeKind, toldIn } from './told.ts';

/** Something that is submitted, and where its effects are to be found. */
export interface Submission {
  /** Of one kind, or of several that one answer tells of. */
  kinds: readonly { kind: ChangeKind; effects: () => number }[];
  /** The address or subject that nothing else is about. */
  about: string;
  press: () => ReturnType<Parameters<Steps['press']>[2]>;
}

/** Changes that were submitted, with what tells of their effects as long as the run goes on. */
export interface Changes {
  /**
   * Submits it, once more after an error as a person would, and waits for what is told of it. Gives what was told of the first
   * kind, and the message.
   */
  submit(person: Somebody, submission: Submission): Promise<{ told: SubmittedChange['told']; message?: Message }>;
  /** From now on it may be undone: its effects are what they are now. */
  settle(about: string): void;
  /** Looks at everything once more, in the end. */
  lookAgain(crowd: Crowd, workspaces: number): Promise<void>;
}

/** How often somebody presses again where Slack or the form says that it did not work. */
const attempts = 4;
const untilAgainMs = 1_500;

/** One press, and what came of it: an answer, or what stands in a modal instead. */
interface Attempt {
  entry: Entry;
  message?: Message;
  refused?: string;
}

interface Kept {
  kind: ChangeKind;
  change: SubmittedChange;
  effects: () => number;
  isSettled: boolean;
}

export function createChanges({ slack, hearing, now, book }: Stagehands, steps: Steps): Changes {
  const all: Kept[] = [];

  /** What stands in a modal instead of the result: why it was not taken. */
  function refusal({ id }: Somebody): string | undefined {
    const [form, ...onTop] = slack.viewStack(id);
    const top = onTop.at(-1);
    if (top) return isLoading(top) || isTaken(top) ? undefined : JSON.stringify(top.content['blocks']);
    if (!form || isLoading(form)) return undefined;
    const words = JSON.stringify([form.content['blocks'], form.errors]);
    return isApology(words) || Object.keys(form.errors).length > 0 ? words : undefined;
  }

  async function attempt(person: Somebody, kind: string, press: Submission['press']): Promise<Attempt> {
    const entry = await steps.press(kind, person, press);
    if (entry.heard !== 'ok') return { entry };
    const shown = await hearing.until(
      person,
      () => {
        const message = hearing.answers(person)[0];
        const refused = refusal(person);
        return message ? { message } : refused !== undefined && { refused };
      },
      patienceMs,
    );
    return { entry, ...shown };
  }

  return {
    async submit(person, { kinds, about, press }) {
      const kind = kinds.map(({ kind }) => kind).join(' and ');
      // Once: an answer may also come to what Slack has shown an error for.
      hearing.begin(person);
      for (let left = attempts - 1; ; left -= 1) {
        const { entry, message = hearing.answers(person)[0], refused } = await attempt(person, kind, press);
        const isAgain = left > 0 && (entry.heard !== 'ok' || refused !== undefined) && message === undefined;
        if (isAgain) {
          book(person, refused === undefined ? entry : { ...entry, answeredMs: now() - entry.atMs, isApology: true });
          // On top of the form stands what went wrong; the form itself is submitted again.
          while (slack.viewStack(person.id).length > 1) await slack.closeView(person.id, 'modal');
          await new Promise((resolve) => setTimeout(resolve, untilAgainMs));
          continue;
        }
        if (message) hearing.keep(person, message);
        const words = message?.text ?? refused ?? '';
        const isAnswered = message !== undefined || refused !== undefined;
        const answer = isAnswered ? { answeredMs: now() - entry.atMs, isApology: isApology(words) } : {};
        const tolds = kinds.map(({ kind, effects }) => {
          const told = message ? toldIn(kind, words) : refused === undefined ? undefined : 'refused';
          const change: SubmittedChange = { about, told, words, effectsThen: effects(), effects: 0, noted: 0 };
          all.push({ kind, change, effects, isSettled: false });
          book(person, { ...entry, kind, ...answer, change });
          return told;
        });
        return { told: tolds[0], ...(message ? { message } : {}) };
      }
    },

    settle(about) {
      for (const kept of all) {
        if (kept.change.about !== about || kept.isSettled) continue;
        kept.isSettled = true;
        kept.change.effects = kept.effects();
      }
    },

    async lookAgain(crowd, workspaces) {
      const noted = new Map<string, number>();
      for (let number = 0; number < workspaces; number += 1) {
        for (const { action, address, detail } of await crowd.auditLog(number)) {
          const key = `${action} ${action === 'mailing.draft' ? detail : address}`;
          noted.set(key, (noted.get(key) ?? 0) + 1);
        }
      }
      for (const { kind, change, effects, isSettled } of all) {
        if (!isSettled) change.effects = effects();
        change.noted = noted.get(`${actions[kind]} ${change.about}`) ?? 0;
      }
    },
  };
}

/** By which the audit log calls them. The mail is part of what was added. */
const actions: Record<ChangeKind, string> = {
  add: 'receiver.add',
  'opt-in e-mail': 'receiver.add',
  unsubscribe: 'receiver.unsubscribe',
  undo: 'receiver.undo',
  draft: 'mailing.draft',
};
