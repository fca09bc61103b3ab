import { parse } from 'parse5';
import { describe, expect, test } from 'vitest';
import { checkHtml } from './check-html.ts';
import { mailDocument } from './mail-document.ts';

describe('mailDocument', () => {
  test('is a whole document in which nothing is amiss', () => {
    for (const language of ['de', 'en'] as const) {
      const errors: string[] = [];
      const html = mailDocument({ fragmentHtml: '<p>Hallo</p>', subject: 'April', language });
      parse(html, { onParseError: ({ code }) => errors.push(code) });
      expect(errors).toEqual([]);
      expect(checkHtml(html)).toEqual([]);
      expect(html).toMatch(new RegExp(`^<!DOCTYPE html>\\n<html lang="${language}">`));
      expect(html).toContain('<meta charset="utf-8">');
      expect(html).toContain('<meta name="viewport"');
    }
  });

  test('has the subject as its title, escaped and in one line', () => {
    const html = mailDocument({ fragmentHtml: '', subject: 'Tom\n& </title><script>', language: 'en' });
    expect(html).toContain('<title>Tom &amp; &lt;/title&gt;&lt;script&gt;</title>');
  });

  test('adds the unsubscribe link in the language of the mail', () => {
    expect(mailDocument({ fragmentHtml: '<p>x</p>', subject: '', language: 'de' })).toMatch(
      /Keine weiteren E-Mails gewünscht\? <a href="{UNSUBSCRIBE}"[^>]*>Hier abmelden<\/a>/,
    );
    expect(mailDocument({ fragmentHtml: '<p>x</p>', subject: '', language: 'en' })).toMatch(
      /No longer interested in these emails\? <a href="{UNSUBSCRIBE}"[^>]*>Unsubscribe here<\/a>/,
    );
  });

  test('adds no second unsubscribe link', () => {
    for (const fragmentHtml of ['<p><a href="{UNSUBSCRIBE}">Raus</a></p>', '<p>{UNSUBSCRIBE}</p>']) {
      const html = mailDocument({ fragmentHtml, subject: '', language: 'de' });
      expect(html.split('{UNSUBSCRIBE}')).toHaveLength(2);
      expect(html).not.toContain('abmelden');
    }
  });
});
