// At the edges: amounts and sums as large as they may be, moments outside of the ledger's time, cursors that were tampered with, another ledger's ids.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { assertProblem } from './conformance.mjs';
import { sharedStack } from './stack.mjs';

const MOST = Number.MAX_SAFE_INTEGER;

describe('bounds', () => {
    let stack, ada, bob, other, theirs, their_debt;

    before(async () => {
        stack = await sharedStack();
        ada = await stack.account('bounds');
        bob = await ada.contact({ name: 'Bob' });
        other = await stack.account('bounds-other');
        theirs = await other.contact({ name: 'Theirs' });
        their_debt = await other.transaction({ contact_id: theirs.id, direction: 'lent', amount: 5, currency: 'EUR' });
    });
    after(() => stack?.stop());

    const owe = (contact, direction, amount, more = {}) => ({ contact_id: contact.id, direction, amount, currency: 'EUR', ...more });
    const fields = (answer, status, code, what) => assertProblem(answer, status, code, what).errors.map((error) => error.field);

    it('amounts up to 2^53 - 1 are exact, and so is every sum; beyond it they are refused', async () => {
        const one = await stack.account('most');
        const rich = await one.contact();
        const debt = await one.transaction(owe(rich, 'lent', MOST - 1));
        assert.equal(debt.amount, MOST - 1);
        await one.transaction(owe(rich, 'lent', 1));
        assertProblem(await one.post('/api/transactions', owe(rich, 'lent', 1)), 422, 'sum_too_large');
        assertProblem(await one.post('/api/transactions', owe(rich, 'owed', 1)), 422, 'sum_too_large', 'added without sign');
        assertProblem(await one.request('PATCH', `/api/transactions/${debt.id}`, { json: { amount: MOST } }), 422, 'sum_too_large');
        assertProblem(await one.post(`/api/contacts/${rich.id}/settle`, {}), 422, 'sum_too_large');
        const { text } = await one.get('/api/summary');
        assert.match(text, /"owed_to_me":9007199254740991,"owed_by_me":0,"net":9007199254740991/);
        assert.match((await one.get(`/api/contacts/${rich.id}`)).text, /"amount":9007199254740991/);
        assert.match((await one.get('/api/export?format=csv')).text, /,90071992547409\.90,EUR,/);
        assert.equal((await one.transaction({ ...owe(rich, 'owed', MOST), currency: 'JPY' })).amount, MOST, 'another currency has its own sum');
        for (const amount of [0, -1, MOST + 1])
            assert.deepEqual(fields(await one.post('/api/transactions', owe(rich, 'lent', amount)), 422, 'invalid_field', `${amount}`), ['amount']);
        for (const amount of [0, MOST + 1])
            assert.deepEqual(fields(await one.get(`/api/transactions?min_amount=${amount}`), 400, 'invalid_parameter', `${amount}`), ['min_amount']);
    });

    it('a repayment larger than the debt leaves the rest in its own direction', async () => {
        const cid = await ada.contact();
        const debt = await ada.transaction(owe(cid, 'lent', 100));
        const repayment = await ada.transaction(owe(cid, 'owed', 130, { settles: [debt.id] }));
        assert.deepEqual([repayment.outstanding, repayment.status], [30, 'partly_settled']);
        assert.deepEqual((await ada.get(`/api/contacts/${cid.id}`)).json.balances, [{ currency: 'EUR', amount: -30 }]);
        assert.deepEqual(fields(await ada.post(`/api/contacts/${cid.id}/settle`, { currency: 'EUR', amount: 31 }), 422, 'invalid_field'), ['amount']);
    });

    it('cycles cannot be made, however they are tried', async () => {
        const cid = await ada.contact();
        const debt = await ada.transaction(owe(cid, 'lent', 100));
        const repayment = await ada.transaction(owe(cid, 'owed', 40, { settles: [debt.id] }));
        const id = randomUUID();
        assert.deepEqual(fields(await ada.post('/api/transactions', owe(cid, 'owed', 1, { id, settles: [id] })), 404, 'not_found', 'itself'), ['settles']);
        assert.deepEqual(fields(await ada.post('/api/transactions', owe(cid, 'owed', 1, { settles: [debt.id, debt.id] })), 422, 'invalid_field', 'twice'), ['settles']);
        const event = (settles) => ({ id: randomUUID(), type: 'TRANSACTION_UPDATED', aggregate_id: debt.id, data: { settles } });
        const { results } = (await ada.post('/api/events', { events: [event([repayment.id]), event([debt.id])] })).json;
        assert.deepEqual(results.map((one) => [one.status, one.code]), [['rejected', 'invalid_field'], ['rejected', 'invalid_field']]);
    });

    it("another ledger's ids are not there, wherever an id is taken", async () => {
        const debt = await ada.transaction(owe(bob, 'lent', 7));
        const their_event = (await other.events())[0].id;
        assert.deepEqual(fields(await ada.post('/api/transactions', owe(theirs, 'lent', 1)), 404, 'not_found'), ['contact_id']);
        assert.deepEqual(fields(await ada.post('/api/transactions', owe(bob, 'owed', 1, { settles: [their_debt.id] })), 404, 'not_found'), ['settles']);
        assert.deepEqual(fields(await ada.request('PATCH', `/api/transactions/${debt.id}`, { json: { contact_id: theirs.id } }), 404, 'not_found'), ['contact_id']);
        assert.deepEqual(fields(await ada.request('PUT', `/api/transactions/${debt.id}`, { json: owe(theirs, 'lent', 7) }), 404, 'not_found'), ['contact_id']);
        assertProblem(await ada.post(`/api/events/${their_event}/undo`, {}), 404, 'not_found');
        assert.deepEqual((await ada.get(`/api/transactions?contact_id=${theirs.id}`)).json, []);
        const offline = [
            { type: 'CONTACT_UPDATED', aggregate_id: theirs.id, data: { name: 'x' } },
            { type: 'CONTACT_DELETED', aggregate_id: theirs.id },
            { type: 'TRANSACTION_UPDATED', aggregate_id: their_debt.id, data: { amount: 1 } },
            { type: 'TRANSACTION_DELETED', aggregate_id: their_debt.id },
            { type: 'TRANSACTION_CREATED', aggregate_id: randomUUID(), data: owe(theirs, 'lent', 1) },
            { type: 'TRANSACTION_CREATED', aggregate_id: randomUUID(), data: owe(bob, 'owed', 1, { settles: [their_debt.id] }) },
            { type: 'EVENT_UNDONE', aggregate_id: theirs.id, data: { event_id: their_event } },
        ].map((event) => ({ id: randomUUID(), ...event }));
        const { results } = (await ada.post('/api/events', { events: offline })).json;
        assert.deepEqual(results.map((one) => one.status), offline.map(() => 'blocked'));
        // An id of another ledger is free in this one.
        assert.equal((await ada.post('/api/contacts', { id: theirs.id, name: 'Mine' })).status, 201);
        assert.equal((await other.get(`/api/contacts/${theirs.id}`)).json.name, 'Theirs');
        assert.equal((await other.get('/api/sync')).json.head, 2);
    });

    it('before the first event there is nothing, and the future is as now, but by number it is refused', async () => {
        const now = async (path) => (await ada.get(path)).json;
        const { head } = await now('/api/sync');
        for (const path of ['/api/contacts', '/api/transactions']) {
            assert.deepEqual(await now(`${path}?at=2000-01-01T00:00:00Z`), []);
            assert.deepEqual(await now(`${path}?at=0`), []);
            assert.deepEqual(await now(`${path}?at=2999-01-01T00:00:00Z`), await now(path));
            assert.deepEqual(await now(`${path}?on=2999-01-01`), await now(path));
            for (const at of [head + 1, MOST, '9'.repeat(18)])
                assert.deepEqual(fields(await ada.get(`${path}?at=${at}`), 400, 'invalid_parameter', `${at}`), ['at']);
            for (const at of ['-1', 'yesterday', '2026-02-30T00:00:00Z', '2026-01-01', '9'.repeat(30)])
                assert.deepEqual(fields(await ada.get(`${path}?at=${at}`), 400, 'invalid_parameter', at), ['at']);
        }
        assertProblem(await ada.get(`/api/contacts/${bob.id}?at=0`), 404, 'not_found');
    });

    it('a cursor works where it was given, and nowhere else, nor with a character changed', async () => {
        for (let n = 0; n < 4; n++) await ada.transaction(owe(bob, 'lent', 1 + n));
        const { next } = await ada.get('/api/transactions?limit=2&sort=amount');
        const cursor = new URL(next, 'http://x').searchParams.get('cursor');
        assert.equal((await ada.get(next)).status, 200);
        const refused = async (path, who = ada) => assert.deepEqual(fields(await who.get(path), 400, 'invalid_parameter', path), ['cursor']);
        await refused(`/api/transactions?limit=2&cursor=${cursor}`); // another order
        await refused(`/api/transactions?limit=2&sort=amount&direction=lent&cursor=${cursor}`); // another filter
        await refused(`/api/contacts?limit=2&cursor=${cursor}`);
        await refused(`/api/contacts/${bob.id}/events?cursor=${cursor}`);
        await refused(next, other);
        const [seq, key, tag] = Buffer.from(cursor, 'hex').toString().split(' ');
        const made = (...place) => Buffer.from(place.join(' ')).toString('hex');
        for (const forged of [made(key, tag), made('', key, tag), made(seq, 'x', tag), made('x', key, tag), made(seq, `${key}'; select 1`, tag), made(seq, key, `${tag}x`), made(seq, key, ''), cursor.slice(4), 'x', '~~~~', cursor.repeat(3)])
            await refused(`/api/transactions?limit=2&sort=amount&cursor=${encodeURIComponent(forged)}`);
        for (let place = 0; place < cursor.length; place += 3) {
            const changed = cursor.slice(0, place) + (cursor[place] === 'A' ? 'B' : 'A') + cursor.slice(place + 1);
            const answer = await ada.get(`/api/transactions?limit=2&sort=amount&cursor=${changed}`);
            // Inside the key or the number it may have become another place in the same list.
            if (answer.status !== 200) assert.deepEqual(fields(answer, 400, 'invalid_parameter', changed), ['cursor']);
        }
    });
});
