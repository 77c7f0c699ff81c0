// Focus and keys of the open dialog. One at a time: a dialog never opens on a dialog.
let opener = null;
let current = null;

const focusable = 'a[href], button:not([disabled]), input:not([disabled]):not([type=hidden]), select:not([disabled]), textarea:not([disabled]), [tabindex="0"]';

export function open(dialog) {
  // It may have been closed while the server's call was on its way.
  if (!dialog?.isConnected) {
    return;
  }
  opener = document.activeElement;
  current = dialog;
  document.addEventListener('keydown', onKey, true);
  dialog.addEventListener('focusin', onFocus);
  document.documentElement.dataset.dialog = 'open';
  (dialog.querySelector('[autofocus]') ?? dialog).focus({ preventScroll: true });
}

export function close() {
  document.removeEventListener('keydown', onKey, true);
  delete document.documentElement.dataset.dialog;
  // The server calls this just before it takes the dialog away. A page that already moved the focus elsewhere keeps it
  // there, and what opened the dialog may have gone with the action.
  const focus = document.activeElement;
  const free = focus === null || focus === document.body || current?.contains(focus);
  if (free && opener?.isConnected) {
    opener.focus({ preventScroll: true });
  }
  current = null;
  opener = null;
}

// A field that someone writes in is seen whole: a click alone leaves one that the foot covers where it is. What is pressed stays under the
// pointer.
function onFocus({ target }) {
  const body = current?.querySelector('.dialog-body');
  if (!body?.contains(target) || !target.matches('textarea, select, input:not([type=radio], [type=checkbox], [type=file])')) {
    return;
  }
  const covered = target.getBoundingClientRect().bottom + 16 - body.getBoundingClientRect().bottom;
  if (covered > 0) {
    body.scrollTop += covered;
  }
}

function onKey(event) {
  // An open list of choices is closed before the dialog is.
  if (event.key === 'Escape' && document.activeElement?.matches('[role=combobox][aria-expanded=true]')) {
    return;
  }
  if (event.key === 'Escape') {
    event.preventDefault();
    event.stopPropagation();
    current?.querySelector('[data-dialog-dismiss]')?.click();
    return;
  }
  if (event.key !== 'Tab' || !current) {
    return;
  }
  const stops = [...current.querySelectorAll(focusable)].filter(element => element.getClientRects().length > 0);
  const first = stops[0];
  const last = stops.at(-1);
  const inside = current.contains(document.activeElement);
  if (event.shiftKey ? !inside || document.activeElement === first || document.activeElement === current : !inside || document.activeElement === last) {
    event.preventDefault();
    (event.shiftKey ? last : first)?.focus();
  }
}
