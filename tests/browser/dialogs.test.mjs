// A dialog is left by what is meant to leave it, and is read from its beginning.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch } from './chromium.mjs';
import { DESKTOP, Person } from './person.mjs';
import { hold } from './slow_disk.mjs';
import { until } from './wait.mjs';

let browser, ada, dialog;
before(async () => {
    browser = await launch();
    ada = await Person.at(browser, { viewport: DESKTOP });
    await ada.signUp();
    await ada.addDebt({ who: 'Grace', amount: '100' });
    await ada.go('/people');
    await ada.page.getByRole('link', { name: /^Grace/ }).click();
    dialog = ada.page.getByRole('dialog');
});
after(async () => {
    await ada.leave();
    await browser.close();
});

async function edit() {
    await ada.page.getByRole('button', { name: 'Edit', exact: true }).click();
    await dialog.waitFor();
    return dialog.boundingBox();
}

test('it closes by a click outside of it, not by one beside its fields', async () => {
    const { page } = ada;
    const { x, y } = await edit();
    await page.mouse.click(x + 6, y + 60);
    assert.equal(await dialog.count(), 1);
    await page.mouse.click(x - 20, y + 60);
    await dialog.waitFor({ state: 'detached' });
});

test('nor where text is marked from inside to outside', async () => {
    const { page } = ada;
    const { x } = await edit();
    const field = await dialog.getByLabel('Name').boundingBox();
    await page.mouse.move(field.x + 40, field.y + 20);
    await page.mouse.down();
    await page.mouse.move(x - 40, field.y + 20, { steps: 4 });
    await page.mouse.up();
    assert.equal(await dialog.count(), 1);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
});

test("it goes with the screen that it stands above, by the browser's own steps", async () => {
    const { page, context } = ada;
    const opened = {
        'the palette': () => page.keyboard.press('Control+k'),
        'the shortcuts': () => page.keyboard.press('?'),
        'what waits': () => page.getByRole('button', { name: /^Offline/ }).click(),
    };
    await context.setOffline(true);
    for (const [what, open] of Object.entries(opened)) {
        await page.getByRole('link', { name: 'People', exact: true }).click();
        await page.getByRole('link', { name: 'Overview', exact: true }).click();
        await page.getByRole('heading', { name: 'Overview' }).waitFor();
        await open();
        await dialog.waitFor();
        await page.goBack();
        await page.getByRole('heading', { name: 'People' }).waitFor();
        await until(`${what} is gone`, async () => (await dialog.count()) === 0);
        assert.equal(await page.evaluate(() => document.activeElement.id), 'content');
    }
    await context.setOffline(false);
});

test('a person is added without a debt, once, and found', async () => {
    const { page } = ada;
    await ada.go('/people');
    await page.getByRole('button', { name: 'Add a person' }).click();
    await dialog.getByLabel('Name').fill('Linus');
    await ada.assertAccessible('a new person');
    await dialog.getByLabel('Phone').fill('0123');
    await dialog.getByRole('button', { name: 'Save' }).dblclick();
    await page.getByRole('heading', { name: 'Linus' }).waitFor();
    await page.getByText('You and Linus are even').waitFor();
    await page.getByRole('status').getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    await page.getByRole('status').getByRole('button', { name: 'Redo' }).click();
    await page.getByRole('status').getByText('Done again: Linus').waitFor();
    await ada.go('/people');
    assert.equal(await page.getByRole('link', { name: /Linus/ }).count(), 1);
    await page.getByRole('link', { name: /^Grace/ }).click();
});

test('the help opens at its title, however low the window', async () => {
    const { page } = ada;
    await page.setViewportSize({ width: 1280, height: 400 });
    await page.keyboard.press('?');
    await dialog.waitFor();
    assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Keyboard shortcuts');
    assert.equal(await dialog.evaluate(({ scrollTop }) => scrollTop), 0);
    await page.keyboard.press('Escape');
    await page.setViewportSize(DESKTOP);
});

test('all that can be found and done is one click away on a wide window', async () => {
    await ada.page.getByRole('navigation').getByRole('button', { name: 'Find and do anything' }).click();
    await ada.page.getByRole('combobox').fill('grace');
    await ada.page.keyboard.press('Enter');
    await ada.page.getByRole('heading', { name: 'Grace' }).waitFor();
});

test('what is asked is done once, however often it is tapped while that takes long', async () => {
    const { page } = ada;
    await edit();
    await dialog.getByRole('button', { name: 'Delete' }).click();
    await page.evaluate(hold);
    for (let taps = 0; taps < 3; taps++) await dialog.getByRole('button', { name: 'Delete' }).click();
    await page.evaluate(() => window.let_go());
    await page.getByRole('heading', { name: 'People' }).waitFor();
    await ada.go('/settings');
    await page.getByText('Every change is on the server.').waitFor(); // all has been said by then
    assert.equal(await page.locator('.toast p').textContent(), 'Deleted: Grace');
    await page.getByRole('status').getByRole('button', { name: 'Undo' }).click();
    await ada.go('/people');
    await page.getByRole('link', { name: /^Grace/ }).click();
    await page.getByRole('heading', { name: 'Grace' }).waitFor();
});

test('a printed statement is dark on light, also of a dark screen', async () => {
    const { page } = ada;
    await ada.prefer({ theme: 'dark' });
    await page.reload();
    await page.getByRole('heading', { name: 'Grace' }).waitFor();
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    const brightness = await page.locator('.row .amount').first().evaluate((amount) => Math.max(...getComputedStyle(amount).color.match(/[\d.]+/g).slice(0, 3).map(Number)));
    assert.ok(brightness < 128, `${brightness} of 255`);
    await page.emulateMedia({ media: 'screen', colorScheme: null });
});
