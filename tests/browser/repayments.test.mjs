// What was lent is given back: one debt, a thing, or everything; and what a repayment closes is seen where it is changed.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch } from './chromium.mjs';
import { Person } from './person.mjs';

let browser, ada;
before(async () => {
    browser = await launch();
    ada = await Person.at(browser);
    await ada.signUp();
    await ada.addDebt({ who: 'Grace', amount: '100', what: 'Train' });
    await ada.addDebt({ who: 'Grace', amount: '20', what: 'Lunch' });
    await ada.addDebt({ who: 'Grace', amount: '3000', currency: 'JPY', owe: true, what: 'Ramen' });
    await addThing('Bicycle');
    await addThing('Tent');
});
after(async () => {
    await ada.leave();
    await browser.close();
});

async function addThing(what) {
    const { page } = ada;
    await ada.go('/add');
    await page.getByRole('button', { name: 'A thing' }).click();
    await page.getByLabel('Who?').fill('Grace');
    await page.getByLabel('Which thing?').fill(what);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText(`Saved: Grace has something of yours: ${what}`).waitFor();
}

test('a thing is chosen by the keyboard, and one goes on to its name', async () => {
    const { page } = ada;
    await ada.go('/add');
    await page.getByRole('button', { name: 'A thing' }).press('Enter');
    await page.getByLabel('Which thing?').and(page.locator(':focus')).waitFor();
    await page.getByText('They have something of mine').waitFor();
    await page.getByLabel('Who?').fill('Grace');
    await page.getByText('I have something of Grace’s').waitFor();
    await page.getByLabel('Who?').fill('');
    await page.getByRole('button', { name: 'Money' }).press('Enter');
    await page.getByLabel('How much?').and(page.locator(':focus')).waitFor();
});

async function open(entry) {
    await ada.go('/transactions');
    await ada.page.getByRole('link', { name: entry }).click();
    await ada.page.getByRole('heading', { name: 'Change entry' }).waitFor();
}

test('one debt is paid back by one tap, and no other', async () => {
    const { page } = ada;
    await open(/^Grace owes you £20\.00/);
    await page.getByRole('button', { name: 'Paid back' }).click();
    await page.getByRole('status').getByText('Saved: Grace paid you back £20.00').waitFor();
    await page.getByText('Grace owes you £100.00').first().waitFor();
    await open(/^Grace owes you £20\.00/);
    assert.equal(await page.getByRole('button', { name: 'Paid back' }).count(), 0, 'once');
});

test('one thing is given back, the other stays', async () => {
    const { page } = ada;
    await open(/^Grace has something of yours: Bicycle/);
    await page.getByRole('button', { name: 'Given back' }).click();
    await page.getByRole('status').getByText('Saved: Grace gave you back Bicycle').waitFor();
    await page.locator('.lead').getByText('Grace has something of yours: Tent').waitFor();
});

test('a repayment says what it repays; its way and its currency are theirs', async () => {
    const { page } = ada;
    await open(/^Grace paid you back £20\.00/);
    await page.getByText('It repays').waitFor();
    await page.getByRole('main').getByRole('link', { name: /^Grace owes you £20\.00/ }).waitFor();
    assert.equal(await page.getByRole('radio').count(), 0);
    assert.equal(await page.getByLabel('Currency').isDisabled(), true);
    await page.getByLabel('Date', { exact: true }).waitFor();
    assert.equal(await page.getByLabel('Due date').count(), 0, 'it was paid');
    await ada.assertAccessible('a repayment');
    await page.getByLabel('How much?').fill('21');
    await page.locator('#understood').getByText('No more than £20.00 is open.').waitFor(); // it may be, and is said
    await page.getByLabel('How much?').fill('15');
    assert.equal(await page.locator('#understood').getByText('No more than').count(), 0);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('status').getByText('Saved: Grace paid you back £15.00').waitFor();
    await page.getByText('£5.00 still open').first().waitFor();
});

test('a part is paid back: how much is asked first, and what is typed takes the place of all of it', async () => {
    const { page } = ada;
    await ada.go('/people');
    await page.getByRole('link', { name: /^Grace/ }).click();
    await page.getByRole('button', { name: 'Settle all or part' }).click();
    await page.getByRole('dialog').getByLabel('How much was paid?').and(page.locator(':focus')).waitFor();
    await page.keyboard.type('50');
    await page.locator('#settle-understood').getByText('Grace paid you back £50.00').waitFor();
    await page.locator('#settle-understood').getByText(/£\d+\.00 still open/).waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
});

test('before everything is settled, each repayment is said', async () => {
    const { page } = ada;
    await page.getByRole('button', { name: 'Settle all or part' }).click();
    const preview = page.locator('#settle-understood');
    await page.getByRole('dialog').getByLabel('Currency').selectOption('Everything');
    await preview.getByText('Grace paid you back £105.00').waitFor();
    assert.deepEqual((await preview.innerText()).split('\n').sort(), ['Grace gave you back Tent', 'Grace paid you back £105.00', 'You paid Grace back JP¥3,000']);
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await page.getByRole('status').getByText('Saved: You and Grace are even').waitFor();
    await page.locator('.lead').getByText('You and Grace are even').waitFor();
});

test('what is settled in both directions says what of it was netted and what was paid', async () => {
    const { page } = ada;
    const settle = async (name) => {
        await ada.go('/people');
        await page.getByRole('link', { name }).first().click();
        await page.getByRole('button', { name: 'Settle all or part' }).click();
    };
    const save = () => page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    const preview = page.locator('#settle-understood');
    await ada.addDebt({ who: 'Jonas', amount: '36.30', what: 'Pizza' });
    await ada.addDebt({ who: 'Jonas', amount: '40', owe: true, what: 'Power' });
    await settle(/Jonas/);
    await preview.getByText('You paid Jonas back £3.70').waitFor();
    await preview.getByText('Netted: £36.30 each way, £3.70 paid').waitFor();
    await page.getByRole('dialog').getByLabel('How much was paid?').fill('3');
    await preview.getByText('You paid Jonas back £3.00').waitFor();
    assert.equal(await preview.getByText('Netted').count(), 0);
    await page.getByRole('dialog').getByLabel('How much was paid?').fill('3.70');
    await save();
    await page.getByRole('status').getByText('Saved: You paid Jonas back £3.70').waitFor();
    for (const entry of ['You paid Jonas back £40.00', 'Jonas paid you back £36.30']) {
        await page.getByRole('main').getByRole('link', { name: entry }).getByText('Netted: £36.30 each way, £3.70 paid').waitFor();
    }

    await ada.addDebt({ who: 'Jonas', amount: '12.50' });
    await ada.addDebt({ who: 'Jonas', amount: '12.50', owe: true });
    await settle(/Jonas/); // even, but both are open
    await preview.getByText('Netted: £12.50 each way, nothing paid').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    await ada.addDebt({ who: 'Jonas', amount: '5', currency: 'EUR' });
    await settle(/Jonas/);
    await page.getByRole('dialog').getByLabel('Currency').selectOption('Everything');
    await preview.getByText('Jonas paid you back €5.00').waitFor();
    assert.deepEqual((await preview.innerText()).split('\n').sort(), ['Jonas paid you back €5.00', 'Netted: £12.50 each way, nothing paid']);
    await save();
    await page.getByRole('status').getByText('Saved: You and Jonas are even').waitFor();
    await page.getByRole('main').getByRole('link', { name: 'You paid Jonas back £12.50' }).getByText('Netted: £12.50 each way, nothing paid').waitFor();
});

test('where another amount is typed, one saves it first: which of the two would be paid back?', async () => {
    const { page } = ada;
    await ada.addDebt({ who: 'Linus', amount: '77', what: 'Cinema' });
    await open(/Linus owes you £77/);
    const repay = page.getByRole('button', { name: 'Paid back' });
    await repay.waitFor();
    await page.getByLabel('How much?').fill('7');
    await repay.waitFor({ state: 'detached' });
    await page.getByLabel('How much?').fill('77.00');
    await repay.waitFor();
});

test('an entry goes to another person, whom there was or was not; a repayment stays with its debt', async () => {
    const { page } = ada;
    await open(/Linus owes you £77/);
    await page.getByLabel('Who?').fill('Grace');
    await page.getByText('Grace owes you £77.00').waitFor();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: 'Grace' }).waitFor();
    await page.getByRole('link', { name: /Grace owes you £77.00/ }).first().waitFor();
    await open(/Grace owes you £77/);
    await page.getByLabel('Who?').fill('Tilda');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: 'Tilda' }).waitFor();
    await page.getByRole('status').getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('status').getByText('Undone').waitFor();
    await ada.go('/people');
    await page.getByText('Tilda').waitFor({ state: 'detached' });
    await open(/Grace owes you £77/);
    await page.getByRole('button', { name: 'Paid back' }).click();
    await page.getByRole('heading', { name: 'Grace' }).waitFor();
    await open(/Grace paid you back £77/);
    assert.equal(await page.getByLabel('Who?').isEditable(), false);
});
