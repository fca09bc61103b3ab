/**
 * A payload as Bolt and we expect it. Slack documents `team_access_revoked` with an envelope inside the envelope, its own
 * types without. Bolt takes a channel that is there for one with an id, and a view that is there for one with a name.
 */
export function withoutOddities(body: Record<string, unknown>): Record<string, unknown> {
  const { event, channel, view, ...rest } = body;
  return {
    ...rest,
    ...(event === undefined ? {} : { event: isEnvelope(event) ? event['event'] : event }),
    ...(channel === undefined || channel === null ? {} : { channel }),
    ...(view === undefined || view === null ? {} : { view: isNameless(view) ? { ...view, callback_id: '' } : view }),
  };
}

function isEnvelope(event: unknown): event is Record<string, unknown> {
  return isObject(event) && !('type' in event) && 'event' in event;
}

function isNameless(view: unknown): view is Record<string, unknown> {
  return isObject(view) && view['callback_id'] === null;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
