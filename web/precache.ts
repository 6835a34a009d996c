// Builds the service worker behind the client: with the list of all files of the build, which it keeps on the device.
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { build } from 'vite';
import type { Plugin } from 'vite';

const NAME = 'service-worker.js';
const HASHED = /^\/assets\//; // the name says which content it is

function files(folder: string): string[] {
    return readdirSync(folder)
        .map((name) => join(folder, name))
        .flatMap((path) => (statSync(path).isDirectory() ? files(path) : [path]));
}

function precache(folder: string): { url: string; revision: string | null }[] {
    return files(folder)
        .filter((path) => !/\.(gz|map)$/.test(path) && !/\/(\.[^/]*|service-worker\.js)$/.test(path))
        .filter((path) => !path.startsWith(join(folder, 'screenshots'))) // for who has not installed it yet
        .map((path) => {
            const url = `/${relative(folder, path)}`;
            const revision = createHash('sha256').update(readFileSync(path)).digest('hex').slice(0, 16);
            return { url, revision: HASHED.test(url) ? null : revision };
        })
        .sort((a, b) => (a.url < b.url ? -1 : 1));
}

export function service_worker(): Plugin {
    let [root, folder] = ['', ''];
    return {
        name: 'service-worker',
        apply: 'build',
        configResolved(config) {
            root = config.root;
            folder = resolve(root, config.build.outDir);
        },
        async closeBundle() {
            await build({
                ...{ root, configFile: false, publicDir: false, logLevel: 'warn' },
                define: { PRECACHE: JSON.stringify(precache(folder)), 'process.env.NODE_ENV': '"production"' },
                build: {
                    ...{ outDir: folder, emptyOutDir: false, target: 'es2022', reportCompressedSize: false },
                    rollupOptions: {
                        input: resolve(root, 'src/worker/service_worker.ts'),
                        output: { format: 'iife', entryFileNames: NAME },
                    },
                },
            });
        },
    };
}
