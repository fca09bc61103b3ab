import type { Texts } from '../index.ts';
import { slashCommand } from '../slash-command.ts';

export const pages: Texts['pages'] = {
  back: 'Zurück zu Slack',
  closeHint: 'Diese Seite kann geschlossen werden.',
  reference: (reference) => `Referenz: ${reference}`,
  install: {
    title: 'Die App ist installiert',
    body: (workspace) => `CleverReach ist jetzt im Slack-Workspace ${workspace} installiert.`,
    next: 'Ein Schritt fehlt noch: das CleverReach-Konto verbinden, mit dem gearbeitet werden soll.',
    connect: 'CleverReach verbinden',
    orgBody: (organisation) =>
      `CleverReach steht jetzt der Slack-Organisation ${organisation} zur Verfügung. In jedem Workspace, dem die App hinzugefügt wird, verbindet ${slashCommand} verbinden das Konto.`,
    grantedTitle: 'Die Berechtigung ist erteilt',
    granted:
      'In Slack funktioniert jetzt, wofür sie nötig war. In einem noch offenen Formular genügt es, die Auswahl zu wiederholen.',
    notGrantedTitle: 'Die Berechtigung wurde nicht erteilt',
    notGranted:
      'Slack hat die App ohne sie installiert. Alles andere funktioniert weiter, und sie lässt sich jederzeit nachholen.',
    cancelledTitle: 'Es wurde nichts installiert',
    cancelled: 'Die Installation wurde in Slack abgebrochen.',
    failedTitle: 'Die App wurde nicht installiert',
    badState:
      'Dieser Installationslink wurde schon benutzt, ist abgelaufen oder wurde in einem anderen Browser geöffnet.',
    failed: 'Slack hat die Installation nicht abgeschlossen.',
    connected: (account) => `Dieser Workspace bleibt mit dem CleverReach-Konto ${account} verbunden.`,
    broken: (account) =>
      `Die Verbindung zum CleverReach-Konto ${account} ist unterbrochen. Slack-Admins und wer sie hergestellt hat, können sie mit ${slashCommand} verbinden neu herstellen.`,
    noApp: `Es fehlt noch eine CleverReach-OAuth-App. Wer die App betreibt, kann eine für alle Workspaces hinterlegen; die Slack-Admins können unter ${slashCommand} einstellungen eine eigene für diesen Workspace hinterlegen.`,
    again: 'Neu beginnen',
  },
  connect: {
    title: 'CleverReach verbinden',
    lead: (workspace) => `Hier wird ein CleverReach-Konto mit dem Slack-Workspace ${workspace} verbunden.`,
    workspace: 'Slack-Workspace',
    person: 'Angefragt von',
    sharedTitle: 'Was freigegeben wird',
    shared: [
      'Alle Vollmitglieder dieses Workspace können Empfängerlisten, deren Zahlen, Empfänger und Mailings sehen.',
      'Sie können Empfänger eintragen und abmelden und Entwürfe für Mailings anlegen. Die App versendet keine Mailings.',
      'Das Zugriffstoken wird verschlüsselt gespeichert und beim Trennen widerrufen.',
    ],
    warning:
      'Bitte nicht fortfahren, wenn dieser Link von jemand anderem kam: Das eigene Konto wäre dann mit einem fremden Workspace verbunden.',
    replaces: (account) =>
      `Verbunden ist derzeit das Konto ${account}, und die Verbindung funktioniert. Fortfahren ersetzt es für alle in diesem Workspace durch ein anderes.`,
    button: 'Weiter zu CleverReach',
    doneTitle: 'Verbunden',
    done: (account, workspace) =>
      `Das CleverReach-Konto ${account} ist jetzt mit dem Slack-Workspace ${workspace} verbunden.`,
    resumed: 'In Slack geht es jetzt von selbst weiter.',
    alreadyTitle: 'Bereits verbunden',
    already: (account, workspace) =>
      `Der Slack-Workspace ${workspace} ist bereits mit dem CleverReach-Konto ${account} verbunden. Ersetzen können die Verbindung nur Slack-Admins und wer sie hergestellt hat. Es wurde nichts geändert.`,
    deniedTitle: 'Nicht berechtigt',
    denied:
      'Ein Konto verbinden können nur die Slack-Admins dieses Workspace, wer die App installiert hat und wer das bisherige Konto verbunden hat. Es wurde nichts gespeichert.',
    unknownTitle: 'Slack hat nicht geantwortet',
    unknown: 'Slack hat nicht rechtzeitig mitgeteilt, für wen dieser Link bestimmt ist. Es wurde nichts gespeichert.',
    expiredTitle: 'Dieser Link gilt nicht mehr',
    expired: `Er wurde schon benutzt oder ist abgelaufen. Einen neuen gibt es in Slack mit ${slashCommand} verbinden.`,
    badStateTitle: 'Nicht verbunden',
    badState: `Diese Antwort gehört zu keiner Verbindung, die in diesem Browser begonnen wurde, oder sie wurde schon einmal benutzt. Es wurde nichts gespeichert. Einen neuen Link gibt es in Slack mit ${slashCommand} verbinden.`,
    cancelledTitle: 'Nicht verbunden',
    cancelled: 'Die Zustimmung wurde in CleverReach abgelehnt. Es wurde nichts gespeichert.',
    refusedTitle: 'Nicht verbunden',
    refused:
      'CleverReach hat die Bestätigung nicht angenommen. Vielleicht hat es zu lange gedauert. Es wurde nichts gespeichert.',
    downTitle: 'CleverReach antwortet nicht',
    down: 'CleverReach war nicht erreichbar, um die Verbindung abzuschließen. Es wurde nichts gespeichert.',
    noAppTitle: 'Keine CleverReach-OAuth-App',
    noApp: `Für diese Installation ist noch keine CleverReach-OAuth-App hinterlegt. Wer die App betreibt, kann CLEVERREACH_CLIENT_ID und CLEVERREACH_CLIENT_SECRET setzen; die Slack-Admins können unter ${slashCommand} einstellungen eine eigene OAuth-App für diesen Workspace hinterlegen.`,
    again: 'Noch einmal versuchen',
  },
  preview: {
    title: 'Vorschau',
    from: 'Von',
    view: 'Ansicht',
    desktop: 'Desktop',
    phone: 'Smartphone',
    text: 'Nur Text',
    frame: 'Das Mailing',
    placeholders: 'Platzhalter wie {FIRSTNAME} werden erst beim Versand ersetzt. Links sind hier ohne Funktion.',
    noHtml: 'Dieses Mailing hat kein HTML.',
    noText: 'Dieses Mailing hat keine Textversion.',
    expiredTitle: 'Diese Vorschau ist abgelaufen',
    expired:
      'Eine Vorschau lässt sich 30 Minuten lang öffnen. „Aktualisieren“ an der Karte des Mailings in Slack liefert eine neue.',
    vanishedTitle: 'Dieses Mailing gibt es nicht mehr',
    vanished: 'Es wurde in CleverReach gelöscht.',
    notConnectedTitle: 'CleverReach ist nicht verbunden',
    notConnected: `Die Verbindung zu CleverReach fehlt oder funktioniert nicht mehr. In Slack stellt ${slashCommand} verbinden sie wieder her.`,
    downTitle: 'CleverReach antwortet nicht',
    down: 'Das Mailing ließ sich nicht abrufen. Bitte diese Seite gleich noch einmal laden.',
    forbiddenTitle: 'CleverReach zeigt dieses Mailing nicht',
    forbidden: 'Der CleverReach-OAuth-App fehlt die Berechtigung, Mailings zu lesen.',
  },
  notFoundTitle: 'Seite nicht gefunden',
  notFound: 'Unter dieser Adresse gibt es nichts.',
  errorTitle: 'Das hat nicht geklappt',
  error: 'Etwas ist schiefgegangen. Bitte gleich noch einmal versuchen.',
  unavailable: 'Die App erreicht gerade ihren Speicher nicht. Bitte in einer Minute noch einmal versuchen.',
};
