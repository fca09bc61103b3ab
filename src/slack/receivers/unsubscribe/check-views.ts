import type { KnownBlock } from '@slack/types';
import type { Reader } from '../../../texts/index.ts';
import { actions, button, context, type Message, type Modal, plainText, section } from '../../kit/blocks.ts';
import { limits } from '../../kit/limits.ts';
import { mrkdwn } from '../../kit/text.ts';
import { lineList, namesOf, placeList } from './lists.ts';
import type { Found } from './look-up.ts';
import { countsOf } from './places.ts';

/** More names than this nobody reads. */
const namedVanished = 10;

/** Between the form and what follows: something is being looked up. `what` is mrkdwn. */
export function waitingView({ t }: Reader, what: string, privateMetadata: string): Modal {
  return {
    type: 'modal',
    callback_id: 'receivers:unsubscribe-waiting',
    private_metadata: privateMetadata,
    title: plainText(t.unsubscribe.modalTitle, limits.modalTitle),
    close: plainText(t.cancel, limits.modalClose),
    blocks: [section(`:hourglass_flowing_sand: ${what}`)],
  };
}

/** What will be changed, exactly, and what will not; without anything to change there is nothing to submit. */
export function checkView(reader: Reader, found: Found, privateMetadata: string): Modal {
  const { t } = reader;
  const texts = t.unsubscribe;
  const { active } = found.places;
  const count = countsOf(active);
  const ofOneAddress = found.addresses.length === 1;
  const [only = ''] = active.map(({ address }) => mrkdwn(address, 254));
  const label =
    count.addresses === 1 ? texts.willChangeOne(only, count.groups) : texts.willChange(count.addresses, count.groups);
  const isChanging = (address: string) => active.some((place) => place.address === address);
  const beside = (state: 'inactive' | 'bounced') => found.places[state].filter(({ address }) => isChanging(address));
  const blocks: KnownBlock[] = [
    ...placeList(reader, label, active, { ofOneAddress, sections: 8 }),
    ...placeList(reader, texts.alreadyInactive, beside('inactive'), { ofOneAddress }),
    ...placeList(reader, texts.bounced, beside('bounced'), { ofOneAddress }),
    ...unchanged(reader, found, isChanging),
    ...vanishedNote(reader, found),
    ...(active.length > 0 ? [context(texts.consequence)] : []),
    actions(backButton(reader)),
  ];
  return {
    type: 'modal',
    callback_id: 'receivers:unsubscribe-confirm',
    private_metadata: privateMetadata,
    title: plainText(texts.modalTitle, limits.modalTitle),
    ...(active.length > 0 ? { submit: plainText(texts.confirm(count.addresses), limits.modalSubmit) } : {}),
    close: plainText(active.length > 0 ? t.cancel : t.close, limits.modalClose),
    blocks,
  };
}

/** The addresses that are active in none of the groups, and why. */
function unchanged(reader: Reader, { addresses, places, everywhere }: Found, isChanging: (a: string) => boolean) {
  const texts = reader.t.unsubscribe;
  const lines = addresses
    .filter((address) => !isChanging(address))
    .map((address) => {
      const inState = (state: 'inactive' | 'bounced') => places[state].filter((place) => place.address === address);
      const [inactive, bounced] = [inState('inactive'), inState('bounced')];
      const reasons = [
        ...(inactive.length > 0 ? [texts.inactiveIn(namesOf(reader, inactive))] : []),
        ...(bounced.length > 0 ? [texts.bouncedIn(namesOf(reader, bounced))] : []),
      ];
      const absent = everywhere ? texts.inNoGroup : texts.inNoChosenGroup;
      return `• *${mrkdwn(address, 254)}*: ${reasons.join('; ') || absent}`;
    });
  const nothing = lines.length === addresses.length;
  return lineList(reader, nothing ? texts.nothingToChange : texts.unchanged, lines, 4);
}

function vanishedNote({ t }: Reader, { vanished }: Found) {
  if (vanished.length === 0) return [];
  const names = vanished.slice(0, namedVanished).map(({ name }) => mrkdwn(name, 75));
  const rest = vanished.length - names.length;
  const all = rest > 0 ? t.unsubscribe.andMore(names.join(', '), rest) : names.join(', ');
  return [section(`:warning: ${t.unsubscribe.vanished(all)}`)];
}

/** Nothing could be looked up: what went wrong, and both ways on. `isRetryFirst`: no other button comes first. */
export function failedView(
  reader: Reader,
  { text, blocks }: Message,
  privateMetadata: string,
  isRetryFirst: boolean,
): Modal {
  const { t } = reader;
  const shown = (blocks ?? [section(text)]).filter((block): block is KnownBlock => block.type !== 'data_visualization');
  return {
    ...waitingView(reader, '', privateMetadata),
    close: plainText(t.close, limits.modalClose),
    blocks: [
      ...shown,
      context(t.unsubscribe.nothingYet),
      actions(
        button(t.unsubscribe.tryAgain, 'receivers:unsubscribe-retry', isRetryFirst ? { style: 'primary' } : {}),
        backButton(reader),
      ),
    ],
  };
}

function backButton({ t }: Reader) {
  return button(t.unsubscribe.back, 'receivers:unsubscribe-back');
}
