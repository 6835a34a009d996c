// Transactions: money in several currencies, things, repayments, filters and sorts.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { assertProblem } from './conformance.mjs';
import { day } from './day.mjs';
import { sharedStack } from './stack.mjs';

const MOST = Number.MAX_SAFE_INTEGER; // 9007199254740991
const today = () => new Date().toISOString().slice(0, 10);

describe('transactions', () => {
    let stack, ada, bob;

    before(async () => {
        stack = await sharedStack();
        ada = await stack.account('money');
        bob = await ada.contact({ name: 'Bob' });
    });
    after(() => stack?.stop());

    const balances = async (account, contact) => (await account.get(`/api/contacts/${contact.id}`)).json.balances;
    const shown = async (account, transaction) => (await account.get(`/api/transactions/${transaction.id}`)).json;

    describe('create', () => {
        it('answers 201 with the transaction, defaults resolved', async () => {
            const before = today();
            const answer = await ada.post('/api/transactions', {
                contact_id: bob.id,
                direction: 'lent',
                amount: 1250,
                currency: 'EUR',
            });
            assert.equal(answer.status, 201, answer.text);
            const made = answer.json;
            assert.equal(answer.headers.location, `/api/transactions/${made.id}`);
            assert.ok([before, today()].includes(made.transaction_date));
            assert.deepEqual(made, {
                id: made.id,
                contact_id: bob.id,
                type: 'money',
                direction: 'lent',
                amount: 1250,
                currency: 'EUR',
                description: null,
                transaction_date: made.transaction_date,
                due_date: null,
                settles: [],
                outstanding: 1250,
                status: 'open',
                overdue: false,
                version: 1,
                created_at: made.created_at,
                updated_at: made.created_at,
            });
            const again = await ada.get(answer.headers.location);
            assert.deepEqual(again.json, made);
            assert.equal(again.headers.etag, answer.headers.etag);
            const event = (await ada.events()).find((one) => one.aggregate_id === made.id);
            assert.equal(event.data.type, 'money', 'the default is in the event');
            assert.equal(event.data.transaction_date, made.transaction_date, 'the fold reads no clock');
        });

        it('keeps money of two currencies apart, and the sign right', async () => {
            const contact = await ada.contact({ name: 'Two currencies' });
            await ada.transaction({ contact_id: contact.id, direction: 'lent', amount: 1250, currency: 'EUR' });
            await ada.transaction({ contact_id: contact.id, direction: 'owed', amount: 9900, currency: 'USD' });
            await ada.transaction({ contact_id: contact.id, direction: 'owed', amount: 250, currency: 'EUR' });
            assert.deepEqual(await balances(ada, contact), [
                { currency: 'EUR', amount: 1000 },
                { currency: 'USD', amount: -9900 },
            ]);
        });

        it('drops a balance of zero', async () => {
            const contact = await ada.contact({ name: 'Zero' });
            await ada.transaction({ contact_id: contact.id, direction: 'lent', amount: 5, currency: 'EUR' });
            await ada.transaction({ contact_id: contact.id, direction: 'owed', amount: 5, currency: 'EUR' });
            assert.deepEqual(await balances(ada, contact), []);
        });

        it('counts things', async () => {
            const contact = await ada.contact({ name: 'Things' });
            const made = await ada.transaction({
                contact_id: contact.id,
                type: 'item',
                direction: 'lent',
                amount: 3,
                description: 'chairs',
            });
            assert.deepEqual([made.currency, made.amount, made.outstanding, made.description], [null, 3, 3, 'chairs']);
            await ada.transaction({
                contact_id: contact.id,
                type: 'item',
                direction: 'owed',
                amount: 1,
                description: 'a drill',
            });
            const { items, balances: money } = (await ada.get(`/api/contacts/${contact.id}`)).json;
            assert.deepEqual(items, { lent: 3, owed: 1 });
            assert.deepEqual(money, []);
        });

        it('takes the largest amount, exactly', async () => {
            const one = await stack.account('large');
            const contact = await one.contact();
            const made = await one.post('/api/transactions', {
                contact_id: contact.id,
                direction: 'owed',
                amount: MOST,
                currency: 'EUR',
            });
            assert.equal(made.status, 201);
            assert.match(made.text, /"amount":9007199254740991[,}]/);
            assert.match((await one.get(`/api/contacts/${contact.id}`)).text, /"amount":-9007199254740991[,}]/);
        });

        it('refuses sums beyond 2^53 − 1, added without sign, in one currency of the ledger', async () => {
            const one = await stack.account('sums');
            const [first, second] = [await one.contact({ name: 'a' }), await one.contact({ name: 'b' })];
            const give = (contact, direction, amount, currency) =>
                one.post('/api/transactions', { contact_id: contact.id, direction, amount, currency });
            assert.equal((await give(first, 'lent', MOST - 10, 'EUR')).status, 201);
            const head = (await one.get('/api/sync')).json;
            assertProblem(await give(second, 'owed', 11, 'EUR'), 422, 'sum_too_large');
            assert.deepEqual((await one.get('/api/sync')).json, head, 'a refusal appends nothing');
            assert.equal((await give(second, 'owed', 10, 'EUR')).status, 201, 'up to the limit');
            assertProblem(await give(second, 'lent', 1, 'EUR'), 422, 'sum_too_large');
            assert.equal((await give(second, 'lent', MOST, 'USD')).status, 201, 'another currency has its own sum');
        });

        const base = { direction: 'lent', amount: 100, currency: 'EUR' };
        for (const [what, change, fields] of [
            ['no contact', { contact_id: undefined }, ['contact_id']],
            [
                'nothing at all',
                { contact_id: undefined, direction: undefined, amount: undefined, currency: undefined },
                ['amount', 'contact_id', 'currency', 'direction'],
            ],
            ['amount 0', { amount: 0 }, ['amount']],
            ['amount −1', { amount: -1 }, ['amount']],
            ['amount "12"', { amount: '12' }, ['amount']],
            ['amount true', { amount: true }, ['amount']],
            ['amount null', { amount: null }, ['amount']],
            ['amount 2^53', { amount: 9007199254740992 }, ['amount']],
            ['amount 12.5', { amount: 12.5 }, ['amount']],
            ['no currency', { currency: undefined }, ['currency']],
            ['a currency that is null', { currency: null }, ['currency']],
            ['a currency in lower case', { currency: 'eur' }, ['currency']],
            ['a currency not in use', { currency: 'DEM' }, ['currency']],
            ['no currency of ISO 4217', { currency: 'ZZZ' }, ['currency']],
            ['a direction of its own', { direction: 'given' }, ['direction']],
            ['a type of its own', { type: 'love' }, ['type']],
            ['a day that is none', { transaction_date: '2026-02-30' }, ['transaction_date']],
            ['a day of 2025 that only a leap year has', { transaction_date: '2025-02-29' }, ['transaction_date']],
            ['a day in another form', { due_date: '1.2.2026' }, ['due_date']],
            ['an instant for a day', { due_date: '2026-02-01T00:00:00Z' }, ['due_date']],
            ['settles that is no array', { settles: randomUUID() }, ['settles']],
            ['settles with what is no id', { settles: ['x'] }, ['settles']],
            ['a debt settled twice', { settles: Array(2).fill('7d1a0b8e-52a1-4c0b-9a58-0f6f3f5d2c01') }, ['settles']],
            ['a type that is null', { type: null }, ['type']],
            ['a thing with a currency', { type: 'item', description: 'd' }, ['currency']],
            ['a thing without description', { type: 'item', currency: undefined }, ['description']],
            [
                'a thing with a blank description',
                { type: 'item', currency: undefined, description: '  ' },
                ['description'],
            ],
            ['unknown fields', { ammount: 1, due: 2 }, ['ammount', 'due']],
            ['a computed field', { outstanding: 5, status: 'open' }, ['outstanding', 'status']],
        ]) {
            it(`refuses ${what}, naming ${fields.join(', ')}`, async () => {
                const body = { contact_id: bob.id, ...base, ...change };
                const problem = assertProblem(await ada.post('/api/transactions', body), 422, 'invalid_field', what);
                assert.deepEqual(problem.errors.map((error) => error.field.split(/[[.]/)[0]).sort(), fields);
            });
        }

        for (const number of [
            '12.0',
            '1e2',
            '1.2e1',
            '9007199254740993',
            '99999999999999999999999999',
            '-0',
            '0.1e1',
            '1E400',
        ]) {
            it(`refuses the amount ${number}`, async () => {
                const body = `{"contact_id":"${bob.id}","direction":"lent","currency":"EUR","amount":${number}}`;
                const problem = assertProblem(
                    await ada.request('POST', '/api/transactions', { body }),
                    422,
                    'invalid_field',
                );
                assert.deepEqual(
                    problem.errors.map((error) => error.field),
                    ['amount'],
                );
            });
        }

        it('takes a leap day, and days far off', async () => {
            for (const day of ['2024-02-29', '1999-12-31', '2099-01-01']) {
                assert.equal(
                    (await ada.transaction({ contact_id: bob.id, ...base, transaction_date: day })).transaction_date,
                    day,
                );
            }
        });

        it('refuses a contact that is not there and one of another ledger alike, naming contact_id', async () => {
            const other = await stack.account('other');
            const theirs = await other.contact({ name: 'Theirs' });
            const answers = [];
            for (const contact_id of [theirs.id, randomUUID()]) {
                const answer = await ada.post('/api/transactions', { contact_id, ...base });
                const problem = assertProblem(answer, 404, 'not_found');
                assert.deepEqual(
                    problem.errors.map((error) => error.field),
                    ['contact_id'],
                );
                answers.push(answer.text.replaceAll(contact_id, 'ID'));
            }
            assert.equal(answers[0], answers[1], 'the answer tells whether another ledger has it');
        });

        it('refuses an id that is in use', async () => {
            const id = randomUUID();
            await ada.transaction({ id, contact_id: bob.id, ...base });
            assertProblem(
                await ada.post('/api/transactions', { id, contact_id: bob.id, ...base, amount: 7 }),
                409,
                'id_taken',
            );
            assert.equal((await ada.get(`/api/transactions/${id}`)).json.amount, 100);
        });
    });

    describe('repayments', () => {
        it('close debts in the order given, and leave the rest outstanding', async () => {
            const one = await stack.account('repay');
            const contact = await one.contact();
            const money = (direction, amount, more = {}) =>
                one.transaction({ contact_id: contact.id, direction, amount, currency: 'EUR', ...more });
            const first = await money('lent', 1000);
            const second = await money('lent', 500);
            const part = await money('owed', 1200, { settles: [second.id, first.id] });
            assert.deepEqual([part.outstanding, part.status, part.settles], [0, 'settled', [second.id, first.id]]);
            assert.deepEqual(
                [(await shown(one, second)).outstanding, (await shown(one, second)).status],
                [0, 'settled'],
            );
            assert.deepEqual(
                [(await shown(one, first)).outstanding, (await shown(one, first)).status],
                [300, 'partly_settled'],
            );
            assert.equal((await shown(one, first)).version, 1, 'a repayment is no event of the debt');
            assert.deepEqual(await balances(one, contact), [{ currency: 'EUR', amount: 300 }]);
            const more = await money('owed', 1000, { settles: [first.id] });
            assert.deepEqual([more.outstanding, more.status], [700, 'partly_settled']);
            assert.deepEqual(await balances(one, contact), [{ currency: 'EUR', amount: -700 }]);
            const all = (await one.get('/api/transactions')).json;
            const sum = all.reduce(
                (total, row) => total + (row.direction === 'lent' ? row.outstanding : -row.outstanding),
                0,
            );
            assert.equal(sum, -700, 'the balance is the signed sum of what is outstanding');
        });

        it('give things back', async () => {
            const one = await stack.account('items');
            const contact = await one.contact();
            const lent = await one.transaction({
                contact_id: contact.id,
                type: 'item',
                direction: 'lent',
                amount: 3,
                description: 'chairs',
            });
            await one.transaction({
                contact_id: contact.id,
                type: 'item',
                direction: 'owed',
                amount: 2,
                description: 'back',
                settles: [lent.id],
            });
            assert.deepEqual((await one.get(`/api/contacts/${contact.id}`)).json.items, { lent: 1, owed: 0 });
            await one.transaction({
                contact_id: contact.id,
                type: 'item',
                direction: 'owed',
                amount: 4,
                description: 'back',
                settles: [lent.id],
            });
            assert.deepEqual((await one.get(`/api/contacts/${contact.id}`)).json.items, { lent: 0, owed: 3 });
            assert.equal((await shown(one, lent)).status, 'settled');
        });

        it('change the ETag of the debt', async () => {
            const one = await stack.account('retag');
            const contact = await one.contact();
            const debt = await one.transaction({
                contact_id: contact.id,
                direction: 'lent',
                amount: 10,
                currency: 'EUR',
            });
            const { etag } = (await one.get(`/api/transactions/${debt.id}`)).headers;
            await one.transaction({
                contact_id: contact.id,
                direction: 'owed',
                amount: 4,
                currency: 'EUR',
                settles: [debt.id],
            });
            const answer = await one.get(`/api/transactions/${debt.id}`, { headers: { 'If-None-Match': etag } });
            assert.equal(answer.status, 200);
            assert.equal(answer.json.outstanding, 6);
        });

        it('are refused for what they cannot settle, naming settles', async () => {
            const one = await stack.account('wrong');
            const other = await stack.account('other');
            const contact = await one.contact({ name: 'a' });
            const second = await one.contact({ name: 'b' });
            const stranger = await other.contact();
            const money = (account, contact_id, direction, currency = 'EUR') =>
                account.transaction({ contact_id, direction, amount: 10, currency });
            const debt = await money(one, contact.id, 'lent');
            const settled = await money(one, contact.id, 'lent');
            await one.transaction({
                contact_id: contact.id,
                direction: 'owed',
                amount: 10,
                currency: 'EUR',
                settles: [settled.id],
            });
            const item = await one.transaction({
                contact_id: contact.id,
                type: 'item',
                direction: 'lent',
                amount: 10,
                description: 'x',
            });
            const theirs = await money(other, stranger.id, 'lent');
            for (const [what, settles, statuses] of [
                ['a debt that is not there', [randomUUID()], [404]],
                ['a debt of another ledger', [theirs.id], [404]],
                ['the same direction', [(await money(one, contact.id, 'owed')).id], [422]],
                ['another contact', [(await money(one, second.id, 'lent')).id], [422]],
                ['another currency', [(await money(one, contact.id, 'lent', 'USD')).id], [422]],
                ['another type', [item.id], [422]],
                ['a debt that is settled', [settled.id], [422]],
                ['the same debt twice', [debt.id, debt.id], [422]],
            ]) {
                const head = (await one.get('/api/sync')).json.head;
                const answer = await one.post('/api/transactions', {
                    contact_id: contact.id,
                    direction: 'owed',
                    amount: 5,
                    currency: 'EUR',
                    settles,
                });
                assert.ok(statuses.includes(answer.status), `${what}: ${answer.status} ${answer.text}`);
                assert.ok(
                    answer.json.errors.every((error) => error.field.startsWith('settles')),
                    `${what}: ${answer.text}`,
                );
                assert.equal((await one.get('/api/sync')).json.head, head, what);
            }
            assert.equal((await shown(one, debt)).outstanding, 10);
        });
    });

    describe('list', () => {
        let one, contact, second, rows;

        before(async () => {
            one = await stack.account('list');
            contact = await one.contact({ name: 'A' });
            second = await one.contact({ name: 'B' });
            rows = {};
            const add = async (name, fields) =>
                (rows[name] = await one.transaction({
                    contact_id: contact.id,
                    currency: 'EUR',
                    description: name,
                    ...fields,
                }));
            await add('old', {
                direction: 'lent',
                amount: 300,
                transaction_date: '2026-01-10',
                due_date: '2026-01-20',
            });
            await add('mid', {
                direction: 'owed',
                amount: 100,
                transaction_date: '2026-02-10',
                due_date: day(30),
            });
            await add('dollar', { direction: 'lent', amount: 200, transaction_date: '2026-03-10', currency: 'USD' });
            await add('Café', {
                direction: 'lent',
                amount: 400,
                transaction_date: '2026-03-10',
                contact_id: second.id,
            });
            await add('chair', {
                direction: 'lent',
                amount: 2,
                transaction_date: '2026-04-10',
                type: 'item',
                currency: undefined,
            });
            await add('debt', {
                direction: 'lent',
                amount: 50,
                transaction_date: '2026-05-10',
                due_date: '2026-05-11',
            });
            await add('back', {
                direction: 'owed',
                amount: 50,
                transaction_date: '2026-05-12',
                settles: [rows.debt.id],
            });
            await add('part', { direction: 'owed', amount: 1, transaction_date: '2026-05-13', settles: [rows.old.id] });
        });

        const listed = async (query) =>
            (await one.get(`/api/transactions?${query}`)).json.map((row) => row.description);

        for (const [query, expected] of [
            ['', ['part', 'back', 'debt', 'chair', 'Café', 'dollar', 'mid', 'old']],
            ['sort=transaction_date', ['old', 'mid', 'dollar', 'Café', 'chair', 'debt', 'back', 'part']],
            ['sort=amount&currency=EUR&status=open', ['mid', 'Café']],
            ['sort=-amount', ['Café', 'old', 'dollar', 'mid', 'back', 'debt', 'chair', 'part']],
            ['type=item', ['chair']],
            ['direction=owed', ['part', 'back', 'mid']],
            ['currency=USD', ['dollar']],
            ['status=settled', ['part', 'back', 'debt']],
            ['status=partly_settled', ['old']],
            ['status=open', ['chair', 'Café', 'dollar', 'mid']],
            ['overdue=true', ['old']],
            ['from=2026-03-10&to=2026-04-10', ['chair', 'Café', 'dollar']],
            ['from=2026-05-13', ['part']],
            ['to=2026-01-10', ['old']],
            ['due_before=2026-05-11', ['old']],
            ['due_before=2026-05-12&sort=due_date', ['old', 'debt']],
            ['min_amount=200&max_amount=300', ['dollar', 'old']],
            ['search=cafe', ['Café']],
            ['search=nothing', []],
            ['search=', ['part', 'back', 'debt', 'chair', 'Café', 'dollar', 'mid', 'old']],
        ]) {
            it(`?${query}`, async () => {
                assert.deepEqual(await listed(query), expected);
            });
        }

        it('?contact_id=', async () => {
            assert.deepEqual(await listed(`contact_id=${second.id}`), ['Café']);
            assert.deepEqual(await listed(`contact_id=${randomUUID()}`), []);
        });

        it('?sort=due_date puts what has no due date last', async () => {
            const order = await listed('sort=due_date');
            assert.deepEqual(order.slice(0, 3), ['old', 'debt', 'mid']);
            assert.equal(order.length, 8);
        });

        it('says overdue of what is past its day and not settled', async () => {
            const all = Object.fromEntries(
                (await one.get('/api/transactions')).json.map((row) => [row.description, row.overdue]),
            );
            assert.deepEqual(all, {
                old: true,
                mid: false,
                dollar: false,
                Café: false,
                chair: false,
                debt: false,
                back: false,
                part: false,
            });
        });

        for (const sort of ['-transaction_date', 'transaction_date', 'amount', '-amount', 'due_date']) {
            it(`pages by ${sort} without skip or repeat while transactions are added`, async () => {
                const whole = (await one.get(`/api/transactions?sort=${sort}`)).json.map((row) => row.id);
                const seen = [];
                let pages = 0;
                for (let next = `/api/transactions?sort=${sort}&limit=3`; next; pages++) {
                    const answer = await one.get(next);
                    seen.push(...answer.json.map((row) => row.id));
                    next = answer.next;
                    if (pages < 2) {
                        await one.transaction({
                            contact_id: second.id,
                            direction: 'lent',
                            amount: 150 + pages,
                            currency: 'CHF',
                            description: 'added',
                            transaction_date: '2026-03-10',
                        });
                    }
                    assert.ok(pages < 60, 'the pages have no end');
                }
                assert.equal(new Set(seen).size, seen.length, 'a row came twice');
                assert.deepEqual(
                    whole.filter((id) => !seen.includes(id)),
                    [],
                    'rows were skipped',
                );
                assert.deepEqual(
                    seen.filter((id) => whole.includes(id)),
                    whole,
                    'the order changed from page to page',
                );
            });
        }

        for (const [query, field] of [
            ['contact_id=x', 'contact_id'],
            ['type=love', 'type'],
            ['direction=up', 'direction'],
            ['currency=eur', 'currency'],
            ['status=done', 'status'],
            ['overdue=1', 'overdue'],
            ['from=yesterday', 'from'],
            ['to=2026-13-01', 'to'],
            ['due_before=2026-02-30', 'due_before'],
            ['min_amount=0', 'min_amount'],
            ['max_amount=9007199254740992', 'max_amount'],
            ['min_amount=1.0', 'min_amount'],
            ['sort=name', 'sort'],
            ['limit=1001', 'limit'],
            ['cursor=%00', 'cursor'],
            ['overdue=false', 'overdue'],
        ]) {
            it(`refuses ?${query}, naming ${field}`, async () => {
                const problem = assertProblem(await one.get(`/api/transactions?${query}`), 400, 'invalid_parameter');
                assert.deepEqual(
                    problem.errors?.map((error) => error.field),
                    [field],
                );
            });
        }
    });

    it('answers 404 for the transaction of another ledger', async () => {
        const other = await stack.account('other');
        const contact = await other.contact();
        const theirs = await other.transaction({
            contact_id: contact.id,
            direction: 'lent',
            amount: 1,
            currency: 'EUR',
        });
        assertProblem(await ada.get(`/api/transactions/${theirs.id}`), 404, 'not_found');
        assertProblem(await ada.get(`/api/transactions/${randomUUID()}`), 404, 'not_found');
    });
});
