// Why something cannot be done: the codes and the field errors of the server's problem JSON.

export interface InvalidField {
    field: string;
    code: string; // required, blank, too_long, not_open … : the server's words (cgi/fields.c, sql/decide)
    message: string; // for developers, in English; screens say it in the person's language by `field` and `code`
}

export class Refusal extends Error {
    readonly code: string; // invalid_field, not_found, contact_not_settled, linked, cannot_undo, sum_too_large …; covered: said only here
    readonly errors: readonly InvalidField[];

    constructor(code: string, message: string, errors: readonly InvalidField[] = []) {
        super(message);
        this.name = 'Refusal';
        this.code = code;
        this.errors = errors;
    }
}

export const not_found = (what: string): Refusal => new Refusal('not_found', `There is no such ${what}.`);

export const invalid_field = (errors: readonly InvalidField[]): Refusal =>
    new Refusal('invalid_field', 'Some fields cannot be accepted.', errors);
