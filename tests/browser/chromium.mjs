// Debian's Chromium, driven by Playwright, with a passkey's authenticator in software where a test wants one.
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

// Chromium's own sandbox cannot be had as root.
export function launch() {
    return chromium.launch({ executablePath: CHROMIUM, args: QUIET, chromiumSandbox: process.getuid() !== 0 });
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
