import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Message } from '../src/sandbox/slack/index.ts';
import { growingAnswer } from '../src/slack/groups/growing-answer.ts';
import { createProbe, type Probe, probeMessage } from './probe.ts';
import { startWorld, type World } from './world.ts';

/** What a person sees of work that takes its time, after a command and after a pressed button. */

let world: World;
let probe: Probe;
let people = 0;
let user: string;
let channel: string;

beforeAll(async () => {
  probe = createProbe();
  world = await startWorld({ features: [probe.feature] });
  await world.install();
});
afterAll(() => world.close());
beforeEach(() => {
  people += 1;
  user = world.slack.addUser(world.workspace, { name: `person${people}` }).id;
  channel = world.slack.addChannel(world.workspace, { name: `channel${people}`, members: [user] }).id;
});
afterEach(() => world.slack.clearFaults());

const run = () => world.slack.command(user, channel, '/cleverreach probe');
const shown = (text: string) => world.slack.waitForMessage(user, channel, { text });
/** All that the app has said here, as it reads now. */
const texts = () =>
  world.slack.messagesFor(user, channel).flatMap(({ author, text }) => (author === 'app' ? [text] : []));
const posts = () => world.slack.exchanges({ kind: 'response_url' });

/** A message with a button, and its press. */
async function message(text: string): Promise<Message> {
  probe.command = (request) => request.reply(probeMessage(text));
  await run();
  return shown(text);
}
const press = (on: Message) => world.slack.press(user, on, 'Press');

describe('a command', () => {
  test('has its announcement replaced by the next, and the last by the answer', async () => {
    probe.command = async (request) => {
      await request.announce({ text: 'Working …' });
      await request.announce(probeMessage('Half of it'));
      await shown('Half of it');
      expect(texts()).toEqual(['Half of it']);
      await request.reply(probeMessage('All of it'));
    };
    await run();
    await shown('All of it');
    expect(texts()).toEqual(['All of it']);
  });

  test('keeps its answer when something else is said afterwards', async () => {
    probe.command = async (request) => {
      await request.announce({ text: 'Working …' });
      await request.reply({ text: 'The answer' });
      throw new Error('a bug');
    };
    await run();
    await shown('Something went wrong');
    expect(texts()).toEqual(['The answer', expect.stringContaining('Something went wrong')]);
  });

  test('that fails half-way says so in the place of what was there so far', async () => {
    probe.command = (request) =>
      growingAnswer(request, 'Working …', async (showSoFar) => {
        showSoFar(() => probeMessage('Half of it'));
        await shown('Half of it');
        throw new Error('a bug');
      });
    await run();
    await shown('Something went wrong');
    expect(texts()).toEqual([expect.stringContaining('Something went wrong')]);
  });

  test('has posts left for its answer, also where that has to be sent with plainer blocks', async () => {
    const before = posts().length;
    probe.command = async (request) => {
      for (const so of ['a third', 'a half', 'most']) await request.announce(probeMessage(so));
      world.slack.setFault({ method: 'response_url', status: 400, error: 'invalid_blocks', times: 1 });
      await request.reply(probeMessage('All of it'));
    };
    await run();
    await shown('All of it');
    expect(texts()).toEqual(['All of it']);
    expect(posts().length - before).toBe(5);
  });

  test('does not repeat an announcement that Slack did not take, but its answer', async () => {
    const before = posts().length;
    world.slack.setFault({ method: 'response_url', status: 500, times: 2 });
    probe.command = async (request) => {
      await request.announce({ text: 'Working …' });
      await request.reply({ text: 'The answer' });
    };
    await run();
    await shown('The answer');
    expect(texts()).toEqual(['The answer']);
    expect(posts().length - before).toBe(3);
  });

  test('whose address for answers stops to work half-way is answered in a direct message', async () => {
    probe.command = async (request) => {
      await request.announce({ text: 'Working …' });
      world.slack.setFault({ method: 'response_url', status: 404, error: 'used_url' });
      await request.reply({ text: 'The answer' });
    };
    await run();
    await world.slack.waitForMessage(user, '@app', { text: 'The answer' });
    expect(texts()).toEqual(['Working …']);
  });

  test('is answered also when its line is far too long or means nothing', async () => {
    for (const line of [
      '\u0000\u0007\u001b[31m',
      'x'.repeat(50_000),
      `probe${'\u202e'.repeat(9)}`,
      '<!channel> '.repeat(900),
    ]) {
      const { outcome, message } = await world.slack.command(user, channel, `/cleverreach ${line}`);
      expect(outcome).toBe('ok');
      expect(message?.text).not.toContain('<!channel>');
    }
  });
});

describe('a pressed button', () => {
  const refresh = (work: (showSoFar: (render: () => ReturnType<typeof probeMessage>) => void) => Promise<never>) => {
    probe.press = (request) => growingAnswer(request, 'Working …', work);
  };

  test('puts what is there so far in the place of its message, and then the whole', async () => {
    const old = await message('Old figures');
    probe.press = (request) =>
      growingAnswer(request, 'Working …', async (showSoFar) => {
        showSoFar(() => probeMessage('Half of the new'));
        await shown('Half of the new');
        return probeMessage('New figures');
      });
    await press(old);
    expect((await shown('New figures')).ts).toBe(old.ts);
    expect(texts()).toEqual(['New figures']);
  });

  test('that fails keeps the old figures, with the button to try again', async () => {
    const old = await message('Old figures');
    refresh(async () => {
      throw new Error('a bug');
    });
    await press(old);
    await shown('Something went wrong');
    expect(texts()).toEqual(['Old figures', expect.stringContaining('Something went wrong')]);
  });

  test('that fails after some new figures came says so in their place', async () => {
    const old = await message('Old figures');
    refresh(async (showSoFar) => {
      showSoFar(() => probeMessage('Half of the new'));
      await shown('Half of the new');
      throw new Error('a bug');
    });
    await press(old);
    expect((await shown('Something went wrong')).ts).toBe(old.ts);
    expect(texts()).toHaveLength(1);
  });

  test('answers beside its message unless it replaces it', async () => {
    const old = await message('Old figures');
    probe.press = async (request) => {
      await request.announce({ text: 'Working …' });
      await request.reply({ text: 'Something else' });
    };
    await press(old);
    await shown('Something else');
    expect(texts()).toEqual(['Old figures', 'Something else']);
  });

  test('with a forged value is answered as if that had been typed', async () => {
    const old = await message('Old figures');
    for (const forgedValue of ['\u0000\u0007 probe', 'y'.repeat(50_000), '<!channel>', '']) {
      const before = texts().length;
      const { outcome } = (await world.slack.press(user, old, 'Command', { forgedValue })) as { outcome: string };
      expect(outcome).toBe('ok');
      await world.slack.waitFor(() => texts().length > before);
      expect(texts().at(-1)).not.toContain('<!channel>');
    }
  });
});
