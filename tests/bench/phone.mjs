// A phone of the middle range: Chromium made slower than it is on this machine (slowdown.mjs), and slow 4G where a measurement wants it.
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const PROBE = fileURLToPath(new URL('probe.js', import.meta.url));
const DEVICE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true, locale: 'en-GB' };
const BIT = 1 / 8;
const SLOW_4G = { latency: 150, downloadThroughput: 1.6e6 * BIT, uploadThroughput: 750e3 * BIT };
const UNLIMITED = { latency: 0, downloadThroughput: -1, uploadThroughput: -1 };
const PATIENCE_MS = 120_000;
const LOOKED_AT_MS = 3_000;
const GONE_MS = 1_000; // a tab that was closed is taken apart by the process that draws the next one

export class Phone {
    #rate;
    #network = UNLIMITED;

    // rate: what Chromium is told to throttle its pages by. All tabs of one phone share what is stored on it.
    static async unpack(browser, origin, rate = 1) {
        const phone = new Phone();
        phone.origin = origin;
        phone.#rate = rate;
        phone.context = await browser.newContext(DEVICE);
        await phone.context.addInitScript(readFileSync(PROBE, 'utf8'));
        return phone;
    }

    // A new tab, with nothing in it yet; what there is still to be done of the one before is not measured with it.
    async tab() {
        const before = this.page;
        this.page = await this.context.newPage();
        if (before) await before.close().then(() => sleep(GONE_MS));
        this.page.setDefaultTimeout(PATIENCE_MS);
        if (this.#rate !== 1 || this.#network !== UNLIMITED) await this.#slowDown();
    }

    slow4g() {
        this.#network = SLOW_4G;
    }

    // The page's own requests; those of its service worker are cut off, too.
    async offline() {
        this.#network = { ...UNLIMITED, offline: true };
        await this.context.setOffline(true);
    }

    async #slowDown() {
        const devtools = await this.context.newCDPSession(this.page);
        await devtools.send('Emulation.setCPUThrottlingRate', { rate: this.#rate });
        await devtools.send('Network.enable');
        await devtools.send('Network.emulateNetworkConditions', { offline: false, ...this.#network });
    }

    // Milliseconds from the start of a visit until `there`, an expression of the page, is true and drawn.
    async visit(path, there) {
        await this.tab();
        await this.page.goto(`${this.origin}${path}`, { waitUntil: 'commit' });
        return this.page.evaluate(`probe.drawn(() => ${there})`);
    }

    // Milliseconds from the first input of `act` until each of `theres` is drawn.
    async answer(act, ...theres) {
        await this.page.evaluate(`probe.arm(${theres.map((there) => `() => ${there}`)})`);
        await act();
        return this.page.evaluate('probe.answer()');
    }

    // A finger goes where the thing is, and does not look at what is there as a test does: that would be measured, too.
    async tap(locator) {
        await locator.evaluate((element) => element.scrollIntoView({ block: 'center' }));
        const { x, y, width, height } = await locator.boundingBox();
        await this.page.mouse.click(x + width / 2, y + height / 2);
    }

    async signIn(username, password, button = 'Sign in') {
        const { page } = this;
        if (button === 'Sign in') await page.getByRole('button', { name: 'I have an account' }).click();
        await page.getByLabel('User name').fill(username);
        await page.getByLabel('Password').fill(password);
        await page.getByRole('button', { name: button, exact: true }).click();
        await page.getByRole('navigation').waitFor();
    }

    // Nothing is left to be sent or received.
    async inStep() {
        await this.page.locator('.sync:has(.dot:not(.off, .bad))', { hasNotText: '(' }).waitFor();
    }

    // A person looks at it before they leave.
    leftAlone() {
        return sleep(LOOKED_AT_MS);
    }

    // The service worker has all files.
    workerIsReady() {
        return this.page.evaluate(() => navigator.serviceWorker.ready.then(() => {}));
    }

    close() {
        return this.context.close();
    }
}
