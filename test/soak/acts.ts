import type { CleverReachSandbox } from '../../src/sandbox/cleverreach/index.ts';
import { type Changes, createChanges } from './changes.ts';
import { receiversEach, type Somebody } from './crowd.ts';
import { createSteps, type Stagehands } from './steps.ts';

/** Something that a person does, step by step, as far as the weather lets them. What came of each step is in the books then. */
export type Act = (person: Somebody) => Promise<void>;

/** What people do all day, by name, with how often of a hundred times. */
export interface Acts {
  all: Record<string, { share: number; act: Act }>;
  changes: Changes;
}

export function createActs(stagehands: Stagehands & { cleverReach: CleverReachSandbox }): Acts {
  const { slack } = stagehands;
  const steps = createSteps(stagehands);
  const changes = createChanges(stagehands, steps);
  let count = 0;
  const next = () => {
    count += 1;
    return count;
  };

  const reading =
    (kind: string, line: (person: Somebody) => string): Act =>
    (person) =>
      steps.read(kind, person, line(person));

  const submit = ({ id }: Somebody) => slack.submit(id, 'modal');
  const canSubmit = ({ id }: Somebody) => slack.currentView(id)?.content['submit'] !== undefined;
  const isActive = ({ account, formless }: Somebody, email: string) => {
    const membership = account.receivers.member(formless.id, email)?.membership;
    return membership !== undefined && membership.activated > 0 && membership.deactivated === 0;
  };

  /** Fills a field in or chooses; false where the form does not have it, because what it needs could not be fetched. */
  const done = (entered: Promise<{ errors: Record<string, string> }>) =>
    entered.then(
      ({ errors }) => Object.keys(errors).length === 0,
      () => false,
    );

  const add: Act = async (person) => {
    const { id, account, formless } = person;
    const email = `soak${next()}@people.example`;
    if (!(await steps.open(person, `add ${email} ${formless.id}`, 'receivers:add'))) return;
    const isThere = () => (account.receivers.member(formless.id, email) ? 1 : 0);
    const isChosen = await done(slack.choose(id, 'modal', { blockId: 'consent-on-record' }, 'on-record'));
    if (!isChosen || !(await done(slack.fill(id, 'modal', { source: 'Card' })))) return;
    await changes.submit(person, {
      kinds: [{ kind: 'add', effects: isThere }],
      about: email,
      press: () => submit(person),
    });
  };

  const addWithMail: Act = async (person) => {
    const { account, group } = person;
    const email = `soak${next()}@people.example`;
    const view = await steps.open(person, `add ${email} ${group.id}`, 'receivers:add');
    // Where the group or its forms could not be fetched, they are to be chosen, or their first one would be taken.
    const words = JSON.stringify(view?.content ?? '');
    if (!words.includes(group.name) || words.includes('could not be fetched')) return;
    const isThere = () => (account.receivers.member(group.id, email) ? 1 : 0);
    const mails = () => account.sentMails.filter((mail) => mail.email === email).length;
    await changes.submit(person, {
      kinds: [
        { kind: 'add', effects: isThere },
        { kind: 'opt-in e-mail', effects: mails },
      ],
      about: email,
      press: () => submit(person),
    });
  };

  /** Somebody who is active and whom nobody else touches. */
  function subscriber({ account, formless }: Somebody): string {
    const email = `soak${next()}@people.example`;
    const then = Math.floor(Date.now() / 1000) - 3_600;
    const membership = { registered: then, activated: then, source: 'Soak' };
    account.receivers.join(formless.id, account.receivers.personFor(email), membership);
    return email;
  }

  async function unsubscribe(person: Somebody, email: string) {
    if (!(await steps.open(person, `unsubscribe ${email}`, 'receivers:unsubscribe'))) return undefined;
    const press = () => submit(person);
    if (!(await steps.next('look up', person, press, 'receivers:unsubscribe-confirm'))) return undefined;
    if (!canSubmit(person)) return undefined;
    const effects = () => (isActive(person, email) ? 0 : 1);
    return changes.submit(person, { kinds: [{ kind: 'unsubscribe', effects }], about: email, press });
  }

  const undo: Act = async (person) => {
    const email = subscriber(person);
    const { told, message } = (await unsubscribe(person, email)) ?? {};
    if (told !== 'done' || !message || !JSON.stringify(message.blocks).includes('"Undo"')) return;
    changes.settle(email);
    await changes.submit(person, {
      kinds: [{ kind: 'undo', effects: () => (isActive(person, email) ? 1 : 0) }],
      about: email,
      press: () => slack.press(person.id, message, 'Undo'),
    });
  };

  const draft: Act = async (person) => {
    const { id, account, group } = person;
    const subject = `Brief soak${next()} der Saison`;
    if (!(await steps.open(person, `draft ${subject}`, 'mailings:create-draft'))) return;
    if (!(await steps.isOffered(person, 'group', group.name))) return;
    if (!(await done(slack.choose(id, 'modal', { blockId: 'group' }, group.name)))) return;
    const sender = { sender_name: 'Soak', sender_email: 'soak@people.example' };
    if (!(await done(slack.fill(id, 'modal', { ...sender, body: `This is letter ${subject}.` })))) return;
    const drafts = () => [...account.mailings.values()].filter((mailing) => mailing.subject === subject).length;
    await changes.submit(person, {
      kinds: [{ kind: 'draft', effects: drafts }],
      about: subject,
      press: () => submit(person),
    });
  };

  const one = ({ number }: Somebody) => `r${next() % receiversEach}@team${number}.example`;
  return {
    changes,
    all: {
      help: { share: 9, act: reading('help', () => 'help') },
      status: { share: 9, act: reading('status', () => 'status') },
      stats: { share: 15, act: reading('stats', () => 'stats') },
      'stats of a group': { share: 13, act: reading('stats of a group', ({ group }) => `stats ${group.name}`) },
      groups: { share: 10, act: reading('groups', () => 'groups') },
      find: { share: 10, act: reading('find', (person) => `find ${one(person)}`) },
      receivers: { share: 10, act: reading('receivers', ({ group }) => `receivers ${group.name}`) },
      mailings: { share: 8, act: reading('mailings', () => 'mailings') },
      add: { share: 3, act: add },
      'add with mail': { share: 4, act: addWithMail },
      unsubscribe: { share: 3, act: async (person) => void (await unsubscribe(person, subscriber(person))) },
      undo: { share: 3, act: undo },
      draft: { share: 3, act: draft },
    },
  };
}
