/** Reports as CleverReach answers them, turned into those of `model.ts`. */
import { z } from 'zod';
import type { Report } from './model.ts';
import { countValue, defined, singleValue, timeValue } from './values.ts';

/** The keys a plugin of CleverReach's own reads. */
const FIGURES = ['delivered', 'bounced', 'unsubscribed', 'spam', 'unique_opened', 'unique_clicks'];

/** A figure, absent where there is none: "nobody opened it" must never be said of what was not counted. */
const figureValue = z
  .union([countValue, z.literal(['', false]).transform(() => undefined)])
  .nullish()
  .transform((count) => count ?? undefined)
  .optional();

const figuresWire = z.object({
  delivered: figureValue,
  bounced: figureValue,
  unsubscribed: figureValue,
  spam: figureValue,
  unique_opened: figureValue,
  unique_clicks: figureValue,
});

/**
 * `GET /reports/{id}`. `stats` is a map of named objects whose names are not documented (`basic` is one of the modes
 * they can be asked for in); an empty one is `[]`.
 */
export const reportAnswer = singleValue(
  z.object({ finished: timeValue, stats: z.preprocess(figuresIn, figuresWire) }),
).transform(
  ({ finished, stats }): Report =>
    defined({
      delivered: stats.delivered,
      bounced: stats.bounced,
      unsubscribed: stats.unsubscribed,
      spam: stats.spam,
      uniqueOpened: stats.unique_opened,
      uniqueClicks: stats.unique_clicks,
      finishedAt: finished,
    }),
);

/** The entry `basic`, or else the first that has any of the figures; they may also stand in `stats` itself. */
function figuresIn(stats: unknown): object {
  if (typeof stats !== 'object' || stats === null) return {};
  const candidates: unknown[] = ['basic' in stats ? stats.basic : undefined, ...Object.values(stats), stats];
  return candidates.filter((entry) => typeof entry === 'object' && entry !== null).find(hasFigures) ?? {};
}

function hasFigures(entry: object): boolean {
  return FIGURES.some((key) => key in entry);
}
