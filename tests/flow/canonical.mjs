// The hash chain as openapi.yaml documents it, written from the document alone.
import { createHash } from 'node:crypto';

// RFC 8785: members in order of their names' UTF-16 code units, no space, numbers and strings as ECMAScript writes them.
export function canonicalJson(value) {
    if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
    if (value !== null && typeof value === 'object') {
        const members = Object.keys(value)
            .sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
            .map((name) => `${JSON.stringify(name)}:${canonicalJson(value[name])}`);
        return `{${members.join(',')}}`;
    }
    return JSON.stringify(value);
}

export const FIRST_HASH = '0'.repeat(64);

export function eventHash(previousHash, event) {
    const { hash, ...said } = event;
    return createHash('sha256').update(Buffer.from(previousHash, 'hex')).update(canonicalJson(said)).digest('hex');
}

// Returns the seq of the first event whose hash is not what the chain says, or null.
export function brokenAt(events, previousHash = FIRST_HASH) {
    let previous = previousHash;
    for (const event of events) {
        if (eventHash(previous, event) !== event.hash) return event.seq;
        previous = event.hash;
    }
    return null;
}
