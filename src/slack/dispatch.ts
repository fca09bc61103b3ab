import type { ReplyAddress } from '../workspaces/connect-links.ts';
import { type Ack, type AnswerContext, type Answers, actionAnswers, commandAnswers } from './answers.ts';
import { createRunLine } from './command-line.ts';
import type { Feature } from './feature.ts';
import { answerUnknownCommand } from './help.ts';
import { errorMessage } from './kit/error-message.ts';
import { lifecycleEvents } from './lifecycle.ts';
import { openMetadata } from './metadata.ts';
import { inModalAnswers, modalAnswers, resumedAnswers } from './modal-answers.ts';
import { answerNotInstalled } from './not-installed.ts';
import { NoTriggerError } from './opened-modal.ts';
import type { Incoming, Origin } from './payloads.ts';
import type { Person } from './people.ts';
import type { Reception } from './receiver.ts';
import { requestOf, type SlackRequest } from './requests.ts';
import type { Services } from './services.ts';
import { createSubmit } from './submit.ts';

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
    options: merged(features.map(({ options }) => options)),
    events: merged([lifecycleEvents, ...features.map(({ events }) => events)]),
  };

  const submit = createSubmit(merged(features.map(({ submissions }) => submissions)));

  async function dispatch(reception: Reception, ack: Ack): Promise<void> {
    const { incoming } = reception;
    if (incoming.kind === 'event') return routes.events.get(incoming.type)?.(services, incoming, reception.log);
    if (incoming.kind === 'closed') return ack();
    const installation = await services.installations.find(incoming.origin);
    if (!installation) return answerNotInstalled(services, incoming, ack, reception.log);
    const [person, client] = await Promise.all([
      services.people.get(incoming.origin, reception.log),
      services.clients.for(incoming.origin),
    ]);
    const { log } = reception;
    const context: AnswerContext = { services, workspace: incoming.origin.teamId, person, client, log, ack };
    if (incoming.kind === 'submission') return submit(reception, incoming, context);
    if (incoming.kind === 'options') return handleOptions(reception, incoming, context);
    const { answers, run } = await handling(incoming, context, reception.arrivedAtMs);
    const request = requestOf(services, reception, incoming.origin, person, client, answers);
    try {
      await run(request);
    } catch (error) {
      request.log.error({ err: error }, 'a request failed');
      // What was there is still good, and perhaps all there is to try again with.
      await request.reply(errorMessage(person.reader, error, reception.reference), { replace: false });
    } finally {
      request.acknowledge();
    }
  }

  async function handling(
    incoming: Incoming & { kind: 'command' | 'action' | 'shortcut' },
    context: AnswerContext,
    arrivedAtMs: number,
  ): Promise<{ answers: Answers; run: (request: SlackRequest) => Promise<void> }> {
    if (incoming.kind === 'command') {
      return {
        answers: commandAnswers(context, incoming, arrivedAtMs),
        run: (request) => runLine({ ...request, channelId: incoming.channelId }, incoming.text),
      };
    }
    if (incoming.kind === 'shortcut') {
      context.ack();
      return {
        answers: modalAnswers(context, incoming),
        run: async (request) => {
          const withMessage = { ...request, channelId: incoming.channelId, message: incoming.message };
          const line = await routes.shortcuts.get(incoming.callbackId)?.(withMessage);
          if (line !== undefined) return runLine(withMessage, line);
          await request.reply({ text: request.reader.t.errors.unknownAction });
        },
      };
    }
    const { answers, state } = await pressed(context, incoming, arrivedAtMs);
    return {
      answers,
      run: (request) => runAction({ ...request, state, value: incoming.value, values: incoming.values }, incoming),
    };
  }

  async function runAction(request: SlackRequest, incoming: Incoming & { kind: 'action' }): Promise<void> {
    const actionId = withoutNumber(incoming.actionId);
    const withPlace = { ...request, channelId: incoming.channelId };
    if (actionId === 'command:run') return runLine(withPlace, incoming.value);
    const handler = routes.actions.get(actionId);
    if (handler) return handler(withPlace);
    // A button of an older version of the app may mean nothing any more; nobody is left without an answer.
    await request.reply({ text: request.reader.t.errors.unknownAction });
  }

  async function handleOptions(
    reception: Reception,
    incoming: Incoming & { kind: 'options' },
    { person, client, ack }: AnswerContext,
  ): Promise<void> {
    const request = requestOf(services, reception, incoming.origin, person, client, silentAnswers(person));
    try {
      const options = await routes.options.get(withoutNumber(incoming.actionId))?.(request, incoming.query);
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
      const { log } = reception;
      const context: AnswerContext = { services, workspace: origin.teamId, person, client, log, ack: () => undefined };
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

/** A number at the end only keeps the elements of one message or modal apart. */
function withoutNumber(actionId: string): string {
  return actionId.replace(/:\d+$/, '');
}

/** Where something was pressed decides where its answer goes. */
async function pressed(
  context: AnswerContext,
  incoming: Incoming & { kind: 'action' },
  arrivedAtMs: number,
): Promise<{ answers: Answers; state?: unknown }> {
  const { view } = incoming;
  if (!view) return { answers: actionAnswers(context, incoming, arrivedAtMs) };
  context.ack();
  if (view.type === 'home') return { answers: modalAnswers(context, incoming) };
  const { services, workspace, person } = context;
  const metadata = await openMetadata(services.sealer, workspace, view.privateMetadata);
  // Without it the answer goes to the person directly, and a form's handler finds no state that it would take.
  const isOwn = metadata?.reply.userId === person.id;
  return {
    answers: inModalAnswers(context, incoming, view, isOwn ? metadata.reply : undefined),
    state: isOwn ? metadata.state : undefined,
  };
}

/** Slack shows no message beside a select's choices. */
function silentAnswers({ id }: Person): Answers {
  return {
    replyAddress: { userId: id },
    acknowledge: () => undefined,
    announce: async () => undefined,
    reply: async () => undefined,
    // There is no trigger either.
    openModal: () => Promise.reject(new NoTriggerError()),
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
