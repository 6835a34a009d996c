// The overview: what it comes to, then who, then the course with its slider.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch } from './chromium.mjs';
import { day } from './day.mjs';
import { DESKTOP, ORIGIN, Person } from './person.mjs';
import { until } from './wait.mjs';

const PHONE = { width: 390, height: 760 };

let browser, ada, page;
before(async () => {
    browser = await launch();
    ada = await Person.at(browser, { viewport: PHONE });
    page = ada.page;
    await page.goto(ORIGIN);
    await ada.prefer({ currency: 'EUR' });
    await page.goto(ORIGIN);
    await ada.signUp();
    await ada.addDebt({ who: 'Yuki', amount: '3200', currency: 'JPY', owe: true, date: day(-40) });
    await ada.addDebt({ who: 'Papa', amount: '593', owe: true, date: day(-60) });
    await ada.addDebt({ who: 'Anna', amount: '20', date: day(-30), due: day(-3) });
    await ada.addDebt({ who: 'Jonas', amount: '100', date: day(-20) });
    await ada.go('/');
    await page.locator('.chart canvas').waitFor();
});
after(async () => {
    await ada.leave();
    await browser.close();
});

const box = (locator) => locator.boundingBox();
const names = () => page.locator('.who .row strong').allTextContents();

test('on a phone the people come after the sums, before the course: first whoever is late, then by the amount in the usual currency, then in others', async () => {
    await until('they are in order', async () => (await names()).join() === 'Anna,Papa,Jonas,Yuki');
    const rows = page.locator('.who .row');
    const [sums, first, last, course] = await Promise.all([box(page.locator('.hero').first()), box(rows.first()), box(rows.last()), box(page.locator('.course'))]);
    assert.ok(sums.y + sums.height <= first.y && last.y + last.height <= course.y, JSON.stringify({ sums, first, last, course }));
    const [third, bar] = await Promise.all([box(rows.nth(2)), box(page.getByRole('navigation'))]);
    assert.ok(third.y + third.height <= bar.y, 'three people are in sight, whatever else there is');
    const others = await box(page.getByText('Net in JPY: you owe others'));
    assert.ok(last.y + last.height <= others.y && others.y < course.y, 'other currencies come after');
    await page.getByRole('link', { name: 'Anna owes you €20.00. Overdue' }).waitFor();
});

test('while one travels, the slider stays under the finger, whatever comes and goes above it and below', async () => {
    const slider = page.locator('#day');
    const top = async () => Math.round((await box(slider)).y);
    for (const scrolled of [0, 150, 1000]) {
        await slider.scrollIntoViewIfNeeded();
        await page.evaluate((by) => scrollBy(0, by), scrolled);
        const before = await top();
        for (const [days, shown] of [[-10, 'Papa,Jonas,Anna,Yuki'], [-25, 'Papa,Anna,Yuki'], [-50, 'Papa'], [-35, 'Papa,Yuki'], [-1, 'Anna,Papa,Jonas,Yuki'], [-60, 'Papa'], [0, 'Anna,Papa,Jonas,Yuki']]) {
            await slider.fill(String(days));
            await until(`the people of ${days} days`, async () => (await names()).join() === shown);
            assert.equal(await top(), before, `${days} days`);
        }
    }
});

test('on a wide window the people stand beside the sums, and the course below these', async () => {
    await page.setViewportSize(DESKTOP);
    const [sums, who, course] = await Promise.all([box(page.locator('.hero').first()), box(page.locator('.who')), box(page.locator('.course'))]);
    assert.ok(sums.x + sums.width <= who.x && Math.abs(sums.y - who.y) <= 1, 'beside');
    assert.ok(course.x === sums.x && course.y - (sums.y + sums.height) < 100, 'below');
    await page.setViewportSize(PHONE);
});

test('where debts of both ways cancel out, nobody is said to be even', async () => {
    await page.goto(ORIGIN);
    await ada.addDebt({ who: 'Jonas', amount: '12.50', currency: 'CHF' });
    await ada.addDebt({ who: 'Mia', amount: '12.50', currency: 'CHF', owe: true });
    await ada.go('/');
    await page.getByText('Net in CHF: it evens out').waitFor();
    await page.locator('.hero select').selectOption('CHF');
    assert.deepEqual((await page.locator('.hero dd').allTextContents()).map((text) => text.replace(/\s/, ' ')), ['CHF 12.50', 'CHF 12.50']);
});
