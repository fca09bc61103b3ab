import type { Mailing } from '../cleverreach/index.ts';
import type { Language, Texts } from '../texts/index.ts';
import { html } from './html.ts';
import { hashOf, palette } from './page.ts';

export interface PreviewContent {
  language: Language;
  t: Texts;
  mailing: Mailing;
  /** Where the mailing's HTML is served. */
  frameUrl: string;
  slackUrl: string;
}

/** Wide enough for the column of 600 pixels that mails are made for, and the width of the phones they are tried on. */
const css = `${palette}
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: flex; flex-direction: column; background: var(--ground); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
header { padding: 20px 24px 16px; background: var(--paper); border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
.brand { margin: 0 0 4px; color: var(--soft); font-size: 14px; }
h1 { margin: 0; font-size: 22px; line-height: 1.3; }
.from { margin: 4px 0 0; color: var(--soft); }
main { flex: 1; display: flex; flex-direction: column; gap: 16px; padding: 16px 24px; }
fieldset { display: flex; flex-wrap: wrap; gap: 8px; margin: 0; padding: 0; border: 0; }
legend { float: left; margin-right: 12px; padding: 6px 0; color: var(--soft); font-size: 14px; }
label { position: relative; padding: 6px 14px; border: 1px solid var(--soft); border-radius: 8px; background: var(--paper);
  font-size: 14px; font-weight: 600; cursor: pointer; }
label:has(:checked) { background: var(--action); border-color: var(--action); color: var(--action-ink); }
label:has(:focus-visible) { outline: 3px solid var(--action); outline-offset: 2px; }
input { position: absolute; inset: 0; width: 100%; height: 100%; margin: 0; opacity: 0; cursor: pointer; }
.mail { flex: 1; display: flex; justify-content: center; }
iframe { width: 100%; max-width: 1000px; min-height: 70vh; border: 1px solid var(--line); border-radius: 8px; background: #fff; }
pre { width: 100%; max-width: 720px; margin: 0 auto; padding: 20px; border: 1px solid var(--line); border-radius: 8px;
  background: var(--paper); font: 14px/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; white-space: pre-wrap;
  overflow-wrap: anywhere; }
main:has(#phone:checked) iframe { max-width: 377px; }
main:has(#desktop:checked) .text, main:has(#phone:checked) .text, main:has(#text:checked) .mail { display: none; }
.empty { margin: 0 auto; color: var(--soft); }
footer { padding: 0 24px 20px; color: var(--soft); font-size: 13px; }
a { color: inherit; }
a:focus-visible { outline: 3px solid var(--action); outline-offset: 2px; }
@media (max-width: 420px) {
  header, main { padding-left: 16px; padding-right: 16px; }
  footer { padding-left: 16px; padding-right: 16px; }
  legend { float: none; width: 100%; }
}
`;

/** No script, no form, nothing from elsewhere; the frame may show what this server serves and go nowhere else. */
export const previewPolicy = [
  "default-src 'none'",
  `style-src ${hashOf(css)}`,
  "frame-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/**
 * For a mailing's HTML, which is as its author wrote it: a document of no origin, in which no script runs, no form is sent
 * and no window opens. Pictures come over https, as in a mail program; whatever else it would fetch it does not get.
 */
export const mailPolicy = [
  'sandbox',
  "default-src 'none'",
  'img-src https: data:',
  "style-src 'unsafe-inline'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
  'upgrade-insecure-requests',
].join('; ');

/** A page around the mailing: who it is from, what it is about, and how it looks, on a desktop, on a phone and as text. */
export function renderPreview({ language, t, mailing, frameUrl, slackUrl }: PreviewContent): string {
  const texts = t.pages.preview;
  const { subject, senderName, senderEmail, text } = mailing;
  const choices = [
    { id: 'desktop', label: texts.desktop },
    { id: 'phone', label: texts.phone },
    { id: 'text', label: texts.text },
  ];
  const first = mailing.html.trim() === '' ? 'text' : 'desktop';
  // Radio buttons choose the view through the style sheet; a browser that does not know `:has` shows all of them.
  const radios = choices.map(
    ({ id, label }) =>
      html`<label><input type="radio" name="view" id="${id}"${{ markup: id === first ? ' checked' : '' }}>${label}</label>`,
  );
  const frame =
    mailing.html.trim() === ''
      ? html`<p class="empty">${texts.noHtml}</p>`
      : html`<iframe sandbox src="${frameUrl}" title="${texts.frame}" referrerpolicy="no-referrer"></iframe>`;
  const plain = text.trim() === '' ? html`<p class="empty">${texts.noText}</p>` : html`<pre>${text.trim()}</pre>`;
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${texts.title}: ${subject} · CleverReach for Slack</title>
<style>${{ markup: css }}</style>
</head>
<body>
<header>
<p class="brand">CleverReach for Slack · ${texts.title}</p>
<h1>${subject}</h1>
<p class="from">${texts.from} ${senderName} &lt;${senderEmail}&gt;</p>
</header>
<main>
<fieldset><legend>${texts.view}</legend>${radios}</fieldset>
<div class="mail">${frame}</div>
<div class="text">${plain}</div>
</main>
<footer>${texts.placeholders} <a href="${slackUrl}">${t.pages.back}</a></footer>
</body>
</html>
`.markup;
}

/**
 * The mailing's HTML as it is, with one addition in its head: every link wants a window of its own, and the policy lets
 * none open. So links are inert, look as they do in the mail, and show where they would lead.
 */
export function framedMail(markup: string): string {
  // In front of a doctype it would put the browser into its mode for the pages of the nineties.
  const start = /^(?:\s|<!--(?:(?!-->)[\s\S])*-->)*<!doctype[^>]*>/i.exec(markup.slice(0, 5_000))?.[0] ?? '';
  return `${start}<base target="_blank">${markup.slice(start.length)}`;
}
