// Correcting: PATCH, PUT, DELETE, settling, undo and redo, and the history of one thing.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { assertProblem } from './conformance.mjs';
import { sharedStack } from './stack.mjs';

describe('changes', () => {
    let stack, ada, other;

    before(async () => {
        stack = await sharedStack();
        ada = await stack.account('changes');
        other = await stack.account('others');
    });
    after(() => stack?.stop());

    const head = async () => (await ada.get('/api/sync')).json.head;
    const last = async () => (await ada.events()).at(-1);
    const patch = (path, json, headers = {}) => ada.request('PATCH', path, { json, headers });
    const put = (path, json, headers = {}) => ada.request('PUT', path, { json, headers });
    const remove = (path, headers = {}) => ada.request('DELETE', path, { headers });
    const at = (thing) => `/api/${'balances' in thing ? 'contacts' : 'transactions'}/${thing.id}`;
    const shown = async (thing) => (await ada.get(at(thing))).json;
    const undo = (event, json) => ada.post(`/api/events/${event.id}/undo`, json);
    const owe = (contact, direction, amount, more = {}) =>
        ada.transaction({ contact_id: contact.id, direction, amount, currency: 'EUR', ...more });

    for (const [noun, make, change, replacement] of [
        [
            'contact',
            () => ada.contact({ name: 'Bob', phone: '1', notes: 'n' }),
            { phone: null, email: 'b@example.org' },
            () => ({ name: 'Bob', email: 'b@example.org' }),
        ],
        [
            'transaction',
            async () => owe(await ada.contact(), 'lent', 100, { description: 'n', due_date: '2026-02-01' }),
            { description: null, amount: 90 },
            ({ contact_id }) => ({ contact_id, direction: 'lent', amount: 80, currency: 'EUR' }),
        ],
    ]) {
        describe(`a ${noun}`, () => {
            it('changes by PATCH what is named, and its event holds only that', async () => {
                const made = await make();
                const answer = await patch(at(made), { ...change, comment: 'because' });
                assert.equal(answer.status, 200, answer.text);
                const { updated_at, ...rest } = answer.json;
                const expected = { ...made, ...change, version: 2 };
                if ('outstanding' in made) expected.outstanding = 90;
                delete expected.updated_at;
                assert.deepEqual(rest, expected);
                const event = await last();
                assert.deepEqual(
                    [event.type, event.data, event.comment, event.version, event.recorded_at],
                    [`${noun.toUpperCase()}_UPDATED`, change, 'because', 2, updated_at],
                );
                const read = await ada.get(at(made));
                assert.deepEqual(read.json, answer.json);
                assert.equal(read.headers.etag, answer.headers.etag);
            });

            it('is replaced by PUT: what is left out is cleared', async () => {
                const made = await make();
                const answer = await put(at(made), replacement(made));
                assert.equal(answer.status, 200, answer.text);
                assert.equal(answer.json.version, 2);
                for (const field of noun === 'contact' ? ['phone', 'notes'] : ['description', 'due_date'])
                    assert.equal(answer.json[field], null, field);
            });

            it('stays as it is where nothing changes, and nothing is appended', async () => {
                const made = await make();
                const before = await head();
                for (const json of [{}, { comment: 'no reason' }, noun === 'contact' ? { name: 'Bob' } : { amount: 100 }]) {
                    const answer = await patch(at(made), json);
                    assert.equal(answer.status, 200, answer.text);
                    assert.deepEqual(answer.json, made);
                }
                assert.equal(await head(), before);
            });

            it('honours If-Match, by version and by ETag', async () => {
                const made = await make();
                const { etag } = (await ada.get(at(made))).headers;
                assert.equal((await patch(at(made), change, { 'If-Match': etag })).json.version, 2);
                for (const tag of ['"1"', etag, '"3"']) {
                    for (const answer of [
                        await patch(at(made), {}, { 'If-Match': tag }),
                        await put(at(made), replacement(made), { 'If-Match': tag }),
                        await remove(at(made), { 'If-Match': tag }),
                    ]) {
                        assert.equal(assertProblem(answer, 412, 'version_mismatch', tag).version, 2);
                    }
                }
                assert.equal((await put(at(made), replacement(made), { 'If-Match': '"2"' })).json.version, 3);
                assert.equal((await patch(at(made), {}, { 'If-Match': '*' })).status, 200);
                assertProblem(await patch(at(made), change, { 'If-Match': 'two' }), 400, 'invalid_parameter');
            });

            it('repeats its answer under an Idempotency-Key', async () => {
                const made = await make();
                const headers = { 'Idempotency-Key': randomUUID() };
                const first = await patch(at(made), change, headers);
                await put(at(made), replacement(made));
                const again = await patch(at(made), change, headers);
                assert.equal(again.headers['idempotency-replayed'], 'true');
                assert.deepEqual(again.json, first.json);
                assertProblem(await patch(at(made), { comment: 'x' }, headers), 422, 'idempotency_key_reused');
            });

            it('is gone after DELETE, but for its history', async () => {
                const made = await make();
                const headers = { 'Idempotency-Key': randomUUID(), 'If-Match': '"1"' };
                const gone = await remove(`${at(made)}?comment=by%20mistake`, headers);
                assert.equal(gone.status, 204, gone.text);
                assertProblem(await ada.get(at(made)), 404, 'not_found');
                assertProblem(await patch(at(made), {}), 404, 'not_found');
                assertProblem(await remove(at(made)), 404, 'not_found');
                const event = await last();
                assert.deepEqual([event.id, event.comment], [headers['Idempotency-Key'], 'by mistake']);
                const again = await remove(`${at(made)}?comment=by%20mistake`, headers);
                assert.deepEqual([again.status, again.headers['idempotency-replayed']], [204, 'true']);
                const history = await ada.get(`${at(made)}/events`);
                assert.deepEqual(
                    history.json.map((one) => one.version),
                    [2, 1],
                );
            });

            it('of another ledger is not there', async () => {
                const made = await make();
                for (const [method, path, options] of [
                    ['PATCH', at(made), { json: change }],
                    ['PUT', at(made), { json: replacement(made) }],
                    ['DELETE', at(made), {}],
                    ['GET', `${at(made)}/events`, {}],
                ])
                    assertProblem(await other.request(method, path, options), 404, 'not_found', method);
                assert.deepEqual(await shown(made), made);
            });

            it('names every field at fault', async () => {
                const made = await make();
                const faults = (answer) =>
                    assertProblem(answer, 422, 'invalid_field')
                        .errors.map((error) => error.field)
                        .sort();
                const wrong = noun === 'contact' ? { name: ' ', phone: 1 } : { amount: 1.5, currency: 'eur' };
                const fields = [...Object.keys(wrong), 'id', 'version'].sort();
                assert.deepEqual(faults(await patch(at(made), { ...wrong, id: made.id, version: 1 })), fields);
                const required = noun === 'contact' ? ['name'] : ['amount', 'contact_id', 'currency', 'direction'];
                assert.deepEqual(faults(await put(at(made), {})), required);
                assertProblem(await put(at(made), []), 422, 'invalid_field');
            });

            it('shows its history newest first, page by page', async () => {
                const made = await make();
                await patch(at(made), change);
                await undo(await last());
                const first = await ada.get(`${at(made)}/events?limit=2`);
                assert.deepEqual(
                    first.json.map((event) => [event.version, event.type]),
                    [
                        [3, 'EVENT_UNDONE'],
                        [2, `${noun.toUpperCase()}_UPDATED`],
                    ],
                );
                await patch(at(made), { comment: 'nothing' });
                await patch(at(made), change);
                const second = await ada.get(first.next);
                assert.deepEqual(
                    second.json.map((event) => event.version),
                    [1],
                );
                assert.equal(second.next, null);
            });
        });
    }

    describe('a contact that is not settled', () => {
        it('is deleted with its transactions only where that is said, by one event', async () => {
            const bob = await ada.contact();
            const debt = await owe(bob, 'lent', 5);
            const before = await head();
            assertProblem(await remove(at(bob)), 409, 'contact_not_settled');
            assertProblem(await remove(`${at(bob)}?with_transactions=false`), 409, 'contact_not_settled');
            assertProblem(await remove(`${at(bob)}?with_transactions=yes`), 400, 'invalid_parameter');
            assert.equal((await remove(`${at(bob)}?with_transactions=true`)).status, 204);
            assert.equal(await head(), before + 1);
            assertProblem(await ada.get(at(debt)), 404, 'not_found');
            assert.equal((await undo(await last())).status, 201);
            assert.deepEqual(await shown(debt), { ...debt });
            assert.deepEqual((await shown(bob)).balances, [{ currency: 'EUR', amount: 5 }]);
        });

        it('may hold items alone', async () => {
            const bob = await ada.contact();
            await ada.transaction({ contact_id: bob.id, type: 'item', direction: 'lent', amount: 1, description: 'x' });
            assertProblem(await remove(at(bob)), 409, 'contact_not_settled');
        });
    });

    describe('linked transactions', () => {
        it('keep contact, type, direction and currency; their amounts may change', async () => {
            const [bob, cid] = [await ada.contact(), await ada.contact()];
            const debt = await owe(bob, 'lent', 100);
            const repayment = await owe(bob, 'owed', 30, { settles: [debt.id] });
            for (const one of [debt, repayment]) {
                const direction = one.direction === 'lent' ? 'owed' : 'lent';
                for (const json of [{ contact_id: cid.id }, { direction }, { currency: 'USD' }])
                    assertProblem(await patch(at(one), json), 409, 'linked', JSON.stringify(json));
            }
            assert.equal((await patch(at(debt), { amount: 20 })).json.status, 'settled');
            assert.equal((await shown(repayment)).outstanding, 10);
            assert.deepEqual((await shown(bob)).balances, [{ currency: 'EUR', amount: -10 }]);
            assert.equal((await patch(at(repayment), { settles: [] })).json.outstanding, 30);
            assert.equal((await patch(at(debt), { contact_id: cid.id })).json.contact_id, cid.id);
        });

        it('refuse cycles, foreign debts, and what does not fit', async () => {
            const bob = await ada.contact();
            const debt = await owe(bob, 'lent', 100);
            const repayment = await owe(bob, 'owed', 30, { settles: [debt.id] });
            const settles = async (one, ids, status, code) =>
                assertProblem(await patch(at(one), { settles: ids }), status, code).errors[0].field;
            assert.equal(await settles(debt, [repayment.id], 422, 'invalid_field'), 'settles');
            assert.equal(await settles(debt, [debt.id], 422, 'invalid_field'), 'settles');
            const theirs = await other.transaction({
                contact_id: (await other.contact()).id,
                direction: 'lent',
                amount: 1,
                currency: 'EUR',
            });
            assert.equal(await settles(repayment, [theirs.id], 404, 'not_found'), 'settles');
            assertProblem(await patch(at(debt), { amount: 9007199254740991 }), 422, 'sum_too_large');
            assertProblem(await patch(at(debt), { currency: null }), 409, 'linked');
        });
    });

    describe('settling', () => {
        const settle = (contact, json, headers = {}) => ada.post(`${at(contact)}/settle`, json, { headers });

        it('closes a part, one currency, and everything, items too', async () => {
            const bob = await ada.contact();
            const late = await owe(bob, 'lent', 100, { transaction_date: '2026-01-02' });
            const early = await owe(bob, 'lent', 50, { transaction_date: '2026-01-01' });
            await owe(bob, 'owed', 7, { currency: 'USD' });
            await ada.transaction({ contact_id: bob.id, type: 'item', direction: 'owed', amount: 2, description: 'x' });
            const part = await settle(bob, { currency: 'EUR', amount: 60, comment: 'in cash' });
            assert.equal(part.status, 201, part.text);
            assert.deepEqual(
                part.json.map((one) => [one.direction, one.amount, one.status]),
                [['owed', 60, 'settled']],
            );
            assert.deepEqual([(await shown(early)).outstanding, (await shown(late)).outstanding], [0, 90]);
            assert.equal((await last()).comment, 'in cash');
            assert.equal((await settle(bob, { currency: 'EUR' })).json.length, 1);
            assert.deepEqual((await shown(bob)).balances, [{ currency: 'USD', amount: -7 }]);
            assert.equal((await settle(bob, {})).json.length, 2);
            const { balances, items } = await shown(bob);
            assert.deepEqual([balances, items], [[], { lent: 0, owed: 0 }]);
            const before = await head();
            const nothing = await ada.request('POST', `${at(bob)}/settle`);
            assert.deepEqual([nothing.status, nothing.json], [201, []]);
            assert.equal(await head(), before);
            assert.equal((await remove(at(bob))).status, 204);
        });

        it('repeats its answer under an Idempotency-Key, and appends nothing more', async () => {
            const bob = await ada.contact();
            await owe(bob, 'lent', 100);
            await owe(bob, 'owed', 5, { currency: 'USD' });
            const headers = { 'Idempotency-Key': randomUUID() };
            const first = await settle(bob, {}, headers);
            const before = await head();
            const again = await settle(bob, {}, headers);
            assert.deepEqual([again.status, again.headers['idempotency-replayed']], [201, 'true']);
            assert.deepEqual(again.json, first.json);
            assert.equal(await head(), before);
            assertProblem(await settle(bob, { currency: 'EUR' }, headers), 422, 'idempotency_key_reused');
        });

        it('refuses more than is open, an amount without a currency, and a foreign contact', async () => {
            const bob = await ada.contact();
            await owe(bob, 'lent', 100);
            const fields = async (json) =>
                assertProblem(await settle(bob, json), 422, 'invalid_field').errors.map((error) => error.field);
            assert.deepEqual(await fields({ currency: 'EUR', amount: 101 }), ['amount']);
            assert.deepEqual(await fields({ amount: 1 }), ['currency']);
            assert.deepEqual(await fields({ currency: 'EUR', amount: 0, x: 1 }), ['amount', 'x']);
            assertProblem(await other.post(`${at(bob)}/settle`, {}), 404, 'not_found');
            assertProblem(await settle(bob, {}, { 'If-Match': '"7"' }), 412, 'version_mismatch');
        });
    });

    describe('undo', () => {
        it('answers with its event, and undoing it redoes', async () => {
            const bob = await ada.contact({ name: 'Before' });
            await patch(at(bob), { name: 'After', notes: 'n' });
            const updated = await last();
            await patch(at(bob), { phone: '1' });
            const undone = await undo(updated, { comment: 'wrong' });
            assert.equal(undone.status, 201, undone.text);
            const event = undone.json;
            assert.deepEqual(
                [event.type, event.aggregate_id, event.version, event.data, event.comment],
                ['EVENT_UNDONE', bob.id, 4, { event_id: updated.id }, 'wrong'],
            );
            assert.deepEqual(await last(), event);
            const back = await shown(bob);
            assert.deepEqual([back.name, back.notes, back.phone, back.version], ['Before', null, '1', 4]);
            const redone = await ada.request('POST', `/api/events/${event.id}/undo`);
            assert.equal(redone.status, 201, redone.text);
            const again = await shown(bob);
            assert.deepEqual([again.name, again.notes, again.phone, again.version], ['After', 'n', '1', 5]);
        });

        it('repeats its answer under an Idempotency-Key', async () => {
            const bob = await ada.contact();
            const created = await last();
            const headers = { 'Idempotency-Key': randomUUID() };
            const path = `/api/events/${created.id}/undo`;
            const first = await ada.post(path, {}, { headers });
            const again = await ada.post(path, {}, { headers });
            assert.equal(again.text, first.text);
            assert.equal(again.headers['idempotency-replayed'], 'true');
            assertProblem(await ada.get(at(bob)), 404, 'not_found');
        });

        it('says why not', async () => {
            const bob = await ada.contact();
            const created = await last();
            const debt = await owe(bob, 'lent', 10);
            const lent = await last();
            await owe(bob, 'owed', 4, { settles: [debt.id] });
            const repaid = await last();
            const refused = async (event, pattern) =>
                assert.match(assertProblem(await undo(event), 409, 'cannot_undo').detail, pattern);
            const before = await head();
            await refused(created, /transactions with this contact/);
            await refused(lent, /repayment settles/);
            assert.equal(await head(), before);
            assert.equal((await undo(repaid)).status, 201);
            await refused(repaid, /undone already/);
            await remove(at(debt));
            const deleted = await last();
            await refused(lent, /later event needs it/);
            await remove(at(bob));
            await refused(deleted, /without its contact/);
        });

        it('knows no foreign events, and no such ids', async () => {
            await ada.contact();
            assertProblem(await other.post(`/api/events/${(await last()).id}/undo`, {}), 404, 'not_found');
            assertProblem(await undo({ id: randomUUID() }), 404, 'not_found');
            assertProblem(await undo({ id: 'x' }), 404, 'not_found');
            assertProblem(await undo(await last(), { reason: 'x' }), 422, 'invalid_field');
        });
    });
});
