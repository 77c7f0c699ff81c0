import { onClick } from './dom';
import { callWithToken } from './session';

const kept = '/api/v1/notifications/preferences/language';

/**
 * Elements with data-language-choice="de" choose the language; the server draws the page anew in it. Within data-language-kept the account
 * learns it too, for the mails it gets.
 */
export function enableLanguageChoice(): void {
  onClick('[data-language-choice]', async element => {
    const language = element.dataset['languageChoice'] ?? '';
    const secure = location.protocol === 'https:' ? '; secure' : '';
    document.cookie = `gp-language=${language}; path=/; max-age=31536000; samesite=lax${secure}`;
    if (element.closest('[data-language-kept]')) {
      try {
        await callWithToken('PUT', kept, { language });
      } catch {
        // The page is in the language all the same; that of mails can be chosen under "Notification settings".
      }
    }
    location.reload();
  });
}
