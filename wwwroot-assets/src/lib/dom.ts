/** Calls `action` for clicks on elements that match `selector` now or later. */
export function onClick(selector: string, action: (element: HTMLElement, event: MouseEvent) => unknown): void {
  document.addEventListener('click', event => {
    const element = event.target instanceof Element ? event.target.closest<HTMLElement>(selector) : null;
    if (element && !element.matches('[aria-disabled="true"]')) {
      void action(element, event);
    }
  });
}

/** Says `text` to screen readers without moving the focus. */
export function announce(text: string): void {
  let region = document.getElementById('gp-announcer');
  if (!region) {
    region = document.createElement('div');
    region.id = 'gp-announcer';
    region.className = 'vh';
    region.setAttribute('role', 'status');
    document.body.append(region);
  }
  // The same sentence twice in a row is announced only when the region was empty in between.
  region.textContent = '';
  requestAnimationFrame(() => {
    region.textContent = text;
  });
}

export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches('input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select'))
  );
}

export function isVisible(element: HTMLElement): boolean {
  return element.getClientRects().length > 0;
}
