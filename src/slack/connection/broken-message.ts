import type { Reader } from '../../texts/index.ts';
import type { BrokenBecause, Connection } from '../../workspaces/connections.ts';
import { actions, button, commandButton, context, type Message, section } from '../kit/blocks.ts';
import { mrkdwn } from '../kit/text.ts';
import { textOf } from '../kit/text-of.ts';

/**
 * For whoever connected the account, out of the blue. It may be read days later, so its buttons carry no link that expires: they
 * do what the command does. `now` tells whether what there is of tokens still works.
 */
export function brokenMessage(
  { t, f }: Reader,
  { account, expiresAt }: Connection,
  because: BrokenBecause,
  now: Date,
): Message {
  const { told, reconnectButton, ownAppButton } = t.connection;
  const name = mrkdwn(account.name, 200);
  const reconnect = (style?: 'primary') => commandButton(reconnectButton, 'connect', 0, style);
  const until = expiresAt > now ? told.appUntil(f.dateTime(expiresAt)) : told.appOver;
  const blocks =
    because === 'tokens'
      ? [section(`:warning: ${told.broken(name)}`), actions(reconnect('primary'))]
      : [
          section(`:warning: ${told.app(name)}\n${until}`),
          actions(button(ownAppButton, 'connection:own-app', { style: 'primary' }), reconnect()),
        ];
  const all = [...blocks, context(told.why)];
  return { text: textOf(all), blocks: all };
}
