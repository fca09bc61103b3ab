import type { CleverReachSandbox } from '../../src/sandbox/cleverreach/index.ts';
import type { Message, SlackSandbox } from '../../src/sandbox/slack/index.ts';
import { type Entry, type Told, toldIn } from './books.ts';
import type { Somebody } from './crowd.ts';
import { servedBy } from './gateway.ts';

/** How long an answer may take, in milliseconds: a job whose process died is taken over, and CleverReach may be away for a while. */
const patienceMs = 120_000;
/** What only prepares a change is given up sooner; then nothing was submitted. */
const stepMs = 20_000;

/** What somebody does; undefined where they did not get as far as asking for anything, because of the weather. */
export type Act = (person: Somebody) => Promise<Entry | undefined>;

export interface Stagehands {
  slack: SlackSandbox;
  cleverReach: CleverReachSandbox;
  /** Milliseconds since the beginning. */
  now(): number;
}

/** What people do all day, by name, with how often of a hundred times. */
export function acts({ slack, cleverReach, now }: Stagehands): Record<string, { share: number; act: Act }> {
  let count = 0;
  const next = () => {
    count += 1;
    return count;
  };

  const heard = ({ id, channel }: Somebody) =>
    [channel, '@app'].flatMap((place) => slack.messagesFor(id, place)).filter(isAnswer);

  /** The next thing that the app says to this person; a line that says that work is going on is none. */
  function nextAnswer(person: Somebody, timeoutMs: number): () => Promise<Message | undefined> {
    const known = new Set(heard(person).map(identityOf));
    return () =>
      slack
        .waitFor(() => heard(person).find((message) => !known.has(identityOf(message))), timeoutMs)
        .catch(() => undefined);
  }

  const processOf = ({ exchange }: { exchange: number | null }) =>
    slack.requests.find(({ id }) => id === exchange)?.response?.headers[servedBy];

  async function typed(kind: string, person: Somebody, line: string): Promise<Entry> {
    const answer = nextAnswer(person, patienceMs);
    const atMs = now();
    const result = await slack.command(person.id, person.channel, `/cleverreach ${line}`);
    const tookMs = now() - atMs;
    if (result.outcome !== 'ok') return { kind, atMs, heard: 'lost', tookMs };
    const isThere = result.message !== null && isAnswer(result.message);
    const shown = isThere || (await answer()) !== undefined;
    return {
      kind,
      atMs,
      heard: 'ok',
      tookMs,
      process: processOf(result),
      answeredMs: shown ? now() - atMs : undefined,
    };
  }

  const reading =
    (kind: string, line: (person: Somebody) => string): Act =>
    (person) =>
      typed(kind, person, line(person));

  /** Opens a form with a command and waits until it is as it is to be; false where the weather did not let it. */
  async function open(person: Somebody, line: string, callbackId: string): Promise<boolean> {
    const result = await slack.command(person.id, person.channel, `/cleverreach ${line}`);
    return result.outcome === 'ok' && inForm(person, callbackId);
  }

  function inForm(person: Somebody, callbackId: string): Promise<boolean> {
    return slack
      .waitFor(() => {
        const content = slack.currentView(person.id)?.content;
        return content?.['callback_id'] === callbackId && !JSON.stringify(content).includes('hourglass');
      }, stepMs)
      .then(
        () => true,
        () => false,
      );
  }

  /** The press that asks for a change, and what comes of it. */
  async function changed(
    kind: string,
    person: Somebody,
    press: () => Promise<{ outcome: string; exchange?: number | null }>,
    effects: () => number,
  ): Promise<Entry | undefined> {
    const answer = nextAnswer(person, patienceMs);
    const atMs = now();
    const { outcome, ...rest } = await press();
    const tookMs = now() - atMs;
    // Slack showed an error, or the form says what is wrong: nothing was taken.
    if (outcome === 'timeout' || outcome === 'failed') return { kind, atMs, heard: 'lost', tookMs };
    if (outcome === 'errors') return undefined;
    const process = processOf({ exchange: rest.exchange ?? null });
    // The form stays open, or one on top of it says what went wrong.
    const top = slack.currentView(person.id);
    const inModal = top === null ? undefined : wordsIn(top.content);
    if (inModal !== undefined && /Reference [0-9a-f]{10}|try again/i.test(inModal))
      return { kind, atMs, heard: 'lost', tookMs };
    const message = await answer();
    // What cannot be taken any more at the fields is said in a modal on top of them.
    const words = message?.text ?? slack.currentView(person.id)?.content['blocks'];
    const said = typeof words === 'string' ? words : wordsIn(words);
    const isTold = message !== undefined || words !== undefined;
    const told: Told | undefined = isTold ? toldIn(said) : undefined;
    const answeredMs = isTold ? now() - atMs : undefined;
    return { kind, atMs, heard: 'ok', tookMs, process, answeredMs, change: { told, words: said, effects: effects() } };
  }

  const submit = (person: Somebody) => () => slack.submit(person.id, 'modal');
  const isActive = ({ account, group }: Somebody, email: string) => {
    const membership = account.receivers.member(group.id, email)?.membership;
    return membership !== undefined && membership.activated > 0 && membership.deactivated === 0;
  };

  const add: Act = async (person) => {
    const { account, group } = person;
    const email = `new${next()}@soak.example`;
    if (!(await open(person, `add ${email} ${group.id}`, 'receivers:add'))) return undefined;
    // Without a form in the group there is no other way; until that is known there is.
    const isRecorded = await slack
      .choose(person.id, 'modal', { blockId: 'consent-on-record' }, 'on-record')
      .then(() => slack.fill(person.id, 'modal', { source: 'Card' }))
      .then(
        () => true,
        () => false,
      );
    if (!isRecorded) return undefined;
    const adds = () =>
      cleverReach.requests.filter(
        ({ method, path, body, status }) =>
          method === 'POST' && path.endsWith('/receivers') && status === 200 && JSON.stringify(body).includes(email),
      ).length;
    const before = account.receivers.member(group.id, email) ? 1 : 0;
    return changed('add', person, submit(person), () =>
      account.receivers.member(group.id, email) ? Math.max(1, adds()) - before : 0,
    );
  };

  /** Somebody who is active and whom nobody else touches. */
  function subscriber({ account, group }: Somebody): string {
    const email = `sub${next()}@soak.example`;
    const then = Math.floor(Date.now() / 1000) - 3_600;
    account.receivers.join(group.id, account.receivers.personFor(email), {
      registered: then,
      activated: then,
      source: 'Soak',
    });
    return email;
  }

  async function unsubscribed(person: Somebody, email: string): Promise<Entry | undefined> {
    if (!(await open(person, `unsubscribe ${email}`, 'receivers:unsubscribe'))) return undefined;
    if ((await slack.submit(person.id, 'modal')).outcome !== 'updated') return undefined;
    if (!(await inForm(person, 'receivers:unsubscribe-confirm'))) return undefined;
    return changed('unsubscribe', person, submit(person), () => (isActive(person, email) ? 0 : 1));
  }

  const undo: Act = async (person) => {
    const email = subscriber(person);
    const entry = await unsubscribed(person, email);
    if (entry?.change?.told !== 'done') return entry;
    const message = heard(person).findLast(({ blocks }) => JSON.stringify(blocks).includes('Undo'));
    if (!message) return entry;
    return changed(
      'undo',
      person,
      () =>
        slack
          .press(person.id, message, 'Undo')
          .then((result) => ('exchange' in result ? result : { outcome: 'failed' })),
      () => (isActive(person, email) ? 1 : 0),
    );
  };

  const draft: Act = async (person) => {
    const subject = `Brief ${next()} der Saison`;
    if (!(await open(person, `draft ${subject}`, 'mailings:create-draft'))) return undefined;
    const { delivered, errors } = await slack
      .choose(person.id, 'modal', { blockId: 'group' }, person.group.name, {
        query: person.group.name,
      })
      .catch(() => ({ delivered: null, errors: { group: 'not offered' } }));
    if (Object.keys(errors).length > 0 || delivered?.outcome === 'failed') return undefined;
    const sender = { sender_name: 'Soak', sender_email: 'soak@example.com' };
    await slack.fill(person.id, 'modal', { ...sender, body: `This is letter ${subject}.` });
    return changed(
      'draft',
      person,
      submit(person),
      () => [...person.account.mailings.values()].filter((mailing) => mailing.subject === subject).length,
    );
  };

  return {
    help: { share: 10, act: reading('help', () => 'help') },
    status: { share: 10, act: reading('status', () => 'status') },
    stats: { share: 16, act: reading('stats', () => 'stats') },
    'stats of a group': { share: 14, act: reading('stats of a group', ({ group }) => `stats ${group.name}`) },
    groups: { share: 10, act: reading('groups', () => 'groups') },
    find: { share: 10, act: reading('find', () => `find r${next() % 300}@team1.example`) },
    receivers: { share: 10, act: reading('receivers', ({ group }) => `receivers ${group.name}`) },
    mailings: { share: 8, act: reading('mailings', () => 'mailings') },
    add: { share: 3, act: add },
    unsubscribe: { share: 3, act: (person) => unsubscribed(person, subscriber(person)) },
    undo: { share: 3, act: undo },
    draft: { share: 3, act: draft },
  };
}

function isAnswer({ author, text }: Message): boolean {
  return author === 'app' && !/…$/.test(text.trim());
}

/** A message that took another's place is another one. */
function identityOf({ ts, text, editedAtMs }: Message): string {
  return `${ts} ${editedAtMs} ${text.length}`;
}

function wordsIn(shown: unknown): string {
  return JSON.stringify(shown ?? '');
}
