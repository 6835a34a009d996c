// One person written down twice, by two devices without a network, is made one again.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch } from './chromium.mjs';
import { ORIGIN, Person } from './person.mjs';

let browser, ada, tablet;
before(async () => {
    browser = await launch();
    ada = await Person.at(browser);
    await ada.signUp();
    tablet = await Person.at(browser);
    tablet.username = ada.username;
    await tablet.signIn();
});
after(async () => {
    await tablet.leave();
    await ada.leave();
    await browser.close();
});

const jonases = async (person, many) => {
    await person.go('/people');
    const rows = person.page.getByRole('link', { name: /Jonas/ });
    await rows.nth(many - 1).waitFor();
    await rows.nth(many).waitFor({ state: 'detached' });
};

test('a person who is there twice is made one, with all that was owed and paid back; undone, they are two again', async () => {
    const { page } = ada;
    await tablet.context.setOffline(true);
    await tablet.addDebt({ who: 'Jonas', amount: '5', what: 'Coffee' });
    await tablet.page.getByRole('link', { name: /^Jonas owes you £5\.00/ }).first().click();
    await tablet.page.getByRole('button', { name: 'Paid back' }).click();
    await tablet.page.getByRole('link', { name: /^Jonas paid you back £5\.00/ }).waitFor();
    await tablet.addDebt({ who: 'Jonas', amount: '7', what: 'Cake' });
    await ada.addDebt({ who: 'Jonas', amount: '12.50', what: 'Lunch' });
    await tablet.context.setOffline(false);
    await jonases(ada, 2);
    await page.getByRole('link', { name: /^Jonas owes you £12\.50/ }).click();
    await page.getByText('There is another Jonas: Jonas owes you £7.00').waitFor();
    const fewer = new URL(page.url()).pathname;
    await ada.assertAccessible('a person who has a namesake');
    await page.getByRole('button', { name: 'Make them one' }).click();
    await ada.assertAccessible('whether they are one');
    await page.getByRole('dialog').getByRole('button', { name: 'Make them one' }).click();
    await page.getByText('Jonas owes you £19.50').waitFor();
    await page.getByRole('link', { name: /^Jonas paid you back £5\.00/ }).waitFor();
    await page.getByText('There is another').waitFor({ state: 'detached' });
    await page.locator('.toast').hover(); // it stays
    assert.notEqual(new URL(page.url()).pathname, fewer, 'who had more entries stays');
    await jonases(ada, 1);
    await ada.go('/settings');
    await page.getByText('Every change is on the server.').waitFor();
    await jonases(tablet, 1);
    await tablet.page.getByRole('link', { name: /^Jonas owes you £19\.50/ }).waitFor();
    await page.getByRole('status').getByRole('button', { name: 'Undo' }).click();
    await jonases(ada, 2);
    await page.getByRole('link', { name: /^Jonas owes you £7\.00/ }).click();
    await page.getByRole('link', { name: /^Jonas paid you back £5\.00/ }).waitFor();
    await jonases(tablet, 2);
    await page.goto(`${ORIGIN}/settings`);
    await page.getByText('Every change is on the server.').waitFor();
    const answer = await page.evaluate(() => fetch('/api/contacts').then((contacts) => contacts.json()));
    assert.deepEqual(answer.map(({ balances }) => balances[0].amount).sort(), [1250, 700], 'to the server, too');
});
