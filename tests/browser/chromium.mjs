// Debian's Chromium, driven by Playwright, with a passkey's authenticator in software where a test wants one.
import { createHash, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { chromium } from 'playwright-core';

const CHROMIUM = process.env.DEBT_CHROMIUM ?? '/usr/bin/chromium';
const QUIET = [
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
];

// Chromium's own sandbox cannot be had as root. certificate: a file (PEM) whose key is trusted.
export function launch({ certificate } = {}) {
    const args = certificate ? [...QUIET, `--ignore-certificate-errors-spki-list=${fingerprint(certificate)}`] : QUIET;
    return chromium.launch({ executablePath: CHROMIUM, args, chromiumSandbox: process.getuid() !== 0 });
}

// SHA-256 of the public key, as Chromium wants it.
function fingerprint(certificate) {
    const { publicKey } = new X509Certificate(readFileSync(certificate));
    return createHash('sha256').update(publicKey.export({ type: 'spki', format: 'der' })).digest('base64');
}

// With a profile of its own in `folder`, for a program that drives it through `port`.
export function launchAt(port, folder) {
    const options = { executablePath: CHROMIUM, args: [...QUIET, `--remote-debugging-port=${port}`], chromiumSandbox: process.getuid() !== 0, locale: 'en-GB' };
    return chromium.launchPersistentContext(folder, options);
}

// Gives a page an authenticator that is built in, knows its user and says yes; by the DevTools protocol.
export async function addAuthenticator(page, options = {}) {
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('WebAuthn.enable');
    const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
        options: {
            protocol: 'ctap2',
            transport: 'internal',
            hasResidentKey: true,
            hasUserVerification: true,
            isUserVerified: true,
            automaticPresenceSimulation: true,
            ...options,
        },
    });
    return {
        credentials: async () => (await devtools.send('WebAuthn.getCredentials', { authenticatorId })).credentials,
    };
}
