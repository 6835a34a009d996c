import { defineConfig } from 'vite';
import { budget } from './budget.ts';
import { service_worker } from './precache.ts';
import { version_of } from './version.ts';

// Where `npm run dev` finds a running server: DEBT_PORT of ./dev run.
const server = `http://localhost:${process.env['DEBT_PORT'] ?? '8080'}`;

export default defineConfig({
    plugins: [budget(), service_worker()],
    define: { CLIENT_VERSION: JSON.stringify(version_of('src')) },
    esbuild: { jsx: 'automatic', jsxImportSource: 'preact', legalComments: 'none' },
    build: {
        target: 'es2022',
        // Smaller by 4 % than what esbuild makes of it.
        minify: 'terser',
        terserOptions: { compress: { passes: 2, ecma: 2020 }, format: { comments: false } },
        // The Content-Security-Policy takes neither inline scripts nor data: fonts.
        assetsInlineLimit: 0,
        modulePreload: { polyfill: false },
        reportCompressedSize: false,
    },
    server: { proxy: { '/api': server, '/ws': { target: server, ws: true } } },
});
