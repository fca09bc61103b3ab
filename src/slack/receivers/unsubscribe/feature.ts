import type { Feature } from '../../feature.ts';
import { changing, connected, enqueuing, member } from '../../guards.ts';
import { backToForm, confirmPlan, retryLookUp, submitForm } from './check.ts';
import { handleUnsubscribe } from './job.ts';
import { lineForMessage, openUnsubscribe } from './open.ts';
import { handleUndo, pressUndo } from './undo.ts';

/** Receivers: unsubscribing addresses, and taking it back. */
export const unsubscribeFeature: Feature = {
  topic: 'receivers',
  commands: [
    {
      words: { en: 'unsubscribe', de: 'abmelden' },
      usage: (t) => ({ arguments: t.help.arguments.addresses, does: t.help.commands.unsubscribe }),
      run: member(changing(connected(openUnsubscribe))),
    },
  ],
  shortcuts: {
    'receivers:unsubscribe': () => 'unsubscribe',
    'receivers:unsubscribe-from-message': ({ message }) => lineForMessage(message),
  },
  submissions: {
    'receivers:unsubscribe': member(changing(connected(submitForm))),
    'receivers:unsubscribe-confirm': member(changing(connected(confirmPlan))),
  },
  actions: {
    'receivers:unsubscribe-retry': member(changing(connected(retryLookUp))),
    'receivers:unsubscribe-back': member(changing(backToForm)),
    'receivers:unsubscribe-undo': member(changing(enqueuing(pressUndo))),
  },
  handleJobs(services) {
    handleUnsubscribe(services);
    handleUndo(services);
  },
};
