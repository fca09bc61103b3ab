import axe from 'axe-core';
import type { Page } from 'playwright-core';

interface Finding {
  id: string;
  impact: string | null;
  nodes: { target: string[]; failureSummary: string }[];
}

/** What axe finds on a page that is serious or worse, one line a place. Frames are not looked into: a mail is not the page's. */
export async function findings(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  // Given as text, as it runs in the page; what it gives is axe's documented result.
  const found = await page.evaluate<Finding[]>(
    `axe.run(document, { iframes: false, resultTypes: ['violations'] }).then((r) => r.violations)`,
  );
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id} ${target.join(' ')}: ${failureSummary.replaceAll(/\s+/g, ' ')}`),
    );
}

/** Whether something is wider than the page, which would have to be scrolled sideways. */
export const isTooWide = (page: Page): Promise<boolean> =>
  page.evaluate<boolean>('document.documentElement.scrollWidth > document.documentElement.clientWidth');
