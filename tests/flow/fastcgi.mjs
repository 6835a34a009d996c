// A connection to a worker, as nginx makes them (FastCGI 1.0).
import net from 'node:net';
import { once } from 'node:events';
import { until } from './wait.mjs';

const [BEGIN, END, PARAMS, STDIN, STDOUT] = [1, 3, 4, 5, 6];

function record(type, content) {
    const head = Buffer.alloc(8);
    head.writeUInt8(1, 0);
    head.writeUInt8(type, 1);
    head.writeUInt16BE(1, 2);
    head.writeUInt16BE(content.length, 4);
    return Buffer.concat([head, content]);
}

// A length from 128 on has four bytes, of which the first bit says so.
function length(bytes) {
    if (bytes < 128) return Buffer.from([bytes]);
    const long = Buffer.alloc(4);
    long.writeUInt32BE((0x80000000 + bytes) >>> 0);
    return long;
}

const pair = (name, value) => Buffer.concat([length(name.length), length(value.length), Buffer.from(name + value)]);

// The bytes of a request. headers: as CGI has them: HTTP_AUTHORIZATION …; json: its body.
export function request(method, path, { keep = true, headers = {}, json } = {}) {
    const body = json === undefined ? '' : JSON.stringify(json);
    const parameters = {
        REQUEST_METHOD: method, DOCUMENT_URI: path, REQUEST_URI: path, QUERY_STRING: '', REMOTE_ADDR: '127.0.0.1',
        ...(body && { CONTENT_TYPE: 'application/json', CONTENT_LENGTH: String(Buffer.byteLength(body)) }), ...headers,
    };
    return Buffer.concat([
        record(BEGIN, Buffer.from([0, 1, keep ? 1 : 0, 0, 0, 0, 0, 0])),
        record(PARAMS, Buffer.concat(Object.entries(parameters).map(([name, value]) => pair(name, value)))),
        record(PARAMS, Buffer.alloc(0)),
        ...(body ? [record(STDIN, Buffer.from(body))] : []),
        record(STDIN, Buffer.alloc(0)),
    ]);
}

export class Connection {
    constructor(path) {
        this.socket = net.connect(path);
        this.bytes = Buffer.alloc(0);
        this.closed = false;
        this.socket.on('data', (data) => (this.bytes = Buffer.concat([this.bytes, data])));
        this.socket.on('close', () => (this.closed = true));
        this.socket.on('error', () => {});
    }

    get(path, options) {
        return this.ask('GET', path, options);
    }

    // Sends a request and returns its answer, head and body.
    async ask(method, path, options) {
        this.socket.write(request(method, path, options));
        let answer;
        await until(`an answer to ${path}`, () => this.closed || (answer = this.#take()));
        return answer ?? this.#take();
    }

    // Whether the kernel has all that was to be sent.
    get sent() {
        return this.socket.writableLength === 0;
    }

    // The first whole answer of what has arrived, or undefined.
    #take() {
        let text = '';
        for (let at = 0; at + 8 <= this.bytes.length; ) {
            const [type, content, padding] = [this.bytes[at + 1], this.bytes.readUInt16BE(at + 4), this.bytes[at + 6]];
            const end = at + 8 + content + padding;
            if (end > this.bytes.length) return undefined;
            if (type === STDOUT) text += this.bytes.subarray(at + 8, at + 8 + content).toString();
            at = end;
            if (type === END) {
                this.bytes = this.bytes.subarray(at);
                return text;
            }
        }
        return undefined;
    }

    async close() {
        if (this.closed) return;
        this.socket.destroy();
        await once(this.socket, 'close');
    }
}
