import { actsOn, attempt, complain, initialState } from './acts.js';

const TYPED = new Set(['plain_text_input', 'email_text_input', 'url_text_input', 'number_input', 'rich_text_input']);

/**
 * What drawing blocks needs, for messages and for views, of the state the page is in.
 *
 * @param {{ directory: any, user: any, workspace: any, channels: any[] }} state read whenever something is drawn
 */
export function createEnvs(state) {
  /** Choices of a view that are on their way to Slack. */
  const pending = new Set();
  const everyone = () => state.directory.workspaces.flatMap((one) => one.users);

  function userName(id) {
    if (id === 'USLACKBOT') return 'Slackbot';
    const user = everyone().find((one) => one.id === id);
    if (user === undefined) return id;
    return user.isBot ? state.directory.app.name : user.realName || user.name;
  }

  /** @type {import('./mrkdwn.js').Names} */
  const names = {
    get locale() {
      return state.user.locale;
    },
    get tz() {
      return state.user.tz;
    },
    userName,
    channelName: (id) =>
      state.directory.workspaces.flatMap((one) => one.channels).find((one) => one.id === id)?.name || id,
    /** A person or a channel, the direct message by the name of the other one. */
    placeName(id) {
      const channel = state.workspace.channels.find((one) => one.id === id);
      if (channel === undefined) return userName(id);
      if (channel.kind === 'im') return state.directory.app.name;
      if (channel.kind === 'dm') return userName(channel.members.find((one) => one !== state.user.id));
      return `#${channel.name}`;
    },
  };

  const base = () => ({
    names,
    userId: state.user.id,
    appName: state.directory.app.name,
    users: state.workspace.users.filter((one) => !one.deleted && !one.isBot),
    channels: state.channels,
    errors: {},
  });

  return {
    names,
    everyone,
    settled: () => Promise.all(pending),

    /** @returns {import('./blocks.js').Env} */
    forMessage(message) {
      const acts = actsOn({ user: state.user.id, target: { channel: message.channel, ts: message.ts } });
      return {
        ...base(),
        ...acts,
        choose: async (...args) => complain(await acts.choose(...args)),
        stateOf: (_, element) => initialState(element),
        async entered(block, value, final) {
          if (final) complain(await acts.put(block.block_id, value));
        },
      };
    },

    /**
     * In a modal, what is typed waits in `drafts` for the submit button; what is chosen is known to Slack at once.
     *
     * @param {any} view
     * @param {Map<string, unknown>} drafts
     * @returns {import('./blocks.js').Env}
     */
    forView(view, drafts) {
      const place = { user: state.user.id, target: { id: view.id } };
      const acts = actsOn({ ...place, pending });

      /**
       * An action carries all that stands in the view, also what would not pass at submit, where it is checked; an input
       * in which Enter was not pressed yet says nothing by itself.
       */
      async function flush() {
        const values = Object.fromEntries(drafts);
        if (drafts.size > 0) await attempt('fill', { ...place, values, force: true, silent: true });
      }

      return {
        ...base(),
        suggest: acts.suggest,
        stateOf(blockId, element) {
          const known = view.values[blockId]?.[element.action_id] ?? initialState(element);
          if (!drafts.has(blockId)) return known;
          return { ...known, value: drafts.get(blockId), rich_text_value: drafts.get(blockId) };
        },
        async press(which) {
          await flush();
          await acts.press(which);
        },
        async choose(which, element, option, query) {
          await flush();
          complain(await acts.choose(which, element, option, query));
        },
        /** Gives what is wrong with the entry, by block. */
        async entered(block, value, final, query) {
          const { block_id: blockId, element } = block;
          if (!TYPED.has(element.type)) {
            if (block.dispatch_action === true) await flush();
            return acts.choose({ blockId, actionId: element.action_id }, element, value, query);
          }
          drafts.set(blockId, value);
          // The Home tab has no submit button that would send it later.
          if (!final || (block.dispatch_action !== true && view.kind !== 'home')) return {};
          drafts.delete(blockId);
          await flush();
          return acts.put(blockId, value);
        },
      };
    },
  };
}
