import type { Feature, Handler } from '../src/slack/feature.ts';
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

/** A feature that does what the test says: `/cleverreach probe`, a global shortcut, a button, and a form. */
export interface Probe {
  feature: Feature;
  command: Handler;
  press: Handler;
  submit: Handler<SubmissionRequest>;
}

const nothing = async () => undefined;

export function createProbe(): Probe {
  const probe: Probe = {
    command: nothing,
    press: nothing,
    submit: nothing,
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
