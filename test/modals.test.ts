import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { View } from '../src/sandbox/slack/index.ts';
import { connected } from '../src/slack/guards.ts';
import type { SlackRequest } from '../src/slack/requests.ts';
import { createProbe, type Probe, probeForm, probeMessage } from './probe.ts';
import { signedRequests } from './signed-requests.ts';
import { addTenant, connectUrlOf, visit } from './tenant.ts';
import { startWorld, type World } from './world.ts';

/** Answers to what has no place in a conversation: shortcuts, and buttons in modals. */

let world: World;
let probe: Probe;
let people = 0;
/** Somebody new, so that no test finds what another has left open. */
let user: string;

beforeAll(async () => {
  probe = createProbe();
  world = await startWorld({ features: [probe.feature] });
  if (world.slack.app.appHome) world.slack.app.appHome.homeTab = true;
  await world.install();
});
afterAll(() => world.close());
beforeEach(() => {
  people += 1;
  user = world.slack.addUser(world.workspace, { name: `person${people}` }).id;
});
afterEach(() => world.slack.clearFaults());

const shown = (text: string): Promise<View> =>
  world.slack.waitFor(() => {
    const view = world.slack.currentView(user);
    return view !== null && JSON.stringify(view.content).includes(text) && view;
  });
const directMessage = (text: string) => world.slack.waitForMessage(user, '@app', { text });
const directMessages = () => world.slack.messagesFor(user, '@app').map(({ text }) => text);
const shortcut = () => world.slack.shortcut(user, 'mailings:draft');
const close = () => world.slack.closeView(user, 'modal', { all: true });
const form = (title: string) => (privateMetadata: string) => probeForm(title, privateMetadata);
/** More than the three seconds for which Slack lets a modal be opened. */
const dawdle = () => world.slack.advance(3_500);

/** A modal that shows a message, from a shortcut. */
async function messageModalOf(text: string): Promise<View> {
  probe.command = (request) => request.reply(probeMessage(text));
  await shortcut();
  return shown(text);
}

describe('a shortcut', () => {
  test('is answered in a modal; an announcement stands there first', async () => {
    let announced: View | undefined;
    probe.command = async (request) => {
      await request.announce({ text: 'Working …' });
      announced = await shown('Working …');
      await request.reply(probeMessage('Done'));
    };
    await shortcut();
    expect((await shown('Done')).id).toBe(announced?.id);
    expect(directMessages()).toEqual([]);
  });

  test('that takes too long for a modal is answered in a direct message', async () => {
    probe.command = async (request) => {
      await dawdle();
      await request.announce({ text: 'Working …' });
      await request.reply({ text: 'Late' });
    };
    await shortcut();
    await directMessage('Late');
    expect(directMessages()).toEqual(['Late']);
    expect(world.slack.currentView(user)).toBeNull();
  });

  test('whose modal was closed meanwhile is answered in a direct message', async () => {
    probe.command = async (request) => {
      await request.announce({ text: 'Working …' });
      await shown('Working …');
      await close();
      await request.reply({ text: 'Done' });
    };
    await shortcut();
    await directMessage('Done');
  });

  test('puts its form where the announcement was', async () => {
    let announced: View | undefined;
    probe.command = async (request) => {
      await request.announce({ text: 'Working …' });
      announced = await shown('Working …');
      const modal = await request.openModal(form('First'), { step: 1 });
      await modal.update(form('Second'), { step: 2 });
    };
    await shortcut();
    expect((await shown('Second')).id).toBe(announced?.id);
  });

  test('whose announcement was closed offers its form in a direct message', async () => {
    probe.command = async (request) => {
      await request.announce({ text: 'Working …' });
      await shown('Working …');
      await close();
      await request.openModal(form('The form'));
    };
    await shortcut();
    const offer = await directMessage('Everything is ready');
    probe.command = async (request) => void (await request.openModal(form('The form')));
    await world.slack.press(user, offer, 'Continue');
    await shown('The form');
  });

  test('whose modal Slack does not take is answered in a direct message', async () => {
    world.slack.setFault({ method: 'views.open', error: 'fatal_error', times: 1 });
    probe.command = (request) => request.reply({ text: 'All the same' });
    await shortcut();
    await directMessage('All the same');
    expect(directMessages()).toEqual(['All the same']);
  });

  test('whose modal Slack does not take when it is there already is answered in a direct message', async () => {
    world.slack.setFault({ method: 'views.update', error: 'fatal_error', times: 1 });
    probe.command = async (request) => {
      await request.announce({ text: 'Working …' });
      await request.reply({ text: 'All the same' });
    };
    await shortcut();
    await directMessage('All the same');
  });

  test('of an older version of the app is answered', async () => {
    await world.slack.shortcut(user, 'receivers:unsubscribe');
    await shown('older version');
  });

  test('after another gets a modal of its own', async () => {
    const first = await messageModalOf('First');
    const second = await messageModalOf('Second');
    expect(second.id).not.toBe(first.id);
    expect(first.externalId).not.toBe('');
    expect(second.externalId).not.toBe(first.externalId);
  });
});

test('a button in Home is answered in a modal, and Home stays', async () => {
  const { blocks } = probeMessage('At home');
  probe.command = async ({ client }) => {
    await client.views.publish({ user_id: user, view: { type: 'home', blocks: blocks as never } });
  };
  await shortcut();
  await world.slack.waitFor(() => world.slack.homeView(user));
  probe.press = (request) => request.reply(probeMessage('An answer'));
  await world.slack.press(user, 'home', 'Press');
  await shown('An answer');
  expect(JSON.stringify(world.slack.homeView(user)?.content)).toContain('At home');
});

describe('a button in a modal that shows a message', () => {
  const press = () => world.slack.press(user, 'modal', 'Press');

  test.each([true, undefined])('puts its answer there (replace: %s)', async (replace) => {
    const { id, externalId } = await messageModalOf('Page 1');
    probe.press = (request) => request.reply(probeMessage('Page 2'), replace === undefined ? {} : { replace });
    await press();
    expect(await shown('Page 2')).toMatchObject({ id, externalId });
    probe.press = (request) => request.reply(probeMessage('Page 3'), replace === undefined ? {} : { replace });
    await press();
    expect(await shown('Page 3')).toMatchObject({ id, externalId });
  });

  test('that fails tells it on top, and what was there stays', async () => {
    const { id } = await messageModalOf('Figures');
    probe.press = () => Promise.reject(new Error('a bug'));
    await press();
    await shown('Something went wrong');
    await world.slack.closeView(user);
    expect(await shown('Figures')).toMatchObject({ id });
  });

  test('that fails after some figures came tells it in their place, since nothing goes on any more', async () => {
    const { id } = await messageModalOf('Figures');
    probe.press = async (request) => {
      await request.announce(probeMessage('Half of the figures'), { replace: true });
      await shown('Half of the figures');
      throw new Error('a bug');
    };
    await press();
    expect(await shown('Something went wrong')).toMatchObject({ id });
  });

  test('that only renews it is not announced by a mere line', async () => {
    await messageModalOf('Figures');
    probe.press = async (request) => {
      await request.announce({ text: 'Working …' }, { replace: true });
      await shown('Figures');
      await request.reply(probeMessage('New ones'), { replace: true });
    };
    await press();
    await shown('New ones');
  });

  test('that leads elsewhere is announced by a line', async () => {
    await messageModalOf('Figures');
    probe.press = async (request) => {
      await request.announce({ text: 'Working …' });
      await shown('Working …');
      await request.reply(probeMessage('Elsewhere'));
    };
    await press();
    await shown('Elsewhere');
  });

  test('that runs a command puts its form there', async () => {
    const { id } = await messageModalOf('Choose');
    probe.command = async (request) => {
      const modal = await request.openModal(form('First'));
      await modal.update(form('Second'));
    };
    await world.slack.press(user, 'modal', 'Command');
    expect(await shown('Second')).toMatchObject({ id });
  });

  test('that was closed meanwhile is answered in a direct message', async () => {
    await messageModalOf('Figures');
    probe.press = async (request) => {
      await close();
      await request.reply({ text: 'Done' });
    };
    await press();
    await directMessage('Done');
  });

  test('leads to a form whose result comes where it all began', async () => {
    // The address for answers goes along from one modal to the next.
    const channel = world.slack.addChannel(world.workspace, { name: `channel${people}`, members: [user] });
    probe.command = async (request) => void (await request.openModal(form('The form')));
    await world.slack.command(user, channel.id, '/cleverreach probe');
    await shown('The form');
    probe.press = (request) => request.reply(probeMessage('On top'));
    await press();
    await shown('On top');
    await world.slack.press(user, 'modal', 'Command');
    await shown('The form');
    probe.submit = async (request) => {
      await request.services.replies.send(world.workspace, request.replyAddress, { text: 'The result' });
    };
    await world.slack.submit(user);
    await world.slack.waitForMessage(user, channel.id, { text: 'The result' });
  });
});

describe('a button in a form', () => {
  const press = () => world.slack.press(user, 'modal', 'Press');

  async function openForm(): Promise<View> {
    probe.command = async (request) => void (await request.openModal(form('The form'), { step: 1 }));
    await shortcut();
    return shown('The form');
  }

  test('gets its answer on top of the form, which keeps what was typed', async () => {
    const { id } = await openForm();
    await world.slack.fill(user, 'modal', { field: 'typed' });
    probe.press = (request) => request.reply(probeMessage('An answer'));
    await press();
    await shown('An answer');
    await world.slack.closeView(user);
    expect(await shown('The form')).toMatchObject({ id, values: { field: { value: { value: 'typed' } } } });
  });

  test('knows what the form holds and carries along, and can put another view there', async () => {
    await openForm();
    await world.slack.fill(user, 'modal', { field: 'typed' });
    let seen: Pick<SlackRequest, 'state' | 'values'> | undefined;
    probe.press = async (request) => {
      seen = request;
      await request.modal?.update(form('Next'), { step: 2 });
    };
    await press();
    const next = await shown('Next');
    expect(seen?.state).toEqual({ step: 1 });
    expect(seen?.values).toMatchObject({ field: { value: { value: 'typed' } } });
    expect(next.values).toMatchObject({ field: { value: { value: 'typed' } } });
  });

  test('on top of two others, where no more fits, is answered in a direct message', async () => {
    await openForm();
    for (const title of ['Second', 'Third']) {
      probe.press = async (request) => void (await request.openModal(form(title)));
      await press();
      await shown(title);
    }
    probe.press = (request) => request.reply({ text: 'An answer' });
    await press();
    await directMessage('An answer');
    expect(directMessages()).toEqual(['An answer']);
    expect(JSON.stringify(world.slack.currentView(user)?.content)).toContain('Third');
  });

  test.each([
    [
      'closed meanwhile',
      async () => {
        await close();
      },
    ],
    ['open, after a long time', dawdle],
  ])('of a form that is %s is answered in a direct message', async (_how, meanwhile) => {
    await openForm();
    probe.press = async (request) => {
      await meanwhile();
      await request.reply({ text: 'An answer' });
    };
    await press();
    await directMessage('An answer');
  });

  test('of somebody else’s form knows nothing of what that carries along, and answers whoever pressed', async () => {
    const { id, content } = await openForm();
    const seen: unknown[] = [];
    probe.press = async (request) => {
      seen.push(request.state, request.replyAddress.userId);
      await request.reply({ text: 'To whoever pressed' });
    };
    const other = world.slack.addUser(world.workspace, { name: `other${people}` }).id;
    const elsewhere = await addTenant(world);
    for (const [team, presser] of [
      [world.workspace, other],
      [elsewhere.id, elsewhere.member],
    ] as const) {
      await signedRequests(world).interaction({
        type: 'block_actions',
        team: { id: team },
        user: { id: presser },
        trigger_id: `${performance.now()}`,
        view: { id, type: 'modal', callback_id: 'probe:submit', private_metadata: content['private_metadata'] },
        actions: [{ action_id: 'probe:press', value: '' }],
      });
      await world.slack.waitForMessage(presser, '@app', { text: 'To whoever pressed' });
    }
    expect(seen).toEqual([undefined, other, undefined, elsewhere.member]);
    expect(directMessages()).toEqual([]);
  });

  test('that wants to carry along too much fails in the app and not at Slack', async () => {
    await openForm();
    probe.press = async (request) => void (await request.modal?.update(form('Next'), { addresses: 'x'.repeat(3_000) }));
    const before = world.slack.exchanges({ name: 'views.update' }).length;
    await press();
    await shown('Something went wrong');
    expect(world.slack.exchanges({ name: 'views.update' })).toHaveLength(before);
    expect(world.log()).toContain("A modal's state takes");
  });
});

describe('connecting from a modal', () => {
  const answers = connected(async (request) => request.reply(probeMessage('Figures of the account')));
  const agree = async (offer: View) => (await visit(connectUrlOf({ blocks: offer.content['blocks'] }))).agree();

  test('the answer that was wanted takes the place of the Connect button, also where that came later', async () => {
    const tenant = await addTenant(world);
    user = tenant.admin;
    const { id } = await messageModalOf('Welcome');
    probe.command = answers;
    await world.slack.press(user, 'modal', 'Command');
    const offer = await shown('Connect CleverReach');
    expect(offer.id).toBe(id);
    await agree(offer);
    expect(await shown('Figures of the account')).toMatchObject({ id });
    expect(directMessages().filter((text) => text.includes('Figures'))).toEqual([]);
    // And from there it goes on.
    probe.press = (request) => request.reply(probeMessage('Next page'), { replace: true });
    await world.slack.press(user, 'modal', 'Press');
    expect(await shown('Next page')).toMatchObject({ id });
  });

  test('on top of a form as well', async () => {
    const tenant = await addTenant(world);
    user = tenant.admin;
    probe.command = async (request) => void (await request.openModal(form('The form')));
    await shortcut();
    await shown('The form');
    probe.press = (request) => connected(async () => undefined)({ ...request, line: 'probe' });
    await world.slack.press(user, 'modal', 'Press');
    const offer = await shown('Connect CleverReach');
    probe.command = answers;
    await agree(offer);
    expect(await shown('Figures of the account')).toMatchObject({ id: offer.id });
  });

  test('an error after the form took that place comes as a message and does not cover the form', async () => {
    const tenant = await addTenant(world);
    user = tenant.admin;
    probe.command = connected(async (request) => {
      await request.openModal(form('The form'));
      throw new Error('a bug');
    });
    await shortcut();
    await agree(await shown('Connect CleverReach'));
    await directMessage('Something went wrong');
    await shown('The form');
  });
});
