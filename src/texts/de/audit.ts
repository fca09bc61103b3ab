import type { Texts } from '../index.ts';

export const audit: Texts['audit'] = {};
