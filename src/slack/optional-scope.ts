import { type OptionalScope, optionalScopesIn } from '../workspaces/scopes.ts';
import { actions, type Block, button, context, type Message, section } from './kit/blocks.ts';
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
  await request.reply(await scopeOffer(request, scope, why));
}

/** The same as a message, for answers that come by another way and for forms, which show its blocks. */
async function scopeOffer(
  { services, origin, reader: { t } }: Pick<SlackRequest, 'services' | 'origin' | 'reader'>,
  scope: OptionalScope,
  why: string,
): Promise<Message & { blocks: Block[] }> {
  const url = await scopeUrl({ services, origin }, scope);
  const blocks: Block[] = [
    section(why),
    actions(button(t.connection.scopeButton, 'connection:grant-scope', { url })),
    context(t.connection.scopeNote),
  ];
  return { text: textOf(blocks), blocks };
}

/** Slack's consent for this scope and for what the installation was granted before: asked for less, it could lose some. */
async function scopeUrl({ services, origin }: Asker, scope: OptionalScope): Promise<string> {
  const wanted = optionalScopesIn([...(await scopesOf({ services, origin })), scope]);
  return `${services.publicUrl}/slack/install?${new URLSearchParams({ with: wanted.join(',') })}`;
}

async function scopesOf({ services, origin }: Asker): Promise<string[]> {
  return (await services.installations.find(origin))?.bot.scopes ?? [];
}
