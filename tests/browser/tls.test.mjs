// The site as it is on the internet: HTTPS, passkeys, cookies and the WebSocket in Chromium, on `DEBT_TLS=1 ./dev run`.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { addAuthenticator, launch } from './chromium.mjs';
import { PASSWORD, startStack } from './stack.mjs';
import { Visitor } from './visitor.mjs';

describe('over TLS in Chromium', () => {
    let stack, browser, origin;

    before(async () => {
        stack = await startStack('tls', { env: { DEBT_TLS: '1' } });
        origin = `https://localhost:${stack.port}`;
        browser = await launch({ authority: join(stack.state, 'tls', 'ca.crt') });
    });
    after(async () => {
        await browser?.close();
        await stack?.stop();
    });

    it('the page is trusted as README says, without a warning or an exception, and its worker runs; without that it is not', async () => {
        const ada = await Visitor.arrives(browser, origin);
        const devtools = await ada.context.newCDPSession(ada.page);
        const told = new Promise((resolve) => devtools.on('Security.visibleSecurityStateChanged', resolve));
        await devtools.send('Security.enable');
        const { securityState, securityStateIssueIds } = (await told).visibleSecurityState;
        assert.deepEqual({ securityState, securityStateIssueIds }, { securityState: 'secure', securityStateIssueIds: [] });
        // Chromium starts no service worker by an exception for a certificate.
        assert.equal(await ada.page.evaluate(async () => new URL((await navigator.serviceWorker.ready).scope).origin), origin);
        await ada.context.close();
        const stranger = await launch();
        await assert.rejects(Visitor.arrives(stranger, origin), /ERR_CERT_AUTHORITY_INVALID/);
        await stranger.close();
    });

    it('somebody signs up, with a password that is not shown, adds a debt, and finds it on another device, by HTTP/2', async () => {
        const ada = await Visitor.arrives(browser, origin);
        assert.equal(await ada.page.evaluate(() => performance.getEntriesByType('navigation')[0].nextHopProtocol), 'h2');
        const password = ada.page.getByLabel('Password');
        assert.equal(await password.getAttribute('type'), 'password');
        assert.match(await password.getAttribute('autocomplete'), /^(current|new)-password$/);
        await ada.signsUp();
        await ada.adds('Berta', '12.50');
        await ada.uploaded();
        const cookies = (await ada.context.cookies()).filter(({ name }) => name.startsWith('__Host-'));
        assert.equal(cookies.length, 3, 'access, refresh, and the device');
        for (const { secure, httpOnly, sameSite } of cookies)
            assert.deepEqual({ secure, httpOnly, sameSite }, { secure: true, httpOnly: true, sameSite: 'Strict' });
        const phone = await Visitor.arrives(browser, origin);
        await phone.signsIn(ada.username);
        await phone.shows('Berta');
        assert.deepEqual([...ada.faults, ...phone.faults], []);
        await ada.context.close();
        await phone.context.close();
    });

    describe('a page', () => {
        let context, page;
        const username = `tls-${randomUUID().slice(0, 8)}`;
        const post = (path, json = {}) =>
            page.evaluate(
                async ([path, body]) => {
                    const answer = await fetch(path, { method: 'POST', body, headers: { 'Content-Type': 'application/json' } });
                    return { status: answer.status, json: await answer.json() };
                },
                [path, JSON.stringify(json)],
            );
        const ceremony = (kind, options) =>
            page.evaluate(
                async ([kind, options]) => {
                    const parse = kind === 'create' ? 'parseCreationOptionsFromJSON' : 'parseRequestOptionsFromJSON';
                    return (await navigator.credentials[kind]({ publicKey: PublicKeyCredential[parse](options) })).toJSON();
                },
                [kind, options],
            );
        // Frames of a stream until there are so many, or how it was closed.
        const frames = (count) =>
            page.evaluate(
                (count) =>
                    new Promise((resolve) => {
                        const got = [];
                        const socket = new WebSocket(`wss://${location.host}/ws?after=0`);
                        socket.onmessage = ({ data }) => {
                            got.push(JSON.parse(data));
                            if (got.length < count) return;
                            socket.close();
                            resolve(got);
                        };
                        socket.onclose = () => resolve(got);
                    }),
                count,
            );

        before(async () => {
            context = await browser.newContext();
            page = await context.newPage();
            await addAuthenticator(page);
            await page.goto(`${origin}/sign-in`);
            assert.equal((await post('/api/auth/register', { username, password: PASSWORD, cookies: true })).status, 201);
            assert.equal((await post('/api/contacts', { name: 'Berta' })).status, 201);
        });
        after(() => context?.close());

        it('registers a passkey and signs in by it', async () => {
            const credential = await ceremony('create', (await post('/api/auth/passkeys/challenge')).json);
            assert.equal((await post('/api/auth/passkeys', { name: 'Phone', credential })).status, 201);
            await context.clearCookies();
            assert.equal((await post('/api/contacts', { name: 'Nobody' })).status, 401);
            const answer = await post('/api/auth/passkey-login', {
                credential: await ceremony('get', (await post('/api/auth/passkey-login/challenge')).json),
                cookies: true,
            });
            assert.equal(answer.status, 200, JSON.stringify(answer.json));
            assert.equal(answer.json.account.username, username);
        });

        it('has its stream by the cookie, and a stranger has none', async () => {
            const [hello, event] = await frames(2);
            assert.equal(hello.type, 'hello');
            assert.equal(event.event.data.name, 'Berta');
            await context.clearCookies();
            assert.deepEqual(await frames(1), []);
        });
    });
});
