import type { Texts } from '../index.ts';
import { slashCommand } from '../slash-command.ts';

export const connection: Texts['connection'] = {
  connectButton: 'CleverReach verbinden',
  reconnectButton: 'Neu verbinden',
  disconnectButton: 'Verbindung trennen',
  needed: 'Dafür ist ein CleverReach-Konto nötig. Mit diesem Workspace ist noch keines verbunden.',
  resumes: 'Nach dem Verbinden geht es von selbst weiter.',
  offer:
    'Hier lässt sich das CleverReach-Konto verbinden, mit dem dieser Workspace arbeiten soll. Zuerst öffnet sich eine Seite, auf der steht, welche Daten freigegeben werden.',
  linkValid: 'Der Link gilt 30 Minuten und nur für diesen Workspace.',
  broken:
    'CleverReach akzeptiert die Verbindung zu diesem Konto nicht mehr. Sie wurde dort beendet oder ist abgelaufen und muss neu hergestellt werden.',
  told: {
    broken: (account) =>
      `CleverReach akzeptiert die Verbindung zum Konto *${account}* nicht mehr. Bis sie neu hergestellt ist, lässt sich aus diesem Workspace nichts mehr abrufen oder ändern.`,
    app: (account) =>
      `CleverReach akzeptiert die eigene OAuth-App dieses Workspace nicht mehr, mit der das Konto *${account}* verbunden ist. Vielleicht wurde dort ihr Secret geändert oder die App entfernt.`,
    appUntil: (until) =>
      `Der Zugriff besteht längstens noch bis ${until}. Bis dahin ist hier das neue Secret zu hinterlegen oder das Konto neu zu verbinden.`,
    appOver:
      'Bis hier das neue Secret hinterlegt oder das Konto neu verbunden ist, lässt sich aus diesem Workspace nichts mehr abrufen oder ändern.',
    why: 'Diese Nachricht geht an die Person, die das Konto verbunden hat.',
  },
  noApp:
    'Für diese Installation ist noch keine CleverReach-OAuth-App hinterlegt, deshalb lässt sich kein Konto verbinden. Wer die App betreibt, kann für alle Workspaces CLEVERREACH_CLIENT_ID und CLEVERREACH_CLIENT_SECRET setzen.',
  noAppForAdmin: 'Oder dieser Workspace nutzt eine eigene OAuth-App. Sie lässt sich hier hinterlegen:',
  noAppForOthers: `Oder die Slack-Admins hinterlegen unter \`${slashCommand} einstellungen\` eine eigene OAuth-App für diesen Workspace.`,
  ownAppButton: 'Eigene OAuth-App hinterlegen',
  ownAppShort: 'Eigene OAuth-App',
  ownApp: {
    modalTitle: 'Eigene OAuth-App',
    submit: 'Speichern',
    intro:
      'Mit einer eigenen OAuth-App in CleverReach ist dieser Workspace beim Verbinden unabhängig vom Betreiber dieser Slack-App.',
    steps:
      '*1.* In CleverReach unter _Mein Account › Extras_ (oder _Schnittstellen_) _› REST API_ eine OAuth-App anlegen, mit den Berechtigungen, Empfänger und Mailings zu lesen, Empfänger zu ändern und Mailings anzulegen.\n*2.* Dort genau diese Adresse als Redirect-URL eintragen:',
    clientId: 'Client-ID',
    clientSecret: 'Client-Secret',
    secretStored: 'Gespeichert; leer lassen, um es zu behalten',
    connectionStays:
      'Das verbundene Konto arbeitet bis zum nächsten Verbinden mit der App weiter, mit der es verbunden wurde.',
    removeButton: 'Entfernen',
    removeTitle: 'OAuth-App entfernen?',
    removeQuestion:
      'Client-ID und Secret werden hier gelöscht. Das verbundene Konto arbeitet bis zum nächsten Verbinden damit weiter. In CleverReach ändert sich nichts.',
    saved: 'Die OAuth-App ist gespeichert. Dieser Workspace wird ab jetzt mit ihr verbunden.',
    removed: 'Die OAuth-App ist entfernt.',
    own: (clientId) => `Dieser Workspace wird mit einer eigenen OAuth-App verbunden: ${clientId}.`,
    operators: 'Dieser Workspace wird mit der OAuth-App des Betreibers verbunden.',
    none: 'Es gibt noch keine, deshalb lässt sich kein Konto verbinden.',
    unreadable: 'Die gespeicherte OAuth-App ist nicht lesbar. Bitte neu eingeben oder entfernen.',
    errors: {
      idMissing: 'Bitte die Client-ID eingeben.',
      id: 'Eine Client-ID enthält weder Leerzeichen noch Sonderzeichen.',
      secretMissing: 'Bitte das Secret eingeben, das zu dieser Client-ID gehört.',
      secret: 'Ein Secret enthält weder Leerzeichen noch Sonderzeichen.',
      unknown: 'CleverReach kennt diese Client-ID nicht.',
      otherRedirect: (url) =>
        `In CleverReach hat diese OAuth-App eine andere Redirect-URL. Bitte dort ${url} eintragen.`,
    },
  },
  notConnected: 'Mit diesem Workspace ist noch kein CleverReach-Konto verbunden.',
  whoConnects: (installer) =>
    installer === undefined
      ? `Verbinden können es die Slack-Admins dieses Workspace mit \`${slashCommand} verbinden\`.`
      : `Verbinden können es mit \`${slashCommand} verbinden\` die Slack-Admins dieses Workspace und ${installer} (hat die App installiert).`,
  whoReconnects: (connector) =>
    `Neu herstellen können sie mit \`${slashCommand} verbinden\` die Slack-Admins dieses Workspace und ${connector} (hat das Konto verbunden).`,
  statusTitle: 'Verbindung zu CleverReach',
  account: 'Konto',
  connectedBy: 'Verbunden von',
  since: 'Seit',
  tokenUntil: 'Zugriff gültig bis',
  renews: 'wird automatisch verlängert',
  state: 'Status',
  stateActive: 'in Ordnung',
  stateBroken: 'unterbrochen, bitte neu verbinden',
  statusText: (account) => `Dieser Workspace ist mit dem CleverReach-Konto ${account} verbunden.`,
  statusBrokenText: (account) => `Die Verbindung zum CleverReach-Konto ${account} ist unterbrochen.`,
  disconnectTitle: 'Verbindung zu CleverReach trennen?',
  disconnectQuestion: (account) =>
    `Die Verbindung zu *${account}* wird für alle in diesem Workspace getrennt. Das Zugriffstoken wird bei CleverReach widerrufen und hier gelöscht. In CleverReach selbst ändert sich nichts.`,
  disconnected: (account) =>
    `Die Verbindung zu *${account}* ist getrennt. Das Zugriffstoken wurde bei CleverReach widerrufen und hier gelöscht.`,
  disconnectedUnrevoked: (account) =>
    `Die Verbindung zu *${account}* ist getrennt und das Zugriffstoken hier gelöscht. CleverReach war für den Widerruf nicht erreichbar; im CleverReach-Konto lässt es sich unter REST API entfernen.`,
  alreadyConnected: (account, person) =>
    `Dieser Workspace ist bereits mit dem CleverReach-Konto *${account}* verbunden, und zwar von ${person}. Trennen oder ersetzen können die Verbindung nur ${person} und Slack-Admins.`,
  nowConnected: (account) => `Verbunden mit dem CleverReach-Konto *${account}*.`,
  resumeButton: 'Weiter',
  resumeOffer: 'Alles ist bereit. Hier geht es weiter:',
  scopeButton: 'Berechtigung in Slack erteilen',
  scopeNote:
    'Diese Berechtigung wird nur angefragt, wenn sie gebraucht wird. In manchen Workspaces muss ein Slack-Admin zustimmen.',
};
