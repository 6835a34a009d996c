// The README's commands, as a reader would type them: the blocks ```sh that stand below a line `<!-- tested -->`.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { run, startStack } from './stack.mjs';

const text = readFileSync(join(process.env.DEBT_SOURCE, 'README.md'), 'utf8');
const blocks = [...text.matchAll(/^<!-- tested -->\n+```sh\n([\s\S]*?)^```$/gm)].map((match) => match[1]);

describe('README', () => {
    let stack, folder;

    before(async () => {
        stack = await startStack('readme', { env: { DEBT_WORKERS: '2' } });
        folder = mkdtempSync(join(tmpdir(), 'debt-readme-'));
    });
    after(async () => {
        await stack?.stop();
        if (folder) rmSync(folder, { recursive: true, force: true });
    });

    it('has commands to try', () => assert.ok(blocks.length > 0));

    // One after the other in one shell, for a later one uses what an earlier one has set.
    it('has commands that work, in their order', async () => {
        const script = blocks
            .map((block, i) => `printf '%s\\n' '--- block ${i + 1}'\n${block}`)
            .join('\n')
            .replaceAll('localhost:8080', `localhost:${stack.port}`);
        const { status, stdout, stderr } = await run('bash', ['-euo', 'pipefail', '-c', script], {
            env: { ...process.env, HOME: folder, PATH: process.env.PATH },
            cwd: folder,
        });
        assert.equal(status, 0, `${stdout}\n${stderr}`);
        assert.doesNotMatch(stdout, /"code": ?"/, `a problem: ${stdout}`);
    });
});
