// How wide the navigation is, before the first paint: what the person chose last, else its names wherever there is room for them.
export type NavChoice = 'icons' | 'full';

declare global {
  interface Window {
    governanceNav: { choose(choice: NavChoice): void };
  }
}

const storageKey = 'gp-nav';
// Between a phone and this there is room for icons only, whatever was chosen.
const tablet = window.matchMedia('(max-width: 1100px)');
const root = document.documentElement;

function readChoice(): NavChoice | null {
  try {
    const stored = localStorage.getItem(storageKey);
    return stored === 'icons' || stored === 'full' ? stored : null;
  } catch {
    // Storage can be switched off; the width then decides.
    return null;
  }
}

export function followNavWidth(): void {
  let choice = readChoice();
  const apply = (): void => {
    const width: NavChoice = tablet.matches ? 'icons' : (choice ?? 'full');
    if (root.dataset['nav'] !== width) {
      root.dataset['nav'] = width;
    }
  };
  window.governanceNav = {
    choose(next: NavChoice): void {
      choice = next;
      try {
        localStorage.setItem(storageKey, next);
      } catch {
        // The choice then lasts as long as the page.
      }
      apply();
    },
  };
  apply();
  tablet.addEventListener('change', apply);
  window.addEventListener('storage', event => {
    if (event.key === storageKey) {
      choice = readChoice();
      apply();
    }
  });
  // Enhanced navigation merges the new document into this one and takes our attribute with it.
  new MutationObserver(apply).observe(root, { attributes: true, attributeFilter: ['data-nav'] });
}
