import type { Mailing } from '../../cleverreach/index.ts';
import type { Reader } from '../../texts/index.ts';
import { actions, type Block, commandButton, context, header, section } from '../kit/blocks.ts';
import { errorSentence } from '../kit/error-message.ts';
import { mrkdwn } from '../kit/text.ts';
import type { HomeContent } from './content.ts';

/** The latest drafts, each with the way to its card. */
export function draftsSection(reader: Reader, content: HomeContent): Block[] {
  const { t } = reader;
  return [
    header(t.home.drafts),
    ...draftBlocks(reader, content),
    actions(commandButton(t.home.mailingsButton, 'mailings', 0)),
  ];
}

function draftBlocks(reader: Reader, { drafts }: HomeContent): Block[] {
  const { t } = reader;
  if (drafts.state === 'pending') return [context(`:hourglass_flowing_sand: ${t.home.fetchingDrafts}`)];
  if (drafts.state === 'failed') return [section(`:warning: ${errorSentence(t, drafts.error)}`)];
  if (drafts.value.length === 0) return [section(t.home.noDrafts)];
  return drafts.value.map((draft, index) => draftRow(reader, draft, index));
}

function draftRow({ t, f }: Reader, { id, name, subject, createdAt }: Mailing, index: number): Block {
  const created = createdAt ? [t.home.created(f.date(createdAt))] : [];
  // Without a subject yet, the name is all there is to call it by.
  const title = subject.trim() === '' ? name : subject;
  const details = [...(title === name ? [] : [mrkdwn(name, 100)]), ...created].join('  ·  ');
  return section(
    `*${mrkdwn(title, 150)}*${details === '' ? '' : `\n${details}`}`,
    commandButton(t.home.showButton, `mailing ${id}`, index),
  );
}
