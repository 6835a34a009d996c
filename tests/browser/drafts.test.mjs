// What is typed and not saved is found again, by whoever left the form, closed the tab or loaded the page anew.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { launch } from './chromium.mjs';
import { ORIGIN, Person } from './person.mjs';
import { stored } from './stored.mjs';
import { until } from './wait.mjs';

let browser, ada;
before(async () => {
    browser = await launch();
    ada = await Person.at(browser);
    await ada.signUp();
    await ada.addDebt({ who: 'Grace', amount: '240', what: 'Train' });
});
after(async () => {
    await ada.leave();
    await browser.close();
});

const drafts = (page = ada.page) => stored(page, 'drafts');
const note = (page = ada.page) => page.getByRole('status').getByText('You began this and have not saved it.');
const valuesOf = async (page, ...labels) => Promise.all(labels.map((label) => page.getByLabel(label).inputValue()));

async function begin(page = ada.page) {
    await page.getByRole('link', { name: 'Add', exact: true }).click();
    await page.getByLabel('Who?').fill('Linus');
    await page.getByText('I owe Linus').click();
    await page.getByLabel('How much?').fill('18.90');
    await until('it is stored', async () => (await drafts(page))[0]?.amount === '18.90');
}

describe('what is typed above a person', () => {
    const dialog = (name) => ada.page.getByRole('dialog', { name });
    const open = (name) => ada.page.getByRole('button', { name, exact: true }).click();
    before(async () => {
        await ada.go('/people');
        await ada.page.getByRole('link', { name: /^Grace/ }).click();
    });

    test('about the person is there when it was closed or the page loaded anew, until it is saved', async () => {
        const { page } = ada;
        await open('Edit');
        await dialog('Edit').getByLabel('Phone').fill('0123');
        await page.keyboard.press('Escape');
        await dialog('Edit').waitFor({ state: 'detached' });
        await open('Edit');
        await note().waitFor();
        assert.deepEqual(await valuesOf(page, 'Name', 'Phone'), ['Grace', '0123']);
        await page.reload();
        await open('Edit');
        await note().waitFor();
        await ada.assertAccessible('a draft above a person');
        await dialog('Edit').getByRole('button', { name: 'Save' }).click();
        await page.getByText('0123').waitFor();
        await until('nothing is left', async () => (await drafts()).length === 0);
    });

    test('to settle is there, too; Cancel gives it up, and that can be undone', async () => {
        const { page } = ada;
        await open('Settle all or part');
        await dialog('Settle all or part').getByLabel('How much was paid?').fill('7');
        await until('it is stored', async () => (await drafts()).length === 1);
        await page.reload();
        await open('Settle all or part');
        await note().waitFor();
        await page.getByText('Grace paid you back £7.00').waitFor();
        await dialog('Settle all or part').getByRole('button', { name: 'Cancel' }).click();
        await until('nothing is left', async () => (await drafts()).length === 0);
        await page.getByRole('status').getByText('What you had begun is discarded').waitFor();
        await open('Settle all or part');
        await dialog('Settle all or part').getByRole('button', { name: 'Undo' }).click(); // what is said is above the dialog, too
        await until('it is back', async () => (await drafts()).length === 1);
        await page.keyboard.press('Escape');
        await open('Settle all or part');
        await note().waitFor();
        await ada.assertAccessible('a draft and what is said, above a person');
        await dialog('Settle all or part').getByRole('button', { name: 'Cancel' }).click();
        await until('nothing is left', async () => (await drafts()).length === 0);
    });
});

describe('a half-typed entry', () => {
    test('a name that was typed goes where another is typed at once', async () => {
        const { page } = ada;
        await page.getByRole('link', { name: 'Add', exact: true }).click();
        await page.getByLabel('Who?').fill('Lena');
        await ada.go('/people');
        await page.getByRole('heading', { name: 'People' }).waitFor();
        await page.getByRole('link', { name: 'Add', exact: true }).click();
        await note().waitFor();
        await page.getByLabel('Who?').and(page.locator(':focus')).waitFor();
        await page.keyboard.type('Sahra');
        assert.equal(await page.getByLabel('Who?').inputValue(), 'Sahra');
        await page.getByLabel('Who?').fill('');
        await ada.go('/people');
    });

    test('is there after another screen was looked at, and says why', async () => {
        const { page } = ada;
        await begin();
        assert.equal(await note().count(), 0, 'not while one types');
        await page.getByRole('link', { name: 'Overview' }).click();
        await page.getByRole('heading', { name: 'Overview' }).waitFor();
        await page.getByRole('link', { name: 'Add', exact: true }).click();
        await note().waitFor();
        assert.deepEqual(await valuesOf(page, 'Who?', 'How much?'), ['Linus', '18.90']);
        await page.getByText('You owe Linus £18.90').waitFor();
        await ada.assertAccessible('a draft');
    });

    test('is there after the page was loaded anew, and after the tab was closed', async () => {
        await ada.page.reload();
        await note().waitFor();
        const { context } = ada;
        const tab = await context.newPage();
        await ada.page.close();
        ada.page = tab;
        await tab.goto(`${ORIGIN}/add`);
        await note().waitFor();
        assert.deepEqual(await valuesOf(tab, 'Who?', 'How much?'), ['Linus', '18.90']);
    });

    test('is of its own form: not of a person’s, nor of an entry’s', async () => {
        const { page } = ada;
        await ada.go('/people');
        await page.getByRole('link', { name: /^Grace/ }).click();
        await page.getByRole('link', { name: 'New debt' }).click();
        await page.getByRole('heading', { name: 'New debt' }).waitFor();
        assert.deepEqual(await valuesOf(page, 'Who?', 'How much?'), ['Grace', '']);
        assert.equal(await note().count(), 0);
        await ada.go('/transactions');
        await page.getByRole('link', { name: /^Grace owes you/ }).click();
        await page.getByLabel('What for?').fill('Train to Rome');
        await until('it is stored, too', async () => (await drafts()).length === 2);
        await ada.go('/transactions');
        await page.getByRole('link', { name: /^Grace owes you/ }).click();
        await note().waitFor();
        assert.deepEqual(await valuesOf(page, 'What for?', 'How much?'), ['Train to Rome', '240.00']);
    });

    test('that was saved is no draft any more', async () => {
        const { page } = ada;
        await page.getByRole('button', { name: 'Save' }).click();
        await page.getByRole('heading', { name: 'Grace' }).waitFor();
        await page.getByText('Train to Rome').first().waitFor();
        await until('one is left', async () => (await drafts()).length === 1);
        await page.getByRole('link', { name: /Train to Rome/ }).first().click();
        await page.getByRole('heading', { name: 'Change entry' }).waitFor();
        assert.equal(await note().count(), 0);
    });

    test('that was saved is no draft even where the tab goes with it', async () => {
        const { page } = ada;
        await page.getByLabel('What for?').fill('Train to Milan');
        await until('it is stored', async () => (await drafts()).length === 2);
        await page.evaluate(() => {
            globalThis.requestAnimationFrame = () => 0; // what is to be done when all is drawn
            globalThis.setTimeout = () => 0;
        });
        await page.getByRole('button', { name: 'Save' }).click();
        await until('it is saved', async () => (await drafts()).length === 1);
        await page.reload();
        await page.getByRole('link', { name: /Train to Milan/ }).first().waitFor();
    });

    test('can be discarded, and that be undone', async () => {
        const { page } = ada;
        await ada.go('/add');
        await note().waitFor();
        await page.getByRole('button', { name: 'Discard' }).click();
        await page.getByRole('status').getByText('What you had begun is discarded').waitFor();
        assert.equal(await page.evaluate(() => document.activeElement.id), 'who', 'one begins afresh');
        assert.deepEqual(await valuesOf(page, 'Who?', 'How much?'), ['', '']);
        await until('nothing is left', async () => (await drafts()).length === 0);
        await page.getByRole('status').getByRole('button', { name: 'Undo' }).click();
        await note().waitFor();
        assert.deepEqual(await valuesOf(page, 'Who?', 'How much?'), ['Linus', '18.90']);
        await page.getByRole('button', { name: 'Discard' }).click();
        await until('nothing is left', async () => (await drafts()).length === 0);
        await page.reload();
        await page.locator('#who:focus').waitFor();
        assert.equal(await note().count(), 0);
    });

    test('goes with the person that it is about, and so does that of an entry of theirs', async () => {
        const { page } = ada;
        await ada.addDebt({ who: 'Berta', amount: '3', what: 'Tea' });
        await begin(); // about nobody who is there
        await ada.go('/people');
        await page.getByRole('link', { name: /^Berta/ }).click();
        const person = new URL(page.url()).pathname;
        await page.getByRole('link', { name: /Tea/ }).first().click();
        await page.getByLabel('What for?').fill('Tea and cake');
        await ada.go(person);
        await page.getByRole('link', { name: 'New debt' }).click();
        await page.getByLabel('How much?').fill('5');
        await ada.go(person);
        await page.getByRole('button', { name: 'Edit', exact: true }).click();
        await page.getByLabel('Phone').fill('0123');
        await until('all of them are stored', async () => (await drafts()).length === 4);
        await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
        await page.getByRole('dialog', { name: 'Delete this person' }).getByRole('button', { name: 'Delete' }).click();
        await until('the one about nobody is left', async () => (await drafts()).length === 1);
        assert.deepEqual((await drafts()).map(({ name, amount }) => [name, amount]), [['Linus', '18.90']]);
    });

    test('goes with the account when one signs out', async () => {
        const { page } = ada;
        await begin();
        await ada.go('/settings');
        await page.getByText('Every change is on the server.').waitFor();
        await page.getByRole('button', { name: 'Sign out', exact: true }).click();
        await page.getByRole('heading', { name: /Who owes you/ }).waitFor();
        await until('the database is gone', () => page.evaluate(() => indexedDB.databases().then((all) => all.length === 0)));
        await ada.signIn();
        await page.getByRole('link', { name: 'Add', exact: true }).click();
        await page.locator('#who:focus').waitFor();
        assert.deepEqual(await drafts(), []);
        assert.equal(await note().count(), 0);
    });
});

test('whoever goes on from the form about one person to the one about nobody yet begins anew', async () => {
    const { page } = ada;
    await ada.go('/people');
    await page.getByRole('link', { name: /^Grace/ }).click();
    await page.locator('a[href^="/add?person="]').click();
    await until('it is about Grace', async () => (await page.getByLabel('Who?').inputValue()) === 'Grace');
    await page.getByRole('link', { name: 'Add', exact: true }).click();
    await until('it is about nobody', async () => (await page.getByLabel('Who?').inputValue()) === '');
});
