// A row of a list opens what its title opens, wherever on it one clicks. The title stays a link: keys and screen readers use that.
const controls = 'a, button, input, select, textarea, label, summary, [role="button"], [data-copy], [contenteditable], [popover]';

/** The link that a row's keys and clicks open: that of its title, which has its head or its first cell. */
export function titleLink(row: Element): HTMLAnchorElement | null {
  return row.querySelector<HTMLAnchorElement>(':scope > th[scope="row"] a[href]:not([download]), :scope > :first-child a[href]:not([download])');
}

/** What a click there opens; null where it is a control's own, selects text or leads nowhere. */
function opened(event: MouseEvent): HTMLAnchorElement | null {
  const clicked = event.target instanceof Element ? event.target : null;
  const cell = clicked?.closest('main .table > tbody > tr > *');
  const row = cell?.parentElement;
  if (event.defaultPrevented || !clicked || !cell || !row || clicked.closest(controls) || isSelecting(row)) {
    return null;
  }
  // In a matrix the rows have no title: there each cell leads to its own.
  const links = cell.querySelectorAll<HTMLAnchorElement>('a[href]');
  return titleLink(row) ?? (links.length === 1 ? links[0]! : null);
}

function isSelecting(row: Element): boolean {
  const selection = getSelection();
  return selection !== null && !selection.isCollapsed && selection.toString().trim() !== '' && selection.containsNode(row, true);
}

export function enableRows(): void {
  document.addEventListener('click', event => {
    const link = event.button === 0 ? opened(event) : null;
    if (!link) {
      return;
    }
    if (event.ctrlKey || event.metaKey || event.shiftKey) {
      open(link.href, '_blank', 'noopener');
    } else if (!event.altKey) {
      link.click();
    }
  });
  document.addEventListener('auxclick', event => {
    const link = event.button === 1 ? opened(event) : null;
    if (link) {
      event.preventDefault();
      open(link.href, '_blank', 'noopener');
    }
  });
  // The middle button scrolls by moving the mouse, unless it means a link.
  document.addEventListener('mousedown', event => {
    if (event.button === 1 && opened(event)) {
      event.preventDefault();
    }
  });
}
