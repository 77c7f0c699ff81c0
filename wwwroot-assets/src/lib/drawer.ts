import { onClick } from './dom';

/**
 * The menu on narrow screens. A button with data-drawer-toggle opens it: <html> then has data-drawer="open", which the
 * style reads. The scrim has data-drawer-close. Escape and following a link close it too.
 */
export function enableDrawer(): void {
  const root = document.documentElement;
  const toggles = (): NodeListOf<HTMLElement> => document.querySelectorAll<HTMLElement>('[data-drawer-toggle]');
  const isOpen = (): boolean => root.dataset['drawer'] === 'open';

  const show = (open: boolean): void => {
    if (open) {
      root.dataset['drawer'] = 'open';
    } else {
      delete root.dataset['drawer'];
    }
    toggles().forEach(toggle => toggle.setAttribute('aria-expanded', String(open)));
  };

  onClick('[data-drawer-toggle]', toggle => {
    show(!isOpen());
    if (isOpen()) {
      const drawer = document.getElementById(toggle.getAttribute('aria-controls') ?? '');
      drawer?.querySelector<HTMLElement>('a[href], button')?.focus();
    }
  });
  onClick('[data-drawer-close], nav a[href]', () => {
    if (isOpen()) {
      show(false);
    }
  });
  document.addEventListener('keydown', event => {
    if (event.key === 'Escape' && isOpen()) {
      show(false);
      toggles()[0]?.focus();
    }
  });
}
