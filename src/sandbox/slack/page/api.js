/** What the control API refuses: the sentence is meant for the person at the screen. */
export class Refused extends Error {}

/**
 * Calls a method of the sandbox's control API.
 *
 * @param {string} method
 * @param {Record<string, unknown>} [args] undefined members are left out
 * @returns {Promise<any>}
 */
export async function call(method, args = {}) {
  const response = await fetch(`/sandbox/${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(args),
  });
  const answer = await response.json().catch(() => null);
  if (!response.ok) throw new Refused(answer?.message ?? `The sandbox answered ${response.status}.`);
  return answer;
}

/** The addresses of the neighbours that the sandbox was told of. */
export async function links() {
  const response = await fetch('/page/links');
  return response.json();
}

const CHANGES = [
  'message',
  'message_changed',
  'message_deleted',
  'view_opened',
  'view_changed',
  'view_closed',
  'home_changed',
  'exchange',
  'directory_changed',
  'guide_changed',
];

/**
 * Hears every change. After a break the connection comes back by itself, and `connected` says that something may have
 * been missed.
 *
 * @param {{ changed: (change: any) => void, connected: () => void, lost: () => void }} listeners
 */
export function follow(listeners) {
  const source = new EventSource('/sandbox/events');
  source.addEventListener('open', listeners.connected);
  source.addEventListener('error', listeners.lost);
  for (const type of CHANGES) source.addEventListener(type, (event) => listeners.changed(JSON.parse(event.data)));
}
