import type { Texts } from '../index.ts';

export const share: Texts['share'] = {
  button: 'Im Channel teilen',
  confirmTitle: 'Hier teilen?',
  confirmText:
    'Alle, die hier mitlesen, sehen den Beitrag, auch Gäste und Externe. Dabei steht, wer ihn geteilt hat. Adressen von Empfängern werden gekürzt.',
  confirmButton: 'Teilen',
  modalTitle: 'Im Channel teilen',
  channel: 'Channel oder Unterhaltung',
  channelPlaceholder: 'Channel wählen',
  channelMissing: 'Bitte wählen, wo geteilt werden soll.',
  audience:
    'Alle dort sehen den Beitrag, auch Gäste. Dabei steht, wer ihn geteilt hat. Adressen von Empfängern werden gekürzt.',
  submit: 'Teilen',
  working: 'Wird geteilt …',
  by: (person) => `Geteilt von ${person}`,
  done: (channel) =>
    channel === undefined ? 'Geteilt. Alle in dieser Unterhaltung können es sehen.' : `Geteilt in ${channel}.`,
  failed: 'Slack hat den Beitrag nicht bestätigt. Bitte erst in der Unterhaltung nachsehen und dann erneut teilen.',
  expired: 'Dieses Formular ist zu alt zum Teilen. Bitte den Button noch einmal drücken.',
};
