import { WebClient } from '@slack/web-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Message } from './index.ts';
import { text } from './json.ts';
import { startTestApp, type TestApp } from './test-app.ts';

let app: TestApp;
let client: WebClient;
beforeAll(async () => {
  app = await startTestApp({ app: { botScopes: ['commands', 'chat:write', 'files:write'] } });
  client = new WebClient(app.token, { slackApiUrl: app.slack.apiUrl, retryConfig: { retries: 0 } });
});
afterAll(() => app.close());

const anna = () => app.slack.as('anna');
const CSV = 'when;who\n2026-11-25;Änne\n';
const lastSeen = (user: string): Message | undefined => app.slack.messagesFor(user, '@app').at(-1);
const refusal = (call: Promise<unknown>) => call.then(() => null).catch((error) => error.data);

/** The direct message with the person: a message to their id tells its channel. */
async function directMessage(): Promise<string> {
  return text(await app.api('chat.postMessage', { channel: 'U07ANNA0001', text: 'The export follows' }), 'channel');
}

describe('a file that the app uploads', () => {
  it('arrives in the direct message as Slack’s own client sends it, and is read there by the person alone', async () => {
    const channel_id = await directMessage();
    await client.filesUploadV2({
      channel_id,
      initial_comment: 'The *audit log*',
      filename: 'audit-log.csv',
      title: 'Audit log',
      file: Buffer.from(CSV),
    });
    const message = lastSeen('anna');
    expect(message).toMatchObject({
      author: 'app',
      text: 'The *audit log*',
      files: [{ name: 'audit-log.csv', title: 'Audit log', mimetype: 'text/csv', filetype: 'csv', ims: [channel_id] }],
    });
    const id = text(message?.files[0], 'id');
    expect(anna().readFile(id)).toMatchObject({ name: 'audit-log.csv', title: 'Audit log', content: CSV });
    expect(() => app.slack.as('ben').readFile(id)).toThrow('sees no file');
  });

  it('is downloaded from the page, and never shown by it', async () => {
    const id = text(lastSeen('anna')?.files[0], 'id');
    const answer = await fetch(`${app.slack.url}/sandbox/file/U07ANNA0001/${id}`);
    expect(answer.headers.get('content-disposition')).toBe("attachment; filename*=UTF-8''audit-log.csv");
    expect(await answer.text()).toBe(CSV);
    expect((await fetch(`${app.slack.url}/sandbox/file/U07BEN00002/${id}`)).status).toBe(404);
  });

  it('is private until it is completed with a channel', async () => {
    const before = app.slack.messagesFor('anna', '@app').length;
    const [answer] = (await client.filesUploadV2({ filename: 'a.txt', file: Buffer.from('x') })).files;
    const id = text(answer?.files?.[0], 'id');
    expect(id).toMatch(/^F/);
    expect(() => anna().readFile(id)).toThrow();
    expect(app.slack.messagesFor('anna', '@app')).toHaveLength(before);
  });

  it('goes to a channel id, not to a person’s', async () => {
    const upload = (more: object) => client.filesUploadV2({ filename: 'a.txt', file: Buffer.from('x'), ...more });
    expect(await refusal(upload({ channel_id: 'U07ANNA0001' }))).toMatchObject({
      error: 'invalid_arguments',
      response_metadata: {
        messages: ['[ERROR] input must match regex pattern: ^[CGDZ][A-Z0-9]{8,}$ [json-pointer:/channel_id]'],
      },
    });
    expect(await refusal(upload({ channel_id: 'C07MARKET02' }))).toMatchObject({ error: 'not_in_channel' });
  });

  it('has the length that was said, and takes form fields only', async () => {
    const reserved = await client.files.getUploadURLExternal({ filename: 'a.txt', length: 3 });
    expect(await fetch(text(reserved, 'upload_url'), { method: 'POST', body: 'four' })).toMatchObject({ status: 400 });
    expect(
      await refusal(client.files.completeUploadExternal({ files: [{ id: text(reserved, 'file_id') }] })),
    ).toMatchObject({ error: 'file_not_found' });
    expect(await app.api('files.getUploadURLExternal', { filename: 'a.txt', length: 3 })).toMatchObject({
      error: 'invalid_arguments',
    });
  });

  it('needs files:write, and Slack says what the token has', async () => {
    const { id } = app.slack.addWorkspace({ name: 'Other' });
    const { token } = app.slack.install(id, { scopes: ['commands', 'chat:write'] });
    const form = new URLSearchParams({ filename: 'a.txt', length: '1' });
    const answer = await fetch(`${app.slack.apiUrl}files.getUploadURLExternal`, {
      method: 'POST',
      body: form,
      headers: { authorization: `Bearer ${token}` },
    });
    expect(answer.headers.get('x-oauth-scopes')).toBe('commands,chat:write');
    expect(answer.headers.get('x-accepted-oauth-scopes')).toBe('files:write');
    expect(await answer.json()).toEqual({
      ok: false,
      error: 'missing_scope',
      needed: 'files:write',
      provided: 'commands,chat:write',
    });
  });
});

describe('a file that a person posts', () => {
  it('comes with a message shortcut', async () => {
    const file = { name: 'list.txt', content: 'mail@example.com' };
    const { ts } = anna().say('#marketing', 'Please see the list', { files: [file] });
    await anna().messageShortcut('#marketing', ts, 'receivers:unsubscribe');
    expect(app.last('message_action').body['message']).toMatchObject({
      text: 'Please see the list',
      blocks: [{ type: 'rich_text' }],
      files: [{ name: 'list.txt', mimetype: 'text/plain', url_private_download: expect.stringContaining('files-pri') }],
    });
    expect(app.slack.as('ben').readFile(fileIn(ts))).toMatchObject({
      content: 'mail@example.com',
    });
  });

  const fileIn = (ts: string) =>
    text(app.slack.messagesFor('ben', '#marketing').find((message) => message.ts === ts)?.files[0], 'id');
});
