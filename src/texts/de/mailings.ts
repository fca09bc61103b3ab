import type { Texts } from '../index.ts';

export const mailings: Texts['mailings'] = {};
