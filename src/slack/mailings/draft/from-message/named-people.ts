import { inTime } from '../../../kit/in-time.ts';
import type { SlackRequest } from '../../../requests.ts';
import type { RichText } from '../body/index.ts';
import { peopleIn, withNames } from './index.ts';

/** A trigger lives for three seconds, and the form opens only after this. */
const patienceMs = 800;
/** Whoever mentions more people than this does not write a mailing. */
const maxPeople = 20;

/** The rich text with the names of the people in it; whom Slack does not name in time is left out. */
export async function namedPeople(
  { services, origin, log }: Pick<SlackRequest, 'services' | 'origin' | 'log'>,
  richText: RichText,
): Promise<RichText> {
  const names = new Map<string, string>();
  const lookUp = async (userId: string) => {
    const { name } = await services.people.get({ ...origin, userId, userTeamId: undefined }, log);
    if (name !== undefined) names.set(userId, name);
  };
  const all = Promise.all(peopleIn(richText).slice(0, maxPeople).map(lookUp));
  await inTime(all, patienceMs).catch((error: unknown) =>
    log.info({ err: error }, 'not all people could be named in time'),
  );
  return withNames(richText, names);
}
