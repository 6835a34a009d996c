// On the way back to a screen, by the browser or by the arrow, one is where one was: what was in the window stands there again.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { launch } from './chromium.mjs';
import { Person } from './person.mjs';

const PEOPLE = 60;
const ENTRIES = 150; // of the first of them there are many, of the others one each

let browser, ada, page;

function ledger() {
    const event = (type, data) => ({ id: randomUUID(), type, aggregate_id: randomUUID(), data });
    const people = Array.from({ length: PEOPLE }, (_, i) => event('CONTACT_CREATED', { name: `Grace ${String(i).padStart(2, '0')}` }));
    const entries = Array.from({ length: ENTRIES }, (_, i) =>
        event('TRANSACTION_CREATED', {
            contact_id: (people[i - ENTRIES + PEOPLE] ?? people[0]).aggregate_id,
            direction: 'lent',
            amount: 100 + i,
            currency: 'GBP',
            description: `lunch ${i}`,
            transaction_date: new Date(Date.UTC(2025, 0, 1 + i)).toISOString().slice(0, 10),
        }));
    return [...people, ...entries];
}

before(async () => {
    browser = await launch();
    ada = await Person.at(browser);
    ({ page } = ada);
    await ada.signUp();
    const status = await page.evaluate(
        (events) => fetch('/api/events', { method: 'POST', body: JSON.stringify({ events }), headers: { 'Content-Type': 'application/json' } }).then((answer) => answer.status),
        ledger(),
    );
    assert.equal(status, 200);
    await page.getByRole('link', { name: 'People', exact: true }).click();
    await page.getByRole('link', { name: /^Grace 00/ }).waitFor();
});
after(async () => {
    await ada.leave();
    await browser.close();
});

// Scrolls a long way down; then what stands in the middle of the window, and where.
async function goesDown(px) {
    await page.mouse.move(195, 400);
    await page.mouse.wheel(0, px);
    await page.waitForFunction((least) => scrollY >= least && document.elementFromPoint(195, 400)?.closest('a.row, li.row'), px / 2);
    return page.evaluate(() => {
        const row = document.elementFromPoint(195, 400).closest('a.row, li.row');
        return { text: row.textContent, top: Math.round(row.getBoundingClientRect().top), href: row.getAttribute('href') };
    });
}

// It is there again, at the same height to the pixel.
const standsAgain = (before) =>
    page.waitForFunction(({ text, top }) => {
        const row = document.elementFromPoint(195, 400)?.closest('a.row, li.row');
        return row?.textContent === text && Math.round(row.getBoundingClientRect().top) === top;
    }, before);

const ways = {
    'all entries': { at: () => page.getByRole('link', { name: 'Entries', exact: true }).click(), px: 6_000 },
    'entries that were searched for': {
        at: async () => {
            await page.getByRole('link', { name: 'Entries', exact: true }).click();
            await page.locator('#search').fill('lunch');
        },
        px: 3_000,
    },
    people: { at: () => page.getByRole('link', { name: 'People', exact: true }).click(), px: 2_500 },
    'a person with many entries': {
        at: async () => {
            await page.getByRole('link', { name: 'People', exact: true }).click();
            await page.getByRole('link', { name: /^Grace 00/ }).click();
            await page.getByRole('heading', { name: 'Grace 00' }).waitFor();
        },
        px: 9_000,
    },
    'the overview': {
        at: async () => {
            await page.getByRole('link', { name: 'Overview', exact: true }).click();
            await page.getByRole('heading', { name: 'Latest entries' }).waitFor(); // it comes after the rest
        },
        px: 800,
    },
};

const arrow = () => page.getByRole('link', { name: 'Back', exact: true }).click();

for (const [name, { at, px }] of Object.entries(ways)) {
    test(`${name}: from a row of it and back, one is where one was`, async () => {
        for (const back of [() => page.goBack(), arrow]) {
            await at();
            const before = await goesDown(px);
            await page.locator(`a[href="${before.href}"]`).filter({ hasText: before.text }).first().click();
            await page.waitForURL((url) => url.pathname === before.href);
            await page.waitForFunction(() => scrollY === 0);
            await back();
            await standsAgain(before);
        }
    });
}

test('a tap on the place where one is leads to its top', async () => {
    await page.getByRole('link', { name: 'People', exact: true }).click();
    await goesDown(2_500);
    await page.getByRole('link', { name: 'People', exact: true }).click();
    await page.waitForFunction(() => scrollY === 0);
});

test('a form that is done with is no step: from what it made one comes to where it was opened', async () => {
    const save = () => page.getByRole('button', { name: 'Save', exact: true }).click();
    const open_entry = () => page.locator('a[href^="/transactions/"]').filter({ hasNotText: 'settled' }).first().click();
    const forms = {
        'a change': async (what) => {
            await open_entry();
            await page.locator('#what').fill(what);
            await save();
        },
        'a new debt': async (what) => {
            await page.getByRole('link', { name: 'Add', exact: true }).click();
            await page.getByLabel('Who?').fill('Grace 07');
            await page.getByLabel('How much?').fill('3');
            await page.getByLabel(/What for/).fill(what);
            await save();
        },
        'a debt of somebody new': async (what) => {
            await page.getByRole('link', { name: 'Add', exact: true }).click();
            await page.getByLabel('Who?').fill(`Grace with ${what}`);
            await page.getByLabel('How much?').fill('3');
            await save();
        },
        'a debt that is paid back': async () => {
            await open_entry();
            await page.getByRole('button', { name: 'Paid back' }).click();
        },
        'a debt that is deleted': async () => {
            await open_entry();
            await page.getByRole('button', { name: 'Delete this entry' }).click();
            await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
        },
    };
    for (const [name, fill] of Object.entries(forms)) {
        for (const [i, back] of [() => page.goBack(), arrow].entries()) {
            await page.getByRole('link', { name: 'Entries', exact: true }).click();
            await page.locator('#search').fill('lunch');
            await fill(`dinner ${i}`);
            await page.getByRole('heading', { name: /^Grace/ }).waitFor();
            await back();
            await page.waitForURL((url) => url.pathname === '/transactions' && url.search === '?search=lunch', { timeout: 5_000 }).catch(() => assert.fail(`${name}: one is at ${page.url()}`));
        }
    }
});

test('the arrow leads out of a screen that was opened by its address', async () => {
    await page.getByRole('link', { name: 'People', exact: true }).click();
    await page.getByRole('link', { name: /^Grace 00/ }).click();
    await page.getByRole('link', { name: 'History with Grace 00' }).click();
    await page.getByRole('heading', { name: 'History with Grace 00' }).waitFor();
    const alone = await ada.context.newPage();
    await alone.goto(page.url());
    for (const heading of ['Grace 00', 'People']) {
        await alone.getByRole('link', { name: 'Back', exact: true }).click();
        await alone.getByRole('heading', { name: heading, exact: true }).waitFor();
    }
    await alone.close();
});

test('the history, where more was asked for: one is where one was', async () => {
    await page.getByRole('link', { name: 'Entries', exact: true }).click();
    await page.getByRole('link', { name: 'History', exact: true }).click();
    await page.getByRole('button', { name: 'Show older' }).click();
    const before = await goesDown(7_000);
    await page.getByRole('link', { name: 'Overview', exact: true }).click();
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    await page.goBack();
    await standsAgain(before);
});

test('forward again: the entry that was looked at', async () => {
    await page.getByRole('link', { name: 'Entries', exact: true }).click();
    const before = await goesDown(6_000);
    await page.locator(`a[href="${before.href}"]`).click();
    await page.locator('#amount').waitFor();
    await page.goBack();
    await standsAgain(before);
    await page.goForward();
    await page.locator('#amount').waitFor();
    await page.waitForFunction(() => scrollY === 0);
    await page.goBack();
    await standsAgain(before);
});
