import { checkOptions } from './block-kit.ts';
import type { ChangeResult, Delivered, FieldValue, PersonActions, PressResult, Suggestions, Which } from './control.ts';
import type { Core } from './core.ts';
import { type Element, hasState } from './elements.ts';
import { ControlError } from './errors.ts';
import { deliveredOf } from './events.ts';
import { enter, visibleOptions } from './input-values.ts';
import { get, isObject, objects, parseJson, text } from './json.ts';
import { sendInteraction } from './person-commands.ts';
import { pick, type Surface, surfaceFor, whereabouts } from './surface.ts';
import type { Json, User } from './types.ts';

/** Slack asks only from this many letters on when the element says nothing. */
const MIN_QUERY_LENGTH = 3;

/** Buttons, selects and inputs. */
export function interactionActions(core: Core): Pick<PersonActions, 'press' | 'choose' | 'suggest' | 'fill'> {
  /** What an external select offered last, by surface and element. */
  const suggested = new Map<string, Json[]>();
  const keyOf = (surface: Surface, element: Element) => `${surface.key} ${element.blockId} ${element.actionId}`;

  /** Tells the app that something was done to an element. */
  async function act(user: User, surface: Surface, element: Element, value: Json): Promise<Delivered> {
    const isModal = surface.view?.kind === 'modal';
    const payload = {
      type: 'block_actions',
      ...whereabouts(core, user, surface),
      trigger_id: core.triggers.issue({
        user: user.id,
        workspaceId: user.workspaceId,
        modalId: isModal && surface.view !== null ? surface.view.id : null,
        channelId: surface.message?.channel.id ?? surface.view?.conversationId ?? null,
      }),
      ...(surface.message === null
        ? {}
        : {
            response_url: core.responseUrls.issue('actions', user, surface.message.channel, surface.message.message),
            state: { values: surface.values() },
          }),
      actions: [
        {
          type: element.type,
          action_id: element.actionId,
          block_id: element.blockId,
          ...value,
          action_ts: core.clock.ts(),
        },
      ],
    };
    const delivered = deliveredOf(await sendInteraction(core, payload));
    if (surface.view !== null && !surface.view.closed && surface.view.failure !== delivered.error) {
      surface.view.failure = delivered.error;
      core.views.touch(surface.view);
    }
    return delivered;
  }

  async function press(
    userRef: string,
    target: Parameters<PersonActions['press']>[1],
    which: Parameters<PersonActions['press']>[2],
    options: { confirm?: boolean; forgedValue?: string } = {},
  ): Promise<PressResult> {
    const user = core.state.user(userRef);
    const surface = surfaceFor(core, user, target);
    const button = pick(surface.elements, which, ({ type }) => isButton(type));
    const dialog = dialogOf(button);
    if (dialog !== null && options.confirm !== true) return { outcome: 'confirm', dialog };
    const { text: words, url, style } = button.element;
    const value = options.forgedValue ?? button.element['value'] ?? thumb(button, which);
    const delivered = await act(user, surface, button, {
      ...(words === undefined ? {} : { text: words }),
      ...(value === undefined ? {} : { value }),
      ...(url === undefined ? {} : { url }),
      ...(style === undefined ? {} : { style }),
    });
    return { ...delivered, url: typeof url === 'string' ? url : null };
  }

  async function change(
    user: User,
    surface: Surface,
    entries: { element: Element; entry: FieldValue }[],
    options: { force?: boolean; silent?: boolean },
  ): Promise<ChangeResult> {
    const force = options.force === true;
    const errors: Record<string, string> = {};
    const changes: { element: Element; value: Json }[] = [];
    for (const { element, entry } of entries) {
      const options = visibleOptions(element, suggested.get(keyOf(surface, element)));
      const entered = enter(core, user, { element, options, entry, force });
      if ('error' in entered) errors[element.blockId] = entered.error;
      else changes.push({ element, value: entered.value });
    }
    if (Object.keys(errors).length > 0) return { errors, delivered: null };
    let delivered: Delivered | null = null;
    for (const { element, value } of changes) {
      if (hasState(element)) surface.setValue(element, value);
      if (element.isInput && (element.block['dispatch_action'] !== true || options.silent === true)) continue;
      const { type: _type, ...given } = value;
      delivered = await act(user, surface, element, given);
    }
    return { errors, delivered };
  }

  async function suggest(
    userRef: string,
    target: Parameters<PersonActions['suggest']>[1],
    which: Parameters<PersonActions['suggest']>[2],
    query: string,
  ): Promise<Suggestions> {
    const user = core.state.user(userRef);
    const surface = surfaceFor(core, user, target);
    const element = pick(surface.elements, which, ({ type }) => type.endsWith('external_select'));
    const minimum = Number(element.element['min_query_length'] ?? MIN_QUERY_LENGTH);
    if ([...query].length < minimum) return { outcome: 'too_short', options: [], error: null };
    const receipt = await sendInteraction(core, {
      type: 'block_suggestion',
      ...whereabouts(core, user, surface),
      action_id: element.actionId,
      block_id: element.blockId,
      value: query,
    });
    const { outcome, error } = deliveredOf(receipt);
    if (outcome !== 'ok') return { outcome, options: [], error };
    const answer = parseJson(receipt.body);
    const problems = checkOptions(answer);
    if (problems.length > 0) {
      core.log.refuse(receipt.exchange.id, 'invalid_options', problems);
      return { outcome: 'failed', options: [], error: 'invalid_options' };
    }
    const groups = objects(get(answer, 'option_groups'));
    const all = [
      ...objects(get(answer, 'options')).map((option) => ({ option, group: null })),
      ...groups.flatMap((group) =>
        objects(group['options']).map((option) => ({ option, group: text(group, 'label', 'text') })),
      ),
    ];
    suggested.set(
      keyOf(surface, element),
      all.map(({ option }) => option),
    );
    return {
      outcome: 'ok',
      error: null,
      options: all.map(({ option, group }) => ({
        text: text(option, 'text', 'text'),
        value: text(option, 'value'),
        group,
      })),
    };
  }

  return {
    press,
    suggest,
    async choose(userRef, target, which, option, options = {}) {
      const user = core.state.user(userRef);
      const surface = surfaceFor(core, user, target);
      const element = pick(surface.elements, which, ({ type }) => !isButton(type) && !type.endsWith('_input'));
      const dialog = dialogOf(element);
      if (dialog !== null && options.confirm !== true)
        throw new ControlError('confirm_required', `A dialog asks first: ${dialog.title}. ${dialog.text}`);
      if (options.query !== undefined) await suggest(userRef, target, which, options.query);
      return change(user, surface, [{ element, entry: option }], {});
    },
    async fill(userRef, target, values, options = {}) {
      const user = core.state.user(userRef);
      const surface = surfaceFor(core, user, target);
      const entries = Object.entries(values).map(([name, entry]) => ({
        element: pick(surface.elements, name, (element) => element.isInput),
        entry,
      }));
      return change(user, surface, entries, options);
    },
  };
}

const isButton = (type: string) => type.endsWith('button') || type === 'feedback_buttons';

/** Of feedback buttons, the value of the one that is meant: by value or label, else the positive one. */
function thumb({ element, type }: Element, which: Which): string | undefined {
  if (type !== 'feedback_buttons') return undefined;
  const wanted = typeof which === 'string' ? which : (which.value ?? which.label);
  const no = element['negative_button'];
  const isNegative = [text(no, 'value'), text(no, 'text', 'text')].some((word) => word !== '' && word === wanted);
  return text(isNegative ? no : element['positive_button'], 'value');
}

function dialogOf(element: Element): { title: string; text: string; confirm: string; deny: string } | null {
  const confirm = element.element['confirm'];
  if (!isObject(confirm)) return null;
  return {
    title: text(confirm, 'title', 'text') || 'Are you sure?',
    text: text(confirm, 'text', 'text'),
    confirm: text(confirm, 'confirm', 'text') || 'Yes',
    deny: text(confirm, 'deny', 'text') || 'Cancel',
  };
}
