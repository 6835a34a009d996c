// What the first visit loads of JavaScript, compressed: more than the budget fails the build.
import { gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

const FIRST_LOAD_BYTES_MAX = 90_000;

export function budget(): Plugin {
    let minified = true;
    return {
        name: 'budget',
        apply: 'build',
        configResolved({ build }) {
            minified = build.minify !== false;
        },
        generateBundle(_, bundle) {
            if (!minified) return;
            const first = new Set(Object.values(bundle).filter((file) => file.type === 'chunk' && file.isEntry).map(({ fileName }) => fileName));
            let bytes = 0;
            for (const name of first) {
                const file = bundle[name];
                if (file?.type !== 'chunk') continue;
                bytes += gzipSync(file.code, { level: 9 }).length;
                for (const other of file.imports) first.add(other);
            }
            if (bytes > FIRST_LOAD_BYTES_MAX) {
                this.error(`The first visit would load ${bytes} bytes of JavaScript; ${FIRST_LOAD_BYTES_MAX} are its budget.`);
            }
            this.info(`The first visit loads ${bytes} bytes of JavaScript (budget: ${FIRST_LOAD_BYTES_MAX}).`);
        },
    };
}
