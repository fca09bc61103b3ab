import { newId } from './clock.ts';
import type { Delivered } from './control.ts';
import type { Core } from './core.ts';
import type { Receipt } from './delivery.ts';
import { ControlError } from './errors.ts';
import type { Installation } from './installations.ts';
import { text } from './json.ts';
import { eventEnvelope } from './payloads.ts';
import type { Json } from './types.ts';

/** When a failed event is sent again, in milliseconds after the failure before: at once, after one minute, after five. */
const RETRY_DELAYS_MS = [0, 60_000, 300_000] as const;

/** Events API: delivery with retries. */
export interface Events {
  /**
   * `installation`: whose authorization the event carries, when the live one is gone already. `workspaceId` null: the
   * event is about an organisation.
   */
  send(workspaceId: string | null, event: Json, installation?: Installation): Promise<Delivered>;
  /** Whether the app subscribed to an event of this type. */
  wants(type: string): boolean;
  /** Sends the retries that are due, or all that wait. */
  retry(which: 'due' | 'all'): Promise<Delivered[]>;
  close(): void;
}

interface Waiting {
  type: string;
  body: string;
  /** 1 to 3. */
  number: number;
  reason: string;
  dueAtMs: number;
}

export function createEvents(core: () => Core): Events {
  const waiting: Waiting[] = [];
  const timers = new Set<NodeJS.Timeout>();

  async function attempt(type: string, body: string, number: number, reason: string): Promise<Delivered> {
    const { clock, delivery } = core();
    const receipt = await delivery.send({
      kind: 'event',
      name: type,
      contentType: 'application/json',
      body,
      headers: number === 0 ? {} : { 'x-slack-retry-num': String(number), 'x-slack-retry-reason': reason },
    });
    const delay = RETRY_DELAYS_MS[number];
    const stopped = receipt.headers['x-slack-no-retry'] === '1';
    if (receipt.outcome === 'ok' || stopped || delay === undefined) return deliveredOf(receipt);
    if (delay === 0) return attempt(type, body, number + 1, retryReason(receipt));
    const next: Waiting = {
      type,
      body,
      number: number + 1,
      reason: retryReason(receipt),
      dueAtMs: clock.now() + delay,
    };
    waiting.push(next);
    const timer = setTimeout(() => {
      timers.delete(timer);
      void retry('due');
    }, delay + 10);
    // A retry that is minutes away must not keep a finished test or demo alive.
    timer.unref();
    timers.add(timer);
    return deliveredOf(receipt);
  }

  async function retry(which: 'due' | 'all'): Promise<Delivered[]> {
    const now = core().clock.now();
    const due = waiting.filter((entry) => which === 'all' || entry.dueAtMs <= now);
    for (const entry of due) waiting.splice(waiting.indexOf(entry), 1);
    return Promise.all(due.map((entry) => attempt(entry.type, entry.body, entry.number, entry.reason)));
  }

  return {
    wants: (type) => core().app.botEvents?.includes(type) ?? true,
    async send(
      workspaceId,
      event,
      installation = workspaceId === null ? undefined : core().installations.serving(workspaceId),
    ) {
      if (installation === undefined)
        throw new ControlError('not_installed', 'Events are sent only where the app is installed.');
      const envelope = eventEnvelope(core(), installation, { workspaceId, eventId: newId('Ev'), event });
      return attempt(text(event, 'type'), JSON.stringify(envelope), 0, '');
    },
    retry,
    close() {
      for (const timer of timers) clearTimeout(timer);
    },
  };
}

/** What the person notices of a delivery of which only the status counts. */
export function deliveredOf(receipt: Receipt): Delivered {
  const exchange = receipt.exchange.id;
  if (receipt.outcome === 'ok') return { outcome: 'ok', error: null, exchange };
  if (receipt.outcome === 'timeout') return { outcome: 'timeout', error: 'operation_timeout', exchange };
  return { outcome: 'failed', error: userError(receipt), exchange };
}

/** The error code that Slack shows the person. */
export function userError(receipt: Receipt): string {
  if (receipt.outcome === 'timeout') return 'operation_timeout';
  if (receipt.outcome === 'connection_failed') return 'dispatch_failed';
  return receipt.status >= 500 ? 'http_service_error' : 'http_client_error';
}

function retryReason(receipt: Receipt): string {
  if (receipt.outcome === 'timeout') return 'http_timeout';
  return receipt.outcome === 'connection_failed' ? 'connection_failed' : 'http_error';
}
