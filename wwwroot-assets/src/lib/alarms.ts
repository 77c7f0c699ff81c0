import { onClick } from './dom';

/**
 * Alarms that a person marked as seen are a chip: <p data-alarm="key"> in <div data-alarms="reader"> has data-seen while its key is one that
 * this reader has seen in this browser. A clock that is due sooner, or closer to its end, has another key.
 */
export function keepSeenAlarms(): void {
  const mark = (): void => {
    for (const region of document.querySelectorAll<HTMLElement>('[data-alarms]')) {
      const seen = read(region);
      for (const alarm of region.querySelectorAll<HTMLElement>('[data-alarm]')) {
        alarm.toggleAttribute('data-seen', seen.includes(alarm.dataset['alarm'] ?? ''));
      }
    }
  };
  onClick('[data-alarm-seen]', button => {
    const alarm = button.closest<HTMLElement>('[data-alarm]');
    const region = button.closest<HTMLElement>('[data-alarms]');
    if (alarm && region) {
      const shown = [...region.querySelectorAll<HTMLElement>('[data-seen]'), alarm].map(element => element.dataset['alarm'] ?? '');
      write(region, shown);
      mark();
      alarm.querySelector<HTMLElement>('a')?.focus();
    }
  });
  new MutationObserver(mark).observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ['data-alarm'] });
  mark();
}

// Where the browser keeps nothing, they last as long as the document.
const kept = new Map<string, string[]>();

function keyOf(region: HTMLElement): string {
  return `gp-alarms-${region.dataset['alarms'] ?? ''}`;
}

function read(region: HTMLElement): string[] {
  const key = keyOf(region);
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(key) ?? '[]');
    return Array.isArray(stored) ? stored.map(String) : [];
  } catch {
    return kept.get(key) ?? [];
  }
}

function write(region: HTMLElement, seen: string[]): void {
  const key = keyOf(region);
  kept.set(key, seen);
  try {
    localStorage.setItem(key, JSON.stringify(seen));
  } catch {
    // Kept above.
  }
}
