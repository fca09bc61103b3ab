import type { FastifyBaseLogger } from 'fastify';
import * as z from 'zod';
import { type CleverReachClient, CleverReachError, CleverReachUnauthorizedError } from '../cleverreach/index.ts';
import { JobError, type Journal } from '../jobs/jobs.ts';
import { RecordError } from '../storage/records.ts';
import type { Reader } from '../texts/index.ts';
import { ConnectionBrokenError, NotConnectedError } from '../workspaces/connections.ts';
import { announcing } from './announcing.ts';
import { type Change, changeSchema, noteChangesOnce } from './changes.ts';
import { connectOffer } from './connection/offer.ts';
import { type JobReader, readerOf } from './job-reader.ts';
import { actions, type Block, commandButton, type Message, section } from './kit/blocks.ts';
import { errorMessage, sentenceMessage } from './kit/error-message.ts';
import type { Services } from './services.ts';

/** Whose job it is, and where it has got to. */
export interface JobRun {
  workspace: string;
  person: JobReader;
  journal: Journal;
}

/** What a job works with. */
export interface JobContext {
  /** For what may not be done twice, when the process dies and another carries on. */
  journal: Journal;
  cleverreach: CleverReachClient;
  reader: Reader;
  /** The reference of the request the job came from. */
  reference: string;
  log: FastifyBaseLogger;
  /** Says how far the work is. Never rejects; each is a message, so a few in all. */
  announce(text: string): Promise<void>;
}

/** What this program has rendered itself, and sealed: that it is an object is proof enough. */
const blocks = z.array(z.custom<Block>((block) => typeof block === 'object' && block !== null));

const jobResultSchema = z.object({
  message: z.object({ text: z.string(), blocks: blocks.exactOptional(), plainBlocks: blocks.exactOptional() }),
  /** For the audit log. */
  changes: z.array(changeSchema),
});

/** What a job came to. */
export interface JobResult {
  message: Message;
  /** For the audit log. */
  changes: Change[];
}

/** What is known of a job before it is done. */
export interface JobPlan {
  texts: (t: Reader['t']) => JobTexts;
  /** What goes into the audit log as failed, or as uncertain, should the job fail as a whole. */
  changes: Omit<Change, 'result'>[];
  /** The answer takes the place of the message whose button was pressed: that button is no longer to be pressed then. */
  replaces?: boolean;
}

interface JobTexts {
  /** Said when it takes longer than a moment. */
  working: string;
  /** What was not done, when it fails. */
  failed: string;
  /** The command line that begins the same again, should the account have to be connected first. */
  line: string;
  /** The label of the button that begins it again where it failed for another reason; left out: there is none. */
  again?: string;
}

/**
 * Does a job's work, writes it into the audit log and sends its message to the person, or what went wrong and what to do
 * next. A process that carries on after another one died says what that one had found out, and does the rest. Rejects only when
 * Slack took no message at all, or when the job cannot go on here.
 */
export async function answerJob(
  services: Services,
  { workspace, person, journal }: JobRun,
  plan: JobPlan,
  work: (context: JobContext) => Promise<JobResult>,
): Promise<void> {
  const { reference, reply } = person;
  const log = services.log.child({ reference });
  const { replaces = false } = plan;
  const announce = (message: Message) => services.replies.send(workspace, reply, message, { replace: replaces });
  const result = await journal
    .once<JobResult>({
      name: 'result',
      schema: jobResultSchema,
      run: async () =>
        journal.isLast
          ? givenUp(person, plan, log)
          : resultOf(services, { workspace, person, journal }, plan, work, { log, announce }),
    })
    .catch((error: unknown) => {
      // What another version of the app has noted cannot be told, and in the end somebody has to be told something.
      if (!journal.isLast || !(error instanceof RecordError)) throw error;
      log.error({ err: error }, 'what came of a job cannot be read');
      return givenUp(person, plan, log);
    });
  // Whoever hears of a change sees it from then on, also where the process that made it had no time to say so.
  await services.reads.drop(workspace);
  const changer = { userId: reply.userId, userName: person.name, reference };
  await noteChangesOnce({ services, log }, workspace, changer, result.changes, journal);
  // Sent once more when this process dies before the queue hears of it: an answer that comes twice is better than none.
  await announce(result.message);
}

/** What the work came to, or what is said and noted instead when it fails. */
async function resultOf(
  services: Services,
  { workspace, person, journal }: JobRun,
  plan: JobPlan,
  work: (context: JobContext) => Promise<JobResult>,
  { log, announce }: { log: FastifyBaseLogger; announce: (message: Message) => Promise<void> },
): Promise<JobResult> {
  const { reference } = person;
  const reader = readerOf(person);
  const texts = plan.texts(reader.t);
  const context: JobContext = {
    journal,
    cleverreach: services.reads.forJob(workspace),
    reader,
    reference,
    log,
    announce: (text) =>
      announce({ text }).catch((error: unknown) => log.warn({ err: error }, 'Slack did not take an announcement')),
  };
  try {
    return await announcing({ announce, log }, texts.working, () => work(context));
  } catch (error) {
    // Not a matter of the work: it goes on in another run, or not at all.
    if (error instanceof JobError) throw error;
    log.error({ err: error }, 'a job did not do what was asked for');
    const message = await failureMessage(services, workspace, person, error, texts).catch((failure: unknown) => {
      log.error({ err: failure }, 'no link to connect could be made');
      return errorMessage(reader, error, reference, texts.failed);
    });
    const failed = isUncertain(error) ? 'uncertain' : 'failed';
    return { message, changes: plan.changes.map((change) => ({ ...change, result: failed })) };
  }
}

/** What is said of a job that never came to its end: nobody knows what it has done. */
function givenUp(person: JobReader, plan: JobPlan, log: FastifyBaseLogger): JobResult {
  const reader = readerOf(person);
  log.error('a job is given up, whose runs have all failed or ended with their process');
  return {
    message: sentenceMessage(reader, reader.t.errors.givenUp, person.reference),
    changes: plan.changes.map((change) => ({ ...change, result: 'uncertain' })),
  };
}

/** A write was sent of which nobody knows whether it took effect. */
function isUncertain(error: unknown): boolean {
  return error instanceof CleverReachError && error.uncertain;
}

/** The account is not, or no longer, connected. */
export function isConnectionLost(error: unknown): error is Error {
  return connectReasonOf(error) !== undefined;
}

/** Which Connect button an error calls for; undefined when another account would not help. */
export function connectReasonOf(error: unknown): 'needed' | 'broken' | undefined {
  if (error instanceof NotConnectedError) return 'needed';
  // A token that was just renewed and is refused all the same is as good as none.
  if (error instanceof ConnectionBrokenError || error instanceof CleverReachUnauthorizedError) return 'broken';
  return undefined;
}

async function failureMessage(
  services: Services,
  workspace: string,
  job: JobReader,
  error: unknown,
  { failed, line, again }: JobTexts,
): Promise<Message> {
  const reader = readerOf(job);
  const reason = connectReasonOf(error);
  // That it was not done is more than anybody knows.
  if (isUncertain(error)) return errorMessage(reader, error, job.reference);
  if (reason === undefined) {
    const message = errorMessage(reader, error, job.reference, failed);
    return again === undefined
      ? message
      : {
          ...message,
          blocks: [...(message.blocks ?? [section(message.text)]), actions(commandButton(again, line, 0))],
        };
  }
  const { userId, enterpriseId, isEnterpriseInstall = false } = job.reply;
  const origin = { teamId: workspace, enterpriseId, isEnterpriseInstall, userId };
  return connectOffer(
    {
      services,
      origin,
      // Whether they may connect an account is a matter of now, not of when the job was begun.
      person: await services.people.get(origin, services.log),
      reader,
      replyAddress: job.reply,
      line,
    },
    reason,
  );
}
