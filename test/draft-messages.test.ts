import fc from 'fast-check';
import { type DefaultTreeAdapterTypes, parse } from 'parse5';
import { describe, expect, test } from 'vitest';
import { messageModal } from '../src/slack/kit/message-modal.ts';
import { mrkdwn } from '../src/slack/kit/text.ts';
import { bodyFromHtml, bodyFromRichText } from '../src/slack/mailings/draft/body/index.ts';
import { problemsSentence } from '../src/slack/mailings/draft/check-form.ts';
import { bodyFromMessage, firstLineOf, withNames } from '../src/slack/mailings/draft/from-message/index.ts';
import { type DraftForm, ways } from '../src/slack/mailings/draft/held-form.ts';
import { draftModal } from '../src/slack/mailings/draft/modal.ts';
import { checkingModal } from '../src/slack/mailings/draft/submit-form.ts';
import { scopeBlocks } from '../src/slack/optional-scope.ts';
import { expectFitModal } from './fit.ts';
import { name, reader } from './generated.ts';

const metadata = 'x'.repeat(3_000);
const style = fc.record({ bold: fc.boolean(), code: fc.boolean() }, { requiredKeys: [] });
const element = fc.oneof(
  fc.record({ type: fc.constant('text'), text: name, style }),
  fc.record({
    type: fc.constant('link'),
    url: fc.oneof(name, fc.webUrl(), fc.constant('javascript:alert(1)')),
    text: name,
  }),
  fc.record({ type: fc.constant('emoji'), name: fc.oneof(name, fc.constant('tada')) }),
  fc.record({ type: fc.constant('user'), user_id: fc.constantFrom('U1', 'U2', '') }),
  fc.record({ type: fc.constant('channel'), channel_id: fc.constantFrom('C1', 'nonsense') }),
  fc.record({ type: fc.constant('date'), timestamp: fc.integer(), fallback: name }),
  fc.record({ type: fc.constant('color'), value: name }),
  fc.constantFrom({ type: 'broadcast', range: 'here' }, { type: 'team', team_id: 'T1' }, null, 7),
);
const elements = fc.array(element, { maxLength: 5 });
const part = fc.oneof(
  fc.record({ type: fc.constantFrom('rich_text_section', 'rich_text_quote', 'rich_text_preformatted'), elements }),
  fc.record({
    type: fc.constant('rich_text_list'),
    style: fc.constantFrom('bullet', 'ordered', 'odd'),
    indent: fc.integer({ min: -1, max: 10 }),
    offset: fc.integer({ min: -1, max: 3 }),
    border: fc.constantFrom(0, 1, 2),
    elements: fc.array(fc.record({ type: fc.constant('rich_text_section'), elements }), { maxLength: 3 }),
  }),
);
const richText = fc.record({ type: fc.constant('rich_text'), elements: fc.array(part, { maxLength: 6 }) });
const mrkdwnText = fc
  .array(
    fc.oneof(
      name,
      fc.constantFrom('*', '_', '~', '`', '```', '<', '>', '|', '\n', '• ', '&gt; ', '<@U1>', ':tada:', '<!here>'),
    ),
  )
  .map((pieces) => pieces.join(''));
const message = fc.oneof(
  fc.record({ text: mrkdwnText, blocks: fc.array(richText, { maxLength: 2 }) }, { requiredKeys: [] }),
  fc.record({
    text: fc.constant(''),
    attachments: fc.array(fc.record({ text: mrkdwnText, title: name, title_link: name })),
  }),
  fc.record({
    blocks: fc.array(
      fc.record({ type: fc.constant('section'), text: fc.record({ type: fc.constant('mrkdwn'), text: mrkdwnText }) }),
    ),
  }),
  fc.jsonValue(),
);
const form: fc.Arbitrary<DraftForm> = fc
  .record({
    way: fc.constantFrom(...ways),
    group: fc.record({ id: fc.constant('1'), name }),
    subject: name,
    name,
    senderName: name,
    senderEmail: name,
    richText: fc.oneof(richText, fc.jsonValue()),
    html: name.map((html) => html.slice(0, 3_000)),
    file: fc.option(fc.record({ name, size: fc.nat(), url: name }), { nil: undefined }),
  })
  .map(({ file, ...rest }) => ({ ...rest, ...(file ? { file } : {}) }));

describe('whatever a form holds, Slack takes it and nobody is pinged', () => {
  test('in each way, with whatever is wrong', () => {
    fc.assert(
      fc.property(reader, form, name, (r, held, problem) => {
        const problems = {
          group: problem,
          subject: problem,
          body: problem,
          html: problem,
          file: problem,
          way: problem,
        };
        expectFitModal(draftModal(r, held, {}, metadata));
        expectFitModal(
          draftModal(r, held, { problems, notes: [r.t.draft.keptGone], groupBlock: 'group:found' }, metadata),
        );
        const fileOffer = scopeBlocks(
          r,
          'https://app.example.com/slack/install?with=files:read',
          r.t.draft.fileNeedsScope,
        );
        expectFitModal(draftModal(r, held, { fileOffer }, metadata));
      }),
      { numRuns: 150 },
    );
  });

  test('while a file is checked and after', () => {
    fc.assert(
      fc.property(reader, name, (r, file) => {
        expectFitModal(checkingModal(r, mrkdwn(file, 150), metadata));
        expectFitModal(messageModal(r, { text: r.t.draft.checked(mrkdwn(file, 150)) }));
      }),
      { numRuns: 200 },
    );
  });

  test('the problems of any HTML are sentences that fit at a field', () => {
    fc.assert(
      fc.property(
        reader,
        fc.array(fc.oneof(name, fc.constantFrom('<div>', '</b>', '<script>', '<p onclick=x>'))),
        (r, pieces) => {
          const sentence = problemsSentence(r, bodyFromHtml(pieces.join('\n')).problems);
          expect(sentence.length).toBeLessThan(1_000);
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('whatever a message holds', () => {
  test('Slack takes the form that it fills, and no person is mentioned in it', () => {
    fc.assert(
      fc.property(reader, message, (r, value) => {
        const richTextOf = withNames(bodyFromMessage(value).richText, new Map([['U1', 'Anna']]));
        const held = {
          way: 'text' as const,
          subject: firstLineOf(richTextOf),
          name: '',
          senderName: '',
          senderEmail: '',
          html: '',
          richText: richTextOf,
        };
        const modal = draftModal(r, held, {}, metadata);
        expectFitModal(modal);
        expect(JSON.stringify(modal)).not.toMatch(/"type":"(user|channel|usergroup|broadcast|team)"/);
      }),
      { numRuns: 200 },
    );
  });

  test('nothing of it is active in the mailing', () => {
    fc.assert(
      fc.property(message, (value) => {
        const { html } = bodyFromRichText(bodyFromMessage(value).richText, { subject: 's', language: 'en' });
        for (const node of nodesOf(parse(html))) {
          expect([
            'html',
            'head',
            'meta',
            'title',
            'style',
            'body',
            'table',
            'tbody',
            'tr',
            'td',
            'p',
            'br',
            'strong',
            'em',
            's',
            'u',
            'code',
            'pre',
            'ul',
            'ol',
            'li',
            'blockquote',
            'a',
          ]).toContain(node.tagName);
          for (const { name: attribute, value: address } of node.attrs) {
            expect(attribute).not.toMatch(/^on/);
            if (attribute === 'href') expect(address).toMatch(/^(https?:|mailto:|\{UNSUBSCRIBE\}$)/i);
          }
        }
      }),
      { numRuns: 200 },
    );
  });
});

function nodesOf(node: DefaultTreeAdapterTypes.ParentNode): DefaultTreeAdapterTypes.Element[] {
  return node.childNodes.flatMap((child) => ('tagName' in child ? [child, ...nodesOf(child)] : []));
}
