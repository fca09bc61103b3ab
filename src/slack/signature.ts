import { createHmac, timingSafeEqual } from 'node:crypto';

/** Slack signs with the time of sending; five minutes is the age it recommends to accept. */
export const signatureWindowMs = 5 * 60 * 1000;

/** Why a request is not taken for one of Slack's. */
export type SignatureProblem = 'signature_missing' | 'signature_too_old' | 'signature_from_future' | 'signature_wrong';

/**
 * Checks Slack's `v0` signature over the raw body, in constant time, and its age both ways (Bolt looks at the past only).
 * Returns undefined when the request is Slack's.
 */
export function signatureProblem(request: {
  signingSecret: string;
  signature: unknown;
  timestamp: unknown;
  body: Buffer;
  nowMs: number;
}): SignatureProblem | undefined {
  const { signingSecret, signature, timestamp, body, nowMs } = request;
  if (typeof signature !== 'string' || typeof timestamp !== 'string' || !/^\d{1,12}$/.test(timestamp)) {
    return 'signature_missing';
  }
  const age = nowMs - Number(timestamp) * 1000;
  if (age > signatureWindowMs) return 'signature_too_old';
  if (age < -signatureWindowMs) return 'signature_from_future';
  const expected = createHmac('sha256', signingSecret).update(`v0:${timestamp}:`).update(body).digest();
  const given = /^v0=([0-9a-f]{64})$/.exec(signature)?.[1];
  return given !== undefined && timingSafeEqual(Buffer.from(given, 'hex'), expected) ? undefined : 'signature_wrong';
}
