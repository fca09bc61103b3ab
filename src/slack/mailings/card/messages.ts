import type { Mailing } from '../../../cleverreach/index.ts';
import type { Reader } from '../../../texts/index.ts';
import { accountUrl } from '../../kit/account-url.ts';
import { actions, type Block, button, context, fields, header, type Message, section } from '../../kit/blocks.ts';
import { limits } from '../../kit/limits.ts';
import { mrkdwn } from '../../kit/text.ts';
import { fitLines, textOf } from '../../kit/text-of.ts';
import { shareButton } from '../../share.ts';
import { stateLine } from '../moment.ts';
import type { MailingDetails } from './details.ts';
import { excerptOf } from './excerpt.ts';
import { maskedDetails } from './masked-details.ts';
import { reportBlocks, reportChart } from './report.ts';

/** What a card's buttons need to know. */
export interface CardPlace {
  /** The account's own domain; without one there is no way into CleverReach. */
  loginDomain: string | undefined;
  /** The address of the preview page. */
  previewUrl?: string | undefined;
  /** Others read along where the card will stand; sharing then asks first, as it posts at once. */
  isInConversation?: boolean;
}

/** The action behind _Share in channel_. */
export const shareId = 'mailings:share';

/** A mailing in any state, for the person who asked. */
export function mailingCard(reader: Reader, details: MailingDetails, place: CardPlace): Message {
  const lead = reader.t.mailings.cardText(mrkdwn(details.mailing.subject, 300));
  return cardOf(reader, details, lead, [buttonsOf(reader, details.mailing, place)]);
}

/** The card of a draft that was just made. `groupNames` are the names of the groups it goes to. */
export function draftCard(
  reader: Reader,
  mailing: Mailing,
  groupNames: string[],
  loginDomain: string | undefined,
  place: Omit<CardPlace, 'loginDomain'> = {},
): Message {
  const { t } = reader;
  const lead = t.draft.cardText(mrkdwn(mailing.subject, 300));
  const bottom = [buttonsOf(reader, mailing, { loginDomain, ...place }), context(t.draft.created)];
  return cardOf(reader, { mailing, groupNames }, lead, bottom);
}

/** A mailing as everyone in a channel may see it: addresses masked, and no button that is one person's. */
export function sharedMailingCard(
  reader: Reader,
  details: MailingDetails,
  { loginDomain, masksSender }: { loginDomain: string | undefined; masksSender: boolean },
): Message {
  const masked = maskedDetails(details, { masksSender });
  const lead = reader.t.mailings.cardText(mrkdwn(masked.mailing.subject, 300));
  const open = openButton(reader, loginDomain);
  return cardOf(reader, masked, lead, open.length > 0 ? [actions(...open)] : []);
}

function cardOf(reader: Reader, details: MailingDetails, lead: string, bottom: Block[]): Message {
  const { t } = reader;
  const { mailing, groupNames, report } = details;
  const excerpt = excerptOf(mailing);
  const isMany = groupNames.length > 1;
  const top: Block[] = [
    fields([
      [isMany ? t.mailings.groups : t.mailings.group, groupList(reader, groupNames)],
      [t.mailings.sender, `${mrkdwn(mailing.senderName, 150)}\n${mrkdwn(mailing.senderEmail, 254)}`],
      [t.mailings.state, stateLine(reader, mailing, 'dateTime')],
      [t.mailings.id, mrkdwn(mailing.id, 40)],
    ]),
    ...(excerpt === '' ? [] : [section(quoted(mrkdwn(excerpt, excerptLength, { multiline: true })))]),
  ];
  const figures =
    report && ('figures' in report ? reportBlocks(reader, report.figures) : [missingReport(report.missing)]);
  const chart = report && 'figures' in report ? reportChart(reader, report.figures) : undefined;
  const title = header(mailing.subject);
  const plainBlocks = [title, ...top, ...(figures ?? []), ...bottom];
  return {
    text: fitLines([lead, textOf(plainBlocks.slice(1))], limits.messageText),
    blocks: chart ? [title, ...top, ...(figures ?? []), chart, ...bottom] : plainBlocks,
    ...(chart ? { plainBlocks } : {}),
  };
}

function buttonsOf(
  reader: Reader,
  { id }: Mailing,
  { loginDomain, previewUrl, isInConversation = false }: CardPlace,
): Block {
  const { t } = reader;
  return actions(
    ...openButton(reader, loginDomain),
    ...(previewUrl === undefined ? [] : [button(t.mailings.previewButton, 'mailings:preview', { url: previewUrl })]),
    shareButton(reader, shareId, id, { asksFirst: isInConversation }),
    button(t.mailings.refreshButton, 'mailings:refresh', { value: id }),
  );
}

function openButton({ t }: Reader, loginDomain: string | undefined) {
  const url = accountUrl(loginDomain);
  return url === undefined ? [] : [button(t.mailings.openButton, 'mailings:open', { url })];
}

/** More names than this no one reads. */
const namedGroups = 8;

function groupList({ t }: Reader, names: string[]): string {
  if (names.length === 0) return t.mailings.noGroups;
  const shown = names.slice(0, namedGroups).map((name) => mrkdwn(name, 150));
  const rest = names.length - shown.length;
  return rest > 0 ? `${shown.join(', ')} ${t.mailings.moreGroups(rest)}` : shown.join(', ');
}

function missingReport(sentence: string): Block {
  return context(`:warning: ${sentence}`);
}

/** A mailing's first lines; the rest is behind _Preview_. */
const excerptLength = 400;
function quoted(text: string): string {
  return text
    .split('\n')
    .map((line) => `>${line}`)
    .join('\n');
}
