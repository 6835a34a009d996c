// The first time that a screen is drawn its code is compiled and its letters are measured, which takes a phone longer than all the rest. So each is drawn once
// beforehand, when nothing else is to be done, where nobody sees it. Nothing is kept of it, and it is gone before an effect of it would run.
import { render } from 'preact';
import type { ComponentChild } from 'preact';
import { EntryRow, PersonRow } from '../design/parts.tsx';
import { today } from '../store/commands.ts';
import { ledger } from '../store/ledger.ts';
import { drawn, last_turn } from '../store/turns.ts';
import { AddEntry } from './entry_form.tsx';
import { History } from './history.tsx';
import { People } from './people.tsx';
import { PersonOf } from './person.tsx';
import { Transactions } from './transactions.tsx';

function drawn_once(screen: ComponentChild): Element {
    const unseen = document.createElement('div');
    unseen.className = 'unseen';
    render(screen, unseen);
    const drawing = unseen.cloneNode(true) as Element;
    render(null, unseen);
    return drawing;
}

function lay_out(drawing: Element): void {
    document.getElementById('content')?.append(drawing);
    drawing.getBoundingClientRect();
    drawing.remove();
}

export async function rehearse_screens(): Promise<void> {
    await drawn();
    const of = ledger.peek();
    const [contact, entry] = [[...of.contacts.values()][0], of.dated[0]];
    if (contact === undefined || entry === undefined) return;
    const row = <PersonRow contact={contact} unsent={false} />;
    const line = <EntryRow entry={entry} of={of} today={today()} />;
    for (const screen of [row, <People />, line, <PersonOf contact={contact} />, <Transactions />, <History />, <AddEntry />]) {
        await last_turn();
        if (!ledger.peek().contacts.has(contact.id)) return; // the account was closed meanwhile
        const drawing = drawn_once(screen);
        await last_turn();
        lay_out(drawing);
    }
}
