import { shownRow } from './panel';

// Parameters that turn to other rows or to another part of a page: reading begins at the top there.
const turning = ['page', 'before', 'after', 'cursor', 'tab'];

/**
 * On the same page the reader stays where they are, with what they chose in view, unless they turn to other rows. Blazor scrolls to the top
 * when the path changes, and since .NET 10 leaves the place alone when it does not.
 */
export function keepPlaceOnSamePage(): void {
  const scroll = window.scrollTo.bind(window) as (...to: unknown[]) => void;
  let stays = false;
  const follow = (change: History['pushState']): History['pushState'] => (data, unused, url) => {
    const next = url === undefined || url === null ? null : new URL(url, document.baseURI);
    const isSamePage = next !== null && next.pathname === location.pathname && next.search !== location.search;
    stays = next !== null && isSamePlace(next);
    change.call(history, data, unused, url);
    if (isSamePage && stays) {
      keepChosenInView();
    } else if (isSamePage) {
      scroll(0, 0);
    }
  };
  history.pushState = follow(history.pushState);
  history.replaceState = follow(history.replaceState);
  window.scrollTo = ((...to: unknown[]) => {
    if (!stays || to[0] !== 0 || to[1] !== 0) {
      scroll(...to);
      return;
    }
    stays = false;
    keepChosenInView();
  }) as typeof window.scrollTo;
}

// What the panel shows may come some seconds later. Whoever moves meanwhile goes where they want.
function keepChosenInView(): void {
  const growth = new ResizeObserver(() => chosen()?.scrollIntoView({ block: 'nearest' }));
  const own = new AbortController();
  const stop = (): void => {
    growth.disconnect();
    own.abort();
  };
  growth.observe(document.querySelector('main') ?? document.body);
  for (const move of ['wheel', 'touchmove', 'keydown', 'pointerdown']) {
    addEventListener(move, stop, { signal: own.signal, passive: true });
  }
  setTimeout(stop, 5000);
}

// The frame of a table has the focus where its row was clicked: it is longer than the window, and no place to go to.
// A list grows when it makes room for a panel: what was clicked may have moved. The focus may be on the list around it.
function chosen(): Element | null {
  const row = shownRow();
  const focus = document.activeElement?.matches('main *') === true ? document.activeElement : null;
  return focus === null || focus.matches('.scroll') || (row !== null && focus.contains(row)) ? row : focus;
}

function isSamePlace(next: URL): boolean {
  const now = new URLSearchParams(location.search);
  return next.pathname === location.pathname && turning.every(name => next.searchParams.get(name) === now.get(name));
}
