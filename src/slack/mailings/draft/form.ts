import * as z from 'zod';
import type { Reader } from '../../../texts/index.ts';
import type { Form } from '../../form.ts';
import { parseAddress } from '../../kit/addresses.ts';
import { limits } from '../../kit/limits.ts';
import { bodyFromHtml, bodyFromRichText, type HtmlProblem } from './body/index.ts';
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

/** What a form came to: a draft, or what is wrong with it, by the block id of the field. */
export type ReadDraft = { draft: FilledDraft } | { errors: Record<string, string> };

/**
 * Checks every field, also what Slack's client has checked before: a forged submission passes by the client.
 */
export function readDraft({ t, f, language }: Reader, form: Form): ReadDraft {
  const texts = t.draft.errors;
  const errors: Record<string, string> = {};
  const bounded = (field: string, max: number, tooLong: (length: string, limit: string) => string) => {
    const value = form.text(field).replace(/\s+/g, ' ');
    if (value.length > max) errors[field] = tooLong(f.number(value.length), f.number(max));
    return value;
  };

  const [groupId = ''] = form.chosen('group');
  if (groupId === '') errors['group'] = texts.groupMissing;
  const subject = bounded('subject', maxSubjectLength, texts.subjectTooLong);
  if (subject === '') errors['subject'] = texts.subjectMissing;
  const name = bounded('name', maxNameLength, texts.nameTooLong) || subject;
  const senderName = bounded('sender_name', maxSenderNameLength, texts.senderNameTooLong);
  if (senderName === '') errors['sender_name'] = texts.senderNameMissing;
  const senderEmail = parseAddress(form.text('sender_email'));
  if (senderEmail === undefined) errors['sender_email'] = texts.senderEmail;

  const html = form.text('html');
  const written = bodyFromRichText(form.richText('body'), { subject, language });
  if (html === '' && written.isEmpty) errors['body'] = texts.bodyMissing;
  if (html !== '' && !written.isEmpty) errors['html'] = texts.bodyTwice;
  const pasted = html === '' ? undefined : bodyFromHtml(html);
  const [problem] = pasted?.problems ?? [];
  if (html.length > limits.plainTextInput) {
    errors['html'] = texts.htmlTooLong(f.number(html.length), f.number(limits.plainTextInput));
  } else if (problem && errors['html'] === undefined) {
    errors['html'] = htmlSentence(texts, problem, f.number);
  }

  if (Object.keys(errors).length > 0 || senderEmail === undefined) return { errors };
  const body = pasted ?? written;
  return { draft: { groupId, name, subject, senderName, senderEmail, html: body.html, text: body.text } };
}

function htmlSentence(texts: Reader['t']['draft']['errors'], problem: HtmlProblem, number: (value: number) => string) {
  switch (problem.code) {
    case 'script':
      return texts.htmlScript(number(problem.line));
    case 'unbalanced':
      return texts.htmlUnbalanced(number(problem.line));
    case 'no_unsubscribe':
      return texts.htmlNoUnsubscribe;
    case 'empty':
      return texts.htmlEmpty;
  }
}
