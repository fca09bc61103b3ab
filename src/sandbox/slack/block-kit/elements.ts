import { z } from 'zod';
import { LIMITS } from './limits.ts';
import { checkboxes, multiSelects, overflow, radioButtons, selects } from './menus.ts';
import {
  actionId,
  address,
  characters,
  colorScheme,
  confirmDialog,
  oneOfTypes,
  placeholder,
  plainText,
  words,
} from './objects.ts';
import { richText } from './rich-text.ts';

const flag = z.boolean().optional();
const id = { action_id: actionId };
const confirm = { confirm: confirmDialog.optional() };
const focus = { focus_on_load: flag };
const dispatch = {
  dispatch_action_config: z
    .object({
      trigger_actions_on: z
        .array(z.enum(['on_enter_pressed', 'on_character_entered']))
        .min(1)
        .max(2)
        .optional(),
    })
    .optional(),
};
const accessibility = { accessibility_label: words(LIMITS.button.accessibilityLabel).optional() };

/** A button; with `url` it opens an address and still tells the app. */
export const button = z.object({
  type: z.literal('button'),
  text: plainText(LIMITS.button.text),
  value: characters(LIMITS.button.value).optional(),
  url: address(LIMITS.button.url).optional(),
  style: colorScheme,
  ...accessibility,
  ...id,
  ...confirm,
});

const workflowButton = z.object({
  type: z.literal('workflow_button'),
  text: plainText(LIMITS.button.text),
  workflow: z.object({ trigger: z.object({ url: address(LIMITS.button.url) }) }),
  style: colorScheme,
  ...accessibility,
  ...id,
  ...confirm,
});

const menu = { ...id, ...confirm, ...focus, placeholder };
const pickers = [
  z.object({
    type: z.literal('datepicker'),
    initial_date: z.iso.date({ error: 'must be a date YYYY-MM-DD' }).optional(),
    ...menu,
  }),
  z.object({
    type: z.literal('timepicker'),
    initial_time: z
      .string()
      .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time HH:mm')
      .optional(),
    timezone: z.string().optional(),
    ...menu,
  }),
  z.object({
    type: z.literal('datetimepicker'),
    // Ten digits of unix seconds, as Slack's page says.
    initial_date_time: z.number().int().min(1_000_000_000).max(9_999_999_999).optional(),
    ...id,
    ...confirm,
    ...focus,
  }),
] as const;

const typed = { ...id, ...dispatch, ...focus, placeholder };
const figure = z
  .string()
  .regex(/^-?\d+(\.\d+)?$/, 'must be a number written as a string')
  .optional();
const lines = z.number().int().min(LIMITS.richTextInput.minLines).max(LIMITS.richTextInput.maxLines).optional();

const richTextInput = z.object({
  type: z.literal('rich_text_input'),
  initial_value: richText.optional(),
  min_lines: lines,
  max_lines: lines,
  ...typed,
});

const textInputs = [
  z
    .object({
      type: z.literal('plain_text_input'),
      initial_value: characters(LIMITS.textInput.length).optional(),
      multiline: flag,
      min_length: z.number().int().min(0).max(LIMITS.textInput.length).optional(),
      max_length: z.number().int().min(1).max(LIMITS.textInput.length).optional(),
      ...typed,
    })
    .refine((input) => (input.min_length ?? 0) <= (input.max_length ?? Infinity), {
      error: 'must not be greater than max_length',
      path: ['min_length'],
    }),
  z.object({ type: z.literal('email_text_input'), initial_value: z.string().optional(), ...typed }),
  z.object({ type: z.literal('url_text_input'), initial_value: z.string().optional(), ...typed }),
  z
    .object({
      type: z.literal('number_input'),
      is_decimal_allowed: z.boolean(),
      initial_value: figure,
      min_value: figure,
      max_value: figure,
      ...typed,
    })
    .refine((input) => Number(input.min_value ?? '-Infinity') <= Number(input.max_value ?? 'Infinity'), {
      error: 'must not be greater than max_value',
      path: ['min_value'],
    }),
] as const;

const fileInput = z.object({
  type: z.literal('file_input'),
  filetypes: z.array(z.string().min(1)).optional(),
  max_files: z.number().int().min(LIMITS.fileInput.minFiles).max(LIMITS.fileInput.maxFiles).optional(),
  ...id,
});

const feedback = z.object({
  text: plainText(LIMITS.button.text),
  value: characters(LIMITS.button.value),
  ...accessibility,
});

/** What a `context_actions` block may hold. */
export const contextActionsElement = oneOfTypes('context_actions element', [
  z.object({ type: z.literal('feedback_buttons'), positive_button: feedback, negative_button: feedback, ...id }),
  z.object({
    type: z.literal('icon_button'),
    // Measured by others: the live validator takes no other icon today.
    icon: z.literal('trash'),
    text: plainText(LIMITS.button.text),
    value: characters(LIMITS.button.value).optional(),
    visible_to_user_ids: z.array(z.string().min(1)).optional(),
    ...accessibility,
    ...id,
    ...confirm,
  }),
]);

const interactive = [
  button,
  workflowButton,
  overflow,
  checkboxes,
  radioButtons,
  ...pickers,
  ...selects,
  ...multiSelects,
] as const;

/** What an `actions` block may hold. */
export const actionsElement = oneOfTypes('actions element', [...interactive, richTextInput]);

/** What may stand beside a section, apart from an image. */
export const accessoryElements = interactive;

/** What an `input` block may hold: everything typed or chosen, and no buttons. */
export const inputElement = oneOfTypes('input element', [
  checkboxes,
  radioButtons,
  ...pickers,
  ...selects,
  ...multiSelects,
  ...textInputs,
  richTextInput,
  fileInput,
]);
