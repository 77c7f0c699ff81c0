// Text that a page held when its server was gone, for the same page once it is back: kept by the tab alone, and not for long.
import { announce } from './dom';
import { t } from './texts';
import { typeInto, unsavedFields } from './unsaved';

const key = 'texts-of-lost-pages';
const keptFor = 60 * 60 * 1000;

interface Draft {
  page: string;
  field: string;
  text: string;
  at: number;
}

/** Keeps what was typed on this page, before it is loaded again. What is secret, and a field that nothing names, are left out. */
export function keepDrafts(): void {
  const here = [...unsavedFields()]
    .filter(([field]) => field.id !== '' && !field.matches('[type=password], [autocomplete=one-time-code]'))
    .map(([field, text]) => ({ page: location.pathname, field: field.id, text, at: Date.now() }));
  write([...read().filter(draft => !here.some(other => isSame(draft, other))), ...here]);
}

/** Forgets it all: nobody who signs in next in this tab gets to see it. */
export function forgetDrafts(): void {
  write([]);
}

/** Puts kept text back into its fields: those of the page at once, those of a form when it is opened. */
export function returnDrafts(): void {
  if (read().length === 0) {
    return;
  }
  const watching = new MutationObserver(() => putBack());
  const putBack = (): void => {
    // Before that nobody on the server hears of it.
    if (document.querySelector('[data-interactive=true]') === null) {
      return;
    }
    const drafts = read();
    const back = drafts.filter(draft => draft.page === location.pathname && typeInto(document.getElementById(draft.field), draft.text));
    if (back.length > 0) {
      const left = drafts.filter(draft => !back.includes(draft));
      write(left);
      announce(t('Text that was not saved is back in its field.'));
    }
    if (back.length === drafts.length) {
      watching.disconnect();
    }
  };
  watching.observe(document.documentElement, { childList: true, subtree: true, attributes: true, attributeFilter: ['data-interactive', 'open'] });
  putBack();
}

function isSame(one: Draft, other: Draft): boolean {
  return one.page === other.page && one.field === other.field;
}

function read(): Draft[] {
  try {
    const drafts = JSON.parse(sessionStorage.getItem(key) ?? '[]') as Draft[];
    return drafts.filter(draft => Date.now() - draft.at < keptFor);
  } catch {
    return [];
  }
}

function write(drafts: readonly Draft[]): void {
  try {
    if (drafts.length === 0) {
      sessionStorage.removeItem(key);
    } else {
      sessionStorage.setItem(key, JSON.stringify(drafts));
    }
  } catch {
    // A browser that keeps nothing for pages: the text stays to be copied.
  }
}
