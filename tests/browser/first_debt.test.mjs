import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { launch } from './chromium.mjs';
import { day } from './day.mjs';
import { ORIGIN, Person } from './person.mjs';
import { PASSWORD } from './stack.mjs';
import { until } from './wait.mjs';

let browser;
before(async () => {
    browser = await launch();
});
after(() => browser.close());

// The field is where one is already: an answer, and the key that a phone's keyboard has for "next" and "done".
async function fill(page, name, text, look = async () => {}) {
    const field = page.getByRole('textbox', { name, exact: true }); // a password has no role, but a label
    const at = page.getByLabel(name, { exact: true }).and(page.locator('input:focus'));
    await at.waitFor();
    assert.ok(name === 'Password' || (await field.isVisible()), name);
    await page.keyboard.type(text);
    await look();
    await page.keyboard.press('Enter');
}

// What a screen reader says of a field that is at fault; null: it is not.
const told = (page, id) =>
    page.locator(`#${id}`).evaluate((field) => {
        if (field.getAttribute('aria-invalid') !== 'true') return null;
        return field.getAttribute('aria-describedby').split(' ').map((one) => document.getElementById(one).textContent).join(' ');
    });

describe('a newcomer on a phone', () => {
    let ada;
    before(async () => {
        ada = await Person.at(browser, { hasTouch: true, isMobile: true });
    });
    after(() => ada.leave());

    test('comes from the first page to the first saved debt by three answers, without a tap, finding each by its name', async () => {
        const { page } = ada;
        await page.addInitScript(() => {
            const { persist } = StorageManager.prototype;
            StorageManager.prototype.persist = function () {
                globalThis.asked_to_keep = true;
                return persist.call(this);
            };
        });
        await page.goto(ORIGIN);
        await page.getByRole('button', { name: 'Write down a debt now' }).and(page.locator(':focus')).waitFor();
        await page.keyboard.press('Enter');
        await page.getByRole('heading', { name: 'New debt' }).waitFor();
        await fill(page, 'Who?', 'Grace');
        assert.equal(await page.locator('.error:not(:empty)').count(), 0, 'nothing is at fault before its time');
        await fill(page, 'How much?', '12,50', async () => {
            await page.getByText('Grace owes you £12.50').waitFor();
            await page.getByRole('button', { name: 'Save' }).waitFor();
        });
        await fill(page, 'What for? (optional)', 'Lunch');
        await page.getByRole('status').getByText('Saved: Grace owes you £12.50').waitFor();
        await page.getByRole('heading', { name: 'Grace', exact: true }).waitFor();
        await page.getByRole('link', { name: /^Grace owes you £12\.50/ }).first().waitFor();
        assert.equal(await page.evaluate(() => globalThis.asked_to_keep), true, 'the browser was asked to keep what is stored');
    });

    test('may undo it, and it is gone', async () => {
        const { page } = ada;
        await page.getByRole('status').getByRole('button', { name: 'Undo' }).click();
        await page.getByRole('heading', { name: 'Write down the first debt' }).waitFor();
    });

    test('adds the next one by one tap and two answers, and by another tap of a known name', async () => {
        const { page } = ada;
        await page.getByRole('navigation').getByRole('link', { name: 'Add', exact: true }).tap();
        await fill(page, 'Who?', 'Linus');
        await fill(page, 'How much?', '3');
        await fill(page, 'What for? (optional)', '');
        await page.getByRole('status').getByText('Saved: Linus owes you £3.00').waitFor();
        await page.getByRole('navigation').getByRole('link', { name: 'Add', exact: true }).tap();
        await page.getByRole('button', { name: 'Linus', exact: true }).tap();
        await page.getByRole('status').getByText('Saved: Linus owes you £3.00').waitFor({ state: 'detached' }); // it stood above the button to save by
        await fill(page, 'How much?', '4');
        await fill(page, 'What for? (optional)', '');
        await page.getByRole('status').getByText('Saved: Linus owes you £4.00').waitFor();
    });

    test('is shown what is behind the fold of the form, and not by halves behind the button to save by', async () => {
        const { page } = ada;
        const before = page.url();
        await page.goto(`${ORIGIN}/add`);
        await page.locator('summary').tap();
        await until('both days are above the button', () =>
            page.evaluate(() => document.querySelector('#due').getBoundingClientRect().bottom <= document.querySelector('.form > .wide').getBoundingClientRect().top),
        );
        await page.goto(before);
    });

    test('creates an account by two answers more, and all comes along', async () => {
        const { page } = ada;
        await page.getByRole('button', { name: 'Only on this device' }).tap();
        await page.getByRole('link', { name: 'Create an account' }).tap();
        await page.getByText('What you have written down here comes along.').waitFor();
        await fill(page, 'User name', ada.username);
        await fill(page, 'Password', PASSWORD);
        await page.getByRole('button', { name: 'Up to date', exact: true }).waitFor();
        await page.getByRole('link', { name: 'Linus owes you £7.00' }).waitFor();
    });

    test('is told in their own language why a password is not taken, and where to put it right', async () => {
        const eve = await Person.at(browser, { locale: 'de-DE' });
        const { page } = eve;
        await page.goto(ORIGIN);
        await page.getByLabel('Benutzername').fill(eve.username);
        await page.keyboard.press('Enter');
        await page.getByLabel('Passwort', { exact: true }).fill('kurz');
        await page.keyboard.press('Enter');
        await page.locator('#password:focus').waitFor();
        assert.match(await told(page, 'password'), /^Mindestens 10 Zeichen/);
        assert.equal(await told(page, 'username'), null);
        await page.getByLabel('Passwort', { exact: true }).fill('password123'); // the server's answer
        assert.equal(await told(page, 'password'), null, 'no more while it is typed anew');
        await page.keyboard.press('Enter');
        await page.getByRole('alert').getByText('zu gebräuchlich').waitFor();
        assert.match(await told(page, 'password'), /zu gebräuchlich/);
        await eve.assertAccessible('a password that is refused');
        await page.getByLabel('Passwort', { exact: true }).fill(PASSWORD);
        await page.getByLabel('Benutzername').fill('Anna Müller');
        await page.getByRole('alert').getByText('keine Leerzeichen').waitFor();
        await page.getByRole('button', { name: 'Mein Konto anlegen' }).click();
        await page.locator('#username:focus').waitFor();
        assert.match(await told(page, 'username'), /^Nur Buchstaben von A bis Z/);
        await eve.leave();
    });

    test('is told the rules of a name and of a password before breaking one', async () => {
        const eve = await Person.at(browser);
        const { page } = eve;
        await page.goto(ORIGIN);
        const beside = (id) => page.locator(`#${id}`).evaluate((field) => document.getElementById(field.getAttribute('aria-describedby')).textContent);
        await page.getByLabel('User name').waitFor();
        assert.match(await beside('username'), /no spaces/);
        assert.match(await beside('password'), /At least 10 characters/);
        const amount = async (typed) => {
            await page.getByLabel('How much?').fill(typed);
            return told(page, 'amount');
        };
        await eve.signUp();
        assert.equal(await amount('0'), null, 'it may become 0.50');
        assert.match(await amount('0.505'), /At most 2 decimals/);
        await page.getByRole('button', { name: 'Save' }).click();
        assert.match(await told(page, 'who'), /Write a name/);
        await eve.leave();
    });

    test('is told beside the name when it is taken', async () => {
        const eve = await Person.at(browser);
        const { page } = eve;
        await page.goto(ORIGIN);
        await page.getByLabel('User name').fill(ada.username);
        await page.getByLabel('Password', { exact: true }).fill('not the password of that one');
        await page.getByRole('button', { name: 'Create my account' }).click();
        await page.locator('#username:focus').waitFor();
        assert.match(await told(page, 'username'), /is taken/);
        await eve.leave();
    });

    test('is told how long to wait where the server says so', async () => {
        const eve = await Person.at(browser);
        const { page } = eve;
        await page.route('**/api/auth/register', (route) => route.fulfill({ status: 429, headers: { 'Retry-After': '840' }, contentType: 'application/problem+json', body: '{"code":"rate_limited"}' }));
        await page.goto(ORIGIN);
        await page.getByLabel('User name').fill(eve.username);
        await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
        await page.getByRole('button', { name: 'Create my account' }).click();
        await page.getByRole('alert').getByText('Too many attempts. Try again in 14 minutes.').waitFor();
        await eve.leave();
    });

    test('is told what is wrong with an amount, and nothing is saved', async () => {
        const { page } = ada;
        await ada.go('/add');
        await page.getByLabel('Who?').fill('Grace');
        await page.getByLabel('How much?').fill('12.505');
        await page.getByText('At most 2 decimals.').waitFor();
        await page.getByRole('button', { name: 'Save' }).click();
        assert.equal(new URL(page.url()).pathname, '/add');
    });

    test('has what one saves by in sight, below all fields, and is told of days that cannot be, and which ones are saved', async () => {
        const { page } = ada;
        const save = page.getByRole('button', { name: 'Save', exact: true });
        const before = page.viewportSize();
        await page.setViewportSize({ width: 390, height: 760 });
        await ada.go('/add');
        const foot = async () => (await page.getByRole('navigation').boundingBox()).y;
        const save_box = async () => save.boundingBox();
        assert.ok((await save_box()).y + (await save_box()).height <= (await foot()), 'in sight at first');
        await page.getByLabel('Who?').fill('Grace');
        await page.getByLabel('How much?').fill('12');
        await page.getByText('Date and due date').click();
        assert.ok((await save_box()).y + (await save_box()).height <= (await foot()), 'and with all that is open');
        await page.getByLabel('Date', { exact: true }).fill(day(-5));
        await page.getByLabel('Due date').fill(day(-6));
        await page.getByText('This is before the date of the entry.').waitFor();
        await save.click();
        await page.locator('#due:focus[aria-invalid=true]').waitFor();
        assert.equal(new URL(page.url()).pathname, '/add', 'nothing is saved');
        assert.ok((await page.locator('#due').boundingBox()).y < (await save_box()).y, 'the fields stand above');
        await ada.assertAccessible('a due date before its entry');
        await page.getByLabel('Due date').fill(day(6));
        await page.locator('#understood').getByText(/^Date: .* · Due date: /).waitFor();
        await page.getByLabel('Due date').fill('');
        await page.getByLabel('Date', { exact: true }).fill(day(0));
        await page.locator('#understood').getByText('Date: Today').waitFor();
        await page.getByLabel(/What for/).fill('Lunch');
        await page.locator('#understood').getByText('Date: Today · Lunch', { exact: true }).waitFor();
        for (const label of ['Who?', 'How much?', /What for/]) await page.getByLabel(label).fill('');
        await page.setViewportSize(before);
    });

    test('means of two people of one name the one who was chosen', async () => {
        const eve = await Person.at(browser);
        const { page } = eve;
        await eve.signUp();
        for (const phone of ['1', '2']) {
            await eve.go('/people');
            await page.getByRole('button', { name: 'Add a person' }).click();
            await page.getByLabel('Name').fill('Nora');
            await page.getByLabel('Phone').fill(phone);
            await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
            await page.getByRole('heading', { name: 'Nora', exact: true }).waitFor();
        }
        for (const _ of [1, 2]) {
            await eve.go('/add');
            await page.getByLabel('How much?').fill('3');
            const chip = page.getByRole('button', { name: 'Nora · even' }).first();
            await chip.click();
            assert.equal(await page.getByRole('button', { name: /^Nora · /, pressed: true }).count(), 1);
            await page.getByRole('button', { name: 'Save' }).click();
            await page.getByRole('heading', { name: 'Nora' }).waitFor();
        }
        await eve.go('/people');
        await page.getByRole('link', { name: 'Nora owes you £3.00' }).nth(1).waitFor();
        await eve.leave();
    });

    test('finds the entry on another device', async () => {
        await ada.addDebt({ who: 'Linus', amount: '3000', currency: 'JPY', owe: true, what: 'Ramen' });
        const { page } = ada;
        await page.getByRole('button', { name: 'Up to date', exact: true }).or(page.getByText('Linus')).first().waitFor();
        const other = await Person.at(browser);
        other.username = ada.username;
        await other.signIn();
        await other.page.getByRole('link', { name: /You owe Linus JP¥3,000/ }).first().waitFor();
        await other.leave();
    });

    test('whose sign-up was done but not answered comes in by trying again', async () => {
        const unlucky = await Person.at(browser);
        const { page } = unlucky;
        await page.goto(ORIGIN);
        await page.route('**/api/auth/register', async (route) => {
            await route.fetch();
            await route.abort();
        });
        await page.getByLabel('User name').fill(unlucky.username);
        await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
        await page.getByRole('button', { name: 'Create my account' }).click();
        await page.getByText('The server cannot be reached').waitFor();
        await page.unroute('**/api/auth/register');
        await page.getByRole('button', { name: 'Create my account' }).click();
        await page.getByRole('heading', { name: 'New debt' }).waitFor();
        await unlucky.leave();
    });
});
