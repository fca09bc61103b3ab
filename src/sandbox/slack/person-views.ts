import type { Delivered, PersonActions, SubmitResult, Target } from './control.ts';
import type { Core } from './core.ts';
import type { Receipt } from './delivery.ts';
import { elementsOf } from './elements.ts';
import { ApiError, ControlError } from './errors.ts';
import { deliveredOf, userError } from './events.ts';
import { missingInputs } from './input-values.ts';
import { isObject, objects, parseJson, text } from './json.ts';
import { commonPayload, installationFor } from './payloads.ts';
import { sendInteraction } from './person-commands.ts';
import { viewFor } from './surface.ts';
import type { Json, Refusal, User, View } from './types.ts';
import { viewProblems, withoutScope } from './web-api-views.ts';

/** Submitting and closing modals, opening the Home tab. */
export function viewActions(core: Core): Pick<PersonActions, 'submit' | 'closeView' | 'openHome'> {
  function modal(user: User, target: Target): View {
    if (typeof target === 'object' && 'ts' in target) throw new ControlError('no_such_view', 'A message is no modal.');
    const view = viewFor(core, user, target);
    if (view.kind !== 'modal') throw new ControlError('no_such_view', 'The Home tab cannot be submitted or closed.');
    return view;
  }

  function failed(view: View, error: string): SubmitResult {
    view.failure = error;
    core.views.touch(view);
    return { outcome: error === 'operation_timeout' ? 'timeout' : 'failed', error };
  }

  async function submit(
    userRef: string,
    target: Target = 'modal',
    options: { force?: boolean } = {},
  ): Promise<SubmitResult> {
    const user = core.state.user(userRef);
    const view = modal(user, target);
    const elements = elementsOf(objects(view.content['blocks']));
    if (!isObject(view.content['submit'])) throw new ControlError('not_there', 'This modal has no submit button.');
    view.errors = options.force === true ? {} : missingInputs(elements, view.values);
    view.failure = null;
    if (Object.keys(view.errors).length > 0) {
      core.views.touch(view);
      return { outcome: 'errors', errors: view.errors, byClient: true };
    }
    const receipt = await sendInteraction(core, {
      type: 'view_submission',
      ...commonPayload(core, user),
      trigger_id: core.triggers.issue({
        user: user.id,
        workspaceId: user.workspaceId,
        modalId: view.id,
        channelId: view.conversationId,
      }),
      view: core.views.asJson(view),
      response_urls: responseUrls(user, view),
    });
    if (receipt.outcome !== 'ok') return failed(view, userError(receipt));
    return answered(view, receipt);
  }

  /** One response URL for each conversation chosen in an element with `response_url_enabled`. */
  function responseUrls(user: User, view: View): Json[] {
    return elementsOf(objects(view.content['blocks'])).flatMap((element) => {
      if (element.element['response_url_enabled'] !== true) return [];
      const value = view.values[element.blockId]?.[element.actionId];
      const channel = core.state.channels.get(text(value, 'selected_conversation') || text(value, 'selected_channel'));
      if (channel === undefined) return [];
      return {
        block_id: element.blockId,
        action_id: element.actionId,
        channel_id: channel.id,
        response_url: core.responseUrls.issue('actions', user, channel),
      };
    });
  }

  function answered(view: View, receipt: Receipt): SubmitResult {
    if (receipt.body.trim() === '') {
      core.views.close(view);
      return { outcome: 'closed' };
    }
    const answer = parseJson(receipt.body);
    const refuse = (error: string, problems: Refusal[]) => {
      core.log.refuse(receipt.exchange.id, error, problems);
      return failed(view, error);
    };
    if (!isObject(answer)) return refuse('invalid_response', [{ pointer: '', message: 'must be a JSON object' }]);
    const action = answer['response_action'];
    if (action === undefined) {
      core.views.close(view);
      return { outcome: 'closed' };
    }
    if (action === 'clear') {
      core.views.closeAll(view.user);
      return { outcome: 'cleared' };
    }
    if (action === 'errors') {
      const problems = errorProblems(view, answer['errors']);
      if (problems.length > 0) return refuse('invalid_errors', problems);
      view.errors = Object.fromEntries(
        Object.entries(isObject(answer['errors']) ? answer['errors'] : {}).map(([block, words]) => [
          block,
          String(words),
        ]),
      );
      core.views.touch(view);
      return { outcome: 'errors', errors: view.errors, byClient: false };
    }
    if (action !== 'update' && action !== 'push')
      return refuse('invalid_response_action', [
        { pointer: '/response_action', message: 'must be errors, update, push or clear' },
      ]);
    const content = answer['view'];
    if (!isObject(content)) return refuse('invalid_view', [{ pointer: '/view', message: 'missing required field' }]);
    const installation = installationFor(core, core.state.user(view.user));
    const problems = [...viewProblems(content, 'modal'), ...withoutScope(content, installation)];
    if (problems.length > 0) return refuse('invalid_view', problems);
    try {
      return action === 'update'
        ? { outcome: 'updated', view: core.views.update(view, content) }
        : { outcome: 'pushed', view: core.views.push(view, content) };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return refuse(error.code, []);
    }
  }

  async function closed(user: User, view: View, isCleared: boolean): Promise<Delivered | null> {
    if (view.content['notify_on_close'] !== true) return null;
    const { state, ...json } = core.views.asJson(view);
    return deliveredOf(
      await sendInteraction(core, {
        type: 'view_closed',
        ...commonPayload(core, user),
        view: { ...json, state },
        is_cleared: isCleared,
      }),
    );
  }

  return {
    submit,
    async closeView(userRef, target = 'modal', options = {}) {
      const user = core.state.user(userRef);
      const view = modal(user, target);
      const everything = options.all === true || view.content['clear_on_close'] === true;
      const stack = core.views.stackOf(user.id);
      const gone = everything ? stack : stack.slice(stack.indexOf(view));
      if (everything) core.views.closeAll(user.id);
      else core.views.close(view);
      let last: Delivered | null = null;
      for (const entry of gone.reverse()) last = (await closed(user, entry, everything)) ?? last;
      return last;
    },
    async openHome(userRef, tab = 'home') {
      const user = core.state.user(userRef);
      if (tab === 'home' && core.app.appHome?.homeTab === false)
        throw new ControlError('not_there', 'The app has no Home tab.');
      const installation = installationFor(core, user);
      const channel = core.state.directMessage(user, installation.botUserId);
      const before = core.views.homeOf(user.id);
      const delivered = core.events.wants('app_home_opened')
        ? await core.events.send(user.workspaceId, {
            type: 'app_home_opened',
            user: user.id,
            channel: channel.id,
            tab,
            ...(before === null || tab !== 'home' ? {} : { view: core.views.asJson(before) }),
            event_ts: core.clock.ts(),
          })
        : null;
      return { delivered, view: core.views.homeOf(user.id) };
    },
  };
}

/** `errors` must name blocks that are inputs of the view. */
function errorProblems(view: View, errors: unknown): Refusal[] {
  if (!isObject(errors) || Object.keys(errors).length === 0)
    return [{ pointer: '/errors', message: 'must be an object with at least one block_id' }];
  const inputs = elementsOf(objects(view.content['blocks'])).filter((element) => element.isInput);
  return Object.entries(errors).flatMap(([block, words]) => {
    const pointer = `/errors/${block}`;
    if (!inputs.some((element) => element.blockId === block))
      return [{ pointer, message: 'is no block_id of an input block of this view' }];
    return typeof words === 'string' && words !== '' ? [] : [{ pointer, message: 'must be a text' }];
  });
}
