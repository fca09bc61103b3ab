import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { features } from '../src/slack/features.ts';
import { sealMetadata } from '../src/slack/metadata.ts';
import { type SignedRequests, signedRequests } from './signed-requests.ts';
import { trippedIn } from './tripped.ts';
import { startWorld, type World } from './world.ts';

/**
 * What a person's client could make of our buttons and forms: any value, any content of a field, any state of an older
 * version, on every action, form and select there is. Each is answered, and none trips a handler up.
 */

let world: World;
let signed: SignedRequests;
const user = 'U07BEN00002';

beforeAll(async () => {
  world = await startWorld();
  await world.ready();
  signed = signedRequests(world);
});
afterAll(async () => {
  // Much of it goes on after Slack has its answer.
  await world.close();
  expect(trippedIn(world.log())).toEqual([]);
});

const idsOf = (pick: (feature: (typeof features)[number]) => object | undefined) =>
  features.flatMap((feature) => Object.keys(pick(feature) ?? {}));
const actionIds = ['command:run', ...idsOf(({ actions }) => actions)];
const callbackIds = idsOf(({ submissions }) => submissions);
const optionIds = idsOf(({ options }) => options);

const words = fc.oneof(
  fc.constantFrom(...features.flatMap(({ commands = [] }) => commands.map(({ words: { en } }) => en))),
  fc.constantFrom(
    '',
    '0',
    '-1',
    '1:2',
    '1e9',
    '{}',
    'null',
    '[1]',
    '{"id":"1"}',
    '<!channel>',
    'a@b.de',
    '../..',
    '\0\x07',
  ),
  fc.constant('x'.repeat(20_000)),
  fc.string({ unit: 'binary' }),
);
const value = fc.array(words, { minLength: 1, maxLength: 4 }).map((parts) => parts.join(' '));
const option = fc.record({ value, text: fc.record({ type: fc.constant('plain_text'), text: value }) });
const elementState = fc.oneof(
  fc.record({ type: fc.constant('plain_text_input'), value: fc.option(value) }),
  fc.record({ type: fc.constant('external_select'), selected_option: fc.option(option) }),
  fc.record({ type: fc.constant('multi_external_select'), selected_options: fc.array(option, { maxLength: 3 }) }),
  fc.record({ type: fc.constant('multi_users_select'), selected_users: fc.array(value, { maxLength: 3 }) }),
  fc.record({ type: fc.constant('conversations_select'), selected_conversation: fc.option(value) }),
  fc.record({ type: fc.constant('datepicker'), selected_date: fc.option(value) }),
  fc.record({ type: fc.constant('rich_text_input'), rich_text_value: fc.jsonValue({ maxDepth: 5 }) }),
  fc.record({ type: fc.constant('file_input'), files: fc.array(fc.jsonValue({ maxDepth: 2 }), { maxLength: 2 }) }),
  fc.record({ type: fc.constant('element_of_next_year'), chosen: fc.jsonValue({ maxDepth: 2 }) }),
);
const blockId = fc.constantFrom(
  ...['address', 'addresses', 'group', 'groups', 'subject', 'name', 'body', 'html', 'file', 'source', 'consent'],
  ...[
    'sender_name',
    'sender_email',
    'preheader',
    'channel',
    'language',
    'changes',
    'people',
    'id',
    'secret',
    '__proto__',
  ],
);
const values = fc.dictionary(blockId, fc.dictionary(fc.constant('value'), elementState, { minKeys: 1 }), {
  maxKeys: 8,
});
const state = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.dictionary(blockId, value, { maxKeys: 3 }),
  fc.constant(undefined),
);
/** Only what a modal could carry. */
const short = state.filter((data) => (JSON.stringify(data) ?? '').length < 1_000);

let asked = 0;
/** Nobody ever sends the same twice. */
const base = () => {
  asked += 1;
  return { team: { id: world.workspace }, user: { id: user }, trigger_id: `${asked}`, is_enterprise_install: false };
};

async function viewOf(callbackId: string, data: unknown, filled: unknown) {
  const sealer = world.sealer;
  const metadata = await sealMetadata(sealer, world.workspace, { reply: { userId: user }, state: data });
  return {
    id: `V${asked}`,
    type: 'modal',
    callback_id: callbackId,
    private_metadata: metadata,
    state: { values: filled },
  };
}

const runs = { numRuns: 100 };

test('any value of any button in a message', async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...actionIds), value, async (actionId, forged) => {
      const actions = [{ action_id: actionId, value: forged }];
      const answer = await signed.interaction({ ...base(), type: 'block_actions', channel: { id: 'C1' }, actions });
      expect(answer.status).toBe(200);
    }),
    runs,
  );
});

test('any choice, content and state in any form in which something is pressed', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...actionIds),
      fc.constantFrom(...callbackIds, 'message:close'),
      value,
      values,
      short,
      async (actionId, callbackId, forged, filled, data) => {
        const view = await viewOf(callbackId, data, filled);
        const actions = [{ action_id: actionId, value: forged }];
        const answer = await signed.interaction({ ...base(), type: 'block_actions', view, actions });
        expect(answer.status).toBe(200);
      },
    ),
    runs,
  );
});

test('any content and state of any form that is submitted', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...callbackIds),
      values,
      short,
      fc.array(fc.record({ channel_id: value, response_url: fc.constantFrom('http://127.0.0.1:1/x', 'data:,') }), {
        maxLength: 2,
      }),
      async (callbackId, filled, data, response_urls) => {
        const view = await viewOf(callbackId, data, filled);
        const answer = await signed.interaction({ ...base(), type: 'view_submission', view, response_urls });
        expect(answer.status).toBe(200);
      },
    ),
    runs,
  );
});

test('anything typed into any select', async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...optionIds), value, async (actionId, query) => {
      const answer = await signed.interaction({
        ...base(),
        type: 'block_suggestion',
        action_id: actionId,
        value: query,
      });
      expect(answer.status).toBe(200);
      expect(JSON.parse(answer.body)).toHaveProperty('options');
    }),
    runs,
  );
});
