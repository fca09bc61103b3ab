import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { SEED_GROUPS } from '../src/sandbox/cleverreach/index.ts';
import type { Message } from '../src/sandbox/slack/index.ts';
import { StorageError } from '../src/storage/storage.ts';
import { createBrowser } from './browser-client.ts';
import { createInterruptedJobs } from './interrupted-jobs.ts';
import { admin, channel, member, startWorld, type World } from './world.ts';

const { press } = SEED_GROUPS;
const jobs = createInterruptedJobs();
let world: World;
beforeAll(async () => {
  world = await startWorld({ jobs });
  await world.ready();
});
afterAll(() => world.close());
beforeEach(async () => {
  world.slack.clearFaults();
  for (const user of [member, admin]) await world.slack.closeView(user, 'modal', { all: true }).catch(() => null);
});

const mailings = () => [...world.cleverReach.account.mailings.values()];
const goodHtml = '<h1>Grüße</h1><p>News. <a href="{UNSUBSCRIBE}">Unsubscribe</a></p>';
const shown = (user = member) => JSON.stringify(world.slack.currentView(user)?.content['blocks'] ?? []);
const scopeLink = () => /"url":"([^"]*\/slack\/install\?[^"]*)"/.exec(shown())?.[1] ?? '';

async function openFileForm(user = member): Promise<void> {
  await world.slack.command(user, channel, '/cleverreach draft');
  await world.slack.waitFor(() => world.slack.currentView(user));
  await world.slack.choose(user, 'modal', { blockId: 'group' }, press.name, { query: 'Pre' });
  await world.slack.fill(user, 'modal', { subject: 'April', sender_name: 'n', sender_email: 'n@example.com' });
  await world.slack.choose(user, 'modal', { blockId: 'way' }, 'file');
}

async function openWithFile(file: Record<string, unknown> | null, force = false): Promise<void> {
  await openFileForm();
  await world.slack.waitFor(() => shown().includes('"block_id":"file"'));
  await world.slack.fill(member, 'modal', { file: file as never }, { force });
}

async function answerTo(work: () => Promise<unknown>): Promise<Message> {
  const before = world.slack.messagesFor(member, channel).at(-1)?.ts ?? '0';
  await work();
  return world.slack.waitForMessage(member, channel, { after: before, match: ({ author }) => author === 'app' });
}

async function refusal(): Promise<Record<string, string>> {
  const result = await world.slack.submit(member, 'modal', { force: true });
  return result.outcome === 'errors' ? result.errors : {};
}

/** Follows the link in the form through Slack's consent. */
async function grant(): Promise<void> {
  const browser = createBrowser();
  const start = await browser.get(scopeLink());
  const { location } = await world.slack.as(admin).consent(start.location ?? '');
  expect((await browser.get(location)).body).toContain('The permission is granted');
}

// In this order: the permission is granted by the first test for all that follow.
describe('without the permission to read files', () => {
  test('the form says so, shows the way to it, and the other ways keep working', async () => {
    await openFileForm();
    await world.slack.waitFor(() => shown().includes('files:read'));
    expect(shown()).not.toContain('"file_input"');
    expect(new URL(scopeLink()).searchParams.get('with')).toBe('files:read');
    expect(await refusal()).toEqual({ way: expect.stringContaining('may not read files') });

    await grant();
    await world.slack.press(member, 'modal', 'Granted? Check again');
    await world.slack.waitFor(() => shown().includes('"file_input"'));
    expect(world.slack.currentView(member)?.values['subject']?.['value']).toMatchObject({ value: 'April' });

    await world.slack.choose(member, 'modal', { blockId: 'way' }, 'text');
    await world.slack.waitFor(() => shown().includes('"block_id":"body"'));
    const card = await answerTo(async () => {
      await world.slack.fill(member, 'modal', { body: 'Written after all' });
      await world.slack.submit(member, 'modal');
    });
    expect(card.text).toContain(`ID: ${mailings().at(-1)?.id}`);
  });
});

describe('an HTML file', () => {
  test('becomes the mailing as it is, with a text part', async () => {
    await openWithFile({ name: 'april.html', content: goodHtml });
    const card = await answerTo(async () => {
      expect(await world.slack.submit(member, 'modal')).toEqual({ outcome: 'closed' });
    });
    const made = mailings().at(-1);
    expect(card.text).toContain(`ID: ${made?.id}`);
    expect(made).toMatchObject({ subject: 'April', html: goodHtml });
    expect(made?.text).toContain('News.');
  });

  test('is read in the encoding it names', async () => {
    const html = `<meta charset="iso-8859-1">${goodHtml}`;
    const content = Buffer.from(html, 'latin1').toString('base64');
    await openWithFile({ name: 'april.HTM', content, encoding: 'base64' });
    await answerTo(() => world.slack.submit(member, 'modal'));
    expect(mailings().at(-1)?.html).toBe(html);
  });

  test.each<[string, Record<string, unknown> | null, RegExp]>([
    ['none', null, /choose an HTML file/],
    ['one that is no HTML', { name: 'april.pdf', content: 'x' }, /not an HTML file/],
    [
      'a picture in disguise',
      { name: 'april.html', content: 'iVBORw0KGgoAAAA=', encoding: 'base64' },
      /not an HTML file/,
    ],
    ['one of 1.2 MB', { name: 'april.html', content: 'x'.repeat(1_200_000) }, /1,200 kB; the limit is 1,000 kB/],
    ['one with a script', { name: 'april.html', content: `${goodHtml}\n<script>1</script>` }, /Line 2: scripts/],
    ['one that is not balanced', { name: 'april.html', content: `<div>\n<b>${goodHtml}</div>` }, /Line 2: <b> is not/],
    ['one without the unsubscribe link', { name: 'april.html', content: '<p>Hi</p>' }, /unsubscribe link is missing/],
    ['an empty one', { name: 'april.html', content: '' }, /neither text nor an image/],
  ])('%s is told at its field, and nothing is made', async (_what, file, sentence) => {
    const count = mailings().length;
    await openWithFile(file, true);
    const errors = await refusal();
    expect(Object.keys(errors)).toEqual(['file']);
    expect(errors['file']).toMatch(sentence);
    expect(mailings()).toHaveLength(count);
  });

  test('Slack’s sign-in page is not taken for the file', async () => {
    await openWithFile({ name: 'april.html', content: goodHtml });
    const sent = world.slack.currentView(member);
    const [file] = (sent?.values['file']?.['value']?.['files'] ?? []) as { url_private_download: string }[];
    // An address of no file: Slack answers it with its sign-in page and status 200.
    if (file) file.url_private_download = file.url_private_download.replace(/-F[^/]+/, '-FNOWHERE');
    expect(await refusal()).toEqual({ file: expect.stringContaining('did not give this file') });
  });

  test('a file that is not in Slack is not fetched, and no token is sent there', async () => {
    await openWithFile({ name: 'april.html', content: goodHtml });
    const [file] = (world.slack.currentView(member)?.values['file']?.['value']?.['files'] ?? []) as {
      url_private_download: string;
    }[];
    const before = world.cleverReach.requests.length;
    if (file) file.url_private_download = `${world.cleverReach.url}/v3/groups`;
    expect(await refusal()).toEqual({ file: expect.stringContaining('did not give this file') });
    const asked = world.cleverReach.requests
      .slice(before)
      .filter(({ headers }) => JSON.stringify(headers).includes('xoxb'));
    expect(asked).toEqual([]);
  });

  test('a Slack that fails is told at the field', async () => {
    await openWithFile({ name: 'april.html', content: goodHtml });
    world.slack.setFault({ method: 'file', status: 503 });
    expect(await refusal()).toEqual({ file: expect.stringContaining('did not deliver the file in time') });
  });
});

describe('a file that takes long', () => {
  const slow = () => world.slack.setFault({ method: 'file', latencyMs: 1_600 });

  test('is said to be checked, and then the draft is made', async () => {
    await openWithFile({ name: 'april.html', content: goodHtml });
    slow();
    const card = await answerTo(async () => {
      const result = await world.slack.submit(member, 'modal');
      expect(result.outcome).toBe('updated');
      expect(shown()).toContain('is being fetched from Slack and checked');
    });
    expect(card.text).toContain(`ID: ${mailings().at(-1)?.id}`);
    await world.slack.waitFor(() => shown().includes('is fine'));
  });

  test('with a problem: the form comes back with it, everything typed is kept, and the next file works', async () => {
    await openWithFile({ name: 'april.html', content: '<div>\n<p>Hi</p>' });
    slow();
    expect((await world.slack.submit(member, 'modal')).outcome).toBe('updated');
    await world.slack.waitFor(() => shown().includes('Line 1: &lt;div&gt; is not closed'));
    const values = world.slack.currentView(member)?.values;
    expect(values?.['subject']?.['value']).toMatchObject({ value: 'April' });
    expect(values?.['group']?.['groups:choose']).toMatchObject({ selected_option: { value: press.id } });
    world.slack.clearFaults();
    const card = await answerTo(async () => {
      await world.slack.fill(member, 'modal', { file: { name: 'may.html', content: goodHtml } });
      await world.slack.submit(member, 'modal');
    });
    expect(card.text).toContain(`ID: ${mailings().at(-1)?.id}`);
  });

  test('and whose draft cannot be taken then: the form comes back and says so, with everything in it, and works again', async () => {
    await openWithFile({ name: 'april.html', content: goodHtml });
    slow();
    jobs.refusal = new StorageError('enqueue: no answer');
    expect((await world.slack.submit(member, 'modal')).outcome).toBe('updated');
    await world.slack.waitFor(() => shown().includes('cannot reach its storage at the moment'));
    jobs.refusal = undefined;
    const { values, content } = world.slack.currentView(member) ?? {};
    expect(content?.['callback_id']).toBe('mailings:create-draft');
    expect(shown()).toMatch(/Reference [0-9a-f]{10}/);
    expect(values?.['subject']?.['value']).toMatchObject({ value: 'April' });
    const card = await answerTo(async () => {
      await world.slack.fill(member, 'modal', { file: { name: 'april.html', content: goodHtml } });
      await world.slack.submit(member, 'modal');
    });
    expect(card.text).toContain(`ID: ${mailings().at(-1)?.id}`);
  });

  test('in a window that was closed meanwhile: the problem comes as a message that opens the form again', async () => {
    await openWithFile({ name: 'april.html', content: '<div>\n<p>Hi</p>' });
    slow();
    const answer = await answerTo(async () => {
      await world.slack.submit(member, 'modal');
      await world.slack.closeView(member, 'modal', { all: true });
    });
    expect(answer.text).toContain('There is a problem with *april.html*: Line 1');
    await world.slack.press(member, { channel, ts: answer.ts }, 'Open the form again');
    await world.slack.waitFor(() => shown().includes('*april.html* is chosen'));
  });
});
