import { z } from 'zod';
import { LIMITS } from './limits.ts';

/** A string of at most `max` UTF-16 code units. Not zod's own `max`, which counts code points and so lets more through. */
export const characters = (max: number) =>
  z.string().superRefine((input, context) => {
    if (input.length > max)
      context.addIssue({ code: 'too_big', origin: 'string', maximum: max, inclusive: true, input });
  });

/** A string of 1 to `max` characters: Slack refuses an empty one wherever it wants a text. */
export const words = (max: number) => characters(max).min(LIMITS.text.min);

/** A `plain_text` object of 1 to `max` characters. */
export const plainText = (max: number = LIMITS.text.max) =>
  z.object({ type: z.literal('plain_text'), text: words(max), emoji: z.boolean().optional() });

const mrkdwn = (max: number) =>
  z.object({ type: z.literal('mrkdwn'), text: words(max), verbatim: z.boolean().optional() });

/** A text object of either kind. What stands in a `mrkdwn` text is not looked at: Slack does not refuse it either. */
export const anyText = (max: number = LIMITS.text.max) =>
  oneOfTypes('text object', [plainText(max), mrkdwn(max)] as const);

/**
 * A union told apart by `type`. A type outside it is one problem at `…/type` that names what was found and what is
 * possible, instead of one list of problems per alternative.
 */
export function oneOfTypes<const Members extends readonly [Typed, ...Typed[]]>(what: string, members: Members) {
  return z.discriminatedUnion('type', members, {
    error: (issue) => {
      if (issue.code !== 'invalid_union') return undefined;
      const found = z.object({ type: z.unknown() }).safeParse(issue.input).data?.type;
      if (found === undefined) return 'missing required field';
      return `unsupported type ${JSON.stringify(found)} of ${what}`;
    },
  });
}

type Typed = z.core.$ZodTypeDiscriminable;

/** An absolute address that a Slack client can open. Which schemes pass is not documented; this is a narrow reading. */
export const address = (max: number) =>
  characters(max).refine((value) => /^(https?|mailto|tel|slack):/i.test(value) && URL.canParse(value), {
    error: 'must be a valid URL',
  });

/** An address of an image: http or https. */
const imageAddress = characters(LIMITS.image.url).refine((value) => /^https?:/i.test(value) && URL.canParse(value), {
  error: 'must be a valid image URL',
});

export const actionId = words(LIMITS.id.actionId).optional();
export const colorScheme = z.enum(['primary', 'danger']).optional();
export const placeholder = plainText(LIMITS.select.placeholder).optional();

/** The question Slack asks before it sends an action. The SDK's types call all but the text optional; so do we. */
export const confirmDialog = z.object({
  title: plainText(LIMITS.confirm.title).optional(),
  text: anyText(LIMITS.confirm.text),
  confirm: plainText(LIMITS.confirm.confirm).optional(),
  deny: plainText(LIMITS.confirm.deny).optional(),
  style: colorScheme,
});

const optionRest = {
  value: characters(LIMITS.option.value),
  description: plainText(LIMITS.option.description).optional(),
};
const noUrl = { url: z.undefined({ error: 'only an option of an overflow menu may have a url' }).optional() };

/** An option of a select menu: plain text only. */
export const selectOption = z.object({ text: plainText(LIMITS.option.text), ...optionRest, ...noUrl });

/** An option of checkboxes and radio buttons: mrkdwn is allowed as well. */
export const choiceOption = z.object({
  text: anyText(LIMITS.option.text),
  ...optionRest,
  // The description of a choice may be mrkdwn too.
  description: anyText(LIMITS.option.description).optional(),
  ...noUrl,
});

/** An option of an overflow menu: the only one that may open an address. */
export const overflowOption = z.object({
  text: plainText(LIMITS.option.text),
  ...optionRest,
  url: address(LIMITS.option.url).optional(),
});

/** Options under a heading, at least `min` of them. */
export const optionGroup = (min: number) =>
  z.object({
    label: plainText(LIMITS.select.groupLabel),
    options: z.array(selectOption).min(min).max(LIMITS.select.options),
  });

/** Where a picture comes from: exactly one of `image_url` and `slack_file`, and the latter by `id` or by `url`. */
export const pictureSource = {
  image_url: imageAddress.optional(),
  slack_file: z
    .object({ id: words(LIMITS.id.blockId).optional(), url: address(LIMITS.image.url).optional() })
    .superRefine((file, context) => exactlyOne(file, ['id', 'url'], context))
    .optional(),
};

/** An image inside another block. */
export const imageElement = z
  .object({ type: z.literal('image'), alt_text: words(LIMITS.image.altText), ...pictureSource })
  .superRefine((image, context) => exactlyOne(image, ['image_url', 'slack_file'], context));

/** Adds a problem unless exactly one of the two fields is there. */
export function exactlyOne<Field extends string>(
  value: Partial<Record<Field, unknown>>,
  [first, second]: readonly [Field, Field],
  context: z.core.$RefinementCtx,
): void {
  const count = [first, second].filter((field) => value[field] !== undefined).length;
  if (count === 1) return;
  const message =
    count === 0 ? `needs ${first} or ${second}` : `has both ${first} and ${second}, of which one is allowed`;
  context.addIssue({ code: 'custom', message, input: value });
}
