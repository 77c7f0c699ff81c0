// The pages this browser opened last, for each person who signs in with it: their addresses and nothing of what they show. What is
// there, and whether the person may still see it, the server says when it is asked.
const prefix = 'gp-recent-';
const most = 8;

/** Notes every page that is opened from now on. */
export function followPages(): void {
  note();
  new MutationObserver(note).observe(document.documentElement, { subtree: true, attributes: true, attributeFilter: ['data-page', 'data-palette'] });
}

/** Addresses of the pages before this one, the last one first. */
export function lastOpened(): string[] {
  return read()
    .filter(address => address !== location.pathname)
    .slice(0, most);
}

// Whose pages they are: the server writes a name for the person that says nothing about them.
function key(): string | undefined {
  const person = document.querySelector<HTMLElement>('[data-palette]')?.dataset['palette'];
  return person ? prefix + person : undefined;
}

function note(): void {
  const [store, page] = [key(), document.querySelector<HTMLElement>('main[data-page]')?.dataset['page']];
  if (store === undefined || page === undefined) {
    return;
  }
  const address = page.split(/[?#]/, 1)[0]!;
  if (isInMenu(address)) {
    return;
  }
  try {
    // One more than is shown: the page one is on is not shown.
    localStorage.setItem(store, JSON.stringify([address, ...read().filter(known => known !== address)].slice(0, most + 1)));
  } catch {
    // Without storage nothing is remembered.
  }
}

// The menu is always there, and so are its pages in the palette.
function isInMenu(address: string): boolean {
  return [...document.querySelectorAll<HTMLAnchorElement>('#primary-nav ul:not([hidden]) a[href]')].some(link => new URL(link.href).pathname === address);
}

function read(): string[] {
  const store = key();
  try {
    const kept: unknown = JSON.parse((store === undefined ? null : localStorage.getItem(store)) ?? '[]');
    return Array.isArray(kept) ? kept.filter((address): address is string => typeof address === 'string' && address.startsWith('/')) : [];
  } catch {
    return [];
  }
}
