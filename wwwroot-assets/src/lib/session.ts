// Signing in and out are calls of the public API, in JSON only: a form that another site posts cannot reach them.
import { getCredential } from './webauthn';
import { inLanguage, t } from './texts';

const address = '/api/v1/session';
const json = { Accept: 'application/json, application/problem+json', ...inLanguage };

interface Session {
  csrfToken: string;
}

interface Problem {
  detail?: string;
  title?: string;
  errors?: Record<string, string[]>;
  code?: string;
}

export type SignInResult = { signedIn: true } | { signedIn: false; message: string; fields: Record<string, string[]>; code?: string };

/** The first step, or with its address the second. */
export async function signIn(fields: Record<string, string>, to: string = address): Promise<SignInResult> {
  const response = await fetch(to, {
    method: 'POST',
    headers: { ...json, 'Content-Type': 'application/json' },
    credentials: 'same-origin',
    body: JSON.stringify(fields),
  });
  if (response.ok) {
    return { signedIn: true };
  }
  const problem = await readProblem(response);
  return {
    signedIn: false,
    message: problem.detail ?? problem.title ?? t('The server answered with {0}. Try again.', response.status),
    fields: problem.errors ?? {},
    ...(problem.code === undefined ? {} : { code: problem.code }),
  };
}

/** Signs in with a passkey that the browser finds by itself. */
export async function signInWithPasskey(): Promise<SignInResult> {
  const asked = await call('POST', `${address}/passkey/options`, {});
  if (asked.problem !== null) {
    return { signedIn: false, message: asked.problem, fields: {} };
  }
  const reply = await getCredential(asked.body['publicKey'] as Record<string, unknown>);
  if (reply.credential === null) {
    return { signedIn: false, message: reply.problem, fields: {} };
  }
  const opened = await call('POST', `${address}/passkey`, { state: asked.body['state'], credential: reply.credential });
  return opened.problem === null ? { signedIn: true } : { signedIn: false, message: opened.problem, fields: {} };
}

export type Answer = { body: Record<string, unknown>; problem: null } | { body: null; problem: string };

/** Calls the API with the session's token, as every write of a session needs it. */
export async function callWithToken(method: string, path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
  const token = await readToken();
  return token === null
    ? { body: null, problem: t('Your session has ended. Sign in again.') }
    : call(method, path, body, { ...headers, 'X-CSRF-Token': token });
}

/** Ends the session; one that has ended already is no error. */
export async function signOut(): Promise<void> {
  const csrfToken = await readToken();
  if (csrfToken === null) {
    return;
  }
  const response = await fetch(address, {
    method: 'DELETE',
    headers: { ...json, 'X-CSRF-Token': csrfToken },
    credentials: 'same-origin',
  });
  if (!response.ok && response.status !== 401) {
    throw new Error(`The session could not be ended: ${response.status}.`);
  }
}

/** Null when nobody is signed in any more. */
async function readToken(): Promise<string | null> {
  const session = await fetch(address, { headers: json, credentials: 'same-origin', cache: 'no-store' });
  if (session.status === 401) {
    return null;
  }
  if (!session.ok) {
    throw new Error(`The session could not be read: ${session.status}.`);
  }
  return ((await session.json()) as Session).csrfToken;
}

async function call(method: string, path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
  const response = await fetch(path, {
    method,
    headers: { ...json, 'Content-Type': 'application/json', ...headers },
    credentials: 'same-origin',
    body: JSON.stringify(body),
  });
  if (response.ok) {
    return { body: (await response.json()) as Record<string, unknown>, problem: null };
  }
  const problem = await readProblem(response);
  return { body: null, problem: problem.detail ?? problem.title ?? t('The server answered with {0}. Try again.', response.status) };
}

async function readProblem(response: Response): Promise<Problem> {
  try {
    return (await response.json()) as Problem;
  } catch {
    // A proxy in between may answer with something that is not JSON.
    return {};
  }
}
