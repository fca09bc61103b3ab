import type { Group } from '../../cleverreach/index.ts';
import { RecordError } from '../../storage/records.ts';
import { defaultSettings, type Settings } from '../../workspaces/settings.ts';
import { changerOf, noteChanges } from '../changes.ts';
import { ownAppSentence } from '../connection/own-app/own-app.ts';
import type { Feature } from '../feature.ts';
import { formOf } from '../form.ts';
import { knownGroups, submissionPatienceMs } from '../groups/known-groups.ts';
import { suggestGroups } from '../groups/suggest-groups.ts';
import { managing, member } from '../guards.ts';
import { isConnectionLost } from '../job-answer.ts';
import type { Option } from '../kit/blocks.ts';
import { limits } from '../kit/limits.ts';
import { messageModal } from '../kit/message-modal.ts';
import type { SlackRequest, SubmissionRequest } from '../requests.ts';
import { changesIn, readSettings } from './form.ts';
import { changedFields, savedMessage } from './messages.ts';
import { noGroupOption, type SettingsView, settingsModal } from './modal.ts';

/** What an admin sets for the whole workspace. */
export const settingsFeature: Feature = {
  topic: 'workspace',
  commands: [
    {
      words: { en: 'settings', de: 'einstellungen' },
      usage: (t) => ({ does: t.help.commands.settings }),
      run: member(managing(openSettings)),
    },
  ],
  actions: { 'settings:changes': member(managing(showPeople)) },
  submissions: { 'settings:save': member(managing(saveSettings)) },
  options: { 'settings:group': suggestDefaultGroup },
};

async function openSettings(request: SlackRequest): Promise<void> {
  const view = await viewOf(request);
  await request.openModal((privateMetadata) => settingsModal(request.reader, view, privateMetadata));
}

/** The form asks for people where some are to be chosen. All that was filled in stays, since its inputs keep their ids. */
async function showPeople(request: SlackRequest): Promise<void> {
  const view = await viewOf(request);
  const changes = changesIn(formOf(request.values));
  if (changes === undefined) return;
  const stored = view.settings.changes;
  const settings = { ...view.settings, changes: changes.by === stored.by ? stored : changes };
  await request.modal?.update((privateMetadata) =>
    settingsModal(request.reader, { ...view, settings }, privateMetadata),
  );
}

async function saveSettings(request: SubmissionRequest): Promise<void> {
  const { services, origin, reader, log } = request;
  const form = formOf(request.values);
  const read = readSettings(reader, form);
  if ('errors' in read) return request.refuse(read.errors);
  const before = await storedSettings(request);
  // A form that had no field for the group, for want of an account, says nothing about it.
  const isGroupAsked = request.values['group'] !== undefined;
  const group = isGroupAsked ? await chosenGroup(request, before, read.groupId) : before?.defaultGroup;
  if (typeof group === 'string') return request.refuse({ group });

  const settings: Settings = { ...read.settings, ...(group ? { defaultGroup: group } : {}) };
  const changed = changedFields(before, settings);
  if (changed.length > 0) {
    await services.settings.save(origin.teamId, settings);
    // The names of the fields and none of what stands in them: an address has no place in the log.
    const change = { action: 'settings.change', result: 'done', detail: changed.join(', ') } as const;
    await noteChanges(request, origin.teamId, changerOf(request), [change]);
  }
  // In the language that holds from now on.
  const { reader: now } = await services.people.get(origin, log);
  const message = savedMessage(now, settings, changed);
  await request.replaceWith(() => messageModal(now, message));
}

/** The group with its name as CleverReach has it, nothing where none was chosen, or what is wrong with the choice. */
async function chosenGroup(
  request: SlackRequest,
  before: Settings | undefined,
  groupId: string | undefined,
): Promise<Settings['defaultGroup'] | string> {
  if (groupId === undefined) return undefined;
  if (groupId === before?.defaultGroup?.id) return before.defaultGroup;
  const texts = request.reader.t.settings.errors;
  const groups = await groupsInTime(request, groupId);
  if (!groups) return texts.groupUnknown;
  const group = groups.find(({ id }) => id === groupId);
  return group ? { id: group.id, name: group.name } : texts.groupVanished;
}

async function groupsInTime({ services, origin }: SlackRequest, groupId: string): Promise<Group[] | undefined> {
  const connection = await services.connections.find(origin.teamId);
  if (!connection) return undefined;
  const reads = services.reads.forRequest(origin.teamId, connection);
  const isThere = (known: Group[]) => known.some(({ id }) => id === groupId);
  return knownGroups(reads, submissionPatienceMs, isThere).catch((error: unknown) => {
    if (isConnectionLost(error)) return undefined;
    throw error;
  });
}

/** Not every client lets a choice be taken back, so the first thing to choose is no group. */
async function suggestDefaultGroup(request: SlackRequest, query: string): Promise<Option[]> {
  const groups = await suggestGroups(request, query);
  return [noGroupOption(request.reader), ...groups].slice(0, limits.options);
}

async function viewOf(request: SlackRequest): Promise<SettingsView> {
  const { services, origin } = request;
  const [settings, connection, oauthApp] = await Promise.all([
    storedSettings(request),
    services.connections.find(origin.teamId),
    ownAppSentence(request),
  ]);
  return {
    settings: settings ?? defaultSettings,
    isUnreadable: settings === undefined,
    oauthApp,
    hasAccount: connection !== undefined && !connection.brokenAt,
  };
}

/** Undefined where they cannot be read; saving repairs that. */
async function storedSettings({ services, origin, log }: SlackRequest): Promise<Settings | undefined> {
  try {
    return await services.settings.stored(origin.teamId);
  } catch (error) {
    if (!(error instanceof RecordError)) throw error;
    log.error({ err: error }, 'the settings of a workspace cannot be read; an admin has to save them anew');
    return undefined;
  }
}
