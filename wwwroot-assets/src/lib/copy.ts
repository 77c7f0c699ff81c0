import { announce, onClick } from './dom';
import { t } from './texts';

const shownFor = 2000;

/** A click on an element with data-copy puts that text on the clipboard; data-copied marks it for two seconds. */
export function enableCopying(): void {
  onClick('[data-copy]', async element => {
    try {
      await navigator.clipboard.writeText(element.dataset['copy'] ?? '');
    } catch {
      // Not a secure origin, or the person said no to the browser's question.
      announce(t('Copying is not available here. Select the text and copy it yourself.'));
      return;
    }
    element.dataset['copied'] = '';
    announce(t('Copied.'));
    window.setTimeout(() => delete element.dataset['copied'], shownFor);
  });
}
