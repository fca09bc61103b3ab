import { CleverReachForbiddenError, CleverReachUnavailableError, type Mailing } from '../../src/cleverreach/index.ts';
import { connectMessage, noAppMessage, whoConnectsMessage } from '../../src/slack/connection/messages.ts';
import type { HomeContent } from '../../src/slack/home/content.ts';
import { deniedHome, memberHome } from '../../src/slack/home/views.ts';
import type { Reader } from '../../src/texts/index.ts';
import type { AuditEntry } from '../../src/workspaces/audit-log.ts';
import { at, connection, crowd, health, home, type State, url } from './samples.ts';

const subjects = {
  de: ['Tee des Monats: Darjeeling', 'Weihnachtsgrüße aus dem Teehaus', 'Neu im Sortiment: Matcha', ''],
  en: ['Tea of the month: Darjeeling', 'Season’s greetings from the tea house', 'New on the shelf: matcha', ''],
};
const draft = (subject: string, index: number): Mailing => ({
  id: String(8_157_012 - index),
  name: ['Tee des Monats Dezember', 'Weihnachten 2026', 'Sortiment', 'Entwurf ohne Betreff'][index] ?? '',
  subject,
  senderName: 'Teehaus Muster',
  senderEmail: 'news@example.com',
  html: '',
  text: '',
  state: 'draft',
  groupIds: ['240001'],
  createdAt: new Date(at.getTime() - index * 3 * 24 * 60 * 60 * 1000),
});

const by = (userId: string, hoursAgo: number) => ({ userId, at: new Date(at.getTime() - hoursAgo * 60 * 60 * 1000) });
const changes: AuditEntry[] = [
  {
    ...by('U07BEN00002', 1),
    action: 'receiver.unsubscribe',
    address: 'anna.mueller@example.com',
    groups: health.slice(0, 5).map((entry) => entry.group),
    result: 'done',
  },
  {
    ...by('U07ANNA0001', 5),
    action: 'mailing.draft',
    mailing: { id: '8157012', name: 'Tee des Monats Dezember' },
    groups: [{ id: '240001', name: 'Newsletter' }],
    result: 'done',
  },
  {
    ...by('U07BEN00002', 22),
    action: 'receiver.add',
    address: 'max.muster@example.com',
    groups: [{ id: '240002', name: 'VIP-Kunden' }],
    result: 'uncertain',
  },
  { ...by('U07ANNA0001', 30), action: 'settings.change', detail: 'language, changes', result: 'done' },
  { ...by('U07ANNA0001', 31), action: 'connection.connect', detail: 'Teehaus Muster GmbH', result: 'done' },
];

const whole = ({ language }: Reader): HomeContent => ({
  connection,
  installedBy: 'U07ANNA0001',
  changers: undefined,
  mayManage: true,
  changes,
  health: { state: 'there', value: { some: health, groups: health.length } },
  drafts: { state: 'there', value: subjects[language].map(draft) },
  askedAt: at,
  about: { version: '0.1.0', host: 'cleverreach.example.com' },
});
const down = new CleverReachUnavailableError({ endpoint: 'GET /groups', uncertain: false });
const forbidden = new CleverReachForbiddenError({ endpoint: 'GET /mailings', uncertain: false });

const state = (name: string, change: (reader: Reader) => Partial<HomeContent> = () => ({})): State =>
  home(name, (reader) => memberHome(reader, { ...whole(reader), ...change(reader) }).view);

/** Home for everybody who may open it. */
export const homeStates: State[] = [
  state('home-manager'),
  home('home-manager-plain', (r) => memberHome(r, whole(r)).plainView),
  state('home-member', () => ({ mayManage: false, changes: undefined })),
  state('home-reading-only', () => ({ mayManage: false, changers: ['U07ANNA0001'], changes: undefined })),
  state('home-fetching', () => ({ health: { state: 'pending' }, drafts: { state: 'pending' } })),
  state('home-many-groups', () => ({
    health: {
      state: 'there',
      value: {
        some: [...crowd.slice(0, 10), ...crowd.slice(10, 12).map(({ group }) => ({ group, stats: undefined }))],
        groups: 130,
      },
    },
  })),
  state('home-no-groups', () => ({
    changes: [],
    health: { state: 'there', value: { some: [], groups: 0 } },
    drafts: { state: 'there', value: [] },
  })),
  state('home-unavailable', () => ({
    health: { state: 'failed', error: down },
    drafts: { state: 'failed', error: down },
  })),
  state('home-drafts-forbidden', () => ({ drafts: { state: 'failed', error: forbidden } })),
  state('home-unconnected', (r) => ({ connection: undefined, offer: connectMessage(r, 'offer', url, false) })),
  state('home-unconnected-member', (r) => ({
    connection: undefined,
    mayManage: false,
    changes: undefined,
    offer: whoConnectsMessage(r, 'offer', { connection: undefined, installedBy: 'U07ANNA0001' }),
  })),
  state('home-no-app', (r) => ({ connection: undefined, offer: noAppMessage(r, true) })),
  state('home-broken', (r) => ({
    connection: { ...connection, brokenAt: at },
    offer: connectMessage(r, 'broken', url, false),
  })),
  state('home-broken-member', (r) => {
    const broken = { ...connection, brokenAt: at };
    const facts = { connection: broken, installedBy: 'U07ANNA0001' };
    return {
      connection: broken,
      mayManage: false,
      changes: undefined,
      offer: whoConnectsMessage(r, 'broken', facts),
    };
  }),
  home('home-guest', (r) => deniedHome(r, 'guest').view),
  home('home-stranger', (r) => deniedHome(r, 'stranger').view),
  home('home-unknown', (r) => deniedHome(r, 'unknown').view),
];
