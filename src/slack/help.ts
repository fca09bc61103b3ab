import { LRUCache } from 'lru-cache';
import { type Reader, slashCommand } from '../texts/index.ts';
import { whoConnects } from './connection/messages.ts';
import { connectFacts } from './connection/offer.ts';
import type { Command, Feature } from './feature.ts';
import { member } from './guards.ts';
import { actions, type Block, commandButton, context, header, type Message, section } from './kit/blocks.ts';
import { limits } from './kit/limits.ts';
import { mrkdwn } from './kit/text.ts';
import { fitLines, textOf } from './kit/text-of.ts';
import type { SlackRequest } from './requests.ts';
import { type ConnectFacts, mayConnect } from './rights.ts';

const helpWords = { en: 'help', de: 'hilfe' };

/** The help, over the commands of all other features. */
export function helpFeature(others: Feature[]): Feature {
  const all = [...others];
  const made = new LRUCache<string, Message>({ max: 1_000 });
  const help: Feature = {
    topic: 'workspace',
    commands: [
      {
        words: helpWords,
        usage: (t) => ({ does: t.help.commands.help }),
        run: member(async (request) => {
          const { reader, person } = request;
          const facts = await connectFacts(request);
          const canConnect = mayConnect(person, facts);
          // What differs between two readers; making all of it anew would be a third of what answering costs.
          const key = reader.language + JSON.stringify(connectionSection(reader, facts, canConnect));
          const message = made.get(key) ?? helpMessage(reader, all, facts, canConnect);
          made.set(key, message);
          await request.reply(message);
        }),
      },
    ],
  };
  all.push(help);
  return help;
}

/** Answers a word that is no command with the closest ones, and the help is one press away. */
export async function answerUnknownCommand(request: SlackRequest, word: string, closest: Command[]): Promise<void> {
  await member(async ({ reader, args }) => request.reply(unknownCommandMessage(reader, word, args, closest)))(request);
}

/** `canConnect`: whether the reader may connect an account, or a broken connection anew. */
export function helpMessage(reader: Reader, features: Feature[], facts: ConnectFacts, canConnect: boolean): Message {
  const { t } = reader;
  const blocks = [
    header(t.help.title),
    connectionSection(reader, facts, canConnect),
    ...topics.flatMap((topic) => topicSection(reader, topic, features)),
    context(t.help.shortcuts),
  ];
  return { text: textOf(blocks), blocks };
}

const topics = ['groups', 'receivers', 'mailings', 'workspace'] as const;

function topicSection(reader: Reader, topic: (typeof topics)[number], features: Feature[]): Block[] {
  const commands = features.flatMap((feature) => (feature.topic === topic ? (feature.commands ?? []) : []));
  if (commands.length === 0) return [];
  const lines = commands.map((command) => helpLine(reader, command));
  return [section([`*${reader.t.help.topics[topic]}*`, ...lines].join('\n'))];
}

function connectionSection(reader: Reader, facts: ConnectFacts, canConnect: boolean): Block {
  const { t } = reader;
  const { connection } = facts;
  const account = mrkdwn(connection?.account.name ?? '', 200);
  if (connection && !connection.brokenAt) return section(t.help.connectedAs(account));
  const sentence = connection ? t.help.connectionBroken(account) : t.connection.notConnected;
  if (!canConnect) return section(`${sentence}\n${whoConnects(reader, facts)}`);
  const label = connection ? t.connection.reconnectButton : t.connection.connectButton;
  return section(sentence, commandButton(label, 'connect', 0));
}

function helpLine({ language, t }: Reader, { words, usage }: Command): string {
  const { arguments: args, does } = usage(t);
  // Angle brackets of our own would be a link to Slack.
  const line = mrkdwn([slashCommand, words[language], args].filter(Boolean).join(' '), 200);
  return `\`${line}\`  ${does}`;
}

/** The arguments that were typed go along, so that a slip costs one press and no typing. */
export function unknownCommandMessage(reader: Reader, word: string, args: string, closest: Command[]): Message {
  const { t, language } = reader;
  const meant = closest.filter(({ words }) => words.en !== helpWords.en);
  const lines = meant.map(({ words, usage }) =>
    usage(t).arguments === undefined ? words[language] : `${words[language]} ${args}`.trim(),
  );
  const offered = [...lines, helpWords[language]].map((line) => ({ line, label: `${slashCommand} ${line}` }));
  const sentence = t.help.unknownCommand(mrkdwn(word, 100));
  const lead = section(closest.length > 0 ? `${sentence} ${t.help.didYouMean}` : sentence);
  return {
    text: fitLines([textOf([lead]), ...offered.map(({ label }) => `• ${mrkdwn(label, 300)}`)], limits.messageText),
    blocks: [lead, actions(...offered.map(({ line, label }, index) => commandButton(label, line, index)))],
  };
}
