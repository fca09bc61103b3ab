import type { Group } from '../../cleverreach/index.ts';
import type { SlackRequest } from '../requests.ts';

/** The groups with the workspace's default group in front, where one is set and still there. */
export async function defaultFirst({ services, origin }: SlackRequest, groups: Group[]): Promise<Group[]> {
  const { defaultGroup } = await services.settings.get(origin.teamId);
  return groups.toSorted((a, b) => Number(b.id === defaultGroup?.id) - Number(a.id === defaultGroup?.id));
}
