// Which screen an address means. nginx/debt-tracker-web.conf knows the first words, too.
import { computed, signal } from '@preact/signals';

export const address = signal(location.pathname + location.search);

export const came_back = signal(false); // to this screen, by the browser's own steps

addEventListener('popstate', () => {
    came_back.value = true;
    address.value = location.pathname + location.search;
});

export interface Route {
    screen: string; // '' is the overview
    id: string;
    part: string;
    query: URLSearchParams;
}

export const route = computed<Route>(() => {
    const url = new URL(address.value, location.origin);
    const [screen = '', id = '', part = ''] = url.pathname.split('/').slice(1);
    return { screen, id, part, query: url.searchParams };
});

// What has the focus goes with its screen. Taken away with it, it would have the browser lay out a page that is half the old one and half the new.
function leave_focus(): void {
    const at = document.activeElement;
    if (document.getElementById('content')?.contains(at)) (at as HTMLElement).blur();
}

// What the browser keeps of a step, for whoever comes back to it.
interface Step {
    from?: string | null; // the address that one came from; null: from nowhere that the way back leads to
    many?: number; // of what is shown in parts, so many
}

export const step = (): Step => (history.state as Step | null) ?? {};

export const keep_step = (changed: Step): void => history.replaceState({ ...step(), ...changed }, '');

export function go(to: string, { replace = false, from = (replace ? step().from : address.value) as string | null | undefined } = {}): void {
    if (to === address.value) return;
    const other_screen = to.split('?')[0] !== location.pathname;
    if (other_screen) leave_focus();
    if (replace) history.replaceState({ ...step(), from }, '', to);
    else history.pushState({ from }, '', to);
    came_back.value = false;
    address.value = to;
    // When the new screen is there: before, the old one would be laid out once more.
    if (other_screen) queueMicrotask(() => scrollTo(0, 0));
}

// From a form that is done with to where what came of it is seen, in the form's place: no step leads back into it. Returns what does, should nothing have
// come of it; from elsewhere it leads nowhere.
export function leave_for(to: string): () => void {
    const [form, from] = [address.peek(), step().from ?? null];
    go(to, { replace: true, from: from === to ? null : from });
    return () => {
        if (address.peek() === to) go(form, { replace: true, from });
    };
}

// Changes one filter in the address, without a step in the browser's history.
export function filter(name: string, value: string): void {
    const query = new URLSearchParams(location.search);
    if (value === '') query.delete(name);
    else query.set(name, value);
    go(location.pathname + (query.size ? `?${query}` : ''), { replace: true });
}

// Whether an entry is written there.
export const is_form = (of: string): boolean => /^\/(add|transactions\/[^/?]+)(\?|$)/.test(of);

// To where one came from, which is as it was left; but to its parent from where there was none, or a form, which is done with.
function go_back(parent: string): void {
    const { from } = step();
    if (from && !is_form(from)) history.back();
    else go(parent, { from: null });
}

// Links are followed here, unless a person wants another tab.
export function follow_links(): void {
    document.addEventListener('click', (event) => {
        const link = (event.target as Element).closest('a');
        if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
        if (link.origin !== location.origin || link.target || link.hasAttribute('download')) return;
        event.preventDefault();
        const to = link.pathname + link.search;
        if (to === address.value) scrollTo(0, 0); // where one is already
        else if (link.rel === 'prev') go_back(to);
        else go(to);
    });
}
