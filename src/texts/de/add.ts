import type { Texts } from '../index.ts';

export const add: Texts['add'] = {};
