import type { Group } from '../../../cleverreach/index.ts';
import type { Feature } from '../../feature.ts';
import { knownGroups, submissionPatienceMs } from '../../groups/known-groups.ts';
import { suggestGroups } from '../../groups/suggest-groups.ts';
import { type Connected, changing, connected, enqueuing, member } from '../../guards.ts';
import { jobReader } from '../../job-reader.ts';
import type { SlackRequest, SubmissionRequest } from '../../requests.ts';
import { readAddition } from './form.ts';
import { addJob, handleAdd } from './job.ts';
import { chooseGroup, openAdd } from './open.ts';
import { handleOptIn, optInJob } from './opt-in-job.ts';
import { readOptInValue } from './opt-in-request.ts';

/** Receivers: adding an address to a group. */
export const addFeature: Feature = {
  topic: 'receivers',
  commands: [
    {
      words: { en: 'add', de: 'eintragen' },
      usage: (t) => ({ arguments: t.help.arguments.addition, does: t.help.commands.add }),
      run: member(changing(connected(openAdd))),
    },
  ],
  shortcuts: { 'receivers:add': () => 'add' },
  // The group's input has an action id of its own, because its choice fills in this form and no other.
  options: { 'receivers:choose-group': suggestGroups },
  actions: {
    'receivers:choose-group': member(changing(connected(chooseGroup))),
    'receivers:opt-in': member(changing(enqueuing(requestOptIn))),
  },
  submissions: { 'receivers:add': member(changing(connected(submitAdd))) },
  handleJobs(services) {
    handleAdd(services);
    handleOptIn(services);
  },
};

async function submitAdd(request: SubmissionRequest & Connected): Promise<void> {
  const { services, origin, reader, viewId } = request;
  const read = readAddition(reader, request.values);
  if ('errors' in read) return request.refuse(read.errors);
  const { addition, groupBlock } = read;

  const isThere = (known: Group[]) => known.some(({ id }) => id === addition.groupId);
  const groups = await knownGroups(request, submissionPatienceMs, isThere);
  if (groups && !isThere(groups)) {
    return request.refuse({ [groupBlock]: reader.t.add.errors.groupVanished });
  }
  await services.jobs.enqueue(addJob, {
    id: `add-${viewId}`,
    workspace: origin.teamId,
    data: { addition, person: jobReader(request) },
  });
}

async function requestOptIn(request: SlackRequest & Connected): Promise<void> {
  const { services, origin, reader } = request;
  const read = readOptInValue(request.value);
  if (!read) return request.reply({ text: reader.t.errors.unknownAction });
  await services.jobs.enqueue(optInJob, {
    id: `opt-in-${read.reference}`,
    workspace: origin.teamId,
    data: { wanted: read.wanted, person: jobReader(request) },
  });
}
