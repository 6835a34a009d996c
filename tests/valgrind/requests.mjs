// Sends requests of all kinds, good and bad, and holds each answer to its status. node requests.mjs ORIGIN COUNT
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import http from 'node:http';

const [origin, count] = [process.argv[2], Number(process.argv[3])];
const agent = new http.Agent({ keepAlive: true, maxSockets: 6 });

function send(method, path, { body, headers = {} } = {}) {
    return new Promise((resolve, reject) => {
        const request = http.request(origin + path, { method, agent, headers }, (response) => {
            const parts = [];
            response.on('data', (part) => parts.push(part));
            response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, text: Buffer.concat(parts).toString() }));
        });
        request.on('error', reject);
        request.end(body);
    });
}

const json = (value, headers = {}) => ({ body: JSON.stringify(value), headers: { 'Content-Type': 'application/json', ...headers } });

const registered = await send('POST', '/api/auth/register', json({ username: `ada-${randomUUID().slice(0, 8)}`, password: 'correct horse battery' }));
assert.equal(registered.status, 201, registered.text);
const signed = { Authorization: `Bearer ${JSON.parse(registered.text).access_token}` };
const write = (value, headers) => json(value, { ...signed, ...headers });

const first = JSON.parse((await send('POST', '/api/contacts', write({ name: 'Ada' }))).text);
const key = randomUUID();
const debt = (fields) => ({ contact_id: first.id, direction: 'lent', amount: 1250, currency: 'EUR', ...fields });

// [status, method, path, options], in turn.
const kinds = [
    () => [201, 'POST', '/api/contacts', write({ name: 'Bob', phone: '+44 1', notes: 'Zoë 日本\n' })],
    () => [201, 'POST', '/api/contacts', write({ name: 'Eve' }, { 'Idempotency-Key': key })],
    () => [200, 'GET', '/api/contacts?limit=50', { headers: signed }],
    () => [200, 'GET', '/api/contacts?search=b&sort=-name&limit=3', { headers: signed }],
    () => [200, 'GET', `/api/contacts/${first.id}`, { headers: signed }],
    () => [200, 'HEAD', `/api/contacts/${first.id}`, { headers: signed }],
    () => [404, 'GET', `/api/contacts/${randomUUID()}`, { headers: signed }],
    () => [201, 'POST', '/api/transactions', write(debt({}))],
    () => [200, 'GET', '/api/transactions?limit=20&currency=EUR', { headers: signed }],
    () => [422, 'POST', '/api/transactions', write(debt({ amount: 12.5 }))],
    () => [422, 'POST', '/api/transactions', write(debt({ wrong: true, amount: -1, currency: 'XXX' }))],
    () => [200, 'GET', '/api/events?after=0&limit=20', { headers: signed }],
    () => [409, 'GET', '/api/events?after=99999999', { headers: signed }],
    () => [200, 'GET', '/api/sync', { headers: signed }],
    () => [200, 'GET', '/api/auth/session', { headers: signed }],
    () => [200, 'GET', '/api/health'],
    () => [401, 'GET', '/api/contacts'],
    () => [401, 'GET', '/api/contacts', { headers: { Authorization: `${signed.Authorization.slice(0, -2)}zz` } }],
    () => [401, 'GET', '/api/contacts', { headers: { Authorization: 'Bearer a.b.c' } }],
    () => [401, 'GET', '/ws?after=1'],
    () => [426, 'GET', '/ws?after=1', { headers: signed }],
    () => [400, 'GET', '/api/contacts?limit=zero', { headers: signed }],
    () => [404, 'GET', '/api/nothing', { headers: signed }],
    () => [405, 'DELETE', '/api/sync', { headers: signed }],
    () => [415, 'POST', '/api/contacts', { body: 'name=Ada', headers: signed }],
    () => [400, 'POST', '/api/contacts', { body: '{"name":"Ada","name":"Bob"}', headers: write({}).headers }],
    () => [400, 'POST', '/api/contacts', { body: `${'['.repeat(40)}`, headers: write({}).headers }],
    () => [400, 'POST', '/api/contacts', { body: Buffer.from('{"name":"\xff"}', 'latin1'), headers: write({}).headers }],
    () => [422, 'POST', '/api/contacts', write({ name: '   ', colour: 'red' })],
    () => [422, 'POST', '/api/contacts', write([1, 2])],
    () => [413, 'POST', '/api/contacts', { body: ' '.repeat(300000), headers: write({}).headers }],
];

let sent = 0;
async function client() {
    while (sent < count) {
        const [status, method, path, options] = kinds[sent++ % kinds.length]();
        const answer = await send(method, path, options);
        assert.equal(answer.status, status, `${method} ${path}: ${answer.text}`);
        if (status === 200 && method === 'GET' && answer.headers.etag) {
            const again = await send(method, path, { headers: { ...options.headers, 'If-None-Match': answer.headers.etag } });
            assert.ok([200, 304].includes(again.status), `${method} ${path}: ${again.status}`);
            sent++;
        }
    }
}
await Promise.all(Array.from({ length: 6 }, client));
agent.destroy();
console.log(`${sent} requests answered`);
