import type { Core } from './core.ts';
import { typedMessage } from './typed-text.ts';
import type { User } from './types.ts';

const NOBODY_SPECIAL = {
  isAdmin: false,
  isOwner: false,
  isRestricted: false,
  isUltraRestricted: false,
  isStranger: false,
  isBot: false,
  deleted: false,
};

/** A person with everything that is not said filled in. */
export function person(base: Partial<User> & Pick<User, 'id' | 'workspaceId' | 'name'>): User {
  return {
    teamId: base.workspaceId,
    realName: base.name,
    email: `${base.name}@example.com`,
    locale: 'en-US',
    tz: 'Europe/London',
    ...NOBODY_SPECIAL,
    ...base,
  };
}

/** The workspace that everyone finds: Muster GmbH with an admin and a member for each language, a guest and somebody of another organisation. */
export function seed(core: Core): void {
  const workspaceId = 'T07MUSTER01';
  core.state.workspaces.set(workspaceId, {
    id: workspaceId,
    name: 'Muster GmbH',
    domain: 'muster-gmbh',
    enterprise: null,
  });
  const people = [
    person({
      id: 'U07ANNA0001',
      workspaceId,
      name: 'anna',
      realName: 'Anna Becker',
      locale: 'de-DE',
      tz: 'Europe/Berlin',
      isAdmin: true,
      isOwner: true,
    }),
    person({ id: 'U07BEN00002', workspaceId, name: 'ben', realName: 'Ben Carter', locale: 'en-GB' }),
    // The same two roles in the other language each.
    person({ id: 'U07DANA0005', workspaceId, name: 'dana', realName: 'Dana Wells', locale: 'en-GB', isAdmin: true }),
    person({
      id: 'U07ERIK0006',
      workspaceId,
      name: 'erik',
      realName: 'Erik Lang',
      locale: 'de-DE',
      tz: 'Europe/Berlin',
    }),
    person({
      id: 'U07GABI0003',
      workspaceId,
      name: 'gabi',
      realName: 'Gabi Gast',
      locale: 'de-DE',
      tz: 'Europe/Berlin',
      isRestricted: true,
    }),
    person({
      id: 'U08SAM00004',
      workspaceId,
      teamId: 'T08PARTNER2',
      name: 'sam',
      realName: 'Sam Rivers',
      locale: 'en-US',
      tz: 'America/New_York',
      isStranger: true,
    }),
  ];
  for (const user of people) core.state.users.set(user.id, user);

  const channel = (id: string, name: string, members: string[], topic: string, isShared = false) =>
    core.state.channels.set(id, { id, workspaceId, name, kind: 'public', members, isShared, topic });
  const everyone = ['U07ANNA0001', 'U07BEN00002', 'U07DANA0005', 'U07ERIK0006'];
  channel('C07GENERAL1', 'general', everyone, 'Für alle');
  channel('C07MARKET02', 'marketing', [...everyone, 'U07GABI0003'], 'Newsletter und Kampagnen');
  channel('C07PARTNER3', 'partner-rivers', ['U07ANNA0001', 'U07BEN00002', 'U08SAM00004'], 'With Rivers Ltd', true);

  const sayings: [string, string, string][] = [
    ['C07GENERAL1', 'U07ANNA0001', 'Guten Morgen zusammen! Heute um 11 Uhr ist Teamrunde.'],
    ['C07GENERAL1', 'U07BEN00002', 'Morning! See you there.'],
    ['C07MARKET02', 'U07ANNA0001', 'Der November-Newsletter ist raus. Als Nächstes kommt der Adventskalender.'],
    [
      'C07MARKET02',
      'U07BEN00002',
      'A customer called: please take anna.mueller@example.com off the newsletter, she no longer wants to receive it.',
    ],
    ['C07MARKET02', 'U07GABI0003', 'Die Bilder für den Adventskalender liegen auf https://example.com/advent bereit.'],
    ['C07PARTNER3', 'U08SAM00004', 'Hi all, happy to plan the joint mailing with you.'],
  ];
  // Said in the hour before the start, so that what the app posts comes after.
  const startS = Math.floor(core.clock.now() / 1000);
  for (const [index, [channel, user, typed]] of sayings.entries()) {
    const ts = `${startS - (sayings.length - index) * 600}.000100`;
    core.messages.post({ channel, author: 'human', user, content: typedMessage(typed), ts });
  }
}
