import { describe, expect, test } from 'vitest';
import { createMemoryStorage } from '../storage/memory-storage.ts';
import { createRecords } from '../storage/records.ts';
import { createSealer } from '../storage/sealer.ts';
import { readerFor } from '../texts/index.ts';
import { createInstallations } from '../workspaces/installations.ts';
import type { Message } from './kit/blocks.ts';
import { hasScope, offerScope } from './optional-scope.ts';
import type { SlackRequest } from './requests.ts';

const origin = { teamId: 'T1', isEnterpriseInstall: false, userId: 'U1' };

/** A request from a workspace whose installation has these scopes, and what it is answered. */
async function requestWith(scopes: string[]) {
  const storage = createMemoryStorage();
  const sealer = createSealer([{ id: 'test', key: new Uint8Array(32) }]);
  const installations = createInstallations({ storage, records: createRecords({ storage, sealer }) });
  await installations.storeInstallation({
    team: { id: 'T1' },
    enterprise: undefined,
    user: { id: 'U1', token: undefined, scopes: undefined },
    bot: { token: 'xoxb-1', scopes, id: 'B1', userId: 'U2' },
    isEnterpriseInstall: false,
    authVersion: 'v2',
  });
  const replies: Message[] = [];
  // Of a request nothing else is used here.
  const request = {
    services: { installations, publicUrl: 'https://app.example.com' },
    origin,
    reader: readerFor('en'),
    reply: async (message: Message) => void replies.push(message),
  } as unknown as SlackRequest;
  return { request, replies };
}

describe('an optional scope', () => {
  test('is there when the installation was granted it', async () => {
    const { request } = await requestWith(['commands', 'files:write']);
    expect(await hasScope(request, 'files:write')).toBe(true);
    expect(await hasScope(request, 'files:read')).toBe(false);
  });

  test('is offered with a link that asks for it, and for those that were granted before', async () => {
    const { request, replies } = await requestWith(['commands', 'chat:write', 'files:write']);
    await offerScope(request, 'files:read', 'Files need a permission.');
    const url = 'https://app.example.com/slack/install?with=files%3Aread%2Cfiles%3Awrite';
    expect(JSON.stringify(replies[0]?.blocks)).toContain(`"url":"${url}"`);
    expect(replies[0]?.text).toContain('Files need a permission.');
    expect(replies[0]?.text).toContain(url);
    expect(replies[0]?.text).toContain('only when it is wanted');
  });
});
