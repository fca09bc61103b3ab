import { distance } from 'fastest-levenshtein';
import type { Command, Feature } from './feature.ts';
import { refreshWords } from './kit/age.ts';
import { actions, commandButton, type Message, section } from './kit/blocks.ts';
import { errorMessageWithAgain, isPassing } from './kit/error-message.ts';
import { NoTriggerError } from './opened-modal.ts';
import type { SlackRequest } from './requests.ts';

/** A command line taken apart: its first word in lower case, and the rest as it was written. */
export interface CommandLine {
  word: string;
  args: string;
}

/** `  Stats:  "Newsletter" ` → `stats`, `"Newsletter"`. An empty line is `help`; quotes and punctuation around the word do not count. */
export function parseLine(line: string): CommandLine {
  // Not one pattern for the whole line: its time grew with the square of a run of blanks.
  const trimmed = line.normalize('NFC').trim();
  const end = trimmed.search(/\s/);
  const written = end === -1 ? trimmed : trimmed.slice(0, end);
  const word = written.replace(/^[„“”"'‚‘’«»]+|[„“”"'‚‘’«».,;:!?]+$/gu, '');
  return { word: word.toLocaleLowerCase('de') || 'help', args: end === -1 ? '' : trimmed.slice(end).trim() };
}

/** `refresh stats` is `stats` with nothing from memory. In front, since behind it could be a part of a group's name. */
function withoutRefresh(line: string): { line: string; wantsAnew: boolean } {
  const { word, args } = parseLine(line);
  const wantsAnew = args !== '' && refreshWords.some((refresh) => refresh === word);
  return { line: wantsAnew ? args : line, wantsAnew };
}

/** Runs what a command line asks for, with the guards of its row. An unknown word is answered by `unknown`. */
export type RunLine = (request: SlackRequest, line: string) => Promise<void>;

export function createRunLine(
  features: Feature[],
  unknown: (request: SlackRequest, word: string, closest: Command[]) => Promise<void>,
): RunLine {
  const commands = features.flatMap((feature) => feature.commands ?? []);
  const byWord = new Map(
    commands.flatMap((command) => spellings(command).map((spelling) => [spelling, command] as const)),
  );
  return async (request, line) => {
    const { line: asked, wantsAnew } = withoutRefresh(line);
    const { word, args } = parseLine(asked);
    const command = byWord.get(word);
    if (!command) return unknown({ ...request, line, args }, word, closestCommands(commands, word));
    try {
      await command.run({ ...request, line, args, wantsAnew });
    } catch (error) {
      if (error instanceof NoTriggerError) return request.reply(offerToContinue(request, line));
      if (!isPassing(error)) throw error;
      const { reader, reference, log } = request;
      log.error({ err: error }, 'a command failed');
      // What was there is still good, and perhaps all there is to try again with.
      await request.reply(errorMessageWithAgain(reader, error, reference, line), { replace: false });
    }
  };
}

/** `übersicht` is typed `uebersicht` where no key has an umlaut. */
function spellings({ words: { en, de } }: Command): string[] {
  return [en, de, de.replaceAll('ä', 'ae').replaceAll('ö', 'oe').replaceAll('ü', 'ue')];
}

/** At most three, and only words that a slip of the fingers could have meant. */
function closestCommands(commands: Command[], word: string): Command[] {
  return commands
    .map((command) => ({
      command,
      distance: Math.min(
        ...[command.words.en, command.words.de].map((known) => (known.startsWith(word) ? 1 : distance(known, word))),
      ),
    }))
    .filter((candidate) => candidate.distance <= Math.max(2, Math.floor(word.length / 3)))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ command }) => command);
}

/** A modal needs a fresh trigger, and pressing a button brings one. */
function offerToContinue({ reader: { t } }: SlackRequest, line: string): Message {
  return {
    text: t.connection.resumeOffer,
    blocks: [section(t.connection.resumeOffer), actions(commandButton(t.connection.resumeButton, line, 0, 'primary'))],
  };
}
