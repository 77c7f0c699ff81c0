import type { ThemeChoice } from '../theme';
import { onClick } from './dom';

/** Elements with data-theme-choice="light|dark|system" choose the theme; aria-pressed or aria-checked follows the choice. */
export function enableThemeChoice(): void {
  const mark = (): void => {
    document.querySelectorAll<HTMLElement>('[data-theme-choice]').forEach(element => {
      const chosen = String(element.dataset['themeChoice'] === window.governanceTheme.choice);
      element.setAttribute(element.matches('[role^="menuitem"], [role="radio"]') ? 'aria-checked' : 'aria-pressed', chosen);
    });
  };
  onClick('[data-theme-choice]', element => {
    window.governanceTheme.choose(element.dataset['themeChoice'] as ThemeChoice);
    mark();
  });
  document.addEventListener('themechange', mark);
  mark();
}
