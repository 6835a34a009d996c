// Encrypted backups: taken under load, restored after the worst, and refused where they are not what they were.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { assertProblem } from './conformance.mjs';
import { Account, PASSWORD, run, startStack } from './stack.mjs';
import { until } from './wait.mjs';

const SOUND = /^ledgers verified: [1-9]\d*, with something wrong: 0$/m;

describe('backups', () => {
    let stack, folder, ada, recipient, identity, otherIdentity, file, acknowledged, epoch, privileges;

    async function keygen(name) {
        const path = join(folder, name);
        const made = await run('age-keygen', ['-o', path]);
        assert.equal(made.status, 0, made.stderr);
        return { path, recipient: /age1\w+/.exec(made.stderr)[0] };
    }
    const backup = (to, ...more) => stack.debtctl(['backup', '--to', to, '--recipient', recipient, ...more]);
    const verify = (from, key = identity) => stack.debtctl(['backup', '--verify', from, '--identity', key]);
    const restore = (from, key = identity, ...more) =>
        stack.debtctl(['restore', '--from', from, '--identity', key, ...more]);
    const databases = () => stack.psql("select string_agg(datname, ' ' order by datname) from pg_database");
    const head = async () => (await ada.get('/api/sync')).json.head;
    const ledgersAsTheyAre = () =>
        stack.psql('select md5(string_agg(l::text, chr(10) order by l.id)) from debt.ledgers l');
    const allPrivileges = () =>
        stack.psql(`
            select string_agg(object, chr(10) order by object collate "C") from (
                select p.oid::regprocedure || ' ' || coalesce(array_to_string(array(select a::text from unnest(p.proacl) a order by 1), ','), 'default')
                  from pg_proc p join pg_namespace n on n.oid = p.pronamespace
                 where n.nspname in ('debt', 'api', 'relay', 'operator') and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
                union all select nspname || ' ' || coalesce(nspacl::text, '') from pg_namespace where nspname in ('api', 'relay', 'operator')
                union all select datname || ' ' || datacl::text from pg_database where datname = current_database()
                union all select 'settings ' || setconfig::text from pg_db_role_setting s join pg_database d on d.oid = s.setdatabase where d.datname = current_database()
                union all select 'events ' || privilege || has_table_privilege('debt_owner', 'debt.events', privilege)
                  from unnest('{select,insert,update,delete,truncate}'::text[]) privilege
            ) as v(object)`);

    before(async () => {
        stack = await startStack('backup', { env: { DEBT_WORKERS: '4' } });
        folder = join(stack.state, 'backups');
        mkdirSync(folder);
        ({ recipient, path: identity } = await keygen('key'));
        ({ path: otherIdentity } = await keygen('other'));
        file = join(folder, 'debt.age');
        const username = `backup-${randomUUID().slice(0, 8)}`;
        await stack.debtctl(['account', 'add', username, '--password-stdin'], { input: PASSWORD });
        ada = new Account(stack, username, (await stack.debtctl(['token', username])).stdout.trim());
        privileges = await allPrivileges();
    });
    after(() => stack?.stop());

    it('are taken while people write, and hold what was acknowledged before', async () => {
        const ids = [];
        let ended = false;
        const write = async () => {
            while (!ended) ids.push((await ada.contact({ name: `Contact ${ids.length}` })).id);
        };
        const takenMeanwhile = async () => {
            await until('some events', () => ids.length >= 50);
            acknowledged = ids.slice();
            const taken = await backup(file);
            assert.equal(taken.status, 0, taken.stderr);
            const during = ids.length - acknowledged.length;
            await until('events after the backup', () => ids.length > acknowledged.length + during);
            return taken;
        };
        const backedUp = takenMeanwhile().finally(() => (ended = true));
        const [taken] = await Promise.all([backedUp, ...Array.from({ length: 4 }, write)]);
        assert.match(taken.stdout, /^backed up to .*debt\.age: \d+ bytes\n$/);
        assert.equal(statSync(file).mode & 0o777, 0o600);
        assert.deepEqual(readdirSync(folder).sort(), ['debt.age', 'key', 'other']);
        assert.ok(readFileSync(file, 'latin1').startsWith('age-encryption.org/v1'), 'it is encrypted');
        assert.ok(!readFileSync(file, 'latin1').includes('PGDMP'));
    });

    it('are verified in a database that is gone afterwards', async () => {
        const before = [await databases(), await ledgersAsTheyAre()];
        const verified = await verify(file);
        assert.equal(verified.status, 0, verified.stderr);
        assert.match(verified.stdout, SOUND);
        assert.deepEqual([await databases(), await ledgersAsTheyAre()], before);
    });

    describe('that are not what they were', () => {
        const damaged = (name, change) => {
            const path = join(folder, name);
            writeFileSync(path, change(readFileSync(file)));
            return path;
        };
        for (const [what, make] of [
            ['are for another key', () => [file, otherIdentity]],
            ['lack their last byte', () => [damaged('cut', (bytes) => bytes.subarray(0, -1))]],
            ['are cut in half', () => [damaged('half', (bytes) => bytes.subarray(0, bytes.length / 2))]],
            ['are empty', () => [damaged('empty', () => Buffer.alloc(0))]],
            ['have a flipped bit at the end', () => [damaged('end', (bytes) => ((bytes[bytes.length - 20] ^= 1), bytes))]],
            ['have one in the middle', () => [damaged('middle', (bytes) => ((bytes[bytes.length >> 1] ^= 1), bytes))]],
            ['have one in the header', () => [damaged('header', (bytes) => ((bytes[60] ^= 1), bytes))]],
        ]) {
            it(`${what}: refused, and nothing is touched`, async () => {
                const [from, key] = make();
                const before = [await databases(), await ledgersAsTheyAre()];
                for (const refused of [await verify(from, key), await restore(from, key, '--replace')]) {
                    assert.equal(refused.status, 1, refused.stderr);
                    assert.match(refused.stderr, /cannot be decrypted: it was encrypted for another key, was cut, or was altered/);
                }
                assert.deepEqual([await databases(), await ledgersAsTheyAre()], before);
                assert.equal((await ada.get('/api/contacts')).status, 200);
            });
        }

        it('decrypt to something else: refused, and nothing is touched', async () => {
            const path = join(folder, 'nonsense.age');
            const made = await run('age', ['-r', recipient, '-o', path], { input: 'select 1;\n' });
            assert.equal(made.status, 0, made.stderr);
            const before = [await databases(), await ledgersAsTheyAre()];
            for (const refused of [await verify(path), await restore(path, identity, '--replace')]) {
                assert.equal(refused.status, 1);
                assert.match(refused.stderr, /pg_restore has failed/);
            }
            assert.deepEqual([await databases(), await ledgersAsTheyAre()], before);
        });

        it('are not there: said so', async () => {
            const refused = await restore(join(folder, 'none'), identity, '--replace');
            assert.equal(refused.status, 1);
            assert.match(refused.stderr, /none cannot be read: No such file/);
        });

        it('are for a key that is not there, or without age: said so, and nothing of the file is blamed', async () => {
            const keyless = await verify(file, join(folder, 'no.key'));
            assert.equal(keyless.status, 1);
            assert.match(keyless.stderr, /^debtctl: the key \S+no\.key cannot be read: No such file or directory$/m);
            const ageless = await stack.debtctl(['backup', '--verify', file, '--identity', identity], { env: { PATH: '/nowhere' } });
            assert.equal(ageless.status, 1);
            assert.match(ageless.stderr, /age cannot be started/);
            for (const { stderr } of [keyless, ageless]) assert.doesNotMatch(stderr, /was cut|altered/);
        });
    });

    describe('that cannot be written', () => {
        it('for there is no such folder: refused', async () => {
            const refused = await backup(join(folder, 'no', 'where.age'));
            assert.equal(refused.status, 1);
            assert.match(refused.stderr, /where\.age\.partial cannot be written: No such file or directory/);
        });

        it('for the disk is full: refused, the old file stays, and nothing else is left', async () => {
            const before = readFileSync(file);
            const environment = { ...process.env, ...stack.told, PGUSER: 'debt_owner' };
            const command = join(process.env.DEBT_BUILD, 'debtctl');
            const refused = await run(
                'bash',
                ['-c', 'ulimit -f 8; exec "$@"', 'bash', command, 'backup', '--to', file, '--recipient', recipient],
                { env: environment },
            );
            assert.equal(refused.status, 1, refused.stderr);
            assert.match(refused.stderr, /File too large[\s\S]*There is no new backup/);
            assert.deepEqual(readFileSync(file), before);
            assert.ok(!existsSync(`${file}.partial`));
        });

        it('for the key is none: refused', async () => {
            const refused = await stack.debtctl(['backup', '--to', join(folder, 'x'), '--recipient', 'age1nonsense']);
            assert.equal(refused.status, 1);
            assert.match(refused.stderr, /age has failed[\s\S]*There is no new backup/);
            assert.ok(!existsSync(join(folder, 'x')) && !existsSync(join(folder, 'x.partial')));
        });

        it('for the key is a command, an option or empty: refused, and nothing of it is run', async () => {
            const witness = join(folder, 'witness');
            for (const key of [`$(touch ${witness})`, `; touch ${witness}`, `age1\n$(touch ${witness})`, `-o${witness}`, `--output=${witness}`, '']) {
                const refused = await stack.debtctl(['backup', '--to', join(folder, "x';touch y"), '--recipient', key]);
                assert.notEqual(refused.status, 0, key);
                assert.deepEqual(readdirSync(folder).filter((name) => /^(witness|x|y)/.test(name)), [], key);
            }
        });

        it('for the database is another one: refused', async () => {
            const refused = await stack.debtctl(['backup', '--to', join(folder, 'x'), '--recipient', recipient], {
                env: { PGDATABASE: 'postgres' },
            });
            assert.equal(refused.status, 3);
            assert.match(refused.stderr, /Run `debtctl migrate` first/);
        });
    });

    it('go into a folder under names of their own, of which the newest are kept', async () => {
        const keep = join(folder, 'nightly');
        mkdirSync(keep);
        for (const name of ['debt-20200101T000000Z.dump.age', 'debt-20200102T000000Z.dump.age', 'other.age'])
            copyFileSync(file, join(keep, name));
        const taken = await backup(keep, '--keep', '2');
        assert.equal(taken.status, 0, taken.stderr);
        const names = readdirSync(keep).sort();
        assert.equal(names.length, 3);
        assert.equal(names[0], 'debt-20200102T000000Z.dump.age');
        assert.match(names[1], /^debt-\d{8}T\d{6}Z\.dump\.age$/);
        assert.equal(names[2], 'other.age');
    });

    it('are not restored over a database in use, unless told', async () => {
        const before = await ledgersAsTheyAre();
        const refused = await restore(file);
        assert.equal(refused.status, 1);
        assert.match(refused.stderr, /the database debt is not empty, and was left as it is/);
        assert.equal(await ledgersAsTheyAre(), before);
        const superuser = await stack.debtctl(['restore', '--from', file, '--identity', identity], { env: { PGUSER: 'postgres' } });
        assert.equal(superuser.status, 1);
        assert.match(superuser.stderr, /a superuser must not own the database/);
    });

    it('bring the ledgers back after the database is gone, under a new epoch', async () => {
        epoch = (await ada.get('/api/sync')).json.epoch;
        const lost = await head();
        await stack.psql('drop database debt with (force)', { user: 'postgres', database: 'postgres' });
        await stack.psql('create database debt owner debt_owner', { user: 'postgres', database: 'postgres' });
        const restored = await restore(file);
        assert.equal(restored.status, 0, restored.stderr);
        assert.match(restored.stdout, /^restored: ledgers 1, events \d+; every ledger has a new epoch, and all sessions have ended$/m);
        await until('the site is back', async () => (await stack.request('GET', '/api/health')).status === 200);
        assertProblem(await ada.get('/api/contacts'), 401, 'unauthenticated', 'all sessions have ended');
        const signedIn = await stack.request('POST', '/api/auth/login', { json: { username: ada.username, password: PASSWORD } });
        assert.equal(signedIn.status, 200, signedIn.text);
        ada = new Account(stack, ada.username, signedIn.json.access_token);
        assert.deepEqual(
            (await ada.get('/api/auth/activity')).json.slice(0, 2).map(({ kind, device }) => [kind, device === 'debtctl']),
            [['signed_in', false], ['session_ended', true]],
            'which the account is told',
        );
        const ids = new Set((await ada.events()).map((event) => event.aggregate_id));
        assert.deepEqual(acknowledged.filter((id) => !ids.has(id)), [], 'what was acknowledged before the backup is there');
        const sync = (await ada.get('/api/sync')).json;
        assert.ok(sync.head < lost);
        assert.notEqual(sync.epoch, epoch);
        assertProblem(await ada.get(`/api/events?after=${acknowledged.length}&epoch=${epoch}`), 409, 'diverged');
        const watcher = ada.watch(`after=1&epoch=${epoch}`);
        assert.equal((await watcher.frame('error')).code, 'diverged');
        await ada.contact({ name: 'Life goes on' });
        const sound = await stack.debtctl(['verify', '--all']);
        assert.match(sound.stdout, SOUND);
    });

    it('leave every privilege and setting as it was', async () => {
        assert.equal(await allPrivileges(), privileges);
        await assert.rejects(stack.psql('delete from debt.events', { user: 'debt_owner' }), /permission denied/);
    });

    it('replace a database that is in use, when told', async () => {
        const restored = await restore(file, identity, '--replace');
        assert.equal(restored.status, 0, restored.stderr);
        assert.equal(await allPrivileges(), privileges);
        await until('the site is back', async () => {
            const answer = await stack.request('POST', '/api/auth/login', { json: { username: ada.username, password: PASSWORD } });
            return answer.status === 200;
        });
        assert.match((await stack.debtctl(['verify', '--all'])).stdout, SOUND);
    });
});
