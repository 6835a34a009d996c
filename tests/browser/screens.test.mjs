import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { launch } from './chromium.mjs';
import { day } from './day.mjs';
import { LANGUAGES, ORIGIN, Person } from './person.mjs';
import { until } from './wait.mjs';

let browser, ada;
before(async () => {
    browser = await launch();
    ada = await Person.withDebts(browser);
});
after(async () => {
    await ada.leave();
    await browser.close();
});

// A tab that looks out for what moves without having been touched.
async function watched() {
    const page = await ada.context.newPage();
    await page.addInitScript(() => {
        globalThis.moved = [];
        new PerformanceObserver((list) => {
            for (const { value, sources } of list.getEntries()) if (value >= 0.001) globalThis.moved.push(...sources.map(({ node }) => node?.textContent.slice(0, 80)));
        }).observe({ type: 'layout-shift', buffered: true });
    });
    return page;
}

// What has moved in it, when all is drawn.
async function moved(page) {
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
    return page.evaluate(() => globalThis.moved);
}

test('nothing moves while a screen opens and what it shows comes in', async () => {
    await ada.prefer({ language: 'en', theme: 'light' });
    const page = await watched();
    for (const path of Object.values(await ada.places())) {
        await page.goto(`${ORIGIN}${path}`);
        await page.locator('h1').waitFor();
        if (path === '/') await page.locator('.chart canvas').waitFor();
        if (path === '/settings') {
            await page.getByText('Sign-ins and changes of this account').waitFor();
            await page.getByText('Every change is on the server.').waitFor();
        }
        assert.deepEqual(await moved(page), [], `${path}: what has moved`);
    }
    await page.close();
});

test('nor when the browser comes to offer to install the app, in any language on the narrowest phone', async () => {
    for (const language of LANGUAGES) {
        const page = await watched();
        await page.setViewportSize({ width: 320, height: 640 });
        await ada.prefer({ language });
        await page.goto(`${ORIGIN}/settings`);
        await page.locator('summary').nth(1).waitFor(); // what the account's devices did, which comes last
        await page.evaluate(() => dispatchEvent(Object.assign(new Event('beforeinstallprompt'), { prompt: async () => {} })));
        await page.locator('.storage > .head').getByRole('button').waitFor();
        assert.deepEqual(await moved(page), [], `${language}: what has moved`);
        await page.close();
    }
    await ada.prefer({ language: 'en' });
});

test('nor where a form is found as it was left', async () => {
    const page = await watched();
    const note = page.getByText('You began this and have not saved it.');
    await page.goto(`${ORIGIN}/add`);
    await page.getByLabel('How much?').fill('7');
    await page.getByRole('link', { name: 'Overview' }).click();
    await page.getByRole('link', { name: 'Add', exact: true }).click();
    await note.waitFor();
    assert.deepEqual(await moved(page), [], 'what has moved when the form was opened anew');
    await page.reload();
    await note.waitFor();
    assert.deepEqual(await moved(page), [], 'what has moved when the page was loaded anew');
    await page.getByRole('button', { name: 'Discard' }).click();
    await note.waitFor({ state: 'detached' });
    await page.close();
});

test('the screens are drawn once beforehand where nobody sees them, and nothing is left of it', async () => {
    const SCREENS = 7; // with two rows
    await ada.prefer({ language: 'en', theme: 'light' });
    const page = await watched();
    await page.addInitScript(() => {
        globalThis.drawn = [];
        new MutationObserver((records) => {
            for (const { addedNodes, removedNodes } of records) for (const node of [...addedNodes, ...removedNodes]) if (node.className === 'unseen') globalThis.drawn.push(node.isConnected);
        }).observe(document, { childList: true, subtree: true });
    });
    await page.goto(ORIGIN);
    await page.locator('.chart canvas').waitFor();
    const before = await page.evaluate(() => [history.length, document.activeElement.localName]);
    await until('all were drawn, and are gone', async () => (await page.evaluate(() => globalThis.drawn.length)) === 2 * SCREENS);
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))); // then effects would run
    assert.ok(!(await page.evaluate(() => globalThis.drawn)).includes(true), 'none is there when somebody could look');
    assert.deepEqual(await page.evaluate(() => [history.length, document.activeElement.localName]), before);
    assert.equal(await page.title(), 'Overview · Debt Tracker');
    assert.equal(await page.locator('#content > *').filter({ hasText: 'Balance over time' }).count(), 1);
    assert.equal(await page.locator('h1').count(), 1);
    assert.deepEqual(await moved(page), []);
    await page.close();
});

describe('by roles and names, as a screen reader says them', () => {
    before(async () => {
        await ada.prefer({ language: 'en', theme: 'light' });
        await ada.page.goto(ORIGIN);
    });

    test('each screen has its places, one heading above all, and says where one is', async () => {
        const { page } = ada;
        const current = { '/': 'Overview', '/people': 'People', '/transactions': 'Entries', '/settings': 'Settings' };
        for (const [path, name] of Object.entries(current)) {
            await ada.go(path);
            await page.getByRole('heading', { name, level: 1 }).waitFor();
            assert.equal(await page.getByRole('heading', { level: 1 }).count(), 1);
            assert.equal(await page.getByRole('navigation').getByRole('link', { name }).getAttribute('aria-current'), 'page');
            assert.equal(await page.getByRole('main').count(), 1);
            await until('the title says it, too', async () => (await page.title()) === `${name} · Debt Tracker`);
        }
    });

    test('none of the places moves when one goes from one to another', async () => {
        const { page } = ada;
        for (const language of ['en', 'de']) {
            await ada.prefer({ language });
            await page.goto(ORIGIN);
            await page.locator('h1').waitFor();
            const at = () => page.getByRole('navigation').getByRole('link').evaluateAll((links) => links.map((link) => Math.round(link.getBoundingClientRect().x)).join());
            const first = await at();
            for (const path of ['/people', '/add', '/transactions', '/settings']) {
                await ada.go(path);
                await page.locator(`nav [aria-current=page][href="${path}"]`).waitFor();
                assert.equal(await at(), first, `${language} ${path}`);
            }
        }
        await ada.prefer({ language: 'en' });
        await page.goto(ORIGIN);
    });

    test('what is said of a change is one row on a phone, with its undo in it', async () => {
        const { page } = ada;
        await ada.addDebt({ who: 'Linus', amount: '1' });
        const said = page.locator('.toast');
        await said.getByText('Linus owes you £1.00').waitFor();
        const [row, undo] = await Promise.all([said.boundingBox(), said.getByRole('button', { name: 'Undo' }).boundingBox()]);
        assert.ok(row.height <= 60 && undo.y >= row.y && undo.y + undo.height <= row.y + row.height, JSON.stringify(row));
        await said.getByRole('button', { name: 'Undo' }).click();
        await page.getByRole('status').getByText('Undone').waitFor();
    });

    test('people and entries are links that say the whole sentence', async () => {
        const { page } = ada;
        await ada.go('/people');
        await page.getByRole('link', { name: /^Grace owes you £300\.00/ }).waitFor();
        await page.getByRole('link', { name: /owes you KWD.12\.125/ }).waitFor();
        await ada.go('/transactions');
        await page.getByRole('link', { name: /^You owe Linus £18\.90.*due in 3 days/ }).waitFor();
        await page.getByRole('link', { name: /^Grace owes you £240\.00.*was due 3 days ago/ }).waitFor();
    });

    test('a debt is added without seeing the screen, and undone', async () => {
        const { page } = ada;
        await page.getByRole('link', { name: 'Add', exact: true }).click();
        await page.getByRole('textbox', { name: 'Who?' }).fill('Berta');
        await page.getByRole('group', { name: 'Which way?' }).getByRole('radio', { name: 'I owe Berta' }).check({ force: true });
        await page.getByRole('textbox', { name: 'How much?' }).fill('1,234.5');
        assert.deepEqual(await page.locator('[aria-live=polite] > *').allTextContents(), ['You owe Berta £1,234.50', 'Date: Today']);
        await page.getByRole('button', { name: 'Save' }).press('Enter');
        await page.getByRole('status').getByText('Saved: You owe Berta £1,234.50').waitFor();
        await page.getByRole('status').getByRole('button', { name: 'Undo' }).press('Enter');
        await page.getByRole('status').getByText('Undone: You owe Berta £1,234.50').waitFor();
        await page.getByRole('status').getByRole('button', { name: 'Redo' }).press('Enter');
        await page.getByRole('status').getByText('Done again: You owe Berta £1,234.50').waitFor();
        await page.getByRole('status').getByRole('button', { name: 'Undo' }).press('Enter');
        await page.getByRole('status').getByText('Undone: You owe Berta £1,234.50').waitFor();
    });
});

describe('flows', () => {
    before(async () => {
        await ada.prefer({ language: 'en', theme: 'light' });
        await ada.page.goto(ORIGIN);
        await ada.page.getByRole('heading', { name: 'Overview' }).waitFor();
    });

    test('what somebody typed is text, never markup', async () => {
        await ada.go('/transactions');
        await ada.page.getByText('<b>Concert</b>').waitFor();
        const refused = await ada.page.evaluate(() => {
            try {
                document.body.innerHTML = '<p>markup</p>';
            } catch (error) {
                return error.name;
            }
        });
        assert.equal(refused, 'TypeError', 'Trusted Types');
        ada.complaints = ada.complaints.filter((text) => !text.includes('TrustedHTML'));
    });

    test('settling in part leaves the rest', async () => {
        const { page } = ada;
        await ada.go('/people');
        await page.getByRole('link', { name: /^Grace/ }).click();
        await page.getByRole('button', { name: 'Settle all or part' }).click();
        await page.getByLabel('How much was paid?').fill('100');
        await page.getByText('Grace paid you back £100.00').waitFor();
        await page.getByRole('dialog').getByRole('button', { name: 'Save' }).dblclick(); // the second tap pays nothing
        await page.getByText('Grace owes you £200.00').first().waitFor();
    });

    test('the second tap of a double one is not for what has come in its place', async () => {
        const { page } = ada;
        await ada.go('/people');
        await page.getByRole('link', { name: /^Grace/ }).click();
        await page.getByRole('heading', { name: 'Grace' }).waitFor();
        const under = await page.locator('a.row').first().boundingBox();
        const dialog = page.getByRole('dialog');
        await page.getByRole('button', { name: 'Settle all or part' }).click();
        await dialog.getByRole('button', { name: 'Cancel' }).evaluate((button, { x, y }) => Object.assign(button.style, { position: 'fixed', left: `${x}px`, top: `${y}px` }), under);
        await dialog.getByRole('button', { name: 'Cancel' }).dblclick();
        await dialog.waitFor({ state: 'detached' });
        await page.getByRole('heading', { name: 'Grace' }).waitFor();
        assert.match(page.url(), /\/people\//);
    });

    test('nor for what it does now: who taps twice on Undo has undone', async () => {
        const { page } = ada;
        await ada.addDebt({ who: 'Zelda', amount: '9' });
        await page.getByRole('status').getByRole('button', { name: 'Undo' }).dblclick();
        await page.getByRole('status').getByRole('button', { name: 'Redo' }).waitFor();
        await ada.go('/people');
        await page.getByText('Zelda').waitFor({ state: 'detached' });
    });

    test('but it is for what is there, where between the two only a key was pressed', async () => {
        const { page } = ada;
        await ada.go('/people');
        await page.getByRole('link', { name: 'Entries', exact: true }).first().evaluate((link) => {
            const saved_by_enter = document.body.appendChild(document.createElement('button'));
            document.body.dispatchEvent(new MouseEvent('click', { detail: 1, bubbles: true }));
            saved_by_enter.click();
            saved_by_enter.remove();
            link.dispatchEvent(new MouseEvent('click', { detail: 2, bubbles: true, cancelable: true }));
        });
        await page.getByRole('heading', { name: 'Entries' }).waitFor();
    });

    test('people are found, put in order, and hidden where one is even with them; the address says how', async () => {
        const { page } = ada;
        await ada.addDebt({ who: 'Zoe', amount: '5' });
        await ada.go('/people');
        await page.getByRole('link', { name: /^Zoe/ }).click();
        await page.getByRole('button', { name: 'Settle all or part' }).click();
        await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
        await page.getByText('You and Zoe are even').first().waitFor();
        await ada.go('/people');
        const names = () => page.locator('a.row strong').allTextContents();
        await until('all are there', async () => (await names()).length === 4);
        await page.getByLabel('Show settled people').uncheck();
        await until('Zoe is hidden', async () => !(await names()).includes('Zoe'));
        await page.getByLabel('Sort by').selectOption('balance');
        await until('the largest first', async () => (await names()).join() === 'Grace,Linus,يوسف');
        await page.getByLabel('Search people').fill('lin');
        await until('one is found', async () => (await names()).join() === 'Linus');
        assert.equal(new URL(page.url()).search, '?settled=hidden&sort=balance&search=lin');
        await page.reload();
        await until('as it was', async () => (await names()).join() === 'Linus');
    });

    test('a currency is found by its name, and the field has room for what it shows', async () => {
        const { page } = ada;
        await ada.go('/add');
        const field = page.getByLabel('Currency');
        await field.focus(); // all of them come then
        await field.getByText('Japanese Yen').waitFor({ state: 'attached' });
        assert.equal(await field.evaluate((select) => select.selectedOptions[0].text), 'GBP');
        await field.selectOption({ label: 'JPY · Japanese Yen' });
        assert.equal(await field.evaluate((select) => select.selectedOptions[0].text), 'JPY');
        await field.getByText('GBP · British Pound').waitFor({ state: 'attached' });
        await field.selectOption('GBP');
    });

    test('an entry is changed, and its history says so', async () => {
        const { page } = ada;
        await ada.go('/transactions?search=pizza');
        await page.getByRole('link', { name: /You owe Linus/ }).click();
        await page.getByLabel('How much?').fill('20');
        await page.getByRole('button', { name: 'Save' }).click();
        await page.waitForURL(/people/);
        await page.getByText('You owe Linus £20.00').first().waitFor();
        await ada.go('/history');
        await page.getByText('An entry was changed: You owe Linus £20.00').waitFor();
    });

    test('one entry has its own history: who, when, what it was and is; and each step can be undone', async () => {
        const { page } = ada;
        await ada.go('/transactions?search=pizza');
        await page.getByRole('link', { name: /You owe Linus/ }).click();
        await page.getByRole('link', { name: 'History of this entry' }).click();
        await page.getByRole('heading', { name: 'History' }).waitFor();
        const steps = page.getByRole('main').getByRole('listitem');
        assert.equal(await steps.count(), 2, 'nothing of others');
        await steps.first().getByText('Amount: £18.90 → £20.00').waitFor();
        await steps.first().getByText(/ · you, on Chrome, Linux/).waitFor();
        await page.getByRole('button', { name: /^Undo: An entry was changed/ }).click();
        await page.getByText('You owe Linus £18.90').first().waitFor();
        await page.getByRole('button', { name: /^Redo: / }).click();
        await page.getByText('You owe Linus £20.00').first().waitFor();
        await page.getByRole('button', { name: /^Undo: Done again: / }).click();
        await page.getByRole('status').getByText(/^Undone: An entry was changed/).waitFor();
        await page.getByRole('status').getByRole('button', { name: 'Redo' }).click();
        await page.getByRole('status').getByText(/^Done again: An entry was changed/).waitFor();
    });

    test('an undo of which nothing would come is refused, and says why; one that cannot be is not offered', async () => {
        const { page } = ada;
        const entry = () => page.getByRole('link', { name: /You owe Odile/ }).first();
        await ada.addDebt({ who: 'Odile', amount: '550', owe: true });
        for (const amount of ['560', '540']) {
            await ada.go('/people');
            await page.getByRole('link', { name: /Odile/ }).first().click();
            await entry().click();
            await page.getByLabel('How much?').fill(amount);
            await page.getByRole('button', { name: 'Save' }).click();
            await page.getByRole('status').getByText('Saved').first().waitFor();
        }
        await ada.go('/history');
        const step = page.getByRole('main').getByRole('listitem').filter({ hasText: '£550.00 → £560.00' });
        const undo = step.getByRole('button', { name: /^Undo: / });
        const steps = await page.getByRole('main').getByRole('listitem').count();
        await undo.click();
        await page.getByText('There is nothing to undo: later changes cover this one.').waitFor();
        assert.equal(await page.getByRole('main').getByRole('listitem').count(), steps, 'nothing was written down');
        await page.getByRole('main').getByRole('listitem').filter({ hasText: '£560.00 → £540.00' }).getByRole('button', { name: /^Undo: / }).dblclick({ delay: 20 });
        await page.getByRole('status').getByText('Undone').waitFor();
        assert.equal(await page.getByText('This cannot be undone any more').count(), 0);
        await undo.click();
        await page.getByText('You owe Odile £550.00').first().waitFor();
        const added = page.getByRole('main').getByRole('listitem').filter({ hasText: 'Odile was added' });
        await added.waitFor();
        assert.equal(await added.getByRole('button').count(), 0, 'there is an entry with Odile');
        await page.getByRole('button', { name: 'Undo: You owe Odile £550.00', exact: true }).first().click();
        await added.getByRole('button', { name: /^Undo: / }).click();
        await page.getByText('A change was undone: Odile was added').waitFor();
    });

    test('what was deleted has a history, from which it comes back', async () => {
        const { page } = ada;
        await ada.go('/transactions?search=pizza');
        await page.getByRole('link', { name: /You owe Linus/ }).click();
        const { pathname } = new URL(page.url());
        await page.getByRole('button', { name: 'Delete this entry' }).click();
        await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
        await page.getByRole('heading', { name: 'Linus' }).waitFor();
        await ada.go(pathname);
        await page.getByRole('main').getByRole('link', { name: 'History' }).click();
        await page.getByRole('button', { name: /^Undo: Deleted: You owe Linus £20.00/ }).click();
        await page.getByText('You owe Linus £20.00').first().waitFor();
    });

    test('a statement can be printed: without what is only for the screen', async () => {
        const { page } = ada;
        await ada.go('/people');
        await page.getByRole('link', { name: /^Grace/ }).click();
        await page.getByRole('button', { name: 'Print' }).waitFor();
        await page.emulateMedia({ media: 'print' });
        assert.equal(await page.getByRole('navigation').isVisible(), false);
        assert.equal(await page.getByRole('button', { name: 'Print' }).isVisible(), false);
        await page.getByText('Balance +£').first().waitFor();
        await page.getByText(/As of/).waitFor();
        await page.getByText(`${ada.username} and Grace. “You” is ${ada.username}.`).waitFor();
        await page.emulateMedia({ media: 'screen' });
        assert.equal(await page.getByText('“You” is').isVisible(), false);
    });

    test('things are lent and given back, by name', async () => {
        const { page } = ada;
        await ada.go('/add');
        await page.getByRole('button', { name: 'A thing' }).click();
        await page.getByLabel('Which thing?').fill('bike pump');
        await page.getByLabel('Who?').fill('Nora');
        await page.getByText('Nora has something of yours: bike pump').waitFor();
        await page.getByRole('button', { name: 'Save' }).click();
        await page.getByRole('link', { name: /^Nora has something of yours/ }).first().click();
        await ada.go('/people');
        await page.getByRole('link', { name: /^Nora/ }).click();
        await page.getByRole('button', { name: 'Settle all or part' }).click();
        await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
        await page.getByText('Nora gave you back bike pump').waitFor();
        await page.getByText('You and Nora are even').first().waitFor();
    });

    test('the filters are in the address', async () => {
        const { page } = ada;
        await ada.go('/transactions');
        await page.getByText('Filters and order').click();
        await page.getByLabel('Direction').selectOption('owed');
        await page.waitForURL(/direction=owed/);
        await page.reload();
        await page.getByText('4 entries').waitFor();
        assert.equal(await page.getByRole('link', { name: /owes you/ }).count(), 0);
    });

    test('an entry is found by words in any order and by its amount, and what is found is added up', async () => {
        const { page } = ada;
        await ada.go('/transactions');
        const search = page.getByLabel('Search entries');
        for (const typed of ['train grace', '240', '240.00 gra']) {
            await search.fill(typed);
            await page.getByText('1 entry · +£240.00', { exact: true }).waitFor();
            await page.getByRole('link', { name: /^Grace owes you £240\.00/ }).waitFor();
        }
        await search.fill('');
    });

    test('entries are found by the days between which they lie, by the keyboard alone', async () => {
        const { page } = ada;
        await ada.go('/transactions');
        await page.getByRole('searchbox').focus();
        await page.keyboard.press('Tab');
        if (!(await page.getByLabel('From', { exact: true }).isVisible())) await page.keyboard.press('Enter'); // the filters open
        const type = async (label, days) => {
            const field = page.getByLabel(label, { exact: true });
            for (let i = 0; !(await field.evaluate((element) => element === document.activeElement)); i++) {
                assert.ok(i < 12, `${label} is reached by Tab`);
                await page.keyboard.press('Tab');
            }
            const [year, month, of_month] = day(days).split('-');
            await page.keyboard.type(`${month}${of_month}${year}`);
            assert.equal(await field.inputValue(), day(days), 'Chromium takes it in the order of its own language, en-US');
        };
        await type('From', -60);
        await type('To', -20);
        await until('the address says so', () => new URL(page.url()).search === `?from=${day(-60)}&to=${day(-20)}`);
        await page.getByText('2 entries').waitFor();
        await page.getByRole('link', { name: /Train/ }).waitFor();
        await page.getByRole('link', { name: /Concert/ }).waitFor();
        await page.getByText('2 filters or orders chosen').waitFor();
        await ada.assertAccessible('entries, filtered');
        await page.reload();
        await page.getByText('2 entries').waitFor();
        await page.getByLabel('To', { exact: true }).fill(day(-21));
        await page.getByText('1 entry').waitFor();
        await page.getByRole('link', { name: 'Show all entries' }).click();
        await page.waitForURL((url) => url.search === '');
        await ada.go('/transactions?from=yesterday');
        await page.getByRole('link', { name: /Train/ }).waitFor(); // no day is no filter
    });

    test('the slider travels: before the first entry nobody owed anything', async () => {
        const { page } = ada;
        await ada.go('/');
        await page.getByRole('slider').fill('-60');
        await page.getByText('Linus').waitFor({ state: 'detached' });
        await page.getByText('Grace owes you £240.00').first().waitFor();
        await page.getByText('+£240.00').first().waitFor();
        const place = await page.getByRole('slider').boundingBox();
        await page.getByRole('slider').fill('0');
        await page.getByText('Linus').first().waitFor();
        assert.deepEqual(await page.getByRole('slider').boundingBox(), place, 'it stays under the finger');
    });

    test('signing out brings back the door, and what was here is gone', async () => {
        const { page } = ada;
        await ada.go('/settings');
        await page.getByRole('button', { name: 'Sign out', exact: true }).click();
        await page.getByRole('heading', { name: /Who owes you/ }).waitFor();
        await until('the database is gone', () => page.evaluate(() => indexedDB.databases().then((all) => all.length === 0)));
    });
});
