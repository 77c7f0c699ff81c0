// Passkeys in the browser. Options and answers travel as JSON with binary values in base64url, as PublicKeyCredential.toJSON()
// writes them; older browsers lack that method and its counterparts, so both ways are written out here.
import { t } from './texts';

type Json = Record<string, unknown>;

export type Reply = { credential: Json; problem: null } | { credential: null; problem: string };

const cancelled = t('No passkey was used: it was cancelled, took too long, or this device has none for this account.');

/** True where the browser offers passkeys at all. */
export function hasPasskeys(): boolean {
  return typeof PublicKeyCredential === 'function' && window.isSecureContext;
}

/** Asks for an answer to a challenge. */
export function getCredential(options: Json): Promise<Reply> {
  return ask(async () => {
    const publicKey = {
      ...options,
      challenge: bytes(options['challenge']),
      allowCredentials: descriptors(options['allowCredentials']),
    } as unknown as PublicKeyCredentialRequestOptions;
    const credential = (await navigator.credentials.get({ publicKey })) as PublicKeyCredential;
    const response = credential.response as AuthenticatorAssertionResponse;
    return write(credential, {
      clientDataJSON: text(response.clientDataJSON),
      authenticatorData: text(response.authenticatorData),
      signature: text(response.signature),
      userHandle: response.userHandle && response.userHandle.byteLength > 0 ? text(response.userHandle) : null,
    });
  });
}

/** Makes a passkey. */
export function createCredential(options: Json): Promise<Reply> {
  return ask(async () => {
    const user = options['user'] as Json;
    const publicKey = {
      ...options,
      challenge: bytes(options['challenge']),
      user: { ...user, id: bytes(user['id']) },
      excludeCredentials: descriptors(options['excludeCredentials']),
    } as unknown as PublicKeyCredentialCreationOptions;
    const credential = (await navigator.credentials.create({ publicKey })) as PublicKeyCredential;
    const response = credential.response as AuthenticatorAttestationResponse;
    return write(credential, {
      clientDataJSON: text(response.clientDataJSON),
      attestationObject: text(response.attestationObject),
      transports: response.getTransports?.() ?? [],
    });
  });
}

async function ask(act: () => Promise<Json>): Promise<Reply> {
  try {
    return { credential: await act(), problem: null };
  } catch (error) {
    const name = error instanceof DOMException ? error.name : '';
    const problem =
      name === 'InvalidStateError' ? t('This device has a passkey for this account already.')
      : name === 'SecurityError' ? t('This address is not the one that passkeys of this portal belong to.')
      : cancelled;
    return { credential: null, problem };
  }
}

function write(credential: PublicKeyCredential, response: Json): Json {
  return {
    id: credential.id,
    rawId: credential.id,
    type: credential.type,
    response,
    clientExtensionResults: {},
    authenticatorAttachment: credential.authenticatorAttachment,
  };
}

function descriptors(list: unknown): PublicKeyCredentialDescriptor[] {
  return ((list ?? []) as Json[]).map(item => ({ ...item, id: bytes(item['id']) }) as unknown as PublicKeyCredentialDescriptor);
}

function bytes(value: unknown): Uint8Array {
  const base64 = String(value).replaceAll('-', '+').replaceAll('_', '/');
  return Uint8Array.from(atob(base64), character => character.charCodeAt(0));
}

function text(buffer: ArrayBuffer): string {
  const binary = Array.from(new Uint8Array(buffer), byte => String.fromCharCode(byte)).join('');
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
