// Sessions kept in a browser's cookies: how they are set, when they count, and that no other site can use them.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { assertProblem } from './conformance.mjs';
import { Browser } from './browser.mjs';
import { signToken } from './signing.mjs';
import { claimsOf, PASSWORD, sharedStack } from './stack.mjs';

const HANDSHAKE = {
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
};
const ACCESS = '__Host-debt_access';
const REFRESH = '__Host-debt_refresh';
const DEVICE = '__Host-debt_device';

describe('cookies', () => {
    let stack, ada;

    before(async () => {
        stack = await sharedStack();
        ada = await register();
    });
    after(() => stack?.stop());

    // A browser that has just registered.
    const register = async () => {
        const browser = new Browser(stack);
        const username = `cookie-${randomUUID().slice(0, 8)}`;
        const answer = await browser.post('/api/auth/register', { username, password: PASSWORD, cookies: true });
        assert.equal(answer.status, 201, answer.text);
        return Object.assign(browser, { username, answer });
    };
    const session = (browser, headers) => browser.request('GET', '/api/auth/session', { headers });

    describe('are set', () => {
        const attributes = /^[^;]+; Path=\/; Max-Age=\d+; Secure; HttpOnly; SameSite=Strict$/;

        const assertSet = (answer) => {
            assert.deepEqual(Object.keys(answer.json).sort(), ['account', 'expires_in', 'token_type']);
            const set = answer.rawHeaders.filter((_, i) => answer.rawHeaders[i - 1] === 'Set-Cookie');
            assert.deepEqual(set.map((one) => one.split('=')[0]).sort(), [ACCESS, DEVICE, REFRESH]);
            for (const one of set) assert.match(one, attributes);
            assert.doesNotMatch(answer.text, /eyJ|[0-9a-f]{72}/, 'a token in the body');
        };

        it('by register, in place of the tokens of the body', () => {
            assertSet(ada.answer);
            assert.equal(ada.answer.json.account.username, ada.username);
        });

        it('by login and by refresh', async () => {
            const browser = new Browser(stack);
            const login = { username: ada.username, password: PASSWORD, cookies: true };
            const answer = await browser.post('/api/auth/login', login);
            assert.equal(answer.status, 200);
            assertSet(answer);
            const before = browser.cookies.get(REFRESH);
            const refreshed = await browser.post('/api/auth/refresh', { cookies: true });
            assert.equal(refreshed.status, 200, refreshed.text);
            assertSet(refreshed);
            assert.notEqual(browser.cookies.get(REFRESH), before);
            assert.equal((await session(browser)).status, 200);
        });

        it('only if the request asks for them', async () => {
            const browser = new Browser(stack);
            const login = { username: ada.username, password: PASSWORD };
            for (const fields of [login, { ...login, cookies: false }]) {
                const answer = await browser.post('/api/auth/login', fields);
                assert.ok(answer.json.access_token);
                assert.equal(answer.headers['set-cookie'], undefined);
            }
            const problem = assertProblem(
                await browser.post('/api/auth/login', { ...login, cookies: 'yes' }),
                422,
                'invalid_field',
            );
            assert.deepEqual(
                problem.errors.map((error) => error.field),
                ['cookies'],
            );
        });

        it('for no page of another site', async () => {
            const login = { username: ada.username, password: PASSWORD, cookies: true };
            for (const headers of [
                { 'Sec-Fetch-Site': 'cross-site' },
                { 'Sec-Fetch-Site': 'same-site' },
                { Origin: 'https://elsewhere.example' },
                { Origin: 'null' },
            ]) {
                const answer = await stack.request('POST', '/api/auth/login', { json: login, headers });
                assertProblem(answer, 403, 'cross_site', JSON.stringify(headers));
                assert.equal(answer.headers['set-cookie'], undefined);
            }
            const tool = await stack.request('POST', '/api/auth/login', { json: login });
            assert.equal(tool.status, 200, 'what is no browser says nothing of its origin');
        });
    });

    describe('sign in', () => {
        it('reads and writes of the own pages', async () => {
            assert.equal((await session(ada)).json.account.username, ada.username);
            const made = await ada.post('/api/contacts', { name: 'Charles' });
            assert.equal(made.status, 201, made.text);
            assert.equal((await ada.request('DELETE', `/api/contacts/${made.json.id}`)).status, 204);
            assert.match((await session(ada)).headers.vary, /\bCookie\b/);
        });

        it('the address bar for reading alone', async () => {
            assert.equal((await session(ada, { 'Sec-Fetch-Site': 'none' })).status, 200);
            const headers = { 'Sec-Fetch-Site': 'none' };
            assertProblem(await ada.post('/api/contacts', { name: 'x' }, { headers }), 403, 'cross_site');
        });

        it('by Origin where nothing tells the site', async () => {
            const headers = { 'Sec-Fetch-Site': undefined, Origin: stack.told.DEBT_PUBLIC_ORIGIN };
            assert.equal((await session(ada, headers)).status, 200);
        });

        for (const [what, headers] of [
            ['another site', { 'Sec-Fetch-Site': 'cross-site' }],
            ['a neighbour of the site', { 'Sec-Fetch-Site': 'same-site' }],
            ['another origin', { 'Sec-Fetch-Site': undefined, Origin: 'https://elsewhere.example' }],
            ['an origin that hides', { 'Sec-Fetch-Site': undefined, Origin: 'null' }],
            ['nobody knows where', { 'Sec-Fetch-Site': undefined }],
        ]) {
            it(`nothing that comes from ${what}`, async () => {
                assertProblem(await session(ada, headers), 403, 'cross_site');
                assertProblem(await ada.post('/api/contacts', { name: 'x' }, { headers }), 403, 'cross_site');
                assertProblem(await ada.post('/api/auth/logout', {}, { headers }), 403, 'cross_site');
                assertProblem(await ada.post('/api/auth/refresh', {}, { headers }), 403, 'cross_site');
            });
        }

        it('nobody whose Authorization says something else', async () => {
            for (const Authorization of ['Bearer nonsense', 'Bearer', '', 'Basic YTpi']) {
                assertProblem(await session(ada, { Authorization }), 401, 'unauthenticated', Authorization);
            }
            const bob = await stack.account('bob');
            const both = await session(ada, { Authorization: `Bearer ${bob.token}`, 'Sec-Fetch-Site': 'cross-site' });
            assert.equal(both.status, 200, 'a bearer needs no origin');
            assert.equal(both.json.account.username, bob.username);
        });

        it('nobody by something else in the cookie', async () => {
            const good = ada.cookies.get(ACCESS);
            const attempt = (Cookie) =>
                stack.request('GET', '/api/auth/session', { headers: { 'Sec-Fetch-Site': 'same-origin', Cookie } });
            assert.equal((await attempt(`${ACCESS}=${good}`)).status, 200);
            for (const Cookie of [
                `${ACCESS}=`,
                `${ACCESS}=nonsense`,
                `${ACCESS}="${good}"`,
                `${ACCESS}=${ada.cookies.get(REFRESH)}`,
                `debt_access=${good}`,
                `${REFRESH}=${good}`,
                `${ACCESS}=${'a'.repeat(3000)}`,
            ]) {
                assertProblem(await attempt(Cookie), 401, 'unauthenticated', Cookie.slice(0, 60));
            }
        });

        it('until the access token expires, which is told', async () => {
            const claims = claimsOf(ada.cookies.get(ACCESS));
            const past = { ...claims, iat: claims.iat - 2000, nbf: claims.nbf - 2000, exp: claims.exp - 2000 };
            const headers = { 'Sec-Fetch-Site': 'same-origin', Cookie: `${ACCESS}=${signToken(stack, past)}` };
            assertProblem(await stack.request('GET', '/api/auth/session', { headers }), 401, 'token_expired');
        });
    });

    describe('of 8 KB', () => {
        it('are told to be too many, or are read past', async () => {
            for (const bytes of [7000, 8600, 9000, 40_000]) {
                const headers = {
                    'Sec-Fetch-Site': 'same-origin',
                    Cookie: `filler=${'x'.repeat(bytes - 600)}; ${ACCESS}=${ada.cookies.get(ACCESS)}`,
                };
                const answer = await stack.request('GET', '/api/auth/session', { headers });
                if (bytes < 8000) assert.equal(answer.status, 200, `${bytes} bytes: ${answer.text}`);
                else assertProblem(answer, 431, 'too_large', `${bytes} bytes`);
            }
        });
    });

    describe('refresh', () => {
        it('goes without a body, and gives nothing to a script', async () => {
            const browser = await register();
            for (const body of [undefined, {}, { cookies: false }]) {
                const answer = await browser.request('POST', '/api/auth/refresh', { json: body });
                assert.equal(answer.status, 200, answer.text);
                assert.equal(answer.json.refresh_token, undefined);
                assert.equal(answer.json.access_token, undefined);
            }
            assert.equal((await session(browser)).status, 200);
        });

        it('gives two tabs at once the same successor', async () => {
            const browser = await register();
            const answers = await Promise.all([1, 2, 3].map(() => browser.post('/api/auth/refresh', {})));
            const successors = answers.map((answer) => /debt_refresh=([^;]+)/.exec(answer.headers['set-cookie'])?.[1]);
            assert.deepEqual(new Set(answers.map((answer) => answer.status)), new Set([200]));
            assert.equal(new Set(successors).size, 1);
        });

        it('takes the body before the cookie', async () => {
            const browser = await register();
            const other = await stack.request('POST', '/api/auth/login', {
                json: { username: ada.username, password: PASSWORD },
            });
            const answer = await browser.post('/api/auth/refresh', { refresh_token: other.json.refresh_token });
            assert.equal(answer.json.account.username, ada.username);
            assert.ok(answer.json.refresh_token);
            assert.equal(answer.headers['set-cookie'], undefined);
        });

        it('without a cookie is 401, and forgets one that is no good', async () => {
            const browser = new Browser(stack);
            assertProblem(await browser.post('/api/auth/refresh', { cookies: true }), 401, 'unauthenticated');
            browser.cookies.set(REFRESH, 'nonsense');
            assertProblem(await browser.post('/api/auth/refresh', { cookies: true }), 401, 'unauthenticated');
            assert.equal(browser.cookies.size, 0);
        });
    });

    describe('signing in anew', () => {
        const sessions = async (browser) => (await browser.request('GET', '/api/auth/sessions')).json.length;
        const login = (browser, fields = {}) =>
            browser.post('/api/auth/login', { username: browser.username, password: PASSWORD, cookies: true, ...fields });

        it('ends the session that the browser had, which nobody could reach any more', async () => {
            const browser = await register();
            const before = new Map(browser.cookies);
            assert.equal((await login(browser)).status, 200);
            assert.equal(await sessions(browser), 1);
            browser.cookies = before;
            assertProblem(await session(browser), 401, 'unauthenticated');
        });

        it('ends nothing where it fails, or keeps its tokens elsewhere, or the cookie is forged', async () => {
            const browser = await register();
            assertProblem(await login(browser, { password: `${PASSWORD} wrong` }), 401, 'invalid_credentials');
            assert.equal((await login(browser, { cookies: false })).status, 200);
            const other = await register();
            const forged = browser.cookies.get(REFRESH).replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'));
            other.cookies.set(REFRESH, forged);
            assert.equal((await login(other)).status, 200);
            assert.equal(await sessions(browser), 2);
        });
    });

    describe('logout', () => {
        it('ends the session and has the browser forget it', async () => {
            const browser = await register();
            const kept = new Map(browser.cookies);
            const answer = await browser.post('/api/auth/logout');
            assert.equal(answer.status, 204);
            assert.deepEqual([...browser.cookies.keys()], [DEVICE], 'it is known again, which opens nothing');
            assertProblem(await session(browser), 401, 'unauthenticated');
            browser.cookies = kept;
            assertProblem(await session(browser), 401, 'unauthenticated');
            assertProblem(await browser.post('/api/auth/refresh', {}), 401, 'unauthenticated');
        });

        it('of a bearer leaves the cookies alone', async () => {
            const bob = await stack.account('bearer');
            const answer = await ada.post('/api/auth/logout', undefined, {
                headers: { Authorization: `Bearer ${bob.token}` },
            });
            assert.equal(answer.status, 204);
            assert.equal(answer.headers['set-cookie'], undefined);
            assert.equal((await session(ada)).status, 200);
        });
    });

    describe('open a stream', () => {
        const open = (headers) => stack.watch({ headers: { Cookie: ada.cookieHeader, ...headers } });
        const refused = async (headers) => {
            const all = { ...HANDSHAKE, Cookie: ada.cookieHeader, ...headers };
            return stack.request('GET', '/ws', { headers: all });
        };

        it('from the site itself, by its exact Origin', async () => {
            const watcher = open({ Origin: stack.told.DEBT_PUBLIC_ORIGIN });
            await watcher.hello();
            await watcher.close();
        });

        it('and from nowhere else', async () => {
            const here = stack.told.DEBT_PUBLIC_ORIGIN;
            for (const headers of [
                {},
                { 'Sec-Fetch-Site': 'same-origin' },
                { Origin: 'https://elsewhere.example' },
                { Origin: 'null' },
                { Origin: `${here}/` },
                { Origin: here.toUpperCase() },
                { Origin: `${here}.elsewhere.example` },
            ]) {
                assertProblem(await refused(headers), 403, 'cross_site', JSON.stringify(headers));
            }
        });

        it('not beside a bad Authorization', async () => {
            const headers = { Origin: stack.told.DEBT_PUBLIC_ORIGIN, Authorization: 'Bearer nonsense' };
            assertProblem(await refused(headers), 401, 'unauthenticated');
        });
    });
});
