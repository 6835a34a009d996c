// What the schemas of openapi.yaml allow and what they forbid, sent to every operation. Values are drawn from the schemas themselves; whether a
// request is allowed, the schema says; every answer is held against the document by stack.request().
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import http from 'node:http';
import { after, before, describe, it } from 'node:test';
import { escapePointer, openapi, schemaAt } from './conformance.mjs';
import { sharedStack } from './stack.mjs';

const METHODS = ['get', 'put', 'post', 'delete', 'patch'];
const operations = Object.entries(openapi.paths).flatMap(([path, item]) =>
    METHODS.filter((method) => item[method]).map((method) => ({ path, method, operation: item[method] })),
);
const follow = (node) =>
    node?.$ref
        ? follow(
              node.$ref
                  .slice(2)
                  .split('/')
                  .reduce((at, key) => at[key.replaceAll('~1', '/').replaceAll('~0', '~')], openapi),
          )
        : node;

// What a schema allows may still be refused for what the ledger holds, and by rules that its prose tells: field by field.
const BY_STATE = {
    settle_contact: ['amount'],
    create_transaction: ['settles'],
    replace_transaction: ['settles', 'contact_id'],
    update_transaction: ['settles', 'contact_id', 'type', 'currency', 'direction', 'description'],
    append_events: ['epoch'],
    import_ledger: ['head', 'hash', 'epoch', 'events'],
    register_account: ['username', 'password'],
    refresh_session: ['refresh_token'], // or its cookie
    change_password: ['new_password'],
    create_passkey: ['credential'],
    passkey_login: ['credential'],
};

// What an allowed body may still be told about whoever sends it, or what it names.
const OF_THE_SENDER = [401, 403, 404, 409, 429];

// What a field is nothing without.
const NEEDS = { amount: ['currency'] };

// Values on either side of what a schema says.
function valuesOf(schema) {
    const values = [null, true, 0, -1, 1.5, 1e300, '', 'x', '\u{1f388}', [], {}, [null], { a: 1 }];
    const walk = (node) => {
        const { minimum, maximum, minLength, maxLength, enum: choices, const: only, examples, maxItems, items } = follow(node);
        if (minimum !== undefined) values.push(minimum, minimum - 1);
        if (maximum !== undefined) values.push(maximum, maximum + 2);
        if (minLength !== undefined) values.push('m'.repeat(minLength), 'm'.repeat(Math.max(minLength - 1, 0)));
        if (maxLength !== undefined) values.push('é'.repeat(maxLength), 'é'.repeat(maxLength + 1));
        if (maxItems !== undefined && maxItems <= 1000)
            values.push(Array.from({ length: maxItems + 1 }, () => randomUUID()));
        if (items) values.push([randomUUID()], [1]);
        values.push(...(choices ?? []), ...(examples ?? []), ...(only === undefined ? [] : [only]));
        for (const one of [...(follow(node).anyOf ?? []), ...(follow(node).oneOf ?? [])]) walk(one);
    };
    walk(schema);
    values.push('2024-02-29', '2026-02-30', '2026-13-01', randomUUID(), randomUUID().toUpperCase(), 'EUR', 'eur', '12', '2026-01-01T00:00:00Z');
    return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}

// The properties of a body's schema, of all its alternatives.
function propertiesOf(schema) {
    const found = { ...follow(schema).properties };
    for (const one of [...(follow(schema).oneOf ?? []), ...(follow(schema).anyOf ?? [])])
        for (const [name, property] of Object.entries(propertiesOf(one))) found[name] ??= property;
    return found;
}

describe('openapi.yaml, by its schemas:', () => {
    let stack, ada, contact;
    const agents = [];

    before(async () => {
        stack = await sharedStack();
        ada = await stack.account('schemas');
        contact = await ada.contact();
    });
    after(async () => {
        agents.forEach((agent) => agent.destroy());
        await stack?.stop();
    });

    // From another address each time: signing in is limited by address.
    function elsewhere() {
        const byte = () => 1 + Math.floor(Math.random() * 250);
        agents.push(new http.Agent({ localAddress: `127.${byte()}.${byte()}.${byte()}` }));
        return agents.at(-1);
    }

    async function targetOf(path) {
        if (path.includes('/contacts/')) return contact.id;
        if (!path.includes('/transactions/') && !path.includes('/events/')) return randomUUID();
        const made = await ada.transaction({ contact_id: contact.id, direction: 'lent', amount: 5, currency: 'EUR' });
        return path.includes('/events/') ? (await ada.get(`/api/transactions/${made.id}/events`)).json[0].id : made.id;
    }

    function assertForbidden(answer, field, what, status) {
        assert.equal(answer.status, status, `${what}: ${answer.status} ${answer.text.slice(0, 300)}`);
        const named = answer.json.errors?.map((error) => error.field) ?? [];
        // A field that lacks another is at fault as much as the other.
        const wanted = [field, ...(NEEDS[field] ?? [])];
        assert.ok(named.some((name) => wanted.includes(name.split(/[.[]/)[0])), `${what}: names ${named}`);
    }

    function assertAllowed(answer, { operationId, tags }, field, what) {
        if (answer.status < 300) return;
        const states = tags.includes('accounts') ? OF_THE_SENDER : [404, 409];
        const byState = states.includes(answer.status) || answer.json.code === 'sum_too_large';
        const named = (answer.json.errors ?? []).map((error) => error.field.split(/[.[]/)[0]);
        const told = [field, ...named].some((name) => BY_STATE[operationId]?.includes(name));
        assert.ok(byState || told, `${what}: ${answer.status} ${answer.text.slice(0, 300)}`);
    }

    for (const { path, method, operation } of operations.filter((one) => one.operation.requestBody)) {
        const { operationId, tags } = operation;
        const pointer = `/paths/${escapePointer(path)}/${method}/requestBody/content/application~1json/schema`;
        const media = operation.requestBody.content['application/json'];

        it(`${operationId}: bodies`, { timeout: 120_000 }, async () => {
            const allows = schemaAt(pointer);
            const base = structuredClone(follow(Object.values(media.examples)[0]).value);
            if (base.contact_id) base.contact_id = contact.id;
            delete base.id;
            const counts = { allowed: 0, forbidden: 0 };
            // What is done to an account is done to one that nobody else needs.
            const sender = tags.includes('accounts') ? await stack.account('schemas-guest') : ada;
            const send = async (json) =>
                sender.request(method.toUpperCase(), path.replace('{id}', await targetOf(path)), {
                    json,
                    agent: tags.includes('accounts') ? elsewhere() : undefined,
                });
            const attempt = async (json, field) => {
                const what = `${operationId} ${JSON.stringify(json).slice(0, 200)}`;
                if (!allows(json)) {
                    assertForbidden(await send(json), field, what, 422);
                    counts.forbidden++;
                } else {
                    assertAllowed(await send(json), operation, field, what);
                    counts.allowed++;
                }
            };
            for (const [name, schema] of Object.entries(propertiesOf(media.schema)))
                for (const value of valuesOf(schema)) await attempt({ ...base, [name]: value }, name);
            for (const name of Object.keys(base)) {
                const { [name]: _, ...rest } = base;
                await attempt(rest, name);
            }
            await attempt({ ...base, no_such_field: 1 }, 'no_such_field');
            assert.ok(counts.forbidden >= 3 && counts.allowed >= 1, JSON.stringify(counts));
        });
    }

    for (const { path, method, operation } of operations) {
        const parameters = (operation.parameters ?? []).map(follow).filter((one) => one.in === 'query');
        if (parameters.length === 0 || method !== 'get') continue;
        const { operationId } = operation;

        it(`${operationId}: parameters`, { timeout: 120_000 }, async () => {
            const target = path.replace('{id}', await targetOf(path));
            const required = Object.fromEntries(parameters.filter((one) => one.required).map((one) => [one.name, one.example]));
            for (const [i, parameter] of (operation.parameters ?? []).entries()) {
                const { name, schema } = follow(parameter);
                if (follow(parameter).in !== 'query' || name === 'cursor') continue; // only a real one will do
                const place = parameter.$ref
                    ? `${parameter.$ref.slice(1)}/schema`
                    : `/paths/${escapePointer(path)}/${method}/parameters/${i}/schema`;
                for (const value of valuesOf(schema)) {
                    if (value === null || typeof value === 'object' || value === '') continue; // has no one form in a query
                    const query = new URLSearchParams({ ...required, [name]: String(value) });
                    // In a query all values are texts: one conforms if it does as itself, or read as what it looks like.
                    const typed = /^-?\d+$/.test(value) ? Number(value) : { true: true, false: false }[value];
                    const conforms = schemaAt(place)(String(value)) || (typed !== undefined && schemaAt(place)(typed));
                    const what = `${operationId}?${query}`.slice(0, 200);
                    const answer = await ada.get(`${target}?${query}`);
                    if (name === 'account') assert.deepEqual([answer.status, answer.json.code], [401, 'other_account'], what); // whatever is not hers
                    else if (!conforms) assertForbidden(answer, name, what, 400);
                    else if (name === 'sort' || name === 'at') assert.ok([200, 404].includes(answer.status) || answer.json.errors, what); // balance needs currency
                    else assert.ok([200, 404, 409].includes(answer.status), `${what}: ${answer.status} ${answer.text.slice(0, 300)}`);
                }
            }
        });
    }

    for (const { path, method, operation } of operations.filter((one) => one.path.includes('{id}'))) {
        it(`${operation.operationId}: ids that are none, and another ledger's`, async () => {
            const other = await stack.account('schemas-other');
            const theirs = await other.contact();
            const debt = await other.transaction({ contact_id: theirs.id, direction: 'lent', amount: 1, currency: 'EUR' });
            const media = operation.requestBody?.content['application/json'];
            const json = media && structuredClone(follow(Object.values(media.examples)[0]).value);
            const ids = [theirs.id, debt.id, ...(await other.events()).map((event) => event.id), other.ledger, randomUUID()];
            for (const id of [...ids, ids[0].toUpperCase(), '1', 'x', `${ids[0]}0`]) {
                const answer = await ada.request(method.toUpperCase(), path.replace('{id}', id), { json });
                assert.equal(answer.status, 404, `${id}: ${answer.status} ${answer.text.slice(0, 200)}`);
            }
            assert.equal((await other.get('/api/sync')).json.head, 2);
        });
    }
});
