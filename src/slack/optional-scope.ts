import type { Button, KnownBlock } from '@slack/types';
import type { Reader } from '../texts/index.ts';
import { type OptionalScope, optionalScopesIn } from '../workspaces/scopes.ts';
import { actions, button, context, section } from './kit/blocks.ts';
import { textOf } from './kit/text-of.ts';
import type { SlackRequest } from './requests.ts';

type Asker = Pick<SlackRequest, 'services' | 'origin'>;

/** Whether this workspace's installation was granted an optional scope. */
export async function hasScope({ services, origin }: Asker, scope: OptionalScope): Promise<boolean> {
  return (await scopesOf({ services, origin })).includes(scope);
}

/**
 * Answers with a button that asks Slack for an optional scope. `why` is mrkdwn: what cannot be done without it. Nothing else
 * needs the scope, so it is asked for here and not on installing.
 */
export async function offerScope(request: SlackRequest, scope: OptionalScope, why: string): Promise<void> {
  const blocks = await scopeOffer(request, scope, why);
  await request.reply({ text: textOf(blocks), blocks });
}

/** The same as blocks, for forms; `further` buttons stand beside the one that grants. */
export async function scopeOffer(
  { services, origin, reader }: Pick<SlackRequest, 'services' | 'origin' | 'reader'>,
  scope: OptionalScope,
  why: string,
  further: Button[] = [],
): Promise<KnownBlock[]> {
  return scopeBlocks(reader, await scopeUrl({ services, origin }, scope), why, further);
}

/** `url` leads to Slack's consent. */
export function scopeBlocks({ t }: Reader, url: string, why: string, further: Button[] = []): KnownBlock[] {
  return [
    section(why),
    actions(button(t.connection.scopeButton, 'connection:grant-scope', { url }), ...further),
    context(t.connection.scopeNote),
  ];
}

/** Slack's consent for this scope and for what the installation was granted before: asked for less, it could lose some. */
async function scopeUrl({ services, origin }: Asker, scope: OptionalScope): Promise<string> {
  const wanted = optionalScopesIn([...(await scopesOf({ services, origin })), scope]);
  return `${services.publicUrl}/slack/install?${new URLSearchParams({ with: wanted.join(',') })}`;
}

async function scopesOf({ services, origin }: Asker): Promise<string[]> {
  return (await services.installations.find(origin))?.bot.scopes ?? [];
}
