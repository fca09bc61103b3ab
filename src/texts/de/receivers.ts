import type { Texts } from '../index.ts';

export const receivers: Texts['receivers'] = {};
