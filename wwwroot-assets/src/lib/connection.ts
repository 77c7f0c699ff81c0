import { isVisible } from './dom';
import { hasUnsavedText } from './unsaved';

const restoredFor = 2000;
const askEvery = 700;
// Not all pages of a server at the same moment.
const spread = 1000;

/**
 * Follows the framework's reconnect display (#components-reconnect-modal, whose classes it sets) and the server's word that it is about to
 * end (data-node="leaving" on <html>), and says on <html> as data-connection what holds: "lost", "restored" for two seconds, "leaving" or
 * "ended". A page whose server leaves or is gone moves by itself as soon as a server answers, to the same address; one that holds text
 * which is not saved ("unsaved", "unsaved-leaving") stays, and the reader decides. Elements with data-writes are inert while the page
 * cannot send anything, so nobody types a decision into it; text that would be lost stays within reach.
 */
export function followConnection(): void {
  const root = document.documentElement;
  const display = document.getElementById('components-reconnect-modal');
  if (!display) {
    return;
  }
  let clearing: number | undefined;
  let asking: number | undefined;

  const read = (): void => {
    const has = (state: string): boolean => display.classList.contains(`components-reconnect-${state}`);
    const before = root.dataset['connection'];
    const isGone = has('failed') || has('rejected');
    const isLeaving = root.dataset['node'] === 'leaving';
    window.clearTimeout(clearing);
    if (has('show')) {
      root.dataset['connection'] = 'lost';
    } else if (isGone || isLeaving) {
      root.dataset['connection'] = hasUnsavedText() ? (isGone ? 'unsaved' : 'unsaved-leaving') : isGone ? 'ended' : 'leaving';
      const reload = display.querySelector<HTMLElement>('[data-reload]');
      if (before !== root.dataset['connection'] && isGone && reload && isVisible(reload)) {
        reload.focus();
      }
    } else if (before === 'lost') {
      root.dataset['connection'] = 'restored';
      clearing = window.setTimeout(() => delete root.dataset['connection'], restoredFor);
    }
    if (isGone || isLeaving) {
      asking ??= window.setTimeout(ask, askEvery);
    }
    const state = root.dataset['connection'];
    const isUsable = state === undefined || !['lost', 'ended'].includes(state);
    document.querySelectorAll<HTMLElement>('[data-writes]').forEach(element => {
      element.inert = !isUsable;
    });
  };

  // While the old server still answers it says that it is not ready: yes comes from one that stays.
  const ask = async (): Promise<void> => {
    const ready = await fetch('/readyz', { cache: 'no-store' }).then(answer => answer.ok, () => false);
    asking = undefined;
    read();
    if (ready && !hasUnsavedText() && ['ended', 'leaving'].includes(root.dataset['connection'] ?? '')) {
      window.clearTimeout(asking);
      window.setTimeout(() => location.reload(), Math.random() * spread);
    }
  };

  new MutationObserver(read).observe(display, { attributes: true, attributeFilter: ['class'] });
  new MutationObserver(read).observe(root, { attributes: true, attributeFilter: ['data-node'] });
}
