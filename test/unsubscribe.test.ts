import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { SEED_GROUPS } from '../src/sandbox/cleverreach/index.ts';
import { addTenant, connectUrlOf, tenantChannel, visit } from './tenant.ts';
import { type Unsubscribing, unsubscribing, wordsOf } from './unsubscribing.ts';
import { admin, channel, guest, member, startWorld, type World } from './world.ts';

const { newsletter, vip, fair, press, dealers } = SEED_GROUPS;
let world: World;
let u: Unsubscribing;

beforeAll(async () => {
  world = await startWorld();
  await world.ready();
  u = unsubscribing(world);
});
afterAll(() => world.close());
beforeEach(async () => {
  world.cleverReach.setFaults({});
  world.cleverReach.requests.length = 0;
  for (const user of [admin, member]) await world.slack.closeView(user, 'modal', { all: true }).catch(() => undefined);
});

const open = (user: string) => world.slack.shortcut(user, 'receivers:unsubscribe');

describe('the shortcut "Unsubscribe an address"', () => {
  test('an address in several groups: shown first in which, then it leaves all of them, and the answer names them', async () => {
    const email = u.subscriber([newsletter, vip, fair]);
    await open(member);
    const shown = await u.lookUp(member, { addresses: email });
    expect(shown).toContain(
      `*${email}* will be unsubscribed from *3 groups*:\n• Newsletter\n• VIP-Kunden\n• Messe 2026`,
    );
    expect(shown).toContain('Unsubscribe 1 address');
    expect(u.writes()).toEqual([]);

    const answer = await u.confirm(member);
    expect(answer.text).toContain(`${email} was unsubscribed from 3 groups:\n• Newsletter\n• VIP-Kunden\n• Messe 2026`);
    for (const group of [newsletter, vip, fair]) expect(u.isActive(group, email), group.name).toBe(false);
    expect(u.writes()).toHaveLength(3);
  });

  test('several addresses at once, written in any way, each where it is active', async () => {
    const [one, two, three] = [u.subscriber([newsletter, vip]), u.subscriber([press]), u.subscriber([fair])];
    await open(member);
    const shown = await u.lookUp(member, {
      addresses: `Karla K. <${one}>; ${two.toUpperCase()}\nmailto:${three}, ${one}`,
    });
    expect(shown).toContain('*3 addresses* will be unsubscribed, from *4 groups* in all:');
    expect(shown).toContain(`• *${one}*: Newsletter, VIP-Kunden`);
    expect(shown).toContain('Unsubscribe 3 addresses');
    const answer = await u.confirm(member);
    expect(answer.text).toContain(`• *${three}*: Messe 2026`);
    expect([u.isActive(vip, one), u.isActive(press, two), u.isActive(fair, three)]).toEqual([false, false, false]);
    // One call for each address, whatever the number of groups.
    const searches = world.cleverReach.requests.filter(({ path }) => path.includes('receivers/filter'));
    expect(searches.length).toBeLessThanOrEqual(9);
  });

  test('with chosen groups, only those are left', async () => {
    const email = u.subscriber([newsletter, vip]);
    await open(member);
    await u.form(member);
    await world.slack.choose(member, 'modal', { blockId: 'groups' }, [vip.name], { query: 'VIP' });
    expect(await u.lookUp(member, { addresses: email })).toContain('from *1 group*');
    expect((await u.confirm(member)).text).toContain('from 1 group:');
    expect([u.isActive(vip, email), u.isActive(newsletter, email)]).toEqual([false, true]);
  });

  test('it is shown where an address is inactive or bounced already, and which addresses are active nowhere', async () => {
    const email = u.subscriber([newsletter]);
    const [left, bounced] = [u.subscriber([vip], 'inactive'), u.subscriber([press], 'bounced')];
    await open(member);
    const shown = await u.lookUp(member, { addresses: [email, left, bounced, 'nobody@example.com'].join('\n') });
    expect(shown).toContain(`*${email}* will be unsubscribed from *1 group*:`);
    expect(shown).toContain('Unsubscribe 1 address');
    expect(shown).toContain(`Nothing will change for:\n• *${left}*: already inactive in VIP-Kunden`);
    expect(shown).toContain(`• *${bounced}*: bounced in Presse`);
    expect(shown).toContain('• *nobody@example.com*: in no group');
    await u.confirm(member);
    expect(u.writes()).toHaveLength(1);
  });

  test('nothing to change: that is said, there is nothing to submit, and the form is one press away', async () => {
    await open(admin);
    await u.submitForm(admin, { addresses: 'nobody@example.com juergen.groess@example.org' });
    const { content } = await u.check(admin);
    const shown = wordsOf(content);
    expect(shown).toContain('*Es gibt nichts zu ändern.*\n• *nobody@example.com*: in keiner Empfängerliste');
    expect(shown).toContain('• *juergen.groess@example.org*: schon inaktiv in Newsletter');
    expect(content['submit']).toBeUndefined();
    await world.slack.press(admin, 'modal', 'Zurück');
    expect(JSON.stringify((await u.form(admin)).values)).toContain('juergen.groess@example.org');
    expect(u.writes()).toEqual([]);
  });

  test('Back leads to the form with everything that stood in it, and on from there', async () => {
    const email = u.subscriber([newsletter, vip]);
    const written = `${email}\nnobody@example.com`;
    await open(member);
    await u.form(member);
    await world.slack.choose(member, 'modal', { blockId: 'groups' }, [vip.name], { query: 'VIP' });
    await u.lookUp(member, { addresses: written });
    await world.slack.press(member, 'modal', 'Back');
    const { values } = await u.form(member);
    expect(values['addresses']?.['value']).toMatchObject({ value: written });
    expect(JSON.stringify(values['groups'])).toContain(vip.name);
    await u.lookUp(member);
    await u.confirm(member);
    expect([u.isActive(vip, email), u.isActive(newsletter, email)]).toEqual([false, true]);
  });

  test('what is no address is named at the field, and CleverReach is not asked', async () => {
    await open(member);
    await u.form(member);
    const fifty = Array.from({ length: 51 }, (_, index) => `a${index}@b.de`).join('\n');
    for (const [typed, sentence] of [
      ['anna.mueller at example.com', '“anna.mueller at example.com” is not an e-mail address.'],
      ['a@b.de, c@d, x@', '“c@d”, “x@” are not e-mail addresses.'],
      [' ', 'Please enter an address.'],
      [fifty, 'That makes 51 addresses. At most 50 can be unsubscribed at once.'],
    ] as const) {
      await world.slack.fill(member, 'modal', { addresses: typed }, { force: true });
      const result = await world.slack.submit(member, 'modal', { force: true });
      expect(result).toMatchObject({ outcome: 'errors', errors: { addresses: sentence } });
    }
    expect(world.cleverReach.requests).toEqual([]);
  });
});

describe('the message shortcut "Unsubscribe address"', () => {
  async function on(text: string) {
    const message = world.slack.say(member, channel, text);
    await world.slack.messageShortcut(member, channel, message.ts, 'receivers:unsubscribe-from-message');
    return u.form(member);
  }

  test('takes the address from the message and answers in the channel, to whoever asked', async () => {
    const email = u.subscriber([newsletter]);
    await on(`Please take ${email} off the list.`);
    await u.lookUp(member);
    const answer = await u.confirm(member, channel);
    expect(answer.ephemeralFor).not.toBeNull();
    expect(answer.text).toContain('was unsubscribed from 1 group');
  });

  test('with several addresses it asks which, none is chosen beforehand, and the choice is there on the way back', async () => {
    const [one, two, three] = [u.subscriber([newsletter]), u.subscriber([vip]), u.subscriber([press])];
    const { values } = await on(`${one}, ${two} and ${three} want to leave`);
    expect(values['found']?.['value']).toMatchObject({ selected_options: [] });
    expect(await world.slack.submit(member, 'modal', { force: true })).toMatchObject({
      errors: { found: 'Please enter an address.' },
    });
    await world.slack.choose(member, 'modal', { blockId: 'found' }, [one, three]);
    expect(await u.lookUp(member)).toContain('*2 addresses* will be unsubscribed');
    await world.slack.press(member, 'modal', 'Back');
    const form = await u.form(member);
    expect(wordsOf(form.content)).toContain(two);
    expect(JSON.stringify(form.values['found'])).not.toContain(two);
    await u.lookUp(member);
    await u.confirm(member, channel);
    expect([u.isActive(newsletter, one), u.isActive(vip, two), u.isActive(press, three)]).toEqual([false, true, false]);
  });

  test('with more addresses than are offered it says so, and where the others can be unsubscribed', async () => {
    const addresses = Array.from({ length: 26 }, (_, index) => `many${index}@example.com`);
    const form = wordsOf((await on(addresses.join(', '))).content);
    expect(form).toContain('many24@example.com');
    expect(form).not.toContain('many25@example.com');
    expect(form).toContain('Only the first 25 addresses of this message are offered here.');
    await world.slack.closeView(member, 'modal');

    const all = wordsOf((await on(addresses.slice(1).join(', '))).content);
    expect(all).toContain('many25@example.com');
    expect(all).not.toContain('Only the first');
    await world.slack.closeView(member, 'modal');
  });

  test('without an address in the message it can be written', async () => {
    const form = await on('Someone wants to leave.');
    expect(wordsOf(form.content)).toContain('No e-mail address was found in this message.');
    const email = u.subscriber([newsletter]);
    await u.lookUp(member, { addresses: email });
    await u.confirm(member, channel);
    expect(u.isActive(newsletter, email)).toBe(false);
  });
});

describe('without a connection', () => {
  async function unconnected() {
    const tenant = await addTenant(world);
    const form = () => u.form(tenant.admin);
    return { tenant, person: world.slack.as(tenant.admin), form };
  }

  test('the addresses of a message are offered after connecting, none chosen, as they would have been before', async () => {
    const { person, form } = await unconnected();
    const { ts } = person.say(tenantChannel, 'Please remove one@example.com, or was it two@example.com?');
    await person.messageShortcut(tenantChannel, ts, 'receivers:unsubscribe-from-message');
    const offer = await world.slack.waitFor(() => person.currentView());
    await (await visit(connectUrlOf({ blocks: offer.content['blocks'] }))).agree();
    const { values } = await form();
    expect(values['found']?.['value']).toMatchObject({ selected_options: [] });
  });

  test('a command carries on with its addresses and its group', async () => {
    const { tenant, person, form } = await unconnected();
    const offer = await tenant.ask(tenant.admin, 'unsubscribe one@example.com two@example.com VIP');
    await (await visit(connectUrlOf(offer))).agree();
    const ready = await world.slack.waitForMessage(tenant.admin, tenantChannel, { text: 'Everything is ready' });
    await person.press(ready, 'Continue');
    const { values } = await form();
    expect(values['addresses']?.['value']).toMatchObject({ value: 'one@example.com\ntwo@example.com' });
    expect(JSON.stringify(values['groups'])).toContain(vip.name);
  });
});

describe('the command', () => {
  const type = (line: string, user = member) => world.slack.command(user, channel, `/cleverreach ${line}`);

  test('“abmelden” with addresses and a group opens the form with all of it', async () => {
    const [one, two] = [u.subscriber([newsletter, vip]), u.subscriber([newsletter, vip])];
    await type(`abmelden ${one}, ${two} VIP`);
    const { values } = await u.form(member);
    expect(values['addresses']?.['value']).toMatchObject({ value: `${one}\n${two}` });
    await u.lookUp(member);
    await u.confirm(member, channel);
    expect([u.isActive(vip, one), u.isActive(newsletter, one), u.isActive(vip, two)]).toEqual([false, true, false]);
  });

  test('a group that fits several: they are offered, and the choice carries on with the addresses', async () => {
    const email = u.subscriber([dealers, press]);
    await type(`unsubscribe ${email} e`);
    await world.slack.waitFor(() => wordsOf(world.slack.currentView(member)?.content).includes('Several groups match'));
    await world.slack.press(member, 'modal', press.name);
    const { values } = await u.form(member);
    expect(JSON.stringify(values)).toContain(email);
    await u.lookUp(member);
    await u.confirm(member, channel);
    expect([u.isActive(press, email), u.isActive(dealers, email)]).toEqual([false, true]);
  });

  test.each([
    ['anna.mueller(at)example.com', '“anna.mueller(at)example.com” is neither an e-mail address nor a group.'],
    ['anna@example', '“anna@example” is not an e-mail address.'],
  ])('“unsubscribe %s” says what is wrong with it', async (words, sentence) => {
    await type(`unsubscribe ${words}`);
    expect(wordsOf((await u.form(member)).content)).toContain(sentence);
  });

  test('CleverReach is down: the form is there all the same, and says that the group has to be chosen', async () => {
    world.cleverReach.setFaults({ status: 503 });
    await type('unsubscribe a@example.com VIP');
    const form = await u.form(member);
    expect(wordsOf(form.content)).toContain('CleverReach could not be asked for the group “VIP”');
    expect(JSON.stringify(form.values)).toContain('a@example.com');
  });

  test('a guest is told who may', async () => {
    const { message } = await type('unsubscribe a@example.com', guest);
    expect(message?.text).toContain('Ein Vollmitglied dieses Workspace kann weiterhelfen.');
  });
});

describe('what takes long', () => {
  test('the look-up says so at once in the form’s place, and the work says so before its answer', async () => {
    const email = u.subscriber([newsletter]);
    await open(member);
    await u.form(member);
    world.cleverReach.setFaults({ latencyMs: 1_500, paths: 'receivers/filter' });
    const submitted = await u.submitForm(member, { addresses: email });
    expect(wordsOf('view' in submitted && submitted.view.content)).toContain('Looking up 1 address in CleverReach …');
    await u.check(member);
    expect((await u.confirm(member)).text).toBe('Unsubscribing 1 address …');
    await world.slack.waitForMessage(member, '@app', { text: `${email} was unsubscribed` });
  });
});

describe('when something is not as it was', () => {
  test('CleverReach is down during the look-up: it is said with a reference, and Try again goes on with what was entered', async () => {
    const email = u.subscriber([newsletter]);
    world.cleverReach.setFaults({ status: 503 });
    await open(member);
    await u.submitForm(member, { addresses: email });
    const failed = await world.slack.waitFor(() => {
      const view = world.slack.currentView(member);
      return wordsOf(view?.content).includes('cannot be reached') && view;
    });
    expect(wordsOf(failed?.content)).toMatch(
      /Reference [0-9a-f]{10}\nNothing was changed\. What was entered is kept\./,
    );
    await world.slack.press(member, 'modal', 'Back');
    expect(JSON.stringify((await u.form(member)).values)).toContain(email);
    await u.submitForm(member);
    await world.slack.waitFor(() => wordsOf(world.slack.currentView(member)?.content).includes('Try again'));
    world.cleverReach.setFaults({});
    await world.slack.press(member, 'modal', 'Try again');
    expect(wordsOf((await u.check(member)).content)).toContain(`*${email}* will be unsubscribed`);
    await u.confirm(member);
    expect(u.isActive(newsletter, email)).toBe(false);
  });

  test('one group that fails does not keep the others from being done, and the answer tells which', async () => {
    const email = u.subscriber([newsletter, vip]);
    await open(member);
    await u.lookUp(member, { addresses: email });
    world.cleverReach.setFaults({ status: 500, paths: `/groups/${vip.id}/receivers/` });
    const answer = await u.confirm(member);
    expect(answer.text).toContain('Not unsubscribed everywhere');
    expect(answer.text).toMatch(new RegExp(`Not confirmed by CleverReach.*\n• ${vip.name}`));
    expect(answer.text).toContain(`• ${newsletter.name}`);
    expect(wordsOf(answer.blocks)).toMatch(/Reference [0-9a-f]{10}/);
    expect([u.isActive(newsletter, email), u.isActive(vip, email)]).toEqual([false, true]);
  });

  test('a connection that breaks on the way: what was done before is told', async () => {
    const email = u.subscriber([newsletter, vip]);
    await open(member);
    await u.lookUp(member, { addresses: email });
    world.cleverReach.setFaults({ status: 401, paths: `/groups/${vip.id}/receivers/.*/deactivate` });
    const answer = await u.confirm(member);
    expect(answer.text).toContain('Not unsubscribed everywhere');
    expect(answer.text).toMatch(new RegExp(`Not unsubscribed, because.*\n• ${vip.name}`));
    expect(u.isActive(newsletter, email)).toBe(false);
  });

  test('a connection that is broken at the look-up: it can be made anew, and what was entered goes on from there', async () => {
    const email = u.subscriber([newsletter]);
    await open(admin);
    await u.form(admin);
    world.cleverReach.setFaults({ tokenRevoked: true });
    await u.submitForm(admin, { addresses: email });
    const shown = await world.slack.waitFor(() => {
      const view = world.slack.currentView(admin);
      return wordsOf(view?.content).includes('Neu verbinden') && view;
    });
    expect(wordsOf(shown?.content)).toContain('Noch einmal versuchen');
    world.cleverReach.setFaults({});
    const url = /"url":"([^"]+)"/.exec(JSON.stringify(shown?.content))?.[1] ?? '';
    await world.connect(url);
    await world.slack.press(admin, 'modal', 'Noch einmal versuchen');
    expect(wordsOf((await u.check(admin)).content)).toContain(email);
  });

  test('nothing could be done at all: what went wrong is said, not a list of it', async () => {
    const email = u.subscriber([newsletter, vip]);
    await open(member);
    await u.lookUp(member, { addresses: email });
    world.cleverReach.setFaults({ status: 503 });
    const answer = await u.confirm(member);
    expect(answer.text).toContain('Nothing was unsubscribed. CleverReach cannot be reached');
    expect(wordsOf(answer.blocks)).not.toContain('Undo');
  });

  test.each([
    ['at all', '', 'Nothing was unsubscribed.'],
    ['in one group', `/groups/${vip.id}/`, 'Not unsubscribed everywhere'],
  ])(
    'what could not be done %s can be tried again, with the same addresses and groups',
    async (_where, paths, told) => {
      const email = u.subscriber([newsletter, vip, press]);
      await open(member);
      await u.form(member);
      await world.slack.choose(member, 'modal', { blockId: 'groups' }, [newsletter.name, vip.name], { query: 'e' });
      await u.lookUp(member, { addresses: email });
      world.cleverReach.setFaults({ status: 503, paths });
      const answer = await u.confirm(member);
      expect(answer.text).toContain(told);
      world.cleverReach.setFaults({});
      await world.slack.press(member, answer, 'Try again');
      const { values } = await u.form(member);
      for (const kept of [email, newsletter.id, vip.id]) expect(JSON.stringify(values)).toContain(kept);
      expect(await u.lookUp(member)).toContain(email);
      expect((await u.confirm(member)).text).toContain(`${email} was unsubscribed from`);
      expect([newsletter, vip, press].map((group) => u.isActive(group, email))).toEqual([false, false, true]);
    },
  );

  test('trying again after what was entered is no longer kept says so', async () => {
    await world.slack.command(member, channel, '/cleverreach unsubscribe kept:T1.nothing');
    expect(wordsOf((await u.form(member)).content)).toContain('is kept for half an hour only');
  });

  test('who became inactive or left since the look-up is told, and is no error', async () => {
    const email = u.subscriber([newsletter, vip, press]);
    await open(member);
    await u.lookUp(member, { addresses: email });
    const book = world.cleverReach.account.receivers;
    const inVip = book.member(vip.id, email);
    if (inVip) inVip.membership.deactivated = 1_700_000_000;
    book.leave(press.id, book.personFor(email).id);
    const answer = await u.confirm(member);
    expect(answer.text).toContain('was unsubscribed from 1 group:\n• Newsletter');
    expect(answer.text).toContain('Already inactive by then:\n• VIP-Kunden');
    expect(answer.text).toContain('No longer in the group:\n• Presse');
    expect(answer.text).not.toContain('Not unsubscribed');
    expect(inVip?.membership.deactivated).toBe(1_700_000_000);
  });

  test('who was entered into another group since the look-up stays there: only what was shown is done', async () => {
    const email = u.subscriber([newsletter]);
    await open(member);
    await u.lookUp(member, { addresses: email });
    const book = world.cleverReach.account.receivers;
    book.join(vip.id, book.personFor(email), { registered: 1_700_000_000, activated: 1_700_000_000, source: '' });
    await u.confirm(member);
    expect([u.isActive(newsletter, email), u.isActive(vip, email)]).toEqual([false, true]);
  });

  test('a chosen group that was deleted while the form was open is named, and the others are done', async () => {
    const email = u.subscriber([newsletter, fair]);
    const { groups } = world.cleverReach.account;
    const kept = groups.get(fair.id);
    await open(member);
    await u.form(member);
    await world.slack.choose(member, 'modal', { blockId: 'groups' }, [fair.name], { query: 'Mess' });
    groups.delete(fair.id);
    await u.submitForm(member, { addresses: email });
    const { content } = await u.check(member);
    expect(wordsOf(content)).toContain('No longer in CleverReach, so left out: Messe 2026');
    if (kept) groups.set(fair.id, kept);
  });

  test('whoever may no longer make changes when they say yes is told so, and nothing is done', async () => {
    const email = u.subscriber([newsletter]);
    await open(member);
    await u.lookUp(member, { addresses: email });
    const restricted = await world.another();
    world.slack.changeUser(member, { isRestricted: true });
    const { eventsUrl } = world.slack.app;
    world.slack.app.eventsUrl = `${restricted.url}/slack/events`;
    const result = await world.slack.submit(member, 'modal');
    world.slack.app.eventsUrl = eventsUrl;
    world.slack.changeUser(member, { isRestricted: false });
    expect(wordsOf('view' in result ? result.view.content : result)).toContain(
      'A full member of this workspace can help.',
    );
    expect(u.writes()).toEqual([]);
  });
});
