import { checkMessage } from './block-kit.ts';
import type { CommandResult, Delivered, PersonActions } from './control.ts';
import type { Core } from './core.ts';
import type { Receipt } from './delivery.ts';
import { ControlError } from './errors.ts';
import { deliveredOf, userError } from './events.ts';
import { isUpload } from './files.ts';
import { isObject, objects, parseJson, text } from './json.ts';
import { channelName, commandForm, commonPayload, installationFor, messageJson } from './payloads.ts';
import { typedMessage, typedWords } from './typed-text.ts';
import type { Channel, Json, Message, Refusal, User } from './types.ts';

/** Composer and shortcuts. */
export function commandActions(
  core: Core,
): Pick<PersonActions, 'command' | 'say' | 'shortcut' | 'messageShortcut' | 'inviteApp'> {
  function say(
    userRef: string,
    channelRef: string,
    typed: string,
    options: { threadTs?: string; files?: Json[] } = {},
  ): Message {
    const user = core.state.user(userRef);
    const channel = core.state.channelFor(user, channelRef);
    const uploads = options.files ?? [];
    if (!uploads.every(isUpload)) throw new ControlError('invalid_file', 'Files are given as {name, content}.');
    const files = uploads.map((upload) => core.files.add(user, upload));
    for (const file of files) file.sharedIn.push(channel);
    return core.messages.post({
      channel: channel.id,
      author: 'human',
      user: user.id,
      content: typed === '' && files.length > 0 ? { text: '' } : typedMessage(typed),
      files: files.map(core.files.asJson),
      threadTs: options.threadTs ?? null,
    });
  }

  async function command(userRef: string, channelRef: string, typed: string): Promise<CommandResult> {
    const user = core.state.user(userRef);
    const channel = core.state.channelFor(user, channelRef);
    const [, name, rest = ''] = /^(\/\S+)\s*([\s\S]*)$/.exec(typed) ?? [];
    if (name === undefined)
      return { outcome: 'ok', error: null, exchange: null, message: say(userRef, channelRef, typed) };
    const known = core.app.commands.find((entry) => entry.command === name);
    if (known === undefined || core.installations.serving(user.workspaceId) === undefined) {
      const message = fromSlackbot(core, user, channel, `${name} is not a valid command.`);
      return { outcome: 'failed', error: 'invalid_command', exchange: null, message };
    }
    const words = rest.trim();
    const responseUrl = core.responseUrls.issue('commands', user, channel);
    const form = commandForm(core, user, channel, {
      command: name,
      text: known.shouldEscape === true ? typedWords(words) : words,
      responseUrl,
      triggerId: trigger(user, channel),
    });
    const receipt = await core.delivery.send({
      kind: 'command',
      name: words === '' ? name : `${name} ${words}`,
      contentType: 'application/x-www-form-urlencoded',
      body: form.toString(),
    });
    if (receipt.outcome !== 'ok') {
      const error = userError(receipt);
      const message = fromSlackbot(core, user, channel, `${name} failed with the error "${error}"`);
      return { ...deliveredOf(receipt), message };
    }
    return answerOf(receipt, { name, user, channel, responseUrl });
  }

  /** The body of the HTTP answer is the app's first message. */
  function answerOf(
    receipt: Receipt,
    asked: { name: string; user: User; channel: Channel; responseUrl: string },
  ): CommandResult {
    const exchange = receipt.exchange.id;
    const nothing = { outcome: 'ok', error: null, exchange, message: null } as const;
    if (receipt.body.trim() === '') return nothing;
    const isJson = receipt.headers['content-type']?.includes('json') === true;
    const content = isJson ? parseJson(receipt.body) : { text: receipt.body };
    const problems: Refusal[] = isObject(content) ? [] : [{ pointer: '', message: 'must be a JSON object' }];
    if (isObject(content)) {
      if (text(content, 'text') === '' && objects(content['blocks']).length === 0) return nothing;
      problems.push(...checkMessage(content));
    }
    if (problems.length > 0 || !isObject(content)) {
      const error = 'invalid_command_response';
      core.log.refuse(exchange, error, problems);
      const message = fromSlackbot(core, asked.user, asked.channel, `${asked.name} failed with the error "${error}"`);
      return { outcome: 'failed', error, exchange, message };
    }
    const message = core.messages.post({
      channel: asked.channel.id,
      author: 'app',
      user: installationFor(core, asked.user).botUserId,
      content,
      ephemeralFor: text(content, 'response_type') === 'in_channel' ? null : asked.user.id,
    });
    core.responseUrls.answered(asked.responseUrl, message);
    return { ...nothing, message };
  }

  function shortcutNamed(type: 'global' | 'message', name: string): string {
    const found = core.app.shortcuts.find(
      (entry) => entry.type === type && (entry.callbackId === name || entry.name === name),
    );
    if (found === undefined) {
      const there = core.app.shortcuts.filter((entry) => entry.type === type).map((entry) => entry.name);
      throw new ControlError(
        'not_there',
        `There is no ${type} shortcut "${name}". There is: ${there.join(', ') || 'none'}.`,
      );
    }
    return found.callbackId;
  }

  function trigger(user: User, channel: Channel | null): string {
    const channelId = channel?.id ?? null;
    return core.triggers.issue({ user: user.id, workspaceId: user.workspaceId, modalId: null, channelId });
  }

  async function interaction(payload: Json): Promise<Delivered> {
    return deliveredOf(await sendInteraction(core, payload));
  }

  return {
    command,
    say,
    async shortcut(userRef, callbackId, options = {}) {
      const user = core.state.user(userRef);
      const callback = shortcutNamed('global', callbackId);
      return interaction({
        type: 'shortcut',
        ...commonPayload(core, user),
        callback_id: callback,
        trigger_id: trigger(user, options.channel === undefined ? null : core.state.channelFor(user, options.channel)),
        action_ts: core.clock.ts(),
      });
    },
    async messageShortcut(userRef, channelRef, ts, callbackId) {
      const user = core.state.user(userRef);
      const channel = core.state.channelFor(user, channelRef);
      const message = core.messages.visibleTo(user, channel.id).find((entry) => entry.ts === ts);
      // Slack keeps no ephemeral message, and its menu has no shortcuts.
      if (message === undefined || message.ephemeralFor !== null)
        throw new ControlError('no_such_message', `There is no message ${ts} with shortcuts in that channel.`);
      const callback = shortcutNamed('message', callbackId);
      return interaction({
        type: 'message_action',
        ...commonPayload(core, user),
        callback_id: callback,
        trigger_id: trigger(user, channel),
        response_url: core.responseUrls.issue('actions', user, channel),
        action_ts: core.clock.ts(),
        message_ts: ts,
        channel: { id: channel.id, name: channelName(channel) },
        message: messageJson(core, message),
      });
    },
    inviteApp(userRef, channelRef) {
      const user = core.state.user(userRef);
      const channel = core.state.channelFor(user, channelRef);
      const bot = installationFor(core, user).botUserId;
      if (!channel.members.includes(bot)) channel.members.push(bot);
      core.state.changed();
      return channel;
    },
  };
}

/** An interaction goes out as a form with one field, `payload`. */
export function sendInteraction(core: Core, payload: Json): Promise<Receipt> {
  const type = text(payload, 'type');
  return core.delivery.send({
    kind: type === 'block_suggestion' ? 'options' : 'interaction',
    name: type,
    contentType: 'application/x-www-form-urlencoded',
    body: new URLSearchParams({ payload: JSON.stringify(payload) }).toString(),
  });
}

function fromSlackbot(core: Core, user: User, channel: Channel, words: string): Message {
  return core.messages.post({
    channel: channel.id,
    author: 'slackbot',
    user: 'USLACKBOT',
    content: { text: words },
    ephemeralFor: user.id,
  });
}
