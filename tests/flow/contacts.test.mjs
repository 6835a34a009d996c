// Contacts: create, show, list. The whole contract of a resource, since every later one copies it.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { assertProblem } from './conformance.mjs';
import { sharedStack } from './stack.mjs';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const names = (answer) => answer.json.map((contact) => contact.name);

// Reads a collection to its end; returns the rows of all pages.
async function readAll(account, path) {
    const rows = [];
    for (let next = path; next;) {
        const answer = await account.get(next);
        assert.equal(answer.status, 200, answer.text);
        rows.push(...answer.json);
        next = answer.next;
        assert.ok(rows.length < 10_000, 'the pages have no end');
    }
    return rows;
}

describe('contacts', () => {
    let stack, ada;

    before(async () => {
        stack = await sharedStack();
        ada = await stack.account('contacts');
    });
    after(() => stack?.stop());

    describe('create', () => {
        it('answers 201 with the contact, its address and its ETag', async () => {
            const answer = await ada.post('/api/contacts', {
                name: 'Grace Hopper',
                phone: '+1 555 0100',
                email: 'grace@example.org',
                notes: 'two\nlines',
                comment: 'met at work',
            });
            assert.equal(answer.status, 201);
            const contact = answer.json;
            assert.match(contact.id, UUID);
            assert.equal(answer.headers.location, `/api/contacts/${contact.id}`);
            assert.deepEqual(contact, {
                id: contact.id,
                name: 'Grace Hopper',
                phone: '+1 555 0100',
                email: 'grace@example.org',
                notes: 'two\nlines',
                balances: [],
                items: { lent: 0, owed: 0 },
                version: 1,
                created_at: contact.created_at,
                updated_at: contact.created_at,
            });
            assert.ok(Math.abs(Date.parse(contact.created_at) - Date.now()) < 60_000, contact.created_at);
            assert.equal(answer.headers['idempotency-replayed'], undefined);
            const shown = await ada.get(answer.headers.location);
            assert.deepEqual(shown.json, contact);
            assert.equal(shown.headers.etag, answer.headers.etag);
        });

        it('keeps the comment with the event, not with the contact', async () => {
            const contact = await ada.contact({ name: 'Commented', comment: 'because' });
            const event = (await ada.events()).find((one) => one.aggregate_id === contact.id);
            assert.equal(event.comment, 'because');
            assert.equal('comment' in event.data, false);
        });

        it('leaves out what is null', async () => {
            const contact = await ada.contact({ name: 'Bare', phone: null, email: null, notes: null, comment: null });
            assert.deepEqual([contact.phone, contact.email, contact.notes], [null, null, null]);
        });

        it('takes the id that the client gives', async () => {
            const id = randomUUID();
            const contact = await ada.contact({ id, name: 'Own id' });
            assert.equal(contact.id, id);
        });

        it('refuses an id that is in use', async () => {
            const id = randomUUID();
            await ada.contact({ id, name: 'First' });
            const head = (await ada.get('/api/sync')).json.head;
            assertProblem(await ada.post('/api/contacts', { id, name: 'Second' }), 409, 'id_taken');
            assert.equal((await ada.get('/api/sync')).json.head, head);
            assert.equal((await ada.get(`/api/contacts/${id}`)).json.name, 'First');
        });

        it('takes an id that another ledger uses: ids tell nothing of other ledgers', async () => {
            const id = randomUUID();
            const other = await stack.account('other');
            await other.contact({ id, name: 'Theirs' });
            const mine = await ada.contact({ id, name: 'Mine' });
            assert.equal(mine.name, 'Mine');
            assert.equal((await other.get(`/api/contacts/${id}`)).json.name, 'Theirs');
        });

        for (const [what, name] of [
            ['one character', 'x'],
            ['200 characters', 'é'.repeat(200)],
            ['200 characters beyond the basic plane', '🦆'.repeat(200)],
            ['quotes, backslashes and markup', `"'\\<b>&amp; %s {}`],
            ['right-to-left text', 'שלום مرحبا'],
        ]) {
            it(`keeps a name of ${what} as it is`, async () => {
                const contact = await ada.contact({ name });
                assert.equal((await ada.get(`/api/contacts/${contact.id}`)).json.name, name);
            });
        }

        for (const [what, body, fields] of [
            ['no name', {}, ['name']],
            ['a blank name', { name: ' \t ' }, ['name']],
            ['a name of no-break spaces alone', { name: '\u00a0\u2003' }, ['name']],
            ['an empty name', { name: '' }, ['name']],
            ['a name of 201 characters', { name: 'é'.repeat(201) }, ['name']],
            ['a name that is null', { name: null }, ['name']],
            ['a name that is a number', { name: 7 }, ['name']],
            ['an id that is no UUID', { name: 'a', id: 'abc' }, ['id']],
            ['an id in upper case', { name: 'a', id: randomUUID().toUpperCase() }, ['id']],
            ['an id that is null', { name: 'a', id: null }, ['id']],
            ['unknown fields', { name: 'a', nmae: 'b', balances: [] }, ['balances', 'nmae']],
            [
                'several faults at once',
                { name: '', phone: 5, email: [], notes: {}, comment: false, extra: 1 },
                ['comment', 'email', 'extra', 'name', 'notes', 'phone'],
            ],
        ]) {
            it(`refuses ${what}, naming ${fields.join(', ')}`, async () => {
                const problem = assertProblem(await ada.post('/api/contacts', body), 422, 'invalid_field');
                assert.deepEqual(problem.errors.map((error) => error.field).sort(), fields);
            });
        }
    });

    describe('show', () => {
        it('answers 404 for an id that nobody has', async () => {
            assertProblem(await ada.get(`/api/contacts/${randomUUID()}`), 404, 'not_found');
        });

        it('answers 404 for what is no id', async () => {
            for (const id of ['x', '1', `${randomUUID()}x`, randomUUID().replaceAll('-', '')]) {
                assertProblem(await ada.get(`/api/contacts/${id}`), 404, 'not_found', id);
            }
        });

        it('answers 404 for the contact of another ledger', async () => {
            const other = await stack.account('other');
            const theirs = await other.contact({ name: 'Secret' });
            const answer = await ada.get(`/api/contacts/${theirs.id}`);
            assertProblem(answer, 404, 'not_found');
            assert.doesNotMatch(answer.text, /Secret/);
        });

        it('has an ETag that changes with the balance, and answers 304 while it does not', async () => {
            const contact = await ada.contact({ name: 'Tagged' });
            const path = `/api/contacts/${contact.id}`;
            const first = await ada.get(path);
            const same = await ada.get(path, { headers: { 'If-None-Match': first.headers.etag } });
            assert.equal(same.status, 304);
            assert.equal(same.headers.etag, first.headers.etag);
            assert.equal(same.body.length, 0);
            await ada.transaction({ contact_id: contact.id, direction: 'lent', amount: 500, currency: 'EUR' });
            const changed = await ada.get(path, { headers: { 'If-None-Match': first.headers.etag } });
            assert.equal(changed.status, 200);
            assert.notEqual(changed.headers.etag, first.headers.etag);
            assert.deepEqual(changed.json.balances, [{ currency: 'EUR', amount: 500 }]);
            assert.equal(changed.json.version, 1, 'a transaction is no event of the contact');
        });

        it('takes a list of ETags, weak ones, and *', async () => {
            const contact = await ada.contact({ name: 'Tags' });
            const path = `/api/contacts/${contact.id}`;
            const { etag } = (await ada.get(path)).headers;
            const weak = etag.replace(/^W\//, '');
            for (const [tags, status] of [
                [`"nope", ${etag}`, 304],
                [`W/${weak}`, 304],
                ['*', 304],
                ['"nope"', 200],
                ['', 200],
            ]) {
                assert.equal((await ada.get(path, { headers: { 'If-None-Match': tags } })).status, status, tags);
            }
        });
    });

    describe('list', () => {
        it('is an empty array for a new ledger', async () => {
            const fresh = await stack.account('fresh');
            const answer = await fresh.get('/api/contacts');
            assert.equal(answer.text, '[]');
            assert.equal(answer.next, null);
        });

        it('shows each contact as it is shown alone, balances and items included', async () => {
            const one = await stack.account('listed');
            const contact = await one.contact({ name: 'Both' });
            await one.transaction({ contact_id: contact.id, direction: 'lent', amount: 1250, currency: 'EUR' });
            await one.transaction({ contact_id: contact.id, direction: 'owed', amount: 9900, currency: 'JPY' });
            await one.transaction({
                contact_id: contact.id,
                type: 'item',
                direction: 'lent',
                amount: 2,
                description: 'chairs',
            });
            const [listed] = (await one.get('/api/contacts')).json;
            assert.deepEqual(listed.balances, [
                { currency: 'EUR', amount: 1250 },
                { currency: 'JPY', amount: -9900 },
            ]);
            assert.deepEqual(listed.items, { lent: 2, owed: 0 });
            assert.deepEqual(listed, (await one.get(`/api/contacts/${contact.id}`)).json);
        });

        it('pages to the end without skip or repeat while contacts are added', async () => {
            const one = await stack.account('pages');
            const there = [];
            for (let i = 0; i < 25; i++)
                there.push((await one.contact({ name: `Contact ${String((i * 7) % 25).padStart(2, '0')}` })).id);
            for (const sort of ['name', '-name', 'recent']) {
                const seen = [];
                let pages = 0;
                for (let next = `/api/contacts?limit=4&sort=${sort}`; next; pages++) {
                    const answer = await one.get(next);
                    assert.ok(answer.json.length <= 4);
                    seen.push(...answer.json.map((contact) => contact.id));
                    next = answer.next;
                    if (pages < 5) {
                        await one.contact({ name: `Contact 0${pages}a ${sort}` });
                        await one.contact({ name: `zz ${sort} ${pages}` });
                    }
                    assert.ok(pages < 60, 'the pages have no end');
                }
                assert.equal(new Set(seen).size, seen.length, `${sort}: a contact came twice`);
                const missing = there.filter((id) => !seen.includes(id));
                assert.deepEqual(missing, [], `${sort}: contacts were skipped`);
            }
        });

        it('tells of a next page exactly while there is one', async () => {
            const one = await stack.account('edge');
            for (const name of ['a', 'b', 'c', 'd']) await one.contact({ name });
            const first = await one.get('/api/contacts?limit=2');
            assert.deepEqual(names(first), ['a', 'b']);
            assert.ok(first.next.startsWith('/api/contacts?'), first.next);
            const second = await one.get(first.next);
            assert.deepEqual(names(second), ['c', 'd']);
            assert.equal(second.headers.link, undefined);
            assert.equal((await one.get('/api/contacts?limit=4')).headers.link, undefined);
        });

        it('goes on behind a name of any length', async () => {
            const one = await stack.account('long');
            const long = ['😀'.repeat(200), `${'😀'.repeat(199)}😁`, `${'😀'.repeat(198)} .`];
            for (const name of long) await one.contact({ name });
            for (const sort of ['name', '-name'])
                assert.deepEqual((await readAll(one, `/api/contacts?limit=1&sort=${sort}`)).map((row) => row.name).sort(), [...long].sort());
        });

        it('keeps filters and sort from page to page', async () => {
            const one = await stack.account('kept');
            for (const name of ['ann 1', 'bob', 'ann 2', 'ann 3']) await one.contact({ name });
            const rows = await readAll(one, '/api/contacts?limit=1&search=ann&sort=-name');
            assert.deepEqual(
                rows.map((row) => row.name),
                ['ann 3', 'ann 2', 'ann 1'],
            );
        });

        it('gives 100 unless told, and up to 1000', async () => {
            const one = await stack.account('limits');
            await Promise.all(Array.from({ length: 101 }, (_, i) => one.contact({ name: `n${i}` })));
            const page = await one.get('/api/contacts');
            assert.equal(page.json.length, 100);
            assert.ok(page.next);
            assert.equal((await one.get('/api/contacts?limit=1000')).json.length, 101);
        });

        it('finds text in name, phone, email and notes without regard to case and accents', async () => {
            const one = await stack.account('search');
            await one.contact({ name: 'Zoë Müller', notes: 'Kletterhalle' });
            await one.contact({ name: 'Bob', email: 'BOB@Example.ORG', phone: '+49 30 1234' });
            await one.contact({ name: '100% sure_thing\\' });
            for (const [search, found] of [
                ['zoe', ['Zoë Müller']],
                ['MULLER', ['Zoë Müller']],
                ['müller', ['Zoë Müller']],
                ['kletter', ['Zoë Müller']],
                ['bob@example', ['Bob']],
                ['30 1234', ['Bob']],
                ['%', ['100% sure_thing\\']],
                ['e_t', ['100% sure_thing\\']],
                ['\\', ['100% sure_thing\\']],
                ['nobody', []],
                ['b', ['Bob']],
            ]) {
                assert.deepEqual(
                    names(await one.get(`/api/contacts?search=${encodeURIComponent(search)}`)),
                    found,
                    search,
                );
            }
            assert.deepEqual(names(await one.get('/api/contacts?search=zoe+muller')), ['Zoë Müller'], 'a + is a space');
        });

        it('sorts by name as people do, both ways', async () => {
            const one = await stack.account('names');
            for (const name of ['Zed', 'émile', 'Eve', 'adam', 'Zoë', 'Adam']) await one.contact({ name });
            const up = names(await one.get('/api/contacts?sort=name'));
            assert.deepEqual(up, ['adam', 'Adam', 'émile', 'Eve', 'Zed', 'Zoë']);
            assert.deepEqual(names(await one.get('/api/contacts')), up, 'by name unless told');
            assert.deepEqual(names(await one.get('/api/contacts?sort=-name')), [...up].reverse());
        });

        it('sorts by balance in a currency and by what changed last', async () => {
            const one = await stack.account('balances');
            const [poor, rich, even] = [
                await one.contact({ name: 'poor' }),
                await one.contact({ name: 'rich' }),
                await one.contact({ name: 'even' }),
            ];
            await one.transaction({ contact_id: rich.id, direction: 'owed', amount: 700, currency: 'EUR' });
            await one.transaction({ contact_id: poor.id, direction: 'lent', amount: 300, currency: 'EUR' });
            await one.transaction({ contact_id: even.id, direction: 'lent', amount: 999, currency: 'USD' });
            assert.deepEqual(names(await one.get('/api/contacts?sort=balance&currency=EUR')), ['rich', 'even', 'poor']);
            assert.deepEqual(names(await one.get('/api/contacts?sort=-balance&currency=EUR')), [
                'poor',
                'even',
                'rich',
            ]);
            assert.deepEqual(names(await one.get('/api/contacts?sort=recent')), ['even', 'poor', 'rich']);
            const rows = await readAll(one, '/api/contacts?sort=-balance&currency=EUR&limit=1');
            assert.deepEqual(
                rows.map((row) => row.name),
                ['poor', 'even', 'rich'],
            );
        });

        it('filters by settled', async () => {
            const one = await stack.account('settled');
            const debtor = await one.contact({ name: 'debtor' });
            const holder = await one.contact({ name: 'holder' });
            await one.contact({ name: 'clear' });
            await one.transaction({ contact_id: debtor.id, direction: 'lent', amount: 1, currency: 'EUR' });
            await one.transaction({
                contact_id: holder.id,
                type: 'item',
                direction: 'owed',
                amount: 1,
                description: 'drill',
            });
            assert.deepEqual(names(await one.get('/api/contacts?settled=true')), ['clear']);
            assert.deepEqual(names(await one.get('/api/contacts?settled=false')), ['debtor', 'holder']);
        });

        it('has an ETag that changes with a new contact, and answers 304 while nothing does', async () => {
            const one = await stack.account('etag');
            await one.contact({ name: 'a' });
            const { etag } = (await one.get('/api/contacts')).headers;
            assert.equal((await one.get('/api/contacts', { headers: { 'If-None-Match': etag } })).status, 304);
            assert.notEqual((await one.get('/api/contacts?sort=-name&limit=1')).headers.etag, undefined);
            await one.contact({ name: 'b' });
            const changed = await one.get('/api/contacts', { headers: { 'If-None-Match': etag } });
            assert.equal(changed.status, 200);
            assert.deepEqual(names(changed), ['a', 'b']);
        });

        it('says in its ETag nothing that is right for another ledger', async () => {
            const one = await stack.account('mine');
            const two = await stack.account('yours');
            await one.contact({ name: 'a' });
            await two.contact({ name: 'b' });
            const { etag } = (await one.get('/api/contacts')).headers;
            assert.equal((await two.get('/api/contacts', { headers: { 'If-None-Match': etag } })).status, 200);
        });

        for (const [query, field] of [
            ['limit=0', 'limit'],
            ['limit=1001', 'limit'],
            ['limit=-1', 'limit'],
            ['limit=ten', 'limit'],
            ['limit=1.5', 'limit'],
            ['limit=', 'limit'],
            ['limit=9999999999999999999999', 'limit'],
            ['sort=age', 'sort'],
            ['sort=balance', 'currency'],
            ['settled=yes', 'settled'],
            ['cursor=nonsense', 'cursor'],
            ['cursor=', 'cursor'],
            ['limit=1&limit=2', 'limit'],
            ['nonsense=1', 'nonsense'],
            ['sort=balance&currency=eur', 'currency'],
            ['sort=balance&currency=QQQ', 'currency'],
        ]) {
            it(`refuses ?${query}, naming ${field}`, async () => {
                const problem = assertProblem(await ada.get(`/api/contacts?${query}`), 400, 'invalid_parameter');
                assert.deepEqual(
                    problem.errors?.map((error) => error.field),
                    [field],
                );
            });
        }
    });

    describe('HTTP', () => {
        it('answers HEAD with the headers of GET and no body', async () => {
            const contact = await ada.contact({ name: 'Head' });
            for (const path of ['/api/contacts?limit=1', `/api/contacts/${contact.id}`]) {
                const get = await ada.get(path);
                const head = await ada.request('HEAD', path);
                assert.equal(head.status, 200);
                assert.equal(head.body.length, 0);
                const pick = ({ headers }) => {
                    const { date, connection, 'keep-alive': alive, ...rest } = headers;
                    return rest;
                };
                assert.deepEqual(pick(head), pick(get), path);
            }
        });

        it('answers HEAD of what is not there with 404 and no body', async () => {
            const answer = await ada.request('HEAD', `/api/contacts/${randomUUID()}`);
            assert.equal(answer.status, 404);
            assert.equal(answer.body.length, 0);
        });

        for (const [path, allow] of [
            ['/api/contacts', ['GET', 'HEAD', 'OPTIONS', 'POST']],
            [`/api/contacts/${randomUUID()}`, ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'PUT']],
        ]) {
            it(`tells by OPTIONS what ${path.slice(0, 14)} allows, and refuses the rest with 405`, async () => {
                const list = (answer) => answer.headers.allow.split(/, */).sort();
                const options = await ada.request('OPTIONS', path);
                assert.equal(options.status, 204);
                assert.deepEqual(list(options), allow);
                for (const method of ['PROPFIND', 'MKCOL', ...(allow.includes('POST') ? [] : ['POST'])]) {
                    const refused = await ada.request(method, path, method === 'POST' ? { json: { name: 'x' } } : {});
                    assertProblem(refused, 405, 'method_not_allowed', method);
                    assert.deepEqual(list(refused), allow, method);
                }
            });
        }

        it('refuses TRACE, which nginx does by itself', async () => {
            assertProblem(await ada.request('TRACE', '/api/contacts'), 405, 'method_not_allowed');
        });

        it('never lets an answer be shared or stored for others', async () => {
            const answer = await ada.get('/api/contacts');
            assert.match(answer.headers['cache-control'], /private|no-store/);
        });

        it('is not open to other origins', async () => {
            const answer = await ada.get('/api/contacts', { headers: { Origin: 'https://evil.example' } });
            assert.equal(answer.headers['access-control-allow-origin'], undefined);
        });
    });
});
