import { setTimeout as delay } from 'node:timers/promises';
import type { ReplyAddress } from '../workspaces/connect-links.ts';
import type { AnswerContext } from './answers.ts';
import { sealMetadata } from './metadata.ts';
import type { ModalBuilder, OpenedModal } from './requests.ts';
import { slackErrorCode } from './slack-error.ts';

/** What is needed to reach a modal. */
type ModalContext = Pick<AnswerContext, 'services' | 'workspace' | 'client'>;

/** Slack gave no trigger to open a modal with, or it was used up or too old (`expired_trigger_id`, `trigger_exchanged`, …). */
export class NoTriggerError extends Error {
  readonly code = 'no_trigger';
  constructor() {
    super('There is no trigger to open a modal with.');
    this.name = 'NoTriggerError';
  }
}

/**
 * Opens a modal, or pushes one on top of another, with what `trigger` gives.
 *
 * @throws NoTriggerError
 */
export function modalOpener(
  context: ModalContext,
  replyAddress: ReplyAddress,
  how: 'open' | 'push',
  trigger: () => string | undefined,
) {
  const { services, workspace, client } = context;
  return async (build: ModalBuilder, state?: unknown): Promise<OpenedModal> => {
    const triggerId = trigger();
    if (triggerId === undefined) throw new NoTriggerError();
    const view = build(await sealMetadata(services.sealer, workspace, { reply: replyAddress, state }));
    try {
      const opened = await client.views[how]({ trigger_id: triggerId, view });
      return openedModal(context, replyAddress, opened.view?.id ?? '', opened.view?.hash);
    } catch (error) {
      if (isTriggerProblem(error)) throw new NoTriggerError();
      throw error;
    }
  };
}

/** A modal of which Slack has told the id, and perhaps the hash, which changes with every view that is put there. */
export function openedModal(
  context: ModalContext,
  replyAddress: ReplyAddress,
  id: string,
  lastHash?: string,
): OpenedModal {
  let hash = lastHash;
  return {
    id,
    async update(build, state, { ifUntouched = false } = {}) {
      const target = { view_id: id, ...(ifUntouched && hash !== undefined ? { hash } : {}) };
      const updated = await updateView(context, replyAddress, target, build, state);
      hash = updated?.hash;
      return updated !== undefined;
    },
  };
}

/**
 * A modal whose view has just been replaced in the answer to a submission. Slack may take a call that follows at once before
 * that answer, which would then undo it: so the new view has an id of its own, and until Slack knows it the call is repeated.
 */
export function replacedModal(
  context: ModalContext,
  replyAddress: ReplyAddress,
  { id, externalId }: { id: string; externalId: string },
): OpenedModal {
  return {
    id,
    async update(build, state) {
      const withId: ModalBuilder = (privateMetadata) => ({ ...build(privateMetadata), external_id: externalId });
      for (const waitMs of [100, 300, 600, 0]) {
        if (await updateView(context, replyAddress, { external_id: externalId }, withId, state)) return true;
        await delay(waitMs);
      }
      return false;
    },
  };
}

/** The new view's hash; undefined when the view is gone, or no longer the one that `target` has the hash of. */
async function updateView(
  { services, workspace, client }: ModalContext,
  replyAddress: ReplyAddress,
  target: { view_id: string; hash?: string } | { external_id: string },
  build: ModalBuilder,
  state: unknown,
): Promise<{ hash: string | undefined } | undefined> {
  const view = build(await sealMetadata(services.sealer, workspace, { reply: replyAddress, state }));
  try {
    const updated = await client.views.update({ ...target, view });
    return { hash: updated.view?.hash };
  } catch (error) {
    const code = slackErrorCode(error);
    if (code === 'not_found' || code === 'hash_conflict') return undefined;
    throw error;
  }
}

/** `expired_trigger_id`, `trigger_expired`, `trigger_exchanged`: it came too late, or for the second time. */
function isTriggerProblem(error: unknown): boolean {
  return slackErrorCode(error)?.includes('trigger') === true;
}
