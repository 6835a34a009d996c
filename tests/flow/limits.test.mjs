// What one address may take: requests a second, and streams.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { assertProblem } from './conformance.mjs';
import { startStack } from './stack.mjs';

describe('limits of an address', () => {
    let stack, ada;

    before(async () => {
        stack = await startStack('limits', { env: { DEBT_WORKERS: '2', DEBT_REQUESTS_PER_SECOND: '1', DEBT_STREAMS_PER_ADDRESS: '2' } });
        ada = await stack.account('limits');
    });
    after(() => stack?.stop());

    it('hold open streams, and let the next one in when one has closed', async () => {
        const first = ada.watch();
        const second = ada.watch();
        await first.hello();
        await second.hello();
        const third = ada.watch();
        await third.end();
        assertProblem(third.refusal, 429, 'rate_limited');
        assert.ok(Number(third.refusal.headers['retry-after']) > 0);
        await first.close();
        const fourth = ada.watch();
        await fourth.hello();
    });

    it('hold requests: above the burst 429 with Retry-After, and no worker is asked', async () => {
        const answers = await Promise.all(Array.from({ length: 600 }, () => ada.get('/api/sync')));
        const refused = answers.filter((answer) => answer.status === 429);
        assert.ok(refused.length > 0 && refused.length < 300, `${refused.length} of 600`);
        assertProblem(refused[0], 429, 'rate_limited');
        assert.ok(Number(refused[0].headers['retry-after']) > 0);
        assert.ok(answers.some((answer) => answer.status === 200));
    });
});
