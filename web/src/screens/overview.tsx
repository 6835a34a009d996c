// Everything at a glance, today or on any day before.
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useMemo } from 'preact/hooks';
import { AfterPicture, Balance, EntryRow, PersonRow, Steady, Top } from '../design/parts.tsx';
import { format_signed } from '../money/amount.ts';
import { SHOWN, due, early_glance, first_currency, glance_at, history, ledger } from '../store/ledger.ts';
import type { Glance, Transaction } from '../store/ledger.ts';
import { today } from '../store/commands.ts';
import { day_before, days_since_oldest, people, total_of } from '../views/lists.ts';
import { amount_text, net_room, net_sentence } from '../views/sentences.ts';
import { day_text, locale, number_text, words } from '../words/words.ts';
import { Chart } from './chart.tsx';
import { FirstRun } from './first_run.tsx';
import { preferences } from '../preferences.ts';
import { SyncButton } from './sync.tsx';

export function Overview() {
    const w = words.value;
    const now = today();
    const days_back = useSignal(0);
    const chosen = useSignal('');
    const [of, early] = [ledger.value, early_glance.value];
    const day = day_before(now, days_back.value);
    const of_today = useMemo(() => early ?? glance_at(of, now), [of, early, now]);
    const shown = useMemo(() => (day === now || early ? of_today : glance_at(of.on(day), day)), [of, early, of_today, day, now]);
    if (of_today.transactions === 0) return <Empty />;
    const { currencies } = of_today;
    const span = days_since_oldest(of_today, now);
    const currency = first_currency(currencies, currencies.includes(chosen.value) ? chosen.value : preferences.value.currency);
    return (
        <>
            <Top title={w.overview}>
                <SyncButton />
            </Top>
            <div class={days_back.value === 0 ? 'glance' : 'glance past'}>
                <div>
                    {currency !== undefined && (
                        <section class="hero" aria-label={w.balance_over_time}>
                            <Net of={shown} currency={currency}>
                                {currencies.length > 1 && (
                                    <select class="small" aria-label={w.currency} value={currency} onChange={(event) => (chosen.value = event.currentTarget.value)}>
                                        {currencies.map((code) => <option selected={code === currency}>{code}</option>)}
                                    </select>
                                )}
                            </Net>
                            {span > 0 && <Travel currency={currency} day={day} now={now} span={span} days_back={days_back.value} travel={(days) => (days_back.value = days)} />}
                        </section>
                    )}
                    <Others of={shown} day={day} currency={currency} />
                </div>
                <Lists of={shown} day={day} />
            </div>
        </>
    );
}

function Empty() {
    return (
        <>
            <Top title={words.value.overview}>
                <SyncButton />
            </Top>
            <FirstRun />
        </>
    );
}

// What a currency comes to: as a sentence, and as a figure.
function Net({ of, currency, children }: { of: Glance; currency: string; children?: ComponentChildren }) {
    const w = words.value;
    const { net, owed_to_me, owed_by_me } = total_of(of, currency);
    return (
        <div>
            <div class="head">
                <Steady quiet room={net_room(currency)}>{net_sentence(net, currency)}</Steady>
                {children}
            </div>
            <p class="net" style={{ '--letters': format_signed(net, currency, locale.value).length }}>
                <Balance amount={net} currency={currency} icon />
            </p>
            <dl class="both">
                <div>
                    <dt>{w.all_owe_you}</dt>
                    <dd>{amount_text(owed_to_me, currency)}</dd>
                </div>
                <div>
                    <dt>{w.all_you_owe}</dt>
                    <dd>{amount_text(owed_by_me, currency)}</dd>
                </div>
            </dl>
        </div>
    );
}

// Nothing above the slider changes its height with the day: it stays under the finger.
function Travel({ currency, day, now, span, days_back, travel }: { currency: string; day: string; now: string; span: number; days_back: number; travel: (days: number) => void }) {
    const w = words.value;
    const [of, course] = [ledger.value, early_glance.value?.course];
    const points = useMemo(() => (course?.currency === currency ? course.points : history(of, currency)), [of, course, currency]);
    const axis = useSignal<number | null>(null); // px; until it is known, nothing is drawn that would have to move
    return (
        <div>
            <Chart points={points} currency={currency} first={day_before(now, span)} day={day} today={now} measured={(px) => (axis.value = px)} />
            <input
                id="day"
                type="range"
                style={{ '--axis': `${axis.value ?? 0}px`, opacity: axis.value === null ? 0 : 1 }}
                aria-label={w.travel}
                min={-span}
                max={0}
                value={-days_back}
                aria-valuetext={day_text(day)}
                onInput={(event) => travel(-Number(event.currentTarget.value))}
            />
            <div class="head">
                <label for="day" class={days_back === 0 ? 'quiet' : 'as-of'}>
                    {days_back === 0 ? w.travel : w.as_of(day_text(day))}
                </label>
                <button type="button" class="button bare" style={{ visibility: days_back === 0 ? 'hidden' : 'visible' }} onClick={() => travel(0)}>
                    {w.today}
                </button>
            </div>
        </div>
    );
}

// How much is late, the other currencies, and things.
function Others({ of, day, currency }: { of: Glance; day: string; currency: string | undefined }) {
    const w = words.value;
    const others = of.totals.filter((total) => total.currency !== currency);
    const { lent, owed } = of.items;
    const late = due(of, day).overdue.length;
    if (others.length + lent + owed + late === 0) return null;
    return (
        <ul class="list others">
            {late > 0 && (
                <li class="overdue">
                    <a class="row" href="/transactions?status=overdue&sort=due_date">
                        <span class="text quiet">{w.overdue}</span>
                        <span class="badge late">{number_text(late)}</span>
                    </a>
                </li>
            )}
            {others.map((total) => (
                <li class="row" key={total.currency}>
                    <span class="text quiet">{net_sentence(total.net, total.currency)}</span>
                    <Balance amount={total.net} currency={total.currency} icon />
                </li>
            ))}
            {lent > 0 && (
                <li class="row">
                    <span class="text quiet">{w.lent_things}</span>
                    <span class="amount">{number_text(lent)}</span>
                </li>
            )}
            {owed > 0 && (
                <li class="row">
                    <span class="text quiet">{w.borrowed_things}</span>
                    <span class="amount">{number_text(owed)}</span>
                </li>
            )}
        </ul>
    );
}

function Lists({ of, day }: { of: Glance; day: string }) {
    const w = words.value;
    const { overdue, due_soon } = due(of, day);
    const [first, ...rest] = [
        overdue.length > 0 && <Section title={w.overdue} list={overdue} of={of} day={day} more="/transactions?status=overdue&sort=due_date" />,
        due_soon.length > 0 && <Section title={w.due_soon} list={due_soon} of={of} day={day} more="/transactions?status=open&sort=due_date" />,
        <Open of={of} />,
        of.recent.length > 0 && <Section title={w.recent} list={of.recent} of={of} day={day} more="/transactions" />,
    ].filter(Boolean);
    return (
        <div>
            {first}
            {rest.map((section) => <AfterPicture>{section}</AfterPicture>)}
        </div>
    );
}

// People with whom something is open.
function Open({ of }: { of: Glance }) {
    const w = words.value;
    const open = people(of, { settled: false, order: 'balance' }, locale.value);
    return (
        <section class="section">
            <div class="head">
                <h2>{w.people}</h2>
                {open.length > SHOWN && (
                    <a class="button bare" href="/people?sort=balance">
                        {w.show_all}
                    </a>
                )}
            </div>
            {open.length === 0 ? (
                <p class="quiet">{w.all_even}</p>
            ) : (
                <div class="list">{open.slice(0, SHOWN).map((c) => <PersonRow key={c.id} contact={c} unsent={of.unsent.has(c.id)} />)}</div>
            )}
        </section>
    );
}

function Section({ title, list, of, day, more }: { title: string; list: readonly Transaction[]; of: Glance; day: string; more: string }) {
    return (
        <section class="section">
            <div class="head">
                <h2>{title}</h2>
                {list.length > SHOWN && (
                    <a class="button bare" href={more}>
                        {words.value.show_all}
                    </a>
                )}
            </div>
            <div class="list">{list.slice(0, SHOWN).map((t) => <EntryRow key={t.id} entry={t} of={of} today={day} />)}</div>
        </section>
    );
}

