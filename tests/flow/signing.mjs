// The site's own key, to make access tokens that differ from a good one in one thing only.
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { blake2b } from '@noble/hashes/blake2b';

// libsodium's crypto_kdf: BLAKE2b with the id of the subkey as salt and the context as personalisation.
function subkey(master, id, context) {
    const salt = new Uint8Array(16);
    new DataView(salt.buffer).setBigUint64(0, BigInt(id), true);
    const personalization = new Uint8Array(16);
    personalization.set(Buffer.from(context));
    return blake2b(new Uint8Array(0), { dkLen: 32, key: master, salt, personalization });
}

const base64url = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

// A token under the stack's key; `algorithm` is the hash that is really used.
export function signToken(stack, claims, header = { alg: 'HS256', typ: 'JWT' }, algorithm = 'sha256') {
    const key = subkey(new Uint8Array(readFileSync(join(stack.state, 'keys', 'token.key')).subarray(0, 32)), 1, 'debt-jwt');
    const said = `${base64url(header)}.${base64url(claims)}`;
    return `${said}.${createHmac(algorithm, key).update(said).digest('base64url')}`;
}
