// The box of a comment: tells the server what stands between an @ and the caret, hands on the keys of the open list, writes a
// chosen name where the caret is, and lets files be dropped on the form. What is in the list, and which one is chosen, the server knows.
const called = /(?:^|[^\p{L}\p{N}])@([\p{L}\p{N}][^@\n\[\]]{0,40})?$/u;
const keys = new Set(['ArrowDown', 'ArrowUp', 'Enter', 'Tab', 'Escape']);

export function attach(form, page) {
  const ending = new AbortController();
  const on = (target, name, heard) => target.addEventListener(name, heard, { signal: ending.signal });
  const box = form.querySelector('textarea');
  let asked = null;
  // What a name that was just picked stands in for. The server says the name a moment later, and people go on typing.
  let picked = null;

  function pick() {
    const found = letters();
    const to = box.selectionStart;
    picked = found ? { from: to - (found[1] ?? '').length - 1, to, text: box.value.slice(0, to) } : null;
  }

  function letters() {
    return box.selectionStart === box.selectionEnd ? called.exec(box.value.slice(0, box.selectionStart)) : null;
  }

  function ask() {
    const found = letters();
    const wanted = found ? (found[1] ?? '') : null;
    if (wanted !== asked) {
      asked = wanted;
      page.invokeMethodAsync('AskAsync', wanted);
    }
  }

  on(box, 'input', ask);
  on(box, 'click', ask);
  on(box, 'keyup', event => {
    if (event.key.startsWith('Arrow') || event.key === 'Home' || event.key === 'End') {
      ask();
    }
  });
  on(box, 'blur', () => {
    if (asked !== null) {
      asked = null;
      page.invokeMethodAsync('AskAsync', null);
    }
  });
  on(box, 'keydown', event => {
    const open = box.hasAttribute('aria-controls');
    const chosen = box.hasAttribute('aria-activedescendant');
    if (!open || event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || !keys.has(event.key) || (!chosen && event.key !== 'Escape')) {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    if (event.key === 'Enter' || event.key === 'Tab') {
      pick();
    }
    page.invokeMethodAsync('KeyAsync', event.key);
  });
  // A press on a name must not take the focus out of the box: the list would be gone before the click.
  on(form, 'mousedown', event => {
    if (event.target.closest('[role=listbox]')) {
      event.preventDefault();
      pick();
    }
  });

  const files = () => form.querySelector('input[type=file]');
  on(form, 'dragover', event => {
    if (event.dataTransfer.types.includes('Files') && files()) {
      event.preventDefault();
      form.classList.add('dropping');
    }
  });
  on(form, 'dragleave', event => {
    if (!form.contains(event.relatedTarget)) {
      form.classList.remove('dropping');
    }
  });
  on(form, 'drop', event => {
    form.classList.remove('dropping');
    const input = files();
    if (input && event.dataTransfer.files.length > 0) {
      event.preventDefault();
      input.files = event.dataTransfer.files;
      input.dispatchEvent(new Event('change', { bubbles: true }));
    }
  });

  return {
    insert(name) {
      if (!picked || !box.value.startsWith(picked.text)) {
        pick();
      }
      const { from, to } = picked ?? { from: box.selectionStart, to: box.selectionStart };
      box.setRangeText(`@${name} `, from, to, box.selectionStart > to ? 'preserve' : 'end');
      asked = picked = null;
      box.focus();
      box.dispatchEvent(new Event('input', { bubbles: true }));
    },
    end: () => ending.abort(),
  };
}
