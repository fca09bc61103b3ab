import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Group } from '../src/cleverreach/index.ts';
import { connectMessage, disconnectQuestion, statusMessage } from '../src/slack/connection/messages.ts';
import { features } from '../src/slack/features.ts';
import { chooseGroupMessage } from '../src/slack/groups/choose-messages.ts';
import { helpMessage, unknownCommandMessage } from '../src/slack/help.ts';
import { commandButton } from '../src/slack/kit/blocks.ts';
import { draftCard } from '../src/slack/mailings/card/messages.ts';
import { readerFor } from '../src/texts/index.ts';
import type { Connection } from '../src/workspaces/connections.ts';

const url = 'https://app.example.com/cleverreach/connect?link=T1.x';

describe('the text alone says what the blocks say', () => {
  const r = readerFor('en');
  const at = new Date('2026-11-24T10:15:00Z');
  const working: Connection = {
    accessToken: '',
    obtainedAt: at,
    expiresAt: at,
    account: { id: '1', name: 'Teehaus Muster GmbH' },
    connectedBy: 'U0ANNA',
    connectedAt: at,
  };
  const broken = { ...working, brokenAt: at };
  const facts = (connection: Connection | undefined) => ({ connection, installedBy: 'U0BEN' });
  const commands = features.flatMap((feature) => feature.commands ?? []);
  const list = (id: string, listName: string): Group => ({ id, name: listName, locked: false });

  test('a broken connection is nowhere called connected', () => {
    for (const { text, blocks } of [statusMessage(r, broken), helpMessage(r, features, facts(broken), true)]) {
      expect(text).toContain('no longer works');
      expect(`${text} ${JSON.stringify(blocks)}`).not.toMatch(/workspace is connected|Connected to/);
    }
    expect(helpMessage(r, features, facts(working), true).text).toContain('Connected to');
  });

  test('the help gives every command with its use', () => {
    const { text } = helpMessage(r, features, facts(undefined), true);
    for (const { words, usage } of commands) {
      expect(text).toContain(`/cleverreach ${words.en}`);
      expect(text).toContain(usage(r.t).does);
    }
  });

  test('the question before disconnecting says what will be done', () => {
    expect(disconnectQuestion(r, working).text).toMatch(
      /Teehaus Muster GmbH.*revoked at CleverReach and deleted here/s,
    );
  });

  test('the card of a draft names list and sender, and leads to CleverReach', () => {
    const { text } = draftCard(
      r,
      {
        id: '7',
        name: 'n',
        subject: 'Tea',
        senderName: 'Teehaus',
        senderEmail: 'news@example.com',
        html: '',
        text: '',
        groupIds: ['1'],
        state: 'draft',
      },
      ['VIP'],
      '1.eu2.cleverreach.example',
    );
    expect(text.split('\n')).toEqual([
      'Draft “Tea” created',
      'Group: VIP',
      'Sender: Teehaus, news@example.com',
      'State: Draft',
      'ID: 7',
      'Open in CleverReach: https://1.eu2.cleverreach.example/',
      'The draft is in CleverReach. Nothing has been sent.',
    ]);
  });

  test('lists of one name are told apart by their ids', () => {
    const { text, blocks } = chooseGroupMessage(
      r,
      (id) => `stats ${id}`,
      'news',
      [list('1', 'News'), list('2', 'News'), list('3', 'Newsroom')],
      'several',
    );
    for (const label of ['News (1)', 'News (2)', 'Newsroom']) {
      expect(text).toContain(`• ${label}`);
      expect(JSON.stringify(blocks)).toContain(`"${label}"`);
    }
  });
});

test.each(['needed', 'broken'] as const)('a connection that is %s: what was asked for carries on', (reason) => {
  for (const [carriesOn, said] of [
    [true, true],
    [false, false],
  ] as const) {
    const { text } = connectMessage(readerFor('en'), reason, url, carriesOn);
    expect(text.includes('carries on by itself')).toBe(said);
    expect(text).toContain(url);
  }
});

test('an unknown word offers the help once, also where it is among the closest', () => {
  const commands = features.flatMap((feature) => feature.commands ?? []);
  for (const closest of [[], commands.filter(({ words }) => ['stats', 'help'].includes(words.en))]) {
    const { blocks = [] } = unknownCommandMessage(readerFor('en'), 'help?', '', closest);
    expect(JSON.stringify(blocks).match(/"value":"help"/g)).toHaveLength(1);
  }
});

describe('the button for a command line', () => {
  test('keeps a line that fits', () => {
    const line = `unsubscribe ${'a'.repeat(1_988)}`;
    expect(commandButton('x', line, 0).value).toBe(line);
  });
  test('loses whole words of one that does not, never half of one', () => {
    fc.assert(
      fc.property(fc.array(fc.emailAddress(), { minLength: 40, maxLength: 120 }), (addresses) => {
        const line = `unsubscribe ${addresses.join(' ')}`;
        const value = commandButton('x', line, 0).value ?? '';
        expect(value.length).toBeLessThanOrEqual(2_000);
        expect(`${line} `.startsWith(`${value} `)).toBe(true);
      }),
    );
  });
});
