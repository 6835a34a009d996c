// Signing out is decided once: nothing is saved any more from then on, and neither a slow server nor a closed tab takes it back.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { launch } from './chromium.mjs';
import { sharedStack } from './stack.mjs';
import { Visitor } from './visitor.mjs';
import { until } from './wait.mjs';

describe('signing out', () => {
    let stack, origin, browser;

    before(async () => {
        stack = await sharedStack();
        origin = `http://localhost:${stack.port}`;
        browser = await launch();
    });
    after(async () => {
        await browser?.close();
        await stack?.stop();
    });

    // Somebody with one debt, in the settings.
    async function ada() {
        const visitor = await Visitor.arrives(browser, origin);
        await visitor.signsUp();
        await visitor.adds('Berta', '12.50');
        await visitor.uploaded();
        await visitor.page.getByRole('link', { name: 'Settings', exact: true }).click();
        await visitor.page.getByText('Every change is on the server.').waitFor();
        return visitor;
    }

    const leaves = (page) => page.getByRole('button', { name: 'Sign out', exact: true }).click();
    const databases = (page) => page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name).filter((name) => name.startsWith('debt-tracker-')));
    const is_gone = (page) => until('nothing is stored here', async () => (await databases(page)).length === 0);
    const sessions = async ({ username }) =>
        Number(await stack.psql(`select count(*) from debt.sessions s join debt.accounts a on a.id = s.account_id where a.username = '${username}' and s.ended_at is null`));

    const colours = async ({ username }) => {
        const chosen = (await stack.psql(`select chosen from debt.settings join debt.accounts using (ledger_id) where username = '${username}'`)).trim();
        return JSON.parse(chosen || '{}').direction_colors;
    };

    // A tab that hears nothing of what others do.
    async function opensAsleep(visitor, path = '/') {
        await visitor.context.addInitScript(() => {
            if (location.hash === '#asleep') addEventListener('storage', (event) => event.stopImmediatePropagation(), true);
        });
        return visitor.opensTab(`${path}#asleep`);
    }

    // Answers to `path` come when the test says so.
    async function holds({ context }, path) {
        let letGo;
        const held = new Promise((resolve) => (letGo = resolve));
        await context.route(path, async (route) => {
            await held;
            await route.continue().catch(() => {}); // its tab may be closed
        });
        return letGo;
    }

    it('leaves no screen to save anything from while the server has not answered, and nothing on the device', async () => {
        const visitor = await ada();
        const letGo = await holds(visitor, '**/api/auth/logout');
        const asked = visitor.page.waitForRequest('**/api/auth/logout');
        await leaves(visitor.page);
        await asked;
        await visitor.page.getByLabel('User name').waitFor();
        assert.equal(await visitor.page.getByRole('navigation').count(), 0);
        await is_gone(visitor.page);
        assert.equal(await sessions(visitor), 1, 'it has not answered');
        letGo();
        await until('the session has ended', async () => (await sessions(visitor)) === 0);
        assert.deepEqual(visitor.faults, []);
        await visitor.context.close();
    });

    it('is not taken back by closing the tab before the server has answered', async () => {
        const visitor = await ada();
        const letGo = await holds(visitor, '**/api/auth/logout');
        const asked = visitor.page.waitForRequest('**/api/auth/logout');
        await leaves(visitor.page);
        await asked;
        await visitor.page.close();
        letGo();
        visitor.page = await visitor.opensTab();
        await visitor.page.getByLabel('User name').waitFor();
        await is_gone(visitor.page);
        await until('the session has ended', async () => (await sessions(visitor)) === 0);
        await visitor.context.close();
    });

    it('is not taken back by closing the tab as soon as it is decided', async () => {
        const visitor = await ada();
        await visitor.page.evaluate(decides);
        await visitor.page.reload();
        await visitor.page.getByLabel('User name').waitFor();
        await is_gone(visitor.page);
        await until('the session has ended', async () => (await sessions(visitor)) === 0);
        assert.equal(await visitor.page.evaluate(() => localStorage.getItem('debt-tracker.account')), null);
        await visitor.context.close();
    });

    // Chooses how the ledger is shown, and signs out before that can have been sent: until the test lets it.
    async function choosesAndLeaves(visitor) {
        const letGo = await holds({ context: visitor.page }, '**/api/settings');
        const asked = visitor.page.waitForRequest('**/api/settings');
        await visitor.page.locator('#colours').selectOption('plain');
        await asked;
        await leaves(visitor.page);
        await visitor.page.getByLabel('User name').waitFor();
        return letGo;
    }

    it('has what was chosen just before sent by the next page, where its own is closed at once', async () => {
        const visitor = await ada();
        await choosesAndLeaves(visitor);
        await visitor.page.close();
        visitor.page = await visitor.opensTab();
        await until('it is sent', async () => (await colours(visitor)) === 'plain');
        await is_gone(visitor.page);
        await until('the session has ended', async () => (await sessions(visitor)) === 0);
        assert.deepEqual(visitor.faults, []);
        await visitor.context.close();
    });

    it('lets one sign in again in the tab where it was decided, though another one was the first to delete what is here', async () => {
        const visitor = await ada();
        const tab = await visitor.opensTab();
        await tab.getByRole('button', { name: 'Up to date' }).waitFor();
        const letGo = await choosesAndLeaves(visitor);
        await tab.getByLabel('User name').waitFor();
        await is_gone(tab);
        await visitor.signsIn(visitor.username);
        letGo();
        await visitor.shows('Berta');
        assert.deepEqual(visitor.faults, []);
        await visitor.context.close();
    });

    it('ends no session that was begun in another tab meanwhile', async () => {
        const visitor = await ada();
        const tab = await opensAsleep(visitor, '/settings');
        const letGo = await holds({ context: tab }, '**/api/auth/logout');
        const asked = tab.waitForRequest('**/api/auth/logout');
        await leaves(tab);
        await asked;
        await visitor.page.getByLabel('User name').waitFor();
        const inside = visitor.signsIn(visitor.username);
        await until('it waits, or is signed in', () =>
            visitor.page.evaluate(async () => document.querySelector('nav') !== null || (await navigator.locks.query()).pending.some(({ name }) => name.endsWith('cookies'))));
        const answered = tab.waitForResponse('**/api/auth/logout');
        letGo();
        await Promise.all([answered, inside]);
        await visitor.adds('Carla', '7');
        await visitor.uploaded();
        assert.equal(await sessions(visitor), 1);
        assert.deepEqual(visitor.faults, []);
        await visitor.context.close();
    });

    it('draws nothing of it beforehand any more', async () => {
        const visitor = await ada();
        const tab = await visitor.context.newPage();
        const faults = [];
        tab.on('pageerror', ({ message }) => faults.push(message));
        await tab.addInitScript(() => {
            const post = scheduler.postTask.bind(scheduler);
            const held = new Promise((resolve) => (window.letGo = resolve));
            let are_held = false; // from when the first was drawn on, its next one waits
            new MutationObserver((records) => (are_held ||= records.some(({ removedNodes }) => [...removedNodes].some(({ className }) => className === 'unseen')))).observe(document, { childList: true, subtree: true });
            scheduler.postTask = (step, options) => (are_held ? held.then(() => (window.went_on = true)).then(step) : post(step, options));
            window.are_held = () => are_held;
        });
        await tab.goto(`${origin}/settings`);
        await until('the first was drawn', () => tab.evaluate(() => window.are_held()));
        await leaves(tab);
        await tab.getByLabel('User name').waitFor();
        await tab.evaluate(() => window.letGo());
        await until('it has gone on', () => tab.evaluate(() => window.went_on));
        await tab.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))));
        assert.deepEqual(faults, []);
        await visitor.context.close();
    });

    it('asks again about what another tab saves while it asks', async () => {
        const visitor = await ada();
        const { page, context } = visitor;
        const tab = await visitor.opensTab();
        await tab.getByText('Berta').first().waitFor();
        await context.setOffline(true);
        await visitor.adds('Carla', '5', tab);
        await page.getByText(/^1 change waits/).first().waitFor();
        await leaves(page);
        await page.getByRole('dialog').getByText(/\b1 change has/).waitFor();
        await visitor.adds('Dora', '6', tab);
        await page.getByRole('dialog').getByRole('button', { name: 'Sign out and lose them' }).click();
        await page.getByRole('dialog').getByText(/\b2 changes/).waitFor();
        await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
        await context.setOffline(false);
        await visitor.uploaded();
        await visitor.shows('Dora');
        assert.deepEqual(visitor.faults, []);
        await context.close();
    });

    it('says when nothing would be lost any more, and signs out then', async () => {
        const visitor = await ada();
        const { page, context } = visitor;
        await context.setOffline(true);
        await visitor.adds('Emil', '8');
        await page.getByRole('link', { name: 'Settings', exact: true }).click();
        await leaves(page);
        await page.getByRole('dialog').getByText(/\b1 change has/).waitFor();
        await context.setOffline(false);
        await page.getByRole('dialog').getByText('Every change is on the server.').waitFor();
        await page.getByRole('dialog').getByRole('button', { name: 'Sign out', exact: true }).click();
        await page.getByLabel('User name').waitFor();
        await visitor.signsIn(visitor.username);
        await page.locator('main#content:focus').waitFor();
        await visitor.shows('Emil');
        assert.deepEqual(visitor.faults, []);
        await context.close();
    });

    for (const when of ['when it is decided', 'when all is deleted'])
        it(`lets another tab, that has heard nothing of it, save nothing ${when}`, async () => {
            const visitor = await ada();
            const tab = await opensAsleep(visitor);
            await tab.getByRole('link', { name: 'Add', exact: true }).click();
            await tab.locator('#who').fill('Carla');
            await tab.locator('#amount').fill('7');
            if (when === 'when it is decided') {
                await visitor.page.evaluate(decides);
            } else {
                await leaves(visitor.page);
                await is_gone(visitor.page);
            }
            await tab.getByRole('button', { name: 'Save', exact: true }).click();
            await tab.getByRole('status').getByText('This could not be saved').waitFor();
            if (when === 'when all is deleted') await is_gone(visitor.page);
            await visitor.context.close();
        });
});

// As far as a page has come that is closed right after the decision has been stored.
async function decides() {
    const { id } = JSON.parse(localStorage.getItem('debt-tracker.account'));
    const ended = (request) => new Promise((resolve) => (request.onsuccess = () => resolve(request.result)));
    const database = await ended(indexedDB.open(`debt-tracker-${id}`));
    const meta = database.transaction('meta', 'readwrite').objectStore('meta');
    const position = await ended(meta.get('position'));
    await ended(meta.put({ ...position, left: true, revision: position.revision + 1 }, 'position'));
    database.close();
}
