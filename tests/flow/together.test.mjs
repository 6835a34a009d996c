// Requests that have arrived together share a transaction, and nobody can tell: what one of them does is nothing to the others.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Connection } from './fastcgi.mjs';
import { startStack } from './stack.mjs';
import { until } from './wait.mjs';

describe('requests that have arrived together', () => {
    let stack, connections, worker, people;

    before(async () => {
        stack = await startStack('together', { env: { DEBT_WORKERS: '1' } });
        people = await Promise.all(['ada', 'bob', 'cyd', 'dee'].map((name) => stack.account(name)));
        connections = Array.from({ length: 8 }, () => new Connection(join(stack.state, 'run/api.sock')));
        await Promise.all(connections.map((connection) => connection.get('/api/health')));
        [worker] = await stack.workersConnected();
    });
    after(async () => {
        await Promise.all((connections ?? []).map((connection) => connection.close()));
        await stack?.stop();
    });

    // Sends requests, [person, method, path, json, key], and lets the worker look at them when all of them are there.
    // Returns a promise for each answer.
    const send = async (requests) => {
        process.kill(worker, 'SIGSTOP');
        await until('it is stopped', () => /^State:\tT/m.test(readFileSync(`/proc/${worker}/status`, 'utf8')));
        const answers = requests.map(async ([person, method, path, json, key], i) => {
            const headers = { HTTP_AUTHORIZATION: `Bearer ${person.token}`, ...(key && { HTTP_IDEMPOTENCY_KEY: key }) };
            const text = await connections[i].ask(method, path, { json, headers });
            return {
                status: Number(/^Status: (\d+)/.exec(text)[1]),
                replayed: /^Idempotency-Replayed: true/m.test(text),
                json: JSON.parse(text.slice(text.indexOf('\r\n\r\n') + 4)),
            };
        });
        await until('all is sent', () => connections.every((connection) => connection.sent));
        process.kill(worker, 'SIGCONT');
        return answers;
    };
    const ask = async (requests) => Promise.all(await send(requests));
    const contact = (person, name, key, more) => [person, 'POST', '/api/contacts', { name, ...more }, key];
    const statuses = (answers) => answers.map(({ status }) => status);
    // The transactions that have appended the events with these names, in the order in which they were.
    const transactions = async (...names) =>
        (await stack.psql(`select distinct xmin::text from debt.events where data->>'name' in ('${names.join("','")}')`)).split('\n');
    const names = async (person) => (await person.get('/api/contacts?limit=1000')).json.map(({ name }) => name);

    it('are committed together', async () => {
        const answers = await ask(people.map((person, i) => contact(person, `together ${i}`)));
        assert.deepEqual(statuses(answers), [201, 201, 201, 201]);
        assert.equal((await transactions('together 0', 'together 1', 'together 2', 'together 3')).length, 1);
        for (const [i, person] of people.entries()) {
            assert.ok((await names(person)).includes(`together ${i}`));
            assert.equal(answers[i].json.name, `together ${i}`, 'each has its own answer');
        }
    });

    it('are in order where they are of one ledger, and a key counts once', async () => {
        const [ada] = people;
        const key = randomUUID();
        const answers = await ask([contact(ada, 'first', key), contact(ada, 'first', key), contact(ada, 'second')]);
        assert.deepEqual(statuses(answers), [201, 201, 201]);
        assert.equal(answers.filter(({ replayed }) => replayed).length, 1);
        assert.equal(answers[0].json.id, answers[1].json.id);
        const appended = (await ada.events()).slice(-2);
        assert.deepEqual(appended.map(({ data }) => data.name), ['first', 'second']);
        assert.equal(appended[1].seq, appended[0].seq + 1);
    });

    it('are carried out although one of them is refused, which changes nothing', async () => {
        const [ada, bob, cyd, dee] = people;
        const taken = (await ada.contact({ name: 'taken' })).id;
        await dee.post('/api/auth/logout');
        const answers = await ask([
            contact(bob, 'beside 1'), contact(ada, 'refused', undefined, { id: taken }), contact(cyd, 'beside 2'), contact(dee, 'ended'), contact(ada, 'beside 3'),
        ]);
        assert.deepEqual(statuses(answers), [201, 409, 201, 401, 201]);
        assert.equal(answers[1].json.errors[0].field, 'id');
        assert.equal((await transactions('beside 1', 'beside 2', 'beside 3')).length, 3, 'each by itself');
        assert.deepEqual([...await names(ada), ...await names(bob)].filter((name) => /refused|beside/.test(name)).sort(), ['beside 1', 'beside 3']);
        people[3] = await stack.account('dee');
    });

    it('may be reads and writes, some in vain', async () => {
        const [ada, bob] = people;
        const answers = await ask([
            [ada, 'GET', '/api/contacts'], contact(ada, 'mixed'), [bob, 'GET', `/api/contacts/${randomUUID()}`], [bob, 'GET', '/api/sync'],
            [ada, 'GET', '/api/nowhere'], [bob, 'POST', '/api/contacts', { name: '' }], [ada, 'GET', '/api/summary'],
            [ada, 'POST', '/api/events', { events: [] }],
        ]);
        assert.deepEqual(statuses(answers), [200, 201, 404, 200, 404, 422, 200, 200]);
        assert.equal(answers[3].json.head, (await bob.get('/api/sync')).json.head);
    });

    // While the lock is held, all are answered but the first, which needs it; then that is, too, with this status.
    const assertNotHeldUp = async (lock, first, status) => {
        const [, bob, cyd] = people;
        const [slow, ...others] = await send([first, contact(bob, 'beside it'), contact(cyd, 'beside it'), [bob, 'GET', '/api/sync']]);
        assert.deepEqual(statuses(await Promise.all(others)), [201, 201, 200]);
        await until('it waits', () => stack.workerWaitingForLock());
        await lock.release();
        assert.equal((await slow).status, status);
    };

    it('do not wait for one whose ledger is held', async () => {
        const [ada] = people;
        await assertNotHeldUp(await stack.lockLedger(ada.ledger), contact(ada, 'held'), 201);
    });

    it('do not wait for one that takes long, though it came first', async () => {
        const [ada] = people;
        await assertNotHeldUp(await stack.lockTable('debt.settings'), [ada, 'GET', '/api/settings'], 200);
    });

    it('that lose their connection are repeated where that does no harm, and no event is there twice', async () => {
        const [ada, bob, cyd] = people;
        await stack.psql(`create function public.end_session() returns trigger language plpgsql security definer as
            $$ begin perform pg_terminate_backend(pg_backend_pid()); return new; end $$;
            create trigger bomb before insert on debt.contacts for each row when (new.name = 'bomb') execute function public.end_session()`);
        const answers = await ask([
            contact(ada, 'keyed', randomUUID()), contact(bob, 'bomb', randomUUID()), contact(cyd, 'unkeyed'), [cyd, 'GET', '/api/sync'],
        ]);
        await stack.psql('drop trigger bomb on debt.contacts; drop function public.end_session()');
        assert.deepEqual(statuses(answers), [201, 503, 503, 200]);
        const kept = [...await names(ada), ...await names(bob), ...await names(cyd)].filter((name) => /keyed|bomb/.test(name));
        assert.deepEqual(kept, ['keyed']);
    });
});
