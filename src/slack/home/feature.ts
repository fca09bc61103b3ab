import type { FastifyBaseLogger } from 'fastify';
import type { Event, Feature } from '../feature.ts';
import type { Origin } from '../payloads.ts';
import type { SlackRequest } from '../requests.ts';
import type { Services } from '../services.ts';
import { slackErrorCode } from '../slack-error.ts';

/** The app's Home tab. */
export const homeFeature: Feature = {
  actions: {
    'home:refresh': refresh,
  },
  events: {
    app_home_opened: opened,
  },
};

async function opened(services: Services, event: Event, log: FastifyBaseLogger): Promise<void> {
  const { teamId, userId, enterpriseId, isEnterpriseInstall, tab, viewHash } = event;
  if (tab !== 'home' || teamId === undefined || userId === undefined) return;
  const origin: Origin = { teamId, enterpriseId, isEnterpriseInstall, userId };
  if (!(await services.installations.find(origin))) return;
  const [person, client] = await Promise.all([services.people.get(origin, log), services.clients.for(origin)]);
  try {
    await services.homes.open({ origin, person, client, log }, viewHash);
  } catch (error) {
    // What Slack has refused for a reason it would refuse again: a token that has just died, a person it does not know.
    if (slackErrorCode(error) === undefined) throw error;
    log.warn({ err: error }, 'Slack did not take a Home tab');
  }
}

/** Not behind a guard: whoever is no member sees that they are not, and whom Slack did not describe can try again. */
async function refresh({ services, origin, person, client, log }: SlackRequest): Promise<void> {
  await services.homes.refresh({ origin, person, client, log });
}
