import { type CleverReachClient, CleverReachNotFoundError, type Mailing } from '../../../cleverreach/index.ts';
import { getMailing, listMailings } from '../../../operations/index.ts';
import { normal } from '../../groups/find-group.ts';
import type { Connected } from '../../guards.ts';
import type { Message } from '../../kit/blocks.ts';
import { unquoted } from '../../kit/quotes.ts';
import { mrkdwn } from '../../kit/text.ts';
import type { SlackRequest } from '../../requests.ts';
import { chooseMailingMessage, noMailingsMessage } from '../list/messages.ts';
import { newestFirst } from '../moment.ts';

/** What a person's words for a mailing came to: the mailing, or what to answer instead. */
type FoundMailing = { mailing: Mailing } | { answer: Message };

/** How many are searched for words. CleverReach finds mailings by id alone. */
const searched = 100;
/** Mailings to choose from; more are better found by typing. */
const offered = 5;

/** Finds a mailing by its id, or by a part of its name or subject among the newest. Where none is meant, they are offered. */
export async function findMailing(
  {
    cleverreach,
    anew,
    isFromMemory,
    reader,
  }: Pick<SlackRequest & Connected, 'cleverreach' | 'anew' | 'isFromMemory' | 'reader'>,
  words: string,
): Promise<FoundMailing> {
  const { t } = reader;
  const wanted = normal(words.replace(/[.,;:!?]+$/u, ''));
  const id = /^(?:id )?#?([1-9]\d{0,18})$/.exec(wanted)?.[1];
  const known = id === undefined ? undefined : await mailingOf(cleverreach, id);
  if (known) return { mailing: known };

  const newestBy = async (client: CleverReachClient) =>
    (await listMailings.run({ limit: searched }, client)).toSorted(newestFirst).slice(0, searched);
  let newest = await newestBy(cleverreach);
  // It may have been written a moment ago.
  if (isFromMemory() && mailingsNamed(newest, wanted).length === 0) newest = await newestBy(anew);
  const offer = (sentence: string, mailings = newest): FoundMailing => ({
    answer: chooseMailingMessage(reader, sentence, mailings.slice(0, offered)),
  });
  if (newest.length === 0) {
    return { answer: noMailingsMessage(reader, id === undefined ? undefined : t.mailings.noSuchIdAtAll(id)) };
  }
  if (wanted === '') return offer(t.mailings.choose);
  const fitting = mailingsNamed(newest, wanted);
  const [only, ...others] = fitting;
  if (!only) {
    return offer(
      id === undefined ? t.mailings.noMatch(mrkdwn(unquoted(words), 150), newest.length) : t.mailings.noSuchId(id),
    );
  }
  if (others.length === 0) {
    const mailing = await mailingOf(cleverreach, only.id);
    return mailing ? { mailing } : offer(t.mailings.vanished);
  }
  const more = Math.max(0, fitting.length - offered);
  const sentence = t.mailings.severalMatch(mrkdwn(unquoted(words), 150));
  return { answer: chooseMailingMessage(reader, sentence, fitting.slice(0, offered), more) };
}

/** Undefined when CleverReach knows no mailing of that id. */
export async function mailingOf(cleverreach: Connected['cleverreach'], id: string): Promise<Mailing | undefined> {
  try {
    return await getMailing.run({ mailingId: id }, cleverreach);
  } catch (error) {
    if (error instanceof CleverReachNotFoundError) return undefined;
    throw error;
  }
}

/** Those that are called so, or else those whose name or subject contains the words. */
function mailingsNamed(mailings: Mailing[], wanted: string): Mailing[] {
  const names = ({ name, subject }: Mailing) => [normal(name), normal(subject)];
  const exact = mailings.filter((mailing) => names(mailing).includes(wanted));
  if (exact.length > 0) return exact;
  return mailings.filter((mailing) => names(mailing).some((name) => name.includes(wanted)));
}
