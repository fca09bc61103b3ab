import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { groupStatsSchema, mailingSchema, receiverSchema } from './model.ts';
import { receiverAnswer, receiversAnswer } from './receiver-wire.ts';
import { flagValue, idValue, textMapValue, timeValue } from './values.ts';
import { accountAnswer, groupStatsAnswer, groupsAnswer, mailingAnswer, mailingsAnswer } from './wire.ts';

/** A number, as CleverReach may spell it. */
const spelled = (value: number) => fc.constantFrom<number | string>(value, String(value));

/** "Never", as CleverReach may spell it. */
const never = fc.constantFrom<unknown>(0, '0', '', false, null, undefined);

const unixSeconds = fc.integer({ min: 1, max: 4_000_000_000 });

describe('single values', () => {
  test('an id is the same as number and as text', () => {
    fc.assert(
      fc.property(fc.nat().chain(spelled), (id) => {
        expect(idValue.parse(id)).toBe(String(id));
      }),
    );
  });

  test('a time is the same as number and as text', () => {
    fc.assert(
      fc.property(unixSeconds, (seconds) => {
        expect(timeValue.parse(seconds)).toEqual(new Date(seconds * 1000));
        expect(timeValue.parse(String(seconds))).toEqual(new Date(seconds * 1000));
      }),
    );
  });

  test('never has many spellings', () => {
    fc.assert(
      fc.property(never, (value) => {
        expect(timeValue.parse(value)).toBeUndefined();
      }),
    );
  });

  test.each([-1, 8.64e12 + 1, 'soon', '2026-11-23', true, {}, Number.NaN])('%j is no time', (value) => {
    expect(timeValue.safeParse(value).success).toBe(false);
  });

  test('a time that is taken is always a date that exists', () => {
    fc.assert(
      fc.property(fc.oneof(fc.double(), fc.string(), fc.jsonValue()), (value) => {
        const time = timeValue.safeParse(value).data;
        expect(time === undefined || !Number.isNaN(time.getTime())).toBe(true);
      }),
    );
  });

  test.each([
    [true, [true, 1, '1', 'true']],
    [false, [false, 0, '0', 'false', '', null, undefined]],
  ])('%j has many spellings', (expected, spellings) => {
    for (const spelling of spellings) expect(flagValue.parse(spelling)).toBe(expected);
  });

  test.each([2, 'maybe', {}, []])('%j is neither true nor false', (value) => {
    expect(flagValue.safeParse(value).success).toBe(false);
  });

  test('a map keeps every name and every value as text', () => {
    const scalar = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
    const map = fc.dictionary(fc.stringMatching(/^[a-z][a-z_]*$/), scalar);
    fc.assert(
      fc.property(map, (values) => {
        const expected = Object.entries(values).map(([name, value]) => [name, value === null ? '' : String(value)]);
        expect(Object.entries(textMapValue.parse(values))).toEqual(expected);
      }),
    );
  });

  test.each([[[]], [{}], [null], [undefined]])('%j is an empty map', (value) => {
    expect(textMapValue.parse(value)).toEqual({});
  });

  test('a map cannot reach the prototype', () => {
    const map = textMapValue.parse(JSON.parse('{"__proto__": "x", "constructor": "y"}'));
    expect(Object.getPrototypeOf(map)).toBe(Object.prototype);
    expect(Object.hasOwn(map, 'constructor')).toBe(true);
  });
});

describe('a receiver', () => {
  const stamp = fc.oneof(
    unixSeconds.chain(spelled).map((wire) => ({ wire, is: true })),
    never.filter((wire) => wire !== undefined).map((wire) => ({ wire, is: false })),
  );

  test('is active when activated, not deactivated and not bounced, whatever the flag says', () => {
    fc.assert(
      fc.property(stamp, stamp, stamp, fc.boolean(), (activated, deactivated, bounced, active) => {
        const receiver = receiverAnswer('1').parse({
          id: 1,
          email: 'a@example.org',
          activated: activated.wire,
          deactivated: deactivated.wire,
          bounced: bounced.wire,
          active,
        });
        const state = bounced.is ? 'bounced' : activated.is && !deactivated.is ? 'active' : 'inactive';
        expect(receiver.state).toBe(state);
        expect(receiver.activatedAt !== undefined).toBe(activated.is);
        expect(receiver.deactivatedAt !== undefined).toBe(deactivated.is);
        expect(receiver.bouncedAt !== undefined).toBe(bounced.is);
        expect(receiverSchema.safeParse(receiver).success).toBe(true);
      }),
    );
  });

  test.each([
    [true, 'active'],
    ['1', 'active'],
    [false, 'inactive'],
    [undefined, 'inactive'],
  ])('without times goes by the flag %j', (active, state) => {
    expect(receiverAnswer('1').parse({ id: '1', email: 'a@example.org', active }).state).toBe(state);
  });

  test('whose deactivation cannot be read fails instead of passing for active', () => {
    const wire = { id: '1', email: 'a@example.org', activated: 5, deactivated: '2026-11-01' };
    expect(receiverAnswer('1').safeParse(wire).success).toBe(false);
  });

  test('belongs to the group that was asked where the answer leaves it out', () => {
    expect(receiverAnswer('7').parse({ id: '1', email: 'a@example.org' }).groupId).toBe('7');
    expect(receiverAnswer('7').parse({ id: '1', email: 'a@example.org', group_id: 8 }).groupId).toBe('8');
  });

  test('has tags only where they were sent, and a source only where there is one', () => {
    const [bare, full] = receiversAnswer('1').parse([
      { id: '1', email: 'a@example.org', source: '' },
      { id: '2', email: 'b@example.org', source: 'Fair', tags: ['shop.vip'] },
    ]);
    expect(bare).not.toHaveProperty('tags');
    expect(bare).not.toHaveProperty('source');
    expect(full).toMatchObject({ source: 'Fair', tags: ['shop.vip'] });
  });

  test('without an id or an address is none', () => {
    expect(receiverAnswer('1').safeParse({ id: '1' }).success).toBe(false);
    expect(receiverAnswer('1').safeParse({ email: 'a@example.org' }).success).toBe(false);
  });
});

describe('groups', () => {
  test('are read from what was seen live', () => {
    const wire = { id: '1363001', name: 'Newsletter', locked: false, stamp: 1700000000, last_mailing: 0 };
    expect(groupsAnswer.parse([{ ...wire, backup: true, receiver_info: '', last_changed: 1700000500 }])).toEqual([
      {
        id: '1363001',
        name: 'Newsletter',
        createdAt: new Date(1700000000_000),
        changedAt: new Date(1700000500_000),
        locked: false,
      },
    ]);
  });

  test('figures are numbers however they are spelled, and none is made up', () => {
    const counts = fc.record({
      total_count: fc.nat(),
      active_count: fc.nat(),
      inactive_count: fc.nat(),
      bounce_count: fc.nat(),
    });
    fc.assert(
      fc.property(counts, fc.boolean(), (numbers, asText) => {
        const wire = Object.fromEntries(Object.entries(numbers).map(([key, n]) => [key, asText ? String(n) : n]));
        const stats = groupStatsAnswer.parse(wire);
        expect(stats).toEqual({
          total: numbers.total_count,
          active: numbers.active_count,
          inactive: numbers.inactive_count,
          bounced: numbers.bounce_count,
        });
        expect(groupStatsSchema.safeParse(stats).success).toBe(true);
        const { active_count: _, ...incomplete } = wire;
        expect(groupStatsAnswer.safeParse(incomplete).success).toBe(false);
      }),
    );
  });
});

describe('the account', () => {
  test.each([
    [{ company: 'Muster GmbH', firstname: 'Maria', name: 'Muster' }, 'Muster GmbH'],
    [{ company: ' ', firstname: 'Maria', name: 'Muster' }, 'Maria Muster'],
    [{ company: null, name: 'Muster' }, 'Muster'],
    [{ email: 'maria@example.org' }, 'maria@example.org'],
    [{}, '129001'],
  ])('%j is called %s', (wire, name) => {
    expect(accountAnswer.parse({ id: 129001, ...wire }).name).toBe(name);
  });

  test.each([
    ['129001.eu2.cleverreach.com', '129001.eu2.cleverreach.com'],
    ['evil.example/path', ''],
    ['user@evil.example', ''],
    ['', ''],
  ])('the web address %j becomes %j, never more than a host name', (login_domain, loginDomain) => {
    expect(accountAnswer.parse({ id: '1', login_domain }).loginDomain).toBe(loginDomain);
  });
});

describe('mailings', () => {
  const states = ['draft', 'waiting', 'running', 'finished', 'automation'] as const;
  const times = fc.record({ started: unixSeconds, finished: unixSeconds, ready: unixSeconds, send_on: unixSeconds });

  test('have the state they are listed under, whatever else they say', () => {
    const list = fc.array(fc.tuple(fc.nat().chain(spelled), fc.option(times), fc.option(fc.string())), {
      maxLength: 4,
    });
    const byState = fc.dictionary(fc.constantFrom(...states), list);
    fc.assert(
      fc.property(byState, (groups) => {
        const wire = Object.fromEntries(
          Object.entries(groups).map(([state, rows]) => [
            state,
            rows.map(([id, at, said]) => ({ id, ...at, state: said })),
          ]),
        );
        const expected = Object.entries(groups).flatMap(([state, rows]) => rows.map(([id]) => [String(id), state]));
        const mailings = mailingsAnswer.parse(wire);
        expect(mailings.map(({ id, state }) => [id, state])).toEqual(expected);
        for (const mailing of mailings) expect(mailingSchema.safeParse(mailing).success).toBe(true);
      }),
    );
  });

  test.each([
    ['says so', { state: 'running', finished: 5 }, 'running'],
    ['is finished', { state: 'sent', started: 4, finished: 5 }, 'finished'],
    ['has started', { started: 4, finished: 0 }, 'running'],
    ['will be sent', { started: 0, finished: 0, send_on: '9' }, 'waiting'],
    ['is released', { started: 0, ready: 9 }, 'waiting'],
    ['has no time', { started: 0, finished: 0, ready: 0, send_on: 0 }, 'draft'],
    ['tells nothing', {}, undefined],
  ])('one alone that %s', (_, wire, state) => {
    expect(mailingAnswer.parse({ id: '1', ...wire }).state).toBe(state);
    expect(mailingsAnswer.parse([{ id: '1', ...wire }])[0]?.state).toBe(state);
    expect(mailingsAnswer.parse({ stopped: [{ id: '1', ...wire }] })[0]?.state).toBe(state);
  });

  test.each([[[]], [{}], [null], [{ draft: [] }], [{ draft: [], finished: null }]])('%j is none', (wire) => {
    expect(mailingsAnswer.parse(wire)).toEqual([]);
  });

  test.each([['nothing'], [true], [{ draft: 'x' }], [{ draft: [{ name: 'no id' }] }]])('%j is unreadable', (wire) => {
    expect(mailingsAnswer.safeParse(wire).success).toBe(false);
  });

  test.each([
    [{ group_ids: ['1', 2] }, ['1', '2']],
    [{ group_ids: [] }, []],
    [[], []],
    [null, []],
    [undefined, []],
  ])('the groups %j are %j', (mailing_groups, groupIds) => {
    expect(mailingAnswer.parse({ id: '1', mailing_groups }).groupIds).toEqual(groupIds);
  });

  test('one may come in a list of one', () => {
    expect(mailingAnswer.parse([{ id: 5, name: 'April' }])).toMatchObject({ id: '5', name: 'April' });
    expect(mailingAnswer.safeParse([]).success).toBe(false);
  });
});
