/**
 * How the page is looked at. All of it stands in the address, so that a link shows the same to somebody else and a
 * reload changes nothing; what is as it is by default is left out.
 *
 * @typedef {{ user: string, place: string, language: 'en' | 'de' | null, theme: 'system' | 'light' | 'dark', phone: boolean }} Settings
 */

/**
 * For instance `#anna/marketing?lang=de&theme=dark&width=phone`. What is not understood counts as not said.
 *
 * @param {string} hash
 * @returns {Settings}
 */
export function readHash(hash) {
  const [path = '', query = ''] = hash.replace(/^#/, '').split('?');
  const [user = '', place = ''] = path.split('/').map(decoded);
  const asked = new URLSearchParams(query);
  const language = asked.get('lang');
  const theme = asked.get('theme');
  return {
    user,
    place,
    language: language === 'de' || language === 'en' ? language : null,
    theme: theme === 'light' || theme === 'dark' ? theme : 'system',
    phone: asked.get('width') === 'phone',
  };
}

/** @param {Settings} settings */
export function writeHash({ user, place, language, theme, phone }) {
  const query = new URLSearchParams();
  if (language !== null) query.set('lang', language);
  if (theme !== 'system') query.set('theme', theme);
  if (phone) query.set('width', 'phone');
  const asked = query.size === 0 ? '' : `?${query}`;
  return `#${encodeURIComponent(user)}/${encodeURIComponent(place)}${asked}`;
}

/** The language that a browser asks for first, of those the page has. */
export function browserLanguage(languages) {
  const first = languages.find((tag) => /^(de|en)\b/i.test(tag));
  return first !== undefined && /^de/i.test(first) ? 'de' : 'en';
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    // A half typed address names nothing.
    return '';
  }
}
