// A ledger as a file: exported, checked by a program of another language, imported again.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { assertProblem } from './conformance.mjs';
import { PYTHON, run, startStack } from './stack.mjs';

const VERIFIER = join(process.env.DEBT_SOURCE, 'tests/verifier/verify_export.py');
// In the long ledger: many pieces.
const EVENTS = process.env.DEBT_TEST_LONG ? 10_200 : 2_700;
const event = (type, aggregate_id, data) => ({ id: randomUUID(), type, aggregate_id, data });

// RFC 4180, with CRLF.
function readCsv(text) {
    const rows = [[]];
    for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
        rows.at(-1).push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
        if (end === '\r\n') rows.push([]);
    }
    assert.deepEqual(rows.pop(), [], 'the last line has its end');
    const [heading, ...lines] = rows;
    return lines.map((line) => Object.fromEntries(heading.map((name, i) => [name, line[i]])));
}

describe('export and import', () => {
    let stack, ada, long, folder;

    before(async () => {
        stack = await startStack('export', { env: { DEBT_WORKERS: '4', DEBT_STATEMENT_TIMEOUT_MS: '60000' } });
        folder = mkdtempSync(join(tmpdir(), 'debt-export-'));
        ada = await stack.account('export');
        const bob = await ada.contact({ name: '=HYPERLINK("x")', notes: 'two\nlines "quoted" \\ 🎈 \u2028', comment: 'why' });
        const debt = await ada.transaction({ contact_id: bob.id, direction: 'lent', amount: 1250, currency: 'EUR', description: '-1+1, "x"' });
        await ada.transaction({ contact_id: bob.id, direction: 'owed', amount: 250, currency: 'EUR', settles: [debt.id] });
        await ada.transaction({ contact_id: bob.id, direction: 'lent', amount: 1000, currency: 'JPY', due_date: '2026-02-01' });
        await ada.transaction({ contact_id: bob.id, direction: 'lent', type: 'item', amount: 2, description: '@home' });
        await ada.request('PATCH', `/api/contacts/${bob.id}`, { json: { phone: '+49 30' } });
        await ada.post(`/api/events/${(await ada.events()).at(-1).id}/undo`, {});
        await ada.request('PUT', '/api/settings', { json: { theme: 'dark' } });
        long = await stack.account('long');
        for (let done = 0; done < EVENTS; done += 300) {
            const contact = event('CONTACT_CREATED', randomUUID(), { name: `Contact ${done}` });
            const debts = Array.from({ length: 299 }, (_, i) =>
                event('TRANSACTION_CREATED', randomUUID(), {
                    contact_id: contact.aggregate_id,
                    direction: i % 2 ? 'lent' : 'owed',
                    amount: i + 1,
                    currency: 'EUR',
                }),
            );
            const answer = await long.post('/api/events', { events: [contact, ...debts] });
            assert.equal(answer.status, 200, answer.text.slice(0, 300));
        }
    });
    after(async () => {
        await stack?.stop();
        if (folder) rmSync(folder, { recursive: true, force: true });
    });

    const exported = async (who) => {
        const answer = await who.get('/api/export?format=json', { timeout_ms: 120_000 });
        assert.equal(answer.status, 200, answer.text.slice(0, 300));
        return answer;
    };
    const verifier = async (text) => run(PYTHON, [VERIFIER, '-'], { input: text });
    const everything = async (who) => {
        const state = {};
        for (const path of ['/api/contacts?limit=1000', '/api/transactions?limit=1000', '/api/summary', '/api/settings'])
            state[path] = (await who.get(path)).json;
        return state;
    };
    const withoutState = ({ contacts, transactions, ...file }) => file;

    it('holds the events and what they come to', async () => {
        const { json, headers } = await exported(ada);
        assert.equal(headers['content-disposition'], 'attachment; filename="debt-tracker.json"');
        assert.deepEqual(json.events, await ada.events());
        assert.deepEqual(json.contacts, (await ada.get('/api/contacts')).json);
        const newest = (one, other) => one.id.localeCompare(other.id);
        assert.deepEqual(json.transactions.sort(newest), (await ada.get('/api/transactions')).json.sort(newest));
        const { epoch, head, hash } = (await ada.get('/api/sync')).json;
        assert.deepEqual([json.epoch, json.head, json.hash, json.settings.theme], [epoch, head, hash, 'dark']);
        assert.equal((await ada.get('/api/export')).json.head, head, 'json unless told');
        assert.equal((await ada.get('/api/export', { headers: { 'If-None-Match': headers.etag } })).status, 304);
        assert.equal((await ada.request('HEAD', '/api/export')).status, 200);
        assertProblem(await ada.get('/api/export?format=xml'), 400, 'invalid_parameter');
        assertProblem(await stack.request('GET', '/api/export'), 401, 'unauthenticated');
    });

    it('as csv: decimals, and no cell that a spreadsheet would run', async () => {
        const answer = await ada.get('/api/export?format=csv');
        assert.equal(answer.headers['content-disposition'], 'attachment; filename="debt-tracker.csv"');
        assert.match(answer.headers['content-type'], /^text\/csv/);
        const rows = readCsv(answer.text);
        assert.deepEqual(
            rows.map((row) => [row.contact, row.amount, row.currency, row.description, row.outstanding, row.due_date]),
            [
                ['\'=HYPERLINK("x")', '12.50', 'EUR', '\'-1+1, "x"', '10.00', ''],
                ['\'=HYPERLINK("x")', '2.50', 'EUR', '', '0.00', ''],
                ['\'=HYPERLINK("x")', '1000', 'JPY', '', '1000', '2026-02-01'],
                ['\'=HYPERLINK("x")', '2', '', "'@home", '2', ''],
            ],
        );
        assert.equal(rows[1].settles, rows[0].id);
        assert.equal((await ada.get('/api/export?format=csv', { headers: { 'If-None-Match': answer.headers.etag } })).status, 304);
        assert.equal((await ada.get('/api/export', { headers: { 'If-None-Match': answer.headers.etag } })).status, 200);
    });

    it('is imported into an empty ledger, through the API: the same state, the same chain', async () => {
        const file = (await exported(ada)).json;
        const other = await stack.account('import');
        const first = await other.post('/api/import', file);
        assert.equal(first.status, 200, first.text);
        assert.deepEqual([first.json.head, first.json.hash], [file.head, file.hash]);
        assert.deepEqual(await other.events(), file.events);
        assert.deepEqual(await everything(other), await everything(ada));
        const again = await other.post('/api/import', withoutState(file));
        assert.deepEqual([again.status, again.json, again.headers['idempotency-replayed']], [200, first.json, 'true']);
        const verified = await stack.debtctl(['verify', other.username]);
        assert.equal(verified.status, 0, verified.stdout + verified.stderr);
        await other.contact({ name: 'and it goes on' });
        assertProblem(await other.post('/api/import', file), 409, 'diverged');
        assertProblem(await ada.post('/api/import', { ...file, events: file.events.slice(0, 2), head: 2 }), 409, 'diverged');
    });

    it('with a repayment of more than a thousand debts, as settling makes one, is taken', { timeout: 60_000 }, async () => {
        const many = await stack.account('many');
        const contact = event('CONTACT_CREATED', randomUUID(), { name: 'Of many debts' });
        const debts = Array.from({ length: 1001 }, () =>
            event('TRANSACTION_CREATED', randomUUID(), { contact_id: contact.aggregate_id, direction: 'lent', amount: 1, currency: 'EUR', transaction_date: '2026-01-01' }),
        );
        for (const events of [[contact, ...debts.slice(0, 500)], debts.slice(500)])
            assert.equal((await many.post('/api/events', { events })).status, 200);
        const [repayment] = (await many.post(`/api/contacts/${contact.aggregate_id}/settle`, {})).json;
        assert.equal(repayment.settles.length, 1001);
        const file = (await exported(many)).json;
        const other = await stack.account('many-again');
        // Without what follows from the events it is less than the API's megabyte.
        const answer = await other.post('/api/import', withoutState(file));
        assert.equal(answer.status, 200, answer.text.slice(0, 300));
        assert.deepEqual((await other.get(`/api/transactions/${repayment.id}`)).json, repayment);
    });

    it('is refused where anything is wrong, naming it, and nothing changes', async () => {
        const file = withoutState((await exported(ada)).json);
        const other = await stack.account('refused');
        const changed = (i, change) => ({ ...file, events: file.events.map((one, at) => (at === i ? { ...one, ...change } : one)) });
        const data = (change) => ({ data: { ...file.events[1].data, ...change } });
        for (const [json, field] of [
            [changed(1, { comment: 'x' }), 'events[1]'],
            [changed(1, data({ amount: 7 })), 'events[1]'],
            [changed(2, { hash: '0'.repeat(64) }), 'events[2]'],
            [changed(2, { actor: { ...file.events[2].actor, device: 'x' } }), 'events[2]'],
            [{ ...file, events: file.events.toSpliced?.(3, 1) ?? file.events.filter((_, i) => i !== 3) }, 'events[3]'],
            [{ ...file, events: file.events.slice(0, -1) }, 'head'],
            [changed(1, data({ amount: 0 })), 'events[1].data.amount'],
            [changed(1, data({ extra: 0 })), 'events[1].data.extra'],
            [changed(1, { actor: {} }), 'events[1].actor.account_id'],
            [changed(1, { hash: 'x' }), 'events[1].hash'],
            [changed(1, { seq: 0 }), 'events[1].seq'],
            [{ ...file, settings: { theme: 'x' } }, 'settings.theme'],
            [{ ...file, version: 2 }, 'version'],
            [{ ...file, extra: 1 }, 'extra'],
            [{ format: 'debt-tracker', version: 1 }, 'events'],
        ]) {
            const problem = assertProblem(await other.post('/api/import', json), 422, 'invalid_field', field);
            assert.deepEqual(problem.errors.map((error) => error.field), [field]);
        }
        assert.equal((await other.get('/api/sync')).json.head, 0);
        assert.equal((await other.get('/api/settings')).json.theme, 'system');
        assertProblem(await other.post('/api/import', { ...file, hash: 'x'.repeat(1 << 20) }), 413, 'too_large');
    });

    it(`of ${EVENTS} events comes whole, and is taken by debtctl import`, async () => {
        const file = await exported(long);
        assert.equal(file.json.events.length, EVENTS);
        assert.equal(file.json.transactions.length, EVENTS - EVENTS / 300);
        assert.equal(readCsv((await long.get('/api/export?format=csv')).text).length, EVENTS - EVENTS / 300);
        const checked = await verifier(file.text);
        assert.deepEqual([checked.status, checked.stdout], [0, `sound: ${EVENTS} events\n`], checked.stderr);
        const name = join(folder, 'long.json');
        writeFileSync(name, file.text);
        const other = await stack.account('long-import');
        const imported = await stack.debtctl(['import', other.username, '-'], { input: file.text });
        assert.deepEqual([imported.status, imported.stdout], [0, `events imported: ${EVENTS}\n`], imported.stderr);
        assert.deepEqual(await everything(other), await everything(long));
        const verified = await stack.debtctl(['verify', other.username]);
        assert.equal(verified.status, 0, verified.stdout + verified.stderr);
        const again = await stack.debtctl(['import', other.username, name]);
        assert.equal(again.status, 1);
        assert.match(again.stderr, /not empty/);
    });

    it('that cannot be finished is broken off, so that nobody takes it for the whole', async () => {
        await stack.psql("alter role debt_api set lock_timeout = '200ms'");
        await stack.psql("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'debt_api'");
        const lock = await stack.lockTable('debt.transactions');
        try {
            await assert.rejects(long.get('/api/export', { agent: false }), 'what was begun ends in the midst');
            const short = await ada.get('/api/export', { agent: false }).catch(() => null);
            assert.ok(short === null || short.status >= 500, 'what was not begun is refused');
        } finally {
            await lock.release();
            await stack.psql('alter role debt_api reset lock_timeout');
        }
        assert.equal((await exported(ada)).json.events.length, (await ada.events()).length);
    });

    it('with one byte changed in any column of an event: verifier and debtctl verify name that event', async () => {
        const columns = (
            await stack.psql(
                "select string_agg(attname, ' ') from pg_attribute where attrelid = 'debt.events'::regclass and attnum > 0 and not attisdropped and attname not in ('ledger_id', 'seq')",
            )
        ).split(' ');
        assert.ok(columns.length >= 12);
        const flipped = {
            type: "case type when 'CONTACT_CREATED' then 'CONTACT_UPDATED' else 'CONTACT_CREATED' end",
            aggregate_type: "case aggregate_type when 'contact' then 'transaction' else 'contact' end",
            version: 'version # 1024',
            data: `overlay(data::text placing '!' from position('"' in substr(data::text, 2)) + 3)::json`,
            comment: "coalesce(overlay(comment placing '!' from 1), '!')",
            device: "coalesce(overlay(device placing '!' from 1), '!')",
            made_at: "coalesce(made_at, now()) + interval '1 microsecond'",
            recorded_at: "recorded_at + interval '1 microsecond'",
            hash: 'set_byte(hash, 17, get_byte(hash, 17) # 1)',
        };
        const uuid = (column) =>
            `overlay(${column}::text placing case substr(${column}::text, 1, 1) when 'a' then 'b' else 'a' end from 1)::uuid`;
        for (const column of columns) {
            const victim = await stack.account('victim');
            const imported = await victim.post('/api/import', withoutState((await exported(ada)).json));
            const seq = 1 + (columns.indexOf(column) % imported.json.head);
            await stack.psql(
                `begin; set local session_replication_role = replica;
                 update debt.events set ${column} = ${flipped[column] ?? uuid(column)} where ledger_id = '${victim.ledger}' and seq = ${seq}; commit;`,
            );
            const raw = await stack.psql(
                `select json_build_object('head', l.head, 'hash', encode(l.hash, 'hex'), 'events',
                   (select json_agg(debt.event_json(e)::json order by e.seq) from debt.events e where e.ledger_id = l.id))
                   from debt.ledgers l where l.id = '${victim.ledger}'`,
                { search_path: 'debt' },
            );
            const checked = await verifier(raw);
            assert.equal(checked.status, 1, column);
            assert.match(checked.stdout, new RegExp(`^event ${seq} `), column);
            const verified = await stack.debtctl(['verify', victim.username]);
            assert.equal(verified.status, 1, column);
            assert.match(verified.stdout, new RegExp(`: event ${seq} \\(`), column);
        }
    });
});
