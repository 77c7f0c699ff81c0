import { isVisible } from './dom';

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
  return !unsavedFields().next().done;
}

/** The fields whose text is another than before someone typed, with that text. */
export function* unsavedFields(): Generator<[Element, string]> {
  for (const [field, before] of typed) {
    const text = textOf(field);
    if (!field.isConnected) {
      typed.delete(field);
    } else if (text !== before && text.trim() !== '') {
      yield [field, text];
    }
  }
}

/** Writes into a field as a person would; false when there is no such field to write into. */
export function typeInto(field: HTMLElement | null, text: string): boolean {
  if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) || !field.matches(fields) || !isVisible(field)) {
    return false;
  }
  if (!typed.has(field)) {
    typed.set(field, field.value);
  }
  field.value = text;
  field.dispatchEvent(new Event('input', { bubbles: true }));
  field.dispatchEvent(new Event('change', { bubbles: true }));
  return true;
}

function textOf(field: Element): string {
  return field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement ? field.value : (field.textContent ?? '');
}
