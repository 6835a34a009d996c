// The live amounts of one currency (or of items), added without sign, stay exact everywhere (sql/decide/check_sum.sql).
import { unit_of } from '../fold/book.ts';
import type { Fold } from '../fold/fold.ts';
import type { Transaction } from '../fold/rows.ts';
import { AMOUNT_MAX } from './fields.ts';
import { Refusal } from './refusal.ts';

const too_large = (): Refusal => new Refusal('sum_too_large', 'The amounts of this ledger would add up to too much.');

type Counted = Pick<Transaction, 'currency' | 'amount'>;

// Throws what `refusal` makes where the ledger holds too much; `more` as if it were recorded too, `less` as if it were not. Positive numbers that add up to
// at most AMOUNT_MAX do so exactly, in any order; what adds up to more comes out as more, exact or not.
export function check_sums(now: Fold, { more, less }: { more?: Counted; less?: Counted } = {}, refusal: () => Refusal = too_large): void {
    const sums = new Map([...now.units].map(([unit, { gross }]) => [unit, gross]));
    const add = ({ currency }: Counted, amount: number): unknown => sums.set(unit_of(currency), (sums.get(unit_of(currency)) ?? 0) + amount);
    if (less) add(less, -less.amount);
    if (more) add(more, more.amount);
    for (const sum of sums.values()) if (sum > AMOUNT_MAX) throw refusal();
}
