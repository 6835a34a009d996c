// Repeating a write: the same key and request do nothing more than once.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { assertProblem } from './conformance.mjs';
import { sharedStack } from './stack.mjs';

describe('Idempotency-Key', () => {
    let stack, ada, bob;

    before(async () => {
        stack = await sharedStack();
        ada = await stack.account('idempotency');
        bob = await ada.contact({ name: 'Bob' });
    });
    after(() => stack?.stop());

    const head = async (account) => (await account.get('/api/sync')).json.head;
    const keyed = (account, path, json, key, options = {}) =>
        account.post(path, json, { ...options, headers: { 'Idempotency-Key': key } });

    const writes = [
        ['/api/contacts', () => ({ name: 'Keyed', comment: 'why' })],
        ['/api/transactions', () => ({ contact_id: bob.id, direction: 'lent', amount: 100, currency: 'EUR' })],
    ];

    for (const [path, body] of writes) {
        describe(`POST ${path}`, () => {
            it('becomes the id of the event', async () => {
                const key = randomUUID();
                const made = await keyed(ada, path, body(), key);
                assert.equal(made.status, 201, made.text);
                const event = (await ada.events()).at(-1);
                assert.equal(event.id, key);
                assert.equal(event.aggregate_id, made.json.id);
            });

            it('makes a repeat harmless: same answer, no second event', async () => {
                const key = randomUUID();
                const made = await keyed(ada, path, body(), key);
                const before = await head(ada);
                const repeated = await keyed(ada, path, body(), key);
                assert.equal(repeated.status, 201);
                assert.equal(repeated.text, made.text);
                assert.equal(repeated.headers.location, made.headers.location);
                assert.equal(made.headers['idempotency-replayed'], undefined);
                assert.equal(repeated.headers['idempotency-replayed'], 'true');
                assert.equal(await head(ada), before);
            });

            it('takes the same request in another spelling for the same', async () => {
                const key = randomUUID();
                const made = await keyed(ada, path, body(), key);
                const respelled = JSON.stringify(Object.fromEntries(Object.entries(body()).reverse()), null, 3);
                const repeated = await ada.request('POST', path, {
                    body: respelled,
                    headers: { 'Idempotency-Key': key },
                });
                assert.equal(repeated.text, made.text);
                assert.equal(repeated.headers['idempotency-replayed'], 'true');
            });

            it('takes the key in upper case for the same', async () => {
                const key = randomUUID();
                const made = await keyed(ada, path, body(), key.toUpperCase());
                assert.equal((await keyed(ada, path, body(), key)).text, made.text);
                assert.equal((await ada.events()).at(-1).id, key);
            });

            it('refuses the key for another request', async () => {
                const key = randomUUID();
                await keyed(ada, path, body(), key);
                const before = await head(ada);
                assertProblem(
                    await keyed(ada, path, { ...body(), comment: 'another' }, key),
                    422,
                    'idempotency_key_reused',
                );
                assert.equal(await head(ada), before);
            });

            it('makes one event of many requests at once', async () => {
                const key = randomUUID();
                const before = await head(ada);
                const answers = await Promise.all(Array.from({ length: 8 }, () => keyed(ada, path, body(), key)));
                assert.deepEqual(
                    answers.map((answer) => answer.status),
                    Array(8).fill(201),
                );
                assert.equal(new Set(answers.map((answer) => answer.text)).size, 1);
                assert.equal(
                    answers.filter((answer) => answer.headers['idempotency-replayed'] === undefined).length,
                    1,
                );
                assert.equal(await head(ada), before + 1);
            });

            it('is not spent by a refused request', async () => {
                const key = randomUUID();
                assertProblem(await keyed(ada, path, { nonsense: 1 }, key), 422, 'invalid_field');
                assert.equal((await keyed(ada, path, body(), key)).status, 201);
            });

            for (const key of ['x', '', `${randomUUID()}0`, `{${randomUUID()}}`, `${randomUUID()}, ${randomUUID()}`]) {
                it(`refuses the key ${JSON.stringify(key)}`, async () => {
                    const problem = assertProblem(await keyed(ada, path, body(), key), 400, 'invalid_parameter');
                    assert.deepEqual(
                        problem.errors?.map((error) => error.field),
                        ['Idempotency-Key'],
                    );
                });
            }
        });
    }

    it('answers with the resource as its event left it, whatever came later', async () => {
        const contactKey = randomUUID();
        const contact = await keyed(ada, '/api/contacts', { name: 'Later' }, contactKey);
        const debtKey = randomUUID();
        const debt = { contact_id: contact.json.id, direction: 'lent', amount: 50, currency: 'EUR' };
        const made = await keyed(ada, '/api/transactions', debt, debtKey);
        await ada.transaction({
            contact_id: contact.json.id,
            direction: 'owed',
            amount: 20,
            currency: 'EUR',
            settles: [made.json.id],
        });
        assert.equal((await ada.get(made.headers.location)).json.outstanding, 30);
        assert.equal((await keyed(ada, '/api/transactions', debt, debtKey)).text, made.text);
        assert.equal((await keyed(ada, '/api/contacts', { name: 'Later' }, contactKey)).text, contact.text);
    });

    it('refuses a key that another operation used', async () => {
        const key = randomUUID();
        await keyed(ada, '/api/contacts', { name: 'One' }, key);
        assertProblem(
            await keyed(
                ada,
                '/api/transactions',
                { contact_id: bob.id, direction: 'lent', amount: 1, currency: 'EUR' },
                key,
            ),
            422,
            'idempotency_key_reused',
        );
    });

    it('belongs to a ledger: another one may use the same key', async () => {
        const other = await stack.account('other');
        const key = randomUUID();
        const mine = await keyed(ada, '/api/contacts', { name: 'Mine' }, key);
        const theirs = await keyed(other, '/api/contacts', { name: 'Theirs' }, key);
        assert.deepEqual([mine.status, theirs.status], [201, 201]);
        assert.equal(theirs.headers['idempotency-replayed'], undefined);
        assert.equal(theirs.json.name, 'Theirs');
    });

    it('lets the same request without a key make a second resource', async () => {
        const [first, second] = [await ada.contact({ name: 'Twin' }), await ada.contact({ name: 'Twin' })];
        assert.notEqual(first.id, second.id);
    });
});
