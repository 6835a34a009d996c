// A WebSocket client of /ws that keeps every frame.
import assert from 'node:assert/strict';
import WebSocket from 'ws';
import { Answer } from './request.mjs';
import { assertMatches } from './conformance.mjs';
import { until } from './wait.mjs';

export class Watcher {
    constructor(socket) {
        this.socket = socket;
        this.frames = [];
        this.closed = false;
        this.refusal = null;
        socket.on('message', (data, binary) => {
            assert.equal(binary, false, 'a binary frame');
            const frame = JSON.parse(data.toString('utf8'));
            assertMatches('/components/schemas/Frame', frame, 'frame');
            this.frames.push(frame);
        });
        socket.on('close', () => (this.closed = true));
        socket.on('error', () => {}); // 'close' follows
        socket.on('unexpected-response', (call, response) => {
            const chunks = [];
            response.on('data', (chunk) => chunks.push(chunk));
            response.on('end', () => {
                this.refusal = new Answer(response.statusCode, response.rawHeaders, Buffer.concat(chunks));
                this.closed = true;
            });
        });
    }

    get events() {
        return this.frames.filter((frame) => frame.type === 'event');
    }

    get seqs() {
        return this.events.map((frame) => frame.seq);
    }

    get lastFrame() {
        return this.frames.at(-1);
    }

    frame(type, what = `a ${type} frame`) {
        return until(what, () => {
            const found = this.frames.find((frame) => frame.type === type);
            if (!found && this.closed)
                throw Object.assign(new Error(`closed: ${this.refusal?.text ?? JSON.stringify(this.lastFrame)}`), {
                    final: true,
                });
            return found;
        });
    }

    hello() {
        return this.frame('hello');
    }

    // Waits until the event `seq` has arrived, and returns it.
    async event(seq) {
        const found = await until(`event ${seq} on the stream, got ${this.seqs.slice(-3)}`, () =>
            this.events.find((frame) => frame.seq === seq),
        );
        return found.event;
    }

    close() {
        this.socket.close();
        return this.end();
    }

    // The client vanishes without a closing handshake.
    vanish() {
        this.socket.terminate();
    }

    end() {
        return until('the stream ends', () => this.closed);
    }

    // What a test has left open.
    stop() {
        this.vanish();
    }
}

// Opens a stream; `query` like 'after=3'. The Watcher is returned at once: await hello(), frame() or end().
export function watch(port, { token, query = '', headers = {} } = {}) {
    const address = `ws://127.0.0.1:${port}/ws${query && `?${query}`}`;
    const sent = token === undefined ? headers : { Authorization: `Bearer ${token}`, ...headers };
    return new Watcher(new WebSocket(address, { headers: sent, perMessageDeflate: false }));
}

// A client as it should be: when its stream ends it comes back with its last seq, until stop() is called.
export class FaithfulWatcher {
    constructor(open) {
        this.open = open;
        this.events = [];
        this.stopped = false;
        this.connections = 0;
        this.task = this.#run();
    }

    get seqs() {
        return this.events.map((event) => event.seq);
    }

    async #run() {
        while (!this.stopped) {
            const after = this.events.at(-1)?.seq ?? 0;
            this.watcher = this.open(after);
            this.connections++;
            let taken = 0;
            const take = () => {
                const arrived = this.watcher.events;
                for (; taken < arrived.length; taken++) this.events.push(arrived[taken].event);
            };
            while (!this.watcher.closed && !this.stopped) {
                await new Promise((resolve) => setTimeout(resolve, 10));
                take();
            }
            take();
            if (this.stopped) this.watcher.vanish();
            else await new Promise((resolve) => setTimeout(resolve, 100));
        }
    }

    async stop() {
        this.stopped = true;
        await this.task;
    }
}
