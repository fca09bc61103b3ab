import type { CleverReachSandbox } from './sandbox/cleverreach/index.ts';
import type { Change, GuideStep, SlackSandbox } from './sandbox/slack/index.ts';

type Request = CleverReachSandbox['requests'][number];

/** What a newcomer tries first, in the order in which it makes sense. */
export function guideSteps(cleverReachUrl: string): GuideStep[] {
  return [
    {
      id: 'connect',
      title: { en: 'Connect CleverReach', de: 'CleverReach verbinden' },
      text: {
        en: 'Type /cleverreach connect, follow the button, and allow it on the page of the local CleverReach.',
        de: 'Tippe /cleverreach verbinden, folge dem Knopf und erlaube es auf der Seite des lokalen CleverReach.',
      },
    },
    {
      id: 'stats',
      title: { en: 'See how the lists are doing', de: 'Sehen, wie es den Listen geht' },
      text: {
        en: 'Type /cleverreach stats: a table to sort and filter, and a chart.',
        de: 'Tippe /cleverreach statistik: eine Tabelle zum Sortieren und Filtern und ein Diagramm.',
      },
    },
    {
      id: 'draft',
      title: { en: 'Write a mailing draft', de: 'Einen Mailing-Entwurf schreiben' },
      text: {
        en: 'Type /cleverreach draft, or take it from the + beside the message field. Its card arrives afterwards.',
        de: 'Tippe /cleverreach entwurf oder nimm ihn aus dem + neben dem Nachrichtenfeld. Danach kommt seine Karte.',
      },
    },
    {
      id: 'unsubscribe',
      title: { en: 'Unsubscribe an address from a message', de: 'Eine Adresse aus einer Nachricht abmelden' },
      text: {
        en: 'In #marketing a customer wants to go: open the menu at the right of that message and choose “Unsubscribe address”.',
        de: 'In #marketing möchte eine Kundin gehen: öffne rechts an der Nachricht das Menü und wähle „Unsubscribe address“.',
      },
    },
    {
      id: 'break',
      title: { en: 'Break CleverReach, and see the error', de: 'CleverReach kaputt machen und den Fehler sehen' },
      text: {
        en: 'Switch on “Down with 503” in the local CleverReach, then ask for the figures again. Switch it off afterwards.',
        de: 'Schalte im lokalen CleverReach „Ausgefallen mit 503“ ein und frage noch einmal nach den Zahlen. Danach wieder aus.',
      },
      link: `${cleverReachUrl}/#faults`,
    },
  ];
}

/**
 * Ticks the steps by watching both sides: something counts once CleverReach has done it and the person has seen the
 * app's answer. Returns how to stop.
 */
export function watchGuide(slack: SlackSandbox, cleverReach: CleverReachSandbox): () => void {
  const seen = new WeakSet<Request>();
  /** Done at CleverReach, while the app's answer is still on its way. */
  const waiting = new Set<string>();
  let isFromMessage = false;

  return slack.onChange((change) => {
    if (change.type === 'exchange') {
      const { direction, name } = change.exchange;
      if (direction === 'to-app' && name === 'message_action') isFromMessage = true;
      if (direction === 'to-app' && change.exchange.kind === 'command') isFromMessage = false;
      return;
    }
    if (!isAnswer(change)) return;
    for (const request of cleverReach.requests.filter((one) => !seen.has(one))) {
      if (request.status === null && Object.keys(cleverReach.faults).length === 0) continue;
      seen.add(request);
      const step = stepOf(request, isFromMessage, Object.keys(cleverReach.faults).length > 0);
      if (step !== null) waiting.add(step);
    }
    for (const step of waiting) slack.tick(step);
    waiting.clear();
  });
}

/** Which step a request to CleverReach belongs to. */
function stepOf(request: Request, isFromMessage: boolean, isBroken: boolean): string | null {
  const { method, path, status } = request;
  if (status === null || status >= 400) return isBroken ? 'break' : null;
  if (method === 'POST' && path === '/oauth/token.php') return 'connect';
  if (method === 'GET' && /\/groups\/[^/]+\/stats$/.test(path)) return 'stats';
  if (method === 'POST' && /\/mailings$/.test(path)) return 'draft';
  if (method === 'PUT' && /\/deactivate$/.test(path)) return isFromMessage ? 'unsubscribe' : null;
  return null;
}

/** Something of the app's that a person sees: a message, or a modal. */
function isAnswer(change: Change): boolean {
  if (change.type === 'message' || change.type === 'message_changed') return change.message.author === 'app';
  return change.type === 'view_changed' || change.type === 'home_changed';
}
