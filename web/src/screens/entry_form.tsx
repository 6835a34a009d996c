// A new debt, or a change of one: a name, a way and an amount; the sentence says what will be saved before it is.
import { useComputed, useSignal } from '@preact/signals';
import type { Signal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { Sure } from '../design/dialog.tsx';
import { AfterPicture, EntryRow, Field, Top, faulty, useAfterPicture } from '../design/parts.tsx';
import { CheckIcon, HistoryIcon, InIcon, OutIcon } from '../design/icons.tsx';
import { editable_amount, parse_amount } from '../money/amount.ts';
import { preferences } from '../preferences.ts';
import { leave_for, route } from '../router.ts';
import { create_transaction, delete_transaction, repayment_of, settle_transaction, today, update_transaction } from '../store/commands.ts';
import { ledger } from '../store/ledger.ts';
import type { Early, Made } from '../store/commands.ts';
import type { Contact, Transaction } from '../store/ledger.ts';
import { carry_out } from '../toast.ts';
import type { Said } from '../toast.ts';
import { near_people, person_named } from '../views/lists.ts';
import { amount_text, created_sentence, entry_sentence, short_name, told_apart } from '../views/sentences.ts';
import { day_text, isolated, locale, words } from '../words/words.ts';
import { CurrencyField } from './currency_field.tsx';
import { DraftFound, useDraft } from './draft.tsx';
import { NotFound } from './not_found.tsx';

export function AddEntry() {
    const person = route.value.query.get('person') ?? ''; // whoever goes on from one to another begins anew
    return <EntryForm key={person} entry={null} saving={useSignal(false)} />;
}

export function EditEntry() {
    const saving = useSignal(false);
    // What is saved from here draws the next screen, not this one.
    const { value: entry } = useComputed(() => (saving.value ? ledger.peek() : ledger.value).transactions.get(route.value.id));
    return entry ? <EntryForm key={entry.id} entry={entry} saving={saving} /> : <NotFound />;
}

function EntryForm({ entry, saving }: { entry: Transaction | null; saving: Signal<boolean> }) {
    const w = words.value;
    const of = ledger.peek(); // looked at when something is typed
    const asked = of.contacts.get(entry?.contact_id ?? route.value.query.get('person') ?? '');
    const draft = useDraft(entry ? `transactions/${entry.id}` : `add/${asked?.id ?? ''}`, {
        name: asked?.name ?? '',
        chosen: asked?.id ?? '', // whom of those who are called so
        direction: entry?.direction ?? 'lent',
        item: entry?.type === 'item',
        currency: entry?.currency ?? preferences.value.currency,
        amount: entry ? editable_amount(entry.amount, entry.currency, locale.value) : '',
        what: entry?.description ?? '',
        date: entry?.transaction_date ?? today(),
        due: entry?.due_date ?? '',
        comment: '',
    });
    const { form, fields, found, put, saved } = draft;
    const { name, chosen, direction, item, currency, amount, what, date, due, comment } = fields.value;
    const tried = useSignal(false);
    const first = useRef<HTMLInputElement>(null);
    useEffect(() => {
        first.current?.focus();
        if (found.peek()) first.current?.select(); // who begins anew types over it
    }, []);

    // The parts that a browser makes a field for a day of take longer than all the rest.
    const whole = useAfterPicture();
    const day = (value: string) => (whole || entry === null ? { type: 'date', value } : { type: 'text', value: '', readOnly: true });
    const unit = item ? null : currency;
    const reading = parse_amount(item && amount === '' ? '1' : amount, unit, locale.value);
    const person = name.trim();
    const picked = of.contacts.get(chosen);
    const known = person === '' ? undefined : picked?.name === person ? picked : person_named(of, person);
    const typed_name = useComputed(() => fields.value.name.trim());
    const matches = useComputed(() => near_people(ledger.peek(), typed_name.value, locale.value).slice(0, 4).map((c) => ({ ...c, text: told_apart(c, ledger.peek().contacts.values()) })));
    const faults = {
        name: person === '' ? w.e_name : undefined,
        what: item && what.trim() === '' ? w.e_thing : undefined,
        amount: 'problem' in reading ? fault_text(reading) : undefined,
        // An entry that came with such days, by the API, may be changed all the same.
        due: due !== '' && due < date && (due !== entry?.due_date || date !== entry.transaction_date) ? w.e_due : undefined,
    };
    // Told at once where something was typed, else when it is to be saved. What begins by 0 or by a point may still be one.
    const begun = amount.length > 1 && 'problem' in reading && reading.problem !== 'zero';
    const amount_fault = tried.value || begun ? faults.amount : undefined;
    const [name_fault, what_fault] = tried.value ? [faults.name, faults.what] : [];
    const is_clear = !faults.name && !faults.what && 'amount' in reading;
    const complete = is_clear && !faults.due;
    const sentence = is_clear
        ? entry_sentence({ direction, amount: reading.amount, currency: unit, description: what.trim() || null, settles: entry?.settles ?? [] }, person)
        : item ? w.understood_thing : w.understood;
    const further = due !== '' || date !== today(); // what is folded up
    const repays = entry !== null && entry.settles.length > 0 ? entry : null;
    const most = useMemo(() => (repays ? open_for(repays) : Infinity), []);
    const also = [
        'amount' in reading && reading.amount > most && w.e_more_than_open(amount_text(most, unit)),
        date !== '' && w.about(w.date, date === today() ? w.today : day_text(date)),
        due !== '' && w.about(w.due_date, day_text(due)),
    ].filter(Boolean);
    const open_at_first = useRef(entry !== null || (found.value && further)).current;
    const shown_name = person === '' ? null : isolated(short_name(person)); // the whole one is in the sentence below

    const what_field = (
        <Field id="what" label={item ? w.which_thing : w.optional(w.what_for)} error={what_fault}>
            <input id="what" value={what} maxLength={1000} dir="auto" autocomplete="off" {...faulty('what', what_fault)} onInput={(event) => put({ what: event.currentTarget.value })} />
        </Field>
    );

    const after_who = item ? 'what' : 'amount';
    const what_next = !item && entry === null && what === '' && 'amount' in reading;
    const take_person = ({ id, name }: Contact): void => {
        put({ name, chosen: id });
        document.getElementById(after_who)?.focus();
    };

    // What has been opened is not left behind the button to save by.
    const show_whole = ({ currentTarget: opened }: Event & { currentTarget: HTMLElement }): void => opened.scrollIntoView({ block: 'nearest' });

    const pick_kind = (thing: boolean): void => {
        put({ item: thing });
        queueMicrotask(() => document.getElementById(thing ? 'what' : 'amount')?.focus()); // in its new place
    };

    const save = async (event: Event): Promise<void> => {
        event.preventDefault();
        if (!complete) {
            tried.value = true;
            focus_on(faults.name ? 'who' : faults.amount ? 'amount' : faults.what ? 'what' : 'due');
            return;
        }
        if (saving.value) return;
        saving.value = true;
        const wanted = {
            type: item ? ('item' as const) : ('money' as const),
            direction,
            amount: reading.amount,
            currency: unit,
            description: what.trim() || null,
            transaction_date: date || today(),
            due_date: due || null,
            ...(known ? { contact_id: known.id } : {}),
        };
        const along = { ...(known ? {} : { contact: { name: person } }), draft: form };
        const made = await carry_out(
            (early) => (entry ? update_transaction(entry.id, wanted, { ...along, early, comment: comment.trim() }) : create_transaction(wanted, { ...along, early })),
            { done: w.t_saved, what: sentence },
            ({ id = '' }) => {
                const person_at = `/people/${ledger.peek().transactions.get(entry?.id ?? id)?.contact_id}`;
                return { back: leave_for(person_at), made_at: known ? undefined : person_at };
            },
        );
        if (made) saved();
        saving.value = false;
    };

    return (
        <>
            <Top title={entry ? w.edit_entry : w.new_entry} back={entry ? `/people/${entry.contact_id}` : '/'}>
                {!entry && (
                    <div class="kinds" role="group" aria-label={w.which_kind}>
                        <button type="button" class="chip" aria-pressed={!item} onClick={() => pick_kind(false)}>
                            {w.money}
                        </button>
                        <button type="button" class="chip" aria-pressed={item} onClick={() => pick_kind(true)}>
                            {w.thing}
                        </button>
                    </div>
                )}
            </Top>
            <DraftFound of={draft} />
            <form class="form" noValidate>
                <Field id="who" label={w.who} error={name_fault}>
                    <input
                        id="who"
                        ref={entry || asked ? null : first}
                        value={name}
                        maxLength={200}
                        autocomplete="off"
                        autocapitalize="words"
                        enterkeyhint="next"
                        dir="auto"
                        readOnly={repays !== null}
                        {...faulty('who', name_fault)}
                        onInput={(event) => put({ name: event.currentTarget.value, chosen: '' })}
                        onKeyDown={(event) => !complete && person !== '' && enter_for(event, after_who)}
                    />
                    {(!entry || name !== asked?.name) && of.contacts.size > 0 && (
                        <div class="suggestions">
                            {matches.value.map((c) => (
                                <button type="button" class="chip" key={c.id} aria-pressed={c.id === known?.id} onClick={() => take_person(c)}>
                                    {c.text}
                                </button>
                            ))}
                            {matches.value.length === 0 && person !== '' && !known && <small style={{ alignSelf: 'center' }}>{w.who_hint}</small>}
                        </div>
                    )}
                </Field>
                {repays ? <Repays entry={repays} /> : <fieldset>
                    <legend>{w.which_way}</legend>
                    <div class="choices">
                        <label>
                            <input type="radio" name="direction" checked={direction === 'lent'} onChange={() => put({ direction: 'lent' })} />
                            <InIcon />
                            <span>{shown_name === null ? (item ? w.they_have : w.they) : (item ? w.has_mine : w.they_owe)(shown_name)}</span>
                        </label>
                        <label>
                            <input type="radio" name="direction" checked={direction === 'owed'} onChange={() => put({ direction: 'owed' })} />
                            <OutIcon />
                            <span>{shown_name === null ? (item ? w.i_have_some : w.them) : (item ? w.i_have : w.i_owe)(shown_name)}</span>
                        </label>
                    </div>
                </fieldset>}
                {item && what_field}
                <div class={item ? 'field' : 'pair'}>
                    <div class="amount-field">
                        <Field id="amount" label={item ? w.how_many : w.how_much} error={amount_fault}>
                            <input
                                id="amount"
                                ref={asked && !entry ? first : null}
                                inputMode={item ? 'numeric' : 'decimal'}
                                autocomplete="off"
                                enterkeyhint={what_next ? 'next' : 'done'}
                                value={amount}
                                placeholder={item ? '1' : ''}
                                {...faulty('amount', amount_fault, 'understood')}
                                onInput={(event) => put({ amount: event.currentTarget.value })}
                                onKeyDown={(event) => what_next && !amount_fault && enter_for(event, 'what')}
                            />
                        </Field>
                    </div>
                    {!item && <CurrencyField currency={currency} fixed={repays !== null} pick={(code) => put({ currency: code })} />}
                </div>
                {!item && what_field}
                <p class={is_clear ? 'understood' : 'understood quiet'} id="understood" aria-live="polite">
                    <span>{sentence}</span>
                    {is_clear && (
                        <small>
                            {also.join(' · ')}
                            {!item && what.trim() !== '' && <span aria-hidden="true"> · <bdi>{what.trim()}</bdi></span> /* who hears it hears it from its field */}
                        </small>
                    )}
                </p>
                <details open={open_at_first} onToggle={open_at_first ? undefined : show_whole}>
                    <summary>{repays ? w.date : w.dates}</summary>
                    <div class="form">
                        <div class="pair even">
                            <Field id="date" label={w.date}>
                                <input id="date" {...day(date)} onInput={(event) => put({ date: event.currentTarget.value })} />
                            </Field>
                            {(repays === null || repays.due_date !== null) && (
                                <Field id="due" label={w.due_date} error={faults.due}>
                                    <input id="due" {...day(due)} {...faulty('due', faults.due)} onInput={(event) => put({ due: event.currentTarget.value })} />
                                </Field>
                            )}
                        </div>
                        {entry && (
                            <Field id="comment" label={w.optional(w.comment)}>
                                <input id="comment" value={comment} dir="auto" maxLength={1000} onInput={(event) => put({ comment: event.currentTarget.value })} />
                            </Field>
                        )}
                    </div>
                </details>
                {/* Not onSubmit: a browser first looks through all that it could fill in next time. "Enter" in a field is a click, too. */}
                <button class="button primary wide" onClick={save}>
                    {w.save}
                </button>
            </form>
            {entry && (
                <AfterPicture>
                    <Rest entry={entry} typed={draft.is_typed} saving={saving} gone={saved} />
                </AfterPicture>
            )}
        </>
    );
}

// "Next" on a phone's keyboard: nothing is at fault yet.
function enter_for(event: KeyboardEvent, next: string): void {
    if (event.key !== 'Enter' || event.isComposing) return;
    event.preventDefault();
    document.getElementById(next)?.focus();
}

// It may be in what is folded up.
function focus_on(id: string): void {
    const field = document.getElementById(id);
    const folded = field?.closest('details');
    if (folded) folded.open = true;
    field?.focus();
}

// How much of what a repayment repays is open without it.
function open_for({ settles, amount, outstanding }: Transaction): number {
    const { transactions } = ledger.peek();
    return settles.reduce((sum, id) => sum + (transactions.get(id)?.outstanding ?? 0), amount - outstanding);
}

function fault_text(reading: Exclude<ReturnType<typeof parse_amount>, { amount: number }>): string {
    const w = words.value;
    return reading.problem === 'too_many_decimals' ? w.e_too_many_decimals(reading.digits) : w[`e_${reading.problem}`];
}

// What a repayment closes: its way and its currency are theirs.
function Repays({ entry }: { entry: Transaction }) {
    const of = ledger.peek();
    const debts = entry.settles.flatMap((id) => of.transactions.get(id) ?? []);
    return (
        <div class="field">
            <span class="label">{words.value.repays}</span>
            <div class="list">{debts.map((debt) => <EntryRow key={debt.id} entry={debt} of={of} today={today()} />)}</div>
        </div>
    );
}

// What else can be done with an entry. The history comes before the end: what was changed can be undone there. typed: another amount may stand above, and
// which of the two is paid back?
function Rest({ entry, typed, saving, gone }: { entry: Transaction; typed: boolean; saving: Signal<boolean>; gone: () => void }) {
    const w = words.value;
    const sure = useSignal(false);
    const name = ledger.peek().contacts.get(entry.contact_id)?.name ?? '…';
    const sentence = entry_sentence(entry, name);
    const do_once = async (command: (early: Early) => Promise<Made>, said: Said): Promise<void> => {
        if (saving.value) return;
        saving.value = true;
        if (await carry_out(command, said, () => ({ back: leave_for(`/people/${entry.contact_id}`) }))) gone();
        saving.value = false;
    };
    const remove = (): unknown => do_once((early) => delete_transaction(entry.id, { early }), { done: w.t_deleted, what: sentence });
    const repay = (): unknown => do_once((early) => settle_transaction(entry.id, { early }), { done: w.t_saved, what: created_sentence(repayment_of(entry, today()), name) });
    return (
        <div class="section buttons">
            {entry.outstanding > 0 && !typed && (
                <button type="button" class="button" onClick={repay}>
                    <CheckIcon />
                    {entry.currency === null ? w.give_back : w.repay}
                </button>
            )}
            <a class="button bare" href={`/transactions/${entry.id}/history`}>
                <HistoryIcon />
                {w.history_of_entry}
            </a>
            <button type="button" class="button bare danger" onClick={() => (sure.value = true)}>
                {w.delete_entry}
            </button>
            {sure.value && (
                <Sure title={w.delete_entry} text={sentence} action={w.delete} act={remove} close={() => (sure.value = false)} />
            )}
        </div>
    );
}
