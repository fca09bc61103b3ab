export const overview = {
  title: 'Overview',
  working: 'Putting the overview together …',
  newest: (group: string) => `Newest receivers of ${group}`,
  nobody: 'There is nobody in any group yet.',
  newestMissing: 'CleverReach did not say who they are. Please try again in a moment.',
};
