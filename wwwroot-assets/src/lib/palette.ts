// The command palette: pages of the menu and commands of the frame at once, everything else from the server while one types. It lives
// outside the page that Blazor draws, so it opens without a round trip.
import { commands } from './commands';
import { announce, onClick } from './dom';
import { goTo, ownAddress } from './own-page';
import { followPages, lastOpened } from './recent-pages';
import { inLanguage, t } from './texts';

export interface Hit {
  group: string;
  icon: string;
  title: string;
  about: string;
  note: string;
  /** How well it fits what was typed; the lower, the better. */
  rank: number;
  href?: string | null;
  /** Key of an action that the page's connection runs. */
  does?: string | null;
  run?: () => void;
}

const pause = 150;

let dialog: HTMLDialogElement | undefined;

export function enablePalette(): void {
  followPages();
  onClick('[data-palette]', open);
  document.addEventListener('keydown', event => {
    if ((event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === 'k' && document.querySelector('[data-palette]')) {
      event.preventDefault();
      open();
    }
  });
}

function open(): void {
  // A dialog never opens on a dialog.
  if (document.querySelector('dialog[open], [role="dialog"][aria-modal="true"]')) {
    return;
  }
  dialog = document.createElement('dialog');
  dialog.className = 'palette';
  dialog.setAttribute('aria-label', t('Command palette'));
  dialog.innerHTML = `
    <div class="palette-field"><span class="icon icon-large" aria-hidden="true" translate="no">search</span>
      <input type="text" role="combobox" aria-label="${t('Search')}" aria-expanded="true" aria-controls="palette-list" aria-autocomplete="list" autocomplete="off" spellcheck="false" maxlength="100" placeholder="${t('Search or jump to…')}">
      <kbd>Esc</kbd></div>
    <div class="palette-list" id="palette-list" role="listbox" aria-label="${t('Results')}"></div>
    <footer><span><kbd>↑</kbd> <kbd>↓</kbd> ${t('move')}</span><span><kbd>Enter</kbd> ${t('open or run')}</span><span class="grow"></span><span data-count></span></footer>`;
  const opened = dialog;
  const field = opened.querySelector('input')!;
  let hits: Hit[] = [];
  let chosen = 0;
  let timer = 0;
  let asked = 0;

  const choose = (index: number): void => {
    const options = [...opened.querySelectorAll<HTMLElement>('[role="option"]')];
    if (options.length === 0) {
      field.removeAttribute('aria-activedescendant');
      return;
    }
    chosen = (index + options.length) % options.length;
    options.forEach((option, at) => option.setAttribute('aria-selected', String(at === chosen)));
    field.setAttribute('aria-activedescendant', options[chosen]!.id);
    options[chosen]!.scrollIntoView({ block: 'nearest' });
  };
  const show = (found: Hit[], words: string, isSearching: boolean): void => {
    hits = found;
    draw(opened, found, words, isSearching, at => act(hits[at]), choose);
    choose(0);
    const count = isSearching ? t('Searching…') : found.length === 1 ? t('1 result') : t('{0} results', found.length);
    opened.querySelector('[data-count]')!.textContent = count;
    if (!isSearching) {
      announce(count);
    }
  };
  const act = (hit: Hit | undefined): void => {
    if (!hit) {
      return;
    }
    opened.close();
    if (hit.href) {
      go(hit.href);
    } else if (hit.does) {
      document.dispatchEvent(new CustomEvent('gp-palette-run', { detail: hit.does }));
    } else {
      hit.run?.();
    }
  };
  const ask = async (words: string): Promise<void> => {
    const turn = ++asked;
    let found: Hit[] | undefined;
    try {
      const answer = await fetch(`/api/v1/find?${words === '' ? recent() : `q=${encodeURIComponent(words)}`}`, {
        headers: { Accept: 'application/json', ...inLanguage },
      });
      found = answer.ok ? runnable(((await answer.json()) as { items: Hit[] }).items) : undefined;
    } catch {
      announce(t('The search could not be reached. Pages and actions still work.'));
    }
    // An answer to an earlier text is late.
    if (turn !== asked || !opened.open) {
      return;
    }
    if (found === undefined) {
      show(words === '' ? menu() : atOnce(words), words, false);
    } else {
      show(words === '' ? [...found, ...menu()] : arranged([...found, ...commands(words)]), words, false);
    }
  };

  field.addEventListener('input', () => {
    clearTimeout(timer);
    asked++; // What was asked before is no answer to this text.
    const words = field.value.trim();
    show(words === '' ? menu() : atOnce(words), words, true);
    timer = window.setTimeout(() => void ask(words), words === '' ? 0 : pause);
  });
  field.addEventListener('keydown', event => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      choose(chosen + (event.key === 'ArrowDown' ? 1 : -1));
    } else if (event.key === 'Enter') {
      event.preventDefault();
      act(hits[chosen]);
    }
  });
  opened.addEventListener('click', event => {
    if (event.target === opened) {
      opened.close();
    }
  });
  opened.addEventListener('close', () => opened.remove());
  document.body.append(opened);
  opened.showModal();
  field.focus();
  show(menu(), '', true);
  void ask('');
}

// The entries of the menu, or with them the pages that only the keys lead to.
function menu(links = '#primary-nav ul:not([hidden]) a[href]'): Hit[] {
  return [...document.querySelectorAll<HTMLAnchorElement>(links)].map(link => ({
    group: t('Pages'),
    icon: link.querySelector('.icon')?.textContent ?? 'arrow_forward',
    title: link.title,
    about: '',
    note: '',
    rank: 0,
    href: new URL(link.href).pathname,
  }));
}

// What the browser knows by itself, until the server has answered, and if it does not.
function atOnce(words: string): Hit[] {
  return [...menu('#primary-nav a[href]').filter(hit => hit.title.toLowerCase().includes(words.toLowerCase())), ...commands(words)];
}

function recent(): string {
  const asked = new URLSearchParams();
  // Without any the question stays the same: what waits for this person.
  for (const address of lastOpened().length > 0 ? lastOpened() : ['']) {
    asked.append('recent', address);
  }
  return asked.toString();
}

// By groups, those with the best hit first; the server ranks by the same rule, and its order stays where two are equal.
function arranged(hits: Hit[]): Hit[] {
  const groups = new Map<string, Hit[]>();
  for (const hit of hits) {
    groups.set(hit.group, [...(groups.get(hit.group) ?? []), hit]);
  }
  return [...groups.values()]
    .map(group => group.sort((a, b) => a.rank - b.rank))
    .sort((a, b) => a[0]!.rank - b[0]!.rank)
    .flat();
}

// Without a connection nothing can be run at once: then it is not offered.
function runnable(hits: Hit[]): Hit[] {
  return document.documentElement.dataset['paletteRuns'] === 'true' ? hits : hits.filter(hit => !hit.does);
}

function draw(
  opened: HTMLDialogElement,
  hits: Hit[],
  words: string,
  isSearching: boolean,
  act: (index: number) => void,
  choose: (index: number) => void,
): void {
  const list = opened.querySelector('.palette-list')!;
  list.replaceChildren();
  let section: HTMLElement | undefined;
  hits.forEach((hit, index) => {
    if (section?.dataset['group'] !== hit.group) {
      section = document.createElement('div');
      section.setAttribute('role', 'group');
      section.setAttribute('aria-label', hit.group);
      section.dataset['group'] = hit.group;
      const heading = document.createElement('div');
      heading.className = 'palette-group';
      heading.setAttribute('aria-hidden', 'true');
      heading.textContent = hit.group;
      section.append(heading);
      list.append(section);
    }
    section.append(optionOf(hit, index, words, act, choose));
  });
  if (hits.length === 0) {
    const nothing = document.createElement('p');
    nothing.className = 'palette-nothing';
    // Nothing is said of what is not known yet.
    nothing.textContent = isSearching ? t('Searching…') : t('Nothing is called “{0}”. Search by id, name or words of a title.', words);
    list.append(nothing);
  }
}

function optionOf(hit: Hit, index: number, words: string, act: (index: number) => void, choose: (index: number) => void): HTMLElement {
  const option = document.createElement('div');
  option.className = 'palette-hit';
  option.id = `palette-hit-${index}`;
  option.setAttribute('role', 'option');
  option.setAttribute('aria-selected', 'false');
  const icon = document.createElement('span');
  icon.className = 'icon icon-large';
  icon.setAttribute('aria-hidden', 'true');
  icon.translate = false; // the name of a glyph
  icon.textContent = hit.icon;
  const text = document.createElement('span');
  text.className = 'ellipsis';
  mark(text, hit.title, words);
  if (hit.about) {
    const about = document.createElement('small');
    about.textContent = hit.about;
    text.append(' ', about);
  }
  const note = document.createElement('span');
  note.className = 'faint';
  note.textContent = hit.note;
  option.append(icon, text, note);
  option.addEventListener('click', () => act(index));
  option.addEventListener('mousemove', () => choose(index));
  return option;
}

// Names are text of strangers: they become text nodes, never markup.
function mark(into: HTMLElement, title: string, words: string): void {
  const at = words === '' ? -1 : title.toLowerCase().indexOf(words.toLowerCase());
  if (at < 0) {
    into.append(title);
    return;
  }
  const found = document.createElement('mark');
  found.textContent = title.slice(at, at + words.length);
  into.append(title.slice(0, at), found, title.slice(at + words.length));
}

function go(href: string): void {
  const blazor = (window as unknown as { Blazor?: { navigateTo?: (href: string) => void } }).Blazor;
  if (blazor?.navigateTo) {
    blazor.navigateTo(ownAddress(href));
  } else {
    goTo(href);
  }
}
