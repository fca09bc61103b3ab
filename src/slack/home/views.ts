import type { HomeView, KnownBlock } from '@slack/types';
import type { Reader } from '../../texts/index.ts';
import { disconnectButton } from '../connection/messages.ts';
import type { Block } from '../kit/blocks.ts';
import { actions, button, commandButton, context, divider, header, section } from '../kit/blocks.ts';
import { mrkdwn } from '../kit/text.ts';
import type { Standing } from '../people.ts';
import { changesSection } from './changes-section.ts';
import { connectionSection } from './connection-section.ts';
import type { HomeContent } from './content.ts';
import { draftsSection } from './drafts-section.ts';
import { healthSection } from './health-section.ts';
import type { Home } from './publish.ts';

/** For whoever may not use the app: why, and nothing of the account. */
export function deniedHome({ t }: Reader, standing: Exclude<Standing, 'member'>): Home {
  const isUnknown = standing === 'unknown';
  return homeOf(() => [
    header(t.home.welcome),
    section(isUnknown ? t.home.unknown : t.denied[standing]),
    ...(isUnknown ? [actions(button(t.home.refreshButton, 'home:refresh'))] : []),
  ]);
}

/** For a full member, whatever there is to show. */
export function memberHome(reader: Reader, content: HomeContent): Home {
  const isConnected = content.offer === undefined;
  return homeOf((withTable) => [
    ...connectionSection(reader, content),
    ...(isConnected
      ? [
          ...quickActions(reader, content),
          divider(),
          ...healthSection(reader, content, withTable),
          ...(isAllDown(content) ? [] : [divider(), ...draftsSection(reader, content)]),
        ]
      : []),
    ...(content.changes ? [divider(), ...changesSection(reader, content.changes)] : []),
    divider(),
    ...workspaceSection(reader, content),
  ]);
}

/** Said once is enough. */
function isAllDown({ health, drafts }: HomeContent): boolean {
  return health.state === 'failed' && drafts.state === 'failed';
}

function quickActions({ t }: Reader, { changers }: HomeContent): Block[] {
  const find = commandButton(t.home.findButton, 'find', 3);
  if (changers) return [actions(find), context(t.home.changers(changers.map((id) => `<@${id}>`)))];
  return [
    actions(
      commandButton(t.home.draftButton, 'draft', 0, 'primary'),
      commandButton(t.home.addButton, 'add', 1),
      commandButton(t.home.unsubscribeButton, 'unsubscribe', 2),
      find,
    ),
  ];
}

/** What concerns the whole workspace, and where to turn to. */
function workspaceSection(reader: Reader, { connection, installedBy, mayManage, about }: HomeContent): Block[] {
  const { t } = reader;
  return [
    actions(
      commandButton(t.home.helpButton, 'help', 0),
      ...(connection ? [commandButton(t.home.statusButton, 'status', 1)] : []),
      ...(mayManage ? [commandButton(t.home.settingsButton, 'settings', 2)] : []),
      ...(connection && mayManage ? [disconnectButton(reader, connection)] : []),
    ),
    context(
      t.home.help(installedBy === undefined ? undefined : `<@${installedBy}>`),
      t.home.about(mrkdwn(about.version, 40), mrkdwn(about.host, 100)),
    ),
  ];
}

function homeOf(blocksOf: (withTable: boolean) => Block[]): Home {
  const viewOf = (withTable: boolean): HomeView => ({ type: 'home', blocks: blocksOf(withTable).filter(isForHome) });
  return { view: viewOf(true), plainView: viewOf(false) };
}

/** Charts are for messages only. */
function isForHome(block: Block): block is KnownBlock {
  return block.type !== 'data_visualization';
}
