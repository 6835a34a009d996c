// The frame around the screens: where one is, what was just done, and the keyboard.
import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';
import { Toasts } from './design/dialog.tsx';
import { AddIcon, EntriesIcon, FindIcon, HistoryIcon, OverviewIcon, PeopleIcon, SettingsIcon } from './design/icons.tsx';
import { dialog, listen_to_keys } from './keyboard.ts';
import { address, follow_links, is_form, route } from './router.ts';
import { AddEntry, EditEntry } from './screens/entry_form.tsx';
import { Coming, later, load_later } from './screens/coming.tsx';
import { Door } from './screens/door.tsx';
import { NotFound } from './screens/not_found.tsx';
import { Overview } from './screens/overview.tsx';
import { People } from './screens/people.tsx';
import { Person } from './screens/person.tsx';
import { Fetching, SyncAlert } from './screens/sync.tsx';
import { Unreadable } from './screens/unreadable.tsx';
import { ignore_second_taps } from './second_tap.ts';
import { opening, session } from './server/session.ts';
import { is_only_glanced_at, sync, unreadable } from './store/ledger.ts';
import { last_turn } from './store/turns.ts';
import { words } from './words/words.ts';

const OF_ALL = ['', 'people', 'transactions', 'history']; // what they show is true of a whole ledger only

const screen_of = (screen: string, id: string, part: string): ComponentType => {
    if (unreadable.value) return Unreadable;
    if (sync.value.fetching && OF_ALL.includes(screen)) return Fetching;
    const { History = Coming, HistoryOf = Coming, Settings = Coming, Transactions = Coming } = later.value ?? {};
    const history = part === 'history' ? HistoryOf : part === '' ? null : NotFound;
    const found: Record<string, ComponentType> = {
        '': Overview,
        people: history ?? (id ? Person : People),
        transactions: history ?? (id ? EditEntry : Transactions),
        history: History,
        settings: Settings,
        add: AddEntry,
        'sign-in': Door,
    };
    return found[screen] ?? NotFound;
};

// Where what had the focus has gone with its screen, it is in the new one: there a screen reader reads on.
function keep_focus(): void {
    if (document.activeElement === document.body) document.getElementById('content')?.focus({ preventScroll: true });
}

export function App() {
    useEffect(() => {
        ignore_second_taps(); // before anybody else hears of a click
        follow_links();
        listen_to_keys();
    }, []);
    const { screen, id, part } = route.value;
    const place = `${screen}/${id}/${part}`;
    const is_outside = !opening.value && (session.value === null || screen === 'sign-in');
    useEffect(keep_focus, [place, is_outside]);
    if (is_outside) return <Door />;
    const Screen = screen_of(screen, id, part);
    const needs_ledger = screen !== '' && (screen !== 'settings' || sync.value.unsent > 0);
    const waits = opening.value || (is_only_glanced_at.value && needs_ledger);
    return (
        <div class="frame">
            <a class="skip" href="#content" onClick={(event) => { event.preventDefault(); document.getElementById('content')?.focus(); }}>
                {words.value.skip}
            </a>
            <Places screen={screen} />
            <main id="content" tabIndex={-1} aria-busy={waits}>
                {!waits && screen !== '' && screen !== 'settings' && <SyncAlert />}
                {!waits && <Screen key={place} />}
            </main>
            <Toasts at_top={is_form(address.value)} />
            <Above />
        </div>
    );
}

function Places({ screen }: { screen: string }) {
    const w = words.value;
    const place = (to: string, text: string, Icon: ComponentType, kind = '') => (
        <a href={to} class={kind} aria-current={to === `/${screen}` ? 'page' : undefined}>
            <Icon />
            {text}
        </a>
    );
    return (
        <nav class="nav" aria-label={w.app}>
            <span class="brand" aria-hidden="true">
                {w.app}
            </span>
            {place('/', w.overview, OverviewIcon)}
            {place('/people', w.people, PeopleIcon)}
            {place('/add', w.add, AddIcon, 'add')}
            {place('/transactions', w.transactions, EntriesIcon)}
            {place('/history', w.history, HistoryIcon, 'rail')}
            {place('/settings', w.settings, SettingsIcon)}
            <button type="button" class="rail" onClick={() => (dialog.value = 'palette')}>
                <FindIcon />
                {w.k_palette}
            </button>
        </nav>
    );
}

function Above() {
    const name = dialog.value;
    useEffect(() => {
        if (!opening.value) void last_turn().then(load_later).catch(() => {}); // asked for, it is tried again
    }, [opening.value]);
    const is_read = later.value !== null && !is_only_glanced_at.value;
    useEffect(() => {
        if (is_read) void later.value!.rehearse_screens();
    }, [is_read]);
    const { Palette = Coming, Shortcuts = Coming } = later.value ?? {};
    const Part = name === 'shortcuts' ? Shortcuts : name === 'palette' ? Palette : null;
    return Part ? <Part close={() => (dialog.value = null)} /> : null;
}
