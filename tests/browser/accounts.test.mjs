// What two devices change at once is put before a person; signing out asks about what waits, and accounts never mix.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { launch } from './chromium.mjs';
import { PASSWORD, sharedStack } from './stack.mjs';
import { stored } from './stored.mjs';
import { Visitor } from './visitor.mjs';
import { until } from './wait.mjs';

describe('devices and accounts', () => {
    let stack, origin, browser, ada;

    before(async () => {
        stack = await sharedStack();
        origin = `http://localhost:${stack.port}`; // where __Host- cookies and service workers work without TLS
        browser = await launch();
        ada = await Visitor.arrives(browser, origin);
        await ada.signsUp();
        await ada.adds('Berta', '12.50');
        await ada.uploaded();
    });
    after(async () => {
        await browser?.close();
        await stack?.stop();
    });

    async function changesAmount({ page }, amount) {
        await page.getByRole('link', { name: 'Entries', exact: true }).click();
        await page.locator('a.row[href^="/transactions/"]').first().click();
        await page.locator('#amount').fill(amount);
        await page.getByRole('button', { name: 'Save', exact: true }).click();
        await page.getByRole('status').getByText('Saved').first().waitFor();
    }

    // What Ada's ledger has, as the server knows it: all of it, or with one person.
    const amounts = async (person = '') =>
        (
            await stack.psql(`select t.amount from debt.transactions t
                                join debt.contacts c on c.id = t.contact_id
                                join debt.accounts a on a.ledger_id = t.ledger_id
                               where a.username = '${ada.username}' and '${person}' in ('', c.name) order by t.created_seq`)
        ).split('\n').filter(Boolean);

    it('puts what two devices changed at once before a person, who keeps a change', async () => {
        const phone = await Visitor.arrives(browser, origin);
        await phone.signsIn(ada.username);
        await phone.shows('Berta');
        await phone.context.setOffline(true);
        await changesAmount(phone, '20');
        await changesAmount(ada, '30');
        await ada.uploaded();
        await phone.context.setOffline(false);
        await phone.page.getByRole('link', { name: 'Settings', exact: true }).click();
        await phone.page.getByRole('button', { name: 'Leave £30.00' }).waitFor();
        assert.deepEqual(await amounts(), ['3000'], 'nothing was overwritten');
        await phone.page.getByRole('button', { name: 'Take £20.00 (this device)' }).click();
        await phone.uploaded();
        assert.deepEqual(await amounts(), ['2000']);
        assert.deepEqual(phone.faults, []);
        await phone.context.close();
    });

    it('says in plain words what cannot be taken any more, and what to do', async () => {
        const phone = await Visitor.arrives(browser, origin);
        await phone.signsIn(ada.username);
        await phone.shows('Berta');
        await phone.context.setOffline(true);
        await changesAmount(phone, '40');
        await ada.page.getByRole('link', { name: 'Entries', exact: true }).click();
        await ada.page.locator('a.row[href^="/transactions/"]').first().click();
        await ada.page.getByRole('button', { name: 'Delete this entry' }).click();
        await ada.page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
        await ada.uploaded();
        await phone.context.setOffline(false);
        await phone.page.getByRole('button', { name: 'These need you' }).first().click();
        const dialog = phone.page.getByRole('dialog');
        await dialog.getByText('An entry was changed: Berta owes you £40.00').waitFor();
        await dialog.getByText('This was deleted meanwhile.').waitFor();
        await dialog.getByRole('button', { name: 'Bring it back and save' }).waitFor();
        const drop = () => dialog.getByRole('button', { name: 'Discard' }).click();
        await drop();
        await phone.page.getByRole('status').getByText('Your change was dropped').waitFor();
        await phone.uploaded();
        await phone.page.getByRole('status').getByRole('button', { name: 'Undo' }).click();
        await phone.page.getByRole('status').getByText('Undone').waitFor();
        assert.equal(await phone.waiting(), 1, 'it waits again');
        await phone.page.reload(); // and stays
        await phone.page.getByRole('button', { name: 'These need you' }).first().click();
        await dialog.getByText('This was deleted meanwhile.').waitFor();
        await drop();
        await phone.uploaded();
        await dialog.getByText('Every change is on the server.').waitFor();
        await dialog.getByRole('button', { name: 'Close' }).first().click();
        await dialog.waitFor({ state: 'detached' });
        assert.deepEqual(phone.faults, []);
        await phone.context.close();
    });

    it('asks before a deletion takes along what another device has added meanwhile', async () => {
        const { page } = ada;
        await ada.adds('Anna', '5');
        await ada.uploaded();
        const phone = await Visitor.arrives(browser, origin);
        await phone.signsIn(ada.username);
        const deletesAnna = async () => {
            await phone.shows('Anna');
            await phone.page.locator('a[href^="/people/"]').filter({ hasText: 'Anna' }).click();
            await phone.page.getByRole('button', { name: 'Edit', exact: true }).click();
            await phone.page.getByRole('dialog', { name: 'Edit' }).getByRole('button', { name: 'Delete', exact: true }).click();
            await phone.page.getByRole('dialog', { name: 'Delete this person' }).getByRole('button', { name: 'Delete', exact: true }).click();
            await phone.page.getByRole('status').getByText('Deleted').first().waitFor();
        };
        await phone.shows('Anna');
        await phone.context.setOffline(true);
        await deletesAnna();
        await ada.adds('Anna', '30');
        await ada.uploaded();
        await phone.context.setOffline(false);
        await phone.page.getByRole('button', { name: 'These need you' }).first().click();
        const dialog = phone.page.getByRole('dialog');
        await dialog.getByText('Since then, something was added or changed with Anna on another device').waitFor();
        await dialog.getByText('Anna owes you £30.00').waitFor();
        assert.equal(await dialog.getByText('£5.00').count(), 0, 'what was there before is not new');
        assert.deepEqual(await amounts('Anna'), ['500', '3000'], 'nothing went along');
        await dialog.getByRole('button', { name: 'Keep Anna' }).click();
        await phone.uploaded();
        await dialog.getByRole('button', { name: 'Close' }).first().click();
        await phone.shows('Anna');

        await phone.context.setOffline(true);
        await deletesAnna();
        await page.getByRole('link', { name: 'Entries', exact: true }).click();
        await page.locator('a.row').filter({ hasText: '£30.00' }).first().click();
        await page.locator('#amount').fill('31');
        await page.getByRole('button', { name: 'Save', exact: true }).click();
        await page.getByRole('status').getByText('Saved').first().waitFor();
        await ada.uploaded();
        await phone.context.setOffline(false);
        await phone.page.getByRole('button', { name: 'These need you' }).first().click();
        await dialog.getByText('Anna owes you £31.00').waitFor();
        await dialog.getByRole('button', { name: 'Delete all the same' }).click();
        await phone.uploaded();
        assert.deepEqual(await amounts('Anna'), []);
        assert.deepEqual(phone.faults, []);
        await phone.context.close();
    });

    it('brings back who was deleted meanwhile, and saves what was written down of them, in one step', async () => {
        const { page } = ada;
        await ada.adds('Dilara', '5');
        await ada.uploaded();
        const phone = await Visitor.arrives(browser, origin);
        await phone.signsIn(ada.username);
        await phone.shows('Dilara');
        await phone.context.setOffline(true);
        await phone.adds('Dilara', '7');
        await phone.page.getByRole('link', { name: 'Entries', exact: true }).click();
        await phone.page.locator('a.row').filter({ hasText: '£7.00' }).first().click();
        await phone.page.locator('#amount').fill('8');
        await phone.page.getByRole('button', { name: 'Save', exact: true }).click();
        await phone.page.getByRole('status').getByText('Saved').first().waitFor();
        await ada.shows('Dilara');
        await page.locator('a[href^="/people/"]').filter({ hasText: 'Dilara' }).first().click();
        await page.getByRole('button', { name: 'Edit', exact: true }).click();
        await page.getByRole('dialog', { name: 'Edit' }).getByRole('button', { name: 'Delete', exact: true }).click();
        await page.getByRole('dialog', { name: 'Delete this person' }).getByRole('button', { name: 'Delete', exact: true }).click();
        await ada.uploaded();
        await phone.context.setOffline(false);
        await phone.page.getByRole('button', { name: 'These need you' }).first().click();
        const dialog = phone.page.getByRole('dialog');
        await dialog.getByText('Dilara owes you £7.00').waitFor();
        await dialog.getByText('Dilara was deleted meanwhile.').waitFor();
        assert.equal(await dialog.getByRole('button', { name: /Try again|Drop/ }).count(), 0, 'what waits for it is not asked about');
        await dialog.getByRole('button', { name: 'Bring Dilara back and save' }).click();
        await phone.uploaded();
        assert.deepEqual((await amounts('Dilara')).sort(), ['500', '800']);
        await dialog.getByText('Every change is on the server.').waitFor();
        await ada.shows('Dilara');
        assert.deepEqual(phone.faults, []);
        await phone.context.close();
    });

    it('shows no sums on a new device before all of the ledger is there, not loaded anew either, nor without a network', async () => {
        const cleo = await Visitor.arrives(browser, origin);
        await cleo.signsUp();
        await cleo.adds('Dido', '1');
        await cleo.uploaded();
        await cleo.page.evaluate(addsMany, 1_200); // more than one page of the log
        const phone = await Visitor.arrives(browser, origin);
        let goOn, offline;
        const held = new Promise((resolve) => (goOn = resolve));
        await phone.context.route(/\/api\/events\?after=[1-9]/, async (route) => {
            if (offline) return route.abort();
            await held;
            await route.continue();
        });
        await phone.signsIn(cleo.username);
        await until('the first page is there', async () => (await stored(phone.page, 'pages')).length > 0);
        const shows_no_sums = async () => {
            await phone.page.getByRole('heading', { name: 'Fetching your ledger' }).waitFor();
            assert.equal(await phone.page.getByText(/Net in|owes you/).count(), 0);
        };
        await shows_no_sums();
        await phone.page.reload();
        await shows_no_sums();
        await until('the client is kept on the device', () => phone.page.evaluate(() => navigator.serviceWorker.controller !== null));
        await phone.context.setOffline((offline = true));
        await phone.page.reload();
        await phone.page.getByText('The rest of your ledger comes when there is a connection').waitFor();
        await phone.page.getByRole('link', { name: 'People', exact: true }).click();
        await shows_no_sums();
        await phone.adds('Elissa', '1'); // it waits, and is to be seen, and may be undone
        await phone.page.getByRole('listitem').getByText('Elissa owes you £1.00').waitFor();
        await phone.page.getByRole('status').getByRole('button', { name: 'Undo' }).click();
        await phone.page.getByRole('status').getByText('Undone').waitFor();
        goOn();
        await phone.context.setOffline((offline = false));
        await phone.page.getByRole('link', { name: 'Overview', exact: true }).click();
        await phone.page.getByText('+£1,201.00').first().waitFor();
        assert.deepEqual(phone.faults, []);
        await Promise.all([phone.context.close(), cleo.context.close()]);
    });

    it('keeps what one account has not uploaded while another one is signed in, and apart', async () => {
        const phone = await Visitor.arrives(browser, origin);
        await phone.signsIn(ada.username);
        await phone.shows('Berta');
        await phone.context.clearCookies(); // the session has ended
        await phone.page.reload();
        await phone.adds('Quentin', '9');
        await phone.page.goto(`${origin}/sign-in`);
        const other = (await stack.account('other')).username;
        const { status } = await stack.debtctl(['account', 'passwd', other, '--password-stdin'], { input: PASSWORD });
        assert.equal(status, 0);
        await phone.signsIn(other);
        await phone.page.getByText('Write down the first debt').waitFor();
        assert.equal(await phone.page.getByText(/Quentin|Berta/).count(), 0);
        assert.equal(await phone.waiting(), 0);
        await phone.context.clearCookies();
        await phone.page.goto(`${origin}/sign-in`);
        await phone.signsIn(ada.username);
        await phone.shows('Quentin');
        await phone.uploaded();
        await ada.shows('Quentin');
        assert.deepEqual(phone.faults, []);
        await phone.context.close();
    });

    const databases = () =>
        ada.page.evaluate(async () =>
            (await indexedDB.databases()).map(({ name }) => name).filter((name) => name.startsWith('debt-tracker-')),
        );

    it('asks before it signs out with something not uploaded, and then leaves nothing of it here', async () => {
        await ada.context.setOffline(true);
        await ada.adds('Carla', '5');
        const leave = () => ada.page.getByRole('button', { name: 'Sign out', exact: true }).click();
        await ada.page.getByRole('link', { name: 'Settings', exact: true }).click();
        await leave();
        await ada.page.getByRole('button', { name: 'Cancel', exact: true }).click();
        assert.equal(await ada.waiting(), 2, 'it is still here');
        await ada.context.setOffline(false);
        await ada.uploaded();
        await ada.page.getByText('Every change is on the server.').waitFor(); // the screen knows it a moment later, and would still ask
        await leave();
        await ada.page.getByLabel('User name').waitFor();
        await until('the local data is gone', async () => (await databases()).length === 0);
    });

    it('deletes at the next start what it could not while signing out', async () => {
        await ada.page.evaluate(async () => {
            await new Promise((resolve) => (indexedDB.open('debt-tracker-gone').onsuccess = ({ target }) => resolve(target.result.close())));
            localStorage.setItem('debt-tracker.forgetting', 'gone'); // and then the page was closed
        });
        assert.deepEqual(await databases(), ['debt-tracker-gone']);
        await ada.page.reload();
        await until('the local data is gone', async () => (await databases()).length === 0);
        assert.equal(await ada.page.evaluate(() => localStorage.getItem('debt-tracker.forgetting')), null);
    });

    it('shows another account on the same device nothing of the first', async () => {
        await ada.page.getByRole('button', { name: 'I am new here' }).click();
        await ada.signsUp();
        await ada.adds('Zoe', '1');
        await ada.uploaded();
        await ada.shows('Zoe');
        assert.equal(await ada.page.getByText('Berta').count(), 0);
        assert.equal((await databases()).length, 1);
        assert.deepEqual(ada.faults, []);
    });
});

// So many debts of £1.00 of the first person, made by the API and not by the client.
async function addsMany(count) {
    const ask = (path, options) => fetch(path, options).then((answer) => answer.json());
    const [{ id }] = await ask('/api/contacts');
    const data = { contact_id: id, type: 'money', direction: 'lent', amount: 100, currency: 'GBP', transaction_date: '2026-01-01' };
    const event = () => ({ id: crypto.randomUUID(), type: 'TRANSACTION_CREATED', aggregate_id: crypto.randomUUID(), data });
    for (let left = count; left > 0; left -= 600) {
        const body = JSON.stringify({ events: Array.from({ length: Math.min(left, 600) }, event) });
        await ask('/api/events', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });
    }
}
