// Strangers guess at passwords, from ever other addresses: they get what they may have, and the owner gets in all the same, by a
// device or a network that the account knows.
import assert from 'node:assert/strict';
import http from 'node:http';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { Browser } from './browser.mjs';
import { assertProblem } from './conformance.mjs';
import { PASSWORD, startStack } from './stack.mjs';

const DEVICE = '__Host-debt_device';

describe('guessing at passwords', () => {
    let stack, places = 0;
    const agents = [];

    before(async () => {
        stack = await startStack('guessing', { env: { DEBT_WORKERS: '2', DEBT_PASSWORD_WORKERS: '1' } });
    });
    after(async () => {
        agents.forEach((agent) => agent.destroy());
        await stack?.stop();
    });

    // An address that nobody has come from yet.
    function elsewhere() {
        places++;
        agents.push(new http.Agent({ localAddress: `127.1.${places >> 8}.${places & 255}` }));
        return { agent: agents.at(-1) };
    }
    const home = () => ({ agent: stack.agent });
    const login = (username, password, { agent }, headers = {}) =>
        stack.request('POST', '/api/auth/login', { json: { username, password }, agent, headers });
    const withDevice = (browser) => ({ Cookie: `${DEVICE}=${browser.cookies.get(DEVICE)}` });

    // Somebody who has registered at home, with a browser, and has signed out.
    async function owner() {
        const browser = new Browser(stack);
        const username = `owner-${randomUUID().slice(0, 8)}`;
        const registered = await browser.post('/api/auth/register', { username, password: PASSWORD, cookies: true });
        assert.equal(registered.status, 201, registered.text);
        assert.equal((await browser.post('/api/auth/logout')).status, 204);
        return Object.assign(browser, { username });
    }
    // So many wrong guesses; of a known device, or of an address each.
    const fail = (username, count, device) =>
        stack.psql(`set search_path = debt; select count(note_failure('${username}', '198.51.100.' || n,
            ${device ? `ledger_id, '${device}'` : 'null, null'})) from generate_series(1, ${count}) n, accounts where username = '${username}'`);

    // Sends until one is told to wait: what strangers may have of the hashing is used up. It fills again while other things are
    // asked, so whoever wants to see it empty sends until it is.
    async function untilRefused(send, letIn) {
        for (let i = 0; i < 2000; i++) {
            const answer = await send(i);
            if (answer.status === 429) return answer;
            assert.equal(answer.status, letIn, answer.text);
        }
        assert.fail('2,000 requests were let through');
    }

    it('of an account is refused after a hundred, but not to its owner, at home or with a known device anywhere', async () => {
        const [ada, bob] = [await owner(), await owner()];
        await fail(ada.username, 100);
        const refused = await login(ada.username, PASSWORD, elsewhere());
        assertProblem(refused, 429, 'rate_limited');
        assert.ok(Number(refused.headers['retry-after']) > 0);
        const forged = ada.cookies.get(DEVICE).replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'));
        assertProblem(await login(ada.username, PASSWORD, elsewhere(), { Cookie: `${DEVICE}=${forged}` }), 429, 'rate_limited');
        assertProblem(await login(ada.username, PASSWORD, elsewhere(), withDevice(bob)), 429, 'rate_limited');
        assert.equal((await login(ada.username, PASSWORD, elsewhere(), withDevice(ada))).status, 200);
        assert.equal((await login(ada.username, PASSWORD, home())).status, 200);
    });

    it('from a known device is refused after thirty, wherever it goes, and at no other place', async () => {
        const ada = await owner();
        await fail(ada.username, 30, deviceOf(ada));
        assertProblem(await login(ada.username, PASSWORD, elsewhere(), withDevice(ada)), 429, 'rate_limited');
        assertProblem(await login(ada.username, PASSWORD, home(), withDevice(ada)), 429, 'rate_limited');
        assert.equal((await login(ada.username, PASSWORD, home())).status, 200);
    });

    it('leaves a browser its id from one sign-in to the next', async () => {
        const ada = await owner();
        const before = ada.cookies.get(DEVICE);
        assert.equal((await ada.post('/api/auth/login', { username: ada.username, password: PASSWORD, cookies: true })).status, 200);
        assert.equal(ada.cookies.get(DEVICE), before);
    });

    it('by a flood from everywhere is told to wait, and takes nothing from those who are known', async () => {
        const [ada, bob] = [await owner(), await owner()];
        const session = (await login(bob.username, PASSWORD, home())).json;
        await stack.stop({ keep: true });
        await stack.start({ DEBT_HASHING_PERCENT: '1' });
        const refused = await untilRefused((i) => login(`nobody-${i}`, PASSWORD, elsewhere()), 401);
        assertProblem(refused, 429, 'rate_limited');
        assert.ok(Number(refused.headers['retry-after']) > 0);
        const atTheOwner = await untilRefused(() => login(ada.username, `not ${PASSWORD}`, elsewhere()), 401);
        assertProblem(atTheOwner, 429, 'rate_limited');
        assert.equal((await login(ada.username, PASSWORD, elsewhere(), withDevice(ada))).status, 200, 'by device');
        assert.equal((await login(ada.username, PASSWORD, home())).status, 200, 'by network');
        const changed = await stack.request('PUT', '/api/auth/password', {
            ...elsewhere(),
            token: session.access_token,
            json: { current_password: PASSWORD, new_password: `${PASSWORD} anew` },
        });
        assert.equal(changed.status, 204, 'who is signed in changes the password');
        const register = () =>
            stack.request('POST', '/api/auth/register', { json: { username: `late-${randomUUID().slice(0, 8)}`, password: PASSWORD } });
        assertProblem(await untilRefused(register, 201), 429, 'rate_limited');
    });
});

// The id of the device in a device token: its second half (cgi/device_token.h).
const deviceOf = (browser) => browser.cookies.get(DEVICE).slice(32, 64);
