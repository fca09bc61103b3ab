import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SEED_GROUPS } from './seed-groups.ts';
import { startBench, type TestBench } from './test-client.ts';

let bench: TestBench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.sandbox.close());
beforeEach(() => bench.sandbox.setFaults({}));

/** What `/sandbox/events` tells, one event after the other. */
async function listen() {
  const ended = new AbortController();
  const response = await fetch(`${bench.sandbox.url}/sandbox/events`, { signal: ended.signal });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let buffer = '';
  const block = async () => {
    while (!buffer.includes('\n\n')) buffer += (await reader?.read())?.value ?? '';
    const end = buffer.indexOf('\n\n');
    const text = buffer.slice(0, end);
    buffer = buffer.slice(end + 2);
    return text;
  };
  // The first line says that the listener is heard.
  expect(await block()).toBe(': connected');
  return {
    type: response.headers.get('content-type'),
    /** The next event of a type, whatever comes between. */
    next: async (type: string) => {
      for (;;) {
        const [head = '', data = ''] = (await block()).split('\n');
        if (head === `event: ${type}`) return JSON.parse(data.replace(/^data: /, ''));
      }
    },
    stop: () => ended.abort(),
  };
}

describe('the stream of changes', () => {
  it('tells of a draft that the API creates, and of the request that did it', async () => {
    const stream = await listen();
    expect(stream.type).toBe('text/event-stream');
    const { id } = (
      await bench.api('POST', '/mailings', {
        name: 'Live',
        subject: 'Live',
        sender_name: 'C',
        sender_email: 'c@example.com',
        receivers: { groups: [SEED_GROUPS.press.id] },
        content: { type: 'text', text: 'Hallo' },
      })
    ).json;
    expect((await stream.next('request')).request).toMatchObject({
      method: 'POST',
      path: '/v3/mailings',
      status: null,
    });
    expect((await stream.next('request')).request).toMatchObject({ status: 200, durationMs: expect.any(Number) });
    const { changes } = await stream.next('changes');
    expect(changes).toContainEqual({
      kind: 'mailing',
      action: 'added',
      accountId: '129001',
      id,
      name: 'Live',
      state: 'draft',
    });
    stream.stop();
  });

  it('tells of one receiver among 25,000, and of what is removed', async () => {
    const { newsletter } = SEED_GROUPS;
    const path = `/groups/${newsletter.id}/receivers/anna.mueller@example.com`;
    const change = { kind: 'receiver', groupId: newsletter.id, name: 'anna.mueller@example.com' };
    const stream = await listen();
    await bench.api('PUT', `${path}/deactivate`);
    expect((await stream.next('changes')).changes).toEqual([
      expect.objectContaining({ ...change, action: 'changed', state: 'inactive' }),
    ]);
    await bench.api('DELETE', path);
    expect((await stream.next('changes')).changes).toEqual([expect.objectContaining({ ...change, action: 'removed' })]);
    stream.stop();
  });

  it('tells of many receivers at once as a number', async () => {
    const stream = await listen();
    const people = Array.from({ length: 30 }, (_, number) => ({ email: `neu${number}@example.com` }));
    await bench.api('POST', `/groups/${SEED_GROUPS.empty.id}/receivers/upsert`, people);
    expect((await stream.next('changes')).changes).toMatchObject([
      { kind: 'receiver', groupId: SEED_GROUPS.empty.id, name: '', count: 30 },
    ]);
    stream.stop();
  });

  it('tells of faults, whoever sets them', async () => {
    const stream = await listen();
    await bench.raw('/sandbox/faults', {
      method: 'PUT',
      body: '{"status":503}',
      headers: { 'content-type': 'application/json' },
    });
    expect((await stream.next('faults')).faults).toEqual({ status: 503 });
    bench.sandbox.setFaults({ latencyMs: 5 });
    expect((await stream.next('faults')).faults).toEqual({ latencyMs: 5 });
    // Past the server and past `setFaults`: found by the look that comes every two seconds.
    delete bench.sandbox.faults.latencyMs;
    expect((await stream.next('faults')).faults).toEqual({});
    stream.stop();
  });

  it('tells of mailings that time moves on, and of an emptied log', async () => {
    const drafts = [...bench.sandbox.account.mailings.values()].filter(({ state }) => state === 'draft');
    await bench.api('POST', `/mailings/${drafts[0]?.id}/release`);
    const stream = await listen();
    bench.pass(60);
    expect((await stream.next('changes')).changes).toContainEqual(
      expect.objectContaining({ kind: 'mailing', id: drafts[0]?.id, action: 'changed', state: 'finished' }),
    );
    await bench.raw('/sandbox/requests', { method: 'DELETE' });
    expect(await stream.next('requests_cleared')).toEqual({});
    stream.stop();
  });
});
