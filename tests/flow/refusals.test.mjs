// Bad input, through nginx: a clear answer, in one form, and nothing else.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import net from 'node:net';
import { after, before, describe, it } from 'node:test';
import { assertConforms, assertProblem } from './conformance.mjs';
import { exchange, parseAnswer } from './request.mjs';
import { sharedStack } from './stack.mjs';
import { until } from './wait.mjs';

const KIB = 1024;
const nested = (levels) => '['.repeat(levels) + ']'.repeat(levels);

describe('refusals', () => {
    let stack, ada, head;

    before(async () => {
        stack = await sharedStack();
        ada = await stack.account('refusals');
        await ada.contact({ name: 'Here' });
        head = (await ada.get('/api/sync')).json;
    });
    after(async () => {
        // Whatever was tried above, nothing of it got into the log.
        if (head) assert.deepEqual((await ada.get('/api/sync')).json, head);
        await stack?.stop();
    });

    const post = (body, options = {}) => ada.request('POST', '/api/contacts', { body, ...options });
    // Sends a request line and headers as they stand, and returns the answer.
    const raw = async (text, options) => parseAnswer(await exchange(stack.port, text, options));
    const line = (requestLine, headers = [], body = '') =>
        Buffer.concat([
            Buffer.from(
                [
                    requestLine,
                    'Host: localhost',
                    'Connection: close',
                    `Authorization: Bearer ${ada.token}`,
                    ...headers,
                    '',
                    '',
                ].join('\r\n'),
                'latin1',
            ),
            Buffer.from(body),
        ]);

    describe('malformed JSON is 400 malformed_json:', () => {
        for (const [what, body] of [
            ['nothing', ''],
            ['white space', ' \n\t '],
            ['a word', 'name'],
            ['an open object', '{"name":"a"'],
            ['an open string', '{"name":"a'],
            ['a trailing comma', '{"name":"a",}'],
            ['a comma too many in an array', '{"name":["a",]}'],
            ['no comma', '{"name":"a" "notes":"b"}'],
            ['no colon', '{"name" "a"}'],
            ['a name without quotes', '{name:"a"}'],
            ['single quotes', "{'name':'a'}"],
            ['comments', '{"name":"a"/* why */}'],
            ['bytes behind the end', '{"name":"a"}x'],
            ['a second value', '{"name":"a"}{"name":"b"}'],
            ['NUL behind the end', '{"name":"a"}\0'],
            ['a byte order mark', '\ufeff{"name":"a"}'],
            ['duplicate keys', '{"name":"a","name":"b"}'],
            ['duplicate keys in different spelling', '{"name":"a","n\\u0061me":"b"}'],
            ['duplicate keys further down', '{"name":"a","notes":{"x":1,"x":2}}'],
            ['NaN', '{"name":NaN}'],
            ['Infinity', '{"name":Infinity}'],
            ['-Infinity', '{"name":-Infinity}'],
            ['True', '{"name":True}'],
            ['nul', '{"name":nul}'],
            ['a leading zero', '{"name":012}'],
            ['a leading plus', '{"name":+1}'],
            ['a leading dot', '{"name":.5}'],
            ['a trailing dot', '{"name":1.}'],
            ['an empty exponent', '{"name":1e}'],
            ['a minus alone', '{"name":-}'],
            ['hexadecimal', '{"name":0x1F}'],
            ['a high surrogate alone', '{"name":"\\ud83d"}'],
            ['a low surrogate alone', '{"name":"\\ude00"}'],
            ['a high surrogate before something else', '{"name":"\\ud83dx"}'],
            ['two high surrogates', '{"name":"\\ud83d\\ud83d"}'],
            ['surrogates in the wrong order', '{"name":"\\ude00\\ud83d"}'],
            ['a lone surrogate in a key', '{"\\ud83d":1}'],
            ['\\u0000 in a value', '{"name":"a\\u0000b"}'],
            ['\\u0000 in a key', '{"name\\u0000":"a"}'],
            ['an unknown escape', '{"name":"\\x41"}'],
            ['a short \\u escape', '{"name":"\\u12"}'],
            ['a raw line feed in a string', '{"name":"a\nb"}'],
            ['a raw tab in a string', '{"name":"a\tb"}'],
            ['a raw NUL in a string', '{"name":"a\0b"}'],
            ['a raw control character in a key', '{"na\u0001me":"a"}'],
            ['17 levels', `{"name":${nested(16)}}`],
            ['17 levels of objects', `${'{"a":'.repeat(17)}1${'}'.repeat(17)}`],
            ['100,000 levels', nested(100_000)],
            ['a byte that is not UTF-8', Buffer.from('{"name":"a\xffb"}', 'latin1')],
            ['Latin-1', Buffer.from('{"name":"Zo\xeb"}', 'latin1')],
            ['an overlong slash', Buffer.from('{"name":"\xc0\xaf"}', 'latin1')],
            ['a surrogate in UTF-8', Buffer.from('{"name":"\xed\xa0\x80"}', 'latin1')],
            ['a code point beyond U+10FFFF', Buffer.from('{"name":"\xf4\x90\x80\x80"}', 'latin1')],
            ['a character cut short', Buffer.from('{"name":"\xe2\x82"}', 'latin1')],
            ['UTF-16', Buffer.from('{"name":"a"}', 'utf16le')],
        ]) {
            it(what, async () => assertProblem(await post(body), 400, 'malformed_json', what));
        }
    });

    describe('good JSON of the wrong shape is 422 invalid_field:', () => {
        for (const body of [
            '[]',
            '[{"name":"a"}]',
            '1',
            '-1.5e3',
            '"name"',
            'true',
            'false',
            'null',
            `{"name":${nested(15)}}`,
            nested(16),
        ]) {
            it(body.slice(0, 40), async () => assertProblem(await post(body), 422, 'invalid_field', body));
        }

        it('names every unknown field', async () => {
            const body = { name: 'a', ...Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`field_${i}`, i])) };
            const problem = assertProblem(await ada.post('/api/contacts', body), 422, 'invalid_field');
            assert.deepEqual(problem.errors.map((error) => error.field).sort(), Object.keys(body).slice(1).sort());
        });

        it('survives names of fields that are strange', async () => {
            for (const name of [
                '',
                '__proto__',
                'constructor',
                '"',
                '\\',
                '<script>',
                '💥',
                'a\nb',
                'x'.repeat(10_000),
            ]) {
                const problem = assertProblem(
                    await ada.post('/api/contacts', JSON.parse(`{"name":"a",${JSON.stringify(name)}:1}`)),
                    422,
                    'invalid_field',
                    name.slice(0, 20),
                );
                assert.equal(problem.errors.length, 1);
            }
        });

        it('survives a body of very many unknown fields', async () => {
            const body = { name: 'a' };
            for (let i = 0; i < 15_000; i++) body[`f${i}`] = 1;
            assertProblem(await ada.post('/api/contacts', body), 422, 'invalid_field');
        });
    });

    describe('the media type:', () => {
        for (const type of [
            'text/plain',
            'application/x-www-form-urlencoded',
            'multipart/form-data; boundary=x',
            'application/jsonx',
            'application/json-patch+json',
            'json',
            '',
            'application/json; charset=iso-8859-1',
        ]) {
            it(`${JSON.stringify(type)} is 415`, async () => {
                assertProblem(
                    await post('{"name":"a"}', { headers: { 'Content-Type': type } }),
                    415,
                    'unsupported_media_type',
                    type,
                );
            });
        }

        for (const type of [
            'application/json',
            'application/json; charset=utf-8',
            'Application/JSON;charset="UTF-8"',
            'application/json ; charset=UTF-8',
        ]) {
            it(`${type} is good`, async () => {
                const other = await stack.account('media');
                const answer = await other.request('POST', '/api/contacts', {
                    body: '{"name":"a"}',
                    headers: { 'Content-Type': type },
                });
                assert.equal(answer.status, 201, answer.text);
            });
        }
    });

    describe('size:', () => {
        const sized = (bytes) => JSON.stringify({ name: 'a', notes: '' }).replace('""', `"${'n'.repeat(bytes - 23)}"`);

        it('256 KiB is read, 256 KiB + 1 is 413', async () => {
            const [most, more] = [sized(256 * KIB), sized(256 * KIB + 1)];
            assert.deepEqual([most.length, more.length], [256 * KIB, 256 * KIB + 1]);
            const problem = assertProblem(await post(most), 422, 'invalid_field');
            assert.deepEqual(
                problem.errors.map((error) => error.field),
                ['notes'],
            );
            assertProblem(await post(more), 413, 'too_large');
        });

        it('10 MB is 413', async () => {
            const bytes = sized(10_000_000);
            const answer = await raw(
                line(
                    'POST /api/contacts HTTP/1.1',
                    ['Content-Type: application/json', `Content-Length: ${bytes.length}`],
                    bytes,
                ),
            );
            assertProblem(answer, 413, 'too_large');
        });

        it('10 MB in chunks of unknown number is 413', async () => {
            const chunk = `10000\r\n${'n'.repeat(0x10000)}\r\n`;
            const bytes = chunk.repeat(153) + '0\r\n\r\n';
            assertProblem(
                await raw(
                    line(
                        'POST /api/contacts HTTP/1.1',
                        ['Content-Type: application/json', 'Transfer-Encoding: chunked'],
                        bytes,
                    ),
                ),
                413,
                'too_large',
            );
        });

        it('a small body in chunks is read', async () => {
            const other = await stack.account('chunks');
            const body = '5\r\n{"nam\r\n7\r\ne":"a"}\r\n0\r\n\r\n';
            const answer = await raw(
                `POST /api/contacts HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer ${other.token}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n${body}`,
            );
            assert.equal(answer.status, 201, answer.text);
        });

        it('a body where none belongs harms nothing', async () => {
            const answer = await ada.request('GET', '/api/sync', { body: '{"name":"a"}' });
            assert.ok([200, 400].includes(answer.status), String(answer.status));
        });
    });

    describe('headers:', () => {
        it('1,000 of them are refused or ignored', async () => {
            const headers = Array.from({ length: 1000 }, (_, i) => `X-Header-${i}: ${'v'.repeat(20)}`);
            const answer = await raw(line('GET /api/contacts HTTP/1.1', headers));
            if (answer.status === 200) assertConforms('GET', '/api/contacts', answer);
            else assertProblem(answer, answer.status, 'too_large');
            assert.ok([200, 400, 431].includes(answer.status), String(answer.status));
        });

        it('one of more than 8 KB is refused in the same form', async () => {
            const answer = await raw(line('GET /api/contacts HTTP/1.1', [`X-Long: ${'v'.repeat(9 * KIB)}`]));
            assertProblem(answer, answer.status, 'too_large');
            assert.ok([400, 431].includes(answer.status), String(answer.status));
        });

        it('a request without Host, and one that is no HTTP, are 400', async () => {
            for (const text of [
                'GET /api/sync HTTP/1.1\r\n\r\n',
                'NONSENSE\r\n\r\n',
                '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n',
            ]) {
                const bytes = await exchange(stack.port, text);
                // HTTP/0.9 has no headers: what cannot be told apart from it may be answered with a body alone.
                if (bytes.length === 0 || !bytes.toString('latin1').startsWith('HTTP/1.1 ')) continue;
                assertProblem(parseAnswer(bytes), 400, undefined, JSON.stringify(text));
            }
            assertProblem(await raw('GET /api/sync HTTP/1.1\r\nConnection: close\r\n\r\n'), 400);
        });

        it('two lengths, or a length and chunks, smuggle nothing', async () => {
            for (const headers of [
                ['Content-Length: 5', 'Content-Length: 6'],
                ['Content-Length: 5', 'Transfer-Encoding: chunked'],
                ['Content-Length: -1'],
                ['Content-Length: 5x'],
                ['Transfer-Encoding: gzip'],
            ]) {
                const answer = await raw(
                    line('POST /api/contacts HTTP/1.1', ['Content-Type: application/json', ...headers], '0\r\n\r\n'),
                    { timeout_ms: 20_000 },
                );
                assert.ok(answer.status >= 400, `${headers}: ${answer.status}`);
                if (answer.status < 500)
                    assert.equal(
                        answer.headers['content-type'],
                        'application/problem+json',
                        `${headers}: ${answer.status}`,
                    );
            }
        });

        it('Proxy, X-Forwarded-* and X-Debt-* change nothing', async () => {
            const headers = {
                Proxy: 'http://evil.example',
                'X-Forwarded-For': '1.2.3.4',
                'X-Forwarded-Host': 'evil.example',
                'X-Debt-Internal': '1',
                'X-HTTP-Method-Override': 'DELETE',
            };
            const answer = await ada.get('/api/contacts', { headers });
            assert.equal(answer.status, 200);
            assert.doesNotMatch(answer.text + JSON.stringify(answer.headers), /evil/);
        });
    });

    describe('addresses:', () => {
        it('one of more than 8 KB is 414', async () => {
            assertProblem(
                await raw(line(`GET /api/contacts?search=${'x'.repeat(9 * KIB)} HTTP/1.1`)),
                414,
                'too_large',
            );
        });

        for (const path of [
            '/api',
            '/api/',
            '/api/nonsense',
            '/api/contacts/',
            '/api/contacts//',
            '/api//contacts',
            '/api/Contacts',
            '/API/contacts',
            '/api/contacts.json',
            '/api/auth',
            '/api/internal/stream-grant',
        ]) {
            it(`${path} is 404`, async () => {
                const answer = await ada.get(path);
                if (path === '/api//contacts' && answer.status === 200) return; // nginx merges slashes, and then it is the collection
                assertProblem(answer, 404, 'not_found');
            });
        }

        for (const path of [
            '/api/contacts%00',
            '/api/contacts/%00',
            '/api/%00',
            '/api/contacts/..%00/',
            '/api/contacts?search=%00',
            '/api/contacts?search=a%00b',
            '/api/transactions?cursor=%00',
        ]) {
            it(`${path} is 400 or 404`, async () => {
                const answer = await raw(line(`GET ${path} HTTP/1.1`));
                assertProblem(answer, answer.status);
                assert.ok([400, 404].includes(answer.status), String(answer.status));
            });
        }

        for (const path of [
            '/../etc/passwd',
            '/api/../../etc/passwd',
            '/api/..%2f..%2fetc/passwd',
            '/%2e%2e/%2e%2e/etc/passwd',
            '/api/contacts/../../../../etc/passwd',
            '/..',
            '/api/openapi.yaml/../../sql/install.sql',
            '/api/%2e%2e/%2e%2e/openapi.yaml',
            '/.git/config',
            '/sql/install.sql',
            '/internal/stream-grant',
        ]) {
            it(`${path} leads nowhere`, async () => {
                const answer = await raw(line(`GET ${path} HTTP/1.1`));
                assertProblem(answer, answer.status);
                assert.ok([400, 404].includes(answer.status), `${answer.status} ${answer.text.slice(0, 200)}`);
            });
        }

        it('a bad escape, and bytes that are not UTF-8, are 400', async () => {
            for (const query of [
                'search=%',
                'search=%zz',
                'search=%ff',
                'search=%c0%af',
                'search=%ed%a0%80',
                'sort=%ff',
                '%ff=1',
            ]) {
                const answer = await raw(line(`GET /api/contacts?${query} HTTP/1.1`));
                assertProblem(answer, 400, 'invalid_parameter', query);
            }
        });

        it('raw bytes in an address harm nothing', async () => {
            for (const path of [
                '/api/contacts/\xff\xfe',
                '/api/contacts?search=\xe4',
                '/api/contacts/\x01',
                '/api/\x7f',
            ]) {
                const answer = await raw(line(`GET ${path} HTTP/1.1`));
                assertProblem(answer, answer.status, undefined, JSON.stringify(path));
                assert.ok([400, 404].includes(answer.status), `${JSON.stringify(path)} ${answer.status}`);
            }
        });

        it('SQL in any place is only text', async () => {
            const evil = "'; drop table debt.events; --";
            assert.deepEqual((await ada.get(`/api/contacts?search=${encodeURIComponent(evil)}`)).json, []);
            for (const query of [
                `sort=${encodeURIComponent(evil)}`,
                `cursor=${encodeURIComponent(evil)}`,
                `limit=${encodeURIComponent('1; select 1')}`,
            ]) {
                assertProblem(await ada.get(`/api/contacts?${query}`), 400, 'invalid_parameter', query);
            }
        });
    });

    describe('cursors:', () => {
        let one, cursor;
        const refused = async (account, query) => {
            const problem = assertProblem(await account.get(`/api/contacts?${query}`), 400, 'invalid_parameter', query);
            assert.deepEqual(
                problem.errors.map((error) => error.field),
                ['cursor'],
                query,
            );
        };

        before(async () => {
            one = await stack.account('cursor');
            for (const name of ['a', 'b', 'c']) await one.contact({ name });
            cursor = new URL((await one.get('/api/contacts?limit=1')).next, stack.origin).searchParams.get('cursor');
        });

        it('of this list is good', async () => {
            const answer = await one.get(`/api/contacts?limit=1&cursor=${encodeURIComponent(cursor)}`);
            assert.deepEqual(
                answer.json.map((contact) => contact.name),
                ['b'],
            );
        });

        it('of another ledger is refused', async () => {
            const two = await stack.account('cursor');
            for (const name of ['a', 'b', 'c']) await two.contact({ name });
            await refused(two, `limit=1&cursor=${encodeURIComponent(cursor)}`);
        });

        it('of another list, sort or filter is refused', async () => {
            for (const more of ['sort=-name', 'sort=recent', 'search=a', 'settled=true'])
                await refused(one, `${more}&cursor=${encodeURIComponent(cursor)}`);
            const answer = await one.get(`/api/transactions?cursor=${encodeURIComponent(cursor)}`);
            assertProblem(answer, 400, 'invalid_parameter');
        });

        it('that was tampered with is refused', async () => {
            const [seq, key, tag] = Buffer.from(cursor, 'hex').toString('utf8').split(' ');
            const forge = (...parts) => Buffer.from(parts.join(' ')).toString('hex');
            for (const forged of [
                `${cursor}x`,
                cursor.slice(1),
                cursor.slice(0, -2),
                forge(),
                forge('null'),
                forge('[]'),
                forge('{}'),
                forge('7'),
                forge(tag),
                forge(key, tag),
                forge('x', key, tag),
                forge('{}', key, tag),
                forge('1e30', key, tag),
                forge('1.5', key, tag),
                forge('9'.repeat(30), key, tag),
                forge('null', 'null', tag),
                forge('1', key, ''),
                forge(seq, key, `${tag}0`),
                forge('1', '\0', tag),
                'fffe00',
                'A'.repeat(1500),
                '!!!!',
                '=',
            ]) {
                await refused(one, `limit=1&cursor=${encodeURIComponent(forged)}`);
            }
        });
    });

    describe('another ledger:', () => {
        it('shows nothing of itself to a token that is not its own', async () => {
            const [mine, theirs] = [await stack.account('mine'), await stack.account('theirs')];
            const contact = await theirs.contact({ name: 'Private' });
            const debt = await theirs.transaction({
                contact_id: contact.id,
                direction: 'lent',
                amount: 1,
                currency: 'EUR',
            });
            for (const path of [`/api/contacts/${contact.id}`, `/api/transactions/${debt.id}`]) {
                const [there, nowhere] = [await mine.get(path), await mine.get(path.replace(/[^/]+$/, randomUUID()))];
                assertProblem(there, 404, 'not_found');
                assert.equal(there.text, nowhere.text, 'the answer tells that it exists');
            }
            for (const path of ['/api/contacts', '/api/transactions', `/api/transactions?contact_id=${contact.id}`])
                assert.deepEqual((await mine.get(path)).json, []);
            assert.deepEqual((await mine.get('/api/events')).json.events, []);
        });
    });

    describe('a session is needed:', () => {
        for (const [method, path, json] of [
            ['GET', '/api/contacts'],
            ['POST', '/api/contacts', { name: 'a' }],
            ['GET', `/api/contacts/${randomUUID()}`],
            ['GET', '/api/transactions'],
            ['POST', '/api/transactions', {}],
            ['GET', `/api/transactions/${randomUUID()}`],
            ['GET', '/api/events'],
            ['GET', '/api/sync'],
            ['GET', '/api/auth/session'],
            ['POST', '/api/auth/logout'],
        ]) {
            it(`${method} ${path.replace(/[0-9a-f-]{36}/, '{id}')}`, async () => {
                const answer = await stack.request(method, path, { json });
                assertProblem(answer, 401, 'unauthenticated');
                assert.match(answer.headers['www-authenticate'], /^Bearer/);
            });
        }

        it('before a body is looked at', async () => {
            assertProblem(await stack.request('POST', '/api/contacts', { body: 'nonsense' }), 401, 'unauthenticated');
        });
    });

    describe('slow clients:', () => {
        // Dribbles until the server closes; resolves with what it said.
        const dribble = async (first, drop) => {
            const socket = net.connect(stack.port, '127.0.0.1');
            const chunks = [];
            let closed = false;
            socket.on('data', (chunk) => chunks.push(chunk));
            socket.on('error', () => {});
            socket.on('close', () => (closed = true));
            await once(socket, 'connect');
            socket.write(first);
            const timer = setInterval(() => closed || socket.write(drop()), 500);
            try {
                await until('the server ends a slow client', () => closed, { timeout_ms: 60_000, pause_ms: 100 });
            } finally {
                clearInterval(timer);
                socket.destroy();
            }
            return Buffer.concat(chunks);
        };

        // These only wait, so they wait together.
        it('one that dribbles its headers, or its body not at all, is cut off', { timeout: 90_000 }, async () => {
            let n = 0;
            const answers = await Promise.all([
                dribble('GET /api/sync HTTP/1.1\r\nHost: localhost\r\n', () => `X-${n++}: a\r\n`),
                dribble(
                    line('POST /api/contacts HTTP/1.1', ['Content-Type: application/json', 'Content-Length: 1000']),
                    () => '',
                ),
            ]);
            for (const bytes of answers) {
                if (bytes.length === 0) continue; // cut off without a word is an answer as well
                assertProblem(parseAnswer(bytes), 408);
            }
            assert.equal((await ada.get('/api/sync')).status, 200, 'others are served');
        });
    });
});
