import type { Reader } from '../../texts/index.ts';
import type { Connection } from '../../workspaces/connections.ts';
import { accountUrl } from '../kit/account-url.ts';
import { type Block, context, header, section } from '../kit/blocks.ts';
import { mrkdwn } from '../kit/text.ts';
import type { HomeContent } from './content.ts';

/** Which account is connected and how it is doing, or the way to one. */
export function connectionSection(reader: Reader, { connection, offer }: HomeContent): Block[] {
  const { t } = reader;
  const way = offer?.blocks ?? [];
  if (!connection) {
    return [header(t.home.welcome), section(t.home.intro.map((line) => `• ${line}`).join('\n')), ...way];
  }
  const line = connectionLine(reader, connection);
  return [header(connection.account.name), context(`${offer ? ':warning:' : ':large_green_circle:'} ${line}`), ...way];
}

function connectionLine({ t, f }: Reader, { account, connectedBy, connectedAt }: Connection): string {
  const url = accountUrl(account.loginDomain);
  const link = url === undefined ? [] : [`<${url}|${mrkdwn(account.loginDomain ?? '', 100)}>`];
  return [t.home.connected(`<@${connectedBy}>`, f.date(connectedAt)), ...link].join('  ·  ');
}
