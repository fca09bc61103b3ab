import { setTimeout as delay } from 'node:timers/promises';
import type { ReplyAddress } from '../workspaces/connect-links.ts';
import type { AnswerContext } from './answers.ts';
import { inTime } from './kit/in-time.ts';
import { sealMetadata } from './metadata.ts';
import type { ModalBuilder, OpenedModal } from './requests.ts';
import { ModalNotOpenedError, slackErrorCode } from './slack-error.ts';

/** What is needed to reach a modal. */
type ModalContext = Pick<AnswerContext, 'services' | 'workspace' | 'client'>;

/**
 * Slack gave no trigger to open a modal with, it was used up or too old (`expired_trigger_id`, `trigger_exchanged`, …), or
 * there is nothing it could be opened on.
 */
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
 * @throws ModalNotOpenedError
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
      const opened = await inTime(client.views[how]({ trigger_id: triggerId, view }), openPatienceMs);
      return openedModal(context, replyAddress, opened.view?.id ?? '', opened.view?.hash);
    } catch (error) {
      if (cannotOpen(error)) throw new NoTriggerError();
      throw new ModalNotOpenedError(error);
    }
  };
}

/** A trigger lasts three seconds: what has not opened a moment after that will not. */
const openPatienceMs = 4_000;

/** A modal of which Slack has told the id, and perhaps the hash, which changes with every view that is put there. */
export function openedModal(
  context: ModalContext,
  replyAddress: ReplyAddress,
  id: string,
  lastHash?: string,
): OpenedModal {
  return modalAt(context, replyAddress, { view_id: id }, lastHash);
}

/** A modal with an id of ours, which every view in it has to have. */
export function modalByExternalId(context: ModalContext, replyAddress: ReplyAddress, externalId: string): OpenedModal {
  return modalAt(context, replyAddress, { external_id: externalId });
}

function modalAt(
  context: ModalContext,
  replyAddress: ReplyAddress,
  target: { view_id: string } | { external_id: string },
  lastHash?: string,
): OpenedModal {
  let hash = lastHash;
  return {
    async update(build, state, { ifUntouched = false } = {}) {
      const wanted = { ...target, ...(ifUntouched && hash !== undefined ? { hash } : {}) };
      const updated = await updateView(context, replyAddress, wanted, build, state);
      if (updated) hash = updated.hash;
      return updated !== undefined;
    },
  };
}

/**
 * A modal whose view has just been put there in the answer to a submission. Slack may take a call that follows at once before
 * that answer, which would then undo it: so the new view has an id of its own, and until Slack knows it the call is repeated.
 */
export function replacedModal(context: ModalContext, replyAddress: ReplyAddress, externalId: string): OpenedModal {
  return {
    async update(build, state) {
      const withId: ModalBuilder = (privateMetadata) => ({ ...build(privateMetadata), external_id: externalId });
      const modal = modalByExternalId(context, replyAddress, externalId);
      for (const waitMs of [0, 100, 300, 600]) {
        await delay(waitMs);
        if (await modal.update(withId, state)) return true;
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

/**
 * `expired_trigger_id`, `trigger_expired`, `trigger_exchanged`: it came too late, or for the second time.
 * `push_limit_reached`: there are three modals already. `not_found`: the person has closed the one below.
 */
function cannotOpen(error: unknown): boolean {
  const code = slackErrorCode(error) ?? '';
  return code.includes('trigger') || code === 'push_limit_reached' || code === 'not_found';
}
