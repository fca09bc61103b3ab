import { checkMessage, checkView } from './block-kit.ts';
import type { Core } from './core.ts';
import { ApiError } from './errors.ts';
import { get, isObject, parseJson, text } from './json.ts';
import { exchangeCode } from './oauth.ts';
import type { Json, Refusal } from './types.ts';

/** The methods that need no token. */
export function openMethods(
  core: Core,
): Record<string, (args: Json, authorization: string | undefined) => Json | Promise<Json>> {
  return {
    'api.test': (args) => {
      const error = text(args, 'error');
      if (error !== '') throw new ApiError(error, [], { args });
      return { args };
    },
    'oauth.v2.access': (args, authorization) => exchangeCode(core, args, authorization),
    'blocks.validate': (args) => {
      const given = (name: string) => (typeof args[name] === 'string' ? parseJson(text(args, name)) : args[name]);
      const problems: Refusal[] = [];
      const view = given('view');
      if (view !== undefined) problems.push(...checkView(view, get(view, 'type') === 'home' ? 'home' : 'modal'));
      const message = given('message');
      if (message !== undefined) problems.push(...checkMessage(message));
      const blocks = given('blocks');
      if (blocks !== undefined) problems.push(...checkMessage({ blocks }));
      if (![view, message, blocks].some((value) => isObject(value) || Array.isArray(value)))
        throw new ApiError('invalid_arguments');
      if (problems.length > 0) throw new ApiError('invalid_blocks', problems);
      return {};
    },
  };
}
