// Runs in <head> before every other script and the first paint: puts the guard of markup in place, and sets data-theme and data-nav on <html> from the person's choices, or from the system's and the width.
import { guardMarkup } from './lib/markup-guard';
import { followNavWidth } from './lib/nav-width';

export type ThemeChoice = 'light' | 'dark' | 'system';
type Theme = 'light' | 'dark';

declare global {
  interface Window {
    governanceTheme: { readonly choice: ThemeChoice; choose(choice: ThemeChoice): void };
  }
}

guardMarkup();

const storageKey = 'gp-theme';
const systemDark = window.matchMedia('(prefers-color-scheme: dark)');
const root = document.documentElement;

function readChoice(): ThemeChoice {
  try {
    const stored = localStorage.getItem(storageKey);
    return stored === 'light' || stored === 'dark' ? stored : 'system';
  } catch {
    // Storage can be switched off; the system's setting then decides.
    return 'system';
  }
}

let choice = readChoice();

function current(): Theme {
  return choice === 'system' ? (systemDark.matches ? 'dark' : 'light') : choice;
}

function apply(): void {
  const theme = current();
  if (root.dataset['theme'] !== theme) {
    root.dataset['theme'] = theme;
    document.dispatchEvent(new CustomEvent('themechange', { detail: theme }));
  }
}

window.governanceTheme = {
  get choice(): ThemeChoice {
    return choice;
  },
  choose(next: ThemeChoice): void {
    choice = next;
    try {
      if (next === 'system') {
        localStorage.removeItem(storageKey);
      } else {
        localStorage.setItem(storageKey, next);
      }
    } catch {
      // The choice then lasts as long as the page.
    }
    apply();
  },
};

apply();
systemDark.addEventListener('change', () => apply());
window.addEventListener('storage', event => {
  if (event.key === storageKey) {
    choice = readChoice();
    apply();
  }
});
// Enhanced navigation merges the new document into this one and takes our attribute with it.
new MutationObserver(() => apply()).observe(root, { attributes: true, attributeFilter: ['data-theme'] });
followNavWidth();
