// Shortcuts. Those of one character can be turned off (WCAG 2.2, 2.1.4), and never act while something is typed.
import { signal } from '@preact/signals';
import { preferences } from './preferences.ts';
import { go, route } from './router.ts';
import { session } from './server/session.ts';
import { toast, undo_last } from './toast.ts';

export const dialog = signal<'palette' | 'shortcuts' | null>(null);

const PLACES: Record<string, string> = { o: '/', p: '/people', t: '/transactions', h: '/history', s: '/settings' };

const ACTIONS: Record<string, () => void> = {
    n: () => go('/add'),
    u: () => void undo_last(),
    '?': () => (dialog.value = 'shortcuts'),
    '/': () => {
        const field = document.getElementById('search');
        if (field) field.focus();
        else dialog.value = 'palette';
    },
};

// The focus stays for a moment in a dialog that has just closed: nobody types there any more.
const is_typing = (at: EventTarget | null): boolean =>
    at instanceof Element && at.closest('dialog:not([open])') === null && at.closest('input, select, textarea, dialog') !== null;

export function listen_to_keys(): void {
    let after_g = false;
    document.addEventListener('keydown', (event) => {
        if (session.value === null || route.value.screen === 'sign-in' || event.defaultPrevented) return;
        if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
            event.preventDefault();
            dialog.value = 'palette';
            return;
        }
        if (event.key === 'Escape' && !document.querySelector('dialog[open]')) toast.value = null;
        if (event.ctrlKey || event.metaKey || event.altKey || is_typing(event.target) || !preferences.value.single_keys) return;
        const key = event.key.toLowerCase();
        const place = after_g ? PLACES[key] : undefined;
        after_g = !after_g && key === 'g';
        const action = place === undefined ? ACTIONS[key] : () => go(place);
        if (!action) return;
        event.preventDefault();
        action();
    });
}
