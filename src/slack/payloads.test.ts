import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseIncoming } from './payloads.ts';

const interaction = {
  type: 'block_actions',
  team: { id: 'T1' },
  user: { id: 'U1', team_id: 'T1' },
  enterprise: { id: 'E1' },
  is_enterprise_install: 'true',
  actions: [
    { action_id: 'feature:verb', value: 'first' },
    { action_id: 'other:verb', value: 'second' },
  ],
};
const command = { command: '/cleverreach', team_id: 'T1', user_id: 'U1', text: 'stats' };
const event = { type: 'event_callback', event_id: 'Ev1', team_id: 'T1', event: { type: 'tokens_revoked' } };

describe('where a request comes from', () => {
  test('a command names its workspace, and an organisation only where there is one', () => {
    expect(parseIncoming({ ...command, enterprise_id: '', is_enterprise_install: 'false' })).toMatchObject({
      kind: 'command',
      origin: { teamId: 'T1', userId: 'U1', enterpriseId: undefined, isEnterpriseInstall: false },
    });
    expect(parseIncoming({ ...command, enterprise_id: 'E1', is_enterprise_install: 'true' })).toMatchObject({
      origin: { enterpriseId: 'E1', isEnterpriseInstall: true },
    });
  });

  test('an interaction may say `true` as a text or as a boolean', () => {
    const origin = { teamId: 'T1', enterpriseId: 'E1', isEnterpriseInstall: true, userId: 'U1', userTeamId: 'T1' };
    for (const flag of ['true', true]) {
      expect(parseIncoming({ ...interaction, is_enterprise_install: flag })).toMatchObject({ origin });
    }
  });

  test('an interaction’s organisation is also named by its workspace', () => {
    const payload = { ...interaction, enterprise: null, team: { id: 'T1', enterprise_id: 'E2' } };
    expect(parseIncoming(payload)).toMatchObject({ origin: { enterpriseId: 'E2' } });
    expect(parseIncoming({ ...payload, team: { id: 'T1', enterprise_id: null } })).toMatchObject({
      origin: { enterpriseId: undefined },
    });
  });

  test('without a workspace the person’s own counts; without either it is nothing', () => {
    expect(parseIncoming({ ...interaction, team: null, user: { id: 'U1', team_id: 'T2' } })).toMatchObject({
      origin: { teamId: 'T2', isTeamAssumed: true },
    });
    expect(parseIncoming(interaction)).toMatchObject({ origin: { teamId: 'T1', isTeamAssumed: false } });
    expect(parseIncoming({ ...interaction, team: null, user: { id: 'U1' } })).toBeUndefined();
  });

  test('an id never holds more than capitals and digits, whatever comes', () => {
    fc.assert(
      fc.property(fc.string(), (id) => {
        const parsed = parseIncoming({ ...command, team_id: id });
        if (parsed?.kind === 'command') expect(parsed.origin.teamId).toMatch(/^[A-Z0-9]{1,32}$/);
        expect(parsed === undefined).toBe(!/^[A-Z0-9]{1,32}$/.test(id));
      }),
    );
    expect(parseIncoming({ ...command, team_id: 'T1\n' })).toBeUndefined();
  });
});

describe('what is asked for', () => {
  test('of several actions the first, as Slack sends one at a time', () => {
    expect(parseIncoming(interaction)).toMatchObject({ kind: 'action', actionId: 'feature:verb', value: 'first' });
  });

  test('of a submission the values by block and element, and none where the view has no state', () => {
    const view = { id: 'V1', callback_id: 'feature:verb', private_metadata: 'sealed' };
    const values = { address: { address: { type: 'email_text_input', value: null } } };
    const submitted = { ...interaction, type: 'view_submission', view: { ...view, state: { values } } };
    expect(parseIncoming(submitted)).toMatchObject({ kind: 'submission', view: { id: 'V1' }, values });
    expect(parseIncoming({ ...submitted, view })).toMatchObject({ view: { privateMetadata: 'sealed' }, values: {} });
    expect(parseIncoming({ ...submitted, type: 'view_closed' })).toMatchObject({ kind: 'closed' });
  });

  test.each([
    ['no tokens named', undefined, true],
    ['the bot’s among them', { oauth: ['U2'], bot: ['U3'] }, true],
    ['only people’s', { oauth: ['U2'] }, false],
    ['only people’s, and an empty list of bots', { oauth: ['U2'], bot: [] }, false],
    ['only people’s, and no list of bots', { oauth: ['U2'], bot: null }, false],
  ])('tokens_revoked with %s', (_case, tokens, botTokenRevoked) => {
    expect(parseIncoming({ ...event, event: { type: 'tokens_revoked', tokens } })).toMatchObject({ botTokenRevoked });
  });

  test.each([
    ['the authorization', { authorizations: [{ is_enterprise_install: true }], is_enterprise_install: false }, true],
    ['the envelope, where there is no authorization', { is_enterprise_install: true }, true],
    ['nothing', {}, false],
  ])('whether an event is an organisation’s is said by %s', (_case, more, isEnterpriseInstall) => {
    expect(parseIncoming({ ...event, ...more })).toMatchObject({ isEnterpriseInstall });
  });

  test('an empty address or trigger is none', () => {
    const none = { responseUrl: undefined, triggerId: undefined };
    for (const payload of [command, interaction, { ...interaction, type: 'shortcut', callback_id: 'feature:verb' }])
      expect(parseIncoming({ ...payload, response_url: '', trigger_id: '' })).toMatchObject(none);
  });

  test('the workspaces that lost the app are named, wherever they are', () => {
    const lost = { type: 'team_access_revoked', team_ids: ['T1', 'T2'] };
    const parsed = parseIncoming({ ...event, team_id: null, enterprise_id: 'E1', event: lost });
    expect(parsed).toMatchObject({ teamId: undefined, enterpriseId: 'E1', revokedTeamIds: ['T1', 'T2'] });
    expect(parseIncoming({ ...event, event: { ...lost, team_ids: null } })).toMatchObject({ revokedTeamIds: [] });
    expect(parseIncoming({ ...event, event: { ...lost, team_ids: ['T1}:'] } })).toBeUndefined();
  });

  test('an event tells when it happened, unless it makes no sense', () => {
    expect(parseIncoming({ ...event, event_time: 1_234_567_890 })).toMatchObject({
      happenedAt: new Date('2009-02-13T23:31:30Z'),
    });
    for (const time of [undefined, null, '1234567890', Number.NaN, {}])
      expect(parseIncoming({ ...event, event_time: time })).toMatchObject({ happenedAt: undefined });
  });

  test('additions of Slack’s do no harm', () => {
    expect(parseIncoming({ ...event, is_ext_shared_channel: false, added: { later: [1] } })).toBeDefined();
    expect(parseIncoming({ ...interaction, added: null })).toBeDefined();
  });
});

test('whatever object comes, it is read or refused, never an exception', () => {
  const kinds = ['block_actions', 'shortcut', 'view_submission', 'block_suggestion', 'event_callback', undefined];
  fc.assert(
    fc.property(fc.object({ maxDepth: 3 }), fc.constantFrom(...kinds), (object, type) => {
      parseIncoming({ ...interaction, ...event, ...object, type });
    }),
  );
});

describe('what was written into a form', () => {
  const submitted = (rich_text_value: unknown) =>
    parseIncoming({
      ...interaction,
      type: 'view_submission',
      view: { id: 'V1', state: { values: { body: { value: { type: 'rich_text_input', rich_text_value } } } } },
    });
  const nested = (levels: number) => {
    let value: unknown = 'x';
    for (let level = 0; level < levels; level += 1) value = { elements: value };
    return value;
  };

  test('is there, as deep as any editor nests it', () => {
    const values = { body: { value: { rich_text_value: nested(50) } } };
    expect(submitted(nested(50))).toMatchObject({ values });
  });

  test.each([51, 5_000])('counts as nothing when it is %i levels deep', (levels) => {
    const values = { body: { value: { type: 'rich_text_input', rich_text_value: undefined } } };
    expect(submitted(nested(levels))).toMatchObject({ values });
  });
});
