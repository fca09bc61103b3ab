import { withoutOddities } from './oddities.ts';

/** A request's body as Slack means it. */
export interface RequestBody {
  /** Slack's certificate check is not signed and asks for nothing. */
  isCertificateCheck: boolean;
  /** The JSON or the form's fields; undefined for what is no object. */
  payload(): Record<string, unknown> | undefined;
}

/** Interactions come as JSON in a form's field `payload`, commands as plain fields, all else as JSON. */
export function readBody(raw: Buffer, contentType = ''): RequestBody {
  const text = raw.toString('utf8');
  const form = /^application\/x-www-form-urlencoded\b/i.test(contentType) ? new URLSearchParams(text) : undefined;
  return {
    isCertificateCheck: form?.get('ssl_check') === '1' && !form.has('payload') && !form.has('command'),
    payload() {
      const received = form ? fromForm(form) : parseJson(text);
      return isObject(received) ? withoutOddities(received) : undefined;
    },
  };
}

function fromForm(form: URLSearchParams): unknown {
  const payload = form.get('payload');
  return payload === null ? Object.fromEntries(form) : parseJson(payload);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
