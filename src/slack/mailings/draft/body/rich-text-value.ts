import type { RichTextBlock as SlackRichText } from '@slack/types';
import { type RichTextBlock, type RichTextElement, type RichTextStyle, richTextSchema } from './rich-text-schema.ts';
import { isUnsubscribeUrl, UNSUBSCRIBE } from './unsubscribe-placeholder.ts';

type SlackBlock = SlackRichText['elements'][number];
type SlackSection = Extract<SlackBlock, { type: 'rich_text_section' }>;
type SlackElement = SlackSection['elements'][number];

/**
 * Rich text as a rich text input may begin with; undefined for what is none, or where nothing is left of it. What Slack would refuse is left out,
 * since one empty text or one address that is none makes it refuse the whole form.
 */
export function initialRichText(value: unknown): SlackRichText | undefined {
  const elements = richTextSchema.safeParse(value).data?.elements.flatMap(blockOf) ?? [];
  return elements.length > 0 ? { type: 'rich_text', elements } : undefined;
}

function blockOf(block: RichTextBlock): SlackBlock[] {
  if (block.type === 'rich_text_list') {
    const items = block.elements.map((item) => sectionOf(item.elements)).filter(({ elements }) => elements.length > 0);
    const { style, indent, offset, border } = block;
    // Documented by Slack, not yet in `@slack/types`.
    const start = offset > 0 ? { offset } : {};
    return items.length > 0
      ? [{ type: block.type, style, indent, ...start, ...borderOf(border), elements: items }]
      : [];
  }
  const { elements } = sectionOf(block.elements);
  if (elements.length === 0) return [];
  if (block.type === 'rich_text_section') return [{ type: block.type, elements }];
  if (block.type === 'rich_text_quote') return [{ type: block.type, elements }];
  // Preformatted text takes no other elements.
  const plain = elements.flatMap((element) => (element.type === 'text' || element.type === 'link' ? [element] : []));
  return plain.length > 0 ? [{ type: block.type, ...borderOf(block.border), elements: plain }] : [];
}

function borderOf(border: number | undefined): { border?: 0 | 1 } {
  return border === 1 ? { border } : {};
}

function sectionOf(elements: readonly RichTextElement[]): SlackSection {
  return { type: 'rich_text_section', elements: elements.flatMap(elementOf) };
}

function elementOf(element: RichTextElement): SlackElement[] {
  switch (element.type) {
    case 'text':
      return textOf(element.text, element.style);
    case 'link':
      return linkOf(element);
    case 'emoji': {
      const { name, unicode } = element;
      return name === '' ? [] : [{ type: 'emoji', name, ...(unicode ? { unicode } : {}), ...styleOf(element.style) }];
    }
    case 'date':
      return textOf(element.fallback ?? '', element.style);
    case 'color':
      return textOf(element.value, element.style);
    case 'user':
      return element.user_id ? [{ type: 'user', user_id: element.user_id }] : [];
    case 'channel':
      return element.channel_id ? [{ type: 'channel', channel_id: element.channel_id }] : [];
    case 'usergroup':
      return element.usergroup_id ? [{ type: 'usergroup', usergroup_id: element.usergroup_id }] : [];
    case 'team':
      return element.team_id ? [{ type: 'team', team_id: element.team_id }] : [];
    case 'broadcast':
      return [{ type: 'broadcast', range: element.range }];
  }
}

function textOf(text: string, style: RichTextStyle): SlackElement[] {
  return text === '' ? [] : [{ type: 'text', text, ...styleOf(style) }];
}

/** Slack's longest address of a link; what is longer, or none, stays as words. */
const maxUrlLength = 3_000;

function linkOf({ url, text, style }: Extract<RichTextElement, { type: 'link' }>): SlackElement[] {
  // No address to Slack, which is the reason why an editor puts `http://` in front of it.
  if (isUnsubscribeUrl(url)) return textOf(text ? `${text} (${UNSUBSCRIBE})` : UNSUBSCRIBE, style);
  if (!/^(?:https?|mailto):/i.test(url) || !URL.canParse(url) || url.length > maxUrlLength) {
    return textOf(text ?? url, style);
  }
  return [{ type: 'link', url, ...(text ? { text } : {}), ...styleOf(style) }];
}

function styleOf(style: RichTextStyle): { style?: RichTextStyle } {
  return Object.values(style).includes(true) ? { style } : {};
}
