// What hashing a password costs, and whom: the same work for a user name that nobody has, none for what is refused before, and a
// stronger hash at the next sign-in. Work is told by memory: Argon2 fills all that the settings give it, so a worker's peak says
// whether it has hashed, and at what cost.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { assertProblem } from './conformance.mjs';
import { PASSWORD, startStack } from './stack.mjs';
import { until } from './wait.mjs';

const COST_KIB = 16384; // far above what anything else takes
const GUESSES_MAX = 30; // from one address before it must wait

describe('hashing a password', () => {
    let stack, worker;
    const post = (path, json) => stack.request('POST', path, { json });
    const login = (username, password = `${PASSWORD} wrong`) => post('/api/auth/login', { username, password });
    const fresh = () => `person-${randomUUID().slice(0, 8)}`;
    const restart = async (kib) => {
        await stack.stop({ keep: true });
        await stack.start({ DEBT_PASSWORD_MEMORY_KIB: String(kib), DEBT_PASSWORD_WORKERS: '2' });
    };

    before(async () => {
        stack = await startStack('hashing', {
            env: {
                DEBT_WORKERS: '2',
                DEBT_PASSWORD_WORKERS: '1',
                DEBT_PASSWORD_MEMORY_KIB: String(COST_KIB),
            },
        });
        const leader = stack.part('password');
        [worker] = await until('it has a worker', () => readFileSync(`/proc/${leader}/task/${leader}/children`, 'utf8').match(/\d+/));
    });
    after(() => stack?.stop());

    // How much memory the worker has taken more than before, at its peak, in KiB.
    const status = (name) => Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(readFileSync(`/proc/${worker}/status`, 'utf8'))[1]);
    async function peakOf(send) {
        writeFileSync(`/proc/${worker}/clear_refs`, '5'); // proc(5): the peak begins anew
        const before = status('VmRSS');
        const answer = await send();
        return { answer, peak_kib: status('VmHWM') - before };
    }
    const hashed = (peak_kib) => peak_kib > 0.9 * COST_KIB && peak_kib < 1.5 * COST_KIB;

    it('is the same work for a wrong password, an unknown user, an account without a password, and a disabled one', async () => {
        const [ada, off, keyless] = [fresh(), fresh(), await stack.account('keyless')];
        for (const username of [ada, off]) assert.equal((await post('/api/auth/register', { username, password: PASSWORD })).status, 201);
        assert.equal((await stack.debtctl(['account', 'disable', off])).status, 0);
        const texts = new Set();
        for (const [what, username] of [['known', ada], ['unknown', fresh()], ['no password', keyless.username], ['disabled', off]]) {
            const { answer, peak_kib } = await peakOf(() => login(username));
            assertProblem(answer, 401, 'invalid_credentials', what);
            assert.ok(hashed(peak_kib), `${what}: ${peak_kib} KiB`);
            texts.add(answer.text);
        }
        assert.equal(texts.size, 1);
    });

    it('is spared where the answer is known before', async () => {
        const username = fresh();
        for (let i = 0; i < GUESSES_MAX; i++) await login(username);
        for (const [what, status, send] of [
            ['too many guesses', 429, () => login(username)],
            ['a password of more than 1,024 characters', 422, () => login(fresh(), 'x'.repeat(1025))],
            ['one of 300 KB', 413, () => login(fresh(), 'x'.repeat(300_000))],
            ['a user name that is taken', 409, async () => post('/api/auth/register', { username: (await stack.keyless('taken')).username, password: PASSWORD })],
            ['another site asking for cookies', 403, () =>
                stack.request('POST', '/api/auth/login', { json: { username, password: PASSWORD, cookies: true }, headers: { 'Sec-Fetch-Site': 'cross-site' } })],
        ]) {
            const { answer, peak_kib } = await peakOf(send);
            assertProblem(answer, status, undefined, what);
            assert.ok(peak_kib < COST_KIB / 4, `${what}: ${peak_kib} KiB`);
        }
    });

    it('makes a stored hash stronger at the next sign-in, and never weaker', async () => {
        const username = fresh();
        assert.equal((await post('/api/auth/register', { username, password: PASSWORD })).status, 201);
        const cost = () => stack.psql(`select split_part(password_hash, '$', 4) from debt.accounts where username = '${username}'`);
        assert.equal(await cost(), `m=${COST_KIB},t=1,p=1`);
        await restart(2 * COST_KIB);
        assertProblem(await login(username), 401, 'invalid_credentials');
        assert.equal(await cost(), `m=${COST_KIB},t=1,p=1`, 'who does not know the password changes nothing');
        const both = await Promise.all([login(username, PASSWORD), login(username, PASSWORD)]);
        assert.deepEqual(both.map((answer) => answer.status), [200, 200], 'at once, one of which finds the hash changed');
        assert.equal(await cost(), `m=${2 * COST_KIB},t=1,p=1`);
        await restart(8192);
        assert.equal((await login(username, PASSWORD)).status, 200, 'it is the same password');
        assert.equal(await cost(), `m=${2 * COST_KIB},t=1,p=1`);
    });
});
