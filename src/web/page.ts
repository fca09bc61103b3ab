import { createHash } from 'node:crypto';
import type { Language } from '../texts/index.ts';
import { type Html, html } from './html.ts';

/** One link that looks like a button. */
export interface PageAction {
  label: string;
  url: string;
  /** The one thing to do next. */
  primary?: boolean;
}

export interface PageContent {
  language: Language;
  title: string;
  body: Html;
  actions?: PageAction[];
  /** Small print below everything, for instance the reference of an error. */
  footer?: string;
}

/** Colours by name, for light and dark screens. */
export const palette = `
:root { color-scheme: light dark; --ink: #1d1c1d; --soft: #5c5a5e; --paper: #fff; --ground: #f4f3f5; --line: #dcdadf;
  --action: #0b6b4f; --action-ink: #fff; --warning: #b45309; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #ececef; --soft: #a9a7ad; --paper: #222126; --ground: #17161a; --line: #3b3940;
    --action: #4cc79b; --action-ink: #0c1f18; --warning: #f0b04f; }
}
`;

const css = `${palette}
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 24px 16px; background: var(--ground);
  color: var(--ink); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
main { width: 100%; max-width: 480px; padding: 32px; background: var(--paper); border: 1px solid var(--line);
  border-radius: 12px; overflow-wrap: anywhere; }
.brand { margin: 0 0 16px; color: var(--soft); font-size: 14px; }
h1 { margin: 0 0 12px; font-size: 24px; line-height: 1.25; }
h2 { margin: 24px 0 8px; font-size: 16px; }
p { margin: 0 0 12px; }
ul { margin: 0 0 12px; padding-left: 20px; }
li { margin-bottom: 4px; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 4px 16px; margin: 16px 0; }
dt { color: var(--soft); }
dd { margin: 0; font-weight: 600; }
.note { padding: 12px 16px; border-left: 4px solid var(--warning); background: var(--ground); border-radius: 0 8px 8px 0; }
.actions { display: flex; flex-wrap: wrap; gap: 12px; margin-top: 24px; }
.button { display: inline-block; padding: 10px 18px; border: 1px solid var(--soft); border-radius: 8px;
  color: var(--ink); text-decoration: none; font-weight: 600; }
.button.primary { background: var(--action); border-color: var(--action); color: var(--action-ink); }
.button:focus-visible { outline: 3px solid var(--action); outline-offset: 2px; }
footer { margin-top: 24px; color: var(--soft); font-size: 13px; }
@media (max-width: 420px) {
  main { padding: 24px 20px; }
  dl { grid-template-columns: 1fr; gap: 0; }
  dd:not(:last-child) { margin-bottom: 8px; }
  .button { width: 100%; text-align: center; }
}
`;

/** The style sheet is part of the page; the content security policy admits it, and no other, by its hash. */
export const styleHash = hashOf(css);

/** A style sheet as a content security policy names it. */
export function hashOf(styles: string): string {
  return `'sha256-${createHash('sha256').update(styles).digest('base64')}'`;
}

/** A whole page of the product: one title, a few sentences, at most a few buttons. No script, nothing from elsewhere. */
export function renderPage({ language, title, body, actions = [], footer }: PageContent): string {
  const links = actions.map(
    ({ label, url, primary }) => html`<a class="${primary ? 'button primary' : 'button'}" href="${url}">${label}</a>`,
  );
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title} · CleverReach for Slack</title>
<style>${{ markup: css }}</style>
</head>
<body>
<main>
<p class="brand">CleverReach for Slack</p>
<h1>${title}</h1>
${body}
${links.length > 0 ? html`<div class="actions">${links}</div>` : ''}
${footer === undefined ? '' : html`<footer>${footer}</footer>`}
</main>
</body>
</html>
`.markup;
}

/** A paragraph for each sentence. */
export function paragraphs(...sentences: string[]): Html {
  return { markup: sentences.map((sentence) => html`<p>${sentence}</p>`.markup).join('\n') };
}
