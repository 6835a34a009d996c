// In which currency: the usual one and those of this ledger first, then all that there are.
import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { Field } from '../design/parts.tsx';
import { currencies } from '../money/currency.ts';
import { preferences } from '../preferences.ts';
import { in_order, ledger, used_currencies } from '../store/ledger.ts';
import { currency_name, locale, words } from '../words/words.ts';

// fixed: it can only be read.
export function CurrencyField({ currency, fixed, pick }: { currency: string; fixed: boolean; pick: (currency: string) => void }) {
    const near = useMemo(() => in_order(used_currencies(ledger.peek()), preferences.peek().currency), []); // looked for once, for the ledger may be long
    // So many options take longer than the rest of a form, to come and to go: they are there for whoever goes to the field.
    const is_near = useSignal(false);
    const come_near = (): void => void (is_near.value = true);
    const options = useMemo(() => {
        // In the closed field by its code, which fits there, else by name, too.
        const option = (code: string) => <option value={code} selected={code === currency}>{code === currency ? code : `${code} · ${currency_name(code)}`}</option>;
        if (!is_near.value) return option(currency);
        return <>{near.map(option)}<hr />{currencies.filter((code) => !near.includes(code)).map(option)}</>;
    }, [near, is_near.value, currency, locale.value]);
    return (
        <div class="amount-field">
            <Field id="currency" label={words.value.currency}>
                <select id="currency" value={currency} disabled={fixed} onPointerDown={come_near} onFocus={come_near} onChange={(event) => pick(event.currentTarget.value)}>
                    {options}
                </select>
            </Field>
        </div>
    );
}
