export const receivers = {};
