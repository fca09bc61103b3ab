import type { CleverReachSandbox } from './sandbox/cleverreach/index.ts';
import type { Change, GuideStep, SlackSandbox } from './sandbox/slack/index.ts';

type Request = CleverReachSandbox['requests'][number];
type Exchange = Extract<Change, { type: 'exchange' }>['exchange'];

/** What a newcomer tries first, in the order in which it makes sense. */
export function guideSteps(cleverReachUrl: string): GuideStep[] {
  const step = (id: string, en: [title: string, text: string], de: [title: string, text: string]): GuideStep => ({
    id,
    title: { en: en[0], de: de[0] },
    text: { en: en[1], de: de[1] },
  });
  return [
    step(
      'connect',
      [
        'Connect CleverReach',
        'As Anna or Dana, who are admins, type /cleverreach overview, follow the button, and allow it on the local CleverReach’s page.',
      ],
      [
        'CleverReach verbinden',
        'Als Anna oder Dana (beide Admins) /cleverreach übersicht eingeben, auf den Button klicken und auf der Seite des lokalen CleverReach zustimmen.',
      ],
    ),
    step(
      'overview',
      ['See everything at a glance', 'Back in Slack the overview has arrived by itself: what was typed carries on.'],
      [
        'Alles auf einen Blick sehen',
        'Zurück in Slack ist die Übersicht von selbst da: Die Eingabe wurde fortgesetzt.',
      ],
    ),
    step(
      'stats',
      ['See how the lists are doing', 'Type /cleverreach stats: a table to sort and filter, and a chart.'],
      [
        'Den Zustand der Listen sehen',
        '/cleverreach statistik eingeben: eine Tabelle zum Sortieren und Filtern und ein Diagramm.',
      ],
    ),
    step(
      'find',
      [
        'Find an address',
        'Type /cleverreach find anna.mueller@example.com: every group the address is in, and its state there.',
      ],
      [
        'Eine Adresse suchen',
        '/cleverreach suche anna.mueller@example.com eingeben: alle Listen, in denen die Adresse steht, und ihr Status.',
      ],
    ),
    step(
      'draft',
      [
        'Write a mailing draft',
        'Type /cleverreach draft, or take it from the + beside the message field. Its card arrives afterwards.',
      ],
      [
        'Einen Entwurf schreiben',
        '/cleverreach entwurf eingeben oder das + neben dem Nachrichtenfeld nutzen. Danach kommt die Karte.',
      ],
    ),
    step(
      'preview',
      ['Look at its preview', 'Press “Preview” on the card: the page shows the draft on a desktop and on a phone.'],
      [
        'Die Vorschau ansehen',
        'Auf der Karte „Vorschau“ anklicken: Die Seite zeigt den Entwurf für Desktop und Smartphone.',
      ],
    ),
    step(
      'share',
      [
        'Share it with the channel',
        'Press “Share in channel” on the card. Only now others see it, and no address in full.',
      ],
      [
        'Im Channel teilen',
        'Auf der Karte „Im Channel teilen“ anklicken. Erst jetzt sehen es andere, und keine Adresse vollständig.',
      ],
    ),
    step(
      'unsubscribe',
      [
        'Unsubscribe an address from a message',
        'In #marketing a customer wants to go: open the menu at the right of that message and choose “Unsubscribe address”.',
      ],
      [
        'Eine Adresse aus einer Nachricht abmelden',
        'In #marketing möchte sich eine Kundin abmelden: rechts an der Nachricht das Menü öffnen und „Unsubscribe address“ wählen.',
      ],
    ),
    step(
      'undo',
      ['Undo it', 'Press “Undo” on the answer. It works for ten minutes.'],
      ['Rückgängig machen', 'Unter der Antwort „Rückgängig machen“ anklicken. Das geht zehn Minuten lang.'],
    ),
    {
      ...step(
        'break',
        [
          'Break CleverReach, and see the error',
          'Switch on “Down with 503” in the local CleverReach, then ask for the figures again. Switch it off afterwards.',
        ],
        [
          'CleverReach ausfallen lassen und den Fehler sehen',
          'Im lokalen CleverReach „Ausgefallen mit 503“ einschalten und noch einmal die Zahlen abrufen. Danach wieder ausschalten.',
        ],
      ),
      link: `${cleverReachUrl}/#faults`,
    },
  ];
}

/** What the person did last, as far as the steps tell it apart. */
interface Doing {
  /** The sub-command, typed or behind a button. */
  word: string;
  isFromMessage: boolean;
  isSharing: boolean;
}

/**
 * Ticks the steps by watching both sides: something counts once CleverReach has done it and the person has seen the
 * app's answer. Returns how to stop.
 */
export function watchGuide(slack: SlackSandbox, cleverReach: CleverReachSandbox): () => void {
  const seen = new WeakSet<Request>();
  /** Done at CleverReach, while the app's answer is still on its way. */
  const waiting = new Set<string>();
  const doing: Doing = { word: '', isFromMessage: false, isSharing: false };

  return slack.onChange((change) => {
    if (change.type === 'exchange') {
      if (change.exchange.direction !== 'to-app') return;
      if (noteRequest(doing, change.exchange) === 'mailings:preview') slack.tick('preview');
      return;
    }
    if (!isAnswer(change)) return;
    if (doing.isSharing && isForAll(change)) slack.tick('share');
    const isBroken = Object.keys(cleverReach.faults).length > 0;
    for (const request of cleverReach.requests.filter((one) => !seen.has(one))) {
      if (request.status === null && !isBroken) continue;
      seen.add(request);
      const step = stepOf(request, doing, isBroken);
      if (step !== null) waiting.add(step);
    }
    for (const step of waiting) slack.tick(step);
    waiting.clear();
  });
}

/** Notes what Slack asks of the app; gives the id of the button that was pressed, if one was. */
function noteRequest(doing: Doing, { kind, name, request }: Exchange): string | undefined {
  const form = new URLSearchParams(request.body);
  if (kind === 'command') Object.assign(doing, { word: firstWord(form.get('text')), isFromMessage: false });
  if (name === 'message_action') doing.isFromMessage = true;
  if (name !== 'block_actions') return undefined;
  const payload: { actions?: { action_id?: string; value?: string }[] } = JSON.parse(form.get('payload') ?? '{}');
  const { action_id: id = '', value = '' } = payload.actions?.[0] ?? {};
  if (id.startsWith('command:run')) doing.word = firstWord(value);
  doing.isSharing ||= id.startsWith('mailings:share');
  return id;
}

function firstWord(line: string | null): string {
  return /^\s*(\S*)/.exec(line ?? '')?.[1]?.toLocaleLowerCase('de') ?? '';
}

/** Which step a request to CleverReach belongs to. */
function stepOf({ method, path, status }: Request, { word, isFromMessage }: Doing, isBroken: boolean): string | null {
  if (status === null || status >= 400) return isBroken ? 'break' : null;
  if (method === 'POST' && path === '/oauth/token.php') return 'connect';
  if (method === 'GET' && /\/receivers$/.test(path) && /^(overview|übersicht)$/.test(word)) return 'overview';
  if (method === 'GET' && /\/stats$/.test(path) && /^(stats|statistik)$/.test(word)) return 'stats';
  if (method === 'POST' && /\/receivers\/filter$/.test(path) && /^(find|suche)$/.test(word)) return 'find';
  if (method === 'POST' && /\/mailings$/.test(path)) return 'draft';
  if (method === 'PUT' && /\/deactivate$/.test(path)) return isFromMessage ? 'unsubscribe' : null;
  if (method === 'PUT' && /\/activate$/.test(path)) return 'undo';
  return null;
}

/** Something of the app's that a person sees: a message, or a modal. */
function isAnswer(change: Change): boolean {
  if (change.type === 'message' || change.type === 'message_changed') return change.message.author === 'app';
  return change.type === 'view_changed' || change.type === 'home_changed';
}

/** A message of the app's that everybody in a channel sees. */
function isForAll(change: Change): boolean {
  return change.type === 'message' && change.message.author === 'app' && change.message.ephemeralFor === null;
}
