import { button } from '../../kit/blocks.ts';
import { hasScope, scopeOffer } from '../../optional-scope.ts';
import type { SlackRequest } from '../../requests.ts';
import type { DraftForm } from './held-form.ts';
import type { Shown } from './modal.ts';

/** What the form needs to know beside what it holds: whether it may ask for a file, or has to ask for the permission first. */
export async function shownFor(request: SlackRequest, { way }: DraftForm): Promise<Shown> {
  if (way !== 'file' || (await hasScope(request, 'files:read'))) return {};
  const { draft } = request.reader.t;
  // The form does not hear what becomes of the permission in the browser.
  const again = button(draft.checkAgain, 'mailings:content-way');
  return { fileOffer: await scopeOffer(request, 'files:read', draft.fileNeedsScope, [again]) };
}
