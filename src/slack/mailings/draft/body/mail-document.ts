import { htmlEscape } from 'escape-goat';
import { readHtml } from './read-html.ts';
import { UNSUBSCRIBE } from './unsubscribe-placeholder.ts';

const FOOTER = {
  de: { question: 'Keine weiteren E-Mails gewünscht?', link: 'Hier abmelden' },
  en: { question: 'No longer interested in these emails?', link: 'Unsubscribe here' },
} as const;

const FONT = "-apple-system, BlinkMacSystemFont, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif";

/**
 * Colours for mail programs that are dark and take a style sheet (Apple's, for one); the others turn the colours over by
 * themselves or leave them as they are. What is wider than a phone is broken rather than cut off.
 */
const STYLE = `:root { color-scheme: light dark; supported-color-schemes: light dark; }
@media (prefers-color-scheme: dark) {
  .ground { background-color: #141618 !important; }
  .paper { background-color: #212428 !important; color: #e6e6e6 !important; }
  .paper a { color: #8ab8f5 !important; }
  .paper pre, .paper code { background-color: #30343a !important; }
  .paper blockquote { border-left-color: #565c64 !important; }
  .foot, .foot a { color: #a8abaf !important; }
}
@media (max-width: 480px) {
  .ground-cell { padding: 0 !important; }
  .paper-cell { padding-left: 20px !important; padding-right: 20px !important; }
}`;

const BREAKING = 'overflow-wrap: anywhere; word-break: break-word;';

/**
 * A whole mail document around an HTML fragment: one column of 600 pixels, narrower on a phone. Layout is a table with
 * inline styles, because Outlook knows little else (the comments give it the width, which it takes from nowhere else). A
 * footer with CleverReach's unsubscribe link is added unless the fragment has that placeholder already.
 */
export function mailDocument(mail: { fragmentHtml: string; subject: string; language: 'de' | 'en' }): string {
  const title = htmlEscape(mail.subject.replace(/[\s\p{Cc}\p{Surrogate}]+/gu, ' ').trim());
  const footer = readHtml(mail.fragmentHtml).hasUnsubscribe ? '' : `\n${footerHtml(mail.language)}`;
  return `<!DOCTYPE html>
<html lang="${mail.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${title}</title>
<style>
${STYLE}
</style>
</head>
<body class="ground" style="margin: 0; padding: 0; background-color: #f4f5f7;">
<table role="presentation" class="ground" width="100%" cellpadding="0" cellspacing="0" border="0" style="background-color: #f4f5f7;">
<tr>
<td align="center" class="ground-cell" style="padding: 24px 12px;">
<!--[if mso]><table role="presentation" width="600" cellpadding="0" cellspacing="0" border="0"><tr><td><![endif]-->
<table role="presentation" class="paper" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width: 600px; background-color: #ffffff; color: #1d1c1d;">
<tr>
<td align="left" class="paper paper-cell" style="padding: 32px 32px 16px; font-family: ${FONT}; font-size: 16px; line-height: 1.5; color: #1d1c1d; ${BREAKING}">
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
<td align="left" class="paper-cell foot" style="padding: 16px 32px 32px; font-family: ${FONT}; font-size: 13px; line-height: 1.5; color: #616061;">
${question} <a href="${UNSUBSCRIBE}" style="color: #616061;">${link}</a>
</td>
</tr>`;
}
