import type { Reader } from '../texts/index.ts';
import type { Connection } from '../workspaces/connections.ts';
import type { Command, Feature } from './feature.ts';
import { member } from './guards.ts';
import { actions, commandButton, context, header, type Message, section } from './kit/blocks.ts';
import { mrkdwn } from './kit/text.ts';
import type { SlackRequest } from './requests.ts';

const slashCommand = '/cleverreach';

/** The help, over the commands of all other features. */
export function helpFeature(features: Feature[]): Feature {
  const help: Command = {
    words: { en: 'help', de: 'hilfe' },
    usage: (t) => ({ does: t.help.commands.help }),
    run: member(async (request) => {
      const connection = await request.services.connections.find(request.origin.teamId);
      await request.reply(helpMessage(request.reader, commands, connection));
    }),
  };
  const commands = [...features.flatMap((feature) => feature.commands ?? []), help];
  return { commands: [help] };
}

/** Answers a word that is no command with the closest ones, and the help is one press away. */
export async function answerUnknownCommand(request: SlackRequest, word: string, closest: Command[]): Promise<void> {
  await member(async ({ reader, args }) => request.reply(unknownCommandMessage(reader, word, args, closest)))(request);
}

export function helpMessage(reader: Reader, commands: Command[], connection: Connection | undefined): Message {
  const { t } = reader;
  const state = connection ? t.help.connectedAs(mrkdwn(connection.account.name, 200)) : t.help.notConnected;
  return {
    text: `${t.help.text}: ${commands.map(({ words }) => words[reader.language]).join(', ')}`,
    blocks: [
      header(t.help.title),
      section(`${state}\n${t.help.intro}`),
      section(commands.map((command) => helpLine(reader, command)).join('\n')),
      context(t.help.shortcuts),
    ],
  };
}

function helpLine({ language, t }: Reader, { words, usage }: Command): string {
  const { arguments: args, does } = usage(t);
  return `\`${slashCommand} ${words[language]}${args === undefined ? '' : ` ${args}`}\`  ${does}`;
}

/** The arguments that were typed go along, so that a slip costs one press and no typing. */
function unknownCommandMessage(reader: Reader, word: string, args: string, closest: Command[]): Message {
  const { t, language } = reader;
  const sentence = t.help.unknownCommand(mrkdwn(word, 100));
  const lines = closest.map(({ words, usage }) =>
    usage(t).arguments === undefined ? words[language] : `${words[language]} ${args}`.trim(),
  );
  const offered = [...lines, { en: 'help', de: 'hilfe' }[language]];
  return {
    text: `${sentence} ${t.help.didYouMean} ${offered.map((line) => mrkdwn(line, 100)).join(', ')}`,
    blocks: [
      section(closest.length > 0 ? `${sentence} ${t.help.didYouMean}` : sentence),
      actions(...offered.map((line, index) => commandButton(`${slashCommand} ${line}`, line, index))),
    ],
  };
}
