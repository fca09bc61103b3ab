import type { WebClient } from '@slack/web-api';
import { textsInBothLanguages } from '../texts/index.ts';
import type { ReplyAddress } from '../workspaces/connect-links.ts';
import {
  type Ack,
  type AnswerContext,
  type Answers,
  actionAnswers,
  addressOf,
  commandAnswers,
  resumedAnswers,
  shortcutAnswers,
} from './answers.ts';
import { createRunLine } from './command-line.ts';
import type { Feature } from './feature.ts';
import { answerUnknownCommand } from './help.ts';
import { errorMessage } from './kit/error-message.ts';
import { messageModal } from './kit/message-modal.ts';
import { handleEvent } from './lifecycle.ts';
import { openMetadata } from './metadata.ts';
import type { Incoming, Origin } from './payloads.ts';
import type { Person } from './people.ts';
import type { Reception } from './receiver.ts';
import type { SlackRequest, SubmissionRequest } from './requests.ts';
import type { Services } from './services.ts';

/** Takes what Slack sent to the feature it is for. */
export interface Dispatcher {
  /** Answers through `ack` in time, whatever happens; rejects only for events, so that Slack repeats them. */
  dispatch(reception: Reception, ack: Ack): Promise<void>;
  /** Carries on with a command line that had to wait for the account to be connected. */
  resume(
    reception: Pick<Reception, 'reference' | 'log'>,
    origin: Origin,
    reply: ReplyAddress,
    line: string,
  ): Promise<void>;
}

export function createDispatcher(features: Feature[], services: Services): Dispatcher {
  const runLine = createRunLine(features, answerUnknownCommand);
  const routes = {
    actions: merged(features.map(({ actions }) => actions)),
    shortcuts: merged(features.map(({ shortcuts }) => shortcuts)),
    submissions: merged(features.map(({ submissions }) => submissions)),
    options: merged(features.map(({ options }) => options)),
  };

  async function dispatch(reception: Reception, ack: Ack): Promise<void> {
    const { incoming } = reception;
    if (incoming.kind === 'event') return handleEvent(services, incoming, reception.log);
    if (incoming.kind === 'closed') return ack();
    const installation = await services.installations.find(incoming.origin);
    if (!installation) return answerNotInstalled(services, incoming, ack, reception.log);
    const [person, client] = await Promise.all([
      services.people.get(incoming.origin, reception.log),
      services.clients.for(incoming.origin),
    ]);
    const context: AnswerContext = { services, workspace: incoming.origin.teamId, person, client, ack };
    if (incoming.kind === 'submission') return handleSubmission(reception, incoming, context);
    if (incoming.kind === 'options') return handleOptions(reception, incoming, context);
    const { answers, run } = handling(incoming, context, reception.arrivedAtMs);
    const request = requestOf(services, reception, incoming.origin, person, client, answers);
    try {
      await run(request);
    } catch (error) {
      request.log.error({ err: error }, 'a request failed');
      await request.reply(errorMessage(person.reader, error, reception.reference));
    } finally {
      request.acknowledge();
    }
  }

  function handling(
    incoming: Incoming & { kind: 'command' | 'action' | 'shortcut' },
    context: AnswerContext,
    arrivedAtMs: number,
  ): { answers: Answers; run: (request: SlackRequest) => Promise<void> } {
    if (incoming.kind === 'command') {
      return {
        answers: commandAnswers(context, incoming, arrivedAtMs),
        run: (request) => runLine(request, incoming.text),
      };
    }
    context.ack();
    if (incoming.kind === 'shortcut') {
      return {
        answers: shortcutAnswers(context, incoming),
        run: async (request) => {
          const withMessage = { ...request, message: incoming.message };
          const line = routes.shortcuts.get(incoming.callbackId)?.(withMessage);
          if (line !== undefined) await runLine(withMessage, line);
        },
      };
    }
    // A number at the end only keeps the buttons of one block apart.
    const actionId = incoming.actionId.replace(/:\d+$/, '');
    return {
      answers: actionAnswers(context, incoming),
      run: async (request) => {
        if (actionId === 'command:run') await runLine(request, incoming.value);
        else {
          const { t } = request.reader;
          // A button of an older version of the app may mean nothing any more; nobody is left without an answer.
          const handler = routes.actions.get(actionId) ?? (() => request.reply({ text: t.errors.unknownAction }));
          await handler({ ...request, value: incoming.value });
        }
      },
    };
  }

  async function handleSubmission(
    reception: Reception,
    incoming: Incoming & { kind: 'submission' },
    { person, client, ack }: AnswerContext,
  ): Promise<void> {
    const { origin, viewId, values } = incoming;
    const { reader } = person;
    let answer: unknown;
    const reply: Answers['reply'] = async (message) => {
      // On top of the form, not in its place: what was filled in stays, and can be submitted again.
      answer = { response_action: 'push', view: messageModal(reader, message) };
    };
    const metadata = await openMetadata(services.sealer, origin.teamId, incoming.privateMetadata);
    if (metadata?.reply.userId !== person.id) {
      await reply({ text: reader.t.errors.expiredForm });
      return ack(answer);
    }
    const handler = routes.submissions.get(incoming.callbackId);
    if (!handler) {
      await reply({ text: reader.t.errors.unknownAction });
      return ack(answer);
    }
    const answers: Answers = {
      replyAddress: metadata.reply,
      acknowledge: () => undefined,
      announce: async () => undefined,
      reply,
      openModal: async () => undefined,
    };
    const request: SubmissionRequest = {
      ...requestOf(services, reception, origin, person, client, answers),
      viewId,
      values,
      refuse: (errors) => {
        answer = { response_action: 'errors', errors };
      },
    };
    try {
      await handler(request);
    } catch (error) {
      request.log.error({ err: error }, 'a submitted form failed');
      await reply(errorMessage(reader, error, reception.reference));
    }
    ack(answer);
  }

  async function handleOptions(
    reception: Reception,
    incoming: Incoming & { kind: 'options' },
    { person, client, ack }: AnswerContext,
  ): Promise<void> {
    const request = requestOf(services, reception, incoming.origin, person, client, silentAnswers(person));
    try {
      const options = await routes.options.get(incoming.actionId)?.(request, incoming.query);
      ack({ options: options ?? [] });
    } catch (error) {
      request.log.error({ err: error }, 'the choices for a select could not be had');
      ack({ options: [] });
    }
  }

  return {
    dispatch,
    async resume(reception, origin, reply, line) {
      const [person, client] = await Promise.all([
        services.people.get(origin, reception.log),
        services.clients.for(origin),
      ]);
      const context: AnswerContext = { services, workspace: origin.teamId, person, client, ack: () => undefined };
      const request = requestOf(services, reception, origin, person, client, resumedAnswers(context, reply));
      try {
        await runLine(request, line);
      } catch (error) {
        request.log.error({ err: error }, 'what was begun before connecting failed');
        await request.reply(errorMessage(person.reader, error, reception.reference));
      }
    },
  };
}

function requestOf(
  services: Services,
  { reference, log }: Pick<Reception, 'reference' | 'log'>,
  origin: Origin,
  person: Person,
  client: WebClient,
  answers: Answers,
): SlackRequest {
  const { reader } = person;
  return { services, origin, person, reader, reference, log, client, line: '', args: '', value: '', ...answers };
}

/** Slack shows no message beside a select's choices. */
function silentAnswers({ id }: Person): Answers {
  return {
    replyAddress: { userId: id },
    acknowledge: () => undefined,
    announce: async () => undefined,
    reply: async () => undefined,
    openModal: async () => undefined,
  };
}

function merged<Route>(tables: (Record<string, Route> | undefined)[]): Map<string, Route> {
  const routes = new Map<string, Route>();
  for (const [id, route] of tables.flatMap((table) => Object.entries(table ?? {}))) {
    if (routes.has(id)) throw new Error(`Two features handle the id ${id}.`);
    routes.set(id, route);
  }
  return routes;
}

/**
 * Without an installation there is no token, so Slack can be asked nothing: not who this is, nor to open a modal. What
 * is left is the HTTP answer to a command, and the `response_url` of a button or of a message shortcut.
 */
async function answerNotInstalled(
  services: Services,
  incoming: Incoming,
  ack: Ack,
  log: Reception['log'],
): Promise<void> {
  const url = `${services.publicUrl}/slack/install`;
  const text = textsInBothLanguages((t) => t.notInstalled(url));
  if (incoming.kind === 'command') return ack({ response_type: 'ephemeral', text });
  ack();
  if (incoming.kind !== 'action' && incoming.kind !== 'shortcut') return;
  const reached = await services.replies.respond(addressOf(incoming), { text });
  if (!reached) log.info('somebody was not told that the app is not installed: there is no way to reach them');
}
