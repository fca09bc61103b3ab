import type { Message, SlackSandbox, View } from '../../src/sandbox/slack/index.ts';
import type { Somebody } from './crowd.ts';

/**
 * What the app says to each person, looked at once as it comes: to ask the local Slack anew at every change, for everybody who
 * waits, costs more than everything else together.
 */
export interface Hearing {
  /** Forgets what was said to somebody so far; what they do next begins. */
  begin(person: Somebody): void;
  /** What the app has said since, oldest first. A line that says that work is going on, and an answer of before, are none. */
  answers(person: Somebody): Message[];
  /** The answer to a change: should it come once more, it is not taken for that to something else. */
  keep(person: Somebody, answer: Message): void;
  /** The first truthy answer of `find`, asked whenever something changes for this person; undefined after the time. */
  until<T>(person: Somebody, find: () => T | undefined | false, timeoutMs: number): Promise<T | undefined>;
  /** Answers to changes that came more than once. */
  repeats(): number;
  /** What names another workspace's account than that of whoever saw it. */
  strays: string[];
  /** What tells of a mistake in the app itself. */
  mistakes: string[];
  close(): void;
}

export function listen(slack: SlackSandbox, people: readonly Somebody[]): Hearing {
  const known = new Map(people.map((person) => [person.id, person]));
  const heard = new Map<string, Message[]>();
  const kept = new Map<string, Set<string>>();
  const looks = new Map<string, Set<() => void>>();
  const owners = new Map(people.map(({ id, channel }) => [channel, id]));
  const strays: string[] = [];
  const mistakes: string[] = [];
  let repeats = 0;

  /** Whose direct message it is; they come into being when the app first writes to somebody. */
  function ownerOf(channel: string): string | undefined {
    if (!owners.has(channel)) {
      const channels = slack.snapshot().workspaces.flatMap((workspace) => workspace.channels);
      for (const { id, kind, members } of channels) if (kind === 'im' && members[0]) owners.set(id, members[0]);
    }
    return owners.get(channel);
  }

  function check(person: Somebody, shown: unknown): void {
    const words = JSON.stringify(shown);
    const numbers = words.matchAll(/(?:Firma|Newsletter|Presse|Kunden) (\d+)\b|@team(\d+)\.example/g);
    for (const [named, one, other] of numbers) {
      if ((one ?? other) !== String(person.number)) strays.push(`${named} to somebody of workspace ${person.number}`);
    }
    if (/Something went wrong in the app itself/.test(words)) mistakes.push(words.slice(0, 500));
  }

  function take(message: Message): void {
    const id = message.ephemeralFor ?? ownerOf(message.channel);
    const person = id === undefined ? undefined : known.get(id);
    if (!person) return;
    check(person, [message.text, message.blocks]);
    if (isProgress(message)) return;
    if (kept.get(person.id)?.has(message.text)) repeats += 1;
    // A copy: the message itself changes when another takes its place.
    else heard.get(person.id)?.push({ ...message });
  }

  function look(id: string): void {
    for (const each of [...(looks.get(id) ?? [])]) each();
  }

  const close = slack.onChange((change) => {
    if (change.type === 'message' || change.type === 'message_changed') {
      if (change.message.author !== 'app') return;
      take(change.message);
      look(change.message.ephemeralFor ?? owners.get(change.message.channel) ?? '');
    } else if ('view' in change) {
      const person = known.get(change.view.user);
      if (person && change.type !== 'view_closed') check(person, change.view.content);
      look(change.view.user);
    }
  });

  return {
    begin: ({ id }) => void heard.set(id, []),
    answers: ({ id }) => heard.get(id) ?? [],
    keep({ id }, { text }) {
      kept.set(id, (kept.get(id) ?? new Set()).add(text));
    },
    until({ id }, find, timeoutMs) {
      return new Promise((resolve, reject) => {
        const own = looks.get(id) ?? new Set();
        looks.set(id, own);
        const end = (settle: () => void) => {
          clearTimeout(timer);
          own.delete(attempt);
          settle();
        };
        const timer = setTimeout(() => end(() => resolve(undefined)), timeoutMs);
        function attempt(): void {
          try {
            const found = find();
            if (found) end(() => resolve(found));
          } catch (error) {
            end(() => reject(error));
          }
        }
        own.add(attempt);
        attempt();
      });
    },
    repeats: () => repeats,
    strays,
    mistakes,
    close,
  };
}

/** Says that work is going on, and will be followed by what came of it. */
function isProgress({ text }: Message): boolean {
  return text.trim().endsWith('…');
}

/** A modal that says that something is on its way. */
export function isLoading({ content }: View): boolean {
  return /hourglass|…"/.test(JSON.stringify(content));
}

/** A modal that says that the result comes as a message. */
export function isTaken({ content }: View): boolean {
  return JSON.stringify(content).includes('The result comes as a message');
}

/** What tells that something did not work, in a message or a modal. */
export function isApology(shown: unknown): boolean {
  return /That did not work\.|Reference [0-9a-f]{10}/.test(JSON.stringify(shown));
}
