import { expect } from 'vitest';
import { SEED_GROUPS } from '../src/sandbox/cleverreach/index.ts';
import type { Message } from '../src/sandbox/slack/index.ts';
import type { Reading } from './reading.ts';
import { type Tenant, tenantChannel } from './tenant.ts';
import { unsubscribing } from './unsubscribing.ts';

/** What is done; `before` is what has to be there for it and is not counted. */
export interface Act {
  before?: () => Promise<unknown>;
  run: () => Promise<unknown>;
}

const { vip, press } = SEED_GROUPS;
const finished = '8157005';

/** Everything a person does for which CleverReach is asked, or is not, by how docs/performance.md calls it. */
export function everyAct(reading: Reading, tenant: Tenant): Record<string, Act | (() => Promise<unknown>)> {
  const user = tenant.member;
  const { slack, cleverReach } = reading.world;
  const actions = unsubscribing(reading.world);
  const close = () => slack.closeView(user, 'modal', { all: true }).catch(() => null);
  const typed = (line: string) => () => reading.ask(user, line);

  /** Types a line and waits until its form is filled in. */
  async function form(line: string): Promise<void> {
    await close();
    await slack.command(user, tenantChannel, `/cleverreach ${line}`);
    await filledIn();
  }

  async function filledIn(): Promise<void> {
    await slack.waitFor(() => {
      const view = slack.currentView(user);
      return view !== null && !JSON.stringify(view.content).includes('hourglass');
    });
  }

  async function shortcut(name: string): Promise<void> {
    await close();
    await slack.shortcut(user, name);
    await filledIn();
  }

  async function messageShortcut(name: string): Promise<void> {
    await close();
    const { ts } = slack.say(user, tenantChannel, 'Please take anna.mueller@example.com off the list');
    await slack.messageShortcut(user, tenantChannel, ts, name);
    await filledIn();
  }

  /** The answer to what is done. */
  async function answerTo(work: () => Promise<unknown>, said = ''): Promise<void> {
    const after = slack.messagesFor(user, tenantChannel).at(-1)?.ts ?? '0';
    await work();
    const match = ({ author, text }: Message) => author === 'app' && !text.endsWith('…') && text.includes(said);
    await slack.waitForMessage(user, tenantChannel, { after, match });
  }

  /** What was shared last. */
  let figures: Message | undefined;
  let people = 0;
  const someone = () => `calls${++people}@example.com`;

  const draft = () => {
    const found = [...cleverReach.account.mailings.values()].find(({ state }) => state === 'draft');
    return found ?? expect.fail('there is no draft');
  };
  const draftId = () => draft().id;
  const draftSubject = () => draft().subject;
  return {
    '`help`': typed('help'),
    '`status`': typed('status'),
    '`connect`': typed('connect'),
    '`disconnect`': typed('disconnect'),
    '`settings`': () => slack.command(tenant.admin, tenantChannel, '/cleverreach settings'),
    '`audit`': typed('audit'),
    '`overview`': typed('overview'),
    '`stats`': typed('stats'),
    '`stats <group>`': typed('stats vip'),
    '`stats <id>`': typed(`stats ${vip.id}`),
    '`groups`': typed('groups'),
    '`groups <text>`': typed('groups vip'),
    '`receivers <group>`': typed('receivers vip'),
    '`receivers <id> active page 2`': typed(`receivers ${vip.id} active page 2`),
    '`receivers <group> <part of an address>`': typed('receivers vip anna'),
    '`find <address>`': typed('find anna.mueller@example.com'),
    '`mailings`': typed('mailings'),
    '`mailings draft`': typed('mailings draft'),
    '`mailing <id>` that was sent': typed(`mailing ${finished}`),
    '`mailing <id>` of a draft': () => reading.ask(user, `mailing ${draftId()}`),
    '`mailing <words>`': () => reading.ask(user, `mailing ${draftSubject()}`),
    '`add`': () => form('add'),
    '`unsubscribe`': () => form('unsubscribe'),
    '`unsubscribe <address>`': () => form('unsubscribe anna.mueller@example.com'),
    '`add <address> <group>`: the form': () => form(`add ${someone()} newsletter`),
    '`unsubscribe <address> <group>`: the form': () => form('unsubscribe anna.mueller@example.com vip'),
    '`draft`': () => form('draft'),
    '`draft <subject>`: the form': () => form('draft Tea'),
    '_Create mailing draft_': () => shortcut('Create mailing draft'),
    '_Draft mailing from this_': () => messageShortcut('Draft mailing from this'),
    '_Add a recipient_': () => shortcut('Add a recipient'),
    '_Unsubscribe an address_': () => shortcut('Unsubscribe an address'),
    '_Unsubscribe address_': () => messageShortcut('Unsubscribe address'),
    'looking for a group in a form': {
      before: () => form('add'),
      run: () => slack.suggest(user, 'modal', { actionId: 'receivers:choose-group' }, 'vip'),
    },
    Home: async () => {
      await slack.openHome(user);
      await slack.waitFor(() => {
        const home = slack.homeView(user);
        return home !== null && !JSON.stringify(home.content).includes('hourglass');
      });
    },
    '_Share in channel_ of a group’s figures': {
      before: async () => {
        figures = await reading.ask(user, 'stats vip');
      },
      run: () =>
        answerTo(async () => {
          const place = { channel: tenantChannel, ts: figures?.ts ?? '' };
          await slack.press(user, place, 'Share in channel', { confirm: true });
        }, 'Shared in'),
    },
    _Add_: {
      before: () => form(`add ${someone()} ${press.id}`),
      run: () =>
        answerTo(async () => {
          await slack.fill(user, 'modal', { 'consent-on-record': 'on-record', source: 'Trade fair' });
          await slack.submit(user, 'modal');
        }),
    },
    '_Unsubscribe_: looking an address up': {
      before: () => form(`unsubscribe ${actions.subscriber([press])}`),
      run: () => actions.lookUp(user),
    },
    _Unsubscribe_: {
      before: async () => {
        await form(`unsubscribe ${actions.subscriber([press])}`);
        await actions.lookUp(user);
      },
      run: () => answerTo(() => slack.submit(user, 'modal')),
    },
    '_Create draft_': {
      before: async () => {
        await form('draft Tea');
        await slack.choose(user, 'modal', { blockId: 'group' }, press.name, { query: 'Pre' });
        await slack.fill(user, 'modal', {
          sender_name: 'Teehaus Muster',
          sender_email: 'news@example.com',
          body: 'Good morning!',
        });
      },
      run: () => answerTo(() => slack.submit(user, 'modal')),
    },
  };
}
