import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createCleverReach } from '../src/cleverreach/index.ts';
import type { Message } from '../src/sandbox/slack/index.ts';
import { createMemoryStorage } from '../src/storage/memory-storage.ts';
import { createConnections } from '../src/workspaces/connections.ts';
import { createOAuthApps } from '../src/workspaces/oauth-apps.ts';
import { createBrowser } from './browser-client.ts';
import { addTenant, tenantChannel } from './tenant.ts';
import { admin, channel, member, startWorld, type World } from './world.ts';

let world: World;
let nowMs = Date.now();
const storage = createMemoryStorage({ now: () => nowMs });

beforeAll(async () => {
  world = await startWorld({ storage });
  await world.ready();
});
afterAll(() => world.close());
beforeEach(() => {
  world.cleverReach.setFaults({});
});

const browser = createBrowser();
/** On a busy machine a line that work is going on may come first. */
const isAnswer = ({ author, text }: Message) => author === 'app' && !text.endsWith(' …');
const draft = () => {
  const found = [...world.cleverReach.account.mailings.values()].find(({ name }) => name === 'Größentabelle');
  if (!found) throw new Error('The seed has changed.');
  return found;
};

/** The address behind the Preview button. */
function previewOf(shown: Message | { text: string; blocks: unknown }): string {
  const url = /"url":"([^"]*\/cleverreach\/preview\?[^"]*)"/.exec(JSON.stringify(shown.blocks))?.[1];
  if (url === undefined) throw new Error('There is no Preview button.');
  return url;
}

async function cardOf(user: string, where = channel): Promise<Message> {
  const after = world.slack.messagesFor(user, where).at(-1)?.ts ?? '0';
  const { message } = await world.slack.command(user, where, `/cleverreach mailing ${draft().id}`);
  return message ?? world.slack.waitForMessage(user, where, { after, match: isAnswer });
}

const frameOf = (body: string) => {
  const src = /<iframe[^>]* src="([^"]*)"/.exec(body)?.[1]?.replaceAll('&amp;', '&');
  if (src === undefined) throw new Error('There is no frame.');
  return new URL(src, `${world.publicUrl}/cleverreach/preview`).href;
};

/** The same connections as another process of the app has them. */
function connectionsOf() {
  const records = world.records;
  const { oauth } = createCleverReach({ url: world.cleverReach.url });
  return createConnections({
    records,
    storage,
    oauth,
    oauthApps: createOAuthApps({ records, operatorApp: undefined }),
  });
}

describe('the preview of a mailing', () => {
  test('shows subject, sender, the text part and the mailing itself in a frame, in the reader’s language', async () => {
    const page = await browser.get(previewOf(await cardOf(admin)));
    expect(page.status).toBe(200);
    expect(page.body).toContain('<html lang="de">');
    expect(page.body).toContain('<h1>Äpfel &amp; Öfen: &lt;wichtige&gt; Änderungen</h1>');
    expect(page.body).toContain('Von Teehaus Muster GmbH &lt;news@teehaus-muster.example&gt;');
    expect(page.body).toMatch(/<pre>[^<]*hier lesen Sie das Neueste/);
    const mail = await browser.get(frameOf(page.body));
    expect(mail.body).toBe(draft().html.replace('<!doctype html>', '<!doctype html><base target="_blank">'));

    expect((await browser.get(previewOf(await cardOf(member)))).body).toContain('<html lang="en">');
  });

  test('has policies under which neither page nor mailing can do anything', async () => {
    const page = await browser.get(previewOf(await cardOf(member)));
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/script-src|unsafe/);

    const mail = await browser.get(frameOf(page.body));
    expect(mail.headers.get('content-security-policy')).toBe(
      "sandbox; default-src 'none'; img-src https: data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; upgrade-insecure-requests",
    );
    for (const { headers } of [page, mail]) {
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    }
  });

  test('shows the mailing as it is when the link is opened', async () => {
    const mailing = draft();
    const url = previewOf(await cardOf(member));
    const before = mailing.subject;
    mailing.subject = 'Changed since';
    try {
      expect((await browser.get(url)).body).toContain('<h1>Changed since</h1>');
    } finally {
      mailing.subject = before;
    }
  });

  test('of a mailing without HTML shows its text, and of one without text says so', async () => {
    const mailing = draft();
    const { html, text } = mailing;
    const url = previewOf(await cardOf(member));
    try {
      mailing.html = '';
      const { body } = await browser.get(url);
      expect(body).not.toContain('<iframe');
      expect(body).toMatch(/id="text" checked/);
      Object.assign(mailing, { html, text: '' });
      expect((await browser.get(url)).body).toContain('This mailing has no plain-text version.');
    } finally {
      Object.assign(mailing, { html, text });
    }
  });

  test('comes with the card of a draft that was just made', async () => {
    await world.slack.command(member, channel, '/cleverreach draft');
    await world.slack.waitFor(() => world.slack.currentView(member));
    await world.slack.choose(member, 'modal', { blockId: 'group' }, 'Presse', { query: 'Pre' });
    const values = { subject: 'Fresh', sender_name: 'Tea', sender_email: 'tea@example.com', body: 'A new harvest.' };
    await world.slack.fill(member, 'modal', values);
    const after = world.slack.messagesFor(member, channel).at(-1)?.ts ?? '0';
    await world.slack.submit(member);
    const card = await world.slack.waitForMessage(member, channel, { after, match: isAnswer });
    expect(card.text).toMatch(/^Draft “Fresh” created\n.*ID: \d+/s);
    for (const label of ['Open in CleverReach', 'Preview', 'Share in channel', 'Refresh']) {
      expect(JSON.stringify(card.blocks)).toContain(`"text":"${label}"`);
    }
    const { body } = await browser.get(previewOf(card));
    expect(body).toContain('<h1>Fresh</h1>');
  });
});

describe('a preview that there is not', () => {
  const refused = async (url: string, status: number, sentence: string) => {
    const page = await browser.get(url);
    expect(page.status).toBe(status);
    expect(page.body).toContain(sentence);
    expect(page.link(/app_redirect|127\.0\.0\.1/)).toBeTruthy();
    return page;
  };

  test('is told after thirty minutes, with the way to a new one', async () => {
    const url = previewOf(await cardOf(member));
    const frame = frameOf((await browser.get(url)).body);
    nowMs += 29 * 60_000;
    expect((await browser.get(url)).status).toBe(200);
    nowMs += 2 * 60_000;
    await refused(url, 410, 'Refresh on the mailing’s card in Slack gives a new one.');
    await refused(frame, 410, 'This preview has expired');
  });

  test('is told for a link that was never handed out, in the browser’s language', async () => {
    await refused(`${world.publicUrl}/cleverreach/preview`, 410, 'This preview has expired');
    const page = await browser.get(`${world.publicUrl}/cleverreach/preview/mail?ticket=T1.${'x'.repeat(43)}`, {
      'accept-language': 'de-DE',
    });
    expect(page.body).toContain('Diese Vorschau ist abgelaufen');
  });

  test('is told when the mailing was deleted, and when CleverReach is down', async () => {
    const mailing = draft();
    const url = previewOf(await cardOf(member));
    world.cleverReach.setFaults({ status: 503 });
    await refused(url, 503, 'CleverReach does not answer');
    world.cleverReach.setFaults({ status: 403 });
    await refused(url, 403, 'lacks the permission to read mailings');
    world.cleverReach.setFaults({});
    world.cleverReach.account.mailings.delete(mailing.id);
    try {
      await refused(url, 404, 'This mailing no longer exists');
    } finally {
      world.cleverReach.account.mailings.set(mailing.id, mailing);
    }
  });

  test('is told once the workspace has another account, or none', async () => {
    const tenant = await addTenant(world);
    await tenant.connect();
    const url = previewOf(await cardOf(tenant.member, tenantChannel));
    expect((await browser.get(url)).status).toBe(200);
    const question = await tenant.ask(tenant.admin, 'disconnect');
    await world.slack.press(tenant.admin, question, 'Disconnect', { confirm: true });
    await refused(url, 410, 'This preview has expired');

    await tenant.connect();
    const again = previewOf(await cardOf(tenant.member, tenantChannel));
    expect((await browser.get(again)).status).toBe(200);
    const connections = connectionsOf();
    const connection = await connections.find(tenant.id);
    if (!connection) throw new Error('The workspace is not connected.');
    await connections.replace(tenant.id, { ...connection, account: { ...connection.account, id: '990001' } });
    // Connections are taken for some seconds after they changed; a process that has just started knows them at once.
    const other = await world.another();
    await refused(again.replace(world.publicUrl, other.url), 410, 'This preview has expired');
  });
});
