// What a person typed, as it was before. Filters and searches are in the address and are not lost with the page.
const typed = new Map<Element, string>();
const fields = 'textarea, input:not([type=search], [type=hidden], [type=checkbox], [type=radio], [type=submit], [type=button]), [contenteditable=true]';
const kept = '.filters *, [data-keeps] *';

/** Remembers which fields are typed into. */
export function watchTyping(): void {
  document.addEventListener(
    'beforeinput',
    event => {
      const field = event.target;
      if (field instanceof Element && field.matches(fields) && !field.matches(kept) && !typed.has(field)) {
        typed.set(field, textOf(field));
      }
    },
    { capture: true },
  );
}

/** Whether the page shows a field whose text is another than before someone typed: it would be lost with the page. */
export function hasUnsavedText(): boolean {
  for (const [field, before] of typed) {
    if (!field.isConnected) {
      typed.delete(field);
    } else if (textOf(field) !== before && textOf(field).trim() !== '') {
      return true;
    }
  }
  return false;
}

function textOf(field: Element): string {
  return field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement ? field.value : (field.textContent ?? '');
}
