import fc from 'fast-check';
import { type DefaultTreeAdapterTypes, parse, parseFragment } from 'parse5';
import { describe, expect, test } from 'vitest';
import { checkHtml } from './check-html.ts';

const LINK = '<a href="{UNSUBSCRIBE}">Abmelden</a>';
/** What is found in a mail that has all it needs besides. */
const check = (html: string) => checkHtml(`${html}\nHallo ${LINK}`);

describe('checkHtml', () => {
  test('finds nothing wrong with a whole mail as agencies build them', () => {
    const mail = `<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office">
<head>
<meta http-equiv="Content-Type" content="text/html; charset=utf-8" />
<title>April</title>
<style type="text/css">@media only screen and (max-width:600px) { .w { width:100% !important; } }</style>
<!--[if gte mso 9]><xml><o:OfficeDocumentSettings><o:AllowPNG/></o:OfficeDocumentSettings></xml><![endif]-->
</head>
<body bgcolor="#ffffff" style="margin:0">
<div style="display:none">Preheader &#847; &zwnj;</div>
<center>
<table width="100%" cellpadding="0" cellspacing="0"><tbody><tr><td align="center">
<!--[if mso]><table width="600"><tr><td><![endif]-->
<table class="w" width="600"><tr><td>
  <p>Hallo {FIRSTNAME},<br/>neu im April:
  <ul><li>Eins<li>Zwei</ul>
  <img src="https://example.com/a.png" alt="javascript: gut erklärt" width="600" /><br>
  <font face="Arial"><b>Rabatt</b></font> <o:p></o:p>
  <![if !mso]><a href="https://example.com/">Zum Shop</a><![endif]>
  <hr><form action="https://example.com/search"><input name="q"></form>
</td></tr></table>
<!--[if mso]></td></tr></table><![endif]-->
</td></tr></tbody></table>
${LINK}
</center>
</body>
</html>`;
    expect(checkHtml(mail)).toEqual([]);
  });

  test('finds nothing wrong with a fragment', () => {
    expect(checkHtml(`<p>Hallo</p>\n<p>${LINK}</p>`)).toEqual([]);
    expect(checkHtml(`<tr><td>Hallo</td><td>${LINK}</td></tr>`)).toEqual([]);
  });

  test.each([
    ['<script>alert(1)</script>', '<script>'],
    ['<SCRIPT SRC=//evil.example></SCRIPT>', '<script>'],
    ['<svg><script>1</script></svg>', '<script>'],
    ['<template><script>1</script></template>', '<script>'],
    ['<noscript><script>1</script></noscript>', '<script>'],
    ['<iframe src="https://evil.example"></iframe>', '<iframe>'],
    ['<object data="x"></object>', '<object>'],
    ['<embed src="x">', '<embed>'],
    ['<meta http-equiv="Refresh" content="0;url=https://evil.example">', '<meta http-equiv="refresh">'],
    ['<b onclick="x()">x</b>', 'onclick'],
    ['<img src=x OnError=alert(1)>', 'onerror'],
    ['<body onload="x()">', 'onload'],
    ['<a href="javascript:alert(1)">x</a>', 'href'],
    ['<a href=" java&#10;script&colon;alert(1)">x</a>', 'href'],
    ['<a href="&#1;javascript:x">x</a>', 'href'],
    ['<noscript><textarea></noscript><script>1</script>', '<script>'],
    ['<a href="vbscript:x">x</a>', 'href'],
    ['<a href="data:text/html,x">x</a>', 'href'],
    ['<a href="data:image/svg+xml,x">x</a>', 'href'],
    ['<svg><a xlink:href="javascript:x">x</a></svg>', 'xlink:href'],
    ['<svg><animate attributeName="href" values="#;javascript:x"></animate></svg>', 'values'],
    ['<form action="javascript:x"></form>', 'action'],
    ['<td background="javascript:x">', 'background'],
    ['<div style="background:url(javascript:x)">x</div>', 'style'],
  ])('reports %s as a script', (html, what) => {
    expect(check(`<p>\n</p>${html}`)).toContainEqual({ code: 'script', line: 2, what });
  });

  test('takes words about scripts, pictures in the source, and comments for what they are', () => {
    for (const html of [
      '<p>&lt;script&gt; javascript: onclick="x"</p>',
      '<img src="data:image/png;base64,AAAA" alt="">',
      '<img src="data:image/svg+xml,x">',
      '<!-- <script>x</script> -->',
      '<a href="https://example.com/javascript:x">x</a>',
      '<a title="onclick">x</a>',
    ])
      expect(check(html), html).toEqual([]);
  });

  test.each([
    ['<div>', 1, '<div>'],
    ['<p>x</p>\n</div>', 2, '</div>'],
    ['<p>\n<b>x</p>', 2, '<b>'],
    ['<b><i>x</b></i>', 1, '<i>'],
    ['<div>\n<span>x</div></span>', 2, '<span>'],
    ['<table><tr><td>\n<b>x</td></tr></table>', 2, '<b>'],
    ['<div><table><tr><td>x\n</div></td></tr></table></div>', 2, '</div>'],
    ['<table><tr><td>x</td></tr>', 1, '<table>'],
    ['<table><tr><td><table><tr><td>x</td></tr></table>\n</table></td></tr></table>', 2, '</td>'],
    ['<h1>x</h2>', 1, '<h1>'],
    ['<ul><li>x</ul>\n</ul>', 2, '</ul>'],
    ['<div/>', 1, '<div>'],
    ['<a href="https://example.com">x', 1, '<a>'],
    ['<style>p { }', 1, '<style>'],
  ])('reports %j as unbalanced', (html, line, what) => {
    expect(check(html)).toContainEqual({ code: 'unbalanced', line, what });
  });

  test('tells one mistake once', () => {
    expect(check('<div><b><i>x</b></i></div>')).toEqual([{ code: 'unbalanced', line: 1, what: '<i>' }]);
    expect(check('<div><table></div></table></div>')).toEqual([{ code: 'unbalanced', line: 1, what: '</div>' }]);
    expect(check('<div><table><tr><td>x</div></td></tr></table></div>')).toEqual([
      { code: 'unbalanced', line: 1, what: '</div>' },
    ]);
  });

  test('tells one tag once where the parser looks at it twice', () => {
    expect(check('<table><tr><td><select><option>a</td></tr></table>')).toEqual([
      { code: 'unbalanced', line: 1, what: '<select>' },
    ]);
  });

  test('says where a tag or a comment never ends', () => {
    expect(checkHtml('<p>Hallo</p>\n<a href="https://example.com')).toContainEqual({
      code: 'unbalanced',
      line: 2,
      what: '<',
    });
    expect(checkHtml('<p>Hallo</p>\n<!-- nie zu Ende')).toContainEqual({ code: 'unbalanced', line: 2, what: '<!--' });
  });

  test('takes what HTML lets one leave out', () => {
    for (const html of [
      '<p>eins<p>zwei',
      '<ul><li>eins<ul><li>zwei</ul><li>drei</ul>',
      '<table><tr><td>1<td>2<tr><td>3</table>',
      '<table><thead><tr><th>1<tbody><tr><td>2</table>',
      '<dl><dt>a<dd>b<dt>c<dd>d</dl>',
      '<br></br><img></img>',
      '<p>eins<div>zwei</div></p>',
      '<p><table><tr><td>x</td></tr></table></p>',
      '<select><option>a<option>b</select>',
      '<svg><path d="M0 0"/><g><circle/></g></svg>',
      '<o:p/>',
      '<table><form><tr><td>x</td></tr></form></table>',
      `<ul>${'<li>x'.repeat(2000)}</ul>`,
    ])
      expect(check(html), html.slice(0, 60)).toEqual([]);
  });

  test('misses the unsubscribe placeholder, also where nobody sees it', () => {
    for (const html of [
      '<p>Hallo</p>',
      `<p>Hallo</p><!-- ${LINK} -->`,
      '<head><title>{UNSUBSCRIBE}</title></head><p>Hallo</p>',
      '<p>Hallo</p><style>{UNSUBSCRIBE}</style>',
      '<p title="{UNSUBSCRIBE}">Hallo</p>',
      '<p>Hallo {unsubscribe}</p>',
    ])
      expect(checkHtml(html), html).toEqual([{ code: 'no_unsubscribe' }]);
    expect(checkHtml('<p>Abmelden: {UNSUBSCRIBE}</p>')).toEqual([]);
  });

  test('says that nothing is to be seen, and only that', () => {
    for (const html of [
      '',
      '  \n',
      '<p>&nbsp;</p>',
      '<html><head><title>x</title></head><body></body></html>',
      '<!-- x -->',
    ])
      expect(checkHtml(html), html).toEqual([{ code: 'empty' }]);
    expect(checkHtml(`<a href="{UNSUBSCRIBE}"><img src="https://example.com/a.png"></a>`)).toEqual([]);
  });

  test('tells at most twenty of a kind, the first ones', () => {
    const problems = check('</div>\n'.repeat(100));
    expect(problems).toHaveLength(20);
    expect(problems.at(-1)).toEqual({ code: 'unbalanced', line: 20, what: '</div>' });
  });

  test('is not held up by what is nested without end', () => {
    const started = performance.now();
    expect(check('<div>'.repeat(100_000))[0]).toMatchObject({ code: 'unbalanced', what: '<div>' });
    check('<b><p>'.repeat(50_000));
    check('</p>'.repeat(100_000));
    check('<p><b a=1>'.repeat(20_000));
    check('<table><tr><td>'.repeat(20_000));
    check('<svg>'.repeat(50_000));
    check('<'.repeat(100_000));
    check('<!--'.repeat(50_000));
    // Time that grows with the square would be minutes.
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  const piece = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 5 }),
    fc.constantFrom(
      ...'<script> </script> <SCRIPT/ <script <b </b> <p> </p> <table> <td> </table> <svg> </svg> <math> <style> </style> <title> <textarea> </textarea> <select> </select> <template> </template> <noscript> </noscript> <!-- --> <!--> <![CDATA[ ]]> <frameset> <plaintext> <iframe> <body> <html> <head> </head> > " \' = href= onclick= javascript: / < <! </ <?'.split(
        ' ',
      ),
      '\0',
      '\uD800',
      ' ',
    ),
  );
  const hostile = fc.array(piece, { maxLength: 25 }).map((pieces) => pieces.join(''));

  test('takes any string', () => {
    fc.assert(
      fc.property(hostile, (html) => {
        for (const problem of checkHtml(html)) if ('line' in problem) expect(problem.line).toBeGreaterThan(0);
      }),
      { numRuns: 3000 },
    );
  });

  test('reports every script that a parser sees, in a document or in a fragment', () => {
    fc.assert(
      fc.property(hostile, hostile, (before, after) => {
        const html = `${before}<script>1</script>${after}`;
        const trees = [true, false].flatMap((scriptingEnabled) => [
          parse(html, { scriptingEnabled }),
          parseFragment(html, { scriptingEnabled }),
        ]);
        if (trees.some(hasScript)) {
          expect(checkHtml(html)).toContainEqual(expect.objectContaining({ code: 'script' }));
        }
      }),
      { numRuns: 3000 },
    );
  });
});

function hasScript(node: DefaultTreeAdapterTypes.Node): boolean {
  if (node.nodeName === 'script') return true;
  if ('content' in node && hasScript(node.content)) return true;
  return 'childNodes' in node && node.childNodes.some(hasScript);
}
