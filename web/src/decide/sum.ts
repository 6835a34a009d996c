// The live amounts of one currency (or of items), added without sign, stay exact everywhere (sql/decide/check_sum.sql).
import type { Transaction } from '../fold/rows.ts';
import { AMOUNT_MAX } from './fields.ts';
import { Refusal } from './refusal.ts';

const too_large = (): Refusal => new Refusal('sum_too_large', 'The amounts of this ledger would add up to too much.');

// Throws what `refusal` makes. Each amount is at most AMOUNT_MAX, so that a difference from it is exact.
export function check_sums(transactions: Iterable<Transaction>, refusal: () => Refusal = too_large): void {
    const room = new Map<string, number>();
    for (const { currency, amount } of transactions) {
        const unit = currency ?? 'item';
        const left = (room.get(unit) ?? AMOUNT_MAX) - amount;
        if (left < 0) throw refusal();
        room.set(unit, left);
    }
}
