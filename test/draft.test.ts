import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { SEED_GROUPS } from '../src/sandbox/cleverreach/index.ts';
import type { Message } from '../src/sandbox/slack/index.ts';
import { startRedis, type TestRedis } from './redis.ts';
import { admin, channel, member, startWorld, type World } from './world.ts';

let redis: TestRedis;
let world: World;

beforeAll(async () => {
  redis = await startRedis();
  world = await startWorld({ redisUrl: redis.url });
  await world.ready();
});
afterAll(async () => {
  await world.close();
  await redis.close();
});
beforeEach(async () => {
  world.cleverReach.setFaults({});
  for (const user of [member, admin]) await world.slack.closeView(user, 'modal', { all: true }).catch(() => null);
});

const mailings = () => [...world.cleverReach.account.mailings.values()];
const goodHtml = '<h1>Hello</h1><p>News. <a href="{UNSUBSCRIBE}">Unsubscribe</a></p>';

async function openForm(user: string, line = 'draft'): Promise<void> {
  await world.slack.command(user, channel, `/cleverreach ${line}`);
  await world.slack.waitFor(() => world.slack.currentView(user));
}

/** Chooses where the content comes from, and waits for its field. */
async function chooseWay(user: string, way: string): Promise<void> {
  await world.slack.choose(user, 'modal', { blockId: 'way' }, way);
  await world.slack.waitFor(() =>
    JSON.stringify(world.slack.currentView(user)?.content).includes(`"block_id":"${way}"`),
  );
}

/** Fills the form with something that is in order, changed as the test wants it, and submits it. */
async function submitForm(user: string, fields: Record<string, unknown> = {}, group: string = SEED_GROUPS.press.name) {
  await world.slack.choose(user, 'modal', { blockId: 'group' }, group, { query: group.slice(0, 3) });
  const way = ['html', 'file'].find((name) => name in fields) ?? 'body';
  if (way !== 'body') await chooseWay(user, way);
  const values = {
    subject: 'Tea of the month',
    sender_name: 'Teehaus Muster',
    sender_email: 'news@example.com',
    ...(way === 'body' ? { body: 'Good morning!\nThe new harvest is here.' } : {}),
    ...fields,
  };
  await world.slack.fill(user, 'modal', values as never, { force: true });
  return world.slack.submit(user, 'modal', { force: true });
}

async function cardAfter(user: string, work: () => Promise<unknown>, where = channel): Promise<Message> {
  const before = world.slack.messagesFor(user, where).at(-1)?.ts ?? '0';
  await work();
  return world.slack.waitForMessage(user, where, { after: before, match: ({ author }) => author === 'app' });
}

describe('a draft from the modal', () => {
  test('takes what stands in a mail’s header in one line and without control characters, however it was sent', async () => {
    await openForm(member, 'draft');
    await cardAfter(member, () =>
      submitForm(member, { subject: 'Tea\r\nBcc: a@example.com\u0000', sender_name: 'Teehaus\u001b\u0085Muster' }),
    );
    expect(mailings().at(-1)).toMatchObject({ subject: 'Tea Bcc: a@example.com', senderName: 'Teehaus Muster' });
  });

  test('is made in CleverReach, sent nowhere, and comes back as a card with its id', async () => {
    const count = mailings().length;
    await openForm(member, 'draft Tea of the month');
    const card = await cardAfter(member, () => submitForm(member));
    const made = mailings().at(-1);
    expect(mailings()).toHaveLength(count + 1);
    expect(made).toMatchObject({
      name: 'Tea of the month',
      subject: 'Tea of the month',
      senderName: 'Teehaus Muster',
      senderEmail: 'news@example.com',
      started: 0,
      finished: 0,
    });
    expect(made?.html).toContain('{UNSUBSCRIBE}');
    expect(made?.text).toContain('The new harvest is here.');
    expect(card.ephemeralFor).not.toBeNull();
    expect(card.text).toContain(`ID: ${made?.id}`);
    const shown = JSON.stringify(card.blocks);
    for (const part of ['Tea of the month', 'news@example.com', SEED_GROUPS.press.name, 'Draft', 'Good morning!']) {
      expect(shown).toContain(part);
    }
    expect(shown).toContain(`"url":"https://${world.cleverReach.account.profile.loginDomain}/"`);
    expect(shown).not.toContain('{UNSUBSCRIBE}');
  });

  test('from the global shortcut, the card comes as a direct message', async () => {
    await world.slack.shortcut(admin, 'mailings:draft');
    await world.slack.waitFor(() => world.slack.currentView(admin));
    const card = await cardAfter(admin, () => submitForm(admin, { subject: 'Tee des Monats' }), '@app');
    expect(card.text).toContain('Entwurf „Tee des Monats“ angelegt');
  });

  test('rich text becomes clean HTML', async () => {
    await openForm(member);
    const body = {
      type: 'rich_text',
      elements: [
        {
          type: 'rich_text_section',
          elements: [
            { type: 'text', text: 'Fresh ', style: { bold: true } },
            { type: 'link', url: 'https://example.com/tea', text: 'tea' },
          ],
        },
      ],
    };
    await cardAfter(member, () => submitForm(member, { body }));
    expect(mailings().at(-1)?.html).toMatch(
      /<strong>Fresh <\/strong>\s*<a href="https:\/\/example.com\/tea"[^>]*>tea<\/a>/,
    );
  });

  test('pasted HTML arrives as it was pasted, with a text part', async () => {
    await openForm(member);
    await cardAfter(member, () => submitForm(member, { html: goodHtml, name: 'A name of its own' }));
    expect(mailings().at(-1)).toMatchObject({ name: 'A name of its own', html: goodHtml });
    expect(mailings().at(-1)?.text).toContain('News.');
  });

  test('the subject typed with the command is in the form', async () => {
    await openForm(member, 'draft  Advent in the tea house ');
    expect(JSON.stringify(world.slack.currentView(member)?.content)).toContain(
      '"initial_value":"Advent in the tea house"',
    );
  });

  test('groups are found while typing, by part of their name', async () => {
    await openForm(member);
    const { options } = await world.slack.suggest(member, 'modal', { blockId: 'group' }, 'vip');
    expect(options.map(({ text }) => text)).toEqual([SEED_GROUPS.vip.name]);
  });

  test('the form appears although CleverReach is silent', async () => {
    world.cleverReach.setFaults({ hang: true });
    await openForm(member);
  });
});

describe('what is wrong is told at its field, and nothing is made', () => {
  const long = 'x'.repeat(400);
  test.each<[string, Record<string, unknown>, string, RegExp]>([
    ['a subject of 400 characters', { subject: long }, 'subject', /400 characters; the limit is 250/],
    ['no subject', { subject: ' ' }, 'subject', /needs a subject/],
    ['a name that is too long', { name: long }, 'name', /400 characters; the limit is 250/],
    ['no sender name', { sender_name: '' }, 'sender_name', /needs a sender name/],
    ['a sender that is no address', { sender_email: 'news at example' }, 'sender_email', /not an e-mail address/],
    ['no text at all', { body: null }, 'body', /needs content/],
    ['only blanks as text', { body: '  \n ' }, 'body', /needs content/],
    ['no HTML', { html: '' }, 'html', /paste the HTML/],
    ['a script', { html: `<p>Hi</p>\n<script>alert(1)</script>${goodHtml}` }, 'html', /Line 2: scripts/],
    ['an event handler', { html: `<img src=x onerror=alert(1)>${goodHtml}` }, 'html', /Line 1: scripts/],
    ['an element that is not closed', { html: `<div><b>Hi</div>${goodHtml}` }, 'html', /Line 1: <b> is not closed/],
    ['no unsubscribe link', { html: '<p>Hi</p>' }, 'html', /unsubscribe link is missing/],
    ['HTML without content', { html: '<p> </p>' }, 'html', /neither text nor an image/],
    ['HTML that is too long', { html: `${goodHtml}${'y'.repeat(3000)}` }, 'html', /the limit is 3,000/],
  ])('%s', async (_what, fields, field, sentence) => {
    const count = mailings().length;
    await openForm(member);
    const result = await submitForm(member, fields);
    expect(result).toMatchObject({ outcome: 'errors', byClient: false });
    expect(result.outcome === 'errors' && Object.keys(result.errors)).toEqual([field]);
    expect(result.outcome === 'errors' && result.errors[field]).toMatch(sentence);
    expect(mailings()).toHaveLength(count);
  });

  test('in German for a German', async () => {
    await openForm(admin);
    const result = await submitForm(admin, { subject: long });
    expect(result).toMatchObject({ errors: { subject: 'Der Betreff hat 400 Zeichen, erlaubt sind 250.' } });
  });

  test('a group that vanished while the form was open', async () => {
    const { groups } = world.cleverReach.account;
    const group = groups.get(SEED_GROUPS.fair.id);
    if (!group) throw new Error('The seed has changed.');
    const count = mailings().length;
    await openForm(member);
    await world.slack.choose(member, 'modal', { blockId: 'group' }, group.name, { query: 'Mess' });
    groups.delete(group.id);
    try {
      const values = { subject: 's', sender_name: 'n', sender_email: 'n@example.com', body: 'text' };
      await world.slack.fill(member, 'modal', values);
      const result = await world.slack.submit(member, 'modal');
      expect(result).toMatchObject({
        outcome: 'errors',
        errors: { group: expect.stringContaining('no longer exists') },
      });
      expect(mailings()).toHaveLength(count);
    } finally {
      groups.set(group.id, group);
    }
  });
});

describe('when CleverReach fails after the form was submitted', () => {
  test('an outage is told with a reference, and nothing was made', async () => {
    const count = mailings().length;
    await openForm(member);
    const answer = await cardAfter(member, async () => {
      await world.slack.choose(member, 'modal', { blockId: 'group' }, SEED_GROUPS.press.name, { query: 'Pre' });
      world.cleverReach.setFaults({ status: 503, paths: '/mailings' });
      await world.slack.fill(member, 'modal', {
        subject: 's',
        sender_name: 'n',
        sender_email: 'n@example.com',
        body: 'b',
      });
      await world.slack.submit(member, 'modal');
    });
    expect(answer.text).toContain('The draft was not created. CleverReach cannot be reached');
    expect(answer.text).toMatch(/Reference [0-9a-f]{10}/);
    expect(mailings()).toHaveLength(count);
  });
});
