// Everything at a glance, today or on any day before.
import { useComputed, useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { Balance, EntryRow, PersonRow, Top } from '../design/parts.tsx';
import { format_signed } from '../money/amount.ts';
import { AddIcon } from '../design/icons.tsx';
import { history, ledger, summary } from '../store/ledger.ts';
import type { Ledger, Summary, Transaction } from '../store/ledger.ts';
import { today } from '../store/commands.ts';
import { days_between, day_before, entries, NO_FILTER, oldest_day, people, total_of, used_currencies } from '../views/lists.ts';
import { amount_text, net_sentence } from '../views/sentences.ts';
import { day_text, locale, words } from '../words/words.ts';
import { Chart } from './chart.tsx';
import { preferences } from '../preferences.ts';
import { SyncButton } from './sync.tsx';

const SHOWN = 5; // of each list; the rest is a tap away

export function Overview() {
    const w = words.value;
    const now = today();
    const days_back = useSignal(0);
    const chosen = useSignal('');
    const shown = useComputed(() => (days_back.value === 0 ? ledger.value : ledger.value.on(day_before(today(), days_back.value)))).value;
    const currencies = useComputed(() => used_currencies(ledger.value)).value;
    const span = useComputed(() => days_between(oldest_day(ledger.value, today()), today())).value;
    if (ledger.value.transactions.size === 0) return <FirstRun />;
    const day = day_before(now, days_back.value);
    const sum = summary(shown, day);
    const usual = preferences.value.currency;
    const currency = currencies.includes(chosen.value) ? chosen.value : currencies.includes(usual) ? usual : currencies[0];
    return (
        <>
            <Top title={w.overview}>
                <SyncButton />
            </Top>
            {currency !== undefined && (
                <section class="hero" aria-label={w.balance_over_time}>
                    <Net sum={sum} currency={currency}>
                        {currencies.length > 1 && (
                            <select class="small" aria-label={w.currency} value={currency} onChange={(event) => (chosen.value = event.currentTarget.value)}>
                                {currencies.map((code) => <option selected={code === currency}>{code}</option>)}
                            </select>
                        )}
                    </Net>
                    {span > 0 && <Travel currency={currency} day={day} now={now} span={span} days_back={days_back.value} travel={(days) => (days_back.value = days)} />}
                </section>
            )}
            <Others sum={sum} currency={currency} />
            <Lists sum={sum} shown={shown} day={day} />
        </>
    );
}

// What a currency comes to: as a sentence, and as a figure.
function Net({ sum, currency, children }: { sum: Summary; currency: string; children?: ComponentChildren }) {
    const w = words.value;
    const { net, owed_to_me, owed_by_me } = total_of(sum, currency);
    return (
        <div>
            <div class="head">
                <p class="quiet">{net_sentence(net)}</p>
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
    const points = useComputed(() => history(ledger.value, currency)).value;
    return (
        <div>
            <Chart points={points} currency={currency} day={day} today={now} />
            <input
                id="day"
                type="range"
                dir="ltr"
                aria-label={w.travel}
                min={-span}
                max={0}
                value={-days_back}
                aria-valuetext={day_text(day)}
                onInput={(event) => travel(-Number(event.currentTarget.value))}
            />
            <div class="head">
                <label for="day" class={days_back === 0 ? 'quiet' : ''}>
                    {days_back === 0 ? w.travel : w.as_of(day_text(day))}
                </label>
                <button type="button" class="button bare" style={{ visibility: days_back === 0 ? 'hidden' : 'visible' }} onClick={() => travel(0)}>
                    {w.today}
                </button>
            </div>
        </div>
    );
}

// The other currencies, and things.
function Others({ sum, currency }: { sum: Summary; currency: string | undefined }) {
    const w = words.value;
    const others = sum.totals.filter((total) => total.currency !== currency);
    const { lent, owed } = sum.items;
    if (others.length === 0 && lent + owed === 0) return null;
    return (
        <ul class="list others">
            {others.map((total) => (
                <li class="row" key={total.currency}>
                    <span class="text quiet">{net_sentence(total.net)}</span>
                    <Balance amount={total.net} currency={total.currency} icon />
                </li>
            ))}
            {lent > 0 && (
                <li class="row">
                    <span class="text quiet">{w.lent_things}</span>
                    <span class="amount">{lent}</span>
                </li>
            )}
            {owed > 0 && (
                <li class="row">
                    <span class="text quiet">{w.borrowed_things}</span>
                    <span class="amount">{owed}</span>
                </li>
            )}
        </ul>
    );
}

function Lists({ sum, shown, day }: { sum: Summary; shown: Ledger; day: string }) {
    const w = words.value;
    const open = people(shown, { settled: false, order: 'balance' }, locale.value);
    return (
        <>
            <Section title={w.overdue} list={sum.overdue} of={shown} day={day} more="/transactions?status=overdue&sort=due_date" />
            <Section title={w.due_soon} list={sum.due_soon} of={shown} day={day} more="/transactions?status=open&sort=due_date" />
            <section class="section">
                <div class="head">
                    <h2>{w.people}</h2>
                    {open.length > SHOWN && (
                        <a class="button bare" href="/people?sort=balance">
                            {w.show_all}
                        </a>
                    )}
                </div>
                {open.length === 0 && <p class="quiet">{w.all_even}</p>}
                <div class="list">{open.slice(0, SHOWN).map((c) => <PersonRow key={c.id} contact={c} unsent={shown.unsent.has(c.id)} />)}</div>
            </section>
            <Section title={w.recent} list={entries(shown, NO_FILTER, day)} of={shown} day={day} more="/transactions" />
        </>
    );
}

function Section({ title, list, of, day, more }: { title: string; list: readonly Transaction[]; of: Ledger; day: string; more: string }) {
    if (list.length === 0) return null;
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

function FirstRun() {
    const w = words.value;
    return (
        <>
            <Top title={w.overview}>
                <SyncButton />
            </Top>
            <div class="empty">
                <h2>{w.first_title}</h2>
                <p>{w.first_hint}</p>
                <a class="button primary" href="/add">
                    <AddIcon />
                    {w.first_action}
                </a>
            </div>
        </>
    );
}
