// A person without a mouse.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch } from './chromium.mjs';
import { DESKTOP, PHONE, Person } from './person.mjs';

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

test('what is chosen in the palette is in sight, and so is what is typed, however low the window', async () => {
    const { page } = ada;
    await page.setViewportSize({ width: 1280, height: 400 });
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.keyboard.press('Control+k');
    const field = page.getByRole('combobox', { name: 'Type a name or an action' });
    await field.waitFor();
    for (const key of ['ArrowUp', 'ArrowUp', 'ArrowDown', 'ArrowDown']) {
        await page.keyboard.press(key);
        const hidden = await page.evaluate(() => [document.activeElement, document.querySelector('[role=option][aria-selected=true]')].filter((element) => {
            const { left, top, bottom } = element.getBoundingClientRect();
            return [top + 4, bottom - 4].some((y) => !element.contains(document.elementFromPoint(left + 40, y)));
        }).map(({ outerHTML }) => outerHTML.slice(0, 80)));
        assert.deepEqual(hidden, [], key);
    }
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.setViewportSize(DESKTOP);
});

test('in the colours of the system, too, it is seen what is chosen in the palette, and what Add is', async () => {
    const { page } = ada;
    await page.emulateMedia({ forcedColors: 'active' });
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.keyboard.press('Control+k');
    const chosen = page.locator('[role=option][aria-selected=true]');
    await chosen.waitFor();
    assert.notEqual(await chosen.evaluate((option) => getComputedStyle(option).outlineStyle), 'none');
    await page.keyboard.press('Escape');
    const [icon, ground] = await page.getByRole('link', { name: 'Add', exact: true }).evaluate((link) => [getComputedStyle(link.querySelector('svg')).color, getComputedStyle(document.body).backgroundColor]);
    assert.notEqual(icon, ground);
    await page.emulateMedia({ forcedColors: null });
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

test('on a phone, what has the focus is covered neither by the places nor by what is said', async () => {
    const { page } = ada;
    await page.setViewportSize(PHONE);
    await ada.addDebt({ who: 'Grace', amount: '4' });
    await page.getByRole('status').getByText('Saved').waitFor();
    await page.getByRole('status').getByRole('button', { name: 'Undo' }).focus(); // while one is there, it stays
    await page.locator('main a, main button').first().focus();
    await ada.go('/settings');
    await page.getByRole('heading', { name: 'Devices' }).waitFor();
    await page.locator('main').focus();
    for (let steps = 0; steps < 20; steps++) {
        await page.keyboard.press('Tab');
        const covered = await page.evaluate(() => {
            const at = document.activeElement;
            if (at === document.body) return null; // past the last one nothing has it
            const { x, y, width, height } = at.getBoundingClientRect();
            const top = document.elementFromPoint(x + width / 2, y + height / 2);
            return top !== null && (at.contains(top) || top.contains(at)) ? null : at.outerHTML.slice(0, 120);
        });
        assert.equal(covered, null, 'it is covered');
    }
    await page.setViewportSize(DESKTOP);
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

test('the focus is not lost with what it was in: what was said, and what was undone', async () => {
    const { page } = ada;
    await ada.addDebt({ who: 'Grace', amount: '5' });
    await page.getByRole('link', { name: 'New debt' }).focus();
    await page.getByRole('status').getByRole('button', { name: 'Close' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'New debt' }).and(page.locator(':focus')).waitFor();
    await ada.addDebt({ who: 'Grace', amount: '6' });
    await page.getByRole('status').getByText('Saved').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('status').getByText('Saved').waitFor({ state: 'detached' });
    await ada.go('/history');
    const row = page.getByRole('listitem').filter({ hasText: 'Grace owes you £5.00' }).last();
    await row.getByRole('button', { name: /^Undo/ }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('listitem').filter({ hasText: 'undone' }).and(page.locator(':focus')).waitFor();
});
