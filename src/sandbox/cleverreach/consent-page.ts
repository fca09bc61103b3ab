import type { Account } from './model.ts';

export type ConsentLanguage = 'en' | 'de';

/** What the consent page shows. */
export interface Consent {
  language: ConsentLanguage;
  /** A CSS colour (`bg` of the request). */
  background: string | undefined;
  appName: string;
  scopes: readonly string[];
  accounts: readonly Account[];
  /** The host the browser goes back to. */
  returnsTo: string;
}

const TEXTS = {
  en: {
    title: 'Allow access',
    wants: (app: string) => `<strong>${app}</strong> wants to use your CleverReach account`,
    account: 'Account',
    accountHelp: 'Choose the account to connect',
    shared: 'The app will be able to',
    nothing: 'see the name of your account',
    back: (host: string) => `Afterwards you go back to ${host}.`,
    allow: 'Allow',
    deny: 'Deny',
    note: 'Local sandbox: not CleverReach, and no real data.',
  },
  de: {
    title: 'Zugriff erlauben',
    wants: (app: string) => `<strong>${app}</strong> möchte auf Ihr CleverReach-Konto zugreifen`,
    account: 'Konto',
    accountHelp: 'Wählen Sie das Konto, das verbunden werden soll',
    shared: 'Die App darf dann',
    nothing: 'den Namen Ihres Kontos sehen',
    back: (host: string) => `Danach geht es zurück zu ${host}.`,
    allow: 'Erlauben',
    deny: 'Ablehnen',
    note: 'Lokale Nachbildung: nicht CleverReach, keine echten Daten.',
  },
} as const;

const SCOPES: Record<string, { en: string; de: string }> = {
  'groups:read': { en: 'see your recipient lists', de: 'Ihre Empfängerlisten sehen' },
  'groups:manage': {
    en: 'create, change and delete recipient lists',
    de: 'Empfängerlisten anlegen, ändern und löschen',
  },
  'receivers:read': { en: 'see recipients', de: 'Empfänger sehen' },
  'receivers:manage': { en: 'add, change and unsubscribe recipients', de: 'Empfänger eintragen, ändern und abmelden' },
  'attributes:read': { en: 'see data fields', de: 'Datenfelder sehen' },
  'attributes:manage': { en: 'create and change data fields', de: 'Datenfelder anlegen und ändern' },
  'mailings:read': { en: 'see mailings', de: 'Mailings sehen' },
  'mailings:manage': { en: 'write and send mailings', de: 'Mailings schreiben und versenden' },
  'reports:read': { en: 'see reports', de: 'Reports sehen' },
  'forms:read': { en: 'see forms', de: 'Formulare sehen' },
  'forms:manage': { en: 'send opt-in e-mails', de: 'Opt-in-E-Mails versenden' },
  'blacklist:read': { en: 'see the blacklist', de: 'die Blacklist sehen' },
};

/** The page as plain HTML, its styles inside; its form goes to the address it came from. */
export function consentPage(consent: Consent): string {
  const { language } = consent;
  const texts = TEXTS[language];
  const shared = consent.scopes.map((scope) => SCOPES[scope]?.[language] ?? scope);
  const items = (shared.length === 0 ? [texts.nothing] : shared).map((text) => `<li>${html(text)}</li>`).join('');
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${texts.title} – CleverReach Sandbox</title>
<style>${STYLE}${consent.background === undefined ? '' : `body{background:${html(consent.background)}}`}</style>
</head>
<body>
<main>
<p class="brand">CleverReach <span>Sandbox</span></p>
<h1>${texts.wants(html(consent.appName))}</h1>
<form method="post">
${accountChoice(consent)}
<h2>${texts.shared}</h2>
<ul>${items}</ul>
<p class="quiet">${texts.back(html(consent.returnsTo))}</p>
<p class="buttons">
<button type="submit" name="decision" value="allow" class="primary">${texts.allow}</button>
<button type="submit" name="decision" value="deny">${texts.deny}</button>
</p>
</form>
<p class="quiet">${texts.note}</p>
</main>
</body>
</html>
`;
}

function accountChoice({ accounts, language }: Consent): string {
  const texts = TEXTS[language];
  const [only] = accounts;
  if (accounts.length === 1 && only !== undefined) {
    return `<h2>${texts.account}</h2>
<p class="account">${accountLabel(only)}</p>
<input type="hidden" name="account" value="${html(only.id)}">`;
  }
  const choices = accounts.map(
    (account, index) =>
      `<label class="account"><input type="radio" name="account" required value="${html(account.id)}"${
        index === 0 ? ' checked' : ''
      }> <span>${accountLabel(account)}</span></label>`,
  );
  return `<fieldset><legend>${texts.accountHelp}</legend>${choices.join('')}</fieldset>`;
}

function accountLabel({ id, profile }: Account): string {
  return `<strong>${html(profile.company)}</strong><br>${html(`${profile.firstname} ${profile.name}`)}, ${html(profile.email)} (${html(id)})`;
}

function html(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

const STYLE = `
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;grid-template-columns:minmax(0,29rem);place-content:center;overflow-wrap:anywhere;padding:1.5rem;background:#eef1f4;color:#1f2a33;
font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{background:#fff;border-radius:12px;padding:2rem;box-shadow:0 6px 30px rgba(20,40,60,.12)}
.brand{margin:0 0 1.25rem;font-weight:700;font-size:1.15rem;color:#b84300}
.brand span{margin-left:.25rem;padding:.1rem .5rem;border-radius:99px;background:#fdeee3;font-size:.75rem}
h1{margin:0 0 1.25rem;font-size:1.35rem;line-height:1.3;font-weight:500}
h2,legend{margin:1rem 0 .4rem;padding:0;font-size:.95rem;font-weight:600}
fieldset{margin:0;padding:0;border:0}
.account{display:flex;gap:.6rem;align-items:flex-start;margin:0 0 .5rem;padding:.7rem .9rem;border:1px solid #cfd8df;border-radius:8px}
p.account{display:block}
ul{margin:.2rem 0 1rem;padding-left:1.2rem}
.quiet{color:#52616d;font-size:.9rem}
.buttons{display:flex;gap:.75rem;margin:1.25rem 0}
button{flex:1;padding:.7rem 1rem;border:1px solid #8b9aa6;border-radius:8px;background:#fff;color:inherit;font:inherit;font-weight:600;cursor:pointer}
button.primary{border-color:#b84300;background:#b84300;color:#fff}
button:focus-visible,input:focus-visible{outline:3px solid #1d6fd8;outline-offset:2px}
`;
