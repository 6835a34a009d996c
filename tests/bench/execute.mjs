// Running a program to its end.
import { spawn } from 'node:child_process';

// Returns what the program wrote to stdout; throws, with what it wrote to stderr, if its status is not 0 or it takes
// longer than timeout_ms (0: it may take as long as it likes).
export function execute(file, args, { env = process.env, input = '', cwd, timeout_ms = 0 } = {}) {
    return new Promise((resolve, reject) => {
        const child = spawn(file, args, { env, cwd, stdio: ['pipe', 'pipe', 'pipe'], timeout: timeout_ms });
        const out = [];
        const err = [];
        child.stdout.on('data', (chunk) => out.push(chunk));
        child.stderr.on('data', (chunk) => err.push(chunk));
        child.stdin.on('error', () => {}); // it ended before it had read everything: its status tells
        child.stdin.end(input);
        child.on('error', reject);
        child.on('close', (status, signal) => {
            if (status === 0) return resolve(Buffer.concat(out).toString('utf8'));
            reject(new Error(`${file} ${args.slice(0, 3).join(' ')}: ${signal ?? `status ${status}`}\n${Buffer.concat(err)}`.slice(0, 4000)));
        });
    });
}
