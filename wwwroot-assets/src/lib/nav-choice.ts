import { onClick } from './dom';

/** Elements with data-nav-choice="icons|full" choose how wide the navigation is; the one that undoes it takes the focus. */
export function enableNavChoice(): void {
  onClick('[data-nav-choice]', element => {
    const choice = element.dataset['navChoice'] === 'icons' ? 'icons' : 'full';
    window.governanceNav.choose(choice);
    document.querySelector<HTMLElement>(`[data-nav-choice="${choice === 'icons' ? 'full' : 'icons'}"]`)?.focus();
  });
}
