// The command palette: pages of the menu at once, everything else from the server while one types. It lives outside the page
// that Blazor draws, so it opens without a round trip.
import { announce, onClick } from './dom';
import { goTo, ownAddress } from './own-page';
import { inLanguage, t } from './texts';

interface Hit {
  group: string;
  icon: string;
  title: string;
  about: string;
  note: string;
  href?: string | null;
  /** Key of an action that the page's connection runs. */
  does?: string | null;
  run?: () => void;
}

const recentKey = 'gp-palette-recent';
const mostRecent = 5;
const pause = 150;

let dialog: HTMLDialogElement | undefined;

export function enablePalette(): void {
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
    <div class="palette-field"><span class="icon icon-large" aria-hidden="true">search</span>
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
  const show = (found: Hit[], words: string): void => {
    hits = found;
    draw(opened, found, words, at => act(hits[at]), choose);
    choose(0);
    const count = found.length === 1 ? t('1 result') : t('{0} results', found.length);
    opened.querySelector('[data-count]')!.textContent = count;
    announce(count);
  };
  const act = (hit: Hit | undefined): void => {
    if (!hit) {
      return;
    }
    opened.close();
    if (hit.href) {
      remember(hit);
      go(hit.href);
    } else if (hit.does) {
      document.dispatchEvent(new CustomEvent('gp-palette-run', { detail: hit.does }));
    } else {
      hit.run?.();
    }
  };
  const ask = async (words: string): Promise<void> => {
    const turn = ++asked;
    let found: Hit[] = [];
    if (words.length > 0) {
      try {
        const answer = await fetch(`/api/v1/find?q=${encodeURIComponent(words)}`, { headers: { Accept: 'application/json', ...inLanguage } });
        found = answer.ok ? runnable(((await answer.json()) as { items: Hit[] }).items) : [];
      } catch {
        announce(t('The search could not be reached. Pages and actions still work.'));
      }
    }
    // An answer to an earlier text is late.
    if (turn === asked && opened.open) {
      show([...local(words), ...found, ...actions(words)], words);
    }
  };

  field.addEventListener('input', () => {
    clearTimeout(timer);
    const words = field.value.trim();
    show([...local(words), ...actions(words)], words);
    timer = window.setTimeout(() => void ask(words), pause);
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
  show(local(''), '');
}

// Pages of the person's menu; without a text also what was opened last.
function local(words: string): Hit[] {
  const links = [...document.querySelectorAll<HTMLAnchorElement>('#primary-nav a[href]')].map(link => ({
    group: t('Pages'),
    icon: link.querySelector('.icon')?.textContent ?? 'arrow_forward',
    title: link.title,
    about: '',
    note: t('Page'),
    href: new URL(link.href).pathname,
  }));
  return words === '' ? [...recent(), ...links] : links.filter(hit => fits(hit.title, words));
}

function actions(words: string): Hit[] {
  const all: Hit[] = [
    { group: t('Actions'), icon: 'contrast', title: t('Switch theme'), about: '', note: '', run: () => document.querySelector<HTMLElement>('[popovertarget="theme-menu"]')?.click() },
    { group: t('Actions'), icon: 'link', title: t('Copy link to this page'), about: '', note: '', run: () => void copyLink() },
    { group: t('Actions'), icon: 'keyboard', title: t('Keyboard shortcuts'), about: '', note: '', run: () => document.querySelector<HTMLElement>('[data-shortcuts-help]')?.click() },
  ];
  return words === '' ? [] : all.filter(hit => fits(hit.title, words));
}

// Without a connection nothing can be run at once: then it is not offered.
function runnable(hits: Hit[]): Hit[] {
  return document.documentElement.dataset['paletteRuns'] === 'true' ? hits : hits.filter(hit => !hit.does);
}

async function copyLink(): Promise<void> {
  try {
    await navigator.clipboard.writeText(location.href);
    announce(t('Link copied.'));
  } catch {
    announce(t('The browser did not allow copying.'));
  }
}

function fits(title: string, words: string): boolean {
  return title.toLowerCase().includes(words.toLowerCase());
}

function draw(opened: HTMLDialogElement, hits: Hit[], words: string, act: (index: number) => void, choose: (index: number) => void): void {
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
    nothing.textContent = t('Nothing is called “{0}”. Search by id, name or words of a title.', words);
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

function recent(): Hit[] {
  try {
    return (JSON.parse(sessionStorage.getItem(recentKey) ?? '[]') as Hit[]).map(hit => ({ ...hit, group: t('Recent') }));
  } catch {
    return [];
  }
}

function remember(hit: Hit): void {
  try {
    // A dialog is no place: what is offered another time depends on what is open then.
    if (new URL(hit.href ?? '', location.href).searchParams.has('open')) {
      return;
    }
    const kept = [hit, ...recent().filter(known => known.href !== hit.href)].slice(0, mostRecent);
    sessionStorage.setItem(recentKey, JSON.stringify(kept));
  } catch {
    // Without storage nothing is remembered.
  }
}

function go(href: string): void {
  const blazor = (window as unknown as { Blazor?: { navigateTo?: (href: string) => void } }).Blazor;
  if (blazor?.navigateTo) {
    blazor.navigateTo(ownAddress(href));
  } else {
    goTo(href);
  }
}
