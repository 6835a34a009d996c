// The devices of an account: who is signed in, ending them, the password, tickets for streams, and what is recorded of it all.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { assertProblem } from './conformance.mjs';
import { Account, claimsOf, PASSWORD, sharedStack } from './stack.mjs';
import { until } from './wait.mjs';

const HANDSHAKE = {
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
};
const NEW_PASSWORD = `${PASSWORD} and again`;

describe('sessions', () => {
    let stack;

    before(async () => {
        stack = await sharedStack();
    });
    after(() => stack?.stop());

    const post = (path, json, options = {}) => stack.request('POST', path, { json, ...options });
    const signedIn = (username, { json }) =>
        Object.assign(new Account(stack, username, json.access_token), { refresh_token: json.refresh_token });
    const register = async () => {
        const username = `person-${randomUUID().slice(0, 8)}`;
        const headers = { 'User-Agent': 'a laptop' };
        return signedIn(username, await post('/api/auth/register', { username, password: PASSWORD }, { headers }));
    };
    const login = async (username, device = 'a phone', password = PASSWORD) =>
        signedIn(username, await post('/api/auth/login', { username, password }, { headers: { 'User-Agent': device } }));
    const lives = async (account) => (await account.get('/api/sync')).status === 200;
    const kinds = async (account) => (await account.get('/api/auth/activity')).json.map((one) => one.kind);

    it('are listed with device, address and last use', async () => {
        const ada = await register();
        const phone = await login(ada.username);
        const listed = (await ada.get('/api/auth/sessions')).json;
        assert.deepEqual(
            listed.map(({ id, device, address, current }) => ({ id, device, address, current })),
            [
                { id: claimsOf(phone.token).sid, device: 'a phone', address: '127.0.0.1', current: false },
                { id: claimsOf(ada.token).sid, device: 'a laptop', address: '127.0.0.1', current: true },
            ],
        );
        const before = listed[1].last_used_at;
        assert.equal((await post('/api/auth/refresh', { refresh_token: ada.refresh_token })).status, 200);
        const again = (await ada.get('/api/auth/sessions')).json;
        assert.equal(again[0].id, claimsOf(ada.token).sid, 'a refresh counts as use');
        assert.ok(again[0].last_used_at > before);
        await stack.psql(`update debt.sessions set rotated_at = rotated_at - interval '60 days' where id = '${claimsOf(phone.token).sid}'`);
        assert.equal((await ada.get('/api/auth/sessions')).json.length, 1, 'what nobody can refresh any more is no device');
    });

    it('end one by one, at once, refresh tokens and open streams too', async () => {
        const ada = await register();
        const phone = await login(ada.username);
        const watcher = phone.watch();
        await watcher.hello();
        const path = `/api/auth/sessions/${claimsOf(phone.token).sid}`;
        const ended = Date.now();
        assert.equal((await ada.request('DELETE', path)).status, 204);
        assertProblem(await phone.get('/api/contacts'), 401, 'unauthenticated');
        assertProblem(await phone.post('/api/contacts', { name: 'x' }), 401, 'unauthenticated');
        assertProblem(await post('/api/auth/refresh', { refresh_token: phone.refresh_token }), 401, 'unauthenticated');
        await watcher.end();
        assert.equal(watcher.lastFrame.code, 'session_ended', `after ${Date.now() - ended} ms`);
        assertProblem(await ada.request('DELETE', path), 404, 'not_found');
        assert.ok(await lives(ada));
    });

    it('of another account cannot be ended', async () => {
        const [ada, bob] = [await register(), await register()];
        const path = `/api/auth/sessions/${claimsOf(bob.token).sid}`;
        assertProblem(await ada.request('DELETE', path), 404, 'not_found');
        assert.ok(await lives(bob));
    });

    it('end all but the one that asks', async () => {
        const ada = await register();
        const others = [await login(ada.username), await login(ada.username)];
        assert.equal((await ada.request('DELETE', '/api/auth/sessions')).status, 204);
        for (const other of others) assert.equal(await lives(other), false);
        assert.equal((await ada.get('/api/auth/sessions')).json.length, 1);
    });

    describe('the password', () => {
        const change = (account, current_password, new_password) =>
            account.request('PUT', '/api/auth/password', { json: { current_password, new_password } });

        it('is changed by who knows it, and ends all other sessions', async () => {
            const ada = await register();
            const phone = await login(ada.username);
            const answer = await change(ada, PASSWORD, NEW_PASSWORD);
            assert.equal(answer.status, 204, answer.text);
            assert.ok(await lives(ada));
            assert.equal(await lives(phone), false);
            assertProblem(
                await post('/api/auth/login', { username: ada.username, password: PASSWORD }),
                401,
                'invalid_credentials',
            );
            assert.ok(await lives(await login(ada.username, 'again', NEW_PASSWORD)));
        });

        it('stays as it is otherwise', async () => {
            const ada = await register();
            assertProblem(await change(ada, `${PASSWORD}x`, NEW_PASSWORD), 401, 'invalid_credentials');
            const problem = assertProblem(await change(ada, PASSWORD, 'short'), 422, 'invalid_field');
            assert.deepEqual(
                problem.errors.map((error) => error.field),
                ['new_password'],
            );
            const keyless = await stack.keyless('keyless');
            assertProblem(await change(keyless, PASSWORD, NEW_PASSWORD), 401, 'invalid_credentials');
            assert.ok(await lives(await login(ada.username)));
        });

        it('changes once of two changes at once', async () => {
            const ada = await register();
            const answers = await Promise.all([change(ada, PASSWORD, NEW_PASSWORD), change(ada, PASSWORD, NEW_PASSWORD)]);
            assert.deepEqual(answers.map((answer) => answer.status).sort(), [204, 401]);
        });
    });

    it('cannot be guessed at without end: after 30 failures the address waits, before anything is hashed', async () => {
        const ada = await register();
        const guess = () => post('/api/auth/login', { username: ada.username, password: 'not the password' });
        for (let i = 0; i < 30; i++) assertProblem(await guess(), 401, 'invalid_credentials', `guess ${i + 1}`);
        const refused = await guess();
        const { retry_after } = assertProblem(refused, 429, 'rate_limited');
        assert.equal(refused.headers['retry-after'], String(retry_after));
        assert.ok(retry_after > 500 && retry_after <= 600, `${retry_after} s, ten minutes after the first one`);
        assertProblem(
            await post('/api/auth/login', { username: ada.username, password: PASSWORD }),
            429,
            'rate_limited',
        );
        assert.ok(await lives(ada), 'who is signed in stays so');
        await login((await register()).username);
    });

    it('cannot be used to guess at the password either: the address waits, before anything is hashed', async () => {
        const ada = await register();
        const guess = () =>
            ada.request('PUT', '/api/auth/password', {
                json: { current_password: 'not the password', new_password: NEW_PASSWORD },
            });
        for (let i = 0; i < 30; i++) assertProblem(await guess(), 401, 'invalid_credentials', `guess ${i + 1}`);
        assertProblem(await guess(), 429, 'rate_limited');
        assert.ok(await lives(ada), 'who is signed in stays so');
    });

    it('go on when the key is rotated, under the old one and the new', async () => {
        const ada = await register();
        const refresh = async (refresh_token) => (await post('/api/auth/refresh', { refresh_token })).json;
        const kid = (token) => JSON.parse(Buffer.from(token.split('.')[0], 'base64url').toString()).kid;
        const before = await refresh(ada.refresh_token);
        const rotated = await stack.debtctl(['key', 'rotate']);
        assert.equal(rotated.status, 0, rotated.stderr);
        assert.ok(await lives(ada));
        const again = await refresh(ada.refresh_token);
        assert.equal(again.refresh_token, before.refresh_token, 'a lost answer is given once more as it was');
        assert.notEqual(kid(again.access_token), kid(ada.token));
        const after = await refresh(before.refresh_token);
        for (let i = 0; i < 20; i++) assert.ok(await lives(signedIn(ada.username, { json: after })), 'at each worker');
        assert.ok(await lives(await login(ada.username)));
    });

    describe('activity', () => {
        it('tells what happened, newest first, and only of this account', async () => {
            const ada = await register();
            await post('/api/auth/login', { username: ada.username, password: 'not the password' });
            const phone = await login(ada.username);
            await phone.post('/api/auth/logout');
            await ada.request('PUT', '/api/auth/password', {
                json: { current_password: 'not the password', new_password: NEW_PASSWORD },
            });
            await ada.request('PUT', '/api/auth/password', {
                json: { current_password: PASSWORD, new_password: NEW_PASSWORD },
            });
            assert.deepEqual(await kinds(ada), [
                'password_changed',
                'password_failed',
                'signed_out',
                'signed_in',
                'sign_in_failed',
                'registered',
            ]);
            const first = await ada.get('/api/auth/activity?limit=4');
            const second = await ada.get(first.next);
            assert.deepEqual(
                [...first.json, ...second.json].map((one) => one.kind),
                await kinds(ada),
                'pages',
            );
            const told = await stack.debtctl(['account', 'activity', ada.username]);
            assert.equal(told.status, 0, told.stderr);
            assert.deepEqual(
                told.stdout.trimEnd().split('\n').map((line) => line.split('\t')[1]),
                await kinds(ada),
            );
        });

        it('tells of a refresh token that came back', async () => {
            const ada = await register();
            let { refresh_token } = ada;
            for (let i = 0; i < 2; i++) {
                refresh_token = (await post('/api/auth/refresh', { refresh_token })).json.refresh_token;
            }
            assertProblem(await post('/api/auth/refresh', { refresh_token: ada.refresh_token }), 401);
            assert.ok((await kinds(await login(ada.username))).includes('token_reused'));
        });
    });

    describe('a ticket', () => {
        const ticketOf = async (account) => {
            const answer = await account.post('/api/auth/stream-ticket');
            assert.equal(answer.status, 201, answer.text);
            return answer.json.ticket;
        };
        const knock = (ticket, headers = {}) =>
            stack.request('GET', `/ws?ticket=${ticket}`, { headers: { ...HANDSHAKE, ...headers } });

        it('opens one stream', async () => {
            const ada = await register();
            await ada.contact();
            const ticket = await ticketOf(ada);
            const watcher = stack.watch({ query: `after=0&ticket=${ticket}` });
            await watcher.event(1);
            assertProblem(await knock(ticket), 401, 'unauthenticated', 'replayed');
            assert.equal((await ada.post('/api/auth/logout')).status, 204);
            await watcher.end();
            assert.equal(watcher.lastFrame.code, 'session_ended');
        });

        it('opens one of two at once', async () => {
            const ticket = await ticketOf(await register());
            const watchers = [1, 2].map(() => stack.watch({ query: `ticket=${ticket}` }));
            await until('one is refused', () => watchers.some((watcher) => watcher.refusal));
            await watchers.find((watcher) => !watcher.refusal).hello();
        });

        it('is of no use changed, late, or of a session that has ended', async () => {
            const ada = await register();
            const [late, last] = [await ticketOf(ada), await ticketOf(ada)];
            for (const ticket of ['', 'nonsense', late.slice(1), `${late}A`, `${late.slice(0, -2)}AA`, 'A'.repeat(75)]) {
                assertProblem(await knock(ticket), 401, 'unauthenticated', ticket);
            }
            await stack.psql(
                `update debt.stream_tickets set expires_at = now() where hash = sha256('${late}'::bytea)`,
            );
            assertProblem(await knock(late), 401, 'unauthenticated', 'late');
            await ada.post('/api/auth/logout');
            assertProblem(await knock(last), 401, 'unauthenticated', 'of an ended session');
        });

        it('is not looked at beside Authorization', async () => {
            const ticket = await ticketOf(await register());
            assertProblem(await knock(ticket, { Authorization: 'Bearer nonsense' }), 401, 'unauthenticated');
            await stack.watch({ query: `ticket=${ticket}` }).hello();
        });
    });
});
