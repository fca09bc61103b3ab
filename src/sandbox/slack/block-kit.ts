import { z } from 'zod';
import { block } from './block-kit/blocks.ts';
import { explain } from './block-kit/explain.ts';
import { isRecord, jsonBytes } from './block-kit/json.ts';
import { LIMITS } from './block-kit/limits.ts';
import { characters, exactlyOne, optionGroup, plainText, selectOption } from './block-kit/objects.ts';
import { checkTogether, hasInput } from './block-kit/payload-rules.ts';

/** One thing Slack would refuse. */
export interface Problem {
  /** JSON pointer (RFC 6901) into the checked value, for instance `/blocks/0/text/text`; empty for the value itself. */
  readonly pointer: string;
  readonly message: string;
}

/**
 * What is wrong with a message: the payload of chat.postMessage, of a `response_url`, or the answer to a command.
 * An independent reading of Slack's rules: it shares nothing with the app it checks. Fields that are no part of Block
 * Kit, and unknown fields of a block, pass. Never throws, whatever JSON it is given.
 */
export function checkMessage(message: unknown): Problem[] {
  const problems = new Problems();
  problems.parse(messageSchema, message);
  const blocks = field(message, 'blocks');
  checkTogether(blocks, 'message', problems.add);
  const hasBlocks = Array.isArray(blocks) && blocks.length > 0;
  const says = [field(message, 'text'), field(message, 'attachments')].some(
    (part) => part !== undefined && part !== '',
  );
  if (!hasBlocks && !says && field(message, 'delete_original') !== true)
    problems.add([], 'no text: needs text or blocks');
  return problems.found;
}

/** What is wrong with a view, as views.open, views.push, views.update, views.publish and a response_action take it. */
export function checkView(view: unknown, kind: 'modal' | 'home'): Problem[] {
  const problems = new Problems();
  problems.parse(kind === 'modal' ? modalSchema : homeSchema, view);
  const blocks = field(view, 'blocks');
  checkTogether(blocks, kind, problems.add);
  if (kind === 'modal' && hasInput(blocks) && field(view, 'submit') === undefined) {
    problems.add(['submit'], 'missing required field: a view with an input block needs it');
  }
  const bytes = jsonBytes(view);
  if (bytes > LIMITS.payload.viewBytes) {
    problems.add([], `view_too_large: ${bytes} bytes, at most ${LIMITS.payload.viewBytes}`);
  }
  return problems.found;
}

/** What is wrong with the answer to a block_suggestion: either `options` or `option_groups`, both possibly empty. */
export function checkOptions(answer: unknown): Problem[] {
  const problems = new Problems();
  problems.parse(optionsSchema, answer);
  return problems.found;
}

const blocks = (max: number) => z.array(block).max(max);

const messageSchema = z.object({
  text: characters(LIMITS.payload.messageText).nullish(),
  blocks: blocks(LIMITS.payload.messageBlocks).nullish(),
  attachments: z.array(z.object({ blocks: blocks(LIMITS.payload.messageBlocks).optional() })).nullish(),
});

const viewFields = {
  blocks: blocks(LIMITS.payload.viewBlocks),
  private_metadata: characters(LIMITS.payload.privateMetadata).nullish(),
  callback_id: characters(LIMITS.payload.callbackId).nullish(),
  external_id: characters(LIMITS.payload.externalId).nullish(),
};

const modalSchema = z.object({
  type: z.literal('modal'),
  title: plainText(LIMITS.payload.modalTitle),
  submit: plainText(LIMITS.payload.modalSubmit).optional(),
  close: plainText(LIMITS.payload.modalClose).optional(),
  clear_on_close: z.boolean().optional(),
  notify_on_close: z.boolean().optional(),
  ...viewFields,
});

const homeSchema = z.object({ type: z.literal('home'), ...viewFields });

const optionsSchema = z
  .object({
    options: z.array(selectOption).max(LIMITS.select.options).optional(),
    option_groups: z.array(optionGroup(0)).max(LIMITS.select.groups).optional(),
  })
  .superRefine((answer, context) => exactlyOne(answer, ['options', 'option_groups'], context));

class Problems {
  readonly found: Problem[] = [];

  readonly add = (path: readonly PropertyKey[], message: string): void => {
    this.found.push({ pointer: toPointer(path), message });
  };

  parse(schema: z.ZodType, value: unknown): void {
    for (const issue of schema.safeParse(value, { error: explain }).error?.issues ?? []) {
      this.add(issue.path, issue.message);
    }
  }
}

const toPointer = (path: readonly PropertyKey[]): string =>
  path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

const field = (value: unknown, name: string): unknown => (isRecord(value) ? value[name] : undefined);
