import { onClick } from './dom';

/** Elements with data-language-choice="de" choose the language; the server draws the page anew in it. */
export function enableLanguageChoice(): void {
  onClick('[data-language-choice]', element => {
    const secure = location.protocol === 'https:' ? '; secure' : '';
    document.cookie = `gp-language=${element.dataset['languageChoice'] ?? ''}; path=/; max-age=31536000; samesite=lax${secure}`;
    location.reload();
  });
}
