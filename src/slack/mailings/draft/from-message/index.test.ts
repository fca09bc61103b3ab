import { describe, expect, test } from 'vitest';
import { bodyFromRichText } from '../body/index.ts';
import { bodyFromMessage, firstLineOf, peopleIn, withNames } from './index.ts';

/** What the mailing made from a message says, as HTML without its looks. */
function htmlOf(message: unknown, names: Record<string, string> = {}): string {
  const richText = withNames(bodyFromMessage(message).richText, new Map(Object.entries(names)));
  const { html } = bodyFromRichText(richText, { subject: 's', language: 'en' });
  const [, fragment = ''] = /<td align="left" class="paper paper-cell"[^>]*>\n([\s\S]*?)\n<\/td>/.exec(html) ?? [];
  return fragment.replaceAll(/ style="[^"]*"/g, '');
}
const section = (...elements: unknown[]) => ({ type: 'rich_text_section', elements });
const richText = (...elements: unknown[]) => ({ type: 'rich_text', elements });

describe('a message of Slack’s editor', () => {
  test('keeps its paragraphs, styles, links, lists, quotes and code', () => {
    const message = {
      text: 'something else',
      blocks: [
        richText(
          section(
            { type: 'text', text: 'New ', style: { bold: true } },
            { type: 'link', url: 'https://example.com/tea', text: 'tea' },
            { type: 'text', text: '\n\nToday:\n' },
          ),
          { type: 'rich_text_list', style: 'ordered', elements: [section({ type: 'text', text: 'Sencha' })] },
          { type: 'rich_text_list', style: 'bullet', indent: 1, elements: [section({ type: 'text', text: 'Uji' })] },
          { type: 'rich_text_quote', elements: [{ type: 'text', text: 'Fresh' }] },
          { type: 'rich_text_preformatted', elements: [{ type: 'text', text: '1 < 2' }] },
        ),
      ],
    };
    expect(htmlOf(message)).toBe(
      [
        '<p><strong>New </strong><a href="https://example.com/tea">tea</a></p>',
        '<p>Today:</p>',
        '<ol>\n<li>Sencha\n<ul>\n<li>Uji</li>\n</ul></li>\n</ol>',
        '<blockquote>\n<p>Fresh</p>\n</blockquote>',
        '<pre>1 &lt; 2</pre>',
      ].join('\n'),
    );
  });

  test('names people, channels and groups where they are known, and leaves the others out', () => {
    const message = {
      text: '<@U1> <@U2> in <#C1|tea> for <!subteam^S1|@sales> and <#C2> <!here>',
      blocks: [
        richText(
          section(
            { type: 'user', user_id: 'U1' },
            { type: 'text', text: ' ' },
            { type: 'user', user_id: 'U2' },
            { type: 'text', text: ' in ' },
            { type: 'channel', channel_id: 'C1' },
            { type: 'text', text: ' for ' },
            { type: 'usergroup', usergroup_id: 'S1' },
            { type: 'channel', channel_id: 'C2' },
            { type: 'text', text: ' ' },
            { type: 'broadcast', range: 'here' },
          ),
        ),
      ],
    };
    expect(peopleIn(bodyFromMessage(message).richText)).toEqual(['U1', 'U2']);
    expect(htmlOf(message, { U1: 'Anna Becker' })).toBe('<p>Anna Becker  in #tea for @sales @here</p>');
  });

  test('shows emoji as characters', () => {
    const emoji = (name: string, unicode?: string) => ({ type: 'emoji', name, ...(unicode ? { unicode } : {}) });
    const message = { blocks: [richText(section(emoji('tea', '1f375'), emoji('tada'), emoji('party_parrot')))] };
    expect(htmlOf(message)).toBe('<p>🍵🎉:party_parrot:</p>');
  });

  test('gives the subject its first line', () => {
    const message = { blocks: [richText(section({ type: 'text', text: '\n  The tea is here \nand more' }))] };
    expect(firstLineOf(bodyFromMessage(message).richText)).toBe('The tea is here');
    expect(firstLineOf(bodyFromMessage({}).richText)).toBe('');
  });

  test('is cut where it is longer than a form takes', () => {
    const message = { blocks: [richText(section({ type: 'text', text: `${'x'.repeat(9_999)}👩‍🌾y` }))] };
    const { richText: cut, isCut } = bodyFromMessage(message);
    expect(isCut).toBe(true);
    expect(firstLineOf(cut)).toBe(`${'x'.repeat(9_999)}…`);
    expect(bodyFromMessage({ text: 'short' }).isCut).toBe(false);
  });
});

describe('a message that has only a text', () => {
  test.each([
    ['*bold* _it_ ~no~ `a*b*`', '<strong>bold</strong> <em>it</em> <s>no</s> <code>a*b*</code>'],
    ['*bold _both_* plain', '<strong>bold </strong><strong><em>both</em></strong> plain'],
    ['a_b_c 2*3*4 ~/x/~y', 'a_b_c 2*3*4 ~/x/~y'],
    ['* not bold*, *nor this', '* not bold*, *nor this'],
    [
      '*see <https://example.com/|tea>* now',
      '<strong>see </strong><a href="https://example.com/"><strong>tea</strong></a> now',
    ],
    [
      '<https://example.com/?a=1&amp;b=2>',
      '<a href="https://example.com/?a=1&amp;b=2">https://example.com/?a=1&amp;b=2</a>',
    ],
    ['<mailto:a@example.com|a@example.com>', '<a href="mailto:a@example.com">a@example.com</a>'],
    ['1 &lt; 2 &amp;amp; 3', '1 &lt; 2 &amp;amp; 3'],
    ['<@U1>: <#C1|tea> <!channel> <!subteam^S1|@sales> <!date^1^{date}|1 May>', 'Anna: #tea @channel @sales 1 May'],
    [':tea: at 10:30:45 :nobodys_own:', '🍵 at 10:30:45 :nobodys_own:'],
    ['<javascript:alert(1)|click>', 'click'],
  ])('%s', (text, html) => {
    expect(htmlOf({ text }, { U1: 'Anna' })).toBe(`<p>${html}</p>`);
  });

  test('has lines, bullets, quotes and code', () => {
    expect(htmlOf({ text: 'Hi\nthere\n\n• one\n• two\n&gt; said\n&gt; so\n```\nx *y*\n```\nend' })).toBe(
      [
        '<p>Hi<br>\nthere</p>',
        '<ul>\n<li>one</li>\n<li>two</li>\n</ul>',
        '<blockquote>\n<p>said<br>\nso</p>\n</blockquote>',
        '<pre>x *y*</pre>',
        '<p>end</p>',
      ].join('\n'),
    );
  });
});

describe('a message of another app', () => {
  test('gives what its blocks say', () => {
    const blocks = [
      { type: 'header', text: { type: 'plain_text', text: 'Report' } },
      {
        type: 'section',
        text: { type: 'mrkdwn', text: '*42* orders' },
        fields: [{ type: 'mrkdwn', text: 'one field' }],
      },
      { type: 'divider' },
      { type: 'context', elements: [{ type: 'image' }, { type: 'plain_text', text: 'small *print*' }] },
    ];
    expect(htmlOf({ text: 'fallback', blocks })).toBe(
      '<p><strong>Report</strong></p>\n<p><strong>42</strong> orders</p>\n<p>one field</p>\n<p>small *print*</p>',
    );
  });

  test('gives its text where the blocks say nothing, and its attachments where that is empty too', () => {
    const image = { type: 'image', image_url: 'https://example.com/a.png', alt_text: 'a' };
    expect(htmlOf({ text: 'the text', blocks: [image] })).toBe('<p>the text</p>');
    const attachments = [
      { pretext: 'Look:', title: 'Tea', title_link: 'https://example.com/', text: 'green *tea*', fallback: 'no' },
      { fallback: 'only this' },
      'nonsense',
    ];
    expect(htmlOf({ text: '', blocks: [image], attachments })).toBe(
      '<p>Look:</p>\n<p><a href="https://example.com/">Tea</a></p>\n<p>green <strong>tea</strong></p>\n<p>only this</p>',
    );
  });
});
