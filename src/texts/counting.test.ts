import { expect, test } from 'vitest';
import { readerFor } from './index.ts';

const figures = { total: 1, active: 1, inactive: 0, bounced: 1 };
const en = readerFor('en').t;
const de = readerFor('de').t;

test.each([
  [en.groups.allGroups(0), '0 groups'],
  [en.groups.allGroups(1), '1 group'],
  [en.groups.allGroups(1_200), '1,200 groups'],
  [de.groups.allGroups(0), '0 Empfängerlisten'],
  [de.groups.allGroups(1), '1 Empfängerliste'],
  [de.groups.allGroups(1_200), '1.200 Empfängerlisten'],
  [en.groups.moreMatches(1), '… and 1 more group.'],
  [en.groups.moreMatches(2), '… and 2 more groups.'],
  [de.groups.moreMatches(1), '… und 1 weitere Liste.'],
  [de.groups.moreMatches(2), '… und 2 weitere Listen.'],
  [en.groups.figures('VIP', figures, '100%'), 'VIP: 1 receiver, 1 active (100%), 0 inactive, 1 bounced'],
  [
    en.groups.figures('VIP', { ...figures, total: 2 }, '50%'),
    'VIP: 2 receivers, 1 active (50%), 0 inactive, 1 bounced',
  ],
  [de.groups.figures('VIP', figures, '100%'), 'VIP: 1 Empfänger, 1 aktiv (100%), 0 inaktiv, 1 Bounce'],
  [
    de.groups.figures('VIP', { ...figures, bounced: 2 }, '100%'),
    'VIP: 1 Empfänger, 1 aktiv (100%), 0 inaktiv, 2 Bounces',
  ],
  [de.groups.totals({ ...figures, active: 1_000 }), '*1.000* aktiv, 0 inaktiv, 1 Bounce'],
  [en.unsubscribe.done('a@example.com', 1), 'a@example.com was unsubscribed from 1 group:'],
  [en.unsubscribe.done('a@example.com', 2), 'a@example.com was unsubscribed from 2 groups:'],
  [de.unsubscribe.done('a@example.com', 1), 'a@example.com wurde von 1 Empfängerliste abgemeldet:'],
  [de.unsubscribe.done('a@example.com', 2), 'a@example.com wurde von 2 Empfängerlisten abgemeldet:'],
])('one and many: %s', (said, expected) => {
  expect(said).toBe(expected);
});
