import type { Feature } from '../../feature.ts';
import { formOf } from '../../form.ts';
import { knownGroups, submissionPatienceMs } from '../../groups/known-groups.ts';
import { type Connected, changing, connected, member } from '../../guards.ts';
import { jobReader } from '../../job-reader.ts';
import { findAddresses, parseAddress, splitAddresses } from '../../kit/addresses.ts';
import type { SlackRequest, SubmissionRequest } from '../../requests.ts';
import { handleUnsubscribe, unsubscribeJob } from './job.ts';
import { unsubscribeModal } from './modal.ts';

/** Receivers: unsubscribing an address. */
export const unsubscribeFeature: Feature = {
  topic: 'receivers',
  commands: [
    {
      words: { en: 'unsubscribe', de: 'abmelden' },
      usage: (t) => ({ arguments: t.help.arguments.addresses, does: t.help.commands.unsubscribe }),
      run: member(changing(connected(openUnsubscribe))),
    },
  ],
  shortcuts: {
    'receivers:unsubscribe': () => 'unsubscribe',
    'receivers:unsubscribe-from-message': ({ message }) => `unsubscribe ${findAddresses(message ?? {}).join(' ')}`,
  },
  submissions: { 'receivers:unsubscribe': member(changing(connected(submitUnsubscribe))) },
  handleJobs: handleUnsubscribe,
};

async function openUnsubscribe({ reader, args, message, openModal }: SlackRequest & Connected): Promise<void> {
  const { addresses } = splitAddresses(args);
  const prefill = {
    addresses,
    nothingFound: message !== undefined && addresses.length === 0,
    ...(args !== '' && addresses.length === 0 ? { notAnAddress: args } : {}),
  };
  await openModal((privateMetadata) => unsubscribeModal(reader, prefill, privateMetadata));
}

async function submitUnsubscribe(request: SubmissionRequest & Connected): Promise<void> {
  const { services, origin, reader, viewId } = request;
  const form = formOf(request.values);
  const texts = reader.t.unsubscribe.errors;
  const typed = form.text('address') || (form.chosen('address')[0] ?? '');
  const address = parseAddress(typed);
  if (address === undefined) return request.refuse({ address: typed === '' ? texts.addressMissing : texts.address });

  const groupIds = form.chosen('groups');
  if (groupIds.length > 0) {
    const groups = await knownGroups(request, submissionPatienceMs);
    if (groups && !groupIds.every((groupId) => groups.some(({ id }) => id === groupId))) {
      return request.refuse({ groups: texts.groupVanished });
    }
  }
  await services.jobs.enqueue(unsubscribeJob, {
    id: `unsubscribe-${viewId}`,
    workspace: origin.teamId,
    data: { address, groupIds, person: jobReader(request) },
  });
}
