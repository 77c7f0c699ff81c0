// The sign-in form, <form data-signin data-next="/…">: its named fields go to the session call as JSON. An element with
// role="alert" inside the form takes the server's sentence; a field the server names is marked invalid. The section
// <div data-passkey hidden> with a button appears where the browser has passkeys. data-action names the call of the second step, to
// which an account with one-time codes is led. Buttons with data-fill (an e-mail address) fill the form in; with data-password they
// send it too.
import { signIn, signInWithPasskey, type SignInResult } from './lib/session';
import { onClick } from './lib/dom';
import { forgetDrafts } from './lib/drafts';
import { goTo } from './lib/own-page';
import { hasPasskeys } from './lib/webauthn';
import { t } from './lib/texts';

// The person who signs in here may be another one.
forgetDrafts();
const section = document.querySelector<HTMLElement>('[data-passkey]');
if (section && hasPasskeys()) {
  section.hidden = false;
  document.querySelector('[data-signin] button[type="submit"]')?.classList.remove('btn-primary');
}

onClick('[data-passkey] button', button => {
  const form = document.querySelector<HTMLFormElement>('[data-signin]');
  if (form) {
    void run(form, button, signInWithPasskey);
  }
});

onClick('[data-fill]', button => {
  const form = document.querySelector<HTMLFormElement>('[data-signin]');
  const email = form?.querySelector<HTMLInputElement>('input[name="email"]');
  const password = form?.querySelector<HTMLInputElement>('input[name="password"]');
  if (!form || !email || !password) {
    return;
  }
  email.value = button.dataset['fill'] ?? '';
  password.value = button.dataset['password'] ?? '';
  if (password.value) {
    form.requestSubmit();
  } else {
    password.focus();
  }
});

document.addEventListener('submit', event => {
  const form = event.target;
  if (form instanceof HTMLFormElement && form.matches('[data-signin]')) {
    event.preventDefault();
    void submit(form);
  }
});

function submit(form: HTMLFormElement): Promise<void> {
  const button = form.querySelector<HTMLButtonElement>('button[type="submit"], button:not([type])');
  return run(form, button, () => signIn(readFields(form), form.dataset['action']));
}

async function run(form: HTMLFormElement, button: HTMLElement | null, act: () => Promise<SignInResult>): Promise<void> {
  if (form.getAttribute('aria-busy') === 'true') {
    return;
  }
  const alert = form.querySelector<HTMLElement>('[role="alert"]');
  form.setAttribute('aria-busy', 'true');
  button?.setAttribute('aria-disabled', 'true');
  if (alert) {
    alert.textContent = '';
  }
  form.querySelectorAll('[aria-invalid]').forEach(field => field.removeAttribute('aria-invalid'));

  try {
    const result = await act();
    if (result.signedIn) {
      goTo(form.dataset['next']);
      return;
    }
    if (result.code === 'session.code-needed' && !form.dataset['action']) {
      location.assign(`/signin/verify?returnUrl=${encodeURIComponent(form.dataset['next'] ?? '/')}`);
      return;
    }
    showRefusal(form, alert, result.message, Object.keys(result.fields));
  } catch {
    showRefusal(form, alert, t('The server cannot be reached. Check the connection and try again.'), []);
  }
  form.removeAttribute('aria-busy');
  button?.removeAttribute('aria-disabled');
}

/** Empty fields are left out: the optional ones (code, role) may not be sent empty. */
function readFields(form: HTMLFormElement): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const [name, value] of new FormData(form)) {
    if (typeof value === 'string' && value !== '' && !name.startsWith('__')) {
      fields[name] = value;
    }
  }
  return fields;
}

function showRefusal(form: HTMLFormElement, alert: HTMLElement | null, message: string, invalid: string[]): void {
  if (alert) {
    alert.textContent = message;
  }
  const named = invalid
    .map(name => form.elements.namedItem(name))
    .filter((field): field is HTMLInputElement => field instanceof HTMLInputElement);
  named.forEach(field => field.setAttribute('aria-invalid', 'true'));
  const password = form.querySelector<HTMLInputElement>('input[type="password"], input[autocomplete="one-time-code"]');
  if (password) {
    password.value = '';
  }
  (named[0] ?? password)?.focus();
}
