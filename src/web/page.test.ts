import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { backToSlackUrl } from './back-to-slack.ts';
import { html } from './html.ts';
import { paragraphs, renderPage, styleHash } from './page.ts';

describe('html', () => {
  test('values are escaped, markup and lists of markup go in as they are', () => {
    const items = ['<b>', '"&\''].map((text) => html`<li>${text}</li>`);
    expect(html`<ul title="${'"><script>'}">${items}</ul>${html`<hr>`}`.markup).toBe(
      '<ul title="&quot;&gt;&lt;script&gt;"><li>&lt;b&gt;</li><li>&quot;&amp;&#39;</li></ul><hr>',
    );
  });

  test('no value can end an attribute or begin an element', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        const { markup } = html`<a title="${value}">${value}</a>`;
        const [, attribute = '<', content = '<'] = /^<a title="([^"]*)">([^<]*)<\/a>$/.exec(markup) ?? [];
        for (const escaped of [attribute, content]) {
          expect(escaped).not.toMatch(/[<>"']/);
          expect(unescaped(escaped)).toBe(value);
        }
      }),
    );
  });
});

describe('a page', () => {
  const content = { language: 'de' as const, title: 'Verbunden', body: paragraphs('Ein Satz.', 'Noch <einer>.') };

  test('names its language and title, and has a paragraph for each sentence', () => {
    const page = renderPage(content);
    expect(page).toMatch(/^<!doctype html>\n<html lang="de">/);
    expect(page).toContain('<title>Verbunden · CleverReach for Slack</title>');
    expect(page).toContain('<h1>Verbunden</h1>');
    expect(page).toContain('<p>Ein Satz.</p>\n<p>Noch &lt;einer&gt;.</p>');
    expect(page).not.toMatch(/<footer>|class="actions"/);
  });

  test('buttons are links, and only the one thing to do next stands out', () => {
    const page = renderPage({
      ...content,
      actions: [
        { label: 'Weiter & zurück', url: 'https://example.com/?a=1&b="2"', primary: true },
        { label: 'Zurück', url: 'https://example.com/' },
      ],
      footer: 'Referenz: <1>',
    });
    expect(page).toContain(
      '<a class="button primary" href="https://example.com/?a=1&amp;b=&quot;2&quot;">Weiter &amp; zurück</a>',
    );
    expect(page).toContain('<a class="button" href="https://example.com/">Zurück</a>');
    expect(page).toContain('<footer>Referenz: &lt;1&gt;</footer>');
  });

  test('the hash in the security policy is that of its style', () => {
    const style = /<style>([\s\S]*)<\/style>/.exec(renderPage(content))?.[1] ?? '';
    expect(style).toContain('.button.primary');
    expect(styleHash).toBe(`'sha256-${createHash('sha256').update(style).digest('base64')}'`);
  });
});

describe('the way back to Slack', () => {
  test('opens the app in its workspace', () => {
    expect(backToSlackUrl('https://slack.com/api/', 'T1', 'A1')).toBe('https://slack.com/app_redirect?app=A1&team=T1');
  });

  test('without a workspace or an app to open: Slack’s start page', () => {
    expect(backToSlackUrl('https://slack.com/api/')).toBe('https://slack.com/');
    expect(backToSlackUrl('https://slack.com/api/', 'T1')).toBe('https://slack.com/');
  });

  test('no id can add to the address', () => {
    const url = new URL(backToSlackUrl('https://slack.com/api/', 'T1&x=1#y', 'A1/../z'));
    expect(url.pathname).toBe('/app_redirect');
    expect([...url.searchParams]).toEqual([
      ['app', 'A1/../z'],
      ['team', 'T1&x=1#y'],
    ]);
  });
});

function unescaped(text: string): string {
  return text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
