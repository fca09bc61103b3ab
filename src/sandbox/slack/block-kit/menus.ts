import { z } from 'zod';
import { LIMITS } from './limits.ts';
import {
  actionId,
  choiceOption,
  confirmDialog,
  exactlyOne,
  optionGroup,
  overflowOption,
  placeholder,
  selectOption,
} from './objects.ts';

const flag = z.boolean().optional();
const id = { action_id: actionId };
const confirm = { confirm: confirmDialog.optional() };
const focus = { focus_on_load: flag };

const menuOptions = {
  options: z.array(selectOption).min(1).max(LIMITS.select.options).optional(),
  option_groups: z.array(optionGroup(1)).min(1).max(LIMITS.select.groups).optional(),
};
const several = { max_selected_items: z.number().int().min(1).optional() };
const menu = { ...id, ...confirm, ...focus, placeholder };
const queryLength = { min_query_length: z.number().int().min(0).optional() };
const conversations = {
  default_to_current_conversation: flag,
  filter: z
    .object({
      include: z
        .array(z.enum(['im', 'mpim', 'private', 'public']))
        .min(1)
        .optional(),
      exclude_external_shared_channels: flag,
      exclude_bot_users: flag,
    })
    .optional(),
};
const ids = z.array(z.string().min(1)).optional();
const oneId = z.string().min(1).optional();
const respondable = { response_url_enabled: flag };

/** Menus from which one thing is chosen. */
export const selects = [
  z
    .object({ type: z.literal('static_select'), ...menuOptions, initial_option: selectOption.optional(), ...menu })
    .superRefine((select, context) => {
      exactlyOne(select, ['options', 'option_groups'], context);
      initialAmong(allOptions(select), { initial_option: select.initial_option }, context);
    }),
  z.object({
    type: z.literal('external_select'),
    initial_option: selectOption.optional(),
    ...queryLength,
    ...menu,
  }),
  z.object({ type: z.literal('users_select'), initial_user: oneId, ...menu }),
  z.object({
    type: z.literal('conversations_select'),
    initial_conversation: oneId,
    ...conversations,
    ...respondable,
    ...menu,
  }),
  z.object({ type: z.literal('channels_select'), initial_channel: oneId, ...respondable, ...menu }),
] as const;

/** Menus from which several things are chosen. */
export const multiSelects = [
  z
    .object({
      type: z.literal('multi_static_select'),
      ...menuOptions,
      initial_options: z.array(selectOption).max(LIMITS.select.options).optional(),
      ...several,
      ...menu,
    })
    .superRefine((select, context) => {
      exactlyOne(select, ['options', 'option_groups'], context);
      initialAmong(allOptions(select), { initial_options: select.initial_options }, context);
    }),
  z.object({
    type: z.literal('multi_external_select'),
    initial_options: z.array(selectOption).max(LIMITS.select.options).optional(),
    ...queryLength,
    ...several,
    ...menu,
  }),
  z.object({ type: z.literal('multi_users_select'), initial_users: ids, ...several, ...menu }),
  z.object({
    type: z.literal('multi_conversations_select'),
    initial_conversations: ids,
    ...conversations,
    ...several,
    ...menu,
  }),
  z.object({ type: z.literal('multi_channels_select'), initial_channels: ids, ...several, ...menu }),
] as const;

/** The three dots: up to five options. */
export const overflow = z.object({
  type: z.literal('overflow'),
  options: z.array(overflowOption).min(1).max(LIMITS.overflow.options),
  ...id,
  ...confirm,
});

const choices = z.array(choiceOption).min(1).max(LIMITS.choices.options);
/** Checkboxes: all options in sight, any number chosen. */
export const checkboxes = z
  .object({
    type: z.literal('checkboxes'),
    options: choices,
    initial_options: choices.optional(),
    ...id,
    ...confirm,
    ...focus,
  })
  .superRefine((box, context) => initialAmong(box.options, { initial_options: box.initial_options }, context));
/** Radio buttons: all options in sight, one chosen. */
export const radioButtons = z
  .object({
    type: z.literal('radio_buttons'),
    options: choices,
    initial_option: choiceOption.optional(),
    ...id,
    ...confirm,
    ...focus,
  })
  .superRefine((radio, context) => initialAmong(radio.options, { initial_option: radio.initial_option }, context));

interface OptionLike {
  readonly text: { readonly text: string };
  readonly value: string;
}

function allOptions(select: {
  readonly options?: readonly OptionLike[] | undefined;
  readonly option_groups?: readonly { readonly options: readonly OptionLike[] }[] | undefined;
}): readonly OptionLike[] {
  return [...(select.options ?? []), ...(select.option_groups ?? []).flatMap((group) => group.options)];
}

/** Slack wants a preselected option to be one of the options, with the same value and the same text. */
function initialAmong(
  options: readonly OptionLike[],
  initial: Readonly<Record<string, OptionLike | readonly OptionLike[] | undefined>>,
  context: z.core.$RefinementCtx,
): void {
  for (const [field, chosen] of Object.entries(initial)) {
    if (chosen === undefined) continue;
    const wanted: readonly OptionLike[] = 'length' in chosen ? chosen : [chosen];
    const stray = wanted.some(
      (one) => !options.some((option) => option.value === one.value && option.text.text === one.text.text),
    );
    if (stray)
      context.addIssue({ code: 'custom', message: 'must match one of the options', path: [field], input: chosen });
  }
}
