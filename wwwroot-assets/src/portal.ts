// Behaviour of every page that needs no round trip to the server. All listeners sit on the document, because pages come
// and go without a reload.
import { reportActivity } from './lib/activity';
import { keepSeenAlarms } from './lib/alarms';
import { followConnection } from './lib/connection';
import { enableCopying } from './lib/copy';
import { forgetDrafts, keepDrafts, returnDrafts } from './lib/drafts';
import { enableDrawer } from './lib/drawer';
import { enableLanguageChoice } from './lib/language';
import { enableMenus } from './lib/menus';
import { enableNavChoice } from './lib/nav-choice';
import { focusHeadingAfterNavigation } from './lib/navigation';
import { goTo } from './lib/own-page';
import { enablePalette } from './lib/palette';
import { enablePanels } from './lib/panel';
import { endFieldsAfterPresses } from './lib/presses';
import { enableRows } from './lib/rows';
import { keepPlaceOnSamePage } from './lib/scrolling';
import { signOut } from './lib/session';
import { enableShortcuts } from './lib/shortcuts';
import { keepHeadsInView } from './lib/tables';
import { t } from './lib/texts';
import { enableThemeChoice } from './lib/theme-choice';
import { returnFocusFromToasts } from './lib/toasts';
import { watchTyping } from './lib/unsaved';
import { announce, onClick } from './lib/dom';

enableCopying();
enableDrawer();
enableLanguageChoice();
enableMenus();
enableNavChoice();
enablePalette();
// Before the shortcuts: Esc closes a panel also where single keys are switched off.
enablePanels();
enableRows();
enableShortcuts();
enableThemeChoice();
endFieldsAfterPresses();
followConnection();
focusHeadingAfterNavigation();
keepHeadsInView();
keepPlaceOnSamePage();
keepSeenAlarms();
reportActivity();
returnDrafts();
returnFocusFromToasts();
watchTyping();

onClick('[data-signout]', async button => {
  try {
    await signOut();
    forgetDrafts();
  } catch {
    announce(t('Signing out did not work. Check the connection and try again.'));
    return;
  }
  goTo(button.dataset['next'] ?? '/signin');
});
onClick('[data-reload]', () => {
  keepDrafts();
  location.reload();
});
onClick('[data-print]', () => window.print());
// A page is drawn anew without a reload: the menu that led there would stay open above it.
onClick('[popover] a, .menu-anchored button', item => item.closest<HTMLElement>('[popover]')?.hidePopover());
