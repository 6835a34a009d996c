// Whatever is in a row stays in it, and says which way it goes; what is above a field being typed into keeps its height.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch } from './chromium.mjs';
import { DESKTOP, Person, PHONE } from './person.mjs';
import { until } from './wait.mjs';

const LONG = 'Wolfeschlegelsteinhausenbergerdorff Maximiliane von und zu Donaudampfschiff';
const MANY = 30; // more than are simply there: rows of one height

let browser, ada;
before(async () => {
    browser = await launch();
    ada = await Person.at(browser);
    await ada.signUp();
    await ada.page.evaluate(addsMany, { count: MANY, long: LONG });
    await ada.go('/');
    await ada.page.getByRole('button', { name: 'Up to date' }).waitFor();
});
after(async () => {
    await ada.leave();
    await browser.close();
});

// People with names long and short, each with a debt in every one of four currencies, both ways, and a thing.
async function addsMany({ count, long }) {
    const events = [];
    const made = (type, aggregate_id, data) => events.push({ id: crypto.randomUUID(), type, aggregate_id, data });
    for (let n = 0; n < count; n++) {
        const contact_id = crypto.randomUUID();
        made('CONTACT_CREATED', contact_id, { name: n % 2 ? `${long} ${n}` : `Ada ${n}` });
        const due = { transaction_date: '2026-01-01', due_date: '2026-02-01', description: `for the ${long}` };
        ['GBP', 'EUR', 'JPY', 'KWD'].forEach((currency, i) => made('TRANSACTION_CREATED', crypto.randomUUID(), { contact_id, type: 'money', direction: i % 2 ? 'owed' : 'lent', amount: 123456789, currency, ...due }));
        made('TRANSACTION_CREATED', crypto.randomUUID(), { contact_id, type: 'item', direction: 'lent', amount: 6, ...due });
    }
    const answer = await fetch('/api/events', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ events }) });
    if (!answer.ok) throw new Error(await answer.text());
}

// Rows whose content is higher than they are.
const overfull = () => [...document.querySelectorAll('.window > *')].filter((row) => row.firstElementChild.scrollHeight > row.clientHeight + 1).map(({ textContent }) => textContent.slice(0, 80));

// Sentences of entries that go on beyond their row, though they are no longer than most.
const clamped = () => [...document.querySelectorAll('.window .entry strong')].filter((one) => one.textContent.length <= 45 && one.scrollHeight > one.clientHeight + 1).map(({ textContent }) => textContent);

// Lines under an entry whose day goes beyond them.
const cutDays = () => [...document.querySelectorAll('.window .entry small')].filter((line) => {
    const day = [...line.childNodes].find((node) => node.nodeType === Node.TEXT_NODE);
    if (!day) return false;
    const range = document.createRange();
    range.selectNodeContents(day);
    const [written, box] = [range.getBoundingClientRect(), line.getBoundingClientRect()];
    return written.left < box.left - 1 || written.right > box.right + 1;
}).map(({ textContent }) => textContent);

// Lines under an entry on which what it is for does not begin.
const lostPurposes = () => [...document.querySelectorAll('.window .entry .text > small')].filter((line) => {
    const purpose = line.querySelector('bdi');
    if (!purpose) return false;
    const range = document.createRange();
    range.setStart(purpose.firstChild, 0);
    range.setEnd(purpose.firstChild, 3);
    const [written, box] = [range.getBoundingClientRect(), line.getBoundingClientRect()];
    return written.bottom > box.bottom + 1 || written.left < box.left - 1 || written.right > box.right + 1;
}).map(({ textContent }) => textContent);

// As a reader may have it (WCAG 2.2, 1.4.12); letters of Arabic are joined.
const SPACING = '* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }';

function spaced(css) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    document.adoptedStyleSheets = [sheet];
    dispatchEvent(new Event('resize'));
}

for (const [language, viewport] of [['en', PHONE], ['fr', PHONE], ['es', PHONE], ['de', PHONE], ['ar', PHONE], ['en', DESKTOP], ['en', { width: 320, height: 800 }], ['ar', { width: 320, height: 256 }], ['de', { width: 280, height: 800 }], ['en', { width: 195, height: 800 }]]) {
    test(`nothing in a long list is higher than its row: ${language}, ${viewport.width} px`, async () => {
        const { page } = ada;
        await ada.prefer({ language });
        await page.setViewportSize(viewport);
        for (const path of ['/people', '/transactions']) {
            await ada.go(path);
            await page.reload();
            await page.locator('.window .row').nth(5).waitFor();
            assert.deepEqual(await page.evaluate(overfull), [], path);
            await ada.assertFits(path);
            if (viewport.width >= 320) assert.deepEqual(await page.evaluate(cutDays), [], `${path}: the day of an entry is cut`);
            if (viewport.width >= PHONE.width) assert.deepEqual(await page.evaluate(lostPurposes), [], `${path}: what an entry is for is lost`);
            if (viewport === PHONE && language !== 'ar') {
                await page.evaluate(spaced, SPACING);
                await until('the rows have room', async () => (await page.evaluate(overfull)).length === 0);
                assert.deepEqual([...(await page.evaluate(cutDays)), ...(await page.evaluate(clamped))], [], `${path}: cut when it is spaced`);
                await page.evaluate(spaced, '');
            }
            await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
            await page.waitForFunction(() => [...document.querySelectorAll('.window > *')].some((row) => row.ariaPosInSet === row.ariaSetSize));
            assert.deepEqual(await page.evaluate(overfull), [], `the end of ${path}`);
        }
        await page.setViewportSize(PHONE);
    });
}

test('who owes in one currency and is owed in another does not stand as one of the two', async () => {
    const { page } = ada;
    await ada.prefer({ language: 'en' });
    await ada.go('/people');
    await page.reload();
    const row = page.getByRole('link', { name: /Ada 0 owes you/ });
    await row.getByText('you owe each other').waitFor();
    await row.getByText('2 more · 6 things').waitFor();
    assert.equal(await row.locator('.amount svg').count(), 2, 'each amount has its way');
});

test('names that are offered move nothing, however long and many', async () => {
    const { page } = ada;
    await ada.go('/add');
    const top = () => page.getByLabel('How much?').evaluate((field) => field.getBoundingClientRect().top);
    const before = await top();
    for (const typed of ['W', 'Wo', 'Ada 1', 'somebody new', LONG, '']) {
        await page.getByLabel('Who?').fill(typed);
        await until('the buttons say it', async () => (await page.locator('.choices').textContent()).includes(typed.slice(0, 7).trimEnd() || 'They'));
        assert.equal(await top(), before, `"${typed}"`);
    }
    await ada.assertFits('the offered names');
});
