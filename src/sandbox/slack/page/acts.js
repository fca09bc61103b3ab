import { call, Refused } from './api.js';
import { notice } from './dialogs.js';

/** The codes Slack shows a person, in words. */
const WORDS = {
  operation_timeout: 'The app did not answer within three seconds',
  dispatch_failed: 'The app could not be reached',
  http_service_error: 'The app answered with a failure',
  http_client_error: 'The app did not accept this',
  invalid_command_response: 'The app answered with a message that Slack refuses',
  invalid_options: 'The app offered options that Slack refuses',
};

/** What a person is told about an error code. */
export const inWords = (code) =>
  WORDS[code] === undefined ? `Something went wrong (${code})` : `${WORDS[code]} (${code})`;

/** Tells the person when what they did did not reach the app, or was not answered in time. */
export function tell(delivered) {
  if (delivered?.outcome === 'timeout' || delivered?.outcome === 'failed') notice('failed', inWords(delivered.error));
}

/**
 * Calls the control API; what it refuses is shown to the person instead of being thrown.
 *
 * @returns {Promise<any>} the answer, or undefined when it was refused
 */
export async function attempt(method, args) {
  try {
    return await call(method, args);
  } catch (error) {
    const text = error instanceof Refused ? error.message : 'The sandbox cannot be reached.';
    notice('failed', text);
    return undefined;
  }
}

/**
 * What can be done on one message or view, as {@link import('./blocks.js').Env} wants it.
 *
 * @param {{ user: string, target: unknown, pending?: Set<Promise<unknown>> }} place `pending` collects what is under way
 */
export function actsOn({ user, target, pending = new Set() }) {
  const track = (promise) => {
    pending.add(promise);
    return promise.finally(() => pending.delete(promise));
  };
  /** Fills one input block. */
  async function put(blockId, value) {
    const changed = await track(attempt('fill', { user, target, values: { [blockId]: value } }));
    complain(changed?.errors);
    tell(changed?.delivered);
  }
  return {
    async press(which) {
      // The page has asked the question of a confirm dialog itself.
      tell(await attempt('press', { user, target, which, confirm: true }));
    },
    async choose(which, element, option, query) {
      if (option === null || element.type === 'rich_text_input') return put(which.blockId, option);
      const args = { user, target, which, option: Array.isArray(option) ? option : String(option), confirm: true };
      const typed = query !== undefined && query !== '' ? { query } : {};
      const changed = await track(attempt('choose', { ...args, ...typed }));
      complain(changed?.errors);
      tell(changed?.delivered);
    },
    async suggest(which, query) {
      const answer = await attempt('suggest', { user, target, which, query });
      if (answer === undefined) return { options: [], note: 'Not available' };
      if (answer.outcome === 'too_short') return { options: [], note: 'Keep typing…' };
      if (answer.outcome !== 'ok') return { options: [], note: inWords(answer.error) };
      return { options: answer.options };
    },
    put,
  };
}

function complain(errors) {
  for (const words of Object.values(errors ?? {})) notice('failed', words);
}

/** The value of an element nobody touched, in the shape of `state.values`. */
export function initialState(element) {
  return {
    value: element.initial_value ?? null,
    rich_text_value: element.initial_value ?? null,
    selected_option: element.initial_option ?? null,
    selected_options: element.initial_options ?? [],
    selected_date: element.initial_date ?? null,
    selected_time: element.initial_time ?? null,
    selected_date_time: element.initial_date_time ?? null,
    selected_user: element.initial_user ?? null,
    selected_users: element.initial_users,
    selected_conversation: element.initial_conversation ?? null,
    selected_conversations: element.initial_conversations,
    selected_channel: element.initial_channel ?? null,
    selected_channels: element.initial_channels,
  };
}
