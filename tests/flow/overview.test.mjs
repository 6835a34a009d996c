// The whole ledger at a glance, now, then and over time.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { assertProblem } from './conformance.mjs';
import { day } from './day.mjs';
import { sharedStack } from './stack.mjs';

const EMPTY = { contacts: 0, transactions: 0, totals: [], items: { lent: 0, owed: 0 }, overdue: [], due_soon: [] };

describe('overview', () => {
    let stack, ada, bob, late, soon;

    before(async () => {
        stack = await sharedStack();
        ada = await stack.account('overview');
        bob = await ada.contact({ name: 'Bob' });
        const cid = await ada.contact({ name: 'Cid' });
        const owe = (contact, direction, amount, transaction_date, more = {}) =>
            ada.transaction({ contact_id: contact.id, direction, amount, currency: 'EUR', transaction_date, ...more });
        late = await owe(bob, 'lent', 100, '2026-01-15', { due_date: '2026-02-01' });
        await owe(cid, 'owed', 30, '2026-01-31');
        await owe(bob, 'owed', 40, '2026-03-02', { settles: [late.id] });
        soon = await owe(bob, 'lent', 5, '2026-01-01', { currency: 'USD', due_date: day(3) });
        await owe(bob, 'lent', 5, '2026-01-01', { currency: 'USD', due_date: day(30) });
        await ada.transaction({
            contact_id: bob.id,
            type: 'item',
            direction: 'lent',
            amount: 2,
            description: 'x',
            transaction_date: '2026-02-02',
        });
    });
    after(() => stack?.stop());

    const summary = async (query = '') => {
        const answer = await ada.get(`/api/summary${query}`);
        assert.equal(answer.status, 200, answer.text);
        return answer.json;
    };
    const history = async (query) => {
        const answer = await ada.get(`/api/summary/history?${query}`);
        assert.equal(answer.status, 200, answer.text);
        return answer.json.map((point) => [point.date, point.owed_to_me, point.owed_by_me, point.net]);
    };

    describe('summary', () => {
        it('counts, and adds up each currency by itself', async () => {
            const { contacts, transactions, totals, items } = await summary();
            assert.deepEqual([contacts, transactions, items], [2, 6, { lent: 2, owed: 0 }]);
            assert.deepEqual(totals, [
                { currency: 'EUR', owed_to_me: 60, owed_by_me: 30, net: 30 },
                { currency: 'USD', owed_to_me: 10, owed_by_me: 0, net: 10 },
            ]);
        });

        it('shows what is overdue and what is due soon as it is shown alone', async () => {
            const { overdue, due_soon } = await summary();
            assert.deepEqual(overdue, [(await ada.get(`/api/transactions/${late.id}`)).json]);
            assert.deepEqual(due_soon, [soon]);
        });

        it('is empty for a new ledger', async () => {
            const fresh = await stack.account('fresh');
            assert.deepEqual((await fresh.get('/api/summary')).json, EMPTY);
        });

        it('tells what the ledger said at an event and at an instant', async () => {
            assert.deepEqual(await summary('?at=0'), EMPTY);
            assert.deepEqual((await summary('?at=4')).totals, [
                { currency: 'EUR', owed_to_me: 100, owed_by_me: 30, net: 70 },
            ]);
            const { head } = (await ada.get('/api/sync')).json;
            const now = await summary();
            assert.deepEqual(await summary(`?at=${head}`), now);
            assert.deepEqual(await summary(`?at=${encodeURIComponent(new Date().toISOString())}`), now);
            assert.deepEqual(await summary('?at=2000-01-01T00:00:00Z'), EMPTY);
            assertProblem(await ada.get(`/api/summary?at=${head + 1}`), 400, 'invalid_parameter');
        });

        it('tells how a day stood by what is known today', async () => {
            const then = await summary('?on=2026-01-20');
            assert.deepEqual([then.contacts, then.transactions, then.items], [2, 3, { lent: 0, owed: 0 }]);
            assert.deepEqual(then.totals[0], { currency: 'EUR', owed_to_me: 100, owed_by_me: 0, net: 100 });
            assert.deepEqual((await summary('?on=2026-02-10')).overdue[0].outstanding, 100);
        });

        it('has an ETag, and answers 304 until an event', async () => {
            const one = await stack.account('etag');
            const first = await one.get('/api/summary');
            const headers = { 'If-None-Match': first.headers.etag };
            assert.equal((await one.get('/api/summary', { headers })).status, 304);
            await one.contact();
            assert.equal((await one.get('/api/summary', { headers })).json.contacts, 1);
        });

        it('takes no other parameters', async () => {
            for (const query of ['?at=x', '?on=2026-02-30', '?currency=EUR'])
                assertProblem(await ada.get(`/api/summary${query}`), 400, 'invalid_parameter', query);
        });
    });

    describe('history', () => {
        it('has the end of each month, and the last day', async () => {
            assert.deepEqual(await history('currency=EUR&to=2026-03-10'), [
                ['2026-01-31', 100, 30, 70],
                ['2026-02-28', 100, 30, 70],
                ['2026-03-10', 60, 30, 30],
            ]);
        });

        it('goes by days and by weeks', async () => {
            assert.deepEqual(await history('currency=EUR&interval=day&from=2026-01-14&to=2026-01-15'), [
                ['2026-01-14', 0, 0, 0],
                ['2026-01-15', 100, 0, 100],
            ]);
            assert.deepEqual(await history('currency=EUR&interval=week&from=2026-01-28&to=2026-02-03'), [
                ['2026-02-01', 100, 30, 70],
                ['2026-02-03', 100, 30, 70],
            ]);
        });

        it('ends today, with what the summary says', async () => {
            const points = await history('currency=EUR');
            assert.deepEqual(points.at(-1), [day(0), 60, 30, 30]);
        });

        it('wants a currency, and a number of points that can be drawn', async () => {
            const fields = async (query) =>
                assertProblem(
                    await ada.get(`/api/summary/history?${query}`),
                    400,
                    'invalid_parameter',
                    query,
                ).errors.map((error) => error.field);
            assert.deepEqual(await fields(''), ['currency']);
            assert.deepEqual(await fields('currency=eur'), ['currency']);
            assert.deepEqual(await fields('currency=EUR&interval=year&to=2026'), ['interval', 'to']);
            assert.deepEqual(await fields('currency=EUR&interval=day&from=1900-01-01'), ['from']);
        });

        it('follows corrections: it is what is known today', async () => {
            const one = await stack.account('corrected');
            const contact = await one.contact();
            const debt = await one.transaction({
                contact_id: contact.id,
                direction: 'lent',
                amount: 10,
                currency: 'EUR',
                transaction_date: '2026-01-10',
            });
            const path = '/api/summary/history?currency=EUR&interval=day&from=2026-01-10&to=2026-01-10';
            assert.equal((await one.get(path)).json[0].net, 10);
            await one.request('PATCH', `/api/transactions/${debt.id}`, { json: { amount: 25 } });
            assert.equal((await one.get(path)).json[0].net, 25);
        });
    });
});
