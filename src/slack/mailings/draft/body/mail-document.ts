import { escapeHtml } from './escape-html.ts';
import { readHtml } from './read-html.ts';
import { UNSUBSCRIBE } from './unsubscribe-placeholder.ts';

const FOOTER = {
  de: { question: 'Keine weiteren E-Mails gewünscht?', link: 'Hier abmelden' },
  en: { question: 'No longer interested in these emails?', link: 'Unsubscribe here' },
} as const;

const FONT = "-apple-system, BlinkMacSystemFont, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif";

/** For what the fragment is made of; mail programs that ignore it fall back to their own, which is readable too. */
const STYLE = `p { margin: 0 0 16px; }
ul, ol { margin: 0 0 16px; padding-left: 24px; }
li ul, li ol { margin: 0; }
blockquote { margin: 0 0 16px; padding: 0 0 0 16px; border-left: 4px solid #d9dde3; }
pre { margin: 0 0 16px; padding: 12px; background: #f4f5f7; white-space: pre-wrap; }
pre, code { font-family: Consolas, Menlo, monospace; font-size: 14px; }
a { color: #1264a3; }`;

/**
 * A whole mail document around an HTML fragment: one column of 600 pixels, narrower on a phone. Layout is a table with
 * inline styles, because Outlook knows little else (the comments give it the width, which it takes from nowhere else). A
 * footer with CleverReach's unsubscribe link is added unless the fragment has that placeholder already.
 */
export function mailDocument(mail: { fragmentHtml: string; subject: string; language: 'de' | 'en' }): string {
  const title = escapeHtml(mail.subject.replace(/[\s\p{Cc}\p{Surrogate}]+/gu, ' ').trim());
  const footer = readHtml(mail.fragmentHtml).hasUnsubscribe ? '' : `\n${footerHtml(mail.language)}`;
  return `<!DOCTYPE html>
<html lang="${mail.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>
${STYLE}
</style>
</head>
<body style="margin: 0; padding: 0; background-color: #f4f5f7;">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="background-color: #f4f5f7;">
<tr>
<td align="center" style="padding: 24px 12px;">
<!--[if mso]><table role="presentation" width="600" cellpadding="0" cellspacing="0" border="0"><tr><td><![endif]-->
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width: 600px; background-color: #ffffff;">
<tr>
<td align="left" style="padding: 32px 32px 16px; font-family: ${FONT}; font-size: 16px; line-height: 1.5; color: #1d1c1d;">
${mail.fragmentHtml}
</td>
</tr>${footer}
</table>
<!--[if mso]></td></tr></table><![endif]-->
</td>
</tr>
</table>
</body>
</html>
`;
}

function footerHtml(language: 'de' | 'en'): string {
  const { question, link } = FOOTER[language];
  return `<tr>
<td align="left" style="padding: 16px 32px 32px; font-family: ${FONT}; font-size: 13px; line-height: 1.5; color: #616061;">
${question} <a href="${UNSUBSCRIBE}" style="color: #616061;">${link}</a>
</td>
</tr>`;
}
