// What pages ask of passkeys. `answer` hands the browser's answer to the page's own circuit; `add` goes through the public API,
// because only a request says for certain which address the browser is at.
import { callWithToken } from './lib/session';
import { createCredential, getCredential, hasPasskeys } from './lib/webauthn';
import { t } from './lib/texts';

type Json = Record<string, unknown>;

const passkeys = '/api/v1/account/passkeys';

export { hasPasskeys };

/** The answer to a challenge as JSON text, or the reason there is none. */
export async function answer(options: Json): Promise<{ credential: string | null; problem: string | null }> {
  const reply = await getCredential(options);
  return { credential: reply.credential && JSON.stringify(reply.credential), problem: reply.problem };
}

/** Adds a passkey to the account; `proof` is a fresh proof of identity. Answers what went wrong, or null. */
export async function add(name: string, proof: string): Promise<string | null> {
  try {
    const asked = await callWithToken('POST', `${passkeys}/options`, {}, { 'X-Reauthentication': proof });
    if (asked.problem !== null) {
      return asked.problem;
    }
    const reply = await createCredential(asked.body['publicKey'] as Json);
    if (reply.credential === null) {
      return reply.problem;
    }
    const added = await callWithToken('POST', passkeys, { name, state: asked.body['state'], credential: reply.credential });
    return added.problem;
  } catch {
    return t('The server cannot be reached. Check the connection and try again.');
  }
}
