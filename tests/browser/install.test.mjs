// The client is installed, as an app of its own.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { launch, launchAt } from './chromium.mjs';
import { ORIGIN, Person, PHONE } from './person.mjs';

const APP = { manifestId: `${ORIGIN}/` };
const SETTINGS = { name: 'Settings', exact: true };
const INSTALL = { name: 'Install the app', exact: true };

// Instead of Chromium's own question, which has no window here.
function answer() {
    globalThis.BeforeInstallPromptEvent.prototype.prompt = async () => (window.asked = (window.asked ?? 0) + 1);
}

// What a picture is: its size, and whether one can see through its corner.
async function look(address) {
    const picture = await createImageBitmap(await (await fetch(address)).blob());
    const { width, height } = picture;
    const canvas = new OffscreenCanvas(width, height).getContext('2d');
    canvas.drawImage(picture, 0, 0);
    return { size: `${width}x${height}`, corner: canvas.getImageData(0, 0, 1, 1).data[3] };
}

describe('in Chromium', () => {
    let folder, context, page, devtools;

    before(async () => {
        folder = mkdtempSync(join(tmpdir(), 'debt-profile-'));
        context = await launchAt(folder, '--bypass-app-banner-engagement-checks'); // a person has been here for a while
        await context.addInitScript(answer);
        [page] = context.pages();
        devtools = await context.newCDPSession(page);
        await page.setViewportSize(PHONE);
        await page.goto(ORIGIN);
    });
    after(async () => {
        await context.close();
        rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
    });

    test('nothing is missing that an app must have', async () => {
        assert.deepEqual(await devtools.send('Page.getInstallabilityErrors'), { installabilityErrors: [] });
        const { url, errors, data } = await devtools.send('Page.getAppManifest');
        assert.equal(url, `${ORIGIN}/manifest.webmanifest`);
        assert.deepEqual(errors, []);
        const { icons, screenshots, display, start_url } = JSON.parse(data);
        assert.equal(display, 'standalone');
        assert.equal(new URL(start_url, ORIGIN).origin, ORIGIN);
        for (const { src, type, sizes } of [...icons, ...screenshots]) {
            const answered = await page.evaluate((address) => fetch(address).then((one) => one.headers.get('content-type')), src);
            assert.equal(answered, type, src);
            if (sizes !== 'any') assert.equal((await page.evaluate(look, src)).size, sizes, src);
        }
        for (const form of ['narrow', 'wide']) assert.ok(screenshots.some(({ form_factor }) => form_factor === form), form);
        const { src } = icons.find(({ purpose }) => purpose === 'maskable');
        assert.equal((await page.evaluate(look, src)).corner, 255, 'it is cut by the phone');
    });

    test('it is offered in the settings, and asked for once', async () => {
        await page.getByRole('button', { name: 'Write down a debt now' }).click();
        await page.getByLabel('Who?').fill('Grace');
        await page.getByLabel('How much?').fill('12.50');
        await page.getByRole('button', { name: 'Save' }).click();
        await page.getByText('Grace owes you £12.50').first().waitFor();
        await page.getByRole('link', SETTINGS).click();
        await page.getByRole('button', INSTALL).click();
        await page.getByRole('button', INSTALL).waitFor({ state: 'detached' });
        assert.equal(await page.evaluate(() => window.asked), 1);
    });

    test('installed, it is a window of its own, without a network too, with what was written down before', async () => {
        const browser = await context.browser().newBrowserCDPSession();
        await page.evaluate(() => navigator.serviceWorker.ready.then(() => {}));
        await browser.send('PWA.install', { ...APP, installUrlOrBundleUrl: APP.manifestId });
        await browser.send('PWA.changeAppUserSettings', { ...APP, displayMode: 'standalone' });
        await context.setOffline(true);
        const [app] = await Promise.all([context.waitForEvent('page'), browser.send('PWA.launch', APP)]);
        await app.getByRole('link', { name: /^Grace owes you £12\.50/ }).first().waitFor();
        assert.equal(await app.evaluate(() => matchMedia('(display-mode: standalone)').matches), true);
        await app.getByRole('link', SETTINGS).click();
        await app.getByText('The app and your ledger take up').waitFor();
        assert.equal(await app.getByRole('button', INSTALL).count(), 0);
    });
});

describe('on an iPhone', () => {
    let browser, ada;

    before(async () => {
        browser = await launch();
        ada = await Person.at(browser);
        await ada.context.addInitScript(() => (Navigator.prototype.standalone = false)); // as Safari says it of a tab
    });
    after(async () => {
        await ada.leave();
        await browser.close();
    });

    test('it is said in the settings where it is to be found, once there is an account: what is in the browser stays there', async () => {
        const { page } = ada;
        await page.goto(ORIGIN);
        await page.getByRole('button', { name: 'Write down a debt now' }).click();
        await page.getByRole('link', SETTINGS).click();
        await page.getByText('The app and your ledger take up').waitFor();
        assert.equal(await page.getByText('Add to Home Screen').count(), 0);
        await page.goto(`${ORIGIN}/sign-in`);
        await ada.signUp({ then: 'Overview' });
        await page.getByRole('link', SETTINGS).click();
        await page.getByText('Add to Home Screen').waitFor();
        await ada.assertAccessible('how it is installed');
    });

    test('its picture has no corner that one can see through', async () => {
        const address = await ada.page.locator('link[rel=apple-touch-icon]').getAttribute('href');
        assert.deepEqual(await ada.page.evaluate(look, address), { size: '512x512', corner: 255 });
    });
});
