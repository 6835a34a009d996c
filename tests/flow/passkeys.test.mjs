// Passkeys: registering, naming, removing, signing in without a user name; and everything that WebAuthn L3 §7.1 and §7.2 refuse.
import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { cbor, FLAGS, Passkey } from './authenticator.mjs';
import { assertProblem } from './conformance.mjs';
import { signLoginChallenge } from './signing.mjs';
import { Account, claimsOf, PASSWORD, sharedStack } from './stack.mjs';

describe('passkeys', () => {
    let stack, origin, ada;
    const post = (path, json, options = {}) => stack.request('POST', path, { json, ...options });
    const challenge = async (who = ada) => (await who.request('POST', '/api/auth/passkeys/challenge')).json;
    const loginChallenge = async () => (await stack.request('POST', '/api/auth/passkey-login/challenge')).json;
    const send = (who, credential, name = 'Phone') => who.post('/api/auth/passkeys', { name, credential });
    const login = (credential, more = {}) => post('/api/auth/passkey-login', { credential, ...more });
    async function register(who = ada, options = {}, wrong = {}) {
        const passkey = new Passkey(origin, options);
        const answer = await send(who, passkey.create(await challenge(who), wrong));
        return { passkey, answer };
    }
    async function registered(who = ada, options = {}) {
        const { passkey, answer } = await register(who, options);
        assert.equal(answer.status, 201, answer.text);
        return Object.assign(passkey, { made: answer.json });
    }
    async function newAccount() {
        const made = await post('/api/auth/register', { username: `key-${randomUUID().slice(0, 8)}`, password: PASSWORD });
        assert.equal(made.status, 201, made.text);
        return new Account(stack, made.json.account.username, made.json.access_token);
    }

    before(async () => {
        stack = await sharedStack();
        origin = stack.told.DEBT_PUBLIC_ORIGIN;
        ada = await newAccount();
    });
    after(() => stack?.stop());

    describe('registering', () => {
        it('offers what a browser needs: user verification, a discoverable credential, three algorithms', async () => {
            const { made, id } = await registered();
            const options = await challenge();
            assert.equal(options.rp.id, 'localhost');
            assert.equal(options.attestation, 'none');
            assert.deepEqual(
                options.pubKeyCredParams.map((one) => one.alg),
                [-7, -8, -257],
            );
            assert.equal(options.authenticatorSelection.userVerification, 'required');
            assert.equal(options.authenticatorSelection.residentKey, 'required');
            assert.equal(options.user.name, ada.username);
            assert.equal(Buffer.from(options.user.id, 'base64url').toString('hex'), ada.ledger.replaceAll('-', ''));
            assert.ok(Buffer.from(options.challenge, 'base64url').length >= 32);
            const known = options.excludeCredentials.find((one) => one.id === id.toString('base64url'));
            assert.deepEqual(known.transports, ['internal', 'hybrid']);
            assert.notEqual(options.challenge, (await challenge()).challenge);
            assert.ok(made.id);
        });

        for (const algorithm of [-7, -8, -257]) {
            it(`takes a key of algorithm ${algorithm}, which signs in without a user name`, async () => {
                const passkey = await registered(ada, { algorithm });
                const answer = await login(passkey.get(await loginChallenge()));
                assert.equal(answer.status, 200, answer.text);
                assert.equal(answer.json.account.username, ada.username);
                assert.equal(claimsOf(answer.json.access_token).led, ada.ledger);
                const session = await stack.request('GET', '/api/auth/session', { token: answer.json.access_token });
                assert.equal(session.status, 200);
            });
            it(`takes an attestation by the key itself of algorithm ${algorithm}, and no forged one`, async () => {
                const good = await register(ada, { algorithm }, { self: true });
                assert.equal(good.answer.status, 201, good.answer.text);
                const bad = await register(ada, { algorithm }, { self: true, sig: randomBytes(64) });
                assertRefused(bad.answer, 'attestation');
            });
        }

        function assertRefused(answer, code) {
            const problem = assertProblem(answer, 422, 'invalid_field');
            assert.deepEqual(problem.errors.map((error) => error.code), [code], answer.text);
        }

        const x = randomBytes(32);
        const wrongKey = (...pairs) => new Map(pairs);
        for (const [what, code, wrong] of [
            ['client data that are no JSON', 'format', { clientDataText: '{' }],
            ['client data with a key twice', 'format', { clientDataText: '{"type":"webauthn.create","type":"webauthn.create"}' }],
            ['another type', 'type', { clientData: { type: 'webauthn.get' } }],
            ['an invented challenge', 'challenge', { clientData: { challenge: randomBytes(72).toString('base64url') } }],
            ['a challenge that is no text', 'challenge', { clientData: { challenge: 5 } }],
            ['another origin', 'origin', { clientData: { origin: 'https://evil.example' } }],
            ['an origin like it', 'origin', { clientData: { origin: 'http://localhost' } }],
            ['crossOrigin', 'cross_origin', { clientData: { crossOrigin: true } }],
            ['crossOrigin that is no boolean', 'cross_origin', { clientData: { crossOrigin: 'false' } }],
            ['topOrigin', 'cross_origin', { clientData: { topOrigin: 'https://evil.example' } }],
            ['another RP ID', 'rp_id', { rpId: 'evil.example' }],
            ['nobody present', 'user_presence', { flags: FLAGS.UV | FLAGS.AT }],
            ['nobody verified', 'user_verification', { flags: FLAGS.UP | FLAGS.AT }],
            ['backed up, and not eligible for it', 'backup', { flags: FLAGS.UP | FLAGS.UV | FLAGS.AT | FLAGS.BS }],
            ['no credential', 'credential', { flags: FLAGS.UP | FLAGS.UV, bare: true }],
            ['a credential that is not announced', 'format', { flags: FLAGS.UP | FLAGS.UV }],
            ['announced extensions that are not there', 'format', { flags: FLAGS.UP | FLAGS.UV | FLAGS.AT | FLAGS.ED }],
            ['bytes behind the authenticator data', 'format', { trailing: Buffer.from([0]) }],
            ['an algorithm that was not asked for', 'algorithm', { coseKey: wrongKey([1, 2], [3, -35], [-1, 2], [-2, x], [-3, x]) }],
            ['a key without an algorithm', 'public_key', { coseKey: wrongKey([1, 2], [-1, 1], [-2, x], [-3, x]) }],
            ['a point that is not on the curve', 'public_key', { coseKey: wrongKey([1, 2], [3, -7], [-1, 1], [-2, x], [-3, x]) }],
            ['a key of another type', 'public_key', { coseKey: wrongKey([1, 1], [3, -7], [-1, 1], [-2, x], [-3, x]) }],
            ['a short coordinate', 'public_key', { coseKey: wrongKey([1, 2], [3, -7], [-1, 1], [-2, x], [-3, x.subarray(1)]) }],
            ['a key that is no map', 'public_key', { key: cbor(x) }],
            ['attestation of another format', 'attestation', { attestation: { fmt: 'fido-u2f' } }],
            ['a statement with `none`', 'attestation', { attestation: { attStmt: { alg: -7 } } }],
            ['another id than the authenticator says', 'id', { rawId: randomBytes(32) }],
            ['bytes behind the attestation object', 'format', { object: (o) => Buffer.concat([o, Buffer.from([0])]) }],
            ['a cut attestation object', 'format', { object: (o) => o.subarray(0, o.length - 1) }],
            ['an empty attestation object', 'format', { object: () => Buffer.alloc(0) }],
            ['a map that claims 2^60 entries', 'format', { object: () => Buffer.from('bb1000000000000000', 'hex') }],
            ['CBOR of indefinite length', 'format', { object: () => Buffer.from('bfff', 'hex') }],
            ['CBOR a thousand levels deep', 'format', { object: () => Buffer.alloc(1000, 0x81) }],
            ['a tag', 'format', { object: (o) => Buffer.concat([Buffer.from([0xc1]), o]) }],
        ]) {
            it(`refuses ${what}`, async () => assertRefused((await register(ada, {}, wrong)).answer, code));
        }

        it('refuses a challenge that was met, another session was given, or is for signing in', async () => {
            const options = await challenge();
            const first = new Passkey(origin);
            assert.equal((await send(ada, first.create(options))).status, 201);
            assertRefused(await send(ada, new Passkey(origin).create(options)), 'challenge');
            const other = await newAccount();
            assertRefused(await send(ada, new Passkey(origin).create(await challenge(other))), 'challenge');
            const open = await loginChallenge();
            assertRefused(await send(ada, new Passkey(origin).create({ ...options, challenge: open.challenge })), 'challenge');
        });

        it('refuses a passkey that is registered already', async () => {
            const passkey = await registered();
            assertProblem(await send(ada, passkey.create(await challenge())), 409, 'id_taken');
        });

        it('refuses an oversize credential unread, and one that is none', async () => {
            const credential = new Passkey(origin).create(await challenge());
            const huge = { ...credential, response: { ...credential.response, attestationObject: 'A'.repeat(40000) } };
            assertProblem(await send(ada, huge), 413, 'too_large');
            const problem = assertProblem(await send(ada, { type: 'x', rawId: 5, response: { clientDataJSON: '=' } }), 422, 'invalid_field');
            assert.deepEqual(problem.errors.map((error) => error.field).sort(), [
                'credential.rawId',
                'credential.response.attestationObject',
                'credential.response.clientDataJSON',
                'credential.type',
            ]);
        });

        it('is for who has just signed in, not for who finds a device signed in', async () => {
            const who = await newAccount();
            const passkey = await registered(who);
            const options = await challenge(who);
            await stack.psql(`update debt.sessions set started_at = started_at - interval '61 minutes' where ledger_id = '${who.ledger}'`);
            assert.equal(assertProblem(await who.request('POST', '/api/auth/passkeys/challenge'), 403, 'forbidden').sign_in_again, true);
            assertProblem(await send(who, new Passkey(origin).create(options)), 403, 'forbidden');
            assertProblem(await who.request('DELETE', `/api/auth/passkeys/${passkey.made.id}`), 403, 'forbidden');
            const again = (await login(passkey.get(await loginChallenge()))).json;
            assert.equal((await register(new Account(stack, who.username, again.access_token))).answer.status, 201);
        });

        it('ends at fifty', async () => {
            const many = await newAccount();
            for (let i = 0; i < 50; i++) assert.equal((await register(many)).answer.status, 201);
            assertProblem((await register(many)).answer, 403, 'forbidden');
        });
    });

    describe('keeping', () => {
        it('lists, renames and removes; a removed one signs nobody in', async () => {
            const who = await newAccount();
            assert.deepEqual((await who.get('/api/auth/passkeys')).json, []);
            const passkey = await registered(who, { flags: FLAGS.UP | FLAGS.UV | FLAGS.BE | FLAGS.BS });
            assert.equal(passkey.made.backed_up, true);
            assert.equal(passkey.made.last_used_at, null);
            const path = `/api/auth/passkeys/${passkey.made.id}`;
            assert.equal((await who.request('PATCH', path, { json: { name: 'Laptop' } })).json.name, 'Laptop');
            assert.equal((await login(passkey.get(await loginChallenge()))).status, 200);
            const [shown] = (await who.get('/api/auth/passkeys')).json;
            assert.equal(shown.name, 'Laptop');
            assert.ok(shown.last_used_at > shown.created_at);
            assertProblem(await who.request('PATCH', path, { json: { name: ' ' } }), 422, 'invalid_field');
            assertProblem(await ada.request('PATCH', path, { json: { name: 'Mine' } }), 404, 'not_found');
            assertProblem(await ada.request('DELETE', path), 404, 'not_found');
            assert.equal((await who.request('DELETE', path)).status, 204);
            assertProblem(await who.request('DELETE', path), 404, 'not_found');
            assertProblem(await login(passkey.get(await loginChallenge())), 401, 'invalid_credentials');
        });

        it('keeps the last one of an account that has no password', async () => {
            const keyless = await stack.keyless('keyless');
            const passkey = await registered(keyless);
            const path = `/api/auth/passkeys/${passkey.made.id}`;
            assertProblem(await keyless.request('DELETE', path), 403, 'forbidden');
            await registered(keyless);
            assert.equal((await keyless.request('DELETE', path)).status, 204);
        });
    });

    describe('signing in', () => {
        let passkey;
        const assertRefused = (answer) => assertProblem(answer, 401, 'invalid_credentials');
        const refused = async (wrong) => assertRefused(await login(passkey.get(await loginChallenge(), wrong)));

        before(async () => (passkey = await registered()));

        it('asks for user verification and names no credential', async () => {
            const options = await loginChallenge();
            assert.deepEqual({ ...options, challenge: 0 }, {
                challenge: 0,
                rpId: 'localhost',
                userVerification: 'required',
                allowCredentials: [],
                timeout: 300_000,
            });
        });

        for (const [what, wrong] of [
            ['another type', { clientData: { type: 'webauthn.create' } }],
            ['an invented challenge', { clientData: { challenge: randomBytes(72).toString('base64url') } }],
            ['another origin', { clientData: { origin: 'https://evil.example' } }],
            ['crossOrigin', { clientData: { crossOrigin: true } }],
            ['topOrigin', { clientData: { topOrigin: 'https://evil.example' } }],
            ['another RP ID', { rpId: 'evil.example' }],
            ['nobody present', { flags: FLAGS.UV }],
            ['nobody verified', { flags: FLAGS.UP }],
            ['backed up, and not eligible for it', { flags: FLAGS.UP | FLAGS.UV | FLAGS.BS }],
            ['eligibility for a backup that has changed', { flags: FLAGS.UP | FLAGS.UV | FLAGS.BE }],
            ['an announced credential', { flags: FLAGS.UP | FLAGS.UV | FLAGS.AT }],
            ['another signature', { signature: randomBytes(70) }],
            ['no signature', { signature: Buffer.alloc(0) }],
            ['bytes behind the authenticator data', { trailing: Buffer.from([0]) }],
            ['cut authenticator data', { cut: 36 }],
            ['a counter that stands still', { count: 1 }],
            ['a counter that goes back', { count: 0 }],
            ['another user handle', { userHandle: randomBytes(16) }],
            ['a user handle of another length', { userHandle: randomBytes(17) }],
            ['no user handle', { userHandle: Buffer.alloc(0) }],
            ['an unknown id', { rawId: randomBytes(32) }],
            ['a huge id', { rawId: randomBytes(2000) }],
        ]) {
            it(`refuses ${what}`, () => refused(wrong));
        }

        it('refuses another account\'s passkey, and a challenge of another kind', async () => {
            const bob = await newAccount();
            const his = await registered(bob);
            await refused({ userHandle: his.userHandle });
            await refused({ rawId: his.id });
            const { challenge: other } = await challenge();
            await refused({ clientData: { challenge: other } });
        });

        it('refuses a challenge whose time is over, on a clock that is ten minutes off as well', async () => {
            const at = async (seconds) => {
                const expires_at = Math.floor(Date.now() / 1000) + seconds;
                return login(passkey.get({ ...(await loginChallenge()), challenge: signLoginChallenge(stack, expires_at) }));
            };
            assert.equal((await at(60)).status, 200, 'it is signed as the server signs');
            for (const seconds of [-1, -600, -86_400]) assertRefused(await at(seconds));
            // Given out by a worker whose clock is ten minutes ahead.
            assert.equal((await at(600 + 300)).status, 200);
        });

        it('takes a challenge once, also of two answers at once', async () => {
            const credential = passkey.get(await loginChallenge());
            const answers = await Promise.all([login(credential), login(credential)]);
            assert.deepEqual(answers.map((answer) => answer.status).sort(), [200, 401]);
            assertRefused(await login(credential));
            const counterless = await registered(ada, { count: 0 });
            const again = counterless.get(await loginChallenge());
            assert.equal((await login(again)).status, 200);
            assertRefused(await login(again));
            assert.equal((await login(counterless.get(await loginChallenge()))).status, 200);
        });

        it('says the same whatever is wrong', async () => {
            const texts = [];
            for (const wrong of [{ rawId: randomBytes(32) }, { signature: randomBytes(70) }, { count: 1 }])
                texts.push((await login(passkey.get(await loginChallenge(), wrong))).text);
            assert.equal(new Set(texts).size, 1);
        });

        it('keeps tokens in cookies where that is asked for', async () => {
            const answer = await login(passkey.get(await loginChallenge()), { cookies: true });
            assert.equal(answer.status, 200, answer.text);
            assert.equal(answer.json.access_token, undefined);
            assert.match(String(answer.headers['set-cookie']), /__Host-/);
        });

        it('shows in the activity of the account, good and bad', async () => {
            const who = await newAccount();
            const his = await registered(who);
            const path = `/api/auth/passkeys/${his.made.id}`;
            await who.request('PATCH', path, { json: { name: 'Laptop' } });
            await login(his.get(await loginChallenge()));
            assertRefused(await login(his.get(await loginChallenge(), { signature: randomBytes(70) })));
            assertRefused(await login(his.get(await loginChallenge(), { rawId: randomBytes(32) })));
            await who.request('DELETE', path);
            const shown = (await who.get('/api/auth/activity')).json.map((one) => [one.kind, one.method, one.detail]);
            assert.deepEqual(shown.slice(0, 5), [
                ['passkey_removed', null, 'Laptop'],
                ['sign_in_failed', 'passkey', null],
                ['signed_in', 'passkey', null],
                ['passkey_renamed', null, 'Laptop'],
                ['passkey_added', null, 'Phone'],
            ]);
        });

        it('refuses a disabled account', async () => {
            const who = await newAccount();
            const his = await registered(who);
            await stack.psql(`update debt.accounts set disabled_at = now() where ledger_id = '${who.ledger}'`);
            assertRefused(await login(his.get(await loginChallenge())));
        });
    });

    describe('a challenge', () => {
        it('is not stored while it is open', async () => {
            const count = () => stack.psql('select count(*) from debt.used_challenges');
            const before = await count();
            for (let i = 0; i < 20; i++) await loginChallenge();
            assert.equal(await count(), before);
        });
    });
});
