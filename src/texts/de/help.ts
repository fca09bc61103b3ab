import type { Texts } from '../index.ts';
import { slashCommand } from '../slash-command.ts';

export const help: Texts['help'] = {
  title: 'CleverReach in Slack',
  connectedAs: (account) => `Verbunden mit *${account}*.`,
  connectionBroken: (account) =>
    `:warning: Die Verbindung zu *${account}* ist unterbrochen. Mit \`${slashCommand} verbinden\` lässt sie sich neu herstellen.`,
  notConnected: 'Mit diesem Workspace ist noch kein CleverReach-Konto verbunden.',
  commands: {
    overview: 'alle Empfängerlisten und die neuesten Empfänger der größten',
    stats: 'Zustand aller Empfängerlisten oder einer einzelnen',
    groups: 'Empfängerlisten, deren Name einen Text enthält',
    receivers: 'Empfänger einer Liste, seitenweise',
    find: 'in welchen Listen eine Adresse steht',
    add: 'Adresse in eine Liste eintragen',
    unsubscribe: 'eine oder mehrere Adressen abmelden',
    mailings: 'Mailings, die neuesten zuerst',
    mailing: 'ein Mailing mit seinem Bericht',
    draft: 'Entwurf für ein Mailing schreiben',
    status: 'welches CleverReach-Konto verbunden ist',
    connect: 'CleverReach-Konto verbinden',
    disconnect: 'Verbindung trennen',
    settings: 'Sprache, Rechte und Vorgaben für diesen Workspace',
    audit: 'die letzten Änderungen, und von wem sie sind',
    help: 'diese Übersicht',
  },
  arguments: {
    group: '[Liste]',
    text: '[Text]',
    receivers: '<Liste> [aktiv|inaktiv|gebounct] [Teil einer Adresse]',
    address: '<Adresse>',
    addition: '[Adresse] [Liste]',
    addresses: '[Adresse …] [Liste]',
    mailingState: '[entwurf|wartend|laufend|versendet]',
    mailing: '<ID>',
    subject: '[Betreff]',
  },
  topics: { groups: 'Empfängerlisten', receivers: 'Empfänger', mailings: 'Mailings', workspace: 'Dieser Workspace' },
  shortcuts:
    'Auch als Shortcut: *Create mailing draft* und *Unsubscribe an address* im Shortcut-Menü, *Unsubscribe address* im Menü jeder Nachricht.',
  unknownCommand: (word) => `Den Befehl „${word}“ gibt es nicht.`,
  didYouMean: 'Gemeint war vielleicht:',
};
