/** Slack's own redirect into its client, opening this app in this workspace. Without an app id: Slack's start page. */
export function backToSlackUrl(slackApiUrl: string, workspace?: string, appId?: string): string {
  const url = new URL('/', slackApiUrl);
  if (workspace === undefined || appId === undefined) return url.href;
  url.pathname = '/app_redirect';
  url.search = new URLSearchParams({ app: appId, team: workspace }).toString();
  return url.href;
}
