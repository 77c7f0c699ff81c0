// A press on a button ends what was typed into a field, and the page is drawn again with it: a name becomes a chip, a message appears. Were
// that done while the button is held down, the button would move away from under the pointer and the press would count for nothing. So what
// the press ended is said when it is over, just before its click.
let isPressed = false;
let ended: (() => void) | null = null;

/** Keeps back what a press ends until the press is over. */
export function endFieldsAfterPresses(): void {
  const listen = { capture: true };
  document.addEventListener('pointerdown', () => (isPressed = true), listen);
  for (const over of ['pointerup', 'pointercancel'] as const) {
    document.addEventListener(over, release, listen);
  }
  // A press that ends outside of the page ends without a word.
  window.addEventListener('blur', release);
  // Before anyone on the document hears it.
  window.addEventListener(
    'change',
    event => {
      const field = event.target;
      if (!isPressed || !(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) || isChosenByPressing(field)) {
        return;
      }
      event.stopImmediatePropagation();
      ended = () => field.dispatchEvent(new Event('change', { bubbles: true }));
    },
    listen,
  );
}

// What a press itself changes is said by it.
function isChosenByPressing(field: HTMLInputElement | HTMLTextAreaElement): boolean {
  return ['checkbox', 'radio', 'file', 'range', 'color'].includes(field.type);
}

function release(): void {
  isPressed = false;
  const say = ended;
  ended = null;
  say?.();
}
