import type { Mailing } from '../../../cleverreach/index.ts';
import type { Reader } from '../../../texts/index.ts';
import { accountUrl } from '../../kit/account-url.ts';
import { actions, type Block, button, context, fields, header, type Message, section } from '../../kit/blocks.ts';
import { mrkdwn } from '../../kit/text.ts';
import { textOf } from '../../kit/text-of.ts';

/** A draft's first lines; the rest is in CleverReach. */
const excerptLength = 400;

/** The card of a draft that was just made. `groupNames` are the names of the groups it goes to. */
export function draftCard(
  reader: Reader,
  mailing: Mailing,
  groupNames: string[],
  loginDomain: string | undefined,
): Message {
  const { t } = reader;
  const url = accountUrl(loginDomain);
  const state = mailing.state === undefined ? t.draft.unknownState : t.draft.states[mailing.state];
  // The footer with the unsubscribe link says nothing about this mailing.
  const excerpt = mailing.text
    .split('\n')
    .filter((line) => !line.includes('{UNSUBSCRIBE}'))
    .join('\n')
    .trim();
  const body: Block[] = [
    fields([
      [t.draft.group, groupNames.map((name) => mrkdwn(name, 150)).join(', ') || '–'],
      [t.draft.sender, `${mrkdwn(mailing.senderName, 150)}\n${mrkdwn(mailing.senderEmail, 254)}`],
      [t.draft.state, state],
      [t.draft.id, mrkdwn(mailing.id, 40)],
    ]),
    ...(excerpt === '' ? [] : [section(quoted(mrkdwn(excerpt, excerptLength, { multiline: true })))]),
    ...(url === undefined ? [] : [actions(button(t.draft.openButton, 'mailings:open', { url }))]),
    context(t.draft.created),
  ];
  return {
    text: `${t.draft.cardText(mrkdwn(mailing.subject, 300))}\n${textOf(body)}`,
    blocks: [header(mailing.subject), ...body],
  };
}

function quoted(text: string): string {
  return text
    .split('\n')
    .map((line) => `>${line}`)
    .join('\n');
}
