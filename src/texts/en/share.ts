export const share = {
  button: 'Share in channel',
  confirmTitle: 'Share here?',
  confirmText:
    'Everyone who reads along here will see it, also guests and people from other organisations. It names you as the one who shared it. Receivers’ addresses are masked.',
  confirmButton: 'Share',
  modalTitle: 'Share in channel',
  channel: 'Channel or conversation',
  channelPlaceholder: 'Choose where to share it',
  channelMissing: 'Please choose where it should be shared.',
  audience:
    'Everyone there will see it, also guests. It names you as the one who shared it. Receivers’ addresses are masked.',
  submit: 'Share',
  working: 'Sharing …',
  by: (person: string) => `Shared by ${person}`,
  done: (channel: string | undefined) =>
    channel === undefined ? 'Shared. Everyone in that conversation can see it.' : `Shared in ${channel}.`,
  failed: 'Slack did not confirm the post. Please look in the conversation before sharing it again.',
  expired: 'This form is too old to share anything. Please press the button again.',
};
