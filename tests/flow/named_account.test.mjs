// A request that says for which account it is meant is served in no other account's session.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { Browser } from './browser.mjs';
import { assertProblem, openapi } from './conformance.mjs';
import { signToken } from './signing.mjs';
import { claimsOf, PASSWORD, sharedStack } from './stack.mjs';

const METHODS = ['get', 'put', 'post', 'delete', 'patch'];
const ofSessions = Object.entries(openapi.paths).flatMap(([path, item]) =>
    METHODS.filter((method) => item[method] && item[method].security === undefined).map((method) => [method.toUpperCase(), path.replace('{id}', randomUUID())]),
);
const ACCESS = '__Host-debt_access';
const HANDSHAKE = { Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Version': '13', 'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==' };

describe('the account that a request names', () => {
    let stack, ada, bob;

    before(async () => {
        stack = await sharedStack();
        [ada, bob] = await Promise.all([registered(), registered()]);
    });
    after(() => stack?.stop());

    // A browser that is signed in by its cookies.
    async function registered() {
        const browser = new Browser(stack);
        const { status, json, text } = await browser.post('/api/auth/register', { username: `named-${randomUUID().slice(0, 8)}`, password: PASSWORD, cookies: true });
        assert.equal(status, 201, text);
        return Object.assign(browser, { id: json.account.id, token: browser.cookies.get(ACCESS) });
    }
    const event = () => ({ id: randomUUID(), type: 'CONTACT_CREATED', aggregate_id: randomUUID(), data: { name: 'Of Ada' }, comment: null });
    const naming = ({ id }) => ({ headers: { 'Debt-Account': id } });
    const head = async (browser) => (await browser.request('GET', '/api/sync')).json.head;

    for (const [method, path] of ofSessions) {
        it(`is the session's, or it is refused: ${method} ${path.replace(/[0-9a-f-]{36}/, '{id}')}`, async () => {
            const json = method === 'GET' || method === 'DELETE' ? undefined : { events: [event()] };
            assertProblem(await bob.request(method, path, { json, ...naming(ada) }), 401, 'other_account');
        });
    }

    it('has left everything as it was, the session too', async () => {
        assert.equal(await head(bob), 0);
        assert.equal((await bob.request('GET', '/api/auth/session', naming(bob))).json.account.id, bob.id);
    });

    it('is served where it is the session\'s, by cookie and by token', async () => {
        const { status, json } = await ada.post('/api/events', { events: [event()] }, naming(ada));
        assert.equal(status, 200);
        assert.equal(json.results[0].status, 'accepted');
        const byToken = (id) => stack.request('GET', '/api/sync', { token: ada.token, headers: { 'Debt-Account': id } });
        assert.equal((await byToken(ada.id)).status, 200);
        assertProblem(await byToken(bob.id), 401, 'other_account');
    });

    it('is an account\'s id to the letter', async () => {
        for (const named of ['', 'x', ada.id.toUpperCase(), `${ada.id}0`, ada.id.slice(0, -1), `${ada.id}&`, `${ada.id}, ${ada.id}`]) {
            assertProblem(await ada.request('GET', '/api/sync', { headers: { 'Debt-Account': named } }), 401, 'other_account', named);
        }
    });

    it('is looked at though the access token has expired: there is nothing to refresh', async () => {
        const { iat, nbf, exp, ...claims } = claimsOf(ada.token);
        const expired = signToken(stack, { ...claims, iat: iat - 2000, nbf: nbf - 2000, exp: exp - 2000 });
        const asked = (id) => stack.request('GET', '/api/sync', { headers: { 'Sec-Fetch-Site': 'same-origin', Cookie: `${ACCESS}=${expired}`, 'Debt-Account': id } });
        assertProblem(await asked(ada.id), 401, 'token_expired');
        assertProblem(await asked(bob.id), 401, 'other_account');
    });

    it('is a parameter of an export, which a link asks for', async () => {
        const exported = (id, options) => ada.request('GET', `/api/export?format=json&account=${id}`, options);
        assert.equal((await exported(ada.id)).json.events.length, 1);
        assertProblem(await exported(bob.id), 401, 'other_account');
        assertProblem(await exported(ada.id, naming(bob)), 401, 'other_account', 'both must be right');
        assertProblem(await ada.request('GET', `/api/sync?account=${ada.id}`), 400, 'invalid_parameter', 'no other route has it');
    });

    describe('by a stream', () => {
        const headers = (browser) => ({ Cookie: browser.cookieHeader, Origin: stack.told.DEBT_PUBLIC_ORIGIN });
        const opens = async (query, sent) => {
            const watcher = stack.watch({ query, headers: sent });
            await watcher.hello();
            await watcher.close();
        };
        const refused = async (path, sent) =>
            assertProblem(await stack.request('GET', path, { headers: { ...HANDSHAKE, ...sent } }), 401, 'other_account', path);

        it('is a parameter, for a browser sends no header with a handshake', async () => {
            await opens(`account=${bob.id}`, headers(bob));
            await opens(`after=0&account=${bob.id}`, headers(bob));
            for (const query of [`account=${ada.id}`, `after=0&account=${ada.id}`, `account=${ada.id}&after=0`, 'account=', `account=${bob.id}0`]) {
                await refused(`/ws?${query}`, headers(bob));
            }
        });

        it('is a header elsewhere', async () => {
            await opens('', { ...headers(bob), 'Debt-Account': bob.id });
            await refused('/ws', { ...headers(bob), 'Debt-Account': ada.id });
            await refused('/ws', { Authorization: `Bearer ${bob.token}`, 'Debt-Account': ada.id });
        });

        it('is that for which its ticket was drawn', async () => {
            assertProblem(await bob.post('/api/auth/stream-ticket', {}, naming(ada)), 401, 'other_account');
            const { ticket } = (await bob.post('/api/auth/stream-ticket', {}, naming(bob))).json;
            await opens(`ticket=${ticket}`, {});
        });
    });
});
