// The site's own key, to make access tokens that differ from a good one in one thing only.
import { createHmac, randomBytes } from 'node:crypto';
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

const base64url = (value) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
const siteKey = (stack) => new Uint8Array(readFileSync(join(stack.state, 'keys', 'token.key')).subarray(0, 32));

// A token under the stack's key; `algorithm` is the hash that is really used. Claims that are text stand there as they are.
export function signToken(stack, claims, header = { alg: 'HS256', typ: 'JWT' }, algorithm = 'sha256') {
    const key = subkey(siteKey(stack), 1, 'debt-jwt');
    const said = `${base64url(header)}.${base64url(claims)}`;
    return `${said}.${createHmac(algorithm, key).update(said).digest('base64url')}`;
}

// A challenge to sign in by passkey (cgi/passkey_challenge.h) under the stack's key, good until expires_at (unix seconds).
export function signLoginChallenge(stack, expires_at) {
    const end = Buffer.alloc(8);
    end.writeBigInt64BE(BigInt(expires_at));
    const said = Buffer.concat([randomBytes(32), end]);
    const mac = createHmac('sha512', subkey(siteKey(stack), 3, 'debtchal')).update(said).update('sign-in').digest().subarray(0, 32);
    return Buffer.concat([said, mac]).toString('base64url');
}
