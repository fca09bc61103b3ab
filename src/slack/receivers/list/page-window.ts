/** A page as CleverReach takes it: of any size, counted from 0. */
export interface PageWindow {
  page: number;
  pageSize: number;
}

/**
 * The smallest page of CleverReach's that has `count` receivers from the `first`th (from 0) on in it. CleverReach knows pages
 * and no offset, and says neither how many there are nor whether more follow. So a page is asked for with one receiver more
 * than is shown, who tells whether there is a next one; and as that one begins the next page, page numbers alone cannot say
 * it. Of a million pages of 15 none takes more than 44.
 */
export function windowOver(first: number, count: number): PageWindow {
  const last = first + count - 1;
  let pageSize = count;
  while (Math.floor(first / pageSize) !== Math.floor(last / pageSize)) pageSize += 1;
  return { page: Math.floor(first / pageSize), pageSize };
}
