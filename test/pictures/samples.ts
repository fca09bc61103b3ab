import type { HomeView } from '@slack/types';
import type { Group, GroupStats } from '../../src/cleverreach/index.ts';
import type { Message, Modal } from '../../src/slack/kit/blocks.ts';
import type { Reader } from '../../src/texts/index.ts';
import type { Connection } from '../../src/workspaces/connections.ts';

/** Something a person may see, in the reader's language. */
export interface State {
  name: string;
  make: (reader: Reader) => { message: Message } | { modal: Modal } | { home: HomeView };
}

export const at = new Date('2026-11-24T10:15:00Z');
export const group = (id: string, name: string): Group => ({ id, name, locked: false });
export const stats = (active: number, inactive: number, bounced: number): GroupStats => ({
  total: active + inactive + bounced,
  active,
  inactive,
  bounced,
  computedAt: at,
});
export const newsletter = group('240001', 'Newsletter');
export const health = [
  { group: newsletter, stats: stats(21_855, 2_414, 731) },
  { group: group('240002', 'VIP-Kunden'), stats: stats(1_062, 136, 42) },
  { group: group('240003', 'Händler'), stats: stats(339, 35, 12) },
  { group: group('240004', 'Messe 2026'), stats: stats(134, 13, 5) },
  { group: group('240005', 'Presse'), stats: stats(46, 1, 1) },
  { group: group('240006', 'Frühjahrsaktion 2027'), stats: stats(0, 0, 0) },
];
export const crowd = Array.from({ length: 130 }, (_, index) => ({
  group: group(
    String(300_001 + index),
    `Filiale ${index + 1}: Stammkundschaft und Laufkundschaft der letzten zwei Jahre`,
  ),
  stats: stats(90_000 - 600 * index, 3_000, 120),
}));
export const connection: Connection = {
  accessToken: '',
  refreshToken: '',
  obtainedAt: at,
  expiresAt: new Date('2026-12-24T10:15:00Z'),
  account: { id: '129001', name: 'Teehaus Muster GmbH', loginDomain: '129001.eu2.cleverreach.example' },
  connectedBy: 'U07ANNA0001',
  connectedAt: at,
};
export const url = 'https://app.example.com/cleverreach/connect?link=T07MUSTER01.example';
export const message = (name: string, make: (reader: Reader) => Message): State => ({
  name,
  make: (reader) => ({ message: make(reader) }),
});
export const modal = (name: string, make: (reader: Reader) => Modal): State => ({
  name,
  make: (reader) => ({ modal: make(reader) }),
});
export const home = (name: string, make: (reader: Reader) => HomeView): State => ({
  name,
  make: (reader) => ({ home: make(reader) }),
});

/** What clients show that draw neither charts nor tables. */
export function plainVersion({ text, plainBlocks }: Message): Message {
  return { text, ...(plainBlocks ? { blocks: plainBlocks } : {}) };
}
