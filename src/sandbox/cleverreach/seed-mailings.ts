import type { Mailing, MailingState } from './model.ts';
import { SEED_GROUPS } from './seed-groups.ts';
import { seedHtml } from './seed-html.ts';

const DAY = 86_400;

interface SeedMailing {
  state: MailingState;
  name: string;
  subject: string;
  groupIds: string[];
  /** Days from now to when it was written. */
  age: number;
}

const { newsletter, vip, dealers, fair, press } = SEED_GROUPS;

const SEED_MAILINGS: SeedMailing[] = [
  { state: 'automation', name: 'Willkommen', subject: 'Schön, dass Sie da sind!', groupIds: [newsletter.id], age: 700 },
  {
    state: 'finished',
    name: 'Sommer 2026',
    subject: 'Sommerware: jetzt reduziert',
    groupIds: [newsletter.id],
    age: 140,
  },
  { state: 'finished', name: 'Messe-Einladung', subject: 'Besuchen Sie uns in Halle 4', groupIds: [fair.id], age: 96 },
  {
    state: 'finished',
    name: 'Händlerbrief Herbst',
    subject: 'Neue Konditionen ab Oktober',
    groupIds: [dealers.id],
    age: 58,
  },
  {
    state: 'finished',
    name: 'Oktober-Newsletter',
    subject: 'Tee für graue Tage ☕',
    groupIds: [newsletter.id],
    age: 36,
  },
  {
    state: 'finished',
    name: 'Pressemitteilung Werkstatt',
    subject: 'Neue Werkstatt eröffnet',
    groupIds: [press.id],
    age: 20,
  },
  { state: 'running', name: 'November-Newsletter', subject: 'Das schenken wir uns', groupIds: [newsletter.id], age: 3 },
  { state: 'waiting', name: 'Black Week VIP', subject: 'Nur für Sie: 24 Stunden früher', groupIds: [vip.id], age: 2 },
  {
    state: 'draft',
    name: 'Weihnachten 2026',
    subject: 'Frohe Weihnachten aus Köln',
    groupIds: [newsletter.id],
    age: 9,
  },
  { state: 'draft', name: 'Händlerbrief Winter', subject: 'Lieferzeiten im Dezember', groupIds: [dealers.id], age: 6 },
  {
    state: 'draft',
    name: 'Größentabelle',
    subject: 'Äpfel & Öfen: <wichtige> Änderungen',
    groupIds: [vip.id, press.id],
    age: 1,
  },
];

/** Mailings in every state. `now` in unix seconds; figures of the finished ones are computed when they are asked for. */
export function seedMailings(now: number, firstId: number): Mailing[] {
  return SEED_MAILINGS.map((seed, index) => {
    const stamp = now - seed.age * DAY;
    const sent = seed.state === 'finished' || seed.state === 'running';
    const started = seed.state === 'running' ? now - 600 : sent ? stamp + DAY : 0;
    return {
      id: String(firstId + index),
      state: seed.state,
      name: seed.name,
      subject: seed.subject,
      senderName: 'Teehaus Muster GmbH',
      senderEmail: 'news@teehaus-muster.example',
      html: seedHtml(seed.subject),
      text: `${seed.subject}\n\nGuten Tag {FIRSTNAME},\nhier lesen Sie das Neueste aus dem Teehaus.\n\nAbmelden: {UNSUBSCRIBE}\n`,
      contentType: 'html/text' as const,
      groupIds: seed.groupIds,
      stamp,
      lastChanged: stamp + 3600,
      sendOn: seed.state === 'waiting' ? now + 2 * DAY : started,
      ready: sent || seed.state === 'waiting' ? stamp + 7200 : 0,
      started,
      // The running one keeps running for a day, so that a demo has one.
      finishesAt: seed.state === 'running' ? now + DAY : seed.state === 'waiting' ? now + 2 * DAY + 3600 : 0,
      finished: seed.state === 'finished' ? started + 1800 : 0,
      tags: [],
      settings: { editor: 'wizard', open_tracking: true, click_tracking: true },
      stats: null,
    };
  });
}
