import { z } from 'zod';
import { dataVisualization } from './charts.ts';
import { accessoryElements, actionsElement, button, contextActionsElement, inputElement } from './elements.ts';
import { LIMITS } from './limits.ts';
import { address, anyText, exactlyOne, imageElement, oneOfTypes, pictureSource, plainText, words } from './objects.ts';
import { richText, richTextCharacters } from './rich-text.ts';
import { dataTable, table } from './tables.ts';

const flag = z.boolean().optional();
const id = { block_id: words(LIMITS.id.blockId).optional() };

const actions = z.object({
  type: z.literal('actions'),
  ...id,
  elements: z.array(actionsElement).min(1).max(LIMITS.actions.elements),
});

const context = z.object({
  type: z.literal('context'),
  ...id,
  elements: z
    .array(oneOfTypes('context element', [imageElement, ...anyText().options]))
    .min(1)
    .max(LIMITS.context.elements),
});

const divider = z.object({ type: z.literal('divider'), ...id });

const file = z.object({
  type: z.literal('file'),
  ...id,
  source: z.literal('remote'),
  external_id: words(LIMITS.payload.externalId),
});

const header = z.object({
  type: z.literal('header'),
  ...id,
  text: plainText(LIMITS.header.text),
  level: z.number().int().min(LIMITS.header.minLevel).max(LIMITS.header.maxLevel).optional(),
});

const image = z
  .object({
    type: z.literal('image'),
    ...id,
    alt_text: words(LIMITS.image.altText),
    title: plainText(LIMITS.image.title).optional(),
    ...pictureSource,
  })
  .superRefine((block, issues) => exactlyOne(block, ['image_url', 'slack_file'], issues));

const input = z
  .object({
    type: z.literal('input'),
    ...id,
    label: plainText(LIMITS.input.label),
    hint: plainText(LIMITS.input.hint).optional(),
    optional: flag,
    dispatch_action: flag,
    element: inputElement,
  })
  .refine((block) => !(block.dispatch_action === true && block.element.type === 'file_input'), {
    error: 'must not be set with a file_input',
    path: ['dispatch_action'],
  });

const section = z
  .object({
    type: z.literal('section'),
    ...id,
    text: anyText(LIMITS.section.text).optional(),
    fields: z.array(anyText(LIMITS.section.field)).min(1).max(LIMITS.section.fields).optional(),
    accessory: oneOfTypes('accessory', [imageElement, ...accessoryElements]).optional(),
    expand: flag,
  })
  .refine((block) => block.text !== undefined || block.fields !== undefined, { error: 'needs text or fields' });

const video = z.object({
  type: z.literal('video'),
  ...id,
  video_url: address(LIMITS.image.url),
  thumbnail_url: address(LIMITS.image.url),
  alt_text: words(LIMITS.video.altText),
  title: plainText(LIMITS.video.title),
  title_url: address(LIMITS.image.url).optional(),
  author_name: words(LIMITS.video.author).optional(),
  provider_name: z.string().optional(),
  provider_icon_url: address(LIMITS.image.url).optional(),
  description: plainText(LIMITS.video.description).optional(),
});

const alert = z.object({
  type: z.literal('alert'),
  ...id,
  text: anyText(LIMITS.alert.text),
  level: z.enum(['default', 'info', 'warning', 'error', 'success']).optional(),
});

const card = z
  .object({
    type: z.literal('card'),
    ...id,
    hero_image: imageElement.optional(),
    icon: imageElement.optional(),
    // The 54 names of Slack's own icons are not published in one list, so only the clash with `icon` is checked.
    slack_icon: z.unknown().optional(),
    title: anyText(LIMITS.card.title).optional(),
    subtitle: anyText(LIMITS.card.subtitle).optional(),
    body: anyText(LIMITS.card.body).optional(),
    subtext: anyText(LIMITS.card.subtext).optional(),
    actions: z.array(button).min(1).max(LIMITS.card.actions).optional(),
  })
  .refine((block) => [block.hero_image, block.title, block.actions, block.body].some((part) => part !== undefined), {
    error: 'needs hero_image, title, actions or body',
  })
  .refine((block) => block.icon === undefined || block.slack_icon === undefined, {
    error: 'has both icon and slack_icon, of which one is allowed',
  });

const carousel = z.object({
  type: z.literal('carousel'),
  ...id,
  elements: z
    .array(oneOfTypes('carousel element', [card]))
    .min(LIMITS.carousel.minCards)
    .max(LIMITS.carousel.maxCards),
});

const container = z
  .object({
    type: z.literal('container'),
    ...id,
    title: plainText(LIMITS.container.title).optional(),
    rich_text_title: richText
      .refine((title) => richTextCharacters(title) <= LIMITS.container.title, {
        error: `must be at most ${LIMITS.container.title} characters`,
      })
      .optional(),
    subtitle: anyText(LIMITS.container.subtitle).optional(),
    icon: imageElement.optional(),
    width: z.enum(['narrow', 'standard', 'wide', 'full']).optional(),
    is_collapsible: flag,
    default_collapsed: flag,
    has_header_divider: flag,
    // The documented children. The live validator reportedly takes a somewhat different set.
    child_blocks: z
      .array(
        oneOfTypes('block in a container', [
          actions,
          context,
          divider,
          file,
          header,
          image,
          input,
          richText,
          section,
          table,
          video,
        ]),
      )
      .max(LIMITS.container.children),
  })
  .refine((block) => block.title !== undefined || block.rich_text_title !== undefined, {
    error: 'needs title or rich_text_title',
  })
  .refine((block) => block.default_collapsed !== true || block.is_collapsible === true, {
    error: 'needs is_collapsible',
    path: ['default_collapsed'],
  });

const contextActions = z.object({
  type: z.literal('context_actions'),
  ...id,
  elements: z.array(contextActionsElement).min(1).max(LIMITS.contextActions.elements),
});

// The sum over the payload is checked with the payload.
const markdown = z.object({ type: z.literal('markdown'), ...id, text: z.string().min(1) });

const task = (statuses: readonly ['in_progress', 'complete', 'error', ...'pending'[]]) =>
  z.object({
    type: z.literal('task_card'),
    ...id,
    task_id: words(LIMITS.id.blockId),
    title: z.string().min(1),
    details: richText.optional(),
    output: richText.optional(),
    sources: z
      .array(z.object({ type: z.literal('url'), url: address(LIMITS.button.url), text: z.string().min(1) }))
      .optional(),
    status: z.enum(statuses),
  });

const plan = z.object({
  type: z.literal('plan'),
  ...id,
  // Measured by others: a bare string, not a text object.
  title: z.string().min(1),
  tasks: z.array(oneOfTypes('task of a plan', [task(['in_progress', 'complete', 'error', 'pending'])])).optional(),
});

/** Every block Slack knows, wherever it may stand. */
export const block = oneOfTypes('block', [
  actions,
  alert,
  card,
  carousel,
  container,
  context,
  contextActions,
  dataTable,
  dataVisualization,
  divider,
  file,
  header,
  image,
  input,
  markdown,
  plan,
  richText,
  section,
  table,
  // Measured by others: on its own a task is never pending.
  task(['in_progress', 'complete', 'error']),
  video,
]);
