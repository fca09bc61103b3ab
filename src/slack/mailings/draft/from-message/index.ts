import { emojiOf, type RichText, type RichTextElement, readRichText } from '../body/index.ts';
import { messageSchema, partsOfAttachment, partsOfBlocks } from './message-parts.ts';
import { mrkdwnToRichText } from './mrkdwn-to-rich-text.ts';
import { mapElements, plainTextOf, withinLength } from './walk.ts';

/** What a message came to as the beginning of a draft. */
export interface MessageBody {
  /** With people as mentions still: see {@link peopleIn} and {@link withNames}. */
  richText: RichText;
  /** The message had more than fits. */
  isCut: boolean;
}

/** Longer than any message that a person types in one piece. What Slack's editor takes at most is not documented. */
const maxLength = 10_000;

/**
 * The text of a message as rich text. A message of Slack's editor has it as such; of others the blocks' or the message's own
 * text is read, and that of attachments where there is nothing else. Takes anything; never throws.
 */
export function bodyFromMessage(message: unknown): MessageBody {
  const { text, blocks, attachments } = messageSchema.parse(message);
  const candidates = [
    () => partsOfBlocks(blocks),
    () => mrkdwnToRichText(text),
    () => attachments.flatMap(partsOfAttachment),
  ];
  const names = namesIn(text);
  let richText = readRichText(undefined);
  for (const candidate of candidates) {
    richText = mapElements(readRichText({ type: 'rich_text', elements: candidate() }), (element) =>
      withoutIds(element, names),
    );
    if (plainTextOf(richText).trim() !== '' || peopleIn(richText).length > 0) break;
  }
  const isCut = plainTextOf(richText).length > maxLength;
  return { richText: isCut ? withinLength(richText, maxLength) : richText, isCut };
}

/** The ids of the people who are mentioned, each once. */
export function peopleIn(richText: RichText): string[] {
  const ids: string[] = [];
  mapElements(richText, (element) => {
    if (element.type === 'user' && element.user_id !== '') ids.push(element.user_id);
    return element;
  });
  return [...new Set(ids)];
}

/** The same with names in place of people; whose name is not known is left out. */
export function withNames(richText: RichText, names: ReadonlyMap<string, string>): RichText {
  return mapElements(richText, (element) => {
    if (element.type !== 'user') return element;
    const name = names.get(element.user_id);
    return name === undefined ? undefined : textElement(name);
  });
}

/** Its first line that says something, as a subject. */
export function firstLineOf(richText: RichText): string {
  return (
    plainTextOf(richText)
      .split('\n')
      .map((line) => line.trim())
      .find((line) => line !== '') ?? ''
  );
}

const noStyle = { bold: false, italic: false, strike: false, underline: false, code: false };
const textElement = (text: string, style = noStyle): RichTextElement => ({ type: 'text', text, style });

/** What stands for something in Slack alone becomes words or nothing. */
function withoutIds(element: RichTextElement, names: ReadonlyMap<string, string>): RichTextElement | undefined {
  switch (element.type) {
    case 'emoji':
      return textElement(emojiOf(element) ?? `:${element.name}:`, element.style);
    case 'date':
      return element.fallback ? textElement(element.fallback, element.style) : undefined;
    case 'broadcast':
      return textElement(`@${element.range}`);
    case 'channel':
      return named(names.get(element.channel_id), '#');
    case 'usergroup':
      return named(names.get(element.usergroup_id), '@');
    case 'team':
      return undefined;
    default:
      return element;
  }
}

function named(name: string | undefined, sign: '#' | '@'): RichTextElement | undefined {
  return name ? textElement(`${sign}${name.replace(/^[#@]/, '')}`) : undefined;
}

/** A message's text often has the names whose ids its blocks have: `<#C1|general>`, `<!subteam^S1|@sales>`. */
function namesIn(text: string): Map<string, string> {
  return new Map(
    Array.from(text.matchAll(/<(?:#|!subteam\^)([A-Z0-9]+)\|([^<>|]+)>/g), ([, id = '', name = '']) => [id, name]),
  );
}
