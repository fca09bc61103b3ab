import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { SEED_GROUPS } from '../src/sandbox/cleverreach/index.ts';
import type { Message } from '../src/sandbox/slack/index.ts';
import { addTenant, connectUrlOf, tenantChannel, visit } from './tenant.ts';
import { admin, channel, guest, member, startWorld, type World } from './world.ts';

let world: World;
const thirtyDrafts = Array.from({ length: 30 }, (_, index) => `Draft number ${index + 1}`);

beforeAll(async () => {
  world = await startWorld();
  await world.ready();
});
afterAll(() => world.close());
beforeEach(() => {
  world.cleverReach.setFaults({});
  world.cleverReach.requests.length = 0;
});

const mailings = () => world.cleverReach.account.mailings;
/** On a busy machine a line that work is going on may come first. */
const isAnswer = ({ author, text }: Message) => author === 'app' && !text.endsWith(' …');
const shown = ({ blocks }: Message) => JSON.stringify(blocks);

const ask = (user: string, line: string) => world.ask(user, line);

/** Presses the button that has this label or carries this value; gives the message that comes or that stands in its place. */
async function press(user: string, message: Message, which: string): Promise<Message> {
  const before = world.slack.messagesFor(user, channel).at(-1)?.ts ?? '0';
  const old = shown(message);
  await world.slack.press(user, message, which.startsWith('mailing') ? { value: which } : which);
  return world.slack.waitForMessage(user, channel, {
    match: (next) => isAnswer(next) && (next.ts > before || (next.ts === message.ts && shown(next) !== old)),
  });
}

function seeded(name: string) {
  const found = [...mailings().values()].find((mailing) => mailing.name === name);
  if (!found) throw new Error('The seed has changed.');
  return found;
}

/** Adds drafts for the length of a test. */
async function withDrafts(names: string[], work: () => Promise<void>): Promise<void> {
  const model = seeded('Weihnachten 2026');
  const ids = names.map((name, index) => {
    const id = String(9_000_001 + index);
    mailings().set(id, { ...model, id, name, subject: name, stamp: model.stamp + 60 * (index + 1) });
    return id;
  });
  try {
    await work();
  } finally {
    for (const id of ids) mailings().delete(id);
  }
}

describe('the list of mailings', () => {
  test('shows the newest of all states, each with state, date and groups, and offers the states', async () => {
    const answer = await ask(member, 'mailings');
    expect(answer.ephemeralFor).not.toBeNull();
    expect(shown(answer)).toMatch(/Black Week VIP.*Waiting · goes out .* · 1 group/);
    expect(shown(answer)).toMatch(/Größentabelle.*Draft · created .* · 2 groups/);
    expect(shown(answer)).toContain('The newest 10 of all states.');
    for (const state of ['draft', 'waiting', 'running', 'finished']) {
      expect(shown(answer)).toContain(`"value":"mailings ${state}"`);
    }
    expect(answer.text).toContain(`· ID ${seeded('Black Week VIP').id}`);
    expect(world.cleverReach.requests.filter(({ path }) => path.includes('/mailings'))).toHaveLength(1);
  });

  test.each([
    ['draft', 'Händlerbrief Winter', 'Drafts'],
    ['waiting', 'Black Week VIP', 'Waiting mailings'],
    ['running', 'November-Newsletter', 'Mailings being sent'],
    ['finished', 'Messe-Einladung', 'Finished mailings'],
    ['entwurf', 'Händlerbrief Winter', 'Drafts'],
    ['versendet', 'Messe-Einladung', 'Finished mailings'],
  ])('of the state “%s” has those and no others', async (state, name, title) => {
    const answer = await ask(member, `mailings ${state}`);
    expect(answer.text.startsWith(title)).toBe(true);
    expect(shown(answer)).toContain(name);
    const others = ['Größentabelle', 'Black Week VIP', 'November-Newsletter', 'Messe-Einladung'].filter(
      (other) => other !== name && !(title === 'Drafts' && other === 'Größentabelle'),
    );
    for (const other of others) expect(shown(answer)).not.toContain(other);
  });

  test('in German for a German', async () => {
    const answer = await ask(admin, 'Mailings Entwurf');
    expect(answer.text).toMatch(/^Entwürfe\n/);
    expect(shown(answer)).toMatch(/Entwurf · angelegt am \d\d\.\d\d\.\d{4} · 2 Listen/);
  });

  test('turns its pages in place, newest first, and each page is a line one can type', async () => {
    await withDrafts(thirtyDrafts, async () => {
      const first = await ask(member, 'mailings draft');
      // The seed's newest draft was made after them.
      expect(shown(first)).toMatch(/Größentabelle.*Händlerbrief Winter.*Draft number 30.*Draft number 23/);
      expect(shown(first)).not.toContain('"value":"mailings draft"');
      const second = await press(member, first, 'mailings draft page 2');
      expect(second.ts).toBe(first.ts);
      expect(shown(second)).toMatch(/Page 2.*"‹ Previous".*"Next ›"/s);
      expect(shown(second)).toMatch(/Draft number 22.*Draft number 13/);
      const third = await press(member, second, 'mailings draft page 3');
      const last = await press(member, third, 'mailings draft page 4');
      expect(shown(last)).toMatch(/Draft number 2[^0-9].*Draft number 1[^0-9].*Weihnachten 2026/);
      expect(shown(last)).not.toContain('"Next ›"');
      const back = await press(member, last, 'mailings draft page 3');
      expect(shown(back)).toContain('Draft number 3');
      expect(shown(await ask(member, 'mailings entwurf seite 4'))).toContain('Weihnachten 2026');
    });
  });

  test('of more than CleverReach gives at once goes on behind the first hundred', async () => {
    await withDrafts(
      Array.from({ length: 110 }, (_, index) => `Many ${index + 1}`),
      async () => {
        world.cleverReach.requests.length = 0;
        const answer = await ask(member, 'mailings draft page 11');
        // Two of the seed's are newer, so page 11 begins with the 99th from the end.
        expect(shown(answer)).toMatch(/Many 12[^0-9].*Many 3[^0-9]/);
        expect(world.cleverReach.requests.filter(({ path }) => path.includes('/mailings'))).toHaveLength(1);
      },
    );
  });

  test('a page behind the last says so, and leads back', async () => {
    const answer = await ask(member, 'mailings draft page 7');
    expect(answer.text).toContain('There is nothing on this page');
    expect(shown(answer)).toContain('"value":"mailings draft page 6"');
  });

  test('an empty state says so, and offers to write a draft', async () => {
    const running = seeded('November-Newsletter');
    mailings().delete(running.id);
    try {
      const answer = await ask(member, 'mailings running');
      expect(answer.text).toContain('No mailing is being sent at the moment.');
      await world.slack.press(member, answer, 'Write a draft');
      await world.slack.waitFor(() => world.slack.currentView(member));
      await world.slack.closeView(member, 'modal', { all: true });
    } finally {
      mailings().set(running.id, running);
    }
  });

  test('a word that is no state is answered with those there are', async () => {
    const answer = await ask(admin, 'mailings entwrf');
    expect(answer.text).toContain('Den Status „entwrf“ gibt es nicht.');
    expect(answer.text).toContain('• Entwürfe\n• Wartende\n• Laufende\n• Versendete');
    const list = await press(admin, answer, 'mailings draft');
    expect(list.text).toContain('Entwürfe');
  });

  test('CleverReach being down is told', async () => {
    world.cleverReach.setFaults({ status: 503 });
    expect((await ask(member, 'mailings')).text).toContain('CleverReach cannot be reached');
  });

  test('while CleverReach is slow a line says so, and the list takes its place', async () => {
    world.cleverReach.setFaults({ latencyMs: 1_500 });
    const after = world.slack.messagesFor(member, channel).at(-1)?.ts ?? '0';
    await world.slack.command(member, channel, '/cleverreach mailings');
    const line = await world.slack.waitForMessage(member, channel, { after, text: 'Fetching the mailings …' });
    await world.slack.waitForMessage(member, channel, {
      match: ({ ts, text }) => ts === line.ts && text.includes('Black Week VIP'),
    });
  });

  test('somebody of another organisation is refused', async () => {
    const after = world.slack.messagesFor('sam', '#partner-rivers').at(-1)?.ts ?? '0';
    const { message } = await world.slack.command('sam', '#partner-rivers', '/cleverreach mailings');
    const answer = message ?? (await world.slack.waitForMessage('sam', '#partner-rivers', { after, match: isAnswer }));
    expect(answer.text).toContain('Only members of the workspace');
  });

  test('without a connection there is the Connect button, and the card that was asked for comes after it', async () => {
    const tenant = await addTenant(world);
    const offer = await tenant.ask(tenant.admin, `mailing ${seeded('Black Week VIP').id}`);
    const { agree } = await visit(connectUrlOf(offer));
    await agree();
    await world.slack.waitForMessage(tenant.admin, tenantChannel, { text: 'Mailing “Nur für Sie: 24 Stunden früher”' });
  });

  test('nobody else is shown any', async () => {
    expect((await ask(guest, 'mailings')).text).toContain('Gäste');
    expect((await ask(guest, `mailing ${seeded('Sommer 2026').id}`)).text).toContain('Gäste');
  });
});

describe('the card of a mailing', () => {
  test('of a draft names subject, sender, groups, state and the first lines, and has its buttons', async () => {
    const { id } = seeded('Größentabelle');
    const card = await ask(member, `mailing ${id}`);
    const said = [
      'Mailing “Äpfel &amp; Öfen: &lt;wichtige&gt; Änderungen”',
      `Groups: ${SEED_GROUPS.vip.name}, ${SEED_GROUPS.press.name}`,
      'Sender: Teehaus Muster GmbH, news@teehaus-muster.example',
      `ID: ${id}`,
      'hier lesen Sie das Neueste aus dem Teehaus',
    ];
    for (const part of said) expect(card.text).toContain(part);
    expect(card.text).toMatch(/State: Draft · created \d+ \w+ 2026, \d\d:\d\d/);
    for (const label of ['Open in CleverReach', 'Preview', 'Share in channel', 'Refresh']) {
      expect(shown(card)).toContain(`"text":"${label}"`);
    }
    expect(shown(card)).not.toContain('UNSUBSCRIBE');
    expect(card.text).not.toContain('Report');
  });

  test('of a waiting one says when it goes out, of a running one since when it does', async () => {
    expect((await ask(member, `mailing ${seeded('Black Week VIP').id}`)).text).toMatch(/State: Waiting · goes out /);
    expect((await ask(member, `mailing #${seeded('November-Newsletter').id}`)).text).toMatch(/State: Running since /);
  });

  test('of a finished one has the report as figures and as a chart', async () => {
    const { id } = seeded('Oktober-Newsletter');
    const card = await ask(member, `mailing ${id}`);
    const stats = mailings().get(id)?.stats;
    if (!stats) throw new Error('No figures were asked for.');
    const number = (value: number) => new Intl.NumberFormat('en-GB').format(value);
    const percent = (share: number) =>
      new Intl.NumberFormat('en-GB', { style: 'percent', maximumFractionDigits: 1 }).format(share);
    const sent = stats.delivered + stats.bounced;
    for (const line of [
      `Sent: ${number(sent)}`,
      `Delivered: ${number(stats.delivered)} (${percent(stats.delivered / sent)})`,
      `Opened: ${number(stats.uniqueOpened)} (${percent(stats.uniqueOpened / stats.delivered)})`,
      `Clicked: ${number(stats.uniqueClicks)} (${percent(stats.uniqueClicks / stats.delivered)})`,
      `Bounced: ${number(stats.bounced)} (${percent(stats.bounced / sent)})`,
      `Unsubscribed: ${number(stats.unsubscribed)} (${percent(stats.unsubscribed / stats.delivered)})`,
    ]) {
      expect(card.text).toContain(line);
    }
    const chart = card.blocks.find(({ type }) => type === 'data_visualization');
    expect(JSON.stringify(chart)).toContain(`{"label":"Opened","value":${stats.uniqueOpened}}`);
  });

  test.each([
    [500, {}, 'The report cannot be shown. CleverReach cannot be reached'],
    [403, { error: { code: 403, message: 'splittest version, see 8157000' } }, 'The figures of a split test are in'],
    [404, {}, 'CleverReach has no report on this mailing'],
  ])('a report that is answered with %i hides nothing else', async (status, statusBody, sentence) => {
    world.cleverReach.setFaults({ status, statusBody, paths: '/reports/' });
    const card = await ask(member, `mailing ${seeded('Sommer 2026').id}`);
    expect(card.text).toContain(sentence);
    expect(card.text).toContain('Sender: Teehaus Muster GmbH');
    expect(card.text).not.toContain('Opened');
  });

  test('figures that CleverReach does not tell are called missing, and are no zeros', async () => {
    const { id } = seeded('Sommer 2026');
    world.cleverReach.setFaults({
      status: 200,
      statusBody: { id, stats: { basic: { delivered: 90, unique_opened: 0 } } },
      paths: '/reports/',
    });
    const { text } = await ask(member, `mailing ${id}`);
    expect(text).toContain('Delivered: 90\nOpened: 0 (0%)\nClicked: not reported\nBounced: not reported');
    expect(text).toContain('Sent: not reported');
  });

  test('names of groups that cannot be had hide nothing else', async () => {
    world.cleverReach.setFaults({ status: 500, paths: '/groups' });
    const { text } = await ask(member, `mailing ${seeded('Größentabelle').id}`);
    expect(text).toContain(`Groups: ${SEED_GROUPS.vip.id}, ${SEED_GROUPS.press.id}`);
  });

  test('a group that is gone is said to be gone', async () => {
    const draft = seeded('Größentabelle');
    const before = draft.groupIds;
    draft.groupIds = ['4711'];
    try {
      expect((await ask(admin, `mailing ${draft.id}`)).text).toContain('Empfängerliste: 4711 (gibt es nicht mehr)');
    } finally {
      draft.groupIds = before;
    }
  });

  test('a mailing without a text part shows the first lines of its HTML', async () => {
    const draft = seeded('Händlerbrief Winter');
    const { text } = draft;
    draft.text = '';
    try {
      expect((await ask(member, `mailing ${draft.id}`)).text).toContain('hier lesen Sie das Neueste aus dem Teehaus');
    } finally {
      draft.text = text;
    }
  });

  test('is opened from the list, which stays', async () => {
    const list = await ask(member, 'mailings waiting');
    const card = await press(member, list, `mailing ${seeded('Black Week VIP').id}`);
    expect(card.ts).not.toBe(list.ts);
    expect(card.text).toContain('Mailing “Nur für Sie: 24 Stunden früher”');
  });

  test('Refresh fetches it again and puts it in place', async () => {
    const draft = seeded('Weihnachten 2026');
    const before = draft.subject;
    const card = await ask(member, `mailing ${draft.id}`);
    draft.subject = 'A subject of today';
    try {
      const fresh = await press(member, card, 'Refresh');
      expect(fresh.ts).toBe(card.ts);
      expect(fresh.text).toContain('A subject of today');
    } finally {
      draft.subject = before;
    }
  });

  test('Refresh of one that was deleted meanwhile says so, and leads on', async () => {
    const draft = seeded('Weihnachten 2026');
    const card = await ask(member, `mailing ${draft.id}`);
    mailings().delete(draft.id);
    try {
      const gone = await press(member, card, 'Refresh');
      expect(gone.text).toContain('This mailing no longer exists.');
      expect(shown(gone)).toContain('"value":"mailings"');
    } finally {
      mailings().set(draft.id, draft);
    }
  });

  test.each(['', '0', '1 OR 1', '../groups', '12345678901234567890'])(
    'a forged value “%s” of Refresh means no mailing',
    async (forgedValue) => {
      const card = await ask(member, `mailing ${seeded('Weihnachten 2026').id}`);
      await world.slack.press(member, card, { actionId: 'mailings:refresh' }, { forgedValue });
      await world.slack.waitForMessage(member, channel, {
        match: ({ ts, text }) => ts === card.ts && text.includes('This mailing no longer exists.'),
      });
    },
  );
});

describe('which mailing is meant', () => {
  test('without a word, the newest are offered', async () => {
    const answer = await ask(admin, 'mailing');
    expect(answer.text).toContain('Welches Mailing?');
    expect(shown(answer)).toContain(`"value":"mailing ${seeded('Black Week VIP').id}"`);
  });

  test('a part of a name that fits one opens it', async () => {
    expect((await ask(member, 'mailing „black week“')).text).toContain('Mailing “Nur für Sie: 24 Stunden früher”');
  });

  test('a part of names or subjects that fits several offers them', async () => {
    const answer = await ask(member, 'mailing händlerbrief');
    expect(answer.text).toContain('Several mailings match “händlerbrief”.');
    expect(shown(answer)).toMatch(/Händlerbrief Winter.*Händlerbrief Herbst/);
  });

  test('words that fit none say so, with the newest', async () => {
    const answer = await ask(member, 'mailing zebra');
    expect(answer.text).toContain('None of the newest 11 mailings has “zebra” in its name or subject.');
    expect(shown(answer)).toContain('"text":"Show"');
  });

  test('an unknown id says so, with the newest', async () => {
    const answer = await ask(member, 'mailing 999999');
    expect(answer.text).toContain('There is no mailing with the ID 999999.');
    expect(shown(answer)).toContain('"text":"Show"');
  });

  test('an account without mailings leads to a draft', async () => {
    const before = [...mailings()];
    mailings().clear();
    try {
      expect((await ask(member, 'mailings')).text).toContain('There are no mailings in this account yet.');
      expect((await ask(member, 'mailing')).text).toContain('There are no mailings in this account yet.');
      expect(shown(await ask(member, 'mailing 17'))).toContain('"value":"draft"');
    } finally {
      for (const [id, mailing] of before) mailings().set(id, mailing);
    }
  });
});
