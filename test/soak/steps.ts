import type { SlackSandbox, View } from '../../src/sandbox/slack/index.ts';
import type { Entry } from './books.ts';
import type { Somebody } from './crowd.ts';
import type { Gateway } from './gateway.ts';
import { type Hearing, isApology, isLoading } from './hearing.ts';

/** How long the answer to a change may take: a job whose process died is taken over, and tried again for about three minutes. */
export const patienceMs = 240_000;
/** The same of what only reads: a call to CleverReach ends after some seconds, and nothing is kept. */
const readPatienceMs = 60_000;

/** What a person's doing consists of. Each step is an entry in the books. */
export interface Steps {
  /** Types a command that only reads, and waits for its answer. */
  read(kind: string, person: Somebody, line: string): Promise<void>;
  /** Types a command that opens a form, and waits until it can be filled in; undefined where something else is said instead. */
  open(person: Somebody, line: string, callbackId: string): Promise<View | undefined>;
  /** The same, where the form is to take the place of the one that `press` submits. */
  next(kind: string, person: Somebody, press: () => Promise<Pressed>, callbackId: string): Promise<View | undefined>;
  /** Types into a select and waits for what is offered; false where that is not among it. */
  isOffered(person: Somebody, blockId: string, words: string): Promise<boolean>;
  /** Sends something whose answer the caller waits for; the entry is not in the books yet. */
  press(kind: string, person: Somebody, act: () => Promise<Pressed>): Promise<Entry>;
}

/** What Slack made of something that was pressed or submitted. */
interface Pressed {
  outcome: string;
  byClient?: boolean;
}

export interface Stagehands {
  slack: SlackSandbox;
  gateway: Gateway;
  hearing: Hearing;
  /** Milliseconds since the beginning. */
  now(): number;
  book(person: Somebody, entry: Entry): void;
}

export function createSteps({ slack, gateway, hearing, now, book }: Stagehands): Steps {
  /** Sends something, and waits for what Slack hears. */
  async function send<T extends { outcome: string }>(kind: string, person: Somebody, act: () => Promise<T>) {
    const atMs = now();
    const result = await act();
    const { outcome } = result;
    const heard: Entry['heard'] = outcome === 'timeout' || outcome === 'failed' ? outcome : 'ok';
    const entry: Entry = { kind, atMs, heard, tookMs: now() - atMs };
    const fate = gateway.fateOf(lastSignatureOf(slack, person));
    return { result, entry: { ...entry, process: fate?.process, ...(heard === 'ok' ? {} : { why: fate?.end }) } };
  }

  function end(person: Somebody, entry: Entry, shown: unknown): void {
    const answer = shown ? { answeredMs: now() - entry.atMs, isApology: isApology(shown) } : {};
    book(person, { ...entry, ...answer });
  }

  const type = ({ id, channel }: Somebody, line: string) => slack.command(id, channel, `/cleverreach ${line}`);
  const viewOf = ({ id }: Somebody, callbackId?: string) => {
    const view = slack.currentView(id);
    if (!view || isLoading(view)) return undefined;
    return callbackId === undefined || view.content['callback_id'] === callbackId ? view : undefined;
  };

  return {
    async read(kind, person, line) {
      hearing.begin(person);
      const { entry } = await send(kind, person, () => type(person, line));
      if (entry.heard !== 'ok') return book(person, entry);
      const answer = await hearing.until(person, () => hearing.answers(person)[0], readPatienceMs);
      end(person, entry, answer && [answer.text, answer.blocks]);
    },

    async open(person, line, callbackId) {
      hearing.begin(person);
      const { entry } = await send(`form: ${line.split(' ')[0]}`, person, () => type(person, line));
      if (entry.heard !== 'ok') return void book(person, entry);
      end(
        person,
        entry,
        await hearing.until(person, () => viewOf(person) ?? hearing.answers(person)[0], readPatienceMs),
      );
      return viewOf(person, callbackId);
    },

    async next(kind, person, press, callbackId) {
      const before = slack.currentView(person.id)?.hash;
      const { result, entry } = await send(kind, person, press);
      if (entry.heard !== 'ok') return void book(person, entry);
      const look = () => {
        const view = viewOf(person);
        return (view && (view.hash !== before || result.outcome === 'errors') && view) || hearing.answers(person)[0];
      };
      end(person, entry, await hearing.until(person, look, readPatienceMs));
      return viewOf(person, callbackId);
    },

    async isOffered(person, blockId, words) {
      const suggest = () => slack.suggest(person.id, 'modal', { blockId }, words);
      const { result, entry } = await send('suggestions', person, suggest);
      // The HTTP answer is the answer.
      end(person, entry, entry.heard === 'ok' && result.options);
      return result.options.some(({ text }) => text.includes(words));
    },

    async press(kind, person, act) {
      const { result, entry } = await send(kind, person, act);
      if (result.byClient) throw new Error(`Slack's client refuses ${kind}, because something is not filled in`);
      return entry;
    },
  };
}

/** What the last request of this person was signed with; the log is walked from its end, where it is. */
function lastSignatureOf(slack: SlackSandbox, { id }: Somebody): string {
  // The field of a command, or of the payload of an interaction.
  const asUser = [`user_id=${id}`, encodeURIComponent(`"user":{"id":"${id}"`)];
  const sent = slack.requests.findLast(
    ({ direction, request }) => direction === 'to-app' && asUser.some((field) => request.body.includes(field)),
  );
  return sent?.request.headers['x-slack-signature'] ?? '';
}
