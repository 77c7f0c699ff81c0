interface Blazor {
  addEventListener?(name: 'enhancedload', listener: () => void): void;
}

/**
 * After a navigation that replaced the page without a reload, the focus goes to the page's name, so that a screen reader
 * says where the person now is. Interactive pages do the same through FocusOnNavigate.
 */
export function focusHeadingAfterNavigation(): void {
  const blazor = (window as unknown as { Blazor?: Blazor }).Blazor;
  let path = location.pathname;
  blazor?.addEventListener?.('enhancedload', () => {
    if (location.pathname === path || location.hash !== '') {
      return;
    }
    path = location.pathname;
    const heading = document.querySelector<HTMLElement>('main h1, h1');
    if (heading) {
      heading.tabIndex = -1;
      heading.focus();
    }
  });
}
