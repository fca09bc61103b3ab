import {
  type CleverReachClient,
  CleverReachNotFoundError,
  type Form,
  type Group,
  type Receiver,
} from '../../../cleverreach/index.ts';
import { getReceiver, listGroups, listOptInForms } from '../../../operations/index.ts';

/** The group, if it still exists. */
export async function findGroupById(cleverreach: CleverReachClient, groupId: string): Promise<Group | undefined> {
  const groups = await listGroups.run({}, cleverreach);
  return groups.find(({ id }) => id === groupId);
}

/** The address in the group, if it is there. */
export async function findInGroup(
  cleverreach: CleverReachClient,
  groupId: string,
  address: string,
): Promise<Receiver | undefined> {
  try {
    return await getReceiver.run({ groupId, receiver: address }, cleverreach);
  } catch (error) {
    if (error instanceof CleverReachNotFoundError) return undefined;
    throw error;
  }
}

/** The group's form with this id, or else its first; undefined when it has none. */
export async function optInForm(
  cleverreach: CleverReachClient,
  groupId: string,
  formId: string | undefined,
): Promise<Form | undefined> {
  const forms = await listOptInForms.run({ groupId }, cleverreach);
  return forms.find(({ id }) => id === formId) ?? forms[0];
}
