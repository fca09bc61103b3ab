export const overview = {
  title: 'Overview',
  working: 'Putting the overview together …',
  newest: (group: string) => `Newest receivers of ${group}`,
  nobody: 'There is nobody in any group yet.',
  newestMissing: 'They could not be fetched. Please try again in a moment.',
};
