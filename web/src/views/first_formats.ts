// What the first picture is put in order and written with. The first one of a kind takes the browser 10 ms and more: they are made while the disk is waited for,
// one by one.
import { day_text, locale, number_text, relative_day } from '../words/words.ts';
import { order_of } from './lists.ts';
import { amount_text } from './sentences.ts';

export function* prepare_formats(currency: string, today: string): Generator<void> {
    order_of(locale.value)('', '');
    yield;
    number_text(0);
    yield;
    day_text(today);
    yield;
    relative_day(today, today);
    amount_text(0, currency);
}
