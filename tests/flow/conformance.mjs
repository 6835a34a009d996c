// Holds answers against openapi.yaml and against what the contract promises for every answer.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

export const documentPath = join(process.env.DEBT_SOURCE ?? new URL('../..', import.meta.url).pathname, 'openapi.yaml');
export const openapi = await readDocument();

// To read YAML takes longer than most files of tests, each of which is a process: run.mjs leaves them JSON.
async function readDocument() {
    if (process.env.DEBT_FLOW_OPENAPI) return JSON.parse(readFileSync(process.env.DEBT_FLOW_OPENAPI, 'utf8'));
    const { parse } = await import('yaml');
    return parse(readFileSync(documentPath, 'utf8'));
}

const ajv = new Ajv.default({ strict: false, validateSchema: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema(openapi, 'openapi');

const compiled = new Map();

// The validator of the schema at a JSON pointer into the document.
export function schemaAt(pointer) {
    if (!compiled.has(pointer)) compiled.set(pointer, ajv.compile({ $ref: `openapi#${pointer}` }));
    return compiled.get(pointer);
}

export function assertMatches(pointer, value, what) {
    const validate = schemaAt(pointer);
    if (!validate(value)) {
        assert.fail(
            `${what} does not conform to ${pointer}: ${ajv.errorsText(validate.errors)}\n${JSON.stringify(value).slice(0, 600)}`,
        );
    }
}

export const escapePointer = (text) => text.replaceAll('~', '~0').replaceAll('/', '~1');

// The codes of the contract's table.
export const CODES = {
    400: ['malformed_json', 'invalid_parameter'],
    401: ['unauthenticated', 'invalid_credentials', 'token_expired', 'other_account'],
    403: ['forbidden', 'registration_closed', 'cross_site'],
    404: ['not_found'],
    405: ['method_not_allowed'],
    409: ['id_taken', 'contact_not_settled', 'linked', 'cannot_undo', 'diverged', 'username_taken'],
    412: ['version_mismatch'],
    413: ['too_large'],
    415: ['unsupported_media_type'],
    422: ['invalid_field', 'sum_too_large', 'idempotency_key_reused'],
    429: ['rate_limited'],
    502: ['unavailable'],
    503: ['unavailable'],
    504: ['unavailable'],
};

// What every answer carries.
export const SECURITY_HEADERS = {
    'x-content-type-options': /^nosniff$/,
    'content-security-policy': /^default-src 'none'; frame-ancestors 'none'$/,
    'referrer-policy': /^no-referrer$/,
    'cross-origin-resource-policy': /^same-origin$/,
    'cache-control': /\b(no-store|private)\b/,
};

export function assertSecurityHeaders(answer, what) {
    for (const [name, pattern] of Object.entries(SECURITY_HEADERS)) {
        const values = answer.rawHeaders.filter(
            (_, i) => i % 2 === 1 && answer.rawHeaders[i - 1].toLowerCase() === name,
        );
        assert.equal(values.length, 1, `${what}: ${name} stands there ${values.length} times`);
        assert.match(values[0], pattern, `${what}: ${name}`);
    }
    assert.equal(answer.headers['x-powered-by'], undefined);
    assert.equal(
        answer.headers.server?.includes('/'),
        answer.headers.server === undefined ? undefined : false,
        `${what}: Server tells a version`,
    );
}

// What must never leave the server inside an error.
const LEAKS =
    /\b(SELECT|INSERT|UPDATE|PL\/pgSQL|SQLSTATE|relation "|syntax error|libpq|FastCGI|\.c:\d+|\/(var|run|tmp|home|usr|etc)\/)/;

// Holds a refusal against RFC 9457 and the contract's table; returns the problem.
export function assertProblem(answer, status, code, what = '') {
    assert.equal(answer.status, status, `${what} status of ${answer.text.slice(0, 400)}`);
    assert.equal(answer.headers['content-type'], 'application/problem+json', what);
    assertSecurityHeaders(answer, what);
    const problem = answer.json;
    assertMatches('/components/schemas/Problem', problem, `${what} problem`);
    assert.equal(problem.status, status, what);
    if (code) assert.equal(problem.code, code, `${what} ${answer.text}`);
    if (CODES[status])
        assert.ok(CODES[status].includes(problem.code), `${what}: ${problem.code} is no code of ${status}`);
    assert.doesNotMatch(answer.text, LEAKS, `${what} leaks`);
    if (status === 401) assert.match(answer.headers['www-authenticate'] ?? '', /^Bearer\b/, `${what} WWW-Authenticate`);
    if (status === 405) assert.ok(answer.headers.allow, `${what} Allow`);
    if ([429, 502, 503, 504].includes(status))
        assert.match(answer.headers['retry-after'] ?? '', /^[1-9][0-9]*$/, `${what} Retry-After`);
    return problem;
}

// The operation of the document that a request belongs to: { template, operation, method } or null.
export function operationOf(method, path) {
    const pathname = path.split('?')[0];
    for (const [template, item] of Object.entries(openapi.paths)) {
        const pattern = new RegExp(`^${template.replace(/\{[^}]+\}/g, '[^/]+')}$`);
        if (!pattern.test(pathname)) continue;
        const name = method === 'HEAD' ? 'get' : method.toLowerCase();
        return item[name] ? { template, method: name, operation: item[name] } : null;
    }
    return null;
}

function resolve(pointer, node) {
    return node.$ref
        ? {
              pointer: node.$ref.slice(1),
              node: node.$ref
                  .slice(2)
                  .split('/')
                  .reduce((at, key) => at[key], openapi),
          }
        : { pointer, node };
}

// Holds any answer against the document; `assertProblem` for every refusal.
export function assertConforms(method, path, answer) {
    const what = `${method} ${path.slice(0, 100)} → ${answer.status}`;
    assertSecurityHeaders(answer, what);
    const found = operationOf(method, path);
    const responses = found?.operation.responses ?? {};
    const key = responses[answer.status] ? String(answer.status) : 'default';
    // A refusal is a problem document, unless the document says that it may be something else as well.
    const otherwise = key !== 'default' && answer.headers['content-type'] in (responses[key].content ?? {});
    if (answer.status >= 400 && method !== 'HEAD' && !otherwise) assertProblem(answer, answer.status, undefined, what);
    if (!found || answer.status === 405) return;
    assert.ok(key !== 'default' || answer.status >= 400, `${what}: the document lists no such answer`);
    const base = `/paths/${escapePointer(found.template)}/${found.method}/responses/${key}`;
    const { pointer, node } = resolve(base, responses[key]);
    assertHeaders(node.headers ?? {}, answer, what);
    const types = Object.keys(node.content ?? {});
    if (types.length === 0) {
        assert.equal(answer.body.length, 0, `${what}: a body where the document has none`);
        return;
    }
    const type = answer.headers['content-type'];
    assert.ok(types.includes(type), `${what}: Content-Type ${type}`);
    if (method === 'HEAD') assert.equal(answer.body.length, 0, what);
    else
        assertMatches(
            `${pointer}/content/${escapePointer(type)}/schema`,
            type.includes('json') ? answer.json : answer.text,
            what,
        );
}

function assertHeaders(declared, answer, what) {
    for (const [name, header] of Object.entries(declared)) {
        const { pointer, node } = resolve('', header);
        const value = answer.headers[name.toLowerCase()];
        if (value === undefined) {
            assert.ok(!node.required, `${what}: ${name} is missing`);
            continue;
        }
        if (pointer) assertMatches(`${pointer}/schema`, value, `${what} ${name}`);
    }
}
