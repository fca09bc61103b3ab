import type { Group } from '../../cleverreach/index.ts';
import { type Option, plainText } from '../kit/blocks.ts';
import { limits } from '../kit/limits.ts';
import type { SlackRequest } from '../requests.ts';
import { groupsContaining } from './find-group.ts';
import { knownGroups } from './known-groups.ts';

/** Slack waits three seconds for the choices, and asks again with the next letter. */
const suggestionPatienceMs = 1_500;

/** Type-ahead. Slack shows no error here, so whoever may not see groups gets none. */
export async function suggestGroups(request: SlackRequest, query: string): Promise<Option[]> {
  const { services, origin, person } = request;
  const connection = person.standing === 'member' ? await services.connections.find(origin.teamId) : undefined;
  if (!connection || connection.brokenAt) return [];
  const reads = services.reads.forRequest(origin.teamId, connection);
  const fitting = (groups: Group[]) => groupsContaining(groups, query);
  const groups = await knownGroups(reads, suggestionPatienceMs, (known) => fitting(known).length > 0);
  return fitting(groups ?? [])
    .slice(0, limits.options)
    .map(groupOption);
}

/** A group as a choice in a select. */
export function groupOption({ id, name }: Pick<Group, 'id' | 'name'>): Option {
  return { text: plainText(name, limits.optionText), value: id };
}
