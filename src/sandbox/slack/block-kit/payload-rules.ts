import { isRecord } from './json.ts';
import { LIMITS } from './limits.ts';
import { allowedOn, type Surface } from './surfaces.ts';
import { tableCharacters } from './tables.ts';

/** Says what is wrong, and where: the path into the checked value. */
export type Report = (path: readonly (string | number)[], message: string) => void;

interface Placed {
  readonly value: Readonly<Record<string, unknown>>;
  readonly path: readonly (string | number)[];
}

/**
 * The rules that look at all blocks of a payload together: which block stands where, what must be unique, and what is
 * summed. They read the raw value, so that they speak up also when a block has other faults.
 */
export function checkTogether(blocks: unknown, surface: Surface, report: Report): void {
  const top = members(blocks, ['blocks']);
  const all = top.flatMap((block) => [block, ...nestedBlocks(block)]);
  for (const { value, path } of top) {
    if (typeof value['type'] === 'string' && !allowedOn(value['type'], surface)) {
      report([...path, 'type'], `a ${value['type']} block is not allowed in a ${surface}`);
    }
  }
  uniqueField(all, 'block_id', report);
  for (const block of all) uniqueField(elements(block), 'action_id', report);
  atMostOneFocus(all.flatMap(elements), report);
  if (surface !== 'modal') noResponseUrl(all.flatMap(elements), report);
  if (surface === 'message') {
    atMost(all, 'data_visualization', LIMITS.payload.chartsPerMessage, report);
    atMost(all, 'table', LIMITS.payload.tablesPerMessage, report);
  }
  sumAtMost(all, 'table', LIMITS.payload.tableCharacters, tableCharacters, report);
  sumAtMost(all, 'data_table', LIMITS.payload.dataTableCharacters, tableCharacters, report);
  sumAtMost(all, 'markdown', LIMITS.payload.markdownCharacters, markdownCharacters, report);
}

/** Whether any block asks for input. */
export const hasInput = (blocks: unknown): boolean =>
  members(blocks, []).some(({ value }) => value['type'] === 'input');

function members(list: unknown, path: readonly (string | number)[]): Placed[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((value: unknown, index) => (isRecord(value) ? [{ value, path: [...path, index] }] : []));
}

function nestedBlocks({ value, path }: Placed): Placed[] {
  if (value['type'] === 'container') return members(value['child_blocks'], [...path, 'child_blocks']);
  if (value['type'] === 'carousel') return members(value['elements'], [...path, 'elements']);
  if (value['type'] === 'plan') return members(value['tasks'], [...path, 'tasks']);
  return [];
}

/** The interactive parts of one block, wherever a block may hold them. */
function elements({ value, path }: Placed): Placed[] {
  const single = ['element', 'accessory'].flatMap((field) => {
    const part = value[field];
    return isRecord(part) ? [{ value: part, path: [...path, field] }] : [];
  });
  const listed = value['type'] === 'carousel' ? [] : members(value['elements'], [...path, 'elements']);
  return [...single, ...listed, ...members(value['actions'], [...path, 'actions'])];
}

function uniqueField(placed: readonly Placed[], field: string, report: Report): void {
  const seen = new Set<unknown>();
  for (const { value, path } of placed) {
    const id = value[field];
    if (typeof id !== 'string') continue;
    if (seen.has(id)) report([...path, field], `${field} ${JSON.stringify(id)} is used more than once`);
    seen.add(id);
  }
}

function atMostOneFocus(placed: readonly Placed[], report: Report): void {
  const focused = placed.filter(({ value }) => value['focus_on_load'] === true);
  for (const { path } of focused.slice(LIMITS.payload.focusOnLoad)) {
    report([...path, 'focus_on_load'], 'only one element may have focus_on_load');
  }
}

function noResponseUrl(placed: readonly Placed[], report: Report): void {
  for (const { value, path } of placed) {
    if (value['response_url_enabled'] !== true) continue;
    report([...path, 'response_url_enabled'], 'response_url_enabled works in modals only');
  }
}

function atMost(placed: readonly Placed[], type: string, limit: number, report: Report): void {
  const found = placed.filter(({ value }) => value['type'] === type);
  for (const { path } of found.slice(limit)) report(path, `at most ${limit} ${type} per message`);
}

function sumAtMost(
  placed: readonly Placed[],
  type: string,
  limit: number,
  count: (block: unknown) => number,
  report: Report,
): void {
  let sum = 0;
  for (const { value, path } of placed) {
    if (value['type'] !== type) continue;
    const before = sum;
    sum += count(value);
    if (before <= limit && sum > limit) report(path, `more than ${limit} characters in all ${type} blocks together`);
  }
}

const markdownCharacters = (block: unknown): number =>
  isRecord(block) && typeof block['text'] === 'string' ? block['text'].length : 0;
