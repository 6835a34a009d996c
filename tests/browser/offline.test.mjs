// What is written without a network is there, stays there, and is uploaded once when the network is back.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { launch } from './chromium.mjs';
import { startStack } from './stack.mjs';
import { Visitor } from './visitor.mjs';
import { until } from './wait.mjs';

// What comes after everything else waits until it is released.
function holdLastTurns() {
    const held = [];
    let released = false;
    scheduler.postTask = (step) => new Promise((resolve) => (released ? resolve(step()) : held.push(() => resolve(step()))));
    window.release = () => {
        released = true;
        for (const go_on of held) go_on();
    };
}

describe('the web client', () => {
    let stack, origin, browser, ada;

    before(async () => {
        stack = await startStack('browser');
        browser = await launch();
        origin = `http://localhost:${stack.port}`; // where __Host- cookies and service workers work without TLS
        ada = await Visitor.arrives(browser, origin);
        await ada.signsUp();
    });
    after(async () => {
        await browser?.close();
        await stack?.stop();
    });

    it('uploads what is written', async () => {
        await ada.adds('Berta', '12.50');
        await ada.uploaded();
    });

    it('shows on another device what was written on this one', async () => {
        const phone = await Visitor.arrives(browser, origin);
        await phone.signsIn(ada.username);
        await phone.shows('Berta');
        await ada.adds('Carla', '3');
        await phone.shows('Carla');
        await phone.adds('Dora', '4');
        await ada.shows('Dora');
        assert.deepEqual(phone.faults, []);
        await phone.context.close();
    });

    it('shows in another tab what was written in this one, at once, without a network', async () => {
        const other = await ada.opensTab();
        await ada.context.setOffline(true);
        await ada.adds('Emil', '5');
        await ada.shows('Emil', other);
        await ada.page.getByRole('link', { name: 'Overview', exact: true }).click();
        await ada.page.getByRole('button', { name: 'Offline (1)' }).click();
        await ada.page.getByRole('dialog').getByText('1 change waits to be uploaded').waitFor();
        const [row, ...others] = await ada.page.getByRole('dialog').getByRole('listitem').allInnerTexts();
        assert.deepEqual([row.split('\n'), others], [['Emil was added', 'Emil owes you £5.00'], []], 'a person and a debt are one');
        await ada.page.keyboard.press('Escape');
        assert.equal(await ada.waiting(), 2);
        await ada.context.setOffline(false);
        await ada.uploaded();
        await other.close();
    });

    it('opens without a network, keeps what is written, and uploads it once', async () => {
        const kept = () => ada.page.evaluate(() => navigator.serviceWorker.controller !== null);
        await until('the client is kept on the device', kept);
        await ada.context.setOffline(true);
        await ada.page.reload();
        await ada.adds('Frieda', '6');
        await ada.page.reload();
        await ada.shows('Frieda');
        const waits = ada.page.getByRole('link', { name: /^Frieda/ }).getByText('not uploaded yet').filter({ visible: true });
        await waits.first().waitFor();
        assert.equal(await ada.waiting(), 2, 'a person and a debt');
        await ada.context.setOffline(false);
        await ada.page.reload();
        await ada.uploaded();
        await waits.first().waitFor({ state: 'detached' });
    });

    it('asks the server without the service worker in between', async () => {
        const path = '/api/health';
        await ada.page.evaluate((path) => fetch(path).then((answer) => answer.text()), path);
        const source = await until('the browser tells of it', () => ada.page.evaluate((path) => performance.getEntriesByName(new URL(path, location).href).at(-1)?.workerFinalSourceType, path));
        assert.equal(source, 'network');
    });

    it('has sent what is added before it says so: others are not kept waiting', async () => {
        await ada.page.getByRole('link', { name: 'Overview', exact: true }).click();
        await ada.page.getByRole('button', { name: 'Up to date' }).waitFor();
        await ada.page.evaluate(() => {
            window.order = [];
            const { fetch } = window;
            window.fetch = (...asked) => (asked[1]?.method === 'POST' && window.order.push('sent'), fetch(...asked));
            const is_said = () => document.querySelector('.toast')?.textContent.includes('Emil');
            new MutationObserver(() => is_said() && window.order.push('said')).observe(document.body, { childList: true, subtree: true });
        });
        await ada.adds('Emil', '8');
        assert.deepEqual((await ada.page.evaluate(() => window.order)).slice(0, 2), ['sent', 'said']);
        await ada.uploaded();
        await ada.page.reload();
    });

    it('goes on when the server comes back', async () => {
        await stack.supervisor.kill('SIGTERM');
        await until('the stack has ended', () => stack.end);
        await ada.adds('Gustav', '7');
        assert.equal(await ada.waiting(), 2);
        await stack.start();
        await ada.uploaded();
    });

    it('goes on after signing in again', async () => {
        await ada.context.clearCookies();
        await ada.page.reload();
        await ada.adds('Hanna', '8');
        await ada.page.getByRole('button', { name: /Sign in again/ }).first().waitFor();
        assert.equal(await ada.waiting(), 2);
        await ada.page.goto(`${origin}/sign-in`);
        await ada.signsIn(ada.username);
        await ada.uploaded();
        await ada.shows('Hanna');
    });

    it('shows what it showed before it has read the ledger anew, and all of that to whoever goes on at once', async () => {
        const { page } = ada;
        const net = page.locator('.hero .net');
        const overview = async () => {
            await page.getByRole('link', { name: 'Overview', exact: true }).click();
            return net.textContent();
        };
        const before = await overview();
        await until('a glance of it is kept', () => ada.glanced());
        await page.addInitScript(holdLastTurns);
        await page.reload();
        await net.waitFor();
        assert.equal(await net.textContent(), before);
        await page.getByRole('link', { name: 'People', exact: true }).click();
        await page.locator('main[aria-busy=true]').waitFor();
        assert.equal(await page.locator('main').textContent(), '', 'nothing is said of a ledger that is not there yet');
        await page.evaluate('release()');
        for (const name of ['Berta', 'Hanna']) await ada.shows(name);
        await page.locator('main[aria-busy=false]').waitFor();
        assert.equal(await overview(), before);

        await ada.adds('Ida', '7');
        const after = await overview();
        assert.notEqual(after, before);
        await page.reload(); // at once: what is kept is of an earlier ledger, or of this one
        await net.waitFor();
        assert.equal(await net.textContent(), after);
        await page.evaluate('release()');
        await ada.uploaded();
    });

    it('has thrown no error in the page', () => assert.deepEqual(ada.faults, []));

    it('has on the server each person once', async () => {
        const log = await stack.psql(
            `select data->>'name' from debt.events where type = 'CONTACT_CREATED' order by seq`,
        );
        assert.deepEqual(log.trim().split('\n').sort(), ['Berta', 'Carla', 'Dora', 'Emil', 'Frieda', 'Gustav', 'Hanna', 'Ida']);
    });
});
