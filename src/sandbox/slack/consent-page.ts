import type { AppSettings, User, Workspace } from './types.ts';

const TEXTS = {
  en: {
    title: (app: string) => `${app} is requesting permission to access a Slack workspace`,
    who: 'Workspace and person',
    whole: 'whole organisation',
    can: (app: string) => `What will ${app} be able to do?`,
    optional: 'Optional: only granted when ticked',
    allow: 'Allow',
    cancel: 'Cancel',
    note: 'This is the local Slack. Nothing here leaves your machine.',
  },
  de: {
    title: (app: string) => `${app} bittet um Zugriff auf einen Slack-Workspace`,
    who: 'Workspace und Person',
    whole: 'ganze Organisation',
    can: (app: string) => `Was darf ${app}?`,
    optional: 'Optional: nur erlaubt, was angehakt ist',
    allow: 'Zulassen',
    cancel: 'Abbrechen',
    note: 'Das ist das lokale Slack. Nichts hiervon verlässt deinen Rechner.',
  },
};

const SCOPES: Record<string, { en: string; de: string }> = {
  commands: {
    en: 'Add shortcuts and slash commands that people can use',
    de: 'Shortcuts und Slash-Befehle hinzufügen, die Personen nutzen können',
  },
  'chat:write': { en: 'Send messages as the app', de: 'Nachrichten als App senden' },
  'chat:write.public': {
    en: 'Send messages to channels the app is not a member of',
    de: 'Nachrichten in Channels senden, in denen die App nicht Mitglied ist',
  },
  'users:read': { en: 'View people in the workspace', de: 'Personen im Workspace anzeigen' },
  'users:read.email': { en: 'View e-mail addresses of people', de: 'E-Mail-Adressen von Personen anzeigen' },
  'im:write': { en: 'Start direct messages with people', de: 'Direktnachrichten mit Personen beginnen' },
  'files:write': { en: 'Upload files as the app', de: 'Dateien als App hochladen' },
  'files:read': { en: 'View files shared with the app', de: 'Mit der App geteilte Dateien anzeigen' },
};

/** The page on which a person allows an installation or cancels it. */
export function consentPage(page: {
  app: AppSettings;
  query: URLSearchParams;
  scopes: string[];
  /** May be left out. */
  optional: string[];
  people: User[];
  workspaces: Workspace[];
  language: 'en' | 'de';
}): string {
  const t = TEXTS[page.language];
  const wanted = page.query.get('team');
  const workspaces = page.workspaces.filter((workspace) =>
    page.people.some((user) => user.workspaceId === workspace.id),
  );
  const groups = workspaces.map((workspace) => {
    const people = page.people.filter((user) => user.workspaceId === workspace.id);
    const options = people.map((user) => {
      const selected = workspace.id === wanted && user === people[0] ? ' selected' : '';
      return `<option value="${user.id}"${selected}>${escapeHtml(workspace.name)}: ${escapeHtml(user.realName)}</option>`;
    });
    const admin = people.find((user) => user.isAdmin);
    if (page.app.orgDeploy === true && workspace.enterprise !== null && admin !== undefined)
      options.push(
        `<option value="${admin.id} enterprise">${escapeHtml(workspace.enterprise.name)} (${t.whole}): ${escapeHtml(admin.realName)}</option>`,
      );
    return `<optgroup label="${escapeHtml(workspace.name)}">${options.join('')}</optgroup>`;
  });
  const hidden = ['client_id', 'scope', 'user_scope', 'redirect_uri', 'state']
    .filter((name) => page.query.has(name))
    .map((name) => `<input type="hidden" name="${name}" value="${escapeHtml(page.query.get(name) ?? '')}">`);
  const words = (scope: string) =>
    `${escapeHtml(SCOPES[scope]?.[page.language] ?? scope)} <code>${escapeHtml(scope)}</code>`;
  const scopes = page.scopes.map((scope) => `<li>${words(scope)}</li>`);
  const optional = page.optional.map(
    (scope) =>
      `<label class="option"><input type="checkbox" name="optional" value="${escapeHtml(scope)}" checked><span>${words(scope)}</span></label>`,
  );
  return layout(
    page.language,
    t.title(page.app.name),
    `<h1>${escapeHtml(t.title(page.app.name))}</h1>
<form method="post" action="/oauth/v2/authorize">
${hidden.join('\n')}
<label for="who">${t.who}</label>
<select id="who" name="who">${groups.join('')}</select>
<h2>${escapeHtml(t.can(page.app.name))}</h2>
<ul>${scopes.join('')}</ul>
${optional.length === 0 ? '' : `<fieldset><legend>${t.optional}</legend>${optional.join('')}</fieldset>`}
<div class="buttons">
<button name="decision" value="cancel">${t.cancel}</button>
<button name="decision" value="allow" class="primary">${t.allow}</button>
</div>
</form>
<p class="note">${t.note}</p>`,
  );
}

/** What Slack shows when the authorize URL itself is wrong. */
export function errorPage(code: string, explanation: string): string {
  return layout(
    'en',
    'Something went wrong',
    `<h1>Something went wrong when authorizing this app.</h1>
<p>${escapeHtml(explanation)}</p>
<p class="note">Error: <code>${escapeHtml(code)}</code></p>`,
  );
}

function layout(language: string, title: string, body: string): string {
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; margin: 0; background: light-dark(#f8f8f8, #1a1d21); color: light-dark(#1d1c1d, #e8e8e8); }
main { max-width: 34rem; margin: 3rem auto; padding: 2rem; background: light-dark(#fff, #222529); border: 1px solid light-dark(#ddd, #35373b); border-radius: 12px; }
h1 { font-size: 1.4rem; line-height: 1.3; margin: 0 0 1.5rem; }
h2 { font-size: 1rem; margin: 1.5rem 0 .5rem; }
label { display: block; font-weight: 600; margin-bottom: .25rem; }
select { width: 100%; font: inherit; padding: .5rem; }
ul { padding-left: 1.2rem; }
fieldset { margin: 1rem 0 0; padding: .25rem 1rem .75rem; border: 1px solid light-dark(#ddd, #35373b); border-radius: 8px; }
legend { padding: 0 .25rem; font-weight: 600; }
.option { display: flex; gap: .5rem; align-items: baseline; font-weight: 400; margin: .25rem 0 0; }
code { font-size: .85em; color: light-dark(#5a5a5a, #b5b5b5); }
.buttons { display: flex; gap: .75rem; justify-content: flex-end; margin-top: 1.5rem; }
button { font: inherit; font-weight: 600; padding: .5rem 1.25rem; border-radius: 6px; border: 1px solid light-dark(#767676, #8a8a8a); background: transparent; color: inherit; cursor: pointer; }
.primary { background: #007a5a; border-color: #007a5a; color: #fff; }
.note { font-size: .85rem; color: light-dark(#5a5a5a, #b5b5b5); }
@media (max-width: 600px) { main { margin: 0; border: 0; border-radius: 0; padding: 1rem; } }
</style>
</head>
<body><main>
${body}
</main></body>
</html>`;
}

function escapeHtml(raw: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return raw.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
