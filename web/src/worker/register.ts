// Registers the service worker, and tells when a new version of the client waits.
import { computed, signal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';
import { TAKE_OVER } from './messages.ts';

const URL_OF_WORKER = '/service-worker.js';
const LOOK_MS = 3_600_000; // for a new version, while the client stays open
const AGAIN_MS = 5000;
const TAKE_OVER_MS = 3000; // several times what it takes

const waiting = signal<ServiceWorker | null>(null);

// Whether a new version waits: a screen offers it, take_update takes it.
export const update_waits: ReadonlySignal<boolean> = computed(() => waiting.value !== null);

// All tabs load the new version when it has taken over. Now and then Chromium lets the one before wait for itself, for minutes: until a page of it is left.
export function take_update(): void {
    waiting.value?.postMessage(TAKE_OVER);
    setTimeout(() => location.reload(), TAKE_OVER_MS);
}

interface TrustedTypes {
    createPolicy(name: string, rules: { createScriptURL: () => string }): { createScriptURL(url: string): string };
}

// The policy require-trusted-types-for 'script' takes a worker's address only from a policy of ours, where there are any.
function worker_url(): string {
    const { trustedTypes } = self as { trustedTypes?: TrustedTypes };
    if (trustedTypes === undefined) return URL_OF_WORKER;
    const policy = trustedTypes.createPolicy('debt-tracker-worker', { createScriptURL: () => URL_OF_WORKER });
    return policy.createScriptURL(URL_OF_WORKER);
}

function watch(registration: ServiceWorkerRegistration, is_lost: () => void): void {
    const look = (): void => {
        // The first version ever takes over by itself.
        waiting.value = navigator.serviceWorker.controller === null ? null : registration.waiting;
    };
    // Set, not added: the first version is found here and told of by updatefound as well, and is lost once all the same.
    const follow = (): void => {
        const { installing } = registration;
        if (installing === null) return;
        installing.onstatechange = () => {
            look();
            if (installing.state === 'redundant' && registration.active === null) is_lost();
        };
    };
    look();
    follow();
    registration.onupdatefound = follow;
}

// Of the first version ever nothing is kept where one of its files does not come: it is asked for again, after a while, which is twice as long each time.
async function register(url: string, again_ms: number): Promise<void> {
    const again = (): void => void setTimeout(() => void register(url, Math.min(2 * again_ms, LOOK_MS)), again_ms);
    try {
        watch(await navigator.serviceWorker.register(url, { scope: '/' }), again);
    } catch {
        // Offline, or forbidden by the browser's settings: the next start tries again.
    }
}

const look_for_update = (): Promise<unknown> => navigator.serviceWorker.getRegistration().then((registration) => registration?.update());

// Called once, when the client has started. Without service workers the client works as well, but not offline.
export async function register_worker(): Promise<void> {
    if (!('serviceWorker' in navigator)) return;
    let is_controlled = navigator.serviceWorker.controller !== null;
    navigator.serviceWorker.addEventListener('controllerchange', () => {
        if (is_controlled) location.reload();
        is_controlled = true; // by the first version ever, which this page is of
    });
    setInterval(() => void look_for_update().catch(() => {}), LOOK_MS); // offline: the next time
    await register(worker_url(), AGAIN_MS);
}
