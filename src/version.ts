import { readFileSync } from 'node:fs';
import * as z from 'zod';

// Read, not imported: the file lies one folder above `src` as above `dist`, and outside of what is compiled.
const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

/** The version of this program, as package.json has it. */
export const version = z.object({ version: z.string() }).parse(manifest).version;
