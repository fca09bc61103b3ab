import * as z from 'zod';
import type { Reader } from '../../../texts/index.ts';
import { oneLine } from '../../form.ts';
import { parseAddress } from '../../kit/addresses.ts';
import { limits } from '../../kit/limits.ts';
import { bodyFromHtml, bodyFromRichText, type HtmlProblem } from './body/index.ts';
import type { DraftForm } from './held-form.ts';
import { maxNameLength, maxSenderNameLength, maxSubjectLength } from './modal.ts';

/** A draft as it was filled in, ready for CleverReach. */
export const filledDraftSchema = z.object({
  groupId: z.string(),
  name: z.string(),
  subject: z.string(),
  senderName: z.string(),
  senderEmail: z.string(),
  html: z.string(),
  text: z.string(),
});
export type FilledDraft = z.infer<typeof filledDraftSchema>;

/** A draft without its content. */
export type DraftHead = Omit<FilledDraft, 'html' | 'text'>;

/** What is wrong, by the block of the field it is wrong in. */
export type FormErrors = Record<string, string>;

/**
 * Checks every field but the content, also what Slack's client has checked before: a forged submission passes by the client.
 * `groupBlock` is the block of the group's field.
 */
export function checkHead(
  { t, f }: Reader,
  form: DraftForm,
  groupBlock: string,
): { head: DraftHead } | { errors: FormErrors } {
  const texts = t.draft.errors;
  const errors: FormErrors = {};
  const bounded = (field: string, written: string, max: number, tooLong: (length: string, limit: string) => string) => {
    const value = oneLine(written);
    if (value.length > max) errors[field] = tooLong(f.number(value.length), f.number(max));
    return value;
  };

  const groupId = form.group?.id ?? '';
  if (groupId === '') errors[groupBlock] = texts.groupMissing;
  const subject = bounded('subject', form.subject, maxSubjectLength, texts.subjectTooLong);
  if (subject === '') errors['subject'] = texts.subjectMissing;
  const name = bounded('name', form.name, maxNameLength, texts.nameTooLong) || subject;
  const senderName = bounded('sender_name', form.senderName, maxSenderNameLength, texts.senderNameTooLong);
  if (senderName === '') errors['sender_name'] = texts.senderNameMissing;
  const senderEmail = parseAddress(form.senderEmail);
  if (senderEmail === undefined) errors['sender_email'] = texts.senderEmail;

  if (Object.keys(errors).length > 0 || senderEmail === undefined) return { errors };
  return { head: { groupId, name, subject, senderName, senderEmail } };
}

/** Checks the content that was written or pasted; a file's is another matter. */
export function checkContent(
  reader: Reader,
  { way, subject, richText, html }: DraftForm,
): { body: { html: string; text: string } } | { error: string } {
  const { t, f, language } = reader;
  const texts = t.draft.errors;
  if (way === 'text') {
    const written = bodyFromRichText(richText, { subject, language });
    return written.isEmpty ? { error: texts.bodyMissing } : { body: { html: written.html, text: written.text } };
  }
  if (html === '') return { error: texts.htmlMissing };
  if (html.length > limits.plainTextInput) {
    return { error: texts.htmlTooLong(f.number(html.length), f.number(limits.plainTextInput)) };
  }
  const { problems, ...body } = bodyFromHtml(html);
  return problems.length > 0 ? { error: problemsSentence(reader, problems) } : { body };
}

/** More than these nobody mends at a time, and what comes after a mistake is often the same mistake. */
const toldProblems = 3;

/** What is wrong with HTML, the first problems in whole sentences. */
export function problemsSentence({ t, f }: Reader, problems: readonly HtmlProblem[]): string {
  const texts = t.draft.errors;
  const more = problems.length - toldProblems;
  return [
    ...problems.slice(0, toldProblems).map((problem) => problemSentence(texts, problem, f.number)),
    ...(more > 0 ? [texts.htmlMore(more)] : []),
  ].join(' ');
}

function problemSentence(
  texts: Reader['t']['draft']['errors'],
  problem: HtmlProblem,
  number: (value: number) => string,
): string {
  switch (problem.code) {
    case 'script':
      return texts.htmlScript(number(problem.line), problem.what);
    case 'unbalanced': {
      const sentence = problem.what.startsWith('</') ? texts.htmlUnopened : texts.htmlUnclosed;
      return sentence(number(problem.line), problem.what);
    }
    case 'no_unsubscribe':
      return texts.htmlNoUnsubscribe;
    case 'empty':
      return texts.htmlEmpty;
  }
}
