import { call, Refused } from './api.js';
import { notice } from './dialogs.js';
import { t, translateSlack } from './texts.js';

const CODES = [
  'operation_timeout',
  'dispatch_failed',
  'http_service_error',
  'http_client_error',
  'invalid_command_response',
  'invalid_options',
];

/** What a person is told about an error code. */
export const inWords = (code) =>
  CODES.includes(code) ? `${t(`error.${code}`)} (${code})` : t('error.other', { code: String(code) });

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
    const text = error instanceof Refused ? error.message : t('error.unreachable');
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
  /** Fills one input block; gives what is wrong with it, by block. */
  async function put(blockId, value) {
    const changed = await track(attempt('fill', { user, target, values: { [blockId]: value } }));
    tell(changed?.delivered);
    return changed?.errors ?? {};
  }
  return {
    async press(which) {
      // The page has asked the question of a confirm dialog itself.
      tell(await attempt('press', { user, target, which, confirm: true }));
    },
    async choose(which, _element, option, query) {
      if (option === null || (typeof option === 'object' && !Array.isArray(option))) return put(which.blockId, option);
      const args = { user, target, which, option: Array.isArray(option) ? option : String(option), confirm: true };
      const typed = query !== undefined && query !== '' ? { query } : {};
      const changed = await track(attempt('choose', { ...args, ...typed }));
      tell(changed?.delivered);
      return changed?.errors ?? {};
    },
    async suggest(which, query) {
      const answer = await attempt('suggest', { user, target, which, query });
      if (answer === undefined) return { options: [], note: t('field.unavailable') };
      if (answer.outcome === 'too_short') return { options: [], note: t('field.tooShort') };
      if (answer.outcome !== 'ok') return { options: [], note: inWords(answer.error) };
      return { options: answer.options };
    },
    put,
  };
}

/** Says what is wrong where no field has a place for it. */
export function complain(errors) {
  for (const words of Object.values(errors ?? {})) notice('failed', translateSlack(words));
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
    files: [],
  };
}
