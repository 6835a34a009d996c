// What is one account's never comes into another, whatever happens while a device goes from one to the other.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { launch } from './chromium.mjs';
import { PASSWORD, sharedStack } from './stack.mjs';
import { Visitor } from './visitor.mjs';
import { until } from './wait.mjs';

const APART = ['Annas friend', 'Bens friend'];

describe('two accounts on one device', () => {
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

    // The people in an account's ledger, as the server has it.
    const people = async (name) =>
        (await stack.psql(`select string_agg(c.name, ', ' order by c.name) from debt.contacts c join debt.accounts a using (ledger_id) where a.username = '${name}'`)).trim();

    // Somebody who has written one debt down.
    async function hasAccount(friend) {
        const visitor = await Visitor.arrives(browser, origin);
        await visitor.signsUp();
        await visitor.adds(friend, '12.50');
        await visitor.uploaded();
        return visitor;
    }

    // Anna's device, and Ben, who has an account.
    async function scene() {
        const [device, ben] = await Promise.all(APART.map(hasAccount));
        await ben.context.close();
        const [anna, other] = [device.username, ben.username];
        const people_of_both = () => Promise.all([anna, other].map(people));
        return Object.assign(device, {
            anna,
            ben: other,
            people: people_of_both,
            // The page has been told that the session is not its account's; or it has taken it for its own.
            told: async () => {
                await until('the page is told', async () => (await device.page.getByRole('button', { name: 'Sign in again' }).first().isVisible()) || (await people_of_both()).join() !== APART.join());
                assert.deepEqual(await people_of_both(), APART);
            },
        });
    }

    async function enters(page, name) {
        if (new URL(page.url()).pathname !== '/sign-in') await page.goto(`${origin}/sign-in`);
        await page.getByLabel('User name').fill(name);
        await page.getByLabel('Password').fill(PASSWORD);
        await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    }

    // What Anna adds without a session of hers is kept, goes nowhere, and is sent when she has signed in.
    async function goesOn(device) {
        await device.told();
        const tried = device.page.waitForResponse((answer) => answer.url().includes('/api/events'));
        await device.adds('Carla', '1');
        assert.equal((await tried).status(), 401);
        assert.equal(await device.page.evaluate(waitingOfAnyone), 2);
        assert.deepEqual(await device.people(), APART);
        await enters(device.page, device.anna);
        await device.page.getByRole('navigation').waitFor();
        await device.uploaded();
        assert.deepEqual(await device.people(), ['Annas friend, Carla', 'Bens friend']);
        assert.deepEqual(device.faults, []);
        await device.context.close();
    }

    for (const how of ['the tab is closed', 'the answer is cut off'])
        it(`are kept apart where ${how} between the cookies of a sign-in and the rest of its answer`, async () => {
            const device = await scene();
            const devtools = await device.context.newCDPSession(device.page);
            await devtools.send('Fetch.enable', { patterns: [{ urlPattern: '*/api/auth/login', requestStage: 'Response' }] });
            const paused = new Promise((resolve) => devtools.on('Fetch.requestPaused', resolve));
            await enters(device.page, device.ben);
            const { requestId } = await paused;
            if (how === 'the tab is closed') {
                await device.page.close();
                device.page = await device.opensTab();
            } else {
                await devtools.send('Fetch.failRequest', { requestId, errorReason: 'ConnectionReset' });
                await devtools.send('Fetch.disable');
                await device.page.getByRole('alert').getByText(/./).waitFor();
                await device.page.getByRole('link', { name: 'Back' }).click();
                await device.page.evaluate(() => dispatchEvent(new Event('focus'))); // somebody looks at it again
            }
            await goesOn(device);
        });

    it('are kept apart in a tab that hears nothing of the sign-in in another', async () => {
        const device = await scene();
        await device.context.addInitScript(() => {
            if (location.hash === '#asleep') addEventListener('storage', (event) => event.stopImmediatePropagation(), true);
        });
        const asleep = await device.opensTab('/#asleep');
        await asleep.getByText('Annas friend').first().waitFor();
        await enters(device.page, device.ben);
        await device.page.getByText('Bens friend').first().waitFor();
        await asleep.evaluate(() => dispatchEvent(new Event('focus')));
        await goesOn(Object.assign(device, { page: asleep }));
    });

    it('have each their own undo: what was said of the one is gone with it', async () => {
        const device = await scene();
        const { page, context } = device;
        await context.route('**/api/events', async (route) => {
            if (route.request().method() !== 'POST') return route.continue();
            const { epoch, events } = route.request().postDataJSON();
            const results = events.map(({ id }) => ({ id, status: 'rejected', seq: null, version: null, code: 'sum_too_large', detail: '' }));
            await route.fulfill({ json: { epoch, head: 2, hash: '0'.repeat(64), results } });
        });
        await device.adds('Carla', '1');
        await page.getByRole('button', { name: 'These need you' }).first().click();
        await page.getByRole('dialog').getByRole('button', { name: 'Drop my change' }).first().click();
        await page.getByRole('status').getByText('Your change was dropped').waitFor();
        await until('nothing waits', async () => (await device.waiting()) === 0);
        await context.unroute('**/api/events');
        await page.keyboard.press('Escape');
        await page.getByRole('link', { name: 'Settings', exact: true }).click();
        await page.locator('.toast').dispatchEvent('mouseenter'); // as long as it is looked at, it stays
        await page.getByRole('button', { name: 'Sign out', exact: true }).click();
        await page.getByLabel('User name').waitFor();
        await device.signsIn(device.ben);
        await page.getByText('Bens friend').first().waitFor();
        assert.equal(await page.getByText('Your change was dropped').count(), 0);
        await page.keyboard.press('u');
        await device.adds('Dora', '1');
        await until('it is uploaded', async () => (await people(device.ben)).includes('Dora'));
        assert.deepEqual(await device.people(), ['Annas friend', 'Bens friend, Dora']);
        assert.equal(await device.waiting(), 0);
        assert.deepEqual(device.faults, []);
        await context.close();
    });

    it('have each their own choices: what the one chose without a session waits for it', async () => {
        const chosen = async (name, what = ['default_currency', 'direction_colors']) => {
            const settings = (await stack.psql(`select chosen from debt.settings join debt.accounts using (ledger_id) where username = '${name}'`)).trim();
            return what.map((one) => JSON.parse(settings || '{}')[one]).join(' ');
        };
        const [device, ben] = await Promise.all(APART.map(hasAccount));
        const choose = async ({ page }, currency, colours) => {
            await page.getByRole('link', { name: 'Settings', exact: true }).click();
            await page.locator('#colours').selectOption(colours);
            await page.locator(`#currency option[value=${currency}]`).waitFor({ state: 'attached' });
            await page.locator('#currency').selectOption(currency);
        };
        await choose(ben, 'CHF', 'red_green');
        await until('the server knows', async () => (await chosen(ben.username)) === 'CHF red_green');
        await ben.context.close();
        const { page, context, username } = device;
        await context.clearCookies(); // the session has ended
        await page.reload();
        await page.getByRole('button', { name: 'Sign in again' }).first().waitFor();
        await choose(device, 'JPY', 'plain');
        await enters(page, ben.username);
        await page.getByText('Bens friend').first().waitFor();
        await page.getByRole('link', { name: 'Settings', exact: true }).click();
        await until('his choices are here', async () => (await page.locator('#currency').inputValue()) === 'CHF' && (await page.locator('#colours').inputValue()) === 'red_green');
        await page.locator('#theme').selectOption('dark');
        await until('the server knows', async () => (await chosen(ben.username, ['theme'])) === 'dark');
        assert.equal(await chosen(ben.username), 'CHF red_green');
        await enters(page, username);
        await page.getByText('Annas friend').first().waitFor();
        await until('hers are sent', async () => (await chosen(username)) === 'JPY plain');
        assert.equal(await chosen(ben.username), 'CHF red_green');
        assert.deepEqual(device.faults, []);
        await context.close();
    });

    it('are kept apart in a tab that is still being opened', async () => {
        const device = await scene();
        await device.page.goto(`${origin}/sign-in`);
        await device.page.getByLabel('User name').waitFor();
        const holding = await device.opensTab('/api/health'); // a page of the site, without the client
        await holding.evaluate(holdDatabase);
        const opening = await device.opensTab();
        await until('it waits for the database', () => opening.evaluate(() => document.querySelector('main[aria-busy=true]') !== null));
        await enters(device.page, device.ben);
        await device.page.getByText('Bens friend').first().waitFor();
        await holding.evaluate(() => self.letGo());
        await until('the tab shows a ledger', () => opening.getByText(/(Annas|Bens) friend/).first().isVisible());
        assert.equal(await opening.getByText('Annas friend').count(), 0);
        await opening.evaluate(() => dispatchEvent(new Event('focus')));
        await device.adds('Dora', '1', opening);
        await until('it is uploaded', async () => (await people(device.ben)).includes('Dora'));
        assert.deepEqual(await device.people(), ['Annas friend', 'Bens friend, Dora']);
        await device.context.close();
    });
});

// Nobody reads or writes what is stored of the account until letGo() is called.
async function holdDatabase() {
    const { id } = JSON.parse(localStorage.getItem('debt-tracker.account'));
    const database = await new Promise((resolve) => (indexedDB.open(`debt-tracker-${id}`).onsuccess = ({ target }) => resolve(target.result)));
    const store = database.transaction([...database.objectStoreNames], 'readwrite').objectStore('meta');
    let held = true;
    await new Promise((resolve) => {
        const go_on = () => {
            resolve();
            if (held) store.get('position').onsuccess = go_on;
            else database.close();
        };
        go_on();
    });
    self.letGo = () => (held = false);
}

// How many changes wait in all the databases of this device.
async function waitingOfAnyone() {
    const ended = (request) => new Promise((resolve) => (request.onsuccess = () => resolve(request.result)));
    let waiting = 0;
    for (const { name } of await indexedDB.databases()) {
        const database = await ended(indexedDB.open(name));
        if (database.objectStoreNames.contains('entries')) waiting += (await ended(database.transaction('entries').objectStore('entries').getAll())).filter(({ uploaded }) => !uploaded).length;
        database.close();
    }
    return waiting;
}
