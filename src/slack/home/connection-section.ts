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
  return [header(connection.account.name), context(stateLine(reader, connection, offer === undefined)), ...way];
}

function stateLine({ t, f }: Reader, { account, connectedBy, connectedAt }: Connection, isWorking: boolean): string {
  const [person, date] = [`<@${connectedBy}>`, f.date(connectedAt)];
  const state = isWorking
    ? `:large_green_circle: ${t.home.connected(person, date)}`
    : `:warning: ${t.home.lost(person, date)}`;
  const url = accountUrl(account.loginDomain);
  return url === undefined ? state : `${state}  ·  <${url}|${mrkdwn(account.loginDomain ?? '', 100)}>`;
}
