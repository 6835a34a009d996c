// Passkeys as a browser uses them: register, sign in without a user name, rename, remove, and then no more.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { addAuthenticator, launch } from './chromium.mjs';
import { PASSWORD, sharedStack } from './stack.mjs';

describe('passkeys in Chromium', () => {
    let stack, browser, context, page, authenticator, passkey;
    const username = `browser-${randomUUID().slice(0, 8)}`;

    // A request of the page itself: { status, json }.
    const request = (method, path, json) =>
        page.evaluate(
            async ([method, path, json]) => {
                const body = json === undefined ? undefined : JSON.stringify(json);
                const headers = json === undefined ? {} : { 'Content-Type': 'application/json' };
                const answer = await fetch(path, { method, body, headers });
                const text = await answer.text();
                return { status: answer.status, json: text === '' ? null : JSON.parse(text) };
            },
            [method, path, json],
        );

    // What navigator.credentials gives for the options, or the name of its error.
    const ceremony = (kind, options) =>
        page.evaluate(
            async ([kind, options]) => {
                const parse = kind === 'create' ? 'parseCreationOptionsFromJSON' : 'parseRequestOptionsFromJSON';
                try {
                    const publicKey = PublicKeyCredential[parse](options);
                    return (await navigator.credentials[kind]({ publicKey })).toJSON();
                } catch (error) {
                    return error.name;
                }
            },
            [kind, options],
        );

    async function signIn() {
        const options = (await request('POST', '/api/auth/passkey-login/challenge')).json;
        const credential = await ceremony('get', options);
        return typeof credential === 'string'
            ? credential
            : request('POST', '/api/auth/passkey-login', { credential, cookies: true });
    }

    before(async () => {
        stack = await sharedStack();
        browser = await launch();
        // The page at / may not be a client that makes requests; what is looked at here are passkeys.
        context = await browser.newContext({ bypassCSP: true });
        page = await context.newPage();
        authenticator = await addAuthenticator(page);
        await page.goto(`http://localhost:${stack.port}/`);
        const made = await request('POST', '/api/auth/register', { username, password: PASSWORD, cookies: true });
        assert.equal(made.status, 201, JSON.stringify(made.json));
    });
    after(async () => {
        await browser?.close();
        await stack?.stop();
    });

    it('registers one', async () => {
        const options = (await request('POST', '/api/auth/passkeys/challenge')).json;
        const credential = await ceremony('create', options);
        const made = await request('POST', '/api/auth/passkeys', { name: 'Phone', credential });
        assert.equal(made.status, 201, JSON.stringify(made.json));
        passkey = made.json;
        const [held] = await authenticator.credentials();
        assert.equal(held.rpId, 'localhost');
        assert.equal(held.isResidentCredential, true);
        assert.equal(Buffer.from(held.userHandle, 'base64').length, 16);
    });

    it('does not register the same device twice', async () => {
        const options = (await request('POST', '/api/auth/passkeys/challenge')).json;
        assert.equal(await ceremony('create', options), 'InvalidStateError');
    });

    it('signs in without a user name, twice', async () => {
        for (let i = 0; i < 2; i++) {
            await context.clearCookies();
            assert.equal((await request('GET', '/api/auth/session')).status, 401);
            const answer = await signIn();
            assert.equal(answer.status, 200, JSON.stringify(answer));
            assert.equal(answer.json.account.username, username);
            assert.equal((await request('GET', '/api/auth/session')).json.account.username, username);
        }
    });

    it('renames it', async () => {
        const renamed = await request('PATCH', `/api/auth/passkeys/${passkey.id}`, { name: 'Laptop' });
        assert.equal(renamed.json.name, 'Laptop');
        const [shown] = (await request('GET', '/api/auth/passkeys')).json;
        assert.equal(shown.name, 'Laptop');
        assert.ok(shown.last_used_at);
    });

    it('removes it, and signs nobody in by it any more', async () => {
        assert.equal((await request('DELETE', `/api/auth/passkeys/${passkey.id}`)).status, 204);
        await context.clearCookies();
        const refused = await signIn();
        assert.equal(refused.status, 401);
        assert.equal(refused.json.code, 'invalid_credentials');
        assert.equal((await request('GET', '/api/auth/session')).status, 401);
    });

    it('registers nobody whom the device does not know', async () => {
        const other = await context.newPage();
        await other.goto(`http://localhost:${stack.port}/`);
        await addAuthenticator(other, { hasUserVerification: false, isUserVerified: false });
        await page.close();
        page = other;
        const account = { username: `other-${randomUUID().slice(0, 8)}`, password: PASSWORD, cookies: true };
        assert.equal((await request('POST', '/api/auth/register', account)).status, 201);
        const options = (await request('POST', '/api/auth/passkeys/challenge')).json;
        const refusal = ceremony('create', { ...options, timeout: 1000 });
        assert.match(await refusal, /^(NotAllowed|Constraint|NotSupported)Error$/);
    });
});
