// Pages of other origins: by list, with a token, never with cookies.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { assertProblem } from './conformance.mjs';
import { startStack } from './stack.mjs';

const LISTED = ['https://app.example', 'http://localhost:3000'];

describe('other origins', () => {
    let stack, ada;
    const cors = (answer) => Object.keys(answer.headers).filter((name) => name.startsWith('access-control-'));
    const preflight = (path, Origin, method = 'PATCH') =>
        stack.request('OPTIONS', path, { headers: { Origin, 'Access-Control-Request-Method': method, 'Access-Control-Request-Headers': 'authorization,if-match' } });

    before(async () => {
        stack = await startStack('cors', { env: { DEBT_WORKERS: '2', DEBT_CORS_ORIGINS: 'HTTPS://app.example:443, http://localhost:3000' } });
        ada = await stack.account('cors');
    });
    after(() => stack?.stop());

    it('are let in by their names, and never with cookies', async () => {
        for (const Origin of LISTED) {
            const answer = await ada.get('/api/contacts', { headers: { Origin } });
            assert.equal(answer.status, 200);
            assert.equal(answer.headers['access-control-allow-origin'], Origin);
            assert.match(answer.headers['access-control-expose-headers'], /\bETag\b.*\bLink\b/);
            assert.match(answer.headers.vary, /\bOrigin\b/);
            assert.equal(answer.headers['access-control-allow-credentials'], undefined);
        }
    });

    it('may read what they are refused, too', async () => {
        const refused = await stack.request('GET', '/api/contacts', { headers: { Origin: LISTED[0] } });
        assertProblem(refused, 401, 'unauthenticated');
        assert.equal(refused.headers['access-control-allow-origin'], LISTED[0]);
    });

    it('ask before they send, and are told what they may', async () => {
        const answer = await preflight('/api/contacts/00000000-0000-4000-8000-000000000001', LISTED[1]);
        assert.equal(answer.status, 204);
        assert.equal(answer.headers['access-control-allow-origin'], LISTED[1]);
        assert.match(answer.headers['access-control-allow-methods'], /\bPATCH\b/);
        for (const header of ['Authorization', 'Content-Type', 'Debt-Account', 'Idempotency-Key', 'If-Match', 'If-None-Match'])
            assert.ok(answer.headers['access-control-allow-headers'].split(', ').includes(header), header);
        assert.equal(answer.headers['access-control-max-age'], '600');
        assert.equal(answer.headers['access-control-allow-credentials'], undefined);
    });

    for (const Origin of ['https://evil.example', 'null', 'https://app.example.evil.example', 'http://app.example', 'https://app.example:8443', 'https://app.exampl', '*'])
        it(`that are not listed get nothing: ${Origin}`, async () => {
            const answer = await ada.get('/api/contacts', { headers: { Origin } });
            assert.deepEqual(cors(answer), []);
            assert.match(answer.headers.vary, /\bOrigin\b/, 'no cache may mix the two up');
            assert.deepEqual(cors(await preflight('/api/contacts', Origin, 'POST')), []);
        });
});
