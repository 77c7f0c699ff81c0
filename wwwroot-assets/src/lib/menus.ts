// Arrow keys in menus: from the button that opened one to its first item, and between its items. Tab and Escape are the browser's.
const items = 'button:not([disabled]), a[href]';

export function enableMenus(): void {
  document.addEventListener('keydown', event => {
    const from = event.target instanceof HTMLElement ? event.target : null;
    const menu = from?.closest<HTMLElement>('.menu[popover]') ?? opened(from);
    if (!menu || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    const all = [...menu.querySelectorAll<HTMLElement>(items)];
    const at = all.indexOf(document.activeElement as HTMLElement);
    const next: { [key: string]: number } = { ArrowDown: at + 1, ArrowUp: at < 0 ? all.length - 1 : at - 1, Home: 0, End: all.length - 1 };
    const place = next[event.key];
    if (place === undefined || all.length === 0) {
      return;
    }
    event.preventDefault();
    all[(place + all.length) % all.length]?.focus();
  });
}

function opened(button: HTMLElement | null): HTMLElement | null {
  const id = button?.getAttribute('popovertarget');
  return id ? document.querySelector<HTMLElement>(`.menu#${CSS.escape(id)}:popover-open`) : null;
}
