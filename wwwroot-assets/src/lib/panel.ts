// The panel beside a list: Esc closes it, and the focus goes back to the row it was about, whose link is the place from which one goes on.
import { isTyping, isVisible, onClick } from './dom';

const close = 'main [data-panel-close]';

/** The row that a panel is about: one that is chosen for it, or a cell of a matrix that is. */
export function shownRow(): HTMLElement | null {
  const one = (selector: string): HTMLElement | null => document.querySelector<HTMLElement>(`main tbody ${selector}`);
  // In a list of which several can be chosen, the chosen ones are selected and the shown one is current.
  return one(':is(tr, a)[aria-current="true"]') ?? one('tr[aria-selected="true"]');
}

export function enablePanels(): void {
  onClick(close, () => {
    const shown = shownRow();
    const link = shown?.matches('a') ? shown : shown?.querySelector<HTMLElement>('th a[href], a[href]');
    link?.focus({ preventScroll: true });
  });
  document.addEventListener('keydown', event => {
    if (event.key === 'Escape' && !event.defaultPrevented && !isTyping(event.target) && !hasSomethingOpen() && closePanel()) {
      event.preventDefault();
    }
  });
}

export function canClosePanel(): boolean {
  return button() !== undefined;
}

export function closePanel(): boolean {
  button()?.click();
  return canClosePanel();
}

function button(): HTMLElement | undefined {
  return [...document.querySelectorAll<HTMLElement>(close)].find(isVisible);
}

// Esc closes what was opened last.
function hasSomethingOpen(): boolean {
  return document.querySelector('dialog[open], [role="dialog"][aria-modal="true"], [popover]:popover-open, [data-drawer="open"]') !== null;
}
