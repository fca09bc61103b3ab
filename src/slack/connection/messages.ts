import type { Button } from '@slack/types';
import type { Reader } from '../../texts/index.ts';
import type { Connection } from '../../workspaces/connections.ts';
import { accountUrl } from '../kit/account-url.ts';
import {
  actions,
  type Block,
  button,
  context,
  fields,
  header,
  type Message,
  plainText,
  section,
} from '../kit/blocks.ts';
import { limits } from '../kit/limits.ts';
import { mrkdwn } from '../kit/text.ts';
import { textOf } from '../kit/text-of.ts';
import type { ConnectFacts } from '../rights.ts';

/** Why the Connect button is shown: it was asked for, something needs it, or the connection no longer works. */
export type ConnectReason = 'offer' | 'needed' | 'broken';

/** `carriesOn`: what was asked for happens by itself once the account is connected. */
export function connectMessage({ t }: Reader, reason: ConnectReason, url: string, carriesOn: boolean): Message {
  const text = t.connection[reason];
  const label = reason === 'broken' ? t.connection.reconnectButton : t.connection.connectButton;
  return said(
    section(carriesOn ? `${text}\n${t.connection.resumes}` : text),
    actions(button(label, 'connection:connect', { url, style: 'primary' })),
    context(t.connection.linkValid),
  );
}

/** For whoever needs an account and may not connect one: who may. */
export function whoConnectsMessage(reader: Reader, reason: ConnectReason, facts: ConnectFacts): Message {
  const { t } = reader;
  const lead = reason === 'offer' ? t.connection.notConnected : t.connection[reason];
  return said(section(`${lead}\n${whoConnects(reader, facts)}`));
}

/** Who may connect an account, or a broken connection anew. */
export function whoConnects({ t }: Reader, { connection, installedBy }: ConnectFacts): string {
  if (connection) return t.connection.whoReconnects(mention(connection.connectedBy));
  return t.connection.whoConnects(installedBy && mention(installedBy));
}

/** `canEnter`: whether the reader may enter an OAuth app of the workspace's own. */
export function noAppMessage({ t }: Reader, canEnter: boolean): Message {
  const { noApp, noAppForAdmin, noAppForOthers } = t.connection;
  if (!canEnter) return said(section(`${noApp}\n${noAppForOthers}`));
  return said(
    section(`${noApp}\n${noAppForAdmin}`),
    actions(button(t.connection.ownAppButton, 'connection:own-app', { style: 'primary' })),
  );
}

/** `reconnectUrl`: the way to make a broken connection again, for whoever may. */
export function statusMessage(reader: Reader, connection: Connection, reconnectUrl?: string): Message {
  const { t, f } = reader;
  const { account } = connection;
  const until = f.dateTime(connection.expiresAt);
  const renews = connection.refreshToken === undefined ? '' : ` (${t.connection.renews})`;
  const sentence = connection.brokenAt ? t.connection.statusBrokenText : t.connection.statusText;
  const body: Block[] = [
    fields([
      [t.connection.account, accountLine(connection)],
      [t.connection.state, connection.brokenAt ? `:warning: ${t.connection.stateBroken}` : t.connection.stateActive],
      [t.connection.connectedBy, mention(connection.connectedBy)],
      [t.connection.since, f.dateTime(connection.connectedAt)],
      // Whatever a broken connection's token was good for, it is no longer.
      ...(connection.brokenAt ? [] : [[t.connection.tokenUntil, `${until}${renews}`] as [string, string]]),
    ]),
    actions(
      ...(reconnectUrl === undefined
        ? []
        : [button(t.connection.reconnectButton, 'connection:connect', { url: reconnectUrl, style: 'primary' })]),
      disconnectButton(reader, connection),
    ),
    ...(connection.brokenAt && reconnectUrl === undefined
      ? [context(t.connection.whoReconnects(mention(connection.connectedBy)))]
      : []),
  ];
  return {
    text: `${sentence(mrkdwn(account.name, 200))}\n${textOf(body)}`,
    blocks: [header(t.connection.statusTitle), ...body],
  };
}

/** Ends the connection, after a question. */
export function disconnectButton({ t }: Reader, { account }: Connection): Button {
  return button(t.connection.disconnectButton, 'connection:disconnect', {
    style: 'danger',
    confirm: {
      title: plainText(t.connection.disconnectTitle, limits.confirmTitle),
      text: { type: 'mrkdwn', text: t.connection.disconnectQuestion(mrkdwn(account.name, 60)) },
      confirm: plainText(t.connection.disconnectButton, limits.confirmButton),
      deny: plainText(t.cancel, limits.confirmButton),
      style: 'danger',
    },
  });
}

/** Asks before it is done, and says exactly what will be done. */
export function disconnectQuestion({ t }: Reader, connection: Connection): Message {
  const question = t.connection.disconnectQuestion(mrkdwn(connection.account.name, 200));
  return said(
    section(`*${t.connection.disconnectTitle}*\n${question}`),
    actions(button(t.connection.disconnectButton, 'connection:disconnect', { style: 'danger' })),
  );
}

export function disconnectedMessage({ t }: Reader, connection: Connection, revoked: boolean): Message {
  const sentence = revoked ? t.connection.disconnected : t.connection.disconnectedUnrevoked;
  return said(section(sentence(mrkdwn(connection.account.name, 200))));
}

/** For whoever may not end or replace the connection that is there. */
export function alreadyConnectedMessage({ t }: Reader, { account, connectedBy }: Connection): Message {
  return said(section(t.connection.alreadyConnected(mrkdwn(account.name, 200), mention(connectedBy))));
}

export function connectedMessage({ t }: Reader, connection: Connection): Message {
  return said(section(t.connection.nowConnected(mrkdwn(connection.account.name, 200))));
}

function mention(userId: string): string {
  return `<@${userId}>`;
}

function said(...blocks: Block[]): Message {
  return { text: textOf(blocks), blocks };
}

function accountLine({ account }: Connection): string {
  const name = mrkdwn(account.name, 200);
  const url = accountUrl(account.loginDomain);
  return url === undefined ? name : `${name}\n<${url}|${mrkdwn(account.loginDomain ?? '', 100)}>`;
}
