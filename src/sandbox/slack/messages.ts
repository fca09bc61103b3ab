import type { Clock } from './clock.ts';
import { valuesFor, withIds } from './elements.ts';
import type { Feed } from './feed.ts';
import { isObject, objects, text } from './json.ts';
import type { Json, Message, StateValues, User } from './types.ts';

/** What is posted: `text`, `blocks`, `attachments`, `metadata`. */
export type Content = Json;

/** The messages of all channels, and what people entered in the inputs inside them. */
export interface Messages {
  post(message: {
    channel: string;
    author: Message['author'];
    user: string;
    content: Content;
    /** File objects. An app cannot post them with a message, only by uploading. */
    files?: Json[];
    ephemeralFor?: string | null;
    threadTs?: string | null;
    ts?: string;
  }): Message;
  /** Puts other content in its place; everything not given is gone, as in chat.update. */
  replace(message: Message, content: Content): Message;
  remove(message: Message): void;
  find(channel: string, ts: string): Message | undefined;
  /** What a person sees of a channel, oldest first. */
  visibleTo(user: User, channel: string): Message[];
  /** `state.values` of a message, for one person. */
  valuesOf(message: Message, user: string): StateValues;
  setValues(message: Message, user: string, values: StateValues): void;
}

/** Slack cuts a longer `text`. */
const TEXT_LIMIT = 40_000;

export function createMessages(clock: Clock, feed: Feed): Messages {
  const byChannel = new Map<string, Message[]>();
  const entered = new Map<string, StateValues>();
  const key = (message: Message, user: string) => `${message.channel} ${message.ts} ${user}`;
  const listOf = (channel: string) => {
    const list = byChannel.get(channel) ?? [];
    byChannel.set(channel, list);
    return list;
  };

  function contentOf(content: Content) {
    return {
      text: text(content, 'text').slice(0, TEXT_LIMIT),
      blocks: withIds(content['blocks']),
      attachments: objects(structuredClone(content['attachments'])).map((attachment) =>
        Array.isArray(attachment['blocks']) ? { ...attachment, blocks: withIds(attachment['blocks']) } : attachment,
      ),
      metadata: isObject(content['metadata']) ? content['metadata'] : null,
    };
  }

  return {
    post({ channel, author, user, content, files = [], ephemeralFor = null, threadTs = null, ts = clock.ts() }) {
      const message: Message = {
        channel,
        ts,
        author,
        user,
        ...contentOf(content),
        files,
        ephemeralFor,
        threadTs,
        editedAtMs: null,
      };
      listOf(channel).push(message);
      feed.emit({ type: 'message', message });
      return message;
    },
    replace(message, content) {
      Object.assign(message, contentOf(content), { editedAtMs: clock.now() });
      feed.emit({ type: 'message_changed', message });
      return message;
    },
    remove(message) {
      const list = listOf(message.channel);
      const index = list.indexOf(message);
      if (index < 0) return;
      list.splice(index, 1);
      feed.emit({ type: 'message_deleted', message });
    },
    find: (channel, ts) => byChannel.get(channel)?.find((message) => message.ts === ts),
    visibleTo: (user, channel) =>
      (byChannel.get(channel) ?? []).filter(
        (message) => message.ephemeralFor === null || message.ephemeralFor === user.id,
      ),
    valuesOf: (message, user) => valuesFor(message.blocks, entered.get(key(message, user))),
    setValues(message, user, values) {
      entered.set(key(message, user), values);
    },
  };
}
