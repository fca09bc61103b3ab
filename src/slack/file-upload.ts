import { Agent, request } from 'undici';
import type { SlackClient } from './clients.ts';

/** A text file as somebody gets it. */
export interface TextFile {
  name: string;
  title: string;
  content: string;
}

/** Slack took a file's name but not its bytes. */
class UploadRefusedError extends Error {
  readonly code = 'upload_refused';
  constructor(status: number) {
    super(`Slack answered ${status} to the bytes of a file.`);
    this.name = 'UploadRefusedError';
  }
}

const uploadTimeoutMs = 20_000;

/**
 * Sends a file to a conversation the app is in; needs the optional scope `files:write`. By hand, in Slack's three steps: the
 * client's `filesUploadV2` sends the bytes with the client itself, which refuses other addresses than the Web API's here, and
 * writes them into its debug log.
 */
export async function sendFile(
  client: SlackClient,
  channelId: string,
  { name, title, content }: TextFile,
): Promise<void> {
  const bytes = Buffer.from(content);
  const { upload_url: url, file_id: id } = await client.files.getUploadURLExternal({
    filename: name,
    length: bytes.length,
  });
  if (url === undefined || id === undefined) throw new UploadRefusedError(200);
  await post(url, bytes);
  await client.files.completeUploadExternal({ channel_id: channelId, files: [{ id, title }] });
}

/** Files are seldom sent, so no connection is kept open for the next one. */
async function post(url: string, bytes: Buffer): Promise<void> {
  const dispatcher = new Agent();
  try {
    const answer = await request(url, {
      dispatcher,
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: bytes,
      signal: AbortSignal.timeout(uploadTimeoutMs),
    });
    await answer.body.dump();
    if (answer.statusCode !== 200) throw new UploadRefusedError(answer.statusCode);
  } finally {
    await dispatcher.close();
  }
}
