// People, found and put in order; the filters are in the address.
import { useComputed, useSignal } from '@preact/signals';
import { AddIcon } from '../design/icons.tsx';
import { Choice, LongList, PersonRow, Top } from '../design/parts.tsx';
import { preferences } from '../preferences.ts';
import { filter, route } from '../router.ts';
import { in_order, ledger, used_currencies } from '../store/ledger.ts';
import { people } from '../views/lists.ts';
import type { PeopleOrder } from '../views/lists.ts';
import { locale, words } from '../words/words.ts';
import { PersonDialog } from './coming.tsx';
import { FirstRun } from './first_run.tsx';

const LIST_PX = 230;

export function People() {
    const w = words.value;
    const { query } = route.value;
    const search = query.get('search') ?? '';
    const order = (query.get('sort') ?? 'name') as PeopleOrder;
    const settled = query.get('settled') !== 'hidden';
    const adding = useSignal(false);
    const currencies = useComputed(() => in_order(used_currencies(ledger.value), preferences.value.currency));
    const found = people(ledger.value, { search, order, settled, currencies: order === 'balance' ? currencies.value : [] }, locale.value);
    return (
        <>
            <Top title={w.people}>
                <button type="button" class="button bare" onClick={() => (adding.value = true)}>
                    <AddIcon />
                    {w.add_person}
                </button>
            </Top>
            <div class="filters">
                <input id="search" type="search" aria-label={w.search_people} placeholder={w.search_people} value={search} onInput={(event) => filter('search', event.currentTarget.value)} />
                <div class="pair even">
                    <Choice id="sort" label={w.sort} value={order} options={{ name: w.sort_name, balance: w.sort_balance, recent: w.sort_recent }} pick={(value) => filter('sort', value === 'name' ? '' : value)} />
                    <label class="check">
                        <input type="checkbox" checked={settled} onChange={(event) => filter('settled', event.currentTarget.checked ? '' : 'hidden')} />
                        {w.show_settled}
                    </label>
                </div>
            </div>
            <LongList items={found} from_px={LIST_PX}>{(c) => <PersonRow contact={c} unsent={ledger.value.unsent.has(c.id)} />}</LongList>
            {found.length === 0 && (ledger.value.contacts.size === 0 ? <FirstRun /> : (
                <div class="empty">
                    <p>{w.nobody}</p>
                    <a class="button primary" href="/add">
                        {w.first_action}
                    </a>
                </div>
            ))}
            {adding.value && <PersonDialog contact={null} close={() => (adding.value = false)} />}
        </>
    );
}
