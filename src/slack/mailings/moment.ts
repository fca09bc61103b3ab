import type { Mailing } from '../../cleverreach/index.ts';
import type { Formats, Reader } from '../../texts/index.ts';

/** What is worth knowing of a mailing's times: of a draft when it was made, of a finished one when it was through. */
interface Moment {
  kind: keyof Reader['t']['mailings']['since'];
  at: Date;
}

/** Undefined where CleverReach sent no time that fits the state. */
function momentOf(mailing: Mailing): Moment | undefined {
  const { state, createdAt, startedAt, finishedAt, sendAt } = mailing;
  const moment = (kind: Moment['kind'], at: Date | undefined) => at && { kind, at };
  if (state === 'finished') return moment('sent', finishedAt ?? startedAt) ?? moment('created', createdAt);
  if (state === 'running') return moment('started', startedAt) ?? moment('created', createdAt);
  if (state === 'waiting') return moment('goesOut', sendAt) ?? moment('created', createdAt);
  return moment('created', createdAt);
}

/** By the date that is shown, so that a list reads in order; ids count up and decide where dates do not. */
export function newestFirst(a: Mailing, b: Mailing): number {
  const time = (mailing: Mailing) => momentOf(mailing)?.at.getTime() ?? 0;
  return time(b) - time(a) || Number(b.id) - Number(a.id) || 0;
}

/** `Draft · created 24 Nov 2026`. */
export function stateLine(
  { t, f }: Reader,
  mailing: Mailing,
  format: keyof Pick<Formats, 'date' | 'dateTime'>,
): string {
  const state = mailing.state === undefined ? t.mailings.unknownState : t.mailings.states[mailing.state];
  const moment = momentOf(mailing);
  if (!moment) return state;
  // Of what is going on or yet to come the hour matters.
  const withHour = moment.kind === 'goesOut' || moment.kind === 'started';
  return t.mailings.since[moment.kind](state, f[withHour ? 'dateTime' : format](moment.at));
}
