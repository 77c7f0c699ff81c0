// Keys of the open list are the server's to answer; here they only lose what the browser would do with them, and a press on the list does
// not take the focus out of the field: the list would be gone before the click.
const keys = new Set(['ArrowDown', 'ArrowUp', 'Enter']);

export function attach(root) {
  root?.addEventListener('keydown', event => {
    const field = event.target.closest('[role=combobox]');
    if (field && (event.key.startsWith('Arrow') ? keys.has(event.key) : event.key === 'Enter' && field.getAttribute('aria-expanded') === 'true' && field.hasAttribute('aria-activedescendant'))) {
      event.preventDefault();
    }
  });
  root?.addEventListener('mousedown', event => {
    if (event.target.closest('.picker-list')) {
      event.preventDefault();
    }
  });
}
