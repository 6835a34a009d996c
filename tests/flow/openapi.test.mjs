// The document and the server say the same. (Each answer to every test's requests is held against the document as well.)
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Passkey } from './authenticator.mjs';
import { assertMatches, assertProblem, documentPath, escapePointer, openapi } from './conformance.mjs';
import { Account, PASSWORD, run, sharedStack } from './stack.mjs';

const METHODS = ['get', 'put', 'post', 'delete', 'patch'];
const operations = Object.entries(openapi.paths).flatMap(([path, item]) =>
    METHODS.filter((method) => item[method]).map((method) => ({ path, method, operation: item[method] })),
);
const follow = (node) =>
    node?.$ref
        ? node.$ref
              .slice(2)
              .split('/')
              .reduce((at, key) => at[key], openapi)
        : node;

describe('openapi.yaml', () => {
    let stack, ada, contact, transaction, registered;

    before(async () => {
        stack = await sharedStack();
        ada = await stack.account('openapi');
        contact = await ada.contact({ id: '3f0a2c52-9f3c-4a55-8a0e-4b6f3a1c9d10', name: 'Of the examples' });
        transaction = await ada.transaction({ contact_id: contact.id, direction: 'lent', amount: 1, currency: 'EUR' });
    });
    after(() => stack?.stop());

    it('is an OpenAPI 3.1 document', async () => {
        const { valid, errors } = await new Validator().validate(structuredClone(openapi));
        assert.ok(valid, JSON.stringify(errors, null, 1));
        assert.equal(openapi.openapi, '3.1.0');
    });

    it('pleases the linter', async () => {
        const here = dirname(fileURLToPath(import.meta.url));
        const spectral = join(here, 'node_modules/@stoplight/spectral-cli/dist/index.js');
        const { status, stdout, stderr } = await run(process.execPath, [
            spectral,
            'lint',
            documentPath,
            `--ruleset=${join(here, 'lint.spectral.yaml')}`,
            '--fail-severity=warn',
        ]);
        assert.equal(status, 0, stdout + stderr);
    });

    it('has every reference that it makes', () => {
        const walk = (node) => {
            if (node === null || typeof node !== 'object') return;
            if (typeof node.$ref === 'string') assert.notEqual(follow(node), undefined, node.$ref);
            Object.values(node).forEach(walk);
        };
        walk(openapi);
    });

    it('names the operations of this release', () => {
        assert.deepEqual(operations.map(({ operation }) => operation.operationId).sort(), [
            'append_events',
            'challenge_passkey',
            'challenge_passkey_login',
            'change_password',
            'create_contact',
            'create_passkey',
            'create_stream_ticket',
            'create_transaction',
            'delete_contact',
            'delete_passkey',
            'delete_transaction',
            'end_other_sessions',
            'end_session',
            'export_ledger',
            'get_contact',
            'get_health',
            'get_session',
            'get_settings',
            'get_summary',
            'get_sync',
            'get_transaction',
            'import_ledger',
            'list_activity',
            'list_contact_events',
            'list_contacts',
            'list_events',
            'list_passkeys',
            'list_sessions',
            'list_summary_history',
            'list_transaction_events',
            'list_transactions',
            'login',
            'logout',
            'passkey_login',
            'refresh_session',
            'register_account',
            'replace_contact',
            'replace_settings',
            'replace_transaction',
            'settle_contact',
            'undo_event',
            'update_contact',
            'update_passkey',
            'update_transaction',
        ]);
    });

    it('is served as it stands', async () => {
        const answer = await stack.request('GET', '/api/openapi.yaml');
        assert.equal(answer.status, 200);
        assert.match(answer.headers['content-type'], /^application\/yaml/);
        assert.equal(answer.text, readFileSync(documentPath, 'utf8'));
        assertProblem(await stack.request('POST', '/api/openapi.yaml', { json: {} }), 405, 'method_not_allowed');
    });

    it('has examples that its schemas allow', () => {
        let examples = 0;
        const check = (pointer, content) => {
            for (const [type, media] of Object.entries(content ?? {})) {
                for (const [name, example] of Object.entries(media.examples ?? {})) {
                    assertMatches(
                        `${pointer}/content/${escapePointer(type)}/schema`,
                        follow(example).value,
                        `example ${name}`,
                    );
                    examples++;
                }
            }
        };
        for (const { path, method, operation } of operations) {
            const base = `/paths/${escapePointer(path)}/${method}`;
            check(`${base}/requestBody`, operation.requestBody?.content);
            for (const [status, response] of Object.entries(operation.responses)) {
                if (response.$ref) check(response.$ref.slice(1), follow(response).content);
                else check(`${base}/responses/${status}`, response.content);
            }
        }
        assert.ok(examples > 15, `only ${examples} examples`);
    });

    const address = (path) => path.replace('{id}', path.includes('contacts') ? contact.id : transaction.id);

    for (const { path, method, operation } of operations) {
        it(`${operation.operationId}: the server answers ${method.toUpperCase()} ${path}`, async () => {
            const options = await ada.request('OPTIONS', address(path));
            assert.equal(options.status, 204);
            const declared = METHODS.filter((one) => openapi.paths[path][one]).map((one) => one.toUpperCase());
            const allowed = [...declared, 'OPTIONS', ...(declared.includes('GET') ? ['HEAD'] : [])].sort();
            assert.deepEqual(options.headers.allow.split(/, */).sort(), allowed);
            for (const other of METHODS.map((one) => one.toUpperCase()).filter((one) => !declared.includes(one))) {
                assertProblem(
                    await ada.request(other, address(path), other === 'GET' ? {} : { json: {} }),
                    405,
                    'method_not_allowed',
                    other,
                );
            }
        });

        it(`${operation.operationId}: wants a session exactly where it says so`, async () => {
            if (method === 'post' && operation.security) return; // has no session to lack
            const answer = await stack.request(
                method.toUpperCase(),
                address(path),
                method === 'post' ? { json: {} } : {},
            );
            assert.equal(answer.status === 401, !operation.security, answer.text);
        });

        it(`${operation.operationId}: takes each parameter it lists, and no other`, async () => {
            if (method !== 'get') return;
            const parameters = (operation.parameters ?? []).map(follow).filter((one) => one.in === 'query');
            const required = parameters.filter((one) => one.required);
            for (const parameter of parameters) {
                const { schema } = parameter;
                const resolved = follow(schema);
                const value =
                    parameter.example ??
                    resolved.examples?.[0] ??
                    resolved.enum?.[0] ??
                    { Id: contact.id, Day: '2099-12-31', Amount: '5' }[schema.$ref?.split('/').at(-1)] ??
                    (resolved.type === 'boolean' ? 'true' : undefined);
                if (value === undefined || parameter.name === 'epoch') continue; // cursor, epoch: only a real one will do
                const query = new URLSearchParams({
                    ...Object.fromEntries(required.map((one) => [one.name, one.example])),
                    [parameter.name]: value,
                });
                const answer = await ada.request('GET', `${address(path)}?${query}`);
                assert.equal(answer.status, 200, `${parameter.name}=${value}: ${answer.text}`);
            }
            assertProblem(await ada.request('GET', `${address(path)}?no_such_parameter=1`), 400, 'invalid_parameter');
        });
    }

    describe('each example request works:', () => {
        for (const { path, method, operation } of operations.filter((one) => one.operation.requestBody)) {
            for (const [name, example] of Object.entries(operation.requestBody.content['application/json'].examples)) {
                it(`${operation.operationId}, ${name}`, async () => {
                    const fresh = await stack.account('example');
                    const json = structuredClone(follow(example).value);
                    if (json.contact_id) await fresh.contact({ id: json.contact_id });
                    const target = path.includes('{id}') && (await targetOf(path, fresh, json.contact_id));
                    if (json.username) json.username += `-${fresh.username}`;
                    if (operation.operationId === 'login') registered ??= await register(json);
                    if (json.refresh_token)
                        json.refresh_token = (
                            await register({ username: `refresh-${fresh.username}`, password: PASSWORD })
                        ).json.refresh_token;
                    const account = json.current_password ? await registered_with(json.current_password) : fresh;
                    if (json.credential) json.credential = await credentialFor(operation, fresh);
                    const answer = await account.request(method.toUpperCase(), path.replace('{id}', target), {
                        json,
                    });
                    const expected = Object.keys(operation.responses).find((status) => /^2/.test(status));
                    assert.equal(String(answer.status), expected, answer.text);
                });
            }
        }

        // The id of something in the account's ledger that the operations at this path can be tried on.
        async function targetOf(path, account, contact_id) {
            if (path.includes('passkeys')) return (await newPasskey(account)).made.id;
            const id = contact_id ?? (await account.contact()).id;
            if (path.includes('contacts')) return id;
            const fields = { contact_id: id, direction: 'lent', amount: 1, currency: 'EUR' };
            const made = await account.transaction(fields);
            return path.includes('events') ? (await account.events()).at(-1).id : made.id;
        }

        async function registered_with(password) {
            const { json } = await register({ username: `password-${randomUUID().slice(0, 8)}`, password });
            return new Account(stack, json.account.username, json.access_token);
        }

        async function newPasskey(account) {
            const passkey = new Passkey(stack.told.DEBT_PUBLIC_ORIGIN);
            const options = (await account.request('POST', '/api/auth/passkeys/challenge')).json;
            const json = { name: 'Phone', credential: passkey.create(options) };
            return Object.assign(passkey, { made: (await account.post('/api/auth/passkeys', json)).json });
        }

        // What a browser would have given in the place of the example.
        async function credentialFor(operation, account) {
            if (operation.operationId === 'create_passkey') {
                const options = (await account.request('POST', '/api/auth/passkeys/challenge')).json;
                return new Passkey(stack.told.DEBT_PUBLIC_ORIGIN).create(options);
            }
            const passkey = await newPasskey(account);
            return passkey.get((await stack.request('POST', '/api/auth/passkey-login/challenge')).json);
        }

        async function register(json) {
            const answer = await stack.request('POST', '/api/auth/register', { json });
            assert.equal(answer.status, 201, answer.text);
            return answer;
        }
    });
});
