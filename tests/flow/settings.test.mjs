// How the ledger is to be shown: kept on the server, so that every device shows it alike.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { assertProblem } from './conformance.mjs';
import { sharedStack } from './stack.mjs';

const DEFAULTS = { default_currency: null, locale: null, theme: 'system', direction_colors: 'default' };
const CHOSEN = { default_currency: 'JPY', locale: 'ar', theme: 'light', direction_colors: 'colour_blind_safe' };

describe('settings', () => {
    let stack, ada;

    before(async () => {
        stack = await sharedStack();
        ada = await stack.account('settings');
    });
    after(() => stack?.stop());

    const put = (json, headers = {}, who = ada) => who.request('PUT', '/api/settings', { json, headers });
    const shown = async (who = ada) => (await who.get('/api/settings')).json;

    it('are the defaults until something is chosen, and no event tells of them', async () => {
        assert.deepEqual(await shown(), DEFAULTS);
        const answer = await put(CHOSEN);
        assert.equal(answer.status, 200, answer.text);
        assert.deepEqual(answer.json, CHOSEN);
        assert.deepEqual(await shown(), CHOSEN);
        assert.equal((await ada.get('/api/sync')).json.head, 0);
        assert.deepEqual(await shown(await stack.account('other')), DEFAULTS);
    });

    it('can be put back as they were got, and partly: what is left out gets its default', async () => {
        await put(CHOSEN);
        const { headers } = await ada.get('/api/settings');
        assert.equal((await put(await shown())).headers.etag, headers.etag, 'nothing has changed');
        assert.deepEqual((await put({ theme: 'dark', locale: null })).json, { ...DEFAULTS, theme: 'dark' });
        assert.deepEqual((await put({})).json, DEFAULTS);
    });

    it('have an ETag, answer 304 until they change, and honour If-Match', async () => {
        const first = await put({ locale: 'en' });
        const { etag } = first.headers;
        assert.equal((await ada.get('/api/settings')).headers.etag, etag);
        assert.equal((await ada.get('/api/settings', { headers: { 'If-None-Match': etag } })).status, 304);
        await ada.contact();
        assert.equal((await ada.get('/api/settings', { headers: { 'If-None-Match': etag } })).status, 304);
        assert.equal((await put({ locale: 'de' }, { 'If-Match': etag })).status, 200);
        assert.equal((await ada.get('/api/settings', { headers: { 'If-None-Match': etag } })).json.locale, 'de');
        const { version } = assertProblem(await put({ locale: 'fr' }, { 'If-Match': etag }), 412, 'version_mismatch');
        assert.equal((await put({ locale: 'fr' }, { 'If-Match': `"${version}"` })).json.locale, 'fr');
        assertProblem(await put({}, { 'If-Match': 'x' }), 400, 'invalid_parameter');
    });

    for (const [what, json, fields] of [
        ['an unknown field', { colour: 'red', version: 1 }, ['colour', 'version']],
        ['another language', { locale: 'tlh' }, ['locale']],
        ['a currency that is none', { default_currency: 'eur' }, ['default_currency']],
        ['other types', { theme: 1, direction_colors: [], locale: '' }, ['direction_colors', 'locale', 'theme']],
    ]) {
        it(`refuse ${what}, naming each field`, async () => {
            const before = await shown();
            const problem = assertProblem(await put(json), 422, 'invalid_field', what);
            assert.deepEqual(problem.errors.map((error) => error.field).sort(), fields);
            assert.deepEqual(await shown(), before);
        });
    }

    it('want a session', async () => {
        assertProblem(await stack.request('GET', '/api/settings'), 401, 'unauthenticated');
        assertProblem(await stack.request('PUT', '/api/settings', { json: {} }), 401, 'unauthenticated');
        assertProblem(await ada.get('/api/settings?theme=dark'), 400, 'invalid_parameter');
    });
});
