import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { request as send } from 'undici';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { View } from '../src/sandbox/slack/index.ts';
import { messageModal } from '../src/slack/kit/message-modal.ts';
import type { SubmissionRequest } from '../src/slack/requests.ts';
import { createProbe, type Probe, probeForm } from './probe.ts';
import { startWorld, type World } from './world.ts';

/** What a submitted form may come to, and what the person sees of it. */

let world: World;
let probe: Probe;
let people = 0;

beforeAll(async () => {
  probe = createProbe();
  probe.command = async (request) => {
    await request.openModal((privateMetadata) => probeForm('The form', privateMetadata), { step: 1 });
  };
  world = await startWorld({ features: [probe.feature] });
  await world.install();
});
afterAll(() => world.close());

/** Somebody new with the form open and filled in, and what they see from then on. */
async function somebody() {
  people += 1;
  const { id: user } = world.slack.addUser(world.workspace, { name: `person${people}` });
  await world.slack.shortcut(user, 'mailings:draft');
  const shown = (text: string): Promise<View> =>
    world.slack.waitFor(() => {
      const view = world.slack.currentView(user);
      return view !== null && JSON.stringify(view.content).includes(text) && view;
    });
  const form = await shown('The form');
  await world.slack.fill(user, 'modal', { field: 'typed' });
  return {
    user,
    form,
    shown,
    submit: () => world.slack.submit(user),
    close: () => world.slack.closeView(user, 'modal', { all: true }),
    directMessage: (text: string) => world.slack.waitForMessage(user, '@app', { text }),
    directMessages: () => world.slack.messagesFor(user, '@app').map(({ text }) => text),
  };
}

describe('a submitted form', () => {
  test('closes when nothing is said', async () => {
    const { submit, directMessages } = await somebody();
    let state: unknown;
    probe.submit = async (request) => {
      state = request.state;
    };
    expect(await submit()).toEqual({ outcome: 'closed' });
    expect(state).toEqual({ step: 1 });
    expect(directMessages()).toEqual([]);
  });

  test('stays open and says at the field what is wrong', async () => {
    const { submit } = await somebody();
    probe.submit = async (request) => request.refuse({ field: 'Not this.' });
    expect(await submit()).toEqual({ outcome: 'errors', errors: { field: 'Not this.' }, byClient: false });
  });

  test('keeps what was typed below an answer', async () => {
    const { submit, user, shown } = await somebody();
    probe.submit = (request) => request.reply({ text: 'Not now.' });
    expect(await submit()).toMatchObject({ outcome: 'pushed' });
    await world.slack.closeView(user);
    expect((await shown('The form')).values).toMatchObject({ field: { value: { value: 'typed' } } });
  });

  test('keeps what was typed below an error', async () => {
    const { submit, user, shown } = await somebody();
    probe.submit = () => Promise.reject(new Error('a bug'));
    expect(await submit()).toMatchObject({ outcome: 'pushed' });
    await shown('Something went wrong');
    await world.slack.closeView(user);
    await shown('The form');
  });

  test('of an unknown kind, or with a state that nobody sealed, is answered', async () => {
    const { user, shown } = await somebody();
    const forge = async (change: Record<string, string>, sentence: string) => {
      probe.press = async (request) => {
        await request.modal?.update((privateMetadata) => ({
          ...probeForm(`Forged, ${sentence}`, privateMetadata),
          ...change,
        }));
      };
      await world.slack.press(user, 'modal', 'Press');
      await shown(`Forged, ${sentence}`);
      expect(await world.slack.submit(user)).toMatchObject({ outcome: 'pushed' });
      await shown(sentence);
      await world.slack.closeView(user);
    };
    await forge({ private_metadata: 'made up' }, 'too old');
    await forge({ callback_id: 'probe:gone' }, 'older version');
  });
});

describe('a form that makes way for the next view', () => {
  const step = (title: string) => (privateMetadata: string) => probeForm(title, privateMetadata);
  const working =
    ({ reader }: SubmissionRequest) =>
    () =>
      messageModal(reader, { text: 'Working …' });

  test('shows it at once, and then what came of it', async () => {
    const { submit, form, shown } = await somebody();
    probe.submit = async (request) => {
      const modal = await request.replaceWith(working(request));
      expect(await modal.update(step('Second'), { step: 2 })).toBe(true);
    };
    expect(await submit()).toMatchObject({ outcome: 'updated' });
    expect((await shown('Second')).id).toBe(form.id);
    // And the next step knows of the one before.
    const seen: unknown[] = [];
    probe.submit = async (request) => void seen.push(request.state);
    await submit();
    expect(seen).toEqual([{ step: 2 }]);
  });

  test('shows an error there, where it said that work goes on', async () => {
    const { submit, form, shown, directMessages } = await somebody();
    probe.submit = async (request) => {
      await request.replaceWith(working(request));
      throw new Error('a bug');
    };
    await submit();
    expect((await shown('Something went wrong')).id).toBe(form.id);
    expect(directMessages()).toEqual([]);
  });

  test('sends an error as a message when it was closed meanwhile', async () => {
    const { submit, close, shown, directMessage } = await somebody();
    probe.submit = async (request) => {
      await request.replaceWith(working(request));
      await shown('Working …');
      await close();
      throw new Error('a bug');
    };
    await submit();
    await directMessage('Something went wrong');
  });

  test('sends answers as messages from then on', async () => {
    const { submit, shown, directMessage } = await somebody();
    probe.submit = async (request) => {
      await request.replaceWith(working(request));
      await request.reply({ text: 'By the way' });
    };
    await submit();
    await directMessage('By the way');
    await shown('Working …');
  });

  test('shows what came of it also when Slack is slow to take the app’s answer', async () => {
    const slow = await slowWay(world.publicUrl, 500);
    const { eventsUrl } = world.slack.app;
    const { submit, form, shown } = await somebody();
    probe.submit = async (request) => {
      const modal = await request.replaceWith(working(request));
      expect(await modal.update(step('Second'))).toBe(true);
    };
    world.slack.app.eventsUrl = slow.url;
    try {
      await submit();
    } finally {
      world.slack.app.eventsUrl = eventsUrl;
      await slow.close();
    }
    expect((await shown('Second')).id).toBe(form.id);
  });
});

describe('a form whose submission takes longer than Slack waits', () => {
  /** They all wait the same two seconds, side by side, so each has a person and a handler of their own. */
  const late: Record<string, (request: SubmissionRequest) => Promise<void>> = {};
  beforeEach(() => {
    probe.submit = async (request) => late[request.person.id]?.(request);
  });

  async function submitted(
    after: (request: SubmissionRequest) => Promise<unknown> | unknown,
    before: (request: SubmissionRequest) => Promise<unknown> | unknown = () => undefined,
  ) {
    const person = await somebody();
    late[person.user] = async (request) => {
      await before(request);
      await person.shown('taking longer');
      await after({ ...request, ...person });
    };
    expect(await person.submit()).toMatchObject({ outcome: 'pushed' });
    return person;
  }

  test.concurrent('says so, and in the end that it is being done; closing that closes the form', async () => {
    const { shown, user, directMessages } = await submitted(() => undefined);
    await shown('This is being done');
    await world.slack.closeView(user);
    expect(world.slack.currentView(user)).toBeNull();
    expect(directMessages()).toEqual([]);
  });

  test.concurrent('says what is wrong, and below it the form still holds what was typed', async () => {
    const { shown, user } = await submitted((request) => request.refuse({ field: 'Not <this>.' }));
    await shown('• Not &lt;this&gt;.');
    await world.slack.closeView(user);
    expect((await shown('The form')).values).toMatchObject({ field: { value: { value: 'typed' } } });
  });

  test.concurrent('shows an answer', async () => {
    const { shown, directMessages } = await submitted((request) => request.reply({ text: 'An answer' }));
    await shown('An answer');
    expect(directMessages()).toEqual([]);
  });

  test.concurrent('shows an error', async () => {
    const { shown } = await submitted(() => Promise.reject(new Error('a bug')));
    await shown('Something went wrong');
  });

  test.concurrent('shows the next step, which knows of the one before', async () => {
    const { shown, user } = await submitted((request) =>
      request.replaceWith((privateMetadata) => probeForm('Second', privateMetadata), { step: 2 }),
    );
    await shown('Second');
    const seen: unknown[] = [];
    late[user] = async (request) => void seen.push(request.state);
    await world.slack.submit(user);
    expect(seen).toEqual([{ step: 2 }]);
  });

  test.concurrent('sends what is wrong as a message when everything was closed meanwhile', async () => {
    const { directMessage } = await submitted(async (request) => {
      await world.slack.closeView(request.person.id, 'modal', { all: true });
      request.refuse({ field: 'Not this.' });
    });
    await directMessage('Not this.');
  });

  test.concurrent('does not put off what was said before for what comes later', async () => {
    const person = await somebody();
    late[person.user] = async (request) => {
      await request.reply({ text: 'First' });
      await person.shown('First');
      await request.reply({ text: 'Second' });
    };
    expect(await person.submit()).toMatchObject({ outcome: 'pushed' });
    await person.directMessage('Second');
    await person.shown('First');
  });
});

/** A way to the app on which its answers take their time. */
async function slowWay(to: string, slowness: number): Promise<{ url: string; close(): Promise<void> }> {
  const server: Server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const { host, 'content-length': length, connection, ...headers } = incoming.headers;
    const answer = await send(`${to}${incoming.url}`, { method: 'POST', headers, body: Buffer.concat(chunks) });
    const body = await answer.body.text();
    await delay(slowness);
    outgoing.writeHead(answer.statusCode, { 'content-type': String(answer.headers['content-type'] ?? 'text/plain') });
    outgoing.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/slack/events`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
