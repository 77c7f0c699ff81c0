// Text that a page held when its server was gone, for the same page of the same person once it is back: kept by the tab alone, and not for long.
import { announce } from './dom';
import { t } from './texts';
import { typeInto, unsavedFields } from './unsaved';

const key = 'texts-of-lost-pages';
const keptFor = 60 * 60 * 1000;

interface Draft {
  account: string;
  page: string;
  field: string;
  text: string;
  at: number;
}

/** Keeps what was typed on this page, before it is loaded again. What is secret, and a field that nothing names, are left out. */
export function keepDrafts(): void {
  const here = [...unsavedFields()]
    .filter(([field]) => field.id !== '' && !field.matches('[type=password], [autocomplete=one-time-code]'))
    .map(([field, text]) => ({ account: account(), page: location.pathname, field: field.id, text, at: Date.now() }));
  write([...read().filter(draft => !here.some(other => isSame(draft, other))), ...here]);
}

/** Forgets it all: nobody who signs in next in this tab gets to see it. */
export function forgetDrafts(): void {
  write([]);
}

/** Puts kept text back into its fields: those of the page at once, those of a form when it is opened. */
export function returnDrafts(): void {
  let drafts = read();
  // What another person left in this tab is gone from here on; a page without anyone, such as one that says what failed, decides nothing.
  if (account() !== '') {
    write(drafts);
  }
  if (drafts.length === 0) {
    return;
  }
  const watching = new MutationObserver(() => putBack());
  const putBack = (): void => {
    // Before that nobody on the server hears of it.
    if (document.querySelector('[data-interactive=true]') === null) {
      return;
    }
    const back = drafts
      .filter(isFresh)
      .filter(draft => draft.page === location.pathname && typeInto(document.getElementById(draft.field), draft.text));
    if (back.length > 0) {
      drafts = drafts.filter(draft => isFresh(draft) && !back.includes(draft));
      write(drafts);
      announce(t('Text that was not saved is back in its field.'));
    }
    if (drafts.length === 0) {
      watching.disconnect();
    }
  };
  watching.observe(document.documentElement, { childList: true, subtree: true, attributes: true, attributeFilter: ['data-interactive', 'open'] });
  putBack();
}

function isSame(one: Draft, other: Draft): boolean {
  return one.page === other.page && one.field === other.field;
}

function isFresh(draft: Draft): boolean {
  return Date.now() - draft.at < keptFor;
}

// As the server said it with the page: a single sign-on may have put another person into this tab without a page of ours in between.
function account(): string {
  return document.querySelector<HTMLMetaElement>('meta[name=account]')?.content ?? '';
}

function read(): Draft[] {
  try {
    const drafts = JSON.parse(sessionStorage.getItem(key) ?? '[]') as Draft[];
    return drafts.filter(draft => isFresh(draft) && draft.account === account());
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
