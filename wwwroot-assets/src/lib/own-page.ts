/**
 * Goes to a page of this portal. Which one it is, the server said (OwnPage) when it wrote the page; here it is only held to this origin, and
 * the address that was looked at is the one that is gone to.
 */
export function goTo(page: string | undefined): void {
  location.assign(ownAddress(page));
}

/** The whole address of a page, or of the first one. */
export function ownAddress(page: string | undefined): string {
  const first = `${location.origin}/`;
  try {
    const url = new URL(page ?? first, first);
    return url.origin === location.origin && !url.pathname.startsWith('//') ? url.href : first;
  } catch {
    return first;
  }
}
