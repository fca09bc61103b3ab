import type { Control } from './control.ts';
import type { Core } from './core.ts';
import { ControlError } from './errors.ts';
import { mayRead } from './files.ts';

type Observation =
  | 'messagesFor'
  | 'readFile'
  | 'currentView'
  | 'viewStack'
  | 'homeView'
  | 'setFault'
  | 'clearFaults'
  | 'exchanges'
  | 'clearLog'
  | 'waitForMessage';

/** What is to be seen, the log, and the switches for faults. */
export function observationControl(core: Core): Pick<Control, Observation> {
  const { state } = core;

  function messagesFor(userRef: string, channelRef: string) {
    const user = state.user(userRef);
    return core.messages.visibleTo(user, state.channelFor(user, channelRef).id);
  }

  return {
    messagesFor,
    readFile(userRef, id) {
      const user = state.user(userRef);
      const file = core.files.find(id);
      if (file === undefined || !mayRead(user, file))
        throw new ControlError('no_such_file', `${user.name} sees no file "${id}".`);
      const { name, title, mimetype, content } = file;
      return { name, title, mimetype, content: content.toString('utf8'), base64: content.toString('base64') };
    },
    currentView: (user) => core.views.stackOf(state.user(user).id).at(-1) ?? null,
    viewStack: (user) => core.views.stackOf(state.user(user).id),
    homeView: (user) => core.views.homeOf(state.user(user).id),
    setFault: (fault) => core.faults.set(fault),
    clearFaults: () => core.faults.clear(),
    exchanges: (filter = {}) =>
      core.log.exchanges.filter(
        (exchange) =>
          (filter.direction === undefined || exchange.direction === filter.direction) &&
          (filter.kind === undefined || exchange.kind === filter.kind) &&
          (filter.name === undefined || exchange.name === filter.name),
      ),
    clearLog: () => core.log.clear(),
    waitForMessage: (user, channel, expected, timeoutMs) =>
      core.feed.waitFor(
        () =>
          messagesFor(user, channel).find(
            (message) =>
              (expected.after === undefined || message.ts > expected.after) &&
              (expected.match?.(message) ?? true) &&
              (expected.text === undefined ||
                message.text.includes(expected.text) ||
                JSON.stringify(message.blocks).includes(JSON.stringify(expected.text).slice(1, -1))),
          ),
        timeoutMs,
        () => {
          const last = messagesFor(user, channel).slice(-5);
          return `Last seen by ${user} in ${channel}: ${last.map((message) => JSON.stringify(message.text)).join(', ')}`;
        },
      ),
  };
}
