// A person without a mouse.
import assert from 'node:assert/strict';
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

test('whatever can be used can be reached by Tab, and shows where one is', async () => {
    const { page } = ada;
    for (const path of ['/', '/people', '/add', '/transactions', '/settings']) {
        await ada.go(path);
        await page.locator('h1').waitFor();
        await page.evaluate(() => document.activeElement.blur());
        const wanted = await page.evaluate(() => {
            const usable = [...document.querySelectorAll('a[href], button, summary, select, textarea, input:not([type=radio])')];
            const shown = usable.filter((element) => element.checkVisibility({ visibilityProperty: true }));
            shown.forEach((element, i) => (element.dataset.reach = i));
            return shown.length;
        });
        const reached = new Set(); // a date takes several steps: its parts, and its calendar
        for (let steps = 0; steps < wanted + 12; steps++) {
            await page.keyboard.press('Tab');
            const at = await page.evaluate(() => {
                const { dataset } = document.activeElement;
                return { html: document.activeElement.outerHTML.slice(0, 120), reach: dataset.reach, outline: getComputedStyle(document.activeElement).outlineStyle };
            });
            if (at.reach === undefined) continue;
            reached.add(at.reach);
            assert.notEqual(at.outline, 'none', `${path}: ${at.html} shows no focus`);
        }
        assert.equal(reached.size, wanted, `${path}: all are reached`);
    }
});
