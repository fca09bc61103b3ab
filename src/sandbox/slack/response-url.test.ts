import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { text } from './json.ts';
import { section, startTestApp, type TestApp } from './test-app.ts';

let app: TestApp;
let nowMs = 0;
beforeEach(async () => {
  nowMs = Date.now();
  app = await startTestApp({ now: () => nowMs });
});
afterEach(() => app.close());

const anna = () => app.slack.as('anna');
const seenBy = (user: string) => app.slack.messagesFor(user, '#marketing').map((message) => message.text);

async function commandUrl(): Promise<string> {
  await anna().command('#marketing', '/cleverreach');
  return text(app.last('command').body, 'response_url');
}

/** Presses a button in a message, public or not, and gives that interaction's URL. */
async function pressedUrl(where: 'in_channel' | 'ephemeral'): Promise<string> {
  const blocks = [
    { type: 'actions', elements: [{ type: 'button', action_id: 'go', text: { type: 'plain_text', text: 'Go' } }] },
  ];
  await app.respond(await commandUrl(), { text: 'Original', blocks, response_type: where });
  const message = anna().messagesFor('#marketing').at(-1);
  if (message === undefined) throw new Error('no message');
  await anna().press(message, 'Go');
  return text(app.last('block_actions').body, 'response_url');
}

describe('a response_url', () => {
  it('posts for the person alone unless told otherwise, where the app is no member', async () => {
    const url = await commandUrl();
    expect(await app.respond(url, { text: 'Only you' })).toEqual({ status: 200, body: 'ok' });
    await app.respond(url, { text: 'All of you', response_type: 'in_channel' });
    expect(seenBy('anna')).toEqual(expect.arrayContaining(['Only you', 'All of you']));
    expect(seenBy('ben')).toContain('All of you');
    expect(seenBy('ben')).not.toContain('Only you');
  });

  it('works five times', async () => {
    const url = await commandUrl();
    for (let use = 1; use <= 5; use += 1)
      expect(await app.respond(url, { text: `${use}` })).toMatchObject({ status: 200 });
    expect(await app.respond(url, { text: '6' })).toEqual({ status: 404, body: 'used_url' });
    expect(seenBy('anna')).not.toContain('6');
  });

  it('works for thirty minutes', async () => {
    const url = await commandUrl();
    await app.slack.advance(30 * 60_000);
    expect(await app.respond(url, { text: 'just in time' })).toMatchObject({ status: 200 });
    await app.slack.advance(1);
    expect(await app.respond(url, { text: 'late' })).toEqual({ status: 404, body: 'expired_url' });
  });

  it('refuses what Slack refuses, says where, and does not count it', async () => {
    const url = await commandUrl();
    const refused = await app.respond(url, { blocks: [section('x'.repeat(3001))] });
    expect(refused.status).toBe(400);
    expect(refused.body).toMatch(/^invalid_blocks\n\[ERROR\] .* \[json-pointer:\/blocks\/0\/text\/text\]$/);
    expect(await app.respond(url, {})).toMatchObject({ status: 400, body: expect.stringMatching(/^no_text/) });
    expect(app.slack.exchanges({ kind: 'response_url' })[0]).toMatchObject({
      outcome: 'refused',
      error: 'invalid_blocks',
      problems: [{ pointer: '/blocks/0/text/text' }],
    });
    for (let use = 1; use <= 5; use += 1) expect(await app.respond(url, { text: 'x' })).toMatchObject({ status: 200 });
  });

  it('of a command replaces the answer before', async () => {
    const url = await commandUrl();
    await app.respond(url, { text: 'Working' });
    await app.respond(url, { text: 'Done', replace_original: true });
    expect(seenBy('anna').filter((words) => words === 'Working' || words === 'Done')).toEqual(['Done']);
  });

  it('of a command replaces the answer that came with HTTP', async () => {
    app.on('command', () => ({ text: 'Working' }));
    await app.respond(await commandUrl(), { text: 'Done', replace_original: true });
    expect(seenBy('anna').filter((words) => words === 'Working' || words === 'Done')).toEqual(['Done']);
  });

  it('of a button replaces the message it was in; an ephemeral one stays that', async () => {
    await app.respond(await pressedUrl('ephemeral'), {
      text: 'Replaced',
      replace_original: true,
      response_type: 'in_channel',
    });
    expect(seenBy('anna')).toContain('Replaced');
    expect(seenBy('anna')).not.toContain('Original');
    expect(seenBy('ben')).not.toContain('Replaced');
  });

  it('of a button posts for everyone in the channel, also where the app is no member, five times in all', async () => {
    const url = await pressedUrl('ephemeral');
    for (let use = 1; use <= 5; use += 1)
      expect(
        await app.respond(url, { text: `Shared ${use}`, response_type: 'in_channel', replace_original: false }),
      ).toEqual({ status: 200, body: 'ok' });
    expect(await app.respond(url, { text: 'Shared 6', response_type: 'in_channel' })).toEqual({
      status: 404,
      body: 'used_url',
    });
    expect(seenBy('ben')).toEqual(expect.arrayContaining(['Shared 1', 'Shared 5']));
    expect(seenBy('ben')).not.toContain('Shared 6');
    expect(seenBy('anna')).toContain('Original');
  });

  it('of a button leaves the message when nothing is said about it', async () => {
    await app.respond(await pressedUrl('in_channel'), { text: 'Beside it' });
    expect(seenBy('anna')).toEqual(expect.arrayContaining(['Original', 'Beside it']));
    expect(seenBy('ben')).not.toContain('Beside it');
  });

  it('of a button deletes the message it was in', async () => {
    expect(await app.respond(await pressedUrl('in_channel'), { delete_original: true })).toMatchObject({ status: 200 });
    expect(seenBy('ben')).not.toContain('Original');
  });

  it('that was never given answers 404, also for what is no JSON', async () => {
    expect(await app.respond(`${app.slack.url}/commands/T/1/2`, { text: 'x' })).toEqual({
      status: 404,
      body: 'no_service',
    });
    expect(await app.respond(await commandUrl(), 'text')).toEqual({ status: 400, body: 'invalid_payload' });
  });

  it('fails on purpose', async () => {
    const url = await commandUrl();
    app.slack.setFault({ method: 'response_url', status: 500, times: 1 });
    expect(await app.respond(url, { text: 'x' })).toMatchObject({ status: 500 });
    expect(await app.respond(url, { text: 'x' })).toMatchObject({ status: 200 });
  });
});
