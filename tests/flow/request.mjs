// HTTP as a client sees it, with the bytes and headers under the test's control.
import http from 'node:http';
import net from 'node:net';
import { once } from 'node:events';
import { keepPrivate } from './private.mjs';

export class Answer {
    constructor(status, rawHeaders, body) {
        this.status = status;
        this.rawHeaders = rawHeaders;
        this.body = body;
        this.headers = {};
        for (let i = 0; i < rawHeaders.length; i += 2) {
            const name = rawHeaders[i].toLowerCase();
            this.headers[name] =
                name in this.headers ? `${this.headers[name]}, ${rawHeaders[i + 1]}` : rawHeaders[i + 1];
        }
    }

    get text() {
        return this.body.toString('utf8');
    }

    get json() {
        return JSON.parse(this.text);
    }

    // The address of the next page, or null.
    get next() {
        const link = /^<([^>]+)>; rel="next"$/.exec(this.headers.link ?? '');
        return link && link[1];
    }
}

// Sends one request and returns the Answer. `json` is sent as JSON, `body` as it stands.
export function request(origin, method, path, { token, json, body, headers = {}, agent, timeout_ms = 30_000 } = {}) {
    const url = new URL(origin);
    const payload =
        json !== undefined ? Buffer.from(JSON.stringify(json)) : body === undefined ? undefined : Buffer.from(body);
    const sent = { ...headers };
    const has = (name) => Object.keys(sent).some((given) => given.toLowerCase() === name);
    if (token !== undefined && !has('authorization')) sent.Authorization = `Bearer ${token}`;
    if (payload !== undefined && !has('content-type')) sent['Content-Type'] = 'application/json';
    if (payload !== undefined) sent['Content-Length'] = String(payload.length);
    keepPrivate({ path, body: payload?.toString('utf8'), headers: sent });
    return new Promise((resolve, reject) => {
        const call = http.request(
            {
                host: url.hostname.replace(/^\[|\]$/g, ''),
                port: url.port,
                method,
                path,
                headers: sent,
                agent,
                timeout: timeout_ms,
            },
            (response) => {
                const chunks = [];
                response.on('data', (chunk) => chunks.push(chunk));
                response.on('error', reject);
                response.on('end', () => {
                    const answer = new Answer(response.statusCode, response.rawHeaders, Buffer.concat(chunks));
                    if (path.startsWith('/api/auth/')) keepPrivate({ body: answer.text, headers: answer.headers });
                    resolve(answer);
                });
            },
        );
        call.on('timeout', () => call.destroy(new Error(`${method} ${path}: no answer within ${timeout_ms} ms`)));
        call.on('error', reject);
        call.end(payload);
    });
}

// Writes `bytes` to the port as they stand and returns all that comes back until the server closes.
export async function exchange(port, bytes, { timeout_ms = 30_000 } = {}) {
    const socket = net.connect(port, '127.0.0.1');
    const chunks = [];
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', () => {}); // a reset after the answer is the server's right
    socket.setTimeout(timeout_ms, () => socket.destroy());
    socket.write(bytes);
    await once(socket, 'close');
    return Buffer.concat(chunks);
}

// Reads one HTTP/1.1 answer out of the bytes that `exchange` returned.
export function parseAnswer(bytes) {
    const end = bytes.indexOf('\r\n\r\n');
    if (end < 0) throw new Error(`no HTTP answer in ${JSON.stringify(bytes.toString('latin1').slice(0, 200))}`);
    const [statusLine, ...lines] = bytes.subarray(0, end).toString('latin1').split('\r\n');
    const rawHeaders = lines.flatMap((line) => [
        line.slice(0, line.indexOf(':')),
        line.slice(line.indexOf(':') + 1).trim(),
    ]);
    const answer = new Answer(Number(statusLine.split(' ')[1]), rawHeaders, bytes.subarray(end + 4));
    if (answer.headers['transfer-encoding'] === 'chunked') answer.body = dechunk(answer.body);
    return answer;
}

function dechunk(bytes) {
    const parts = [];
    for (let at = 0; ;) {
        const eol = bytes.indexOf('\r\n', at);
        const size = parseInt(bytes.subarray(at, eol).toString('latin1'), 16);
        if (!size) return Buffer.concat(parts);
        parts.push(bytes.subarray(eol + 2, eol + 2 + size));
        at = eol + 2 + size + 2;
    }
}
