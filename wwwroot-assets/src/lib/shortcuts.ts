import { isTyping, isVisible, onClick } from './dom';
import { canClosePanel, closePanel, shownRow } from './panel';
import { t } from './texts';

interface Shortcut {
  keys: string;
  does: string;
  run: () => boolean;
  exists: () => boolean;
}

const storageKey = 'gp-shortcuts';
const sequenceLimit = 1500;

// A shortcut works exactly when the person may open its page: the menu says the key, for pages that are no entry of the role too.
function menuLinks(): HTMLAnchorElement[] {
  return [...document.querySelectorAll<HTMLAnchorElement>('#primary-nav a[data-go]')];
}

function filterField(): HTMLElement | undefined {
  const fields = document.querySelectorAll<HTMLElement>('main [data-filter], main input[type="search"]');
  return [...fields].find(isVisible);
}

// What a page marks with the key: a button is pressed, a field gets the focus.
function keyed(key: string): HTMLElement | undefined {
  // Messages stand below the page, the newest last: that is the one that is meant.
  return [...document.querySelectorAll<HTMLElement>(`main [data-key="${key}"], .toasts [data-key="${key}"]`)].filter(isVisible).at(key === 'u' ? -1 : 0);
}

function use(element: HTMLElement | undefined): boolean {
  if (element?.matches('input, textarea, select')) {
    return focus(element);
  }
  element?.click();
  return element !== undefined;
}

function gates(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>('main [data-gate]')].filter(isVisible);
}

// Rows are no stops of the Tab key, but the keys of this page lead through them.
function stepGate(by: 1 | -1): boolean {
  const rows = gates();
  const at = rows.findIndex(row => row.contains(document.activeElement));
  const next = rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : at + by];
  next?.setAttribute('tabindex', '-1');
  return focus(next);
}

function changeTab(number: number): HTMLElement | undefined {
  return [...document.querySelectorAll<HTMLElement>('main [data-tabs="Changes"] [role="tab"]')].filter(isVisible)[number - 1];
}

// The rows of the table with the focus, else of the first one whose rows lead somewhere.
function rows(): HTMLElement[] {
  const tables = [...document.querySelectorAll<HTMLElement>('main table')].filter(isVisible);
  const leading = (table: HTMLElement): HTMLElement[] => [...table.querySelectorAll<HTMLElement>('tbody tr')].filter(row => rowLink(row) !== null && isVisible(row));
  const focused = tables.find(table => table.contains(document.activeElement) && leading(table).length > 0);
  return focused ? leading(focused) : (tables.map(leading).find(found => found.length > 0) ?? []);
}

function rowLink(row: HTMLElement): HTMLElement | null {
  return row.querySelector<HTMLElement>('th a[href], a[href]');
}

// Opening the panel beside a list moves the focus to the heading; the row it shows is where one still stands.
function currentRow(): HTMLElement | undefined {
  const all = rows();
  const shown = shownRow();
  return all.find(row => row.contains(document.activeElement)) ?? all.find(row => shown !== null && row.contains(shown));
}

// The row's link has the focus, so that Enter opens it and screen readers say where one is.
function stepRow(by: 1 | -1): boolean {
  const all = rows();
  const current = currentRow();
  const at = current ? all.indexOf(current) : -1;
  const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : at + by];
  return focus(next ? (rowLink(next) ?? undefined) : undefined);
}

function choiceOf(row: HTMLElement | undefined): HTMLElement | undefined {
  return row?.querySelector<HTMLElement>('input[type="checkbox"]') ?? undefined;
}

// Choosing must not take the focus from the row one stands in.
function choose(): boolean {
  const box = choiceOf(currentRow());
  box?.click();
  return box !== undefined;
}

const onPages: readonly Shortcut[] = [
  { keys: 's', does: 'Sign off', run: () => use(keyed('s')), exists: () => keyed('s') !== undefined },
  { keys: 'c', does: 'Write a comment', run: () => use(keyed('c')), exists: () => keyed('c') !== undefined },
  { keys: 'n', does: 'Next gate', run: () => stepGate(1), exists: () => gates().length > 0 },
  { keys: 'p', does: 'Previous gate', run: () => stepGate(-1), exists: () => gates().length > 0 },
  ...[1, 2, 3, 4, 5].map(number => ({
    keys: String(number),
    does: t('Changes: {0}', t(['metrics', 'data', 'dependencies', 'policy', 'model card'][number - 1] ?? '')),
    run: () => use(changeTab(number)),
    exists: () => changeTab(number) !== undefined,
  })),
  { keys: 'j', does: 'Next row', run: () => stepRow(1), exists: () => rows().length > 0 },
  { keys: 'k', does: 'Previous row', run: () => stepRow(-1), exists: () => rows().length > 0 },
  { keys: 'x', does: 'Choose the row', run: choose, exists: () => rows().some(row => choiceOf(row) !== undefined) },
  { keys: 'u', does: 'Undo what was just done', run: () => use(keyed('u')), exists: () => keyed('u') !== undefined },
  { keys: 'Escape', does: 'Close the panel', run: closePanel, exists: canClosePanel },
  { keys: '/', does: 'Filter the list', run: () => focus(filterField()), exists: () => filterField() !== undefined },
  { keys: '?', does: 'Show keyboard shortcuts', run: showHelp, exists: () => true },
];

// The menu is drawn after the scripts are read, and says the names in the language of the page.
function shortcuts(): Shortcut[] {
  return [
    ...menuLinks().map(link => ({
      keys: `g ${link.dataset['go']}`,
      does: t('Go to {0}', link.title),
      run: () => follow(link),
      exists: () => true,
    })),
    ...onPages,
  ];
}

function follow(link: HTMLAnchorElement): boolean {
  link.click();
  return true;
}

function focus(field: HTMLElement | undefined): boolean {
  field?.focus();
  return field !== undefined;
}

function areOn(): boolean {
  try {
    return localStorage.getItem(storageKey) !== 'off';
  } catch {
    return true;
  }
}

function turn(on: boolean): void {
  try {
    if (on) {
      localStorage.removeItem(storageKey);
    } else {
      localStorage.setItem(storageKey, 'off');
    }
  } catch {
    // Without storage the shortcuts stay on.
  }
}

export function enableShortcuts(): void {
  let first: { key: string; at: number } | null = null;

  document.addEventListener('keydown', event => {
    const modified = event.ctrlKey || event.metaKey || event.altKey;
    if (modified || event.defaultPrevented || isTyping(event.target) || !areOn() || dialogIsOpen()) {
      first = null;
      return;
    }
    const typed = first && event.timeStamp - first.at < sequenceLimit ? `${first.key} ${event.key}` : event.key;
    first = null;
    const known = shortcuts();
    const shortcut = known.find(candidate => candidate.keys === typed);
    if (shortcut) {
      if (shortcut.run()) {
        event.preventDefault();
      }
    } else if (known.some(candidate => candidate.keys.startsWith(`${event.key} `))) {
      first = { key: event.key, at: event.timeStamp };
    }
  });

  // With single keys off, the help is still one click away.
  onClick('[data-shortcuts-help]', showHelp);
}

function dialogIsOpen(): boolean {
  return document.querySelector('dialog[open], [role="dialog"][aria-modal="true"]') !== null;
}

function showHelp(): boolean {
  const dialog = document.createElement('dialog');
  dialog.className = 'gp-shortcuts';
  dialog.setAttribute('aria-labelledby', 'gp-shortcuts-title');

  const title = document.createElement('h2');
  title.id = 'gp-shortcuts-title';
  title.textContent = t('Keyboard shortcuts');

  const list = document.createElement('dl');
  list.className = 'kv';
  for (const shortcut of shortcuts().filter(candidate => candidate.exists())) {
    const keys = document.createElement('dt');
    for (const key of shortcut.keys.split(' ')) {
      const cap = document.createElement('kbd');
      cap.textContent = key;
      keys.append(cap, ' ');
    }
    const does = document.createElement('dd');
    does.textContent = t(shortcut.does);
    list.append(keys, does);
  }

  const choice = document.createElement('label');
  const box = document.createElement('input');
  box.type = 'checkbox';
  box.checked = areOn();
  box.addEventListener('change', () => turn(box.checked));
  choice.append(box, ` ${t('Single-key shortcuts')}`);

  const close = document.createElement('button');
  close.type = 'button';
  close.className = 'btn';
  close.textContent = t('Close');
  close.addEventListener('click', () => dialog.close());

  dialog.append(title, list, choice, close);
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  // The browser gives the focus back to where it was when the dialog closes.
  dialog.showModal();
  return true;
}
