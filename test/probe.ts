import * as z from 'zod';
import type { JobKind } from '../src/jobs/jobs.ts';
import type { Feature, Handler } from '../src/slack/feature.ts';
import { answerJob, type JobContext, type JobResult } from '../src/slack/job-answer.ts';
import { jobReader, jobReaderSchema } from '../src/slack/job-reader.ts';
import {
  actions,
  button,
  commandButton,
  type Message,
  type Modal,
  plainText,
  section,
} from '../src/slack/kit/blocks.ts';
import { textInput } from '../src/slack/kit/inputs.ts';
import type { SlackRequest, SubmissionRequest } from '../src/slack/requests.ts';

/** A feature that does what the test says: `/cleverreach probe`, a global shortcut, a button, a form, and a job. */
export interface Probe {
  feature: Feature;
  command: Handler;
  press: Handler;
  submit: Handler<SubmissionRequest>;
  /** What the job does that {@link begin} enqueues. */
  job: (context: JobContext) => Promise<JobResult>;
  begin: Handler;
}

const jobSchema = z.object({ person: jobReaderSchema });
const jobKind: JobKind<z.infer<typeof jobSchema>> = { name: 'probe', schema: jobSchema };
/** What the job is to change, in a workspace's audit log. */
export const probedAddress = 'planted@example.com';

const nothing = async () => undefined;

export function createProbe(): Probe {
  const probe: Probe = {
    command: nothing,
    press: nothing,
    submit: nothing,
    job: () => Promise.reject(new Error('The test has not said what the job does.')),
    begin: (request) =>
      request.services.jobs.enqueue(jobKind, {
        id: request.reference,
        workspace: request.origin.teamId,
        data: { person: jobReader(request) },
      }),
    feature: {
      commands: [
        {
          words: { en: 'probe', de: 'probe' },
          usage: () => ({ does: '' }),
          run: (request: SlackRequest) => probe.command(request),
        },
      ],
      // The manifest has it; what it does here is the probe's.
      shortcuts: { 'mailings:draft': () => 'probe' },
      actions: { 'probe:press': (request) => probe.press(request) },
      submissions: { 'probe:submit': (request) => probe.submit(request) },
      handleJobs: (services) =>
        services.jobs.handle(jobKind, ({ workspace, data: { person } }, journal) =>
          answerJob(
            services,
            { workspace, person, journal },
            {
              texts: () => ({ working: 'Working …', failed: 'It was not done.', line: 'probe' }),
              changes: [{ action: 'receiver.add', address: probedAddress }],
            },
            (context) => probe.job(context),
          ),
        ),
    },
  };
  return probe;
}

/** A message with a button of the probe and one that runs its command. */
export function probeMessage(text: string): Message {
  return {
    text,
    blocks: [section(text), actions(button('Press', 'probe:press'), commandButton('Command', 'probe', 1))],
  };
}

/** A form with a field and a button. */
export function probeForm(title: string, privateMetadata: string): Modal {
  return {
    type: 'modal',
    callback_id: 'probe:submit',
    private_metadata: privateMetadata,
    title: plainText(title, 24),
    submit: plainText('Send', 24),
    blocks: [textInput('field', 'Field', { maxLength: 100, optional: true }), actions(button('Press', 'probe:press'))],
  };
}
