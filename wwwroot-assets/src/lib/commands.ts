// What the frame around every page can do, for the command palette. Each presses the button that does it elsewhere, so that it is done in
// one way; what has no button here is not offered.
import { announce } from './dom';
import type { Hit } from './palette';
import { t } from './texts';

interface Command {
  icon: string;
  title: string;
  /** Other words people look for it by. */
  words: string;
  run: () => void;
}

/** Commands that fit a text, the best first. */
export function commands(typed: string): Hit[] {
  return all()
    .map(command => ({ group: t('Actions'), icon: command.icon, title: command.title, about: '', note: '', rank: rankOf(command, typed), run: command.run }))
    .filter(hit => hit.rank < hidden)
    .sort((a, b) => a.rank - b.rank);
}

function all(): Command[] {
  return [
    ...button('[data-theme-choice="dark"]', 'dark_mode', t('Dark theme'), t('dark mode, theme, appearance, night')),
    ...button('[data-theme-choice="light"]', 'light_mode', t('Light theme'), t('light mode, theme, appearance, day')),
    ...button('[data-theme-choice="system"]', 'contrast', t('Theme of the system'), t('automatic theme, appearance')),
    ...[...document.querySelectorAll<HTMLElement>('[data-language-kept] [data-language-choice]')]
      .filter(choice => choice.getAttribute('aria-pressed') !== 'true')
      .map(choice => ({
        icon: 'translate',
        title: t('Language: {0}', nameOf(choice)),
        words: 'language, Sprache, English, Englisch, German, Deutsch',
        run: () => choice.click(),
      })),
    ...[...document.querySelectorAll<HTMLElement>('#account-menu button[name="role"]')].map(role => ({
      icon: 'swap_horiz',
      title: nameOf(role),
      words: t('switch role, change role'),
      run: () => role.click(),
    })),
    ...button('[data-shortcuts-help]', 'keyboard', t('Keyboard shortcuts'), t('help, keys')),
    { icon: 'link', title: t('Copy link to this page'), words: t('share, address'), run: () => void copyLink() },
    ...button('[data-signout]', 'logout', t('Sign out'), t('log out, logout, end session')),
  ];
}

function button(selector: string, icon: string, title: string, words: string): Command[] {
  const found = document.querySelector<HTMLElement>(selector);
  return found ? [{ icon, title, words, run: () => found.click() }] : [];
}

// The icon before it is drawn from a word, which is no part of the name, and Blazor marks its places with comments.
function nameOf(element: HTMLElement): string {
  return [...element.childNodes]
    .filter(node => node.nodeType !== Node.COMMENT_NODE && !(node instanceof Element && node.matches('.icon')))
    .map(node => node.textContent ?? '')
    .join('')
    .trim();
}

const hidden = 5;

// The rule by which the server ranks (HitRank).
function rankOf(command: Command, typed: string): number {
  const [title, text] = [command.title.toLowerCase(), typed.toLowerCase()];
  const words = parts(text);
  const begins = (among: string[], word: string): boolean => among.some(known => known.startsWith(word));
  if (title === text) {
    return 0;
  }
  if (title.startsWith(text)) {
    return 1;
  }
  if (words.length > 0 && words.every(word => begins(parts(title), word))) {
    return 2;
  }
  if (words.length > 0 && words.every(word => begins([...parts(title), ...parts(command.words.toLowerCase())], word))) {
    return 3;
  }
  return title.includes(text) ? 4 : hidden;
}

function parts(text: string): string[] {
  return text.split(/[ ,()\-/]+/).filter(part => part !== '');
}

async function copyLink(): Promise<void> {
  try {
    await navigator.clipboard.writeText(location.href);
    announce(t('Link copied.'));
  } catch {
    announce(t('The browser did not allow copying.'));
  }
}
