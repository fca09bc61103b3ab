export const mailings = {};
