/** Where blocks can stand. */
export type Surface = 'message' | 'modal' | 'home';

const only = {
  // Documented for modals only; one example of Slack's shows it in a message. The documented word is kept to.
  alert: ['modal'],
  carousel: ['message', 'home'],
  container: ['message', 'home'],
  context_actions: ['message'],
  data_table: ['message', 'home'],
  data_visualization: ['message'],
  file: ['message'],
  markdown: ['message'],
  plan: ['message'],
  table: ['message', 'home'],
  task_card: ['message'],
} as const satisfies Readonly<Record<string, readonly Surface[]>>;

const restricted: ReadonlyMap<string, readonly Surface[]> = new Map(Object.entries(only));

/** Whether a block of this type may stand on this surface; a type unknown here is for the schema to refuse. */
export const allowedOn = (type: string, surface: Surface): boolean => restricted.get(type)?.includes(surface) ?? true;
