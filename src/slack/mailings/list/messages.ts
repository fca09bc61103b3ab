import type { Mailing } from '../../../cleverreach/index.ts';
import type { Reader } from '../../../texts/index.ts';
import {
  actions,
  type Block,
  commandButton,
  context,
  header,
  labelled,
  type Message,
  section,
} from '../../kit/blocks.ts';
import { mrkdwn, plain } from '../../kit/text.ts';
import { textOf } from '../../kit/text-of.ts';
import { stateLine } from '../moment.ts';
import { type ListedState, type ListQuery, listedStates, listLine } from './list-line.ts';

/** A page of a list, or the newest of all states. */
export interface MailingList extends ListQuery {
  mailings: Mailing[];
  hasNext: boolean;
}

/** Mailings with their states and dates, each with a button to its card, and the way to other pages and states. */
export function mailingListMessage(reader: Reader, list: MailingList): Message {
  const { t } = reader;
  const { state, mailings } = list;
  if (mailings.length === 0) return emptyListMessage(reader, list);
  return joined([
    header(state ? t.mailings.titles[state] : t.mailings.title),
    ...mailingLines(reader, mailings),
    context(noteOf(reader, list)),
    ...pageButtons(reader, list),
    stateButtons(reader, state),
  ]);
}

/** A word that is no state: which there are. */
export function noSuchStateMessage(reader: Reader, word: string): Message {
  const { t } = reader;
  const sentence = t.mailings.noSuchState(mrkdwn(word, 100));
  const names = listedStates.map((state) => `• ${t.mailings.stateButtons[state]}`).join('\n');
  return {
    text: `${sentence}\n${names}`,
    blocks: [section(sentence), stateButtons(reader, undefined, { withAll: true })],
  };
}

/** Mailings to choose from, under a sentence that says why. `more` is how many others would fit. */
export function chooseMailingMessage(reader: Reader, sentence: string, mailings: Mailing[], more = 0): Message {
  const { t } = reader;
  return joined([
    section(sentence),
    ...mailingLines(reader, mailings),
    ...(more > 0 ? [context(t.mailings.moreMatches(more))] : []),
    actions(commandButton(t.mailings.allButton, 'mailings', 0)),
  ]);
}

/** Nothing to choose from. */
export function noMailingsMessage({ t }: Reader, sentence = t.mailings.none): Message {
  return joined([section(sentence), actions(commandButton(t.mailings.writeButton, 'draft', 0))]);
}

/** A mailing was there when its button was made, and is no more. */
export function vanishedMessage({ t }: Reader): Message {
  return joined([section(t.mailings.vanished), actions(commandButton(t.mailings.allButton, 'mailings', 0))]);
}

function emptyListMessage(reader: Reader, list: MailingList): Message {
  const { t } = reader;
  const { state, page } = list;
  if (!state) return noMailingsMessage(reader);
  if (page > 1) return joined([section(t.mailings.noMore), ...pageButtons(reader, list), stateButtons(reader, state)]);
  return joined([
    section(t.mailings.noneOf[state]),
    actions(
      commandButton(t.mailings.writeButton, 'draft', 0),
      ...stateChoices(reader, { except: state, withAll: true }),
    ),
  ]);
}

function mailingLines(reader: Reader, mailings: Mailing[]): Block[] {
  const { t } = reader;
  return mailings.map((mailing, index) => {
    const { id, name, subject, groupIds } = mailing;
    const title = subject.trim() || name;
    const facts = [
      stateLine(reader, mailing, 'date'),
      ...(groupIds.length > 0 ? [t.mailings.groupCount(groupIds.length)] : []),
    ];
    const second = name.trim() !== '' && name.trim() !== title.trim() ? [mrkdwn(name, 150)] : [];
    const open = commandButton(t.mailings.showButton, `mailing ${id}`, index);
    return section(
      [`*${mrkdwn(title, 200)}*`, ...second, facts.join(' · ')].join('\n'),
      labelled(open, t.mailings.showLabel(plain(title, 50))),
    );
  });
}

function noteOf({ t }: Reader, { state, page, mailings, hasNext }: MailingList): string {
  if (!state) return hasNext ? t.mailings.newest(mailings.length) : t.mailings.all(mailings.length);
  return page > 1 || hasNext ? t.mailings.page(page) : t.mailings.all(mailings.length);
}

function pageButtons({ t }: Reader, { state, page, hasNext }: MailingList): Block[] {
  if (!state) return [];
  const to = (label: string, target: number, index: number) =>
    commandButton(label, listLine({ state, page: target }), index);
  const buttons = [
    ...(page > 1 ? [to(t.mailings.previousButton, page - 1, 0)] : []),
    ...(hasNext ? [to(t.mailings.nextButton, page + 1, 1)] : []),
  ];
  return buttons.length > 0 ? [actions(...buttons)] : [];
}

function stateButtons(reader: Reader, except: ListedState | undefined, { withAll = except !== undefined } = {}) {
  return actions(...stateChoices(reader, { ...(except ? { except } : {}), withAll }));
}

function stateChoices({ t }: Reader, { except, withAll }: { except?: ListedState; withAll: boolean }) {
  const states = listedStates.filter((state) => state !== except);
  return [
    ...(withAll ? [commandButton(t.mailings.allButton, 'mailings', 1)] : []),
    ...states.map((state, index) =>
      commandButton(t.mailings.stateButtons[state], listLine({ state, page: 1 }), index + 2),
    ),
  ];
}

function joined(blocks: Block[]): Message {
  return { text: textOf(blocks.map(withId)), blocks };
}

/** Where there are no buttons, a mailing is opened by typing its id. */
function withId(block: Block): Block {
  const line = block.type === 'section' && block.accessory?.type === 'button' ? block.accessory.value : undefined;
  return block.type === 'section' && block.text && line !== undefined
    ? section(`${block.text.text} · ${line.replace(/^mailing /, 'ID ')}`)
    : block;
}
