import * as z from 'zod';
import type { Sealer } from '../storage/sealer.ts';
import { replyAddressSchema } from '../workspaces/connect-links.ts';
import { limits } from './kit/limits.ts';

const metadataSchema = z.object({ reply: replyAddressSchema, state: z.unknown().optional() });

/** What a modal carries along: where its result goes, and what its feature has to know of the steps before, as JSON. */
export type ModalMetadata = z.infer<typeof metadataSchema>;

const kind = 'modal';

/**
 * `private_metadata` comes back through the client, so it is sealed: nobody can read the answer address in it, change
 * it, or use it in another workspace. An address takes about 800 of Slack's 3,000 characters; sealing makes a third more of
 * everything, so a state may hold ids and words but no lists of addresses (those are for a ticket).
 *
 * @throws Error when it is too long all the same: the first test that opens the modal sees it.
 */
export async function sealMetadata(sealer: Sealer, workspace: string, metadata: ModalMetadata): Promise<string> {
  const sealed = await sealer.seal(JSON.stringify(metadata), { workspace, kind });
  if (sealed.length > limits.privateMetadata)
    throw new Error(`A modal's state takes ${sealed.length} characters where ${limits.privateMetadata} are allowed.`);
  return sealed;
}

/** Undefined for what this product did not make for this workspace, or what its keys no longer open. */
export async function openMetadata(
  sealer: Sealer,
  workspace: string,
  sealed: string,
): Promise<ModalMetadata | undefined> {
  try {
    return metadataSchema.parse(JSON.parse(await sealer.open(sealed, { workspace, kind })));
  } catch {
    return undefined;
  }
}
