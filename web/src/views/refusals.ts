import { words } from '../words/words.ts';

// Why something was refused, by the server's code; null: there are no words for it.
export function refusal_words(code: string): string | null {
    const w = words.value;
    const known: Record<string, string> = {
        linked: w.r_linked,
        cannot_undo: w.r_cannot_undo,
        covered: w.r_covered,
        sum_too_large: w.r_sum_too_large,
        contact_not_settled: w.r_not_settled,
        not_found: w.r_gone,
        storage_full: w.t_full,
    };
    return known[code] ?? null;
}
