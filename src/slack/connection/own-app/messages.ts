import type { Reader } from '../../../texts/index.ts';
import { actions, type Block, button, type Message, section } from '../../kit/blocks.ts';
import { textOf } from '../../kit/text-of.ts';

/** What a change of the OAuth app means for the account that is connected, or how to connect one. */
interface Consequence {
  isConnected: boolean;
  /** A link to the connect page, where nothing is connected that works. */
  connectUrl: string | undefined;
}

/** An OAuth app of the workspace's own is stored. */
export function ownAppSavedMessage(reader: Reader, consequence: Consequence): Message {
  return changed(reader, reader.t.connection.ownApp.saved, consequence);
}

/** The workspace has none of its own any more. `hasOperators`: there is one of the installation's. */
export function ownAppRemovedMessage(reader: Reader, hasOperators: boolean, consequence: Consequence): Message {
  const { removed, operators, none } = reader.t.connection.ownApp;
  return changed(reader, `${removed} ${hasOperators ? operators : none}`, consequence);
}

function changed({ t }: Reader, sentence: string, { isConnected, connectUrl }: Consequence): Message {
  const blocks: Block[] = [
    section(`:white_check_mark: ${isConnected ? `${sentence}\n${t.connection.ownApp.connectionStays}` : sentence}`),
    ...(connectUrl === undefined
      ? []
      : [actions(button(t.connection.connectButton, 'connection:connect', { url: connectUrl, style: 'primary' }))]),
  ];
  return { text: textOf(blocks), blocks };
}
