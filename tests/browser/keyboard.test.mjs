// A person without a mouse.
import { after, before, test } from 'node:test';
import { launch } from './chromium.mjs';
import { DESKTOP, Person } from './person.mjs';

let browser, ada;
before(async () => {
    browser = await launch();
    ada = await Person.at(browser, { viewport: DESKTOP });
    await ada.signUp();
    await ada.addDebt({ who: 'Grace', amount: '3' });
});
after(async () => {
    await ada.leave();
    await browser.close();
});

test('the palette finds a person, ? helps, n begins a new debt', async () => {
    const { page } = ada;
    await ada.go('/');
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Type a name or an action' }).fill('grace');
    await page.getByRole('option', { name: /Grace/ }).first().waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Grace', exact: true }).waitFor();
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    // At once, while the focus is still in what closes.
    await page.keyboard.press('Escape');
    await page.keyboard.press('n');
    await page.getByRole('heading', { name: 'New debt' }).waitFor();
    await page.locator('#who:focus').waitFor();
});

test('the content can be reached past the places', async () => {
    const { page } = ada;
    await page.reload();
    await page.getByRole('heading', { name: 'New debt' }).waitFor();
    await page.evaluate(() => document.activeElement.blur());
    await ada.go('/people');
    await page.getByRole('heading', { name: 'People' }).waitFor();
    await page.getByRole('link', { name: 'Skip to content' }).focus();
    await page.keyboard.press('Enter');
    await page.locator('main:focus').waitFor();
});
