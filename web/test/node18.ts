// What browsers have, and Node.js 18 does not have yet as globals.
import { webcrypto } from 'node:crypto';

globalThis.crypto ??= webcrypto as Crypto;
globalThis.CustomEvent ??= class extends Event {
    readonly detail: unknown;

    constructor(type: string, options: CustomEventInit = {}) {
        super(type, options);
        this.detail = options.detail;
    }
} as unknown as typeof CustomEvent;
