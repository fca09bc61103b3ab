import { type Clock, newSecret } from './clock.ts';
import { ApiError } from './errors.ts';

/** Slack's life of a trigger_id in milliseconds. */
const TRIGGER_LIFE_MS = 3000;

/** What a trigger stands for: a person, and the modal that it came from. */
export interface Trigger {
  user: string;
  workspaceId: string;
  /** The modal in which something was done; null for commands, shortcuts, messages and the Home tab. */
  modalId: string | null;
  /** Id of the conversation that the person is looking at, where that is known. */
  channelId: string | null;
}

/** Single use, three seconds. */
export interface Triggers {
  issue(trigger: Trigger): string;
  /**
   * Exchanges it. Throws expired_trigger_id, exchanged_trigger_id, or invalid_arguments for one that never was.
   * `reaches` says whether the caller's token reaches that workspace.
   */
  exchange(id: string, reaches: (workspaceId: string) => boolean): Trigger;
}

export function createTriggers(clock: Clock): Triggers {
  const issued = new Map<string, Trigger & { expiresAtMs: number; used: boolean }>();
  return {
    issue(trigger) {
      const id = `${Math.floor(clock.now())}.${Math.floor(clock.now() / 7)}.${newSecret(16)}`;
      issued.set(id, { ...trigger, expiresAtMs: clock.now() + TRIGGER_LIFE_MS, used: false });
      return id;
    },
    exchange(id, reaches) {
      const found = issued.get(id);
      if (found === undefined || !reaches(found.workspaceId))
        throw new ApiError('invalid_arguments', [{ pointer: '/trigger_id', message: 'invalid `trigger_id`' }]);
      if (found.used) throw new ApiError('exchanged_trigger_id');
      if (clock.now() > found.expiresAtMs) throw new ApiError('expired_trigger_id');
      found.used = true;
      return found;
    },
  };
}
