/** What a person was told of a change: that it is done, that it is not, or that nobody knows. */
export type Told = 'done' | 'not-done' | 'uncertain';

/** Changes that an answer can be about. */
export type ChangeKind = 'add' | 'opt-in e-mail' | 'unsubscribe' | 'undo' | 'draft';

/** In the words of the English texts, whole sentences as far as they tell it from the others. */
const words: Record<ChangeKind, Record<Told, RegExp>> = {
  add: {
    uncertain: /did not confirm whether \S+ was added|Unclear whether it was added/,
    'not-done': /was not added|so \S+ was not added/,
    done: /is now active in|, inactive for now|is inactive in|is active in|has been active in|waiting for confirmation/,
  },
  'opt-in e-mail': {
    uncertain:
      /did not confirm whether (\S+ was added|the double opt-in e-mail went out)|unclear whether the e-mail was sent/,
    'not-done': /was not added|The double opt-in e-mail was not sent|no e-mail was sent|Nothing was changed, not even/,
    done: /The double opt-in e-mail is on its way/,
  },
  unsubscribe: {
    uncertain: /Unclear whether unsubscribed|Not confirmed by CleverReach/,
    'not-done': /Nothing was unsubscribed|Not unsubscribed, because|Could not be checked, so nothing was changed/,
    done: /was unsubscribed from|Already inactive by then/,
  },
  undo: {
    uncertain: /Unclear whether undone|Not confirmed by CleverReach|This was undone already, or cannot be undone/,
    'not-done':
      /Nothing was undone|Still unsubscribed, because|can no longer be undone|Could not be checked, so nothing|left as is/,
    done: /is active again in|Already active again by then/,
  },
  draft: {
    uncertain: /did not confirm whether the draft was created/,
    'not-done': /The draft was not created/,
    done: /The draft is in CleverReach|Draft “.*” created/,
  },
};

/** What is said of any change. */
const ofAny: Record<'uncertain' | 'not-done', RegExp> = {
  uncertain: /did not confirm whether this was done|it is not known whether it was done/,
  'not-done': /no longer accepts the connection/,
};

/** What an answer tells of a change; undefined where that cannot be made out, which is a failure of the answer. */
export function toldIn(kind: ChangeKind, text: string): Told | undefined {
  const { uncertain, done, 'not-done': notDone } = words[kind];
  if (uncertain.test(text) || ofAny.uncertain.test(text)) return 'uncertain';
  if (notDone.test(text) || ofAny['not-done'].test(text)) return 'not-done';
  return done.test(text) ? 'done' : undefined;
}
