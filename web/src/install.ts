// The client as an app of its own on this device: what the browser offers, and taking it.
import { computed, signal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';

// Of Chromium's browsers. Others have it in a menu, and say nothing.
interface Offer extends Event {
    prompt(): Promise<unknown>;
}

const offer = signal<Offer | null>(null);

export const can_install: ReadonlySignal<boolean> = computed(() => offer.value !== null);

// Safari on an iPhone or an iPad, where it is in the menu to share by; false in an app that was installed, too.
export const is_shared_to_install = 'standalone' in navigator && !navigator.standalone;

// Called once, before the browser has made up its mind. Asked when a person wants it, not in the middle of a first form.
export function watch_for_offer(): void {
    addEventListener('beforeinstallprompt', (event) => {
        event.preventDefault();
        offer.value = event as Offer;
    });
    addEventListener('appinstalled', () => (offer.value = null));
}

// The browser asks once more. Who says no is offered it again at another visit.
export function install(): void {
    void offer.value?.prompt();
    offer.value = null;
}
