// Where a table fits its card, its head stays under the bar while the page scrolls; where it does not, it scrolls in a frame of its own, in
// which head and first column stay. Only a script knows which: a frame that scrolls one way keeps its head to itself in the other.
export function keepHeadsInView(): void {
  const known = new WeakSet<Element>();
  const mark = (frame: Element): void => {
    if (frame instanceof HTMLElement) {
      frame.dataset['fits'] = String(frame.scrollWidth <= frame.clientWidth + 1);
    }
  };
  const sizes = new ResizeObserver(changes => {
    for (const frame of new Set(changes.map(change => change.target.closest('.scroll')))) {
      if (frame) {
        mark(frame);
      }
    }
  });
  const look = (): void => {
    for (const frame of document.querySelectorAll('.scroll')) {
      const table = frame.firstElementChild;
      if (!known.has(frame) && table) {
        known.add(frame);
        sizes.observe(frame);
        sizes.observe(table);
      }
    }
  };
  let asked = false;
  new MutationObserver(() => {
    if (!asked) {
      asked = true;
      requestAnimationFrame(() => {
        asked = false;
        look();
      });
    }
  }).observe(document.body, { childList: true, subtree: true });
  look();
}
