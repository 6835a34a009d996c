// An authenticator and a browser in software: passkeys (WebAuthn L3) that can be made wrong in every way.
import { createHash, createPublicKey, generateKeyPairSync, randomBytes, sign } from 'node:crypto';

const sha256 = (data) => createHash('sha256').update(data).digest();
const b64 = (data) => Buffer.from(data).toString('base64url');

// CBOR (RFC 8949) of numbers, strings, buffers, arrays, Maps and objects.
function head(major, value) {
    if (value < 24) return Buffer.from([(major << 5) | value]);
    if (value < 256) return Buffer.from([(major << 5) | 24, value]);
    return Buffer.from([(major << 5) | 25, value >> 8, value & 255]);
}
export function cbor(value) {
    if (typeof value === 'number') return value < 0 ? head(1, -1 - value) : head(0, value);
    if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
    if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value]);
    if (Array.isArray(value)) return Buffer.concat([head(4, value.length), ...value.map(cbor)]);
    const pairs = value instanceof Map ? [...value] : Object.entries(value);
    return Buffer.concat([head(5, pairs.length), ...pairs.flatMap(([key, one]) => [cbor(key), cbor(one)])]);
}

export const FLAGS = { UP: 0x01, UV: 0x04, BE: 0x08, BS: 0x10, AT: 0x40, ED: 0x80 };
const KEYS = {
    '-7': () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
    '-8': () => generateKeyPairSync('ed25519'),
    '-257': () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
};

// A passkey at `origin`. `algorithm`: of COSE.
export class Passkey {
    constructor(origin, { algorithm = -7, flags = FLAGS.UP | FLAGS.UV, count = 1 } = {}) {
        Object.assign(this, { origin, algorithm, flags, count, id: randomBytes(32) });
        Object.assign(this, KEYS[algorithm]());
    }

    get coseKey() {
        const { x, y, n, e } = createPublicKey(this.privateKey).export({ format: 'jwk' });
        const bytes = (text) => Buffer.from(text, 'base64url');
        if (this.algorithm === -7) return new Map([[1, 2], [3, -7], [-1, 1], [-2, bytes(x)], [-3, bytes(y)]]);
        if (this.algorithm === -8) return new Map([[1, 1], [3, -8], [-1, 6], [-2, bytes(x)]]);
        return new Map([[1, 3], [3, -257], [-1, bytes(n)], [-2, bytes(e)]]);
    }

    #clientData(type, challenge, wrong) {
        const data = { type, challenge, origin: this.origin, crossOrigin: false, ...wrong.clientData };
        return Buffer.from(wrong.clientDataText ?? JSON.stringify(data));
    }

    #authenticatorData(rpId, flags, wrong, rest = Buffer.alloc(0)) {
        const count = Buffer.alloc(4);
        count.writeUInt32BE(wrong.count ?? this.count);
        const data = Buffer.concat([sha256(wrong.rpId ?? rpId), Buffer.from([wrong.flags ?? flags]), count, rest]);
        return Buffer.concat([data, wrong.trailing ?? Buffer.alloc(0)]);
    }

    #sign(data) {
        return sign(this.algorithm === -8 ? null : 'sha256', data, this.privateKey);
    }

    // What navigator.credentials.create() gives. `wrong` replaces parts.
    create(options, wrong = {}) {
        this.userHandle = Buffer.from(options.user.id, 'base64url');
        this.rpId = options.rp.id;
        const clientData = this.#clientData('webauthn.create', options.challenge, wrong);
        const length = Buffer.from([this.id.length >> 8, this.id.length & 255]);
        const key = wrong.key ?? cbor(wrong.coseKey ?? this.coseKey);
        const credential = Buffer.concat([Buffer.alloc(16), length, this.id, key]);
        const authData = this.#authenticatorData(this.rpId, this.flags | FLAGS.AT, wrong, wrong.bare ? undefined : credential);
        let attestation = { fmt: 'none', attStmt: {}, authData };
        if (wrong.self) {
            const sig = this.#sign(Buffer.concat([authData, sha256(clientData)]));
            attestation = { fmt: 'packed', attStmt: { alg: this.algorithm, sig: wrong.sig ?? sig }, authData };
        }
        return {
            id: b64(this.id),
            rawId: b64(wrong.rawId ?? this.id),
            type: 'public-key',
            response: {
                clientDataJSON: b64(clientData),
                attestationObject: b64(wrong.object?.(cbor(attestation)) ?? cbor({ ...attestation, ...wrong.attestation })),
                transports: ['internal', 'hybrid'],
            },
            clientExtensionResults: {},
        };
    }

    // What navigator.credentials.get() gives.
    get(options, wrong = {}) {
        this.count += wrong.count === undefined && this.count > 0 ? 1 : 0;
        const clientData = this.#clientData('webauthn.get', options.challenge, wrong);
        const authData = this.#authenticatorData(options.rpId, this.flags, wrong);
        const signature = wrong.signature ?? this.#sign(Buffer.concat([authData, sha256(clientData)]));
        return {
            id: b64(this.id),
            rawId: b64(wrong.rawId ?? this.id),
            type: 'public-key',
            response: {
                clientDataJSON: b64(clientData),
                authenticatorData: b64(wrong.cut ? authData.subarray(0, wrong.cut) : authData),
                signature: b64(signature),
                userHandle: b64(wrong.userHandle ?? this.userHandle),
            },
            clientExtensionResults: {},
        };
    }
}
