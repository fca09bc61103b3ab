import { checkView } from './block-kit.ts';
import type { Core } from './core.ts';
import { ApiError } from './errors.ts';
import type { Installation } from './installations.ts';
import { get, isObject, objects, text } from './json.ts';
import type { Json, Refusal, View } from './types.ts';
import type { Call, Method } from './web-api.ts';

/** Complaints about a view, with pointers as Slack gives them: from the arguments' root. */
export function viewProblems(view: unknown, kind: View['kind']): Refusal[] {
  return checkView(view, kind).map(({ pointer, message }) => ({ pointer: `/view${pointer}`, message }));
}

/**
 * A `file_input` needs `files:read`. That is documented; with which error Slack refuses it is not, so an app had better not
 * show one without the scope.
 */
export function withoutScope(view: unknown, installation: Installation): Refusal[] {
  if (installation.scopes.includes('files:read')) return [];
  return objects(get(view, 'blocks')).flatMap((block, index) =>
    text(block, 'element', 'type') === 'file_input'
      ? { pointer: `/view/blocks/${index}/element`, message: 'file_input requires the scope files:read' }
      : [],
  );
}

/** views.*: modals and Home tabs. */
export function viewMethods(core: Core): Record<string, Method> {
  /** Throws view_too_large, invalid_arguments. */
  function checked({ args, installation }: Pick<Call, 'args' | 'installation'>, kind: View['kind']): Json {
    const view = args['view'];
    if (!isObject(view))
      throw new ApiError('invalid_arguments', [{ pointer: '', message: 'missing required field: view' }]);
    const problems = viewProblems(view, kind);
    if (problems.some(({ message }) => message.startsWith('view_too_large'))) throw new ApiError('view_too_large');
    problems.push(...withoutScope(view, installation));
    if (problems.length > 0) throw new ApiError('invalid_arguments', problems);
    return view;
  }

  const exchange = (installation: Installation, args: Json) =>
    core.triggers.exchange(text(args, 'trigger_id') || text(args, 'interactivity_pointer'), (id) =>
      core.installations.reaches(installation, id),
    );

  return {
    'views.open': {
      scopes: [],
      run: ({ args, installation }) => {
        // A refused view does not use up the trigger: the app may try again with a better one.
        const content = checked({ args, installation }, 'modal');
        return { view: core.views.asJson(core.views.open(exchange(installation, args), content)) };
      },
    },
    'views.push': {
      scopes: [],
      run: ({ args, installation }) => {
        const content = checked({ args, installation }, 'modal');
        const trigger = exchange(installation, args);
        const below = trigger.modalId === null ? undefined : core.views.byId(trigger.modalId);
        if (below === undefined)
          throw new ApiError('invalid_arguments', [
            { pointer: '/trigger_id', message: 'the trigger does not come from an interaction in an open modal' },
          ]);
        return { view: core.views.asJson(core.views.push(below, content)) };
      },
    },
    'views.update': {
      scopes: [],
      run: ({ args, installation }) => {
        const reached = (id: string) => core.installations.reaches(installation, id);
        const id = text(args, 'view_id');
        const view = id === '' ? core.views.byExternalId(text(args, 'external_id'), reached) : core.views.byId(id);
        const content = checked({ args, installation }, view?.kind ?? 'modal');
        if (view === undefined || !reached(view.workspaceId)) throw new ApiError('not_found');
        return { view: core.views.asJson(core.views.update(view, content, text(args, 'hash'))) };
      },
    },
    'views.publish': {
      scopes: [],
      run: ({ args, installation }) => {
        if (core.app.appHome?.homeTab === false) throw new ApiError('not_enabled');
        const content = checked({ args, installation }, 'home');
        const user = core.state.users.get(text(args, 'user_id'));
        if (user === undefined || user.isBot || !core.installations.reaches(installation, user.workspaceId))
          throw new ApiError('invalid_arguments', [{ pointer: '/user_id', message: 'invalid `user_id`' }]);
        const view = core.views.publish(user.id, user.workspaceId, content, text(args, 'hash'));
        return { view: core.views.asJson(view) };
      },
    },
  };
}
