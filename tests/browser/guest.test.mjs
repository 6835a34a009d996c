// Who has no account yet: what they write down is kept on this device, is told to nobody, and goes whole and once into the account that they create or sign in to.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { launch, openTab } from './chromium.mjs';
import { ORIGIN, Person } from './person.mjs';
import { PASSWORD } from './stack.mjs';
import { stored } from './stored.mjs';
import { until } from './wait.mjs';

describe('a guest', () => {
    let browser;
    before(async () => {
        browser = await launch();
    });
    after(() => browser.close());

    async function guest(options) {
        const person = await Person.at(browser, options);
        await person.page.goto(ORIGIN);
        await person.page.getByRole('button', { name: 'Write down a debt now' }).click();
        await person.page.getByRole('heading', { name: 'New debt' }).waitFor();
        return person;
    }

    const databases = (page) => page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name).filter((name) => name.startsWith('debt-tracker-')));

    async function enterDoor({ page, username }, button = 'Create my account') {
        await page.getByLabel('User name').fill(username);
        await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
        await page.getByRole('button', { name: button, exact: true }).click();
    }

    async function signUp(person) {
        await person.go('/sign-in');
        await enterDoor(person);
    }

    // What the server has, as another device shows it.
    async function assertOnAnotherDevice({ username }, ...sentences) {
        const other = await Person.at(browser);
        other.username = username;
        await other.signIn();
        await other.go('/transactions');
        for (const sentence of sentences) await other.page.getByRole('link', { name: sentence }).waitFor();
        assert.equal(await other.page.locator('a.row').count(), sentences.length, 'and nothing else');
        await other.leave();
    }

    it('asks the server for nothing, finds all again, and is told where it is', async () => {
        const ada = await guest();
        const { page } = ada;
        const asked = [];
        page.on('request', (request) => /\/(api|ws)\b/.test(request.url()) && asked.push(request.url()));
        page.on('websocket', (socket) => asked.push(socket.url()));
        await ada.addDebt({ who: 'Grace', amount: '12.50' });
        await page.reload();
        await page.getByRole('link', { name: /^Grace owes you £12\.50/ }).first().waitFor();
        assert.equal(await page.locator('a.row').getByText('not uploaded yet').count(), 0, 'nobody sends it');
        await page.getByRole('button', { name: 'Only on this device' }).click();
        await page.getByText('With an account it is safe on the server').waitFor();
        await ada.assertAccessible('where it is');
        await page.getByRole('button', { name: 'Close' }).click();
        await page.getByRole('link', { name: 'Add', exact: true }).click();
        await page.locator('#who').waitFor();
        assert.equal(await page.getByRole('button', { name: 'Only on this device' }).count(), 0, 'a form has its room');
        await ada.go('/settings');
        await page.getByRole('button', { name: 'Delete everything here' }).waitFor();
        await page.getByText('With an account it is safe on the server').waitFor();
        assert.equal(await page.getByText(/JSON/).count(), 0, 'what only a server can do');
        const { name, text } = await ada.saves(page.getByRole('button', { name: 'Entries (CSV)' }));
        assert.match(name, /^debt-tracker-\d{4}-\d\d-\d\d\.csv$/);
        assert.match(text, /\r\n\d{4}-\d\d-\d\d,Grace,Grace owes you £12\.50,,12\.50,GBP,12\.50,\r\n$/);
        await ada.assertAccessible('settings');
        await ada.go('/sign-in');
        await page.getByText('comes along').waitFor();
        await ada.assertAccessible('the door');
        await page.getByRole('link', { name: 'Back' }).click();
        await page.getByRole('heading', { name: 'Overview' }).waitFor();
        assert.deepEqual(asked, []);
        assert.deepEqual(ada.complaints, []);
        await ada.leave();
    });

    it('takes all along into a new account, of every tab, with what was typed and chosen', async () => {
        const ada = await guest();
        const { page } = ada;
        await ada.addDebt({ who: 'Grace', amount: '12.50' });
        await page.getByLabel('Grace').or(page.getByRole('heading', { name: 'Grace' })).first().waitFor();
        const tab = await openTab(ada.context);
        await tab.goto(`${ORIGIN}/add`);
        await tab.getByLabel('Who?').fill('Linus');
        await tab.getByLabel('How much?').fill('3');
        await tab.getByRole('button', { name: 'Save' }).click();
        await tab.getByRole('heading', { name: 'Linus' }).waitFor();
        await ada.go('/settings');
        await page.getByLabel('Usual currency').selectOption('JPY');
        await ada.go('/add');
        await page.getByLabel('Who?').fill('Barbara');
        const [database] = await databases(page);
        await until('it is a draft', async () => (await stored(tab, 'drafts', { database })).length > 0);
        await signUp(ada);
        await page.getByRole('button', { name: 'Up to date', exact: true }).waitFor();
        await page.getByRole('link', { name: 'Linus owes you £3.00' }).first().waitFor();
        await tab.getByRole('heading', { name: 'Linus' }).waitFor();
        await until('nothing is left of the guest', async () => !(await databases(page)).includes(database));
        await ada.go('/add');
        assert.equal(await page.getByLabel('Who?').inputValue(), 'Barbara');
        assert.equal(await page.getByLabel('Currency').inputValue(), 'JPY');
        await assertOnAnotherDevice(ada, /^Grace owes you £12\.50/, /^Linus owes you £3\.00/);
        assert.deepEqual(ada.complaints, []);
        await ada.leave();
    });

    it('takes all along into an account that there is', async () => {
        const ada = await Person.at(browser);
        await ada.signUp();
        await ada.addDebt({ who: 'Grace', amount: '1' });
        await ada.go('/');
        await ada.page.getByRole('button', { name: 'Up to date', exact: true }).waitFor();
        const again = await guest();
        const { page } = again;
        again.username = ada.username;
        await again.addDebt({ who: 'Linus', amount: '2' });
        await again.go('/sign-in');
        await page.getByRole('button', { name: 'I have an account' }).click();
        await page.getByText('comes along').waitFor();
        await enterDoor(again, 'Sign in');
        await page.getByRole('link', { name: 'Linus owes you £2.00' }).first().waitFor();
        await page.getByRole('link', { name: 'Grace owes you £1.00' }).first().waitFor();
        await page.getByRole('button', { name: 'Up to date', exact: true }).waitFor();
        await assertOnAnotherDevice(ada, /^Grace owes you £1\.00/, /^Linus owes you £2\.00/);
        await ada.leave();
        await again.leave();
    });

    it('has all of it once, where the page went in the middle of it', async () => {
        const ada = await guest();
        const { page } = ada;
        await ada.addDebt({ who: 'Grace', amount: '12.50' });
        await page.evaluate(() => {
            const { setItem } = Storage.prototype;
            Storage.prototype.setItem = function (name, value) {
                if (name === 'debt-tracker.forgetting') throw new Error('The page is gone.');
                setItem.call(this, name, value);
            };
        });
        await signUp(ada);
        await page.getByRole('alert').getByText('That did not work').waitFor();
        await page.goto(ORIGIN);
        await enterDoor(ada); // by the same name and password
        await page.getByRole('heading', { name: 'New debt' }).waitFor();
        await ada.go('/');
        await page.getByRole('button', { name: 'Up to date', exact: true }).waitFor();
        await page.getByRole('link', { name: 'Grace owes you £12.50' }).first().waitFor();
        await assertOnAnotherDevice(ada, /^Grace owes you £12\.50/);
        await ada.leave();
    });

    it('deletes everything, when they are sure', async () => {
        const ada = await guest();
        const { page } = ada;
        await ada.addDebt({ who: 'Grace', amount: '12.50' });
        await ada.go('/settings');
        const remove = page.getByRole('button', { name: 'Delete everything here' });
        await remove.click();
        await page.getByRole('dialog').getByText('is nowhere else').waitFor();
        await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
        await ada.go('/people');
        await page.getByRole('link', { name: /^Grace owes you/ }).waitFor();
        await ada.go('/settings');
        await remove.click();
        await page.getByRole('dialog').getByRole('button', { name: 'Delete everything here' }).click();
        await page.getByRole('button', { name: 'Write down a debt now' }).waitFor();
        await until('nothing is stored here', async () => (await databases(page)).length === 0);
        assert.deepEqual(ada.complaints, []);
        await ada.leave();
    });
});
