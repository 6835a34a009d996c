// What is written without a network is there, stays there, and is uploaded once when the network is back.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { launch } from './chromium.mjs';
import { startStack } from './stack.mjs';
import { Visitor } from './visitor.mjs';
import { until } from './wait.mjs';

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
        await ada.page.getByRole('button', { name: 'Offline (2)' }).waitFor();
        assert.ok((await ada.waiting()) > 0);
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
        assert.equal(await ada.waiting(), 2, 'a person and a debt');
        await ada.context.setOffline(false);
        await ada.page.reload();
        await ada.uploaded();
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

    it('has thrown no error in the page', () => assert.deepEqual(ada.faults, []));

    it('has on the server each person once', async () => {
        const log = await stack.psql(
            `select data->>'name' from debt.events where type = 'CONTACT_CREATED' order by seq`,
        );
        assert.deepEqual(log.trim().split('\n').sort(), ['Berta', 'Carla', 'Dora', 'Emil', 'Frieda', 'Gustav', 'Hanna']);
    });
});
