import type { Reader } from '../../../texts/index.ts';
import { hasScope } from '../../optional-scope.ts';
import type { SlackRequest } from '../../requests.ts';
import { bodyFromHtml, decodeHtml } from './body/index.ts';
import { problemsSentence } from './check-form.ts';
import type { ChosenFile } from './held-form.ts';

/** What an HTML file came to: the content of a mailing, or a sentence that says what is wrong. */
export type ReadFile = { body: { html: string; text: string } } | { error: string };

/** In bytes. No mailing is that long, and CleverReach's client takes a million characters. */
const maxFileBytes = 1_000_000;

/** What can be said of a file before it is there. */
export function fileError({ t, f }: Reader, file: ChosenFile | undefined): string | undefined {
  const texts = t.draft.errors;
  if (!file) return texts.fileMissing;
  if (!/\.html?$/i.test(file.name)) return texts.fileKind;
  if (file.size > maxFileBytes)
    return texts.fileTooLarge(f.number(Math.ceil(file.size / 1000)), f.number(maxFileBytes / 1000));
  return undefined;
}

/** Downloads the file and checks it as pasted HTML is. Takes as long as Slack does; never rejects. */
export async function readHtmlFile(request: SlackRequest, file: ChosenFile): Promise<ReadFile> {
  const { services, client, reader } = request;
  const texts = reader.t.draft.errors;
  const download = await services.files.download({ url: file.url, token: client.token, maxBytes: maxFileBytes });
  const notHandedOut = async () => ((await hasScope(request, 'files:read')) ? texts.fileRefused : texts.fileNoScope);
  if ('problem' in download) {
    if (download.problem === 'refused') return { error: await notHandedOut() };
    if (download.problem === 'unreachable') return { error: texts.fileUnreachable };
    const limit = reader.f.number(maxFileBytes / 1000);
    return { error: texts.fileTooLarge(`> ${limit}`, limit) };
  }
  const source = decodeHtml(download.bytes);
  if (source === undefined) return { error: texts.fileKind };
  if (isSignInPage(source, download.bytes.byteLength, file)) return { error: await notHandedOut() };
  const { html, text, problems } = bodyFromHtml(source);
  return problems.length > 0 ? { error: problemsSentence(reader, problems) } : { body: { html, text } };
}

/**
 * Whoever may not have a file gets Slack's sign-in page in its place, with status 200. It is HTML as well, but of another size
 * than Slack said the file has.
 */
function isSignInPage(html: string, bytes: number, { size }: ChosenFile): boolean {
  return bytes !== size && /<title[^>]*>[^<]*slack/i.test(html);
}
