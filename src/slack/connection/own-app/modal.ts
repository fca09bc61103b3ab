import type { Reader } from '../../../texts/index.ts';
import { actions, button, context, type Modal, plainText, section } from '../../kit/blocks.ts';
import { textInput } from '../../kit/inputs.ts';
import { limits } from '../../kit/limits.ts';
import type { StoredApp } from './own-app.ts';

/** CleverReach names no limit; published ids have 10 characters and secrets 32. */
export const maxCredentialLength = 200;

/** What the form shows beside its fields. */
export interface OwnAppView {
  stored: StoredApp;
  /** The redirect URL that has to be entered in CleverReach. */
  redirectUrl: string;
  /** Whether an account is connected, which goes on with the app it was connected with. */
  isConnected: boolean;
}

/** The form for a CleverReach OAuth app of the workspace's own. A secret that is stored is never shown again. */
export function ownAppModal({ t }: Reader, view: OwnAppView, privateMetadata: string): Modal {
  const texts = t.connection.ownApp;
  const { stored, redirectUrl, isConnected } = view;
  const known = typeof stored === 'string' ? undefined : stored;
  return {
    type: 'modal',
    callback_id: 'connection:save-own-app',
    private_metadata: privateMetadata,
    title: plainText(texts.modalTitle, limits.modalTitle),
    submit: plainText(texts.submit, limits.modalSubmit),
    close: plainText(t.cancel, limits.modalClose),
    blocks: [
      section(texts.intro),
      section(`${texts.steps}\n\`${redirectUrl}\``),
      ...(stored === 'unreadable' ? [section(`:warning: ${texts.unreadable}`)] : []),
      textInput('client_id', texts.clientId, {
        maxLength: maxCredentialLength,
        ...(known ? { initial: known.clientId } : {}),
      }),
      textInput('client_secret', texts.clientSecret, {
        maxLength: maxCredentialLength,
        optional: known !== undefined,
        ...(known ? { placeholder: texts.secretStored } : {}),
      }),
      ...(isConnected ? [context(texts.connectionStays)] : []),
      ...(stored === 'none' ? [] : [actions(removeButton(t))]),
    ],
  };
}

function removeButton(t: Reader['t']) {
  const texts = t.connection.ownApp;
  return button(texts.removeButton, 'connection:remove-own-app', {
    style: 'danger',
    confirm: {
      title: plainText(texts.removeTitle, limits.confirmTitle),
      text: plainText(texts.removeQuestion, limits.confirmText),
      confirm: plainText(texts.removeButton, limits.confirmButton),
      deny: plainText(t.cancel, limits.confirmButton),
      style: 'danger',
    },
  });
}
