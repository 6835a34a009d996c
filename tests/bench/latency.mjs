// How long after a POST its event is at a client of the stream, one at a time, on a machine that does nothing else.
// The clock starts just before the request is sent, so the time holds the whole request, its commit included.
import http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import WebSocket from 'ws';
import { format, percentile } from './turns.mjs';

const SAMPLES_A_SECOND = 200; // of BENCH_SECONDS
const WARM_UP = 50;
const PAUSE_MS = 3;
const ARRIVAL_MS = 10_000;

export async function measure({ stack, options, progress }) {
    const [account] = await stack.makeAccounts('latency', 1);
    const stream = await connect(stack, account);
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    const count = SAMPLES_A_SECOND * options.seconds;
    const times = { answer: [], message: [] };
    try {
        for (let i = -WARM_UP; i < count; i++) {
            const sent = performance.now();
            const [arrived, answered] = await Promise.all([stream.next(), post(stack, account, agent)]);
            if (i >= 0) {
                times.answer.push(answered - sent);
                times.message.push(arrived - sent);
            }
            await sleep(PAUSE_MS);
        }
    } finally {
        stream.close();
        agent.destroy();
    }
    progress(`${count} events`);
    const milliseconds = (name) => `p50 ${format(percentile(times[name], 50))} ms, p99 ${format(percentile(times[name], 99))} ms`;
    return [
        {
            what: 'From sending a POST to its message at the client',
            wanted: 'p50 < 5 ms, p99 < 25 ms',
            result: milliseconds('message'),
            detail: `${count.toLocaleString('en')} events; to the answer of the POST: ${milliseconds('answer')}`,
        },
    ];
}

// A client of the stream; next() becomes the time at which the next event arrives.
async function connect(stack, account) {
    const socket = new WebSocket(`${stack.origin.replace('http', 'ws')}/ws`, {
        headers: { Authorization: `Bearer ${account.token}` },
        perMessageDeflate: false,
    });
    let awaited;
    const opened = new Promise((resolve, reject) => {
        socket.on('message', (data) => {
            const arrived = performance.now();
            const { type } = JSON.parse(data);
            if (type === 'hello') resolve();
            else if (type === 'event') awaited.resolve(arrived);
        });
        socket.on('error', reject);
        socket.on('close', () => awaited?.reject(new Error('the stream was closed')));
    });
    await opened;
    return {
        next() {
            return new Promise((resolve, reject) => {
                const timer = setTimeout(() => reject(new Error(`no event within ${ARRIVAL_MS} ms`)), ARRIVAL_MS);
                awaited = { resolve: (arrived) => (clearTimeout(timer), resolve(arrived)), reject: (error) => (clearTimeout(timer), reject(error)) };
            });
        },
        close() {
            awaited = undefined;
            socket.terminate();
        },
    };
}

// Becomes the time at which the answer was there.
function post(stack, account, agent) {
    return new Promise((resolve, reject) => {
        const body = '{"name":"Ada Lovelace","email":"ada@example.org","notes":"lunch on friday"}';
        const call = http.request(`${stack.origin}/api/contacts`, {
            agent,
            method: 'POST',
            headers: { Authorization: `Bearer ${account.token}`, 'Content-Type': 'application/json', 'Content-Length': body.length },
        });
        call.on('response', (response) => {
            response.resume();
            response.on('end', () => (response.statusCode === 201 ? resolve(performance.now()) : reject(new Error(`POST: ${response.statusCode}`))));
        });
        call.on('error', reject);
        call.end(body);
    });
}
