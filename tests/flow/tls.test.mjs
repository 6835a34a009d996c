// HTTPS and WSS: what `DEBT_TLS=1 ./dev run` serves, and the example that is installed.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import http2 from 'node:http2';
import https from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import tls from 'node:tls';
import WebSocket from 'ws';
import { request } from './request.mjs';
import { freePort, run, startStack } from './stack.mjs';
import { until } from './wait.mjs';

const SOURCE = process.env.DEBT_SOURCE;
const BUILD = process.env.DEBT_BUILD;

// GET by HTTPS: { status, headers, text }.
function get(url, options) {
    return new Promise((resolve, reject) => {
        https
            .get(url, options, (response) => {
                let text = '';
                response.setEncoding('utf8').on('data', (chunk) => (text += chunk));
                response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, text }));
            })
            .on('error', reject);
    });
}

// What is negotiated: { protocol, alpn }, or the error's code.
function handshake(port, options) {
    return new Promise((resolve) => {
        const socket = tls.connect({ host: '127.0.0.1', port, servername: 'localhost', ...options }, () => {
            resolve({ protocol: socket.getProtocol(), alpn: socket.alpnProtocol });
            socket.destroy();
        });
        socket.on('error', (error) => resolve(error.code));
    });
}

const hasHttp2 = (origin, options) =>
    new Promise((resolve, reject) => {
        const session = http2.connect(origin, options).on('error', reject);
        session.request({ ':path': '/api/health' }).on('response', (headers) => {
            resolve(headers[':status']);
            session.destroy();
        });
    });

describe('TLS', () => {
    let stack, ca, origin;

    before(async () => {
        stack = await startStack('tls', { env: { DEBT_TLS: '1', DEBT_WORKERS: '4' } });
        ca = readFileSync(join(stack.state, 'tls', 'ca.crt'));
        origin = `https://localhost:${stack.port}`;
    });
    after(() => stack?.stop());

    it('says where it is, and how to trust it', async () => {
        assert.match(stack.output, new RegExp(`^ready ${origin}$`, 'm'));
        await until('how to trust it is said', () => /tls\/ca\.crt/.test(stack.output));
    });

    it('has a certificate for localhost, by an authority that can vouch for nothing else', async () => {
        for (const host of ['localhost', '127.0.0.1']) {
            assert.equal((await get(`https://${host}:${stack.port}/api/health`, { ca })).status, 200, host);
        }
        const certificate = new X509Certificate(readFileSync(join(stack.state, 'tls', 'server.crt')));
        assert.equal(certificate.subjectAltName, 'DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1');
        const printed = await run('openssl', ['x509', '-noout', '-text', '-in', join(stack.state, 'tls', 'ca.crt')]);
        assert.match(printed.stdout, /Name Constraints: critical[\s\S]*DNS:localhost/);
        await assert.rejects(get(`${origin}/api/health`, {}), /self.signed|unable to (verify|get)/i, 'a stranger does not trust it');
    });

    it('speaks TLS 1.2 and 1.3 and nothing older, and HTTP/2', async () => {
        assert.deepEqual(await handshake(stack.port, { ca, ALPNProtocols: ['h2'] }), { protocol: 'TLSv1.3', alpn: 'h2' });
        assert.equal((await handshake(stack.port, { ca, maxVersion: 'TLSv1.2' })).protocol, 'TLSv1.2');
        const old = await handshake(stack.port, { ca, minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' });
        assert.match(String(old), /ERR_SSL|ECONNRESET/);
        assert.equal(await hasHttp2(origin, { ca }), 200);
    });

    it('leads plain HTTP at its port to HTTPS, and pins nothing on localhost', async () => {
        const answer = await request(`http://127.0.0.1:${stack.port}`, 'GET', '/api/health?x', { headers: { Host: `localhost:${stack.port}` } });
        assert.equal(answer.status, 301);
        assert.equal(answer.headers.location, `${origin}/api/health?x`);
        assert.equal((await get(`${origin}/api/health`, { ca })).headers['strict-transport-security'], undefined);
    });

    it('carries requests and streams of a signed-in person', async () => {
        const ada = await stack.keyless('tls');
        const headers = { Authorization: `Bearer ${ada.token}` };
        assert.equal((await get(`${origin}/api/contacts`, { ca, headers })).status, 200);
        const socket = new WebSocket(`wss://localhost:${stack.port}/ws`, { ca, headers });
        const frames = [];
        socket.on('message', (data) => frames.push(JSON.parse(data.toString())));
        await until('hello', () => frames[0]?.type === 'hello');
        socket.terminate();
    });
});

describe('the example for nginx, as it is installed', () => {
    let folder, nginx, plainPort, securePort, ca, certificate, said = '';
    const configuration = () => join(folder, 'nginx.conf');

    before(async () => {
        folder = mkdtempSync(join(tmpdir(), 'debt-example-'));
        [plainPort, securePort] = [await freePort(), await freePort()];
        certificate = join(folder, 'site');
        const made = await run('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2',
            '-subj', '/CN=debts.example.org', '-addext', 'subjectAltName=DNS:debts.example.org', '-keyout', `${certificate}.key`, '-out', `${certificate}.crt`]);
        assert.equal(made.status, 0, made.stderr);
        ca = readFileSync(`${certificate}.crt`);
        // The files as `make install` puts them, with paths and ports that a test may use.
        const example = readFileSync(join(BUILD, 'nginx', 'example.conf'), 'utf8');
        const installed = /include (\S+)\/nginx\/debt-tracker\.conf;/.exec(example)[1];
        mkdirSync(join(folder, 'nginx'));
        mkdirSync(join(folder, 'web'));
        writeFileSync(join(folder, 'web', 'index.html'), '<!doctype html><title>A page</title>');
        for (const name of ['security-headers.conf', 'web-headers.conf'])
            cpSync(join(SOURCE, 'nginx', name), join(folder, 'nginx', name));
        for (const name of readdirSync(join(BUILD, 'nginx')).filter((name) => name.endsWith('.conf'))) {
            const text = readFileSync(join(BUILD, 'nginx', name), 'utf8')
                .replaceAll(installed, folder)
                .replace(/^ *listen \[::\].*\n/gm, '')
                .replace('listen 80;', `listen 127.0.0.1:${plainPort};`)
                .replace('listen 443 ', `listen 127.0.0.1:${securePort} `)
                .replace(/\/etc\/letsencrypt\/\S*fullchain.pem/, `${certificate}.crt`)
                .replace(/\/etc\/letsencrypt\/\S*privkey.pem/, `${certificate}.key`)
                .replace('/var/log/nginx/debt-tracker.log', join(folder, 'access.log'))
                .replace('/var/log/nginx/error.log', 'stderr');
            writeFileSync(join(folder, 'nginx', name), text);
        }
        writeFileSync(configuration(), `
            daemon off; master_process off; pid ${folder}/pid; error_log stderr;
            events { worker_connections 64; }
            http {
                ${['client_body', 'fastcgi', 'proxy', 'scgi', 'uwsgi'].map((use) => `${use}_temp_path ${folder}/${use};`).join(' ')}
                include ${folder}/nginx/debt-tracker-http.conf;
                set_real_ip_from 127.0.0.1; real_ip_header X-Address; # a test may come from anywhere
                include ${folder}/nginx/example.conf;
            }`);
    });
    after(async () => {
        nginx?.kill('SIGTERM');
        if (nginx) await until('nginx ends', () => nginx.exitCode !== null || nginx.signalCode !== null);
        rmSync(folder, { recursive: true, force: true });
    });

    const secure = (path, headers = {}) =>
        get(`https://127.0.0.1:${securePort}${path}`, { ca, servername: 'debts.example.org', headers: { Host: 'debts.example.org', ...headers } });

    it('is taken by nginx', async () => {
        const checked = await run('nginx', ['-t', '-c', configuration(), '-e', 'stderr']);
        assert.equal(checked.status, 0, checked.stderr);
    });

    it('leads http to https, speaks HTTP/2, and pins HTTPS with every answer', async () => {
        nginx = spawn('nginx', ['-c', configuration(), '-e', 'stderr'], { stdio: ['ignore', 'ignore', 'pipe'] });
        nginx.stderr.setEncoding('utf8').on('data', (text) => (said += text));
        const plain = await until('nginx answers', () =>
            request(`http://127.0.0.1:${plainPort}`, 'GET', '/api/health?x=1', { headers: { Host: 'debts.example.org' } }),
        );
        assert.equal(plain.status, 301, said);
        assert.equal(plain.headers.location, 'https://debts.example.org/api/health?x=1');
        assert.deepEqual(await handshake(securePort, { ca, servername: 'debts.example.org', ALPNProtocols: ['h2'] }), { protocol: 'TLSv1.3', alpn: 'h2' });
        const old = await handshake(securePort, { ca, servername: 'debts.example.org', minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' });
        assert.match(String(old), /ERR_SSL|ECONNRESET/);
        // A page, a refusal of nginx's own (there are no workers here), one before any location, and nothing at all.
        for (const [path, status] of [['/', 200], ['/api/health', 502], ['/ws', 502], ['/%', 400], ['/nowhere', 404], ['/api', 404]]) {
            const answer = await secure(path);
            assert.equal(answer.status, status, `${path}: ${answer.text}`);
            assert.equal(answer.headers['strict-transport-security'], 'max-age=63072000; includeSubDomains', path);
            assert.equal(answer.headers['x-content-type-options'], 'nosniff', path);
            assert.match(answer.headers['content-security-policy'], /frame-ancestors 'none'/, path);
        }
    });

    it('counts an address of IPv4, and of IPv6 the network of 64 bits', async () => {
        // 502: let through, to workers that are not there.
        const knock = async (address) => (await secure('/api/auth/passkey-login', { 'X-Address': address })).status;
        const flood = async (address) => {
            const statuses = [];
            for (let i = 0; i < 30; i++) statuses.push(await knock(address(i)));
            return statuses;
        };
        for (const [what, address, other] of [
            ['one address', () => '192.0.2.10', '192.0.2.11'],
            ['a /64', (i) => `2001:db8:a:b:${i.toString(16)}::1`, '2001:db8:a:c::1'],
            ['the same in IPv6', () => '::ffff:192.0.2.20', '::ffff:192.0.2.21'],
        ]) {
            const statuses = await flood(address);
            assert.ok(statuses.includes(429), `${what}: ${statuses}`);
            assert.equal(statuses[0], 502, what);
            assert.equal(await knock(other), 502, `${what}, and its neighbour`);
        }
    });
});
