// The forms of words after numbers, by CLDR's rules for a language. Where a form has a #, the number stands, in the way of writing of the person.
import { number_text } from './locale.ts';

type Forms = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };

export function plurals(language: string): (n: number, forms: Forms) => string {
    const rules = new Intl.PluralRules(language);
    return (n, forms) => (forms[rules.select(n)] ?? forms.other).replace('#', number_text(n));
}
