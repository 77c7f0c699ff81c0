const every = 60_000;

/**
 * Says at most once a minute that somebody is at the page. That it is open is no use of a session: left alone, it ends after the time the server
 * has set. Any request with the cookie counts; this one changes nothing.
 */
export function reportActivity(): void {
  let last = Date.now();
  const report = (): void => {
    const now = Date.now();
    if (now - last < every || document.querySelector('[data-signout]') === null) {
      return;
    }
    last = now;
    fetch('/api/v1/session', { headers: { Accept: 'application/json' }, credentials: 'same-origin', cache: 'no-store' }).catch(() => {
      last = now - every; // the connection is away: the next touch says it again
    });
  };
  for (const event of ['pointerdown', 'keydown', 'wheel', 'scroll']) {
    document.addEventListener(event, report, { passive: true, capture: true });
  }
}
