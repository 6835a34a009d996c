// All entries; the filters are in the address, so that a view can be kept and sent.
import { useComputed, useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { HistoryIcon } from '../design/icons.tsx';
import { Choice, EntryRow, Field, LongList, Top, is_wide } from '../design/parts.tsx';
import { format_signed } from '../money/amount.ts';
import { filter, route } from '../router.ts';
import { ledger, used_currencies } from '../store/ledger.ts';
import { today } from '../store/commands.ts';
import { entries, people, sums_of } from '../views/lists.ts';
import { locale, words } from '../words/words.ts';
import { FirstRun } from './first_run.tsx';

const LIST_PX = 230;

// A word of a row's, where it stands alone.
const alone = (word: string): string => word.charAt(0).toLocaleUpperCase(locale.value) + word.slice(1);

export function Transactions() {
    const w = words.value;
    const of = ledger.value;
    const now = today();
    const wanted = useComputed(() => {
        const value = (name: string): string => route.value.query.get(name) ?? '';
        const day = (name: string): string => (/^\d{4}-\d\d-\d\d$/.test(value(name)) ? value(name) : '');
        return {
            ...{ search: value('search'), direction: value('direction'), status: value('status'), currency: value('currency'), person: value('person') },
            ...{ from: day('from'), to: day('to'), sort: value('sort') },
        };
    });
    const found = useMemo(() => entries(of, wanted.value, now, locale.value), [of, wanted.value, now, locale.value]);
    // What all of them come to says the overview.
    const sums = useMemo(() => (found.length < of.listed.length ? sums_of(found).map(([code, sum]) => format_signed(sum, code, locale.value)) : []), [found, locale.value]);
    const { search, direction, status, currency, person, from, to, sort } = wanted.value;
    const codes = useComputed(() => used_currencies(ledger.value));
    const names = useComputed(() => Object.fromEntries(people(ledger.value, {}, locale.value).map((c) => [c.id, c.name])));
    const set = [direction, status, currency, person, from, to, sort].filter(Boolean).length;
    const open_at_first = useSignal(set > 0 || is_wide());
    const open = useSignal(open_at_first.value); // many people are many options: they are there when somebody has opened them
    return (
        <>
            <Top title={w.transactions}>
                <a class="button bare" href="/history">
                    <HistoryIcon />
                    {w.history}
                </a>
            </Top>
            <div class="filters">
                <input id="search" type="search" aria-label={w.search_entries} placeholder={w.search_entries} value={search} onInput={(event) => filter('search', event.currentTarget.value)} />
                <details open={open_at_first.value} onToggle={(event) => (open.value ||= event.currentTarget.open)}>
                    <summary>{set > 0 ? w.filters_set(set) : w.filters}</summary>
                    {open.value && (
                        <div class="pair even">
                            <Choice id="direction" label={w.direction} value={direction} options={{ '': w.any, lent: w.all_owe_you, owed: w.all_you_owe }} pick={(v) => filter('direction', v)} />
                            <Choice id="status" label={w.status} value={status} options={{ '': w.any, open: w.open, overdue: w.overdue, settled: alone(w.settled) }} pick={(v) => filter('status', v)} />
                            <Choice id="currency" label={w.currency} value={currency} options={{ '': w.any, ...Object.fromEntries(codes.value.map((c) => [c, c])) }} pick={(v) => filter('currency', v)} />
                            <Choice id="person" label={w.person} value={person} options={{ '': w.any, ...names.value }} pick={(v) => filter('person', v)} />
                            <div class="both-days">
                                <Field id="from" label={w.from}>
                                    <input id="from" type="date" value={from} max={to} onInput={(event) => filter('from', event.currentTarget.value)} />
                                </Field>
                                <Field id="to" label={w.to}>
                                    <input id="to" type="date" value={to} min={from} onInput={(event) => filter('to', event.currentTarget.value)} />
                                </Field>
                            </div>
                            <Choice id="sort" label={w.sort} value={sort} options={{ '': w.date, amount: w.amount, due_date: w.due_date }} pick={(v) => filter('sort', v)} />
                            {set > 0 && found.length > 0 && (
                                <a class="button bare" href="/transactions">
                                    {w.filters_clear}
                                </a>
                            )}
                        </div>
                    )}
                </details>
                <small aria-live="polite">{[w.entries_count(found.length), ...sums].join(' · ')}</small>
            </div>
            {of.listed.length === 0 ? <FirstRun /> : found.length ? <LongList items={found} from_px={LIST_PX}>{(t) => <EntryRow entry={t} of={of} today={now} />}</LongList> : (
                <div class="empty">
                    <p>{w.no_entries}</p>
                    <a class="button" href="/transactions">
                        {w.filters_clear}
                    </a>
                </div>
            )}
        </>
    );
}
