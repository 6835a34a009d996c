// What a chart says to those who do not see it.
import { format_signed } from '../money/amount.ts';
import type { Course } from '../store/ledger.ts';
import { day_text, locale, words } from '../words/words.ts';

export function balance_label(title: string, points: Course, currency: string): string {
    const ends = [points[0], points.at(-1)].filter((p) => p !== undefined);
    return [title, ...ends.map((p) => words.value.about(day_text(p.date), format_signed(p.net, currency, locale.value)))].join(words.value.stop);
}
