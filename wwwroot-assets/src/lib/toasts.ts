// A message goes by itself or when its button is pressed. The focus that was in it goes back to where it came from.
let before: HTMLElement | null = null;
let watched: Element | null = null;

export function returnFocusFromToasts(): void {
  document.addEventListener('focusin', event => {
    const region = event.target instanceof Element ? event.target.closest('.toasts') : null;
    const from = event.relatedTarget;
    if (!region) {
      return;
    }
    if (from instanceof HTMLElement && !region.contains(from)) {
      before = from;
    }
    if (watched !== region) {
      watched = region;
      new MutationObserver(giveBack).observe(region, { childList: true });
    }
  });
}

function giveBack(): void {
  const lost = document.activeElement === null || document.activeElement === document.body;
  if (lost && before) {
    (before.isConnected ? before : document.querySelector<HTMLElement>('main'))?.focus({ preventScroll: true });
    before = null;
  }
}
