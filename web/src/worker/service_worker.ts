// The service worker: keeps the client on the device, so that it opens without a network. It holds no data: what people
// write is in IndexedDB, which an update of the client does not touch.
import { clientsClaim } from 'workbox-core';
import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute } from 'workbox-precaching';
import type { PrecacheEntry } from 'workbox-precaching';
import { NavigationRoute, registerRoute } from 'workbox-routing';
import { TAKE_OVER } from './messages.ts';

declare const self: ServiceWorkerGlobalScope;
type Routing = ExtendableEvent & { addRoutes?: (rule: { condition: { urlPattern: { pathname: string } }; source: 'network' }) => Promise<void> };
declare const PRECACHE: PrecacheEntry[]; // all files of this build (precache.ts)

precacheAndRoute(PRECACHE);
cleanupOutdatedCaches();
registerRoute(new NavigationRoute(createHandlerBoundToURL('/index.html'), { denylist: [/^\/api\//, /^\/ws$/] }));

// What the server is asked goes there without waking this worker, where the browser can do that (Service Workers, InstallEvent.addRoutes).
self.addEventListener('install', (event) => {
    const { addRoutes } = event as Routing;
    if (addRoutes) event.waitUntil(addRoutes.call(event, { condition: { urlPattern: { pathname: '/api/*' } }, source: 'network' }));
});

// A new version waits until a person takes it: nobody loses what they are just writing.
self.addEventListener('message', ({ data }) => {
    if (data === TAKE_OVER) void self.skipWaiting();
});

// From the first visit on.
clientsClaim();
