// The web client folds events, and refuses commands, by the server's rules: one random history, given to both.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { build } from 'esbuild';
import { randomFrom } from './random.mjs';
import { sharedStack } from './stack.mjs';

const EVENTS = process.env.DEBT_TEST_LONG ? 5000 : 600;
const SEED = Number(process.env.DEBT_TEST_SEED ?? 20260101);
const DAYS = ['2026-01-01', '2026-02-10', '2026-05-05', '2026-09-30'];

// What the client has, as a module that Node can load.
async function clientModule() {
    const exported = [
        ["Replica, NOWHERE", 'store/replica.ts'],
        ['check_offline_event', 'decide/offline_event.ts'],
        ['repayments', 'store/settle.ts'],
        ['summary, history', 'fold/summary.ts'],
        ['is_overdue', 'fold/rows.ts'],
    ];
    const source = join(process.env.DEBT_SOURCE, 'web/src');
    const { outputFiles } = await build({
        stdin: {
            contents: exported.map(([names, file]) => `export { ${names} } from './${file}';`).join('\n'),
            resolveDir: source,
        },
        ...{ bundle: true, format: 'esm', platform: 'neutral', write: false, logLevel: 'silent' },
    });
    return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);
}

// Any event, sensible or not.
function wish(random, { transactions, contacts, events }) {
    const some = (list) => (list.length > 0 ? random.pick(list) : randomUUID());
    const make = (type, aggregate_id, data) => ({ type, aggregate_id, data });
    const amount = random.chance(0.03) ? Number.MAX_SAFE_INTEGER : random.below(200);
    const debt = random.pick(transactions);
    const fields = () => ({
        contact_id: random.chance(0.9) && debt ? debt.contact_id : some(contacts),
        direction: random.pick(['lent', 'owed']),
        amount,
        ...(random.chance(0.2)
            ? { type: 'item', description: random.pick(['Bohrer', 'book', 'book, Zelt', ' ']) }
            : { type: 'money', currency: random.chance(0.97) ? random.pick(['EUR', 'EUR', 'JPY', 'KWD']) : 'XXX' }),
        transaction_date: random.chance(0.97) ? random.pick(DAYS) : '2026-02-30',
        ...(random.chance(0.4) ? { due_date: random.pick(DAYS) } : {}),
        ...(random.chance(0.1)
            ? { settles: Array.from({ length: random.below(4) }, () => some(transactions.map(({ id }) => id))) }
            : {}),
    });
    const repayment = () => {
        const open = transactions.filter(
            (t) => t.contact_id === debt.contact_id && t.currency === debt.currency && t.direction === debt.direction,
        );
        const { contact_id, type, currency, description } = debt;
        const direction = debt.direction === 'lent' ? 'owed' : 'lent';
        const settles = [...new Set(Array.from({ length: 1 + random.below(3) }, () => random.pick(open).id))];
        const kind = type === 'item' ? { description } : { currency };
        return { contact_id, type, direction, amount, transaction_date: random.pick(DAYS), settles, ...kind };
    };
    const one = (data) => Object.fromEntries([random.pick(Object.entries(data))]);
    const event = random.pick(events);
    switch (debt ? random.below(22) : random.pick([0, 21])) {
        case 0:
            return make('CONTACT_CREATED', random.chance(0.9) ? randomUUID() : some(contacts), {
                name: random.chance(0.8) ? 'Bob 🦆' : random.pick([' ', '\u200b', 'a\nb', 'x'.repeat(201)]),
            });
        case 1:
            return make('CONTACT_UPDATED', some(contacts), random.pick([{ name: 'Eve' }, { phone: null }, { email: 'e@x' }]));
        case 2:
            return make('CONTACT_DELETED', some(contacts), random.chance(0.5) ? { with_transactions: true } : {});
        case 3:
        case 4:
        case 5:
        case 6:
        case 7:
            return make('EVENT_UNDONE', random.chance(0.95) ? event.aggregate_id : some(contacts), { event_id: event.id });
        case 8:
        case 9:
        case 10:
            return make('TRANSACTION_UPDATED', debt.id, random.chance(0.5) ? { amount } : one(fields()));
        case 11:
            return make('TRANSACTION_DELETED', debt.id, {});
        case 12:
        case 13:
        case 14:
        case 15:
            return make('TRANSACTION_CREATED', randomUUID(), repayment());
        default:
            return make('TRANSACTION_CREATED', random.chance(0.98) ? randomUUID() : debt.id, fields());
    }
}

describe(`the web client's fold (DEBT_TEST_SEED=${SEED})`, () => {
    let client, stack, ada, replica;

    before(async () => {
        client = await clientModule();
        stack = await sharedStack();
        ada = await stack.account('fold');
        replica = new client.Replica();
    });
    after(() => stack?.stop());

    async function pull() {
        const { epoch, head, hash, events } = (await ada.get(`/api/events?after=${replica.position.head}&limit=1000`)).json;
        replica.update({ position: { epoch, head, hash, generation: 0 }, complete: true, log: events, outbox: [] });
        return replica.ledger();
    }

    function localCode(event) {
        try {
            client.check_offline_event(event, replica.fold);
            return 'accepted';
        } catch (error) {
            assert.equal(error.name, 'Refusal', error.stack);
            return error.code;
        }
    }

    it('refuses what the server refuses, and takes what it takes', async () => {
        const random = randomFrom(SEED);
        const seen = {};
        for (let i = 0; i < EVENTS; i++) {
            const ledger = replica.ledger();
            const rows = {
                transactions: [...ledger.transactions.values()],
                contacts: [...ledger.contacts.keys()],
                events: ledger.events,
            };
            const event = { id: randomUUID(), comment: null, made_at: '2026-01-01T00:00:00Z', ...wish(random, rows) };
            const [answer] = (await ada.post('/api/events', { events: [event] })).json.results;
            const theirs = answer.status === 'accepted' ? 'accepted' : answer.code;
            assert.equal(localCode(event), theirs, `${JSON.stringify(event)}\n${JSON.stringify(answer)}`);
            seen[theirs] = (seen[theirs] ?? 0) + 1;
            if (theirs === 'accepted') await pull();
        }
        const expected = ['accepted', 'cannot_undo', 'contact_not_settled', 'invalid_field', 'linked', 'not_found'];
        for (const code of [...expected, 'id_taken', 'sum_too_large']) assert.ok(seen[code] > 0, `${code}: ${JSON.stringify(seen)}`);
    });

    async function all(path) {
        const rows = [];
        for (let next = path; next;) {
            const page = await ada.get(next);
            assert.equal(page.status, 200, page.text);
            rows.push(...page.json);
            next = page.next;
        }
        return new Map(rows.map((row) => [row.id, row]));
    }

    const sorted = (rows) => [...rows].sort(([a], [b]) => (a < b ? -1 : 1));
    const today = () => new Date().toISOString().slice(0, 10);
    const with_overdue = (t, day) => ({ ...t, overdue: client.is_overdue(t, day) });

    async function assertSame(ledger, query, day) {
        assert.deepEqual(sorted(ledger.contacts), sorted(await all(`/api/contacts?limit=1000${query}`)));
        const transactions = [...ledger.transactions].map(([id, t]) => [id, with_overdue(t, day)]);
        assert.deepEqual(sorted(transactions), sorted(await all(`/api/transactions?limit=1000${query}`)));
        const theirs = (await ada.get(`/api/summary?${query.slice(1)}`)).json;
        const { overdue, due_soon, ...mine } = client.summary(ledger, day);
        const first = (list) => list.slice(0, 100).map((t) => with_overdue(t, day));
        assert.deepEqual({ ...mine, overdue: first(overdue), due_soon: first(due_soon) }, theirs);
    }

    it('makes the contacts, transactions and summary that the server has', async () => {
        await assertSame(await pull(), '', today());
    });

    for (const day of DAYS) {
        it(`and those as of ${day}`, async () => {
            await assertSame((await pull()).on(day), `&on=${day}`, day);
        });
    }

    it('follows a currency through the days', async () => {
        const mine = client.history(await pull(), 'EUR');
        const [from, to] = [mine[0].date, mine.at(-1).date];
        const query = `currency=EUR&interval=day&from=${from}&to=${to}`;
        const theirs = (await ada.get(`/api/summary/history?${query}`)).json;
        const days = new Map(mine.map((point) => [point.date, point]));
        let last = null;
        for (const point of theirs) {
            last = days.get(point.date) ?? { ...last, date: point.date };
            assert.deepEqual(last, point);
        }
    });

    it('settles as the server does', async () => {
        const ledger = await pull();
        let settled = 0;
        for (const contact_id of ledger.contacts.keys()) {
            const plan = client.repayments(ledger, contact_id, {}, today());
            if (plan.some(({ settles }) => settles.length === 100)) continue; // the server's may name more
            const answer = await ada.post(`/api/contacts/${contact_id}/settle`, {});
            if (answer.status === 422) {
                assert.equal(answer.json.code, 'sum_too_large');
                continue;
            }
            const theirs = answer.json.map(({ type, direction, amount, currency, settles, description }) => {
                return { type, direction, amount, currency, settles, description };
            });
            const mine = plan.map(({ type, direction, amount, currency = null, settles, description = null }) => {
                return { type, direction, amount, currency, settles, description };
            });
            assert.deepEqual(mine, theirs);
            settled += mine.length;
        }
        assert.ok(settled > 0);
        await assertSame(await pull(), '', today());
    });
});
