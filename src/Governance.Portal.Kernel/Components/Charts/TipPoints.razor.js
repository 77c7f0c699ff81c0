// Arrow keys between the points of a picture; Escape hides the words until the next move. Delegated, so points may come and go.
export function walk(host) {
  host.addEventListener('keydown', event => {
    if (event.key === 'Escape') {
      host.dataset.quiet = '';
      return;
    }
    const points = [...host.querySelectorAll('[data-tip]')];
    const at = points.indexOf(document.activeElement);
    const next = {
      ArrowRight: at + 1,
      ArrowDown: at + 1,
      ArrowLeft: at - 1,
      ArrowUp: at - 1,
      Home: 0,
      End: points.length - 1,
    }[event.key];
    if (at < 0 || next === undefined) {
      return;
    }
    event.preventDefault();
    points[Math.min(Math.max(next, 0), points.length - 1)].focus();
  });
  host.addEventListener('focusin', event => {
    delete host.dataset.quiet;
    if (event.target.matches('[data-tip]')) {
      host.querySelectorAll('[tabindex="0"]').forEach(other => other.setAttribute('tabindex', '-1'));
      event.target.setAttribute('tabindex', '0');
    }
  });
  host.addEventListener('pointerover', () => delete host.dataset.quiet);
}
