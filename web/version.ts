// Says to the client which one it is: another one for any other sources. What it has kept of what it made of the log is void for any other (store/glance.ts).
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

function files(folder: string): string[] {
    return readdirSync(folder)
        .sort()
        .map((name) => join(folder, name))
        .flatMap((path) => (statSync(path).isDirectory() ? files(path) : [path]));
}

export function version_of(...folders: string[]): string {
    const hash = createHash('sha256');
    for (const path of folders.flatMap(files)) hash.update(path).update('\0').update(readFileSync(path)).update('\0');
    return hash.digest('base64url').slice(0, 16);
}
