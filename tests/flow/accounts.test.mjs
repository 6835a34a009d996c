// Accounts: registering, signing in and out, and what passes for a token.
import assert from 'node:assert/strict';
import { createHmac, randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { assertProblem } from './conformance.mjs';
import { signToken } from './signing.mjs';
import { Account, claimsOf, PASSWORD, sharedStack, startStack } from './stack.mjs';

const fresh = (label = 'person') => `${label}-${randomUUID().slice(0, 8)}`;
const base64url = (value) =>
    Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

describe('accounts', () => {
    let stack;
    const post = (path, json, options = {}) => stack.request('POST', path, { json, ...options });
    const register = (fields = {}) => post('/api/auth/register', { username: fresh(), password: PASSWORD, ...fields });
    const session = (token) => stack.request('GET', '/api/auth/session', { token });

    before(async () => (stack = await sharedStack()));
    after(() => stack?.stop());

    describe('register', () => {
        it('answers 201 with tokens that work, and a ledger of its own', async () => {
            const username = fresh('Ada');
            const answer = await register({ username, display_name: 'Ada Lovelace' });
            assert.equal(answer.status, 201, answer.text);
            assert.deepEqual(Object.keys(answer.json).sort(), [
                'access_token',
                'account',
                'expires_in',
                'refresh_token',
                'token_type',
            ]);
            assert.deepEqual({ ...answer.json.account, id: 0 }, { id: 0, username, display_name: 'Ada Lovelace' });
            assert.equal(answer.json.token_type, 'Bearer');
            assert.equal(answer.json.expires_in, 900);
            assert.match(answer.headers['cache-control'], /no-store/);
            const who = await session(answer.json.access_token);
            assert.equal(who.status, 200);
            assert.deepEqual(who.json.account, answer.json.account);
            assert.equal(who.json.ledger.id, claimsOf(answer.json.access_token).led);
            assert.equal(who.json.session.id, claimsOf(answer.json.access_token).sid);
            const mine = new Account(stack, username, answer.json.access_token);
            assert.deepEqual((await mine.get('/api/contacts')).json, []);
        });

        it('makes an access token of one algorithm, with what a verifier needs (RFC 8725)', async () => {
            const { access_token: token, account } = (await register()).json;
            const header = JSON.parse(Buffer.from(token.split('.')[0], 'base64url').toString());
            assert.deepEqual({ ...header, kid: '' }, { alg: 'HS256', typ: 'JWT', kid: '' });
            assert.match(header.kid, /^[0-9a-f]{16}$/);
            const claims = claimsOf(token);
            assert.deepEqual(Object.keys(claims).sort(), [
                'aud',
                'exp',
                'iat',
                'iss',
                'jti',
                'led',
                'nbf',
                'sid',
                'sub',
                'token_use',
            ]);
            assert.equal(claims.token_use, 'access');
            assert.equal(claims.sub, account.id);
            assert.equal(claims.exp - claims.iat, 900);
            assert.equal(claims.iss, claims.aud);
        });

        it('refuses a user name that is taken, in whatever case', async () => {
            const username = fresh('taken');
            await register({ username });
            for (const again of [username, username.toUpperCase()]) {
                assertProblem(await register({ username: again }), 409, 'username_taken', again);
            }
        });

        for (const [what, fields, at] of [
            ['no password', { password: undefined }, ['password']],
            ['a password that is a number', { password: 12345678 }, ['password']],
            ['a short password', { password: 'short' }, ['password']],
            ['a password that everybody tries', { password: 'Password123' }, ['password']],
            ['a password of one character', { password: 'ééééééééééé' }, ['password']],
            ['a password that is the name of the site', { password: 'Debt-Tracker 2026' }, ['password']],
            ['a password that is the user name', { username: 'Grace.Hopper', password: 'grace hopper' }, ['password']],
            ['a password that is far too long', { password: 'x'.repeat(5000) }, ['password']],
            ['no user name', { username: undefined }, ['username']],
            ['a blank user name', { username: '   ' }, ['username']],
            ['a user name of other letters', { username: 'Zoë' }, ['username']],
            ['a blank display name', { display_name: ' ' }, ['display_name']],
            ['a user name of 65 characters', { username: 'x'.repeat(65) }, ['username']],
            ['a display name of 201 characters', { display_name: 'x'.repeat(201) }, ['display_name']],
            ['unknown fields', { admin: true, ledger: randomUUID() }, ['admin', 'ledger']],
        ]) {
            it(`refuses ${what}, naming ${at.join(', ')}`, async () => {
                const answer = await register(fields);
                const problem = assertProblem(answer, 422, 'invalid_field');
                assert.deepEqual(problem.errors.map((error) => error.field).sort(), at);
                assert.ok(!answer.text.includes('swordfish'), 'the password is not repeated');
            });
        }

        it('takes one of two registrations of a name at once', async () => {
            const username = fresh('race');
            const answers = await Promise.all([register({ username }), register({ username })]);
            assert.deepEqual(answers.map((answer) => answer.status).sort(), [201, 409]);
        });
    });

    describe('login', () => {
        let username, made;

        before(async () => {
            username = fresh('Login');
            made = (await register({ username })).json;
        });

        it('answers 200 with tokens of a new session of the same account', async () => {
            const answer = await post('/api/auth/login', { username, password: PASSWORD });
            assert.equal(answer.status, 200, answer.text);
            assert.deepEqual(answer.json.account, made.account);
            assert.notEqual(claimsOf(answer.json.access_token).sid, claimsOf(made.access_token).sid);
            assert.equal(claimsOf(answer.json.access_token).led, claimsOf(made.access_token).led);
            assert.equal((await session(answer.json.access_token)).status, 200);
            assert.equal((await session(made.access_token)).status, 200, 'the other session lives on');
        });

        it('takes the user name in any case', async () => {
            assert.equal(
                (await post('/api/auth/login', { username: username.toUpperCase(), password: PASSWORD })).status,
                200,
            );
        });

        it('answers a wrong password and an unknown user alike', async () => {
            const wrong = await post('/api/auth/login', { username, password: `${PASSWORD}x` });
            const unknown = await post('/api/auth/login', { username: fresh('nobody'), password: PASSWORD });
            for (const answer of [wrong, unknown]) assertProblem(answer, 401, 'invalid_credentials');
            assert.equal(wrong.text, unknown.text);
            assert.equal(wrong.headers['www-authenticate'], unknown.headers['www-authenticate']);
        });

        it('answers the same of an account without a password', async () => {
            const account = await stack.keyless('keyless');
            assertProblem(
                await post('/api/auth/login', { username: account.username, password: PASSWORD }),
                401,
                'invalid_credentials',
            );
            assertProblem(
                await post('/api/auth/login', { username: account.username, password: ' ' }),
                401,
                'invalid_credentials',
            );
        });

        it('refuses what is not the shape of credentials', async () => {
            for (const [body, fields] of [
                [{}, ['password', 'username']],
                [{ username: 1, password: PASSWORD }, ['username']],
                [{ username, password: PASSWORD, otp: 1 }, ['otp']],
            ]) {
                const problem = assertProblem(await post('/api/auth/login', body), 422, 'invalid_field');
                assert.deepEqual(problem.errors.map((error) => error.field).sort(), fields);
            }
        });
    });

    describe('refresh', () => {
        it('rotates: the successor works, the one just replaced gets the same successor', async () => {
            const made = (await register()).json;
            const first = await post('/api/auth/refresh', { refresh_token: made.refresh_token });
            assert.equal(first.status, 200, first.text);
            assert.notEqual(first.json.refresh_token, made.refresh_token);
            assert.deepEqual(first.json.account, made.account);
            assert.equal(claimsOf(first.json.access_token).sid, claimsOf(made.access_token).sid);
            assert.equal((await session(first.json.access_token)).status, 200);
            const again = await post('/api/auth/refresh', { refresh_token: made.refresh_token });
            assert.equal(again.status, 200);
            assert.equal(again.json.refresh_token, first.json.refresh_token, 'a lost answer is given once more');
            const second = await post('/api/auth/refresh', { refresh_token: first.json.refresh_token });
            assert.equal(second.status, 200);
        });

        it('gives two requests at once the same successor', async () => {
            const made = (await register()).json;
            const answers = await Promise.all(
                Array.from({ length: 4 }, () => post('/api/auth/refresh', { refresh_token: made.refresh_token })),
            );
            assert.deepEqual(
                answers.map((answer) => answer.status),
                [200, 200, 200, 200],
            );
            assert.equal(new Set(answers.map((answer) => answer.json.refresh_token)).size, 1);
        });

        it('ends the session where an older token comes back', async () => {
            const made = (await register()).json;
            const first = (await post('/api/auth/refresh', { refresh_token: made.refresh_token })).json;
            const second = (await post('/api/auth/refresh', { refresh_token: first.refresh_token })).json;
            assertProblem(
                await post('/api/auth/refresh', { refresh_token: made.refresh_token }),
                401,
                'unauthenticated',
            );
            assertProblem(
                await post('/api/auth/refresh', { refresh_token: second.refresh_token }),
                401,
                'unauthenticated',
            );
            assertProblem(await session(second.access_token), 401, 'unauthenticated');
        });

        it('refuses forgeries', async () => {
            const made = (await register()).json;
            const other = (await register()).json;
            const [said, mac] = made.refresh_token.split('.');
            const later = said.slice(0, 64) + '00000009';
            for (const [what, refresh_token] of [
                ['another MAC', `${said}.${other.refresh_token.split('.')[1]}`],
                ['another generation', `${later}.${mac}`],
                ['no MAC', `${said}.`],
                ['nonsense', 'nonsense'],
                ['an access token', made.access_token],
                ['one cut short', made.refresh_token.slice(0, -1)],
                ['one with more behind it', `${made.refresh_token}A`],
            ]) {
                assertProblem(await post('/api/auth/refresh', { refresh_token }), 401, 'unauthenticated', what);
            }
            assert.equal(
                (await post('/api/auth/refresh', { refresh_token: made.refresh_token })).status,
                200,
                'forgeries end nothing',
            );
        });

        it('is not for requests: a refresh token is no access token', async () => {
            const made = (await register()).json;
            assertProblem(await session(made.refresh_token), 401, 'unauthenticated');
        });

        it('refuses a body without the token', async () => {
            for (const body of [{}, { refresh_token: 5 }, { refresh_token: null }]) {
                const problem = assertProblem(await post('/api/auth/refresh', body), 422, 'invalid_field');
                assert.deepEqual(
                    problem.errors.map((error) => error.field),
                    ['refresh_token'],
                );
            }
        });
    });

    describe('logout', () => {
        it('ends this session and its refresh token, and no other', async () => {
            const username = fresh('Out');
            const first = (await register({ username })).json;
            const second = (await post('/api/auth/login', { username, password: PASSWORD })).json;
            const out = await stack.request('POST', '/api/auth/logout', { token: first.access_token });
            assert.equal(out.status, 204);
            assert.equal(out.body.length, 0);
            assertProblem(await session(first.access_token), 401, 'unauthenticated');
            assertProblem(
                await stack.request('POST', '/api/contacts', { token: first.access_token, json: { name: 'x' } }),
                401,
                'unauthenticated',
            );
            assertProblem(
                await post('/api/auth/refresh', { refresh_token: first.refresh_token }),
                401,
                'unauthenticated',
            );
            assertProblem(
                await stack.request('POST', '/api/auth/logout', { token: first.access_token }),
                401,
                'unauthenticated',
            );
            assert.equal((await session(second.access_token)).status, 200);
        });
    });

    describe('the access token', () => {
        let token, claims, parts;

        before(async () => {
            token = (await stack.account('token')).token;
            claims = claimsOf(token);
            parts = token.split('.');
        });

        const hs256 = (header, payload, key) => {
            const said = `${base64url(header)}.${base64url(payload)}`;
            return `${said}.${createHmac('sha256', key).update(said).digest('base64url')}`;
        };

        it('lets its owner in', async () => {
            assert.equal((await session(token)).status, 200);
        });

        for (const [what, header] of [
            ['no Authorization', undefined],
            ['an empty one', ''],
            ['Basic', 'Basic YTpi'],
            ['Bearer without a token', 'Bearer'],
            ['a token without Bearer', 'TOKEN'],
            ['two tokens', 'Bearer TOKEN TOKEN'],
            ['nonsense', 'Bearer nonsense'],
            ['dots', 'Bearer ..'],
            ['very long nonsense', `Bearer ${'a'.repeat(4000)}`],
        ]) {
            it(`is needed: ${what} is 401`, async () => {
                const headers = header === undefined ? {} : { Authorization: header.replaceAll('TOKEN', token) };
                assertProblem(await stack.request('GET', '/api/auth/session', { headers }), 401, 'unauthenticated');
            });
        }

        it('may be announced in any case (RFC 9110 §11.1)', async () => {
            assert.equal(
                (await stack.request('GET', '/api/auth/session', { headers: { Authorization: `bearer ${token}` } }))
                    .status,
                200,
            );
        });

        it('counts from the header alone, not from the query or a body', async () => {
            assertProblem(
                await stack.request('GET', `/api/auth/session?access_token=${token}`),
                401,
                'unauthenticated',
            );
        });

        it('is refused where anything in it was changed', async () => {
            const header = JSON.parse(Buffer.from(parts[0], 'base64url').toString());
            const later = { ...claims, exp: claims.exp + 1000 };
            for (const [what, forged] of [
                ['alg none', `${base64url({ ...header, alg: 'none' })}.${parts[1]}.`],
                ['alg None with the old signature', `${base64url({ ...header, alg: 'None' })}.${parts[1]}.${parts[2]}`],
                ['other claims', `${parts[0]}.${base64url(later)}.${parts[2]}`],
                ['no signature', `${parts[0]}.${parts[1]}.`],
                ['another signature', `${parts[0]}.${parts[1]}.${'A'.repeat(43)}`],
                ['an empty key', hs256(header, claims, '')],
                ['a key of zeros', hs256(header, claims, Buffer.alloc(32))],
                ['HS512', `${base64url({ ...header, alg: 'HS512' })}.${parts[1]}.${parts[2]}`],
                ['RS256', `${base64url({ ...header, alg: 'RS256' })}.${parts[1]}.${parts[2]}`],
                ['another type', `${base64url({ ...header, typ: 'at+jwt' })}.${parts[1]}.${parts[2]}`],
                ['a last character changed', token.slice(0, -2) + (token.at(-2) === 'A' ? 'B' : 'A') + token.at(-1)],
            ]) {
                assertProblem(await session(forged), 401, 'unauthenticated', what);
            }
        });

        it('is 401 token_expired once its time is over', async () => {
            const past = { ...claims, iat: claims.iat - 2000, nbf: claims.nbf - 2000, exp: claims.exp - 2000 };
            const answer = await session(signToken(stack, past));
            assertProblem(answer, 401, 'token_expired');
            assert.match(answer.headers['www-authenticate'], /error="invalid_token"/);
            assertProblem(
                await stack.request('POST', '/api/contacts', { token: signToken(stack, past), json: { name: 'x' } }),
                401,
                'token_expired',
            );
        });

        it('is good where the key, the type and every claim are good', async () => {
            assert.equal((await session(signToken(stack, claims))).status, 200);
        });

        const good = { alg: 'HS256', typ: 'JWT' };
        const now = Math.floor(Date.now() / 1000);
        for (const [what, change, header, algorithm] of [
            ['another issuer', { iss: 'https://elsewhere.example' }],
            ['another audience', { aud: 'https://elsewhere.example' }],
            ['no issuer', { iss: undefined }],
            ['no audience', { aud: undefined }],
            ['no expiry', { exp: undefined }],
            ['an expiry that is text', { exp: '9999999999' }],
            ['a beginning in the future', { nbf: Math.floor(Date.now() / 1000) + 3600 }],
            ['no session', { sid: undefined }],
            ['no ledger', { led: undefined }],
            ['no subject', { sub: undefined }],
            ['a session that is no UUID', { sid: "x' or true --" }],
            ['a ledger that is no UUID', { led: 7 }],
            ['a session that is not there', { sid: randomUUID() }],
            ['a ledger that is not there', { led: randomUUID() }],
            ['another use', { token_use: 'refresh' }],
            ['no use', { token_use: undefined }],
            ['another type', {}, { ...good, typ: 'secevent+jwt' }],
            ['a critical extension', {}, { ...good, crit: ['b64'], b64: false }],
            ['no type', {}, { alg: 'HS256' }],
            ['the name of another key', {}, { ...good, kid: '0123456789abcdef' }],
            ['the name of a file', {}, { ...good, kid: '../../../../dev/null' }],
            ['a beginning ten minutes from now', { nbf: now + 600, iat: now + 600, exp: now + 1500 }],
            ['an expiry that is no integer', { exp: true }],
            ['an expiry before time began', { exp: -1 }],
            ['3,000 characters more than it needs', { filler: 'x'.repeat(3000) }],
            ['HS384 under the same key', {}, { ...good, alg: 'HS384' }, 'sha384'],
            ['HS512 under the same key', {}, { ...good, alg: 'HS512' }, 'sha512'],
        ]) {
            it(`is refused with ${what}, under the right key as well (RFC 8725)`, async () => {
                assertProblem(
                    await session(signToken(stack, { ...claims, ...change }, header ?? good, algorithm)),
                    401,
                    'unauthenticated',
                );
            });
        }

        it('is refused within another token, encrypted, or with a key of its own in its header (RFC 8725)', async () => {
            for (const [what, nested] of [
                ['a token as the claims of another', signToken(stack, token, { ...good, cty: 'JWT' })],
                ['and in quotes', signToken(stack, JSON.stringify(token), { ...good, cty: 'JWT' })],
                ['a token in a claim', signToken(stack, { jwt: token }, good)],
                ['a list of claims', signToken(stack, [claims], good)],
                ['no claims', signToken(stack, '', good)],
                ['a JWE', `${base64url({ alg: 'dir', enc: 'A256GCM' })}..${base64url(claims)}.${parts[1]}.${parts[2]}`],
                ['a key in the header', hs256({ ...good, jwk: { kty: 'oct', k: base64url('mine') } }, claims, 'mine')],
                ['the address of a key', hs256({ ...good, jku: 'http://127.0.0.1:1/keys' }, claims, '')],
                ['the key of refresh tokens', hs256(good, claims, Buffer.alloc(32, 2))],
            ]) {
                assertProblem(await session(nested), 401, 'unauthenticated', what);
            }
        });

        it('is refused with the ledger of another account', async () => {
            const other = await stack.account('other');
            assertProblem(await session(signToken(stack, { ...claims, led: other.ledger })), 401, 'unauthenticated');
        });

        it('is refused if it is of another site with the same clock', async () => {
            const { username } = await stack.account('origin');
            const elsewhere = await stack.debtctl(['token', username], {
                env: { DEBT_PUBLIC_ORIGIN: 'https://elsewhere.example' },
            });
            assert.equal(elsewhere.status, 0, elsewhere.stderr);
            assertProblem(await session(elsewhere.stdout.trim()), 401, 'unauthenticated');
        });
    });
});

describe('clocks ten minutes off', () => {
    const TEN_MINUTES = 600;
    let stack;

    before(async () => (stack = await sharedStack()));
    after(() => stack?.stop());

    const post = (path, json, options = {}) => stack.request('POST', path, { json, ...options });
    const register = async () => (await post('/api/auth/register', { username: fresh(), password: PASSWORD })).json;
    const session = (token) => stack.request('GET', '/api/auth/session', { token });
    const refresh = (refresh_token) => post('/api/auth/refresh', { refresh_token });

    it('of the worker: a token of before its clock was set is refused, and the session goes on by its refresh token', async () => {
        const made = await register();
        const claims = claimsOf(made.access_token);
        const at = (seconds) =>
            signToken(stack, { ...claims, iat: claims.iat + seconds, nbf: claims.nbf + seconds, exp: claims.exp + seconds });
        assertProblem(await session(at(TEN_MINUTES)), 401, 'unauthenticated');
        assert.equal((await session(at(-TEN_MINUTES))).status, 200, 'five minutes are left of its fifteen');
        assertProblem(await session(at(-2 * TEN_MINUTES)), 401, 'token_expired');
        const next = await refresh(made.refresh_token);
        assert.equal(next.status, 200);
        assert.equal((await session(next.json.access_token)).status, 200);
    });

    for (const [what, minutes] of [['ahead of', 10], ['behind', -10]]) {
        it(`of the database: a refresh token that was given out ${minutes} minutes ${what} this moment rotates, and an older one ends the session`, async () => {
            const made = await register();
            const { sid } = claimsOf(made.access_token);
            const shift = () => stack.psql(`update debt.sessions set rotated_at = rotated_at + make_interval(mins => ${minutes}) where id = '${sid}'`);
            await shift();
            const first = (await refresh(made.refresh_token)).json;
            await shift();
            const second = await refresh(first.refresh_token);
            assert.equal(second.status, 200);
            assertProblem(await refresh(made.refresh_token), 401, 'unauthenticated');
            assertProblem(await refresh(second.json.refresh_token), 401, 'unauthenticated');
        });
    }

    it('of a client: when it says that it made an event orders nothing, and is kept', async () => {
        const ada = new Account(stack, 'ada', (await register()).access_token);
        const made = [TEN_MINUTES, -TEN_MINUTES, 0].map((seconds) => new Date(Date.now() + seconds * 1000).toISOString());
        const events = made.map((made_at, n) => ({
            id: randomUUID(), type: 'CONTACT_CREATED', aggregate_id: randomUUID(), data: { name: `Ada ${n}` }, made_at,
        }));
        const { json } = await ada.post('/api/events', { events });
        assert.deepEqual(json.results.map((result) => [result.status, result.seq]), [['accepted', 1], ['accepted', 2], ['accepted', 3]]);
        const log = await ada.events();
        assert.deepEqual(log.map((event) => new Date(event.made_at).toISOString()), made);
        const recorded = log.map((event) => Date.parse(event.recorded_at));
        assert.ok(recorded.every((at, n) => Math.abs(at - Date.now()) < 60_000 && (n === 0 || at >= recorded[n - 1])), String(recorded));
    });
});

describe('limits on signing in', () => {
    let stack;

    before(async () => (stack = await startStack('limits', { env: { DEBT_WORKERS: '2', DEBT_SIGNIN_PER_MINUTE: '30' } })));
    after(() => stack?.stop());

    for (const [path, body] of [
        ['/api/auth/register', () => ({ username: fresh('limit'), password: PASSWORD })],
        ['/api/auth/login', () => ({ username: fresh('nobody'), password: PASSWORD })],
        ['/api/auth/passkey-login', () => ({ credential: { type: 'public-key', rawId: 'AA', response: {} } })],
        ['/api/auth/passkey-login/challenge', () => undefined],
    ]) {
        it(`let 20 people at one address through ${path}, and end a flood with 429`, async () => {
            const send = () => stack.request('POST', path, { json: body() });
            for (let i = 0; i < 20; i++) assert.notEqual((await send()).status, 429, `request ${i + 1}`);
            let refused;
            for (let i = 0; i < 100 && !refused; i++) {
                const answers = await Promise.all(Array.from({ length: 10 }, send));
                refused = answers.find((answer) => answer.status === 429);
            }
            assert.ok(refused, 'a thousand requests were let through');
            assertProblem(refused, 429, 'rate_limited');
        });
    }

    it('leave everything else alone', async () => {
        const account = await stack.keyless('calm');
        assert.equal((await account.get('/api/contacts')).status, 200);
    });
});

describe('registration', () => {
    it('is open for the first account only, or closed, as the setting says', async () => {
        const stack = await startStack('first', { env: { DEBT_REGISTRATION: 'first', DEBT_WORKERS: '2' } });
        const register = () =>
            stack.request('POST', '/api/auth/register', { json: { username: fresh(), password: PASSWORD } });
        try {
            const answers = await Promise.all([register(), register(), register()]);
            assert.deepEqual(
                answers.map((answer) => answer.status).sort(),
                [201, 403, 403],
                'of three at once one is the first',
            );
            assertProblem(await register(), 403, 'registration_closed');
            await stack.stop({ keep: true });
            await stack.start({ DEBT_REGISTRATION: 'closed' });
            assertProblem(await register(), 403, 'registration_closed');
            await stack.psql('truncate debt.accounts cascade');
            assertProblem(await register(), 403, 'registration_closed');
        } finally {
            await stack.stop();
        }
    });
});
