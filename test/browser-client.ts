/** A page as a browser without script sees it. */
export interface Page {
  url: string;
  status: number;
  headers: Headers;
  body: string;
  /** Where a redirect leads, absolute. */
  location?: string;
  /** The address of the first link that fits. */
  link(pattern: RegExp): string;
}

/** Enough of a browser for consent pages: keeps cookies per origin, follows nothing by itself, submits forms by their button. */
export interface Browser {
  get(url: string, headers?: Record<string, string>): Promise<Page>;
  submit(page: Page, button: RegExp): Promise<Page>;
}

/** @param choices what the person chooses in forms, by the names of their fields; what is left out stays as it comes. */
export function createBrowser(choices: Record<string, string> = {}): Browser {
  const cookies = new Map<string, Map<string, string>>();

  async function request(url: string, init: RequestInit = {}): Promise<Page> {
    const { origin } = new URL(url);
    const jar = cookies.get(origin) ?? new Map<string, string>();
    cookies.set(origin, jar);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(url, {
      ...init,
      redirect: 'manual',
      headers: { ...Object.fromEntries(new Headers(init.headers)), ...(cookie ? { cookie } : {}) },
    });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (/expires=Thu, 01 Jan 1970/i.test(line)) jar.delete(name);
      else jar.set(name, value);
    }
    const body = await answer.text();
    const location = answer.headers.get('location');
    return {
      url,
      status: answer.status,
      headers: answer.headers,
      body,
      ...(location ? { location: new URL(location, url).href } : {}),
      link(pattern) {
        const found = [...body.matchAll(/href="([^"]*)"/g)]
          .map(([, href = '']) => decoded(href))
          .find((href) => pattern.test(href));
        if (found === undefined) throw new Error(`No link fits ${pattern} on ${url} (HTTP ${answer.status}).`);
        return new URL(found, url).href;
      },
    };
  }

  return {
    get: (url, headers) => request(url, headers ? { headers } : {}),
    async submit(page, button) {
      const form = [...page.body.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/g)].find(([, , inner = '']) =>
        buttonsOf(inner).some(({ label }) => button.test(label)),
      );
      if (!form) throw new Error(`No form with a button ${button} on ${page.url} (HTTP ${page.status}).`);
      const [, attributes = '', inner = ''] = form;
      const fields = new URLSearchParams();
      for (const [tag] of inner.matchAll(/<input\b[^>]*>/g)) {
        const type = attribute(tag, 'type') ?? 'text';
        if ((type === 'radio' || type === 'checkbox') && !/\schecked\b/.test(tag)) continue;
        const name = attribute(tag, 'name');
        if (name && type !== 'submit') fields.append(name, attribute(tag, 'value') ?? '');
      }
      for (const [, select = '', options = ''] of inner.matchAll(/<select\b([^>]*)>([\s\S]*?)<\/select>/g)) {
        const chosen = [...options.matchAll(/<option\b[^>]*>/g)].map(([tag]) => tag);
        const option = chosen.find((tag) => /\sselected\b/.test(tag)) ?? chosen[0];
        const name = attribute(select, 'name');
        if (name && option) fields.append(name, attribute(option, 'value') ?? '');
      }
      const pressed = buttonsOf(inner).find(({ label }) => button.test(label));
      if (pressed?.name) fields.append(pressed.name, pressed.value);
      for (const [name, value] of Object.entries(choices))
        if (inner.includes(`name="${name}"`)) fields.set(name, value);
      const action = new URL(attribute(attributes, 'action') ?? page.url, page.url).href;
      return request(action, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: fields.toString(),
      });
    },
  };
}

function buttonsOf(form: string): { label: string; name: string | undefined; value: string }[] {
  return [...form.matchAll(/<button\b([^>]*)>([\s\S]*?)<\/button>/g)].map(([, attributes = '', label = '']) => ({
    label: decoded(label.replace(/<[^>]*>/g, '')).trim(),
    name: attribute(attributes, 'name'),
    value: attribute(attributes, 'value') ?? '',
  }));
}

function attribute(tag: string, name: string): string | undefined {
  const value = new RegExp(`\\s${name}="([^"]*)"`).exec(` ${tag}`)?.[1];
  return value === undefined ? undefined : decoded(value);
}

function decoded(text: string): string {
  return text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
