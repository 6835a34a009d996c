// What is saved, and what comes from another device, is drawn while the disk is waited for; it is said to be saved when it is, and taken back where it cannot be.
// So is, at a start, what needs no ledger.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch } from './chromium.mjs';
import { ORIGIN, Person } from './person.mjs';
import { hold } from './slow_disk.mjs';
import { is_glance_kept, stored } from './stored.mjs';
import { until } from './wait.mjs';

const NO_SPACE = 'there is no space left on this device';

let browser, ada, page, toast;
before(async () => {
    browser = await launch();
    ada = await Person.at(browser);
    ({ page } = ada);
    toast = page.locator('.toast');
    await ada.signUp();
    await ada.addDebt({ who: 'Grace', amount: '100', what: 'Train' });
});
after(async () => {
    await ada.leave();
    await browser.close();
});

const row = (text) => page.locator('a.row').filter({ hasText: text });

async function begin(who, amount, what) {
    await page.getByRole('link', { name: 'Overview', exact: true }).click();
    await page.getByRole('link', { name: 'Add', exact: true }).click();
    await page.getByLabel('Who?').fill(who);
    await page.getByLabel('How much?').fill(amount);
    await page.getByLabel(/What for/).fill(what);
}

const save = () => page.getByRole('button', { name: 'Save', exact: true }).click();

// From here on nothing can be added: the disk is full, and nobody has noticed yet.
const fillDisk = () =>
    page.evaluate(() => {
        const { add } = IDBObjectStore.prototype;
        IDBObjectStore.prototype.add = function (...given) {
            if (this.name === 'entries') throw new DOMException('full', 'QuotaExceededError');
            return add.apply(this, given);
        };
        window.makeRoom = () => (IDBObjectStore.prototype.add = add);
    });
const makeRoom = () => page.evaluate(() => window.makeRoom());

test('an entry is drawn at once and once, and said to be saved when it is', async () => {
    await begin('Grace', '7', 'Tea');
    await page.evaluate(hold);
    await save();
    await page.getByRole('heading', { name: 'Grace' }).waitFor();
    await row('Tea').first().waitFor();
    await page.getByText('Grace owes you £107.00').first().waitFor();
    assert.equal(await toast.count(), 0);
    await row('Tea').first().evaluate((element) => (element.isOfFirstDrawing = true));
    await page.evaluate(() => window.let_go());
    await toast.getByText('Saved').waitFor();
    assert.ok(await row('Tea').first().evaluate((element) => element.isOfFirstDrawing));
    await page.reload();
    await row('Tea').first().waitFor();
});

test('so is what undoes it, of an entry with a new person too', async () => {
    await begin('Linus', '9', 'Pizza');
    await save();
    await toast.getByText('Saved').waitFor();
    await page.evaluate(hold);
    await toast.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    assert.equal(await page.getByText('Linus').and(page.locator('.row *')).count(), 0);
    assert.match(await toast.textContent(), /^Saved/);
    await page.evaluate(() => window.let_go());
    await toast.getByText('Undone').waitFor();
});

test('a disk that turns out to be full takes it back, and all that was typed is there', async () => {
    await begin('Berta', '11', 'Soup');
    await fillDisk();
    await save();
    await toast.getByText(NO_SPACE).waitFor();
    assert.equal(new URL(page.url()).pathname, '/add');
    const typed = [page.getByLabel('Who?'), page.getByLabel('How much?'), page.getByLabel(/What for/)];
    assert.deepEqual(await Promise.all(typed.map((field) => field.inputValue())), ['Berta', '11', 'Soup']);
    await makeRoom();
    await save();
    await toast.getByText('Saved').waitFor();
    await page.getByRole('heading', { name: 'Berta' }).waitFor();
    await page.goBack();
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
});

test('so does one that is noticed to be full when an entry is deleted', async () => {
    await ada.go('/people');
    await page.getByRole('link', { name: /^Berta/ }).click();
    await row('Soup').first().click();
    await page.getByRole('button', { name: 'Delete this entry' }).click();
    await fillDisk();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click();
    await toast.getByText(NO_SPACE).waitFor();
    assert.match(new URL(page.url()).pathname, /^\/transactions\//);
    assert.equal(await page.getByLabel(/What for/).inputValue(), 'Soup');
    await makeRoom();
    await ada.go('/people');
    await page.getByText('Berta owes you £11.00').waitFor();
});

test('what comes from another device is drawn before it is kept, and is kept', async () => {
    const other = await Person.at(browser);
    other.username = ada.username;
    await other.signIn();
    await other.page.getByRole('button', { name: 'Up to date' }).waitFor();
    await other.page.evaluate(hold);
    await ada.addDebt({ who: 'Grace', amount: '13' });
    await other.page.getByText('£120.00').first().waitFor();
    await other.page.evaluate(() => window.let_go());
    await other.page.getByRole('link', { name: 'People', exact: true }).click();
    const headOf = async ({ page }) => (await stored(page, 'meta', { key: 'position' })).head;
    await until('it is kept', async () => (await headOf(other)) === (await headOf(ada)));
    await other.context.setOffline(true);
    await other.page.reload();
    await other.page.getByText('Grace owes you £120.00').waitFor();
    await other.leave();
});

// In a page that begins: what is done when there is nothing else to do, as reading the ledger behind a picture that there is, is not done until `let_go` is called.
function isBusy() {
    const { postTask } = scheduler;
    const rests = new Promise((resolve) => (window.let_go = resolve));
    scheduler.postTask = (...given) => rests.then(() => postTask.apply(scheduler, given));
}

test('the settings open before the ledger has been read, and what is taken out of it waits', async () => {
    await until('a glance is kept', () => is_glance_kept(page));
    const tab = await ada.context.newPage();
    await tab.addInitScript(isBusy);
    await tab.goto(`${ORIGIN}/settings`);
    const entries = tab.getByRole('button', { name: 'Entries (CSV)' });
    await entries.waitFor();
    assert.ok(await entries.isDisabled());
    await tab.getByRole('combobox', { name: 'Usual currency' }).selectOption('CHF');
    await tab.evaluate(() => window.let_go());
    await until('the ledger is there', () => entries.isEnabled());
    const [file] = await Promise.all([tab.waitForEvent('download'), entries.click()]);
    assert.match(file.suggestedFilename(), /\.csv$/);
    await tab.close();
});
