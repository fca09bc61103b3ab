import { ControlError } from './errors.ts';
import type { Feed } from './feed.ts';

/** A text in every language of the page. */
export interface Localized {
  de: string;
  en: string;
}

/** One thing to try. */
export interface GuideStep {
  id: string;
  title: Localized;
  text: Localized;
  /** Where it is done, when that is not in this Slack. */
  link?: string;
}

/** Things to try, in their order, and the ids of those that are done. */
export interface Guide {
  steps: GuideStep[];
  done: string[];
}

/** The list of things to try. The sandbox only shows it: what a step means, and when it is done, others know. */
export interface Guidance {
  guide(): Guide;
  tick(step: string): void;
}

export function createGuidance(steps: GuideStep[], feed: Feed): Guidance {
  const done = new Set<string>();
  const guide = () => ({ steps, done: steps.map(({ id }) => id).filter((id) => done.has(id)) });
  return {
    guide,
    tick(step) {
      if (!steps.some(({ id }) => id === step))
        throw new ControlError('unknown_step', `The guide has no step "${step}".`);
      if (done.has(step)) return;
      done.add(step);
      feed.emit({ type: 'guide_changed', guide: guide() });
    },
  };
}
