import type { Reader } from '../../texts/index.ts';
import type { Connection } from '../../workspaces/connections.ts';
import { actions, button, context, fields, header, type Message, section } from '../kit/blocks.ts';
import { limits } from '../kit/limits.ts';
import { mrkdwn, safeUrl } from '../kit/text.ts';

/** Why the Connect button is shown: it was asked for, something needs it, or the connection no longer works. */
export type ConnectReason = 'offer' | 'needed' | 'broken';

/** `carriesOn`: what was asked for happens by itself once the account is connected. */
export function connectMessage({ t }: Reader, reason: ConnectReason, url: string, carriesOn: boolean): Message {
  const text = t.connection[reason];
  const label = reason === 'broken' ? t.connection.reconnectButton : t.connection.connectButton;
  return {
    text: `${text} ${url}`,
    blocks: [
      section(reason === 'needed' && carriesOn ? `${text}\n${t.connection.resumes}` : text),
      actions(button(label, 'connection:connect', { url, style: 'primary' })),
      context(t.connection.linkValid),
    ],
  };
}

export function noAppMessage({ t }: Reader): Message {
  return { text: t.connection.noApp };
}

/** `reconnectUrl`: the way to make a broken connection again. */
export function statusMessage({ t, f }: Reader, connection: Connection, reconnectUrl?: string): Message {
  const { account } = connection;
  const until = f.dateTime(connection.expiresAt);
  const renews = connection.refreshToken === undefined ? '' : ` (${t.connection.renews})`;
  return {
    text: t.connection.statusText(mrkdwn(account.name, 200)),
    blocks: [
      header(t.connection.statusTitle),
      fields([
        [t.connection.account, accountLine(connection)],
        [t.connection.state, connection.brokenAt ? t.connection.stateBroken : t.connection.stateActive],
        [t.connection.connectedBy, `<@${connection.connectedBy}>`],
        [t.connection.since, f.dateTime(connection.connectedAt)],
        [t.connection.tokenUntil, `${until}${renews}`],
      ]),
      actions(
        ...(reconnectUrl === undefined
          ? []
          : [button(t.connection.reconnectButton, 'connection:connect', { url: reconnectUrl, style: 'primary' })]),
        button(t.connection.disconnectButton, 'connection:disconnect', {
          style: 'danger',
          confirm: {
            title: { type: 'plain_text', text: t.connection.disconnectConfirmTitle },
            text: { type: 'mrkdwn', text: t.connection.disconnectQuestion(mrkdwn(account.name, 60)) },
            confirm: { type: 'plain_text', text: t.connection.disconnectButton },
            deny: { type: 'plain_text', text: t.close },
            style: 'danger',
          },
        }),
      ),
    ],
  };
}

/** Asks before it is done, and says exactly what will be done. */
export function disconnectQuestion({ t }: Reader, connection: Connection): Message {
  return {
    text: t.connection.disconnectText,
    blocks: [
      section(t.connection.disconnectQuestion(mrkdwn(connection.account.name, 200))),
      actions(button(t.connection.disconnectButton, 'connection:disconnect', { style: 'danger' })),
    ],
  };
}

export function disconnectedMessage({ t }: Reader, connection: Connection, revoked: boolean): Message {
  const sentence = revoked ? t.connection.disconnected : t.connection.disconnectedUnrevoked;
  const text = sentence(mrkdwn(connection.account.name, 200));
  return { text, blocks: [section(text)] };
}

export function disconnectDenied({ t }: Reader, connection: Connection): Message {
  const text = t.connection.disconnectDenied(`<@${connection.connectedBy}>`);
  return { text, blocks: [section(text)] };
}

export function connectedMessage({ t }: Reader, connection: Connection): Message {
  const text = t.connection.nowConnected(mrkdwn(connection.account.name, 200));
  return { text, blocks: [section(text)] };
}

function accountLine({ account }: Connection): string {
  const name = mrkdwn(account.name, 200);
  const url = account.loginDomain === undefined ? undefined : accountUrl(account.loginDomain);
  return url === undefined ? name : `${name}\n<${url}|${mrkdwn(account.loginDomain ?? '', 100)}>`;
}

/** The account's own web interface. A deeper path is not documented, so links lead to its start page. */
export function accountUrl(loginDomain: string): string | undefined {
  if (!/^[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(loginDomain)) return undefined;
  return safeUrl(`https://${loginDomain}`, limits.url);
}
