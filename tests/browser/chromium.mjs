// Debian's Chromium, driven by Playwright, with a passkey's authenticator in software where a test wants one.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const CHROMIUM = process.env.DEBT_CHROMIUM ?? '/usr/bin/chromium';

// Of what Chromium does by itself. Each window's address bar has two pages of its own in a third process, which cost more than ours (on a phone there are
// none), and there is a process for a page that might come. The others are those that Playwright turns off, which Chromium forgets when it is told of more.
const WITHOUT = [
    ...['WebUIOmniboxPopup', 'WebUIOmniboxAimPopup', 'WebUIOmniboxFullPopup', 'SpareRendererForSitePerProcess'],
    ...['AvoidUnnecessaryBeforeUnloadCheckSync', 'BoundaryEventDispatchTracksNodeRemoval', 'DestroyProfileOnBrowserClose', 'DialMediaRouteProvider'],
    ...['GlobalMediaControls', 'HttpsUpgrades', 'LensOverlay', 'MediaRouter', 'OptimizationHints', 'PaintHolding', 'RenderDocument'],
    ...['ThirdPartyStoragePartitioning', 'Translate'],
];
const QUIET = [
    `--disable-features=${WITHOUT.join(',')}`,
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
];

const program = { executablePath: CHROMIUM, chromiumSandbox: process.getuid() !== 0 }; // its sandbox cannot be had as root

// Starts a browser that every process connects to which is told its address (wsEndpoint()) by DEBT_BROWSER.
export const serve = () => chromium.launchServer({ ...program, args: QUIET, host: '127.0.0.1' });

// The browser that is shared; one of one's own where something is asked of it. authority: a file (PEM) by whom certificates may be. text_px: how large its
// user has text. name: another one for this machine, as a machine of one's own network has.
export async function launch({ authority, text_px, name } = {}) {
    const shared = process.env.DEBT_BROWSER;
    if (shared && !authority && !text_px && !name) return chromium.connect(shared);
    const home = authority ? homeThatTrusts(authority) : undefined;
    const env = home ? { ...process.env, HOME: home } : process.env;
    const asked = [text_px && `--blink-settings=defaultFontSize=${text_px}`, name && `--host-resolver-rules=MAP ${name} 127.0.0.1`].filter(Boolean);
    const browser = await chromium.launch({ ...program, args: [...QUIET, ...asked], env });
    if (home) browser.on('disconnected', () => rmSync(home, { recursive: true, force: true, maxRetries: 10 }));
    return browser;
}

// A user's home with the database of certificates that Chromium reads, made as README says.
function homeThatTrusts(authority) {
    const home = mkdtempSync(join(tmpdir(), 'debt-home-'));
    const database = join(home, '.pki', 'nssdb');
    mkdirSync(database, { recursive: true });
    execFileSync('certutil', ['-d', `sql:${database}`, '-A', '-t', 'C,,', '-n', 'Debt Tracker', '-i', authority], { stdio: 'pipe' });
    return home;
}

// With a profile of its own in `folder`, as a person has one: for a program that drives it through a port, and where something is to be installed.
export function launchAt(folder, ...asked) {
    const env = { ...process.env, HOME: folder, XDG_DATA_HOME: folder }; // what it installs goes with it
    const options = { ...program, args: [...QUIET, ...asked], env, locale: 'en-GB' };
    return chromium.launchPersistentContext(folder, options);
}

// One more tab on a device, in a window of its own: Chromium draws a tab that is behind another one once in a second.
export async function openTab(context) {
    const [open] = context.pages();
    if (!open) return context.newPage();
    const [tab] = await Promise.all([context.waitForEvent('page'), open.evaluate(() => void window.open('about:blank', '', 'popup,noopener'))]);
    return tab;
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
