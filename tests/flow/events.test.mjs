// The log: gapless, chained, paged; and where it stands.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { brokenAt, canonicalJson, eventHash, FIRST_HASH } from './canonical.mjs';
import { assertProblem } from './conformance.mjs';
import { claimsOf, sharedStack } from './stack.mjs';

describe('events', () => {
    let stack, ada, contact, transaction, log;

    before(async () => {
        stack = await sharedStack();
        ada = await stack.account('events');
        const key = randomUUID();
        const made = await ada.post(
            '/api/contacts',
            { name: 'Zoë "Z" \\ / 🦆', notes: 'tab\tline\nend\u2028', comment: 'first' },
            { headers: { 'Idempotency-Key': key } },
        );
        assert.equal(made.status, 201, made.text);
        contact = made.json;
        transaction = await ada.transaction({
            contact_id: contact.id,
            direction: 'lent',
            amount: 9007199254740991,
            currency: 'EUR',
            due_date: '2026-02-01',
        });
        for (let i = 0; i < 8; i++) await ada.contact({ name: `Contact ${i}` });
        log = (await ada.get('/api/events')).json;
        assert.equal(log.events[0].id, key);
    });
    after(() => stack?.stop());

    it('are numbered 1, 2, 3 …, and head is the last', () => {
        assert.deepEqual(
            log.events.map((event) => event.seq),
            Array.from({ length: 10 }, (_, i) => i + 1),
        );
        assert.equal(log.head, 10);
        assert.equal(log.hash, log.events.at(-1).hash);
    });

    it('say who, what and when, and only that', () => {
        const [first, second] = log.events;
        assert.deepEqual(first, {
            seq: 1,
            id: first.id,
            type: 'CONTACT_CREATED',
            aggregate_type: 'contact',
            aggregate_id: contact.id,
            version: 1,
            data: { name: 'Zoë "Z" \\ / 🦆', notes: 'tab\tline\nend\u2028' },
            comment: 'first',
            actor: { account_id: claimsOf(ada.token).sub, device: first.actor.device },
            made_at: null,
            recorded_at: contact.created_at,
            hash: first.hash,
        });
        assert.deepEqual(second.data, {
            contact_id: contact.id,
            type: 'money',
            direction: 'lent',
            amount: 9007199254740991,
            currency: 'EUR',
            transaction_date: transaction.transaction_date,
            due_date: '2026-02-01',
        });
        assert.deepEqual(
            [second.type, second.aggregate_type, second.aggregate_id, second.comment],
            ['TRANSACTION_CREATED', 'transaction', transaction.id, null],
        );
    });

    it('are recorded at times that never go back', () => {
        const times = log.events.map((event) => event.recorded_at);
        assert.deepEqual(times, [...times].sort());
    });

    it('form a chain that any client can verify from the document alone', () => {
        assert.equal(eventHash(FIRST_HASH, log.events[0]), log.events[0].hash);
        assert.equal(brokenAt(log.events), null);
    });

    it('form a chain in which every change shows', () => {
        for (const change of [
            { comment: 'x' },
            { seq: 99 },
            { made_at: '2026-01-01T00:00:00.000000Z' },
            { version: 2 },
            { data: {} },
        ]) {
            const forged = log.events.map((event) => (event.seq === 5 ? { ...event, ...change } : event));
            assert.equal(brokenAt(forged), change.seq ?? 5, JSON.stringify(change));
        }
        assert.equal(brokenAt(log.events.filter((event) => event.seq !== 5)), 6);
    });

    it('are hashed in the form of RFC 8785', () => {
        // The example of RFC 8785 §3.2.3, sorting by UTF-16 code units.
        const value = { '\u20ac': 1, '\r': 2, '\ufb33': 3, 1: 4, '\ud83d\ude00': 5, '\u0080': 6, '\u00f6': 7 };
        assert.equal(canonicalJson(value), '{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"😀":5,"\ufb33":3}');
    });

    it('are read in pages from any place', async () => {
        for (const [query, seqs] of [
            ['after=0&limit=3', [1, 2, 3]],
            ['after=3&limit=3', [4, 5, 6]],
            ['after=9', [10]],
            ['after=10', []],
            ['limit=1', [1]],
            ['after=8&limit=1000', [9, 10]],
        ]) {
            const page = (await ada.get(`/api/events?${query}`)).json;
            assert.deepEqual(
                page.events.map((event) => event.seq),
                seqs,
                query,
            );
            assert.deepEqual([page.head, page.hash, page.epoch], [10, log.hash, log.epoch], query);
        }
    });

    it('are 100 a page unless told', async () => {
        const one = await stack.account('hundred');
        await Promise.all(Array.from({ length: 103 }, (_, i) => one.contact({ name: `n${i}` })));
        const page = (await one.get('/api/events')).json;
        assert.equal(page.events.length, 100);
        assert.equal(page.head, 103);
        const rest = (await one.get('/api/events?after=100')).json;
        assert.deepEqual(
            rest.events.map((event) => event.seq),
            [101, 102, 103],
        );
        assert.equal(brokenAt([...page.events, ...rest.events]), null);
    });

    it('answer 409 diverged beyond the head and for another epoch', async () => {
        for (const query of [
            'after=11',
            'after=9007199254740992',
            `epoch=${randomUUID()}`,
            `after=3&epoch=${randomUUID()}`,
        ]) {
            assertProblem(await ada.get(`/api/events?${query}`), 409, 'diverged', query);
        }
        assert.equal((await ada.get(`/api/events?after=3&epoch=${log.epoch}`)).status, 200);
    });

    for (const [query, field] of [
        ['after=-1', 'after'],
        ['after=x', 'after'],
        ['after=1.5', 'after'],
        ['after=99999999999999999999', 'after'],
        ['after=', 'after'],
        ['epoch=x', 'epoch'],
        ['limit=0', 'limit'],
        ['limit=1001', 'limit'],
        ['seq=1', 'seq'],
    ]) {
        it(`refuses ?${query}, naming ${field}`, async () => {
            const problem = assertProblem(await ada.get(`/api/events?${query}`), 400, 'invalid_parameter');
            assert.deepEqual(
                problem.errors?.map((error) => error.field),
                [field],
            );
        });
    }

    it('answer 304 until the next event', async () => {
        const one = await stack.account('etag');
        await one.contact();
        const { etag } = (await one.get('/api/events')).headers;
        assert.equal((await one.get('/api/events', { headers: { 'If-None-Match': etag } })).status, 304);
        await one.contact();
        assert.equal((await one.get('/api/events', { headers: { 'If-None-Match': etag } })).status, 200);
    });

    it('answer HEAD without a body', async () => {
        const answer = await ada.request('HEAD', '/api/events');
        assert.equal(answer.status, 200);
        assert.equal(answer.body.length, 0);
    });
});

describe('sync', () => {
    let stack, ada;

    before(async () => {
        stack = await sharedStack();
        ada = await stack.account('sync');
    });
    after(() => stack?.stop());

    it('says of an empty ledger: head 0 and a hash of zeros', async () => {
        const { json } = await ada.get('/api/sync');
        assert.deepEqual(json, { epoch: json.epoch, head: 0, hash: FIRST_HASH });
    });

    it('follows the log, and answers 304 while it stands still', async () => {
        const before = await ada.get('/api/sync');
        assert.equal((await ada.get('/api/sync', { headers: { 'If-None-Match': before.headers.etag } })).status, 304);
        await ada.contact();
        const answer = await ada.get('/api/sync', { headers: { 'If-None-Match': before.headers.etag } });
        assert.equal(answer.status, 200);
        const { events } = (await ada.get('/api/events')).json;
        assert.deepEqual(answer.json, { epoch: before.json.epoch, head: 1, hash: events[0].hash });
    });

    it('needs a session', async () => {
        assertProblem(await stack.request('GET', '/api/sync'), 401, 'unauthenticated');
        assertProblem(await stack.request('GET', '/api/events'), 401, 'unauthenticated');
    });

    it('refuses any parameter', async () => {
        assertProblem(await ada.get('/api/sync?after=1'), 400, 'invalid_parameter');
    });
});

describe('health', () => {
    let stack;

    before(async () => (stack = await sharedStack()));
    after(() => stack?.stop());

    it('needs no session and says little', async () => {
        const answer = await stack.request('GET', '/api/health');
        assert.equal(answer.status, 200);
        assert.deepEqual(Object.keys(answer.json).sort(), ['database', 'status', 'version']);
        assert.equal(answer.json.status, 'ok');
        assert.equal((await stack.request('HEAD', '/api/health')).status, 200);
    });
});
