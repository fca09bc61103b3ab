import type { Clock } from './clock.ts';
import { newId, newSecret } from './clock.ts';
import { initialIn } from './conversations.ts';
import { valuesFor, withIds } from './elements.ts';
import { ApiError } from './errors.ts';
import type { Feed } from './feed.ts';
import type { Installations } from './installations.ts';
import { isObject, objects, text } from './json.ts';
import type { State } from './state.ts';
import type { Trigger } from './triggers.ts';
import type { AppSettings, Json, View } from './types.ts';

/** A root and two pushed on it. */
const STACK_DEPTH = 3;

/** The modals and Home tabs of all people. */
export interface Views {
  /** Throws duplicate_external_id. Whatever modals the person had open are gone. */
  open(trigger: Trigger, content: Json): View;
  /** Throws push_limit_reached, duplicate_external_id, or not_found when the modal below was closed meanwhile. */
  push(below: View, content: Json): View;
  /** Throws hash_conflict when `hash` is not the view's last one, not_found when it is closed. */
  update(view: View, content: Json, hash?: string): View;
  /** Throws hash_conflict. */
  publish(user: string, workspaceId: string, content: Json, hash?: string): View;
  /** Takes the view off the stack, and those above it. */
  close(view: View): void;
  closeAll(user: string): View[];
  /** Removes everything in the workspaces that an app was removed from. */
  forget(gone: (workspaceId: string) => boolean): void;
  /** Announces what was changed in place: entries, errors. */
  touch(view: View): void;
  stackOf(user: string): View[];
  homeOf(user: string): View | null;
  byId(id: string): View | undefined;
  byExternalId(externalId: string, workspaceIds: (id: string) => boolean): View | undefined;
  /** The view as Slack gives it to the app. */
  asJson(view: View): Json;
}

export function createViews(core: {
  clock: Clock;
  feed: Feed;
  app: AppSettings;
  installations: Installations;
  state: State;
}): Views {
  const { clock, feed, app, installations, state } = core;
  const stacks = new Map<string, View[]>();
  const homes = new Map<string, View>();
  const all = new Map<string, View>();
  const newHash = () => `${Math.floor(clock.now() / 1000)}.${newSecret(4)}`;

  function prepared(content: Json): Json {
    return { ...structuredClone(content), blocks: withIds(content['blocks']) };
  }

  /** What stands in the elements of a view: what was entered before, else what they begin with. */
  function valuesIn(content: Json, conversationId: string | null, before: View['values'] = {}): View['values'] {
    const current = conversationId === null ? undefined : state.channels.get(conversationId);
    return valuesFor(objects(content['blocks']), before, (element) => initialIn(element, current));
  }

  function create(
    kind: View['kind'],
    { user, workspaceId, conversationId }: Pick<View, 'user' | 'workspaceId' | 'conversationId'>,
    content: Json,
    below: View | null,
  ): View {
    const externalId = text(content, 'external_id');
    if (
      externalId !== '' &&
      [...all.values()].some(
        (view) => !view.closed && view.externalId === externalId && view.workspaceId === workspaceId,
      )
    )
      throw new ApiError('duplicate_external_id');
    const id = newId('V');
    const ready = prepared(content);
    const view: View = {
      id,
      kind,
      user,
      workspaceId,
      content: ready,
      values: valuesIn(ready, conversationId),
      hash: newHash(),
      rootViewId: below?.rootViewId ?? id,
      previousViewId: below?.id ?? null,
      externalId,
      conversationId,
      errors: {},
      failure: null,
      closed: false,
    };
    all.set(id, view);
    return view;
  }

  function closeAll(user: string): View[] {
    const stack = stacks.get(user) ?? [];
    stacks.set(user, []);
    for (const view of stack) {
      view.closed = true;
      feed.emit({ type: 'view_closed', view });
    }
    return stack;
  }

  function change(view: View, content: Json): View {
    const ready = prepared(content);
    view.content = ready;
    view.values = valuesIn(ready, view.conversationId, view.values);
    view.externalId = text(content, 'external_id') || view.externalId;
    view.hash = newHash();
    view.errors = {};
    view.failure = null;
    return view;
  }

  return {
    open({ user, workspaceId, channelId }, content) {
      closeAll(user);
      const view = create('modal', { user, workspaceId, conversationId: channelId }, content, null);
      stacks.set(user, [view]);
      feed.emit({ type: 'view_opened', view });
      return view;
    },
    push(below, content) {
      const stack = stacks.get(below.user) ?? [];
      if (!stack.includes(below)) throw new ApiError('not_found');
      if (stack.length >= STACK_DEPTH) throw new ApiError('push_limit_reached');
      const view = create('modal', below, content, stack.at(-1) ?? below);
      stack.push(view);
      feed.emit({ type: 'view_opened', view });
      return view;
    },
    update(view, content, hash) {
      if (view.closed) throw new ApiError('not_found');
      if (hash !== undefined && hash !== '' && hash !== view.hash) throw new ApiError('hash_conflict');
      change(view, content);
      feed.emit({ type: view.kind === 'home' ? 'home_changed' : 'view_changed', view });
      return view;
    },
    publish(user, workspaceId, content, hash) {
      const before = homes.get(user);
      if (hash !== undefined && hash !== '' && hash !== before?.hash) throw new ApiError('hash_conflict');
      const view =
        before === undefined
          ? create('home', { user, workspaceId, conversationId: null }, content, null)
          : change(before, content);
      homes.set(user, view);
      feed.emit({ type: 'home_changed', view });
      return view;
    },
    close(view) {
      const stack = stacks.get(view.user) ?? [];
      const index = stack.indexOf(view);
      if (index < 0) return;
      for (const gone of stack.splice(index).reverse()) {
        gone.closed = true;
        feed.emit({ type: 'view_closed', view: gone });
      }
    },
    closeAll,
    forget(gone) {
      for (const [user, stack] of stacks) if (stack.some((view) => gone(view.workspaceId))) closeAll(user);
      for (const [user, view] of homes) {
        if (!gone(view.workspaceId)) continue;
        homes.delete(user);
        view.closed = true;
        feed.emit({ type: 'view_closed', view });
      }
    },
    touch: (view) => feed.emit({ type: view.kind === 'home' ? 'home_changed' : 'view_changed', view }),
    stackOf: (user) => [...(stacks.get(user) ?? [])],
    homeOf: (user) => homes.get(user) ?? null,
    byId: (id) => all.get(id),
    byExternalId: (externalId, reached) =>
      [...all.values()].find((view) => !view.closed && view.externalId === externalId && reached(view.workspaceId)),
    asJson(view) {
      const installation = installations.serving(view.workspaceId);
      const content = view.content;
      return {
        id: view.id,
        team_id: view.workspaceId,
        type: view.kind,
        blocks: content['blocks'],
        private_metadata: text(content, 'private_metadata'),
        callback_id: text(content, 'callback_id'),
        state: { values: view.values },
        hash: view.hash,
        title: isObject(content['title']) ? content['title'] : { type: 'plain_text', text: 'View Title', emoji: true },
        clear_on_close: content['clear_on_close'] === true,
        notify_on_close: content['notify_on_close'] === true,
        close: content['close'] ?? null,
        submit: content['submit'] ?? null,
        previous_view_id: view.previousViewId,
        root_view_id: view.rootViewId,
        app_id: app.id,
        external_id: view.externalId,
        app_installed_team_id: installation?.isEnterpriseInstall ? installation.enterpriseId : view.workspaceId,
        bot_id: installation?.botId ?? '',
      };
    },
  };
}
