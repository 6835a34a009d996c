// What goes wrong around the client: a full disk, a session that ends, a new version, two tabs, a day without a network, a
// server that was restored from a backup. Nothing is lost, and it says what is to be done.
import assert from 'node:assert/strict';
import { appendFileSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { launch } from './chromium.mjs';
import { run, startStack } from './stack.mjs';
import { stored } from './stored.mjs';
import { Visitor } from './visitor.mjs';
import { until } from './wait.mjs';

// Small from the start: Chromium looks at the quota again only after half a minute.
const QUOTA_BYTES = 6e6;

// Stores so much beside the client's data that nothing more fits, not even a little.
async function fill() {
    const opening = indexedDB.open('filler', 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore('bytes', { autoIncrement: true });
    await new Promise((resolve) => (opening.onsuccess = resolve));
    const put = (bytes) =>
        new Promise((resolve) => {
            const writing = opening.result.transaction('bytes', 'readwrite', { durability: 'relaxed' });
            writing.objectStore('bytes').add(crypto.getRandomValues(new Uint8Array(bytes)));
            writing.oncomplete = () => resolve(true);
            writing.onabort = () => resolve(false);
        });
    for (const bytes of [65536, 1024]) while (await put(bytes)); // until it is refused
    opening.result.close();
}

// Tears the log that is stored, or takes away the glance that is kept of it.
function spoil(what) {
    const { id } = JSON.parse(localStorage.getItem('debt-tracker.account'));
    return new Promise((resolve) => {
        indexedDB.open(`debt-tracker-${id}`).onsuccess = ({ target: { result: database } }) => {
            const writing = database.transaction(['pages', 'meta'], 'readwrite');
            const [pages, meta] = ['pages', 'meta'].map((name) => writing.objectStore(name));
            if (what === 'glance') meta.delete('glance');
            else pages.getAll().onsuccess = ({ target }) => target.result.forEach((page) => pages.put({ ...page, bytes: page.bytes.slice(0, -1) }));
            writing.oncomplete = () => resolve(database.close());
        };
    });
}

// Deletes all that is stored, as a person can, and a browser that is short of space.
async function drop() {
    for (const { name } of await indexedDB.databases()) await new Promise((resolve) => (indexedDB.deleteDatabase(name).onsuccess = resolve));
}

describe('in trouble', () => {
    let stack, origin, browser, ada, page, devtools;

    before(async () => {
        stack = await startStack('trouble');
        origin = `http://localhost:${stack.port}`; // where __Host- cookies and service workers work without TLS
        browser = await launch();
        ada = await Visitor.arrives(browser, origin);
        ({ page } = ada);
        devtools = await ada.context.newCDPSession(page);
        await devtools.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: QUOTA_BYTES });
        await ada.signsUp();
        await until('the client is kept on the device', () => page.evaluate(() => navigator.serviceWorker.controller !== null));
    });
    after(async () => {
        await browser?.close();
        await stack?.stop();
    });

    const names = async () =>
        (await stack.psql("select data->>'name' from debt.events where type = 'CONTACT_CREATED' order by seq")).trim().split('\n');

    it('a connection that is lost while the client is first kept on the device: it is kept when it is back', async () => {
        const [file, elsewhere] = [join(stack.state, 'programs/web/icon-512.png'), join(stack.state, 'icon-512.png')];
        renameSync(file, elsewhere);
        const berta = await browser.newContext();
        try {
            const tab = await berta.newPage();
            await tab.addInitScript(() => {
                const { serviceWorker } = navigator;
                const register = serviceWorker.register.bind(serviceWorker);
                window.tried = 0;
                serviceWorker.register = (...of) => register(...of).finally(() => window.tried++);
            });
            await tab.goto(origin);
            const was_refused = async () => window.tried > 0 && (await navigator.serviceWorker.getRegistration()) === undefined;
            await until('it could not be kept', () => tab.evaluate(was_refused));
            renameSync(elsewhere, file);
            await until('the client is kept on the device', () => tab.evaluate(() => navigator.serviceWorker.controller !== null));
            assert.ok((await tab.evaluate(() => window.tried)) > 1);
        } finally {
            if (existsSync(elsewhere)) renameSync(elsewhere, file);
            await berta.close();
        }
    });

    it('a full disk: says so, keeps what was typed and what was there, and goes on when there is room', async () => {
        await ada.adds('Anna', '1');
        await ada.uploaded();
        await page.evaluate(fill);
        await page.getByRole('link', { name: 'Add', exact: true }).click();
        await page.locator('#who').fill('Berta');
        await page.locator('#amount').fill('2');
        await page.getByRole('button', { name: 'The disk is full' }).waitFor(); // what is typed cannot be kept
        await page.getByRole('link', { name: 'Overview', exact: true }).click();
        await page.getByRole('link', { name: 'Add', exact: true }).click();
        await page.getByText('You began this and have not saved it').waitFor();
        assert.equal(await page.locator('#who').inputValue(), 'Berta');
        const save = () => page.getByRole('button', { name: 'Save', exact: true }).click();
        await save();
        await page.getByText('there is no space left on this device').waitFor();
        await page.getByRole('button', { name: 'The disk is full' }).waitFor();
        assert.equal(await page.locator('#who').inputValue(), 'Berta');
        assert.equal(await ada.waiting(), 0);
        await devtools.send('Storage.overrideQuotaForOrigin', { origin });
        await page.evaluate(() => new Promise((resolve) => (indexedDB.deleteDatabase('filler').onsuccess = resolve)));
        await save();
        await page.getByRole('status').getByText('Berta').first().waitFor();
        await ada.uploaded();
        await page.getByRole('button', { name: 'The disk is full' }).waitFor({ state: 'detached' });
        await ada.shows('Anna');
    });

    it('a session that ends: says so on every screen, keeps on writing, and goes on after signing in', async () => {
        await stack.psql('update debt.sessions set ended_at = clock_timestamp()');
        await ada.context.clearCookies({ name: /access/ });
        await ada.adds('Carla', '3');
        await page.getByRole('button', { name: 'Sign in again' }).first().click();
        await page.getByRole('dialog').getByText('what waits here is uploaded').waitFor();
        assert.equal(await ada.waiting(), 2);
        await page.getByRole('dialog').getByRole('button', { name: 'Close', exact: true }).first().click();
        await page.getByRole('link', { name: 'Settings', exact: true }).click();
        const told = page.getByText('Your session has ended. Sign in again');
        await told.nth(1).waitFor(); // of what is on this device, and of the devices that are signed in
        await page.getByRole('link', { name: 'Everything (JSON)' }).click();
        await told.nth(2).waitFor();
        assert.equal(await page.getByText('This needs a connection').count(), 0);
        await page.getByRole('main').getByRole('link', { name: 'Sign in' }).click();
        assert.equal(await page.getByLabel('User name').inputValue(), ada.username);
        await ada.signsIn(ada.username);
        await ada.uploaded();
        await ada.shows('Carla');
    });

    it('a clock that is put forward and back: the session is refreshed each time that its access has run out', async () => {
        const phone = await Visitor.arrives(browser, origin);
        await phone.signsIn(ada.username);
        await phone.shows('Carla');
        await phone.page.evaluate(() => {
            const { now } = Date;
            window.ahead = 0;
            Date.now = () => now() + window.ahead;
        });
        let refreshes = 0;
        phone.page.on('request', (request) => request.url().endsWith('/api/auth/refresh') && refreshes++);
        for (const [times, days] of [1, 0, -1, 0].entries()) {
            await phone.page.evaluate((ms) => (window.ahead = ms), days * 86_400_000);
            await phone.context.clearCookies({ name: /access/ }); // a browser does so after 15 minutes
            await phone.adds('Carla', '1');
            await phone.uploaded();
            assert.equal(refreshes, times + 1);
        }
        assert.deepEqual(phone.faults, []);
        await phone.context.close();
    });

    it('a disk that is full at the first sign-in: says that nothing can be read here, and goes on when there is room', async () => {
        const phone = await Visitor.arrives(browser, origin);
        const quota = await phone.context.newCDPSession(phone.page);
        await quota.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 4e6 });
        await phone.page.evaluate(fill);
        await phone.signsUp();
        await phone.page.getByRole('heading', { name: 'Your ledger cannot be read' }).waitFor();
        await quota.send('Storage.overrideQuotaForOrigin', { origin });
        await phone.page.getByRole('button', { name: 'Try again' }).click();
        await phone.adds('Rosa', '1');
        await phone.uploaded();
        assert.deepEqual(phone.faults, []);
        await phone.context.close();
    });

    it('two tabs: one sends, and when it is closed the other does', async () => {
        const other = await ada.opensTab();
        await other.getByRole('button', { name: 'Up to date' }).waitFor(); // the first one tells it
        const senders = [];
        ada.context.on('request', (request) => {
            if (request.method() === 'POST' && request.url().endsWith('/api/events')) senders.push(request.frame().page());
        });
        await ada.adds('Dora', '4', other);
        await ada.adds('Emil', '5');
        await ada.uploaded();
        assert.ok(senders.length > 0);
        assert.ok(senders.every((sender) => sender === page), 'the first tab sends for both');
        await page.close();
        page = ada.page = other;
        await ada.adds('Frieda', '6');
        await ada.uploaded();
        assert.equal(senders.at(-1), other);
        await ada.shows('Dora');
        devtools = await ada.context.newCDPSession(page);
    });

    it('a proxy that answers in place of the server: it waits, is not refused, and what is here can be read', async () => {
        const page_of_proxy = (status) => ({ status, contentType: 'text/html', body: '<h1>Welcome to our Wi-Fi</h1>' });
        const answers = [404, 403, 408, 401, 413, 422, 200].map(page_of_proxy);
        const phone = await Visitor.arrives(browser, origin);
        await phone.signsIn(ada.username);
        await phone.shows('Frieda');
        await phone.context.routeWebSocket('**/ws**', (socket) => socket.close());
        const is_online = () => phone.page.evaluate(() => dispatchEvent(new Event('online'))); // it does not wait until it is time
        let [method, given] = ['POST', 0];
        await phone.context.route('**/api/events**', (route) =>
            route.request().method() === method ? route.fulfill(answers[given++ % answers.length]) : route.continue());
        const all_have_come = () => until(`each of them has come to ${method}`, async () => (await is_online(), given >= answers.length));
        await phone.adds('Zora', '1');
        await all_have_come();
        [method, given] = ['GET', 0];
        await phone.page.reload();
        await all_have_come();
        await phone.shows('Zora');
        await phone.page.getByRole('link', { name: 'Overview', exact: true }).click();
        await phone.page.getByRole('button', { name: 'Offline (1)' }).waitFor();
        assert.equal(await phone.page.getByRole('button', { name: 'These need you' }).count(), 0);
        assert.equal(await phone.page.getByRole('heading', { name: 'Your ledger cannot be read' }).count(), 0);
        assert.equal(await phone.waiting(), 2);
        await phone.context.unroute('**/api/events**');
        await is_online();
        await phone.uploaded();
        assert.ok((await names()).includes('Zora'));
        assert.deepEqual(phone.faults, []);
        await phone.context.close();
    });

    it('a network that lets no WebSocket through: asks again and again', async () => {
        const phone = await Visitor.arrives(browser, origin, (context) => context.routeWebSocket('**/ws**', (socket) => socket.close()));
        await phone.signsIn(ada.username);
        await phone.shows('Frieda');
        await ada.adds('Frieda', '1.50');
        await phone.page.getByRole('link', { name: /^Frieda owes you £7\.50/ }).waitFor();
        assert.deepEqual(phone.faults, []);
        await phone.context.close();
    });

    it('a day without a network, as any other day; then all of it is there, once', async () => {
        const phone = await Visitor.arrives(browser, origin);
        await phone.signsIn(ada.username);
        await phone.shows('Frieda');
        await phone.context.setOffline(true);
        for (const [name, amount] of [['Gustav', '7'], ['Hanna', '8.50'], ['Ida', '9'], ['Anna', '10']]) await phone.adds(name, amount);
        await phone.page.getByRole('link', { name: 'People', exact: true }).click();
        await phone.page.getByRole('link', { name: /^Gustav/ }).click();
        await phone.page.getByRole('button', { name: 'Settle all or part' }).click();
        await phone.page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
        await phone.page.getByText('You and Gustav are even').waitFor();
        await phone.page.reload();
        await phone.page.getByText('You and Gustav are even').waitFor();
        await phone.page.getByRole('link', { name: 'Entries', exact: true }).click();
        await phone.page.getByRole('link', { name: /Hanna owes you £8\.50/ }).click();
        await phone.page.locator('#amount').fill('18.50');
        await phone.page.getByRole('button', { name: 'Save', exact: true }).click();
        await phone.page.getByRole('status').getByText('Saved').first().waitFor();
        await phone.page.getByRole('status').getByRole('button', { name: 'Undo' }).click();
        await phone.page.getByText('Hanna owes you £8.50').first().waitFor();
        await ada.adds('Julius', '11'); // meanwhile, on the other device
        assert.equal(await phone.waiting(), 10);
        await phone.context.setOffline(false);
        await phone.uploaded();
        await phone.shows('Julius');
        await ada.shows('Hanna');
        await page.getByRole('link', { name: /Hanna owes you £8\.50/ }).waitFor();
        assert.deepEqual(phone.faults, []);
        await phone.context.close();
    });

    it('a new version: is offered, taken when one says so, and loses nothing that waits', async () => {
        await page.route('**/api/events**', (route) => route.abort()); // it waits until the end
        await ada.adds('Karl', '12');
        const phone = await Visitor.arrives(browser, origin); // whose page has known no worker but the first
        await phone.signsIn(ada.username);
        await until('the client is kept on the device', () => phone.page.evaluate(() => navigator.serviceWorker.controller !== null));
        const worker = join(stack.state, 'programs/web/service-worker.js');
        rmSync(`${worker}.gz`);
        appendFileSync(worker, '\n// another version\n');
        for (const tab of [phone.page, page]) {
            await tab.evaluate(async () => (await navigator.serviceWorker.getRegistration()).update());
            await tab.getByText('A new version is ready').waitFor();
            const loaded = tab.waitForEvent('load');
            await tab.getByRole('button', { name: 'Use it now' }).click();
            await loaded;
            await until('it has taken over', () => tab.evaluate(async () => (await navigator.serviceWorker.getRegistration()).waiting === null));
            await tab.getByText('A new version is ready').waitFor({ state: 'hidden' });
        }
        await phone.context.close();
        await until('it is still here', async () => (await ada.waiting()) === 2);
        await ada.shows('Karl');
        assert.equal(await page.getByText('A new version is ready').count(), 0);
        await page.unroute('**/api/events**');
        await page.reload();
        await ada.uploaded();
    });

    it('a server restored from a backup: what it lost is sent to it once more', async () => {
        const folder = join(stack.state, 'backups');
        mkdirSync(folder);
        const [key, file] = [join(folder, 'key'), join(folder, 'debt.age')];
        const recipient = /age1\w+/.exec((await run('age-keygen', ['-o', key])).stderr)[0];
        const taken = await stack.debtctl(['backup', '--to', file, '--recipient', recipient]);
        assert.equal(taken.status, 0, taken.stderr);
        await ada.adds('Ludwig', '13');
        await ada.uploaded();
        const before = await names();
        const restored = await stack.debtctl(['restore', '--from', file, '--identity', key, '--replace']);
        assert.equal(restored.status, 0, restored.stderr);
        assert.ok(!(await names()).includes('Ludwig'), 'the server has lost it');
        await page.reload();
        await page.getByRole('button', { name: 'Sign in again' }).first().waitFor(); // a restore ends all sessions
        await page.goto(`${origin}/sign-in`);
        await ada.signsIn(ada.username);
        await until('the server has it again', async () => (await names()).includes('Ludwig'), { timeout_ms: 60_000 });
        await ada.uploaded();
        assert.deepEqual((await names()).sort(), before.sort());
        await ada.shows('Ludwig');
    });

    it('what is stored cannot be read: says so on every screen, and fetches it anew without losing what waits', async () => {
        await page.route('**/api/events**', (route) => route.abort()); // it waits until the end
        await ada.adds('Magda', '14');
        await until('a glance is kept', () => ada.glanced());
        await page.evaluate(spoil, 'log');
        await page.reload();
        const told = page.getByRole('heading', { name: 'Your ledger cannot be read' });
        await told.waitFor();
        await page.getByRole('link', { name: 'People', exact: true }).click();
        await told.waitFor();
        await page.evaluate(spoil, 'glance');
        const again = page.waitForEvent('load');
        await page.getByRole('button', { name: 'Try again' }).click();
        await again;
        await told.waitFor();
        assert.equal(await ada.waiting(), 2, 'it is still here');
        const loaded = page.waitForEvent('load');
        await page.getByRole('button', { name: 'Fetch it from the server' }).click();
        await loaded;
        await page.getByRole('heading', { name: 'Fetching your ledger' }).waitFor();
        assert.equal(await ada.waiting(), 2, 'and here');
        await page.unroute('**/api/events**');
        await page.reload();
        await ada.uploaded();
        for (const name of ['Anna', 'Ludwig', 'Magda']) await ada.shows(name);
    });

    it('what is stored cannot be read later: says so in the tab that syncs, and fetches it anew; in another, until it can be read again', async () => {
        const other = await ada.opensTab();
        await other.getByRole('button', { name: 'Up to date' }).waitFor();
        const told = (tab) => tab.getByRole('heading', { name: 'Your ledger cannot be read' });
        await other.evaluate(() => {
            const { parse } = JSON;
            window.mend = () => (JSON.parse = parse);
            JSON.parse = () => { throw new SyntaxError('The page is torn.'); };
        });
        await ada.adds('Nora', '15');
        await told(other).waitFor();
        assert.equal(await told(page).count(), 0);
        await other.evaluate(() => window.mend());
        await ada.adds('Otto', '16');
        await ada.shows('Otto', other);
        await ada.uploaded();
        await other.close();

        await page.evaluate(spoil, 'log');
        const phone = await Visitor.arrives(browser, origin);
        await phone.signsIn(ada.username);
        await phone.adds('Paula', '17');
        await told(page).waitFor();
        const loaded = page.waitForEvent('load');
        await page.getByRole('button', { name: 'Fetch it from the server' }).click();
        await loaded;
        for (const name of ['Anna', 'Otto', 'Paula']) await ada.shows(name);
        assert.deepEqual(phone.faults, []);
        await phone.context.close();
    });

    it('what is stored is deleted under the page: it is fetched anew, with all that waits, and shown as it comes', async () => {
        const phone = await Visitor.arrives(browser, origin);
        await phone.signsIn(ada.username);
        await phone.shows('Anna');
        const other = await phone.opensTab();
        await phone.shows('Anna', other);
        await phone.uploaded();
        await phone.page.evaluate(drop);
        await phone.adds('Bea', '18');
        for (const tab of [phone.page, other]) for (const name of ['Bea', 'Anna']) await phone.shows(name, tab);
        await ada.adds('Cleo', '19');
        for (const tab of [phone.page, other]) await phone.shows('Cleo', tab);
        await phone.uploaded();

        await until('the client is kept on the device', () => phone.page.evaluate(() => navigator.serviceWorker.controller !== null));
        await phone.context.setOffline(true);
        await phone.adds('Dina', '20');
        await phone.page.evaluate(drop);
        await until('it waits in the new one', async () => (await phone.waiting()) === 2);
        await phone.adds('Edda', '21', other);
        assert.equal(await phone.waiting(), 4);
        await phone.page.getByRole('link', { name: 'Add', exact: true }).click();
        await phone.page.locator('#who').fill('begun');
        await until('it is kept', async () => (await stored(phone.page, 'drafts')).length > 0);
        await phone.page.evaluate(drop);
        await until('it is kept again', async () => (await stored(phone.page, 'drafts')).length > 0);
        await phone.page.reload();
        assert.equal(await phone.waiting(), 4);
        await phone.context.setOffline(false);
        await phone.uploaded();
        for (const tab of [phone.page, other]) for (const name of ['Anna', 'Cleo', 'Dina', 'Edda']) await phone.shows(name, tab);

        await phone.page.getByRole('link', { name: 'Settings', exact: true }).click();
        await phone.page.getByRole('button', { name: 'Sign out', exact: true }).click();
        for (const tab of [phone.page, other]) await tab.getByLabel('User name').waitFor();
        assert.deepEqual(await other.evaluate(() => indexedDB.databases()), [], 'what is deleted with the account stays so');
        assert.deepEqual(phone.faults, []);
        await phone.context.close();
    });

    it('a text with half of a character, as some programs cut it: is saved with what can be read of it', async () => {
        const half = '\ud83d';
        await page.getByRole('link', { name: 'Add', exact: true }).click();
        await page.locator('#who').evaluate((field, text) => {
            field.value = text;
            field.dispatchEvent(new Event('input', { bubbles: true }));
        }, `Quentin ${half}`);
        await page.locator('#amount').fill('22');
        await page.getByRole('button', { name: 'Save', exact: true }).click();
        await page.getByRole('status').getByText('Quentin').first().waitFor();
        await ada.uploaded();
        assert.ok((await names()).includes('Quentin \ufffd'));
    });

    it('has thrown no error, and has on the server each person once', async () => {
        assert.deepEqual(ada.faults, []);
        const people = ['Anna', 'Bea', 'Berta', 'Carla', 'Cleo', 'Dina', 'Dora', 'Edda', 'Emil', 'Frieda', 'Gustav', 'Hanna', 'Ida', 'Julius', 'Karl', 'Ludwig', 'Magda', 'Nora', 'Otto', 'Paula', 'Quentin \ufffd', 'Rosa', 'Zora'];
        assert.deepEqual((await names()).sort(), people);
    });
});
