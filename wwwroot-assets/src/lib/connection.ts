import { isVisible } from './dom';

const restoredFor = 2000;

/**
 * Follows the framework's reconnect display (#components-reconnect-modal, whose classes it sets) and says the same on
 * <html> as data-connection: "lost", "restored" for two seconds, or "ended". Elements with data-writes are inert meanwhile,
 * so nobody types a decision into a page that cannot send it.
 */
export function followConnection(): void {
  const root = document.documentElement;
  const display = document.getElementById('components-reconnect-modal');
  if (!display) {
    return;
  }
  let clearing: number | undefined;

  const read = (): void => {
    const has = (state: string): boolean => display.classList.contains(`components-reconnect-${state}`);
    const before = root.dataset['connection'];
    window.clearTimeout(clearing);
    if (has('show')) {
      root.dataset['connection'] = 'lost';
    } else if (has('failed') || has('rejected')) {
      root.dataset['connection'] = 'ended';
      const reload = display.querySelector<HTMLElement>('[data-reload]');
      if (reload && isVisible(reload)) {
        reload.focus();
      }
    } else if (before === 'lost') {
      root.dataset['connection'] = 'restored';
      clearing = window.setTimeout(() => delete root.dataset['connection'], restoredFor);
    }
    const usable = root.dataset['connection'] === undefined || root.dataset['connection'] === 'restored';
    document.querySelectorAll<HTMLElement>('[data-writes]').forEach(element => {
      element.inert = !usable;
    });
  };

  new MutationObserver(read).observe(display, { attributes: true, attributeFilter: ['class'] });
}
