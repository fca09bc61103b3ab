/** What the control API refuses. */
class Refused extends Error {}

/**
 * Asks the sandbox's control API.
 *
 * @param {string} path below `/sandbox/`
 * @param {{ method?: string, body?: unknown }} [options]
 * @returns {Promise<any>}
 */
export async function ask(path, { method = 'GET', body } = {}) {
  const response = await fetch(`/sandbox/${path}`, {
    method,
    cache: 'no-store',
    ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  const answer = await response.json().catch(() => null);
  if (!response.ok) throw new Refused(answer?.error?.message ?? String(response.status));
  return answer;
}

/**
 * Hears every change. After a break the connection comes back by itself, and `connected` says that something may have
 * been missed.
 *
 * @param {{ changes: Function, faults: Function, request: Function, connected: () => void, lost: () => void }} listeners
 */
export function follow({ changes, faults, request, connected, lost }) {
  const source = new EventSource('/sandbox/events');
  source.addEventListener('open', connected);
  source.addEventListener('error', lost);
  source.addEventListener('changes', (event) => changes(JSON.parse(event.data).changes));
  source.addEventListener('faults', (event) => faults(JSON.parse(event.data).faults));
  source.addEventListener('request', request);
  source.addEventListener('requests_cleared', request);
}

/** Does a thing once for many calls close together, and once more when it was called meanwhile. */
export function calmly(act, waitMs = 120) {
  let timer;
  let isRunning = false;
  let again = false;
  const run = async () => {
    timer = undefined;
    if (isRunning) {
      again = true;
      return;
    }
    isRunning = true;
    try {
      await act();
    } finally {
      isRunning = false;
      if (again) {
        again = false;
        timer = setTimeout(run, waitMs);
      }
    }
  };
  return () => {
    if (timer === undefined) timer = setTimeout(run, waitMs);
  };
}
