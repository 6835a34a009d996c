// Find and do anything: screens, actions, people, by typing.
import { useSignal } from '@preact/signals';
import { useLayoutEffect } from 'preact/hooks';
import { Dialog } from '../design/dialog.tsx';
import { dialog } from '../keyboard.ts';
import { prefer } from '../preferences.ts';
import { go } from '../router.ts';
import { ledger } from '../store/ledger.ts';
import { toast, undo_last } from '../toast.ts';
import { people, plain } from '../views/lists.ts';
import { person_sentences } from '../views/sentences.ts';
import { locale, words } from '../words/words.ts';

const PEOPLE_MOST = 8;

interface Found {
    text: string;
    act: () => void;
    hint?: string;
}

const to = (place: string) => (): void => go(place);

export function Palette({ close }: { close: () => void }) {
    const w = words.value;
    const typed = useSignal('');
    const chosen = useSignal(0);
    const places: Found[] = [
        { text: w.new_entry, act: to('/add') },
        { text: w.overview, act: to('/') },
        { text: w.people, act: to('/people') },
        { text: w.transactions, act: to('/transactions') },
        { text: w.history, act: to('/history') },
        { text: w.settings, act: to('/settings') },
        ...(toast.value?.undo ? [{ text: w.k_undo, act: () => void undo_last() }] : []),
        { text: w.about(w.theme, w.theme_light), act: () => void prefer({ theme: 'light' }) },
        { text: w.about(w.theme, w.theme_dark), act: () => void prefer({ theme: 'dark' }) },
        { text: w.shortcuts, act: () => void (dialog.value = 'shortcuts') },
    ];
    const search = typed.value.trim();
    const found = [
        ...places.filter(({ text }) => plain(text).includes(plain(search))),
        ...(search ? people(ledger.value, { search }, locale.value) : [])
            .slice(0, PEOPLE_MOST)
            .map((c) => ({ text: c.name, act: to(`/people/${c.id}`), hint: person_sentences(c)[0] ?? '' })),
        ...(search ? [{ text: w.about(w.search_entries, search), act: to(`/transactions?search=${encodeURIComponent(search)}`) }] : []),
    ];
    const at = Math.min(chosen.value, found.length - 1);
    useLayoutEffect(() => document.getElementById(`found-${at}`)?.scrollIntoView({ block: 'nearest' }), [at]);
    const pick = (index: number): void => {
        close();
        found[index]?.act();
    };
    return (
        <Dialog title={w.k_palette} close={close}>
            <input
                type="text"
                role="combobox"
                aria-expanded="true"
                aria-controls="found"
                aria-activedescendant={`found-${at}`}
                aria-label={w.palette_hint}
                placeholder={w.palette_hint}
                autofocus
                value={typed.value}
                onInput={(event) => {
                    typed.value = event.currentTarget.value;
                    chosen.value = 0;
                }}
                onKeyDown={(event) => {
                    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
                    if (step) chosen.value = (at + step + found.length) % found.length;
                    else if (event.key === 'Enter') pick(at);
                    else return;
                    event.preventDefault();
                }}
            />
            <div class="list" role="listbox" id="found" aria-label={w.k_palette}>
                {found.map(({ text, hint }: Found, i) => (
                    <div class="row" role="option" id={`found-${i}`} aria-selected={i === at} onClick={() => pick(i)}>
                        <span class="text">
                            <span dir="auto">{text}</span>
                            {hint && <small>{hint}</small>}
                        </span>
                    </div>
                ))}
            </div>
        </Dialog>
    );
}
