// The few texts that scripts write themselves. The key is the English text, as on the server (Localisation/Texts.de.resx).
const german: Readonly<Record<string, string>> = {
  'Actions': 'Aktionen',
  'Changes: {0}': 'Änderungen: {0}',
  'Choose the row': 'Zeile auswählen',
  'Close': 'Schließen',
  'Close the panel': 'Seitenbereich schließen',
  'Command palette': 'Befehlspalette',
  'Copy link to this page': 'Link zu dieser Seite kopieren',
  'Copied.': 'Kopiert.',
  'Copying is not available here. Select the text and copy it yourself.': 'Kopieren ist hier nicht möglich. Markieren Sie den Text und kopieren Sie ihn selbst.',
  'Dark theme': 'Dunkles Farbschema',
  'Filter the list': 'Liste filtern',
  'Go to {0}': 'Gehe zu {0}',
  'Keyboard shortcuts': 'Tastenkürzel',
  'Language: {0}': 'Sprache: {0}',
  'Light theme': 'Helles Farbschema',
  'Link copied.': 'Link kopiert.',
  'Next gate': 'Nächstes Gate',
  'Next row': 'Nächste Zeile',
  'No passkey was used: it was cancelled, took too long, or this device has none for this account.':
    'Es wurde kein Passkey verwendet: Der Vorgang wurde abgebrochen, hat zu lange gedauert, oder dieses Gerät hat keinen für dieses Konto.',
  'Nothing further this way.': 'In dieser Richtung geht es nicht weiter.',
  'Nothing is called “{0}”. Search by id, name or words of a title.': 'Nichts heißt „{0}“. Suchen Sie nach Kennung, Name oder Wörtern eines Titels.',
  'Pages': 'Seiten',
  'Previous gate': 'Vorheriges Gate',
  'Previous row': 'Vorherige Zeile',
  'Results': 'Ergebnisse',
  'Search': 'Suche',
  'Search or jump to…': 'Suchen oder öffnen …',
  'Show keyboard shortcuts': 'Tastenkürzel zeigen',
  'Sign off': 'Abzeichnen',
  'Sign out': 'Abmelden',
  'Signing out did not work. Check the connection and try again.': 'Das Abmelden ist nicht gelungen. Prüfen Sie die Verbindung und versuchen Sie es erneut.',
  'Single-key shortcuts': 'Tastenkürzel mit einer Taste',
  'The browser did not allow copying.': 'Der Browser hat das Kopieren nicht zugelassen.',
  'The search could not be reached. Pages and actions still work.': 'Die Suche ist nicht erreichbar. Seiten und Aktionen funktionieren weiterhin.',
  'The server answered with {0}. Try again.': 'Der Server antwortete mit {0}. Versuchen Sie es erneut.',
  'The server cannot be reached. Check the connection and try again.': 'Der Server ist nicht erreichbar. Prüfen Sie die Verbindung und versuchen Sie es erneut.',
  'Theme of the system': 'Farbschema des Systems',
  'This address is not the one that passkeys of this portal belong to.': 'Diese Adresse ist nicht die, zu der Passkeys dieses Portals gehören.',
  'This device has a passkey for this account already.': 'Dieses Gerät hat für dieses Konto bereits einen Passkey.',
  'Write a comment': 'Kommentar schreiben',
  'Your session has ended. Sign in again.': 'Ihre Sitzung ist beendet. Melden Sie sich erneut an.',
  '1 result': '1 Ergebnis',
  '{0} in': '{0} eingehend',
  '{0} more above': 'Darüber noch {0}',
  '{0} more below': 'Darunter noch {0}',
  '{0} more to the left': 'Links noch {0}',
  '{0} more to the right': 'Rechts noch {0}',
  '{0} out': '{0} ausgehend',
  '{0} results': '{0} Ergebnisse',
  'automatic theme, appearance': 'automatisch, Farbschema, Darstellung, Design, theme',
  'dark mode, theme, appearance, night': 'dunkel, Dunkelmodus, Nacht, Darstellung, Design, dark theme',
  'data': 'Daten',
  'dataset': 'Datensatz',
  'decisions': 'Entscheidungen',
  'dependencies': 'Abhängigkeiten',
  'deployment': 'Bereitstellung',
  'help, keys': 'Hilfe, Tasten, help',
  'job': 'Job',
  'light mode, theme, appearance, day': 'hell, Tag, Darstellung, Design, light theme',
  'log out, logout, end session': 'ausloggen, Sitzung beenden, sign out, logout',
  'metrics': 'Metriken',
  'model': 'Modell',
  'model card': 'Modellkarte',
  'move': 'bewegen',
  'open or run': 'öffnen oder ausführen',
  'policy': 'Richtlinie',
  'share, address': 'teilen, Adresse',
  'switch role, change role': 'Rolle wechseln, andere Rolle',
};

/** The language of the page, as the server drew it. */
export const language = document.documentElement.lang;

/** A text in it, with values for {0}, {1} and so on. */
export function t(english: string, ...values: readonly (string | number)[]): string {
  const text = language === 'de' ? (german[english] ?? english) : english;
  return values.reduce<string>((made, value, place) => made.replace(`{${place}}`, () => String(value)), text);
}

/** Asks the server to word its answer in the language of the page. */
export const inLanguage: Readonly<Record<string, string>> = { 'X-Page-Language': language };
