import { checkMessage } from './block-kit.ts';
import type { Core } from './core.ts';
import { ApiError } from './errors.ts';
import type { Installation } from './installations.ts';
import { text } from './json.ts';
import { messageJson } from './payloads.ts';
import type { Json, Message, Refusal } from './types.ts';
import type { Method } from './web-api.ts';
import { channelArgument, writable } from './web-api-directory.ts';

/** chat.*: messages of the app. */
export function chatMethods(core: Core): Record<string, Method> {
  /** Throws no_text, invalid_blocks, invalid_attachments. */
  function checked(args: Json): Json {
    const content = {
      text: text(args, 'text'),
      ...(args['blocks'] === undefined ? {} : { blocks: args['blocks'] }),
      ...(args['attachments'] === undefined ? {} : { attachments: args['attachments'] }),
      ...(args['metadata'] === undefined ? {} : { metadata: args['metadata'] }),
    };
    if (content.text === '' && isEmpty(args['blocks']) && isEmpty(args['attachments'])) throw new ApiError('no_text');
    const problems = checkMessage(content);
    if (problems.length > 0) throw new ApiError(refusalOf(problems), problems);
    return content;
  }

  /** The app's own message. Ephemeral ones cannot be reached by their ts. */
  function own(installation: Installation, args: Json, refusal: string): Message {
    const channel = channelArgument(core, installation, text(args, 'channel'));
    const message = core.messages.find(channel.id, text(args, 'ts'));
    if (message === undefined || message.ephemeralFor !== null) throw new ApiError('message_not_found');
    if (message.user !== installation.botUserId) throw new ApiError(refusal);
    return message;
  }

  return {
    'chat.postMessage': {
      scopes: ['chat:write'],
      run: ({ args, installation }) => {
        const channel = writable(installation, channelArgument(core, installation, text(args, 'channel')));
        const message = core.messages.post({
          channel: channel.id,
          author: 'app',
          user: installation.botUserId,
          content: checked(args),
          threadTs: text(args, 'thread_ts') || null,
        });
        return { channel: channel.id, ts: message.ts, message: messageJson(core, message) };
      },
    },
    'chat.postEphemeral': {
      scopes: ['chat:write'],
      run: ({ args, installation }) => {
        const channel = writable(installation, channelArgument(core, installation, text(args, 'channel')));
        const user = core.state.users.get(text(args, 'user'));
        if (user === undefined || !channel.members.includes(user.id)) throw new ApiError('user_not_in_channel');
        const message = core.messages.post({
          channel: channel.id,
          author: 'app',
          user: installation.botUserId,
          content: checked(args),
          ephemeralFor: user.id,
          threadTs: text(args, 'thread_ts') || null,
        });
        return { message_ts: message.ts };
      },
    },
    'chat.update': {
      scopes: ['chat:write'],
      run: ({ args, installation }) => {
        const message = own(installation, args, 'cant_update_message');
        core.messages.replace(message, checked(args));
        return { channel: message.channel, ts: message.ts, text: message.text, message: messageJson(core, message) };
      },
    },
    'chat.delete': {
      scopes: ['chat:write'],
      run: ({ args, installation }) => {
        const message = own(installation, args, 'cant_delete_message');
        core.messages.remove(message);
        return { channel: message.channel, ts: message.ts };
      },
    },
    'chat.getPermalink': {
      scopes: [],
      run: ({ args, installation }) => {
        const channel = channelArgument(core, installation, text(args, 'channel'));
        const message = core.messages.find(channel.id, text(args, 'message_ts'));
        if (message === undefined || message.ephemeralFor !== null) throw new ApiError('message_not_found');
        const domain = core.state.workspace(channel.workspaceId).domain;
        return {
          channel: channel.id,
          permalink: `https://${domain}.slack.com/archives/${channel.id}/p${message.ts.replace('.', '')}`,
        };
      },
    },
  };
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

function refusalOf(problems: Refusal[]): string {
  if (problems.every(({ pointer }) => pointer === '/text')) return 'msg_too_long';
  return problems.every(({ pointer }) => pointer.startsWith('/attachments')) ? 'invalid_attachments' : 'invalid_blocks';
}
