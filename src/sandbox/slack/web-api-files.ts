import { checkMessage } from './block-kit.ts';
import type { Core } from './core.ts';
import { ApiError } from './errors.ts';
import type { StoredFile } from './files.ts';
import type { Installation } from './installations.ts';
import { objects, text } from './json.ts';
import type { Channel, Json, User } from './types.ts';
import type { Method } from './web-api.ts';
import { channelArgument, writable } from './web-api-directory.ts';

/** What Slack takes as a channel here. It refuses a user id with just this message (issues of Slack's own SDKs). */
const CHANNEL_ID = /^[CGDZ][A-Z0-9]{8,}$/;

/** files.*: what people and the app upload. */
export function fileMethods(core: Core): Record<string, Method> {
  function owner(installation: Installation): User {
    const bot = core.state.users.get(installation.botUserId);
    if (bot === undefined) throw new ApiError('internal_error');
    return bot;
  }

  /** `channel_id`, or the documented `channels`: ids of channels or of people. Throws. */
  function destinations(args: Json, installation: Installation): Channel[] {
    const one = text(args, 'channel_id');
    if (one !== '' && !CHANNEL_ID.test(one))
      throw new ApiError('invalid_arguments', [
        { pointer: '/channel_id', message: `input must match regex pattern: ${CHANNEL_ID.source}` },
      ]);
    const refs = one === '' ? text(args, 'channels').split(',').filter(Boolean) : [one];
    return refs.map((ref) => writable(installation, channelArgument(core, installation, ref)));
  }

  function share(files: StoredFile[], channel: Channel, args: Json, content: Json, installation: Installation): void {
    for (const file of files) {
      file.sharedIn.push(channel);
      // What a whole organisation's bot uploads belongs to the workspace where it is shared.
      file.workspaceId = channel.workspaceId;
    }
    core.messages.post({
      channel: channel.id,
      author: 'app',
      user: installation.botUserId,
      content,
      files: files.map(core.files.asJson),
      threadTs: text(args, 'thread_ts') || null,
    });
  }

  return {
    'files.info': {
      scopes: ['files:read'],
      run: ({ args, installation }) => {
        const file = core.files.find(text(args, 'file'));
        if (file === undefined || !core.installations.reaches(installation, file.workspaceId))
          throw new ApiError('file_not_found');
        return { file: core.files.asJson(file) };
      },
    },
    'files.getUploadURLExternal': {
      scopes: ['files:write'],
      // Live Slack finds nothing in a JSON body here, although its page names JSON too (measured by a third party).
      formOnly: true,
      run: ({ args, installation }) => {
        const missing = ['filename', 'length'].filter((name) => text(args, name) === '');
        if (missing.length > 0)
          throw new ApiError(
            'invalid_arguments',
            missing.map((name) => ({ pointer: '', message: `missing required field: ${name}` })),
          );
        const length = Number(text(args, 'length'));
        if (!Number.isInteger(length) || length < 0)
          throw new ApiError('invalid_arguments', [{ pointer: '/length', message: 'must be an integer' }]);
        if (length === 0) throw new ApiError('missing_argument');
        const { id, url } = core.uploads.reserve(owner(installation), text(args, 'filename'), length);
        return { upload_url: url, file_id: id };
      },
    },
    'files.completeUploadExternal': {
      scopes: ['files:write'],
      run: ({ args, installation }) => {
        const wanted = objects(args['files']).map((file) => ({ id: text(file, 'id'), title: text(file, 'title') }));
        if (wanted.length === 0)
          throw new ApiError('invalid_arguments', [{ pointer: '', message: 'missing required field: files' }]);
        const channels = destinations(args, installation);
        const comment = text(args, 'initial_comment');
        // With a comment, Slack ignores the blocks.
        const blocks = comment === '' ? args['blocks'] : undefined;
        const problems = blocks === undefined ? [] : checkMessage({ blocks });
        if (problems.length > 0) throw new ApiError('invalid_blocks', problems);
        const files = core.uploads.complete(owner(installation), wanted);
        const content = { text: comment, ...(blocks === undefined ? {} : { blocks }) };
        for (const channel of channels) share(files, channel, args, content, installation);
        return { files: files.map(core.files.asJson) };
      },
    },
  };
}
