// The projections follow from the events: replayed they are the same, and whatever was tampered with is found.
import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { brokenAt } from './canonical.mjs';
import { randomFrom } from './random.mjs';
import { sharedStack } from './stack.mjs';
import { until } from './wait.mjs';

const EVENTS = process.env.DEBT_TEST_LONG ? 10_000 : 400;
const WRITERS = 8;
const SOUND = 'ledgers verified: 1, with something wrong: 0\n';

describe('rebuild', () => {
    let stack, ada, contacts;
    const PROJECTIONS = [
        'contacts',
        'contacts_past',
        'transactions',
        'transactions_past',
        'settlements',
        'balances',
        'balances_past',
        'gross_amounts',
        'changes_by_day',
    ];

    // Makes a random history of some length in an account's ledger; returns its contacts.
    async function makeHistory(account, events, seed) {
        const made = [];
        let left = events;
        await Promise.all(
            Array.from({ length: WRITERS }, async (_, writer) => {
                const random = randomFrom(seed + writer);
                while (left-- > 0) await step(account, made, random);
            }),
        );
        return made;
    }

    const projections = async () => {
        const parts = [];
        for (const table of PROJECTIONS)
            parts.push(
                table,
                await stack.psql(
                    `select to_jsonb(t) from debt.${table} t where ledger_id = '${ada.ledger}' order by t::text`,
                ),
            );
        return parts.join('\n');
    };

    // Does something to a row of the log that its trigger forbids, as only a superuser can.
    const tamper = (sql) =>
        stack.psql(
            `begin; alter table debt.events disable trigger user; ${sql}; alter table debt.events enable trigger user; commit`,
        );

    // A step that a person could take; the answer may be a refusal for a debt that was settled meanwhile.
    async function step(account, contacts, random) {
        if (contacts.length < 3 || random.chance(0.15)) {
            const answer = await account.post('/api/contacts', {
                name: `Contact ${random.below(1e6)}`,
                notes: random.chance(0.5) ? 'ä "quoted" \\ 🦆' : null,
            });
            assert.equal(answer.status, 201, answer.text);
            contacts.push({ id: answer.json.id, open: [] });
            return;
        }
        const contact = random.pick(contacts);
        const item = random.chance(0.2);
        const fields = item ? { type: 'item', description: 'thing' } : { currency: random.pick(['EUR', 'USD', 'JPY']) };
        const body = {
            contact_id: contact.id,
            direction: random.pick(['lent', 'owed']),
            amount: 1 + random.below(item ? 5 : 10_000),
            ...fields,
        };
        if (random.chance(0.3)) body.due_date = `2026-0${1 + random.below(9)}-10`;
        const debts = contact.open
            .filter((debt) => debt.currency === body.currency && debt.direction !== body.direction)
            .slice(0, 1 + random.below(3));
        if (debts.length && random.chance(0.6)) body.settles = debts.map((debt) => debt.id);
        const answer = await account.post('/api/transactions', body);
        if (answer.status === 422 && body.settles) {
            assert.ok(
                answer.json.errors.every((error) => error.field.startsWith('settles')),
                answer.text,
            );
            contact.open = contact.open.filter((debt) => !body.settles.includes(debt.id));
            return;
        }
        assert.equal(answer.status, 201, answer.text);
        contact.open.push({ id: answer.json.id, currency: body.currency, direction: body.direction });
    }

    before(async () => {
        stack = await sharedStack();
        ada = await stack.account('rebuild');
        const seed = Number(process.env.DEBT_TEST_SEED ?? randomBytes(4).readUInt32BE());
        console.log(`history of DEBT_TEST_SEED=${seed}`);
        contacts = await makeHistory(ada, EVENTS, seed);
    });
    after(() => stack?.stop());

    it('has a history to work on', async () => {
        const log = await ada.events();
        assert.ok(log.length > EVENTS * 0.7, `${log.length} events`);
        assert.deepEqual(
            log.map((event) => event.seq),
            log.map((_, i) => i + 1),
        );
        assert.equal(brokenAt(log), null);
    });

    it('finds each balance equal to the signed sum of what is outstanding', async () => {
        const sums = new Map();
        const things = new Map();
        for (let next = '/api/transactions?limit=1000'; next;) {
            const page = await ada.get(next);
            for (const row of page.json) {
                if (row.type === 'item') {
                    const held = things.get(row.contact_id) ?? { lent: 0, owed: 0 };
                    held[row.direction] += row.outstanding;
                    things.set(row.contact_id, held);
                    continue;
                }
                const of = sums.get(row.contact_id) ?? {};
                of[row.currency] =
                    (of[row.currency] ?? 0) + (row.direction === 'lent' ? row.outstanding : -row.outstanding);
                sums.set(row.contact_id, of);
            }
            next = page.next;
        }
        for (let next = '/api/contacts?limit=1000'; next;) {
            const page = await ada.get(next);
            for (const contact of page.json) {
                const expected = Object.entries(sums.get(contact.id) ?? {})
                    .filter(([, amount]) => amount !== 0)
                    .sort(([a], [b]) => (a < b ? -1 : 1));
                assert.deepEqual(
                    contact.balances,
                    expected.map(([currency, amount]) => ({ currency, amount })),
                );
                assert.deepEqual(contact.items, things.get(contact.id) ?? { lent: 0, owed: 0 });
            }
            next = page.next;
        }
    });

    it('leaves projections that a rebuild gives again, to the last column', async () => {
        const live = await projections();
        const rebuilt = await stack.debtctl(['rebuild', ada.username]);
        assert.equal(rebuilt.status, 0, rebuilt.stderr);
        assert.match(rebuilt.stdout, /events\/s/);
        assert.equal(await projections(), live);
    });

    it('makes projections anew that were lost', async () => {
        const live = await projections();
        await stack.psql(
            PROJECTIONS.map((table) => `delete from debt.${table} where ledger_id = '${ada.ledger}'`).join('; '),
        );
        assert.deepEqual((await ada.get('/api/contacts')).json, []);
        assert.equal((await stack.debtctl(['rebuild', ada.username])).status, 0);
        assert.equal(await projections(), live);
    });

    it('never shows a reader an empty ledger meanwhile', async () => {
        let done = false;
        const rebuilding = stack.debtctl(['rebuild', ada.username]).then((result) => {
            done = true;
            return result;
        });
        const before = (await ada.get('/api/contacts?limit=1000')).text;
        while (!done) assert.equal((await ada.get('/api/contacts?limit=1000')).text, before);
        assert.equal((await rebuilding).status, 0);
    });

    it('lets writers wait, not fail', async () => {
        const rebuilding = stack.debtctl(['rebuild', ada.username]);
        // A rebuild that takes longer than a statement may: 503, and the repeat succeeds.
        const write = (key) =>
            until(
                'the write succeeds',
                async () => {
                    const answer = await ada.post(
                        '/api/contacts',
                        { name: 'meanwhile' },
                        { headers: { 'Idempotency-Key': key } },
                    );
                    assert.ok([201, 503].includes(answer.status), answer.text);
                    return answer.status === 201;
                },
                { timeout_ms: 60_000 },
            );
        await Promise.all(Array.from({ length: 5 }, () => write(randomUUID())));
        assert.equal((await rebuilding).status, 0);
        const verified = await stack.debtctl(['verify', ada.username]);
        assert.deepEqual([verified.status, verified.stdout], [0, SOUND]);
    });

    describe('verify', () => {
        let bob, theirs;
        const verify = () => stack.debtctl(['verify', bob.username]);

        before(async () => {
            bob = await stack.account('verify');
            theirs = await makeHistory(bob, 60, 1);
        });

        it('says that all is sound', async () => {
            const { status, stdout } = await verify();
            assert.deepEqual([status, stdout], [0, SOUND]);
        });

        for (const [what, change, undo, named] of [
            [
                'a contact',
                "update debt.contacts set name = name || '!' where",
                "update debt.contacts set name = rtrim(name, '!') where",
                /contacts: .*!/,
            ],
            [
                'what a contact shows',
                'update debt.contacts set rendered = replace(rendered, \'"version":1\', \'"version":2\') where',
                'update debt.contacts set rendered = replace(rendered, \'"version":2\', \'"version":1\') where',
                /contacts: /,
            ],
        ]) {
            it(`finds and names ${what} that was tampered with`, async () => {
                const { id } = theirs[0];
                const row = `ledger_id = '${bob.ledger}' and id = '${id}'`;
                await stack.psql(`${change} ${row}`);
                try {
                    const found = await verify();
                    assert.equal(found.status, 1);
                    assert.match(found.stdout, named);
                    assert.ok(found.stdout.includes(id), found.stdout);
                    assert.ok(found.stdout.startsWith(`${bob.username}: `));
                } finally {
                    await stack.psql(`${undo} ${row}`);
                }
                assert.equal((await verify()).status, 0);
            });
        }

        it('finds a balance that was tampered with, one too many and one too few', async () => {
            const [contact, currency] = (
                await stack.psql(
                    `select contact_id, currency from debt.balances where ledger_id = '${bob.ledger}' limit 1`,
                )
            ).split('|');
            const row = `ledger_id = '${bob.ledger}' and contact_id = '${contact}' and currency = '${currency}'`;
            for (const sql of [
                `update debt.balances set amount = amount + 1 where ${row} and amount <> -1`,
                `delete from debt.balances where ${row}`,
                `insert into debt.balances select ledger_id, contact_id, 'ZAR', 7, 1 from debt.balances where ledger_id = '${bob.ledger}' limit 1`,
            ]) {
                await stack.psql(sql);
                const found = await verify();
                assert.equal(found.status, 1, sql);
                assert.match(found.stdout, /balances: /, sql);
                assert.equal((await stack.debtctl(['rebuild', bob.username])).status, 0, 'a rebuild mends it');
                assert.equal((await verify()).status, 0, sql);
            }
        });

        for (const [what, column, value] of [
            ['the data', 'data', `replace(data::text, '{', '{ ')::json`],
            ['the comment', 'comment', "'another'"],
            ['the account', 'account_id', `'${randomUUID()}'`],
            ['the device', 'device', "'another'"],
            ['the time', 'recorded_at', "recorded_at + interval '1 microsecond'"],
            ["the client's time", 'made_at', "'2026-01-01'"],
            ['the type', 'type', "'CONTACT_DELETED'"],
            ['the aggregate', 'aggregate_id', `'${randomUUID()}'`],
            ['the version', 'version', 'version + 1'],
            ['the id', 'id', `'${randomUUID()}'`],
            ['the hash', 'hash', `set_byte(hash, 31, get_byte(hash, 31) # 1)`],
        ]) {
            it(`finds and names an event with ${what} changed`, async () => {
                const seq = 5;
                const row = `ledger_id = '${bob.ledger}' and seq = ${seq}`;
                await stack.psql(
                    `drop table if exists kept; create table kept as select * from debt.events where ${row}`,
                );
                await tamper(`update debt.events set ${column} = ${value} where ${row}`);
                try {
                    const found = await verify();
                    assert.equal(found.status, 1, `${what}: ${found.stdout}`);
                    assert.match(found.stdout, new RegExp(`event ${seq}\\b`));
                } finally {
                    await tamper(
                        `update debt.events e set ${column} = k.${column} from kept k where e.ledger_id = k.ledger_id and e.seq = k.seq`,
                    );
                    await stack.psql('drop table kept');
                }
                assert.equal((await verify()).status, 0);
            });
        }

        it('finds an event that is missing, in the middle and at the end', async () => {
            const last = (await bob.get('/api/sync')).json.head;
            for (const seq of [7, last]) {
                const row = `ledger_id = '${bob.ledger}' and seq = ${seq}`;
                await stack.psql(
                    `drop table if exists kept; create table kept as select * from debt.events where ${row}`,
                );
                await tamper(`delete from debt.events where ${row}`);
                try {
                    const found = await verify();
                    assert.equal(found.status, 1);
                    assert.match(found.stdout, new RegExp(`event ${seq}\\b`));
                } finally {
                    await tamper('insert into debt.events select * from kept');
                    await stack.psql('drop table kept');
                }
                assert.equal((await verify()).status, 0);
            }
        });

        it('knows no such account', async () => {
            assert.equal((await stack.debtctl(['verify', 'nobody'])).status, 1);
            assert.equal((await stack.debtctl(['rebuild', 'nobody'])).status, 1);
        });
    });

    describe('the log', () => {
        for (const sql of ["update debt.events set comment = 'x'", 'delete from debt.events', 'truncate debt.events']) {
            for (const user of ['debt_owner', 'postgres']) {
                it(`refuses "${sql}" from ${user}`, async () => {
                    await assert.rejects(stack.psql(sql, { user }), /permission denied|immutable/);
                });
            }
        }

        for (const user of ['debt_api', 'debt_relay']) {
            it(`and every table are closed to ${user}`, async () => {
                for (const sql of [
                    'select * from debt.events',
                    'select * from debt.accounts',
                    `insert into debt.ledgers (id) values ('${randomUUID()}')`,
                    `select operator.rebuild('${randomUUID()}')`,
                ]) {
                    await assert.rejects(stack.psql(sql, { user }), /permission denied/, sql);
                }
            });
        }
    });
});
