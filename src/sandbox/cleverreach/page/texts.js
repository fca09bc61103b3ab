import { DE } from './texts-de.js';
import { EN } from './texts-en.js';

/** Everything the page says, in both languages. */
export const TEXTS = { en: EN, de: DE };
