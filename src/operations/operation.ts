/** What an operation is: one thing a person can have done at CleverReach, defined once for every surface. */
import type { z } from 'zod';
import type { CleverReachClient } from '../cleverreach/index.ts';

export interface Operation<I extends z.ZodType, O extends z.ZodType> {
  /** Its key in the registry, e.g. `listGroups`. */
  readonly name: string;
  /** Whether it changes anything. A write is checked against who may, written to the audit log, and run as a job. */
  readonly access: 'read' | 'write';
  /** What it does, in one line. */
  readonly description: string;
  readonly input: I;
  readonly output: O;
  /**
   * Checks the input and does it.
   *
   * @throws InvalidInputError before anything is sent
   * @throws CleverReachError, and what the client's `AccessTokens` throw
   */
  run(input: z.input<I>, client: CleverReachClient): Promise<z.output<O>>;
}

/** One thing that is wrong with an input. */
export interface InputIssue {
  /** Where: names and indexes joined with dots, e.g. `groupIds.0`; empty for the input as a whole. */
  path: string;
  /** What: zod's code, e.g. `too_big`, `invalid_format`. */
  code: string;
  /** The same in English, for developers; says nothing of what was in the input. */
  message: string;
}

/** The input does not fit the operation. The message names the places and never what was in them. */
export class InvalidInputError extends Error {
  readonly code = 'invalid_input';
  readonly operation: string;
  readonly issues: readonly InputIssue[];

  constructor(operation: string, issues: readonly InputIssue[]) {
    const places = issues.map(({ path, code }) => `${path || 'input'} (${code})`);
    super(`The input does not fit ${operation}: ${places.join(', ')}`);
    this.name = new.target.name;
    this.operation = operation;
    this.issues = issues;
  }
}

/** An operation whose `run` is only ever given what its input schema has checked. */
export function defineOperation<const N extends string, I extends z.ZodType, O extends z.ZodType>(definition: {
  name: N;
  access: 'read' | 'write';
  description: string;
  input: I;
  output: O;
  run: (input: z.output<I>, client: CleverReachClient) => Promise<z.output<O>>;
}): Operation<I, O> & { readonly name: N } {
  return {
    ...definition,
    async run(input, client) {
      const checked = definition.input.safeParse(input);
      if (!checked.success) throw new InvalidInputError(definition.name, checked.error.issues.map(toInputIssue));
      return definition.run(checked.data, client);
    },
  };
}

function toInputIssue({ path, code, message }: z.core.$ZodIssue): InputIssue {
  return { path: path.join('.'), code, message };
}
