import type { Tag } from './read-html.ts';

/** A place in HTML, its line from 1 on, and what is there. */
export interface Found {
  line: number;
  what: string;
}

/** A tag as a person recognises it: `<div>`, `</td>`. A name can be as long as its writer likes; its beginning does. */
export function nameOf(tag: Pick<Tag, 'kind' | 'name'>): string {
  return `<${tag.kind === 'end' ? '/' : ''}${tag.name.slice(0, 40)}>`;
}
