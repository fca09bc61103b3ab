import { expect } from 'vitest';
import { checkMessage, checkView } from '../src/sandbox/slack/block-kit.ts';
import type { Home } from '../src/slack/home/publish.ts';
import type { Message, Modal } from '../src/slack/kit/blocks.ts';

/** Slack takes it, and nothing in it pings, links or formats that was not meant to. */
export function expectFit(message: Message): void {
  for (const blocks of [message.blocks, message.plainBlocks]) {
    expect(checkMessage({ text: message.text, ...(blocks ? { blocks } : {}) })).toEqual([]);
    for (const text of mrkdwnIn(blocks ?? [])) expectHarmless(text);
  }
  expect(message.text.length).toBeGreaterThan(0);
  expect(message.text.length).toBeLessThanOrEqual(4_000);
  expectHarmless(message.text);
}

/** The only angle brackets are those of our own links and of the person who connected. */
function expectHarmless(text: string): void {
  const own = text.replaceAll('<@U0ANNA>', '').replace(/<https:\/\/1\.eu2\.cleverreach\.example\/\|[^<>]*>/g, '');
  expect(own).not.toMatch(/[<]/);
}

function mrkdwnIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(mrkdwnIn);
  if (typeof value !== 'object' || value === null) return [];
  const { type, text } = value as { type?: unknown; text?: unknown };
  return [...(type === 'mrkdwn' && typeof text === 'string' ? [text] : []), ...Object.values(value).flatMap(mrkdwnIn)];
}

/** Slack takes it as a modal, and nothing in it pings, links or formats that was not meant to. */
export function expectFitModal(modal: Modal): void {
  expect(checkView(modal, 'modal')).toEqual([]);
  for (const text of mrkdwnIn(modal.blocks)) expectHarmless(text);
}

/** Slack takes both versions as a Home tab, and nothing in them pings, links or formats that was not meant to. */
export function expectFitHome({ view, plainView }: Home): void {
  for (const version of [view, plainView]) {
    expect(checkView(version, 'home')).toEqual([]);
    expect((JSON.stringify(version).match(/"style":"primary"/g) ?? []).length).toBeLessThanOrEqual(1);
    for (const text of mrkdwnIn(version.blocks)) expectHarmless(text);
  }
}
