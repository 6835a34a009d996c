// Offline clients: a batch of events, and what becomes of each.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { brokenAt } from './canonical.mjs';
import { assertProblem } from './conformance.mjs';
import { sharedStack } from './stack.mjs';

const event = (type, aggregate_id, data = {}, more = {}) => ({ id: randomUUID(), type, aggregate_id, data, ...more });
const created = (name = 'Offline', more = {}) => event('CONTACT_CREATED', randomUUID(), { name }, more);
const debt = (contact_id, more = {}) =>
    event('TRANSACTION_CREATED', randomUUID(), {
        contact_id,
        direction: 'lent',
        amount: 100,
        currency: 'EUR',
        transaction_date: '2026-01-01',
        ...more,
    });

describe('POST /api/events', () => {
    let stack, ada;

    before(async () => {
        stack = await sharedStack();
        ada = await stack.account('sync');
    });
    after(() => stack?.stop());

    const sync = async () => (await ada.get('/api/sync')).json;
    const send = (events, more = {}) => ada.post('/api/events', { events, ...more });
    async function results(...events) {
        const answer = await send(events);
        assert.equal(answer.status, 200, answer.text);
        assert.deepEqual(
            answer.json.results.map((one) => one.id),
            events.map((one) => one.id),
        );
        return answer.json.results;
    }
    const statuses = async (...events) => (await results(...events)).map((one) => one.status);

    it('accepts each type of event, in order', async () => {
        const before = await sync();
        const bob = created('Bob', { comment: 'met offline', made_at: '2026-01-01T10:00:00.5+02:00' });
        const lent = debt(bob.aggregate_id);
        const repaid = debt(bob.aggregate_id, { direction: 'owed', amount: 40, settles: [lent.aggregate_id] });
        const changed = event('TRANSACTION_UPDATED', lent.aggregate_id, { amount: 90 }, { expected_version: 1 });
        const answer = await send(
            [
                bob,
                lent,
                repaid,
                changed,
                event('EVENT_UNDONE', lent.aggregate_id, { event_id: changed.id }),
                event('CONTACT_UPDATED', bob.aggregate_id, { name: 'Bob' }),
                event('TRANSACTION_DELETED', repaid.aggregate_id, null),
            ],
            { epoch: before.epoch },
        );
        assert.equal(answer.status, 200, answer.text);
        const { results, ...state } = answer.json;
        assert.deepEqual(
            results.map((one) => [one.status, one.seq - before.head, one.version, one.code]),
            [1, 1, 1, 2, 3, 2, 2].map((version, i) => ['accepted', i + 1, version, null]),
        );
        assert.deepEqual(state, await sync());
        const log = await ada.events();
        assert.equal(brokenAt(log), null);
        const [first] = log.slice(before.head);
        assert.deepEqual(
            [first.id, first.comment, first.made_at, first.data],
            [bob.id, 'met offline', '2026-01-01T08:00:00.500000Z', { name: 'Bob' }],
        );
        assert.equal((await ada.get(`/api/transactions/${lent.aggregate_id}`)).json.outstanding, 100);
    });

    it('takes a day from made_at where none is given', async () => {
        const bob = created();
        const lent = debt(bob.aggregate_id, { transaction_date: null });
        lent.made_at = '2025-12-31T23:30:00-01:00';
        assert.deepEqual(await statuses(bob, lent), ['accepted', 'accepted']);
        const made = (await ada.get(`/api/transactions/${lent.aggregate_id}`)).json;
        assert.equal(made.transaction_date, '2026-01-01');
        assert.deepEqual(await statuses(lent), ['duplicate']);
    });

    it('changes nothing when it is sent again, whole, in part or in another order', async () => {
        const bob = created();
        const batch = [
            bob,
            debt(bob.aggregate_id),
            event('CONTACT_UPDATED', bob.aggregate_id, { notes: 'x' }, { expected_version: 1 }),
        ];
        const first = await results(...batch);
        const before = await sync();
        const again = await results(...batch);
        assert.deepEqual(
            again.map((one) => [one.status, one.seq, one.version]),
            first.map((one) => ['duplicate', one.seq, one.version]),
        );
        assert.deepEqual(await statuses(batch[2], batch[0]), ['duplicate', 'duplicate']);
        assert.deepEqual(await statuses(batch[1], batch[1]), ['duplicate', 'duplicate']);
        assert.deepEqual(await sync(), before);
    });

    it('tells a conflict, with the version that is', async () => {
        const bob = await ada.contact();
        const [answer] = await results(
            event('CONTACT_UPDATED', bob.id, { name: 'x' }, { expected_version: 2 }),
        );
        assert.deepEqual(
            [answer.status, answer.code, answer.version, answer.seq],
            ['conflict', 'version_mismatch', 1, null],
        );
        assert.deepEqual(await statuses(created('x', { expected_version: 1 })), ['conflict']);
    });

    it('tells a conflict where a deletion would take along what its maker did not see', async () => {
        const bob = created('Bob');
        const lent = debt(bob.aggregate_id);
        const deletion = (expected_transactions) =>
            event('CONTACT_DELETED', bob.aggregate_id, { with_transactions: true }, { expected_version: 1, expected_transactions });
        assert.deepEqual(await statuses(bob, lent), ['accepted', 'accepted']);
        await results(event('TRANSACTION_UPDATED', lent.aggregate_id, { amount: 90 }));
        const [answer] = await results(deletion(1));
        assert.deepEqual(
            [answer.status, answer.code, answer.version, answer.seq],
            ['conflict', 'version_mismatch', 1, null],
        );
        assert.deepEqual(await statuses(deletion(2), deletion(0)), ['accepted', 'conflict']);
        assert.deepEqual((await ada.events()).at(-1).data, { with_transactions: true });
    });

    it('blocks what needs an id that is not here yet, until it is', async () => {
        const bob = created();
        const lent = debt(bob.aggregate_id);
        const repaid = debt(bob.aggregate_id, { direction: 'owed', settles: [lent.aggregate_id] });
        const gone = event('EVENT_UNDONE', repaid.aggregate_id, { event_id: repaid.id });
        const [answer] = await results(lent);
        assert.deepEqual([answer.status, answer.code, answer.seq], ['blocked', 'not_found', null]);
        assert.ok(answer.detail.includes(bob.aggregate_id), answer.detail);
        assert.deepEqual(await statuses(gone, repaid, lent, bob), ['blocked', 'blocked', 'blocked', 'accepted']);
        assert.deepEqual(await statuses(gone, repaid, lent), ['blocked', 'blocked', 'accepted']);
        assert.deepEqual(await statuses(repaid, gone), ['accepted', 'accepted']);
        const other = await stack.account('blocked');
        const theirs = await other.post('/api/events', { events: [lent] });
        assert.equal(theirs.json.results[0].status, 'blocked', 'what another ledger has is not here');
    });

    it('rejects what can never be accepted as it stands, and says why', async () => {
        const bob = await ada.contact();
        const other = created();
        const lent = debt(bob.id);
        await results(other, lent);
        for (const [code, bad] of [
            ['idempotency_key_reused', { ...other, data: { name: 'Another' } }],
            ['idempotency_key_reused', { ...other, comment: 'x' }],
            ['id_taken', created('x', { aggregate_id: bob.id })],
            ['contact_not_settled', event('CONTACT_DELETED', bob.id)],
            ['not_found', event('TRANSACTION_DELETED', bob.id)],
            ['sum_too_large', debt(bob.id, { amount: 9007199254740991 })],
            ['invalid_field', debt(bob.id, { currency: null })],
            ['invalid_field', debt(bob.id, { settles: [lent.aggregate_id] })],
            ['invalid_field', event('EVENT_UNDONE', bob.id, { event_id: lent.id })],
        ]) {
            const [answer] = await results(bad);
            assert.deepEqual([answer.status, answer.code, answer.seq], ['rejected', code, null], JSON.stringify(bad));
            assert.ok(answer.detail.length > 0);
        }
        const undone = event('EVENT_UNDONE', lent.aggregate_id, { event_id: lent.id });
        assert.deepEqual(await statuses(undone), ['accepted']);
        const [again] = await results({ ...undone, id: randomUUID() });
        assert.deepEqual([again.status, again.code], ['rejected', 'cannot_undo']);
    });

    it('names the fields at fault in the data of each event, and goes on', async () => {
        const bob = await ada.contact();
        const [first, bad, worse, good] = await results(
            created(),
            event('CONTACT_UPDATED', bob.id, { name: ' ', comment: 'x' }),
            event('TRANSACTION_CREATED', randomUUID()),
            event('CONTACT_UPDATED', bob.id, { name: 'Fine' }),
        );
        assert.deepEqual([first.status, good.status], ['accepted', 'accepted']);
        const fields = (answer) => [answer.status, answer.code, answer.errors.map((error) => error.field).sort()];
        assert.deepEqual(fields(bad), ['rejected', 'invalid_field', ['data.comment', 'data.name']]);
        assert.deepEqual(fields(worse), [
            'rejected',
            'invalid_field',
            ['data.amount', 'data.contact_id', 'data.direction'],
        ]);
    });

    it('appends 1,000 events with a bad one among them', async () => {
        const one = await stack.account('thousand');
        const bob = created();
        const batch = [bob, ...Array.from({ length: 999 }, () => debt(bob.aggregate_id, { amount: 1 }))];
        batch[500].data.amount = 0;
        const answer = await one.post('/api/events', { events: batch });
        assert.equal(answer.status, 200, answer.text.slice(0, 400));
        assert.equal(answer.json.head, 999);
        const others = answer.json.results.filter((result) => result.status !== 'accepted');
        assert.deepEqual(
            others.map((result) => [result.id, result.status, result.errors[0].field]),
            [[batch[500].id, 'rejected', 'data.amount']],
        );
        assert.deepEqual((await one.get(`/api/contacts/${bob.aggregate_id}`)).json.balances, [
            { currency: 'EUR', amount: 998 },
        ]);
        const again = await one.post('/api/events', { events: batch });
        assert.equal(again.json.head, 999);
        assert.equal(again.json.results.filter((result) => result.status === 'duplicate').length, 999);
    });

    it('keeps each event once where batches come at the same time', async () => {
        const one = await stack.account('together');
        const bob = created();
        const batch = [bob, ...Array.from({ length: 20 }, () => debt(bob.aggregate_id))];
        const answers = await Promise.all(Array.from({ length: 6 }, () => one.post('/api/events', { events: batch })));
        for (const answer of answers) assert.equal(answer.json.head, 21);
        const log = await one.events();
        assert.deepEqual(
            log.map((each) => each.id),
            batch.map((each) => each.id),
        );
    });

    describe('an envelope that cannot be read refuses the whole:', () => {
        for (const [what, bad, fields] of [
            ['no object', 7, ['events[1]']],
            ['no fields', {}, ['events[1].aggregate_id', 'events[1].id', 'events[1].type']],
            ['an unknown type', event('CONTACT_FORGOTTEN', randomUUID()), ['events[1].type']],
            ['an unknown field', { ...created(), seq: 1 }, ['events[1].seq']],
            ['data that is a list', created('x', { data: [] }), ['events[1].data']],
            ['a version below 0', created('x', { expected_version: -1 }), ['events[1].expected_version']],
            ['transactions by name', created('x', { expected_transactions: ['lunch'] }), ['events[1].expected_transactions']],
            ['a time that is none', created('x', { made_at: 'yesterday' }), ['events[1].made_at']],
        ]) {
            it(what, async () => {
                const before = await sync();
                const problem = assertProblem(await send([created(), bad]), 422, 'invalid_field', what);
                assert.deepEqual(problem.errors.map((error) => error.field).sort(), fields);
                assert.deepEqual(await sync(), before);
            });
        }

        it('no list, too many, or something else besides', async () => {
            for (const [body, fields] of [
                [{}, ['events']],
                [{ events: {} }, ['events']],
                [{ events: Array.from({ length: 1001 }, () => created()) }, ['events']],
                [{ events: [], after: 1, epoch: 'x' }, ['after', 'epoch']],
            ]) {
                const problem = assertProblem(await ada.post('/api/events', body), 422, 'invalid_field');
                assert.deepEqual(problem.errors.map((error) => error.field).sort(), fields);
            }
            assertProblem(await ada.post('/api/events', []), 422, 'invalid_field');
        });

        it('more than 1 MiB', async () => {
            const big = Array.from({ length: 120 }, () => created('x', { data: { name: 'x', notes: 'n'.repeat(9900) } }));
            assertProblem(await send(big), 413, 'too_large');
            assert.equal((await send(big.slice(0, 90))).status, 200, 'but 900 KB are read');
        });
    });

    it('refuses another epoch, and tells the one that is', async () => {
        const before = await sync();
        const problem = assertProblem(await send([created()], { epoch: randomUUID() }), 409, 'diverged');
        assert.deepEqual([problem.epoch, problem.head], [before.epoch, before.head]);
        assert.deepEqual(await sync(), before);
        assert.equal((await send([created()], { epoch: null })).status, 200);
    });
});
